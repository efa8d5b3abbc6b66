"""A bulletin as a workbook: one sheet a table, numbers as numbers, text never a formula."""

import io
from datetime import datetime

import xlsxwriter

from zones.exports import safe_text

from ..bulletin import Bulletin, Cell, Sheet

#: The file says when its data was made, not when it was downloaded: same data, same bytes.
CREATED = datetime(2021, 10, 21)  # noqa: DTZ001 - a fixed stamp; xlsxwriter wants it without a zone


def as_xlsx(bulletin: Bulletin) -> bytes:
    """The workbook's bytes."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": bulletin.title, "created": CREATED})
    styles = _Styles(book)
    _cover(book, styles, bulletin)
    for sheet in bulletin.sheets:
        _print_sheet(book, styles, bulletin, sheet)
    book.close()
    return file.getvalue()


class _Styles:
    """The few formats of the workbook; a number's format is made once for its decimals."""

    def __init__(self, book: xlsxwriter.Workbook):
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.mark = book.add_format({"bold": True, "font_color": "#B42318"})
        self.head = book.add_format(
            {
                "bold": True,
                "bottom": 1,
                "text_wrap": True,
                "valign": "vcenter",
                "bg_color": "#EEF2F6",
            }
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.note = book.add_format({"italic": True, "font_color": "#475467"})
        self._numbers: dict[int, object] = {}

    def number(self, decimals: int):
        if decimals not in self._numbers:
            places = "." + "0" * decimals if decimals else ""
            self._numbers[decimals] = self.book.add_format(
                {"num_format": f"#,##0{places}", "valign": "top"}
            )
        return self._numbers[decimals]


def _cover(book: xlsxwriter.Workbook, styles: _Styles, bulletin: Bulletin) -> None:
    page = book.add_worksheet(_sheet_name(bulletin.facts[0][0], book))
    page.set_column(0, 0, 32)
    page.set_column(1, 1, 80)
    page.write_string(0, 0, bulletin.title, styles.title)
    line = 1
    for mark in bulletin.marks:
        page.write_string(line, 0, mark, styles.mark)
        line += 1
    for name, value in bulletin.facts:
        page.write_string(line + 1, 0, name, styles.text)
        page.write_string(line + 1, 1, safe_text(value), styles.text)
        line += 1


def _print_sheet(
    book: xlsxwriter.Workbook, styles: _Styles, bulletin: Bulletin, sheet: Sheet
) -> None:
    page = book.add_worksheet(_sheet_name(sheet.title, book))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, sheet.title, styles.title)
    if bulletin.marks:
        page.write_string(1, 0, " ".join(bulletin.marks), styles.mark)
        page.set_header('&C&"-,Bold"' + " ".join(bulletin.marks).replace("&", "&&")[:200])
    head = 3
    for column, (name, width) in enumerate(zip(sheet.header, sheet.widths(), strict=True)):
        page.write_string(head, column, name, styles.head)
        page.set_column(column, column, width)
    for offset, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _print_cell(page, styles, head + offset, column, cell)
    page.freeze_panes(head + 1, 0)
    page.repeat_rows(head)
    for offset, note in enumerate(sheet.notes, start=2):
        page.write_string(head + len(sheet.rows) + offset, 0, note, styles.note)


def _print_cell(page, styles: _Styles, line: int, column: int, cell: Cell) -> None:
    if cell.value is not None:
        page.write_number(line, column, float(cell.value), styles.number(cell.decimals))
    else:
        page.write_string(line, column, safe_text(cell.text) or cell.text, styles.text)


def _sheet_name(title: str, book: xlsxwriter.Workbook) -> str:
    clean = "".join(mark for mark in title if mark not in "[]:*?/\\")[:28]
    taken = {page.get_name().lower() for page in book.worksheets()}
    return clean if clean.lower() not in taken else f"{clean} {len(taken) + 1}"
