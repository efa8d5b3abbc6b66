"""The formats of a paper's workbook; each is made once."""

from typing import Any

import xlsxwriter

from .spreadsheet import would_run

RED, GREY = "#B42318", "#EEEEEE"
#: Points of a cell's text, and of a line of it.
SIZE, LINE = 10, 14.5


class Formats:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook, *, is_chinese: bool):
        self._book = book
        self._face = {"font_name": "宋体" if is_chinese else "Arial", "font_size": SIZE}
        self._made: dict[tuple, Any] = {}

    def _of(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(self._face | properties)
        return self._made[key]

    def title(self) -> Any:
        return self._of(bold=True, font_size=14)

    def heading(self) -> Any:
        return self._of(bold=True, text_wrap=True, valign="top")

    def mark(self) -> Any:
        return self._of(bold=True, font_color=RED)

    def head(self) -> Any:
        return self._of(
            bold=True, text_wrap=True, valign="vcenter", align="center", border=1, bg_color=GREY
        )

    def note(self) -> Any:
        return self._of(italic=True, text_wrap=True, valign="top")

    def finding(self) -> Any:
        return self._of(italic=True)

    def link(self) -> Any:
        return self._of(font_color="#1F3B63", underline=1)

    def text(self, text: str, *, border: int = 0, align: str = "left") -> Any:
        """The format of a text; one that might run is kept a text when somebody edits it."""
        quoted = {"quote_prefix": True} if would_run(text) else {}
        return self._of(text_wrap=True, valign="top", border=border, align=align, **quoted)

    def number(self, decimals: int, *, is_signed: bool, mark: str = "") -> Any:
        """The format that shows a number as the paper prints it, its mark behind it."""
        plain = "#,##0" + ("." + "0" * decimals if decimals else "")
        plain += f'"{mark}"' if mark else ""
        code = f"+{plain};-{plain};{plain}" if is_signed else plain
        return self._of(num_format=code, valign="top", border=1)
