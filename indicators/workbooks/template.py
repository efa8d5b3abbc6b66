"""The workbook that people fill in: names, units, earlier figures and lists, all cells but theirs
locked.

Every row carries its codes in hidden columns, and a hidden row says what each column holds, so that
sorting, other editors and moved columns do no harm (`machine`). Words come in the user's language.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from .grid import column_letters
from .machine import LISTS, SHEET, Made
from .template_spec import (
    Choice,
    Held,
    TemplateIndicator,
    TemplateSpec,
    TemplateZone,
    Words,
)

__all__ = [
    "Choice",
    "Held",
    "TemplateIndicator",
    "TemplateSpec",
    "TemplateZone",
    "Words",
    "template",
]

#: The columns, in order: key and width.
COLUMNS = (
    ("zt:zone", 12),
    ("zt:indicator", 12),
    ("zt:zone-name", 24),
    ("zt:indicator-name", 28),
    ("zt:unit", 12),
    ("zt:basis", 14),
    ("zt:value", 16),
    ("zt:state", 16),
    ("zt:reason", 32),
    ("zt:previous", 20),
    ("zt:previous", 20),
)
HIDDEN_COLUMNS = 2
#: Above so many rows definitions stand on their own sheet only: comments make editors slow.
MOST_COMMENTED_ROWS = 300
_TITLE, _NOTE, _HELP, _KEYS, _HEADER = range(5)
_FIRST = _HEADER + 1
_MOST_MESSAGE = 255  # letters of a message that a spreadsheet shows


def template(spec: TemplateSpec) -> bytes:
    """The template as an xlsx workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        _Template(book, spec).write()
    return file.getvalue()


class _Template:
    """Writes one template into an open workbook."""

    def __init__(self, book: Any, spec: TemplateSpec):
        self.book, self.spec, self.words = book, spec, spec.words
        self.sheet = book.add_worksheet(spec.words.sheet)
        self.lists: dict[tuple[str, ...], str] = {}
        edge = {"border": 1, "border_color": "#B8C0CC", "valign": "top"}
        locked = edge | {"bg_color": "#F1F4F8", "text_wrap": True}
        free = edge | {"locked": False}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.mark = book.add_format({"bold": True, "font_color": "#B42318"})
        self.header = book.add_format(locked | {"bold": True, "bg_color": "#DCE5F2"})
        self.locked = book.add_format(locked)
        self.earlier = book.add_format(locked | {"align": "right"})
        self.free = book.add_format(free | {"text_wrap": True})
        self.number = book.add_format(free | {"num_format": "#,##0.####"})
        self.whole = book.add_format(free | {"num_format": "#,##0"})

    @property
    def last(self) -> int:
        """The last row of figures."""
        return _FIRST + len(self.spec.zones) * len(self.spec.indicators) - 1

    def write(self) -> None:
        """Nothing; the workbook is filled."""
        self._write_head()
        row = _FIRST
        for zone in self.spec.zones:
            for indicator in self.spec.indicators:
                self._write_row(row, zone, indicator)
                row += 1
        self._write_comments()
        self._protect()
        self._write_definitions()
        self._write_machine()
        self._validate()

    def _write_head(self) -> None:
        spec, words, sheet = self.spec, self.words, self.sheet
        place = spec.zones[0].label if len(spec.zones) == 1 else words.all_zones
        title = words.title % {"place": place, "quarter": str(spec.quarter)}
        sheet.write_string(_TITLE, HIDDEN_COLUMNS, title, self.title)
        if spec.is_demonstration:
            sheet.write_string(_NOTE, HIDDEN_COLUMNS, words.demonstration, self.mark)
        sheet.write_string(_HELP, HIDDEN_COLUMNS, words.help)
        headers = (
            *("", "", words.zone, words.indicator, words.unit, words.basis, words.value),
            *(words.state, words.reason),
            words.last_quarter % {"quarter": str(spec.quarter.shift(-1))},
            words.year_before % {"quarter": str(spec.quarter.shift(-4))},
        )
        for column, ((key, width), text) in enumerate(zip(COLUMNS, headers, strict=True)):
            sheet.set_column(column, column, width, None, {"hidden": column < HIDDEN_COLUMNS})
            sheet.write_string(_KEYS, column, key)
            sheet.write_string(_HEADER, column, text or key, self.header)
        sheet.set_row(_KEYS, None, None, {"hidden": True})

    def _write_row(self, row: int, zone: TemplateZone, indicator: TemplateIndicator) -> None:
        sheet = self.sheet
        held = self.spec.held.get((zone.code, indicator.code), Held())
        free, number = self.free, self.whole if indicator.is_whole else self.number
        if not indicator.is_entered:
            free = number = self.locked
        has_value = held.value is not None
        for column, (text, format_) in enumerate(
            (
                (zone.code, self.locked),
                (indicator.code, self.locked),
                (zone.label, self.locked),
                (indicator.label, self.locked),
                (held.unit or indicator.units[0], free),
                (_label(self.spec.bases, held.basis) or self._basis(indicator), free),
                ("", number),
                ("" if has_value else _label(self.spec.states, held.state), free),
                (_label(self.spec.reasons, held.reason) or held.reason, free),
                (held.last_quarter, self.earlier),
                (held.year_before, self.earlier),
            )
        ):
            if text:
                sheet.write_string(row, column, text, format_)
            else:
                sheet.write_blank(row, column, None, format_)
        if held.value is not None:
            sheet.write_number(row, _column("zt:value"), float(held.value), number)

    def _basis(self, indicator: TemplateIndicator) -> str:
        """The span that a row begins with: the expected one."""
        return _label(self.spec.bases, indicator.basis)

    def _write_comments(self) -> None:
        """Nothing; definitions stand as comments beside the names, of many zones the first's."""
        is_long = self.last - _FIRST >= MOST_COMMENTED_ROWS
        for place in range(1 if is_long else len(self.spec.zones)):
            start = _FIRST + place * len(self.spec.indicators)
            for row, indicator in enumerate(self.spec.indicators, start=start):
                if indicator.definition:
                    size = {"x_scale": 2.5, "y_scale": 1.5}
                    self.sheet.write_comment(
                        row, _column("zt:indicator-name"), indicator.definition, size
                    )

    def _protect(self) -> None:
        """Nothing; only white cells take input, and there is no password to forget."""
        sheet = self.sheet
        allowed = ("format_columns", "format_rows", "sort", "autofilter")
        sheet.protect("", dict.fromkeys(allowed, True))
        sheet.freeze_panes(_FIRST, HIDDEN_COLUMNS + 2)
        sheet.autofilter(_HEADER, 0, max(self.last, _HEADER), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER)

    def _write_definitions(self) -> None:
        words = self.words
        sheet = self.book.add_worksheet(words.definitions)
        sheet.protect()
        headers = ((words.indicator, 28), (words.unit, 24), (words.definition, 90))
        for column, (text, width) in enumerate(headers):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, text, self.header)
        for row, indicator in enumerate(self.spec.indicators, start=1):
            texts = (indicator.label, " / ".join(indicator.units), indicator.definition)
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, self.locked)

    def _write_machine(self) -> None:
        """Nothing; a hidden sheet says what the template was made for."""
        made = Made(
            self.spec.quarter,
            tuple(zone.code for zone in self.spec.zones),
            tuple(indicator.code for indicator in self.spec.indicators),
        )
        sheet = self.book.add_worksheet(SHEET)
        sheet.very_hidden()
        for row, line in enumerate(made.lines):
            sheet.write_row(row, 0, line)

    def _validate(self) -> None:
        """Nothing; cells offer lists and check numbers, said in the user's language."""
        spec, words = self.spec, self.words
        rows = range(_FIRST, self.last + 1)
        if not rows:
            return
        self.lists_sheet = self.book.add_worksheet(LISTS)
        self.lists_sheet.very_hidden()
        number = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -1e15,
            "maximum": 1e15,
            "error_title": words.value,
            "error_message": words.number_wanted[:_MOST_MESSAGE],
        }
        value = _column("zt:value")
        self.sheet.data_validation(rows[0], value, rows[-1], value, number)
        self._offer("zt:state", [choice.label for choice in spec.states], rows)
        reasons = [choice.label for choice in spec.reasons]
        self._offer("zt:reason", reasons, rows, is_open=True)
        units: dict[tuple[str, ...], list[int]] = {}
        spans: dict[tuple[str, ...], list[int]] = {}
        both = tuple(choice.label for choice in spec.bases)
        for place, indicator in enumerate(spec.indicators):
            own = rows[place :: len(spec.indicators)]
            units.setdefault(indicator.units, []).extend(own)
            one = (self._basis(indicator),)
            spans.setdefault(both if indicator.is_cumulative else one, []).extend(own)
        for key, groups in (("zt:unit", units), ("zt:basis", spans)):
            for labels, some in groups.items():
                self._offer(key, labels, some)

    def _offer(
        self, key: str, labels: Iterable[str], rows: Sequence[int], *, is_open: bool = False
    ) -> None:
        """Nothing; the column's cells in these rows offer the labels; if open, also other texts.

        The list stands on a hidden sheet under a name: editors lose lists that refer to another
        sheet directly, and a label may hold a comma.
        """
        labels, column = tuple(filter(None, labels)), _column(key)
        if not labels:
            return
        if labels not in self.lists:
            place = len(self.lists)
            name = self.lists[labels] = f"zt_list_{place + 1}"
            self.lists_sheet.write_column(0, place, labels)
            letters = column_letters(place + 1)
            where = f"={LISTS}!${letters}$1:${letters}${len(labels)}"
            self.book.define_name(name, where)
        options = {
            "validate": "list",
            "source": f"={self.lists[labels]}",
            "error_message": self.words.choice_wanted[:_MOST_MESSAGE],
            "show_error": not is_open,
            "other_cells": [(row, column, row, column) for row in rows[1:]],
        }
        if rows[-1] - rows[0] == len(rows) - 1:
            options["other_cells"] = []
            self.sheet.data_validation(rows[0], column, rows[-1], column, options)
        else:
            self.sheet.data_validation(rows[0], column, rows[0], column, options)


def _label(choices: Iterable[Choice], code: str) -> str:
    """The label of the choice with this code; empty where there is none."""
    return next((choice.label for choice in choices if choice.code == code), "")


def _column(key: str) -> int:
    """The place of the column with this key, from 0."""
    return [name for name, _width in COLUMNS].index(key)
