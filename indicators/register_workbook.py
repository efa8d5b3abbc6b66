"""The workbook in which a register is filled in: its entries, labels in one language, choices.

Pure: rows of text and numbers in, bytes out.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from zones.widths import column_width

from .register_files import Column

CREATED = datetime(2021, 10, 21)  # noqa: DTZ001 - a workbook's stamps know no zone
#: Rows below the entries that take choices and formats too.
FREE_ROWS = 300
_WIDTHS = {"name_zh": 34, "title_zh": 34, "note": 30, "results": 40, "id": 8, "unit": 12}

Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Sheet:
    """What the workbook holds: its columns with their headings, the entries, choices by column."""

    title: str
    columns: Sequence[Column]
    language: str  # zh or en
    rows: Sequence[Mapping[str, Value]]
    choices: Mapping[str, Sequence[str]]
    notes: Sequence[str]
    notes_title: str


def register_workbook(sheet: Sheet) -> bytes:
    """The workbook's bytes: the same for the same entries."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": CREATED})
    bold = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e8eef7"}
    )
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "number": book.add_format({"num_format": "#,##0.####"}),
        "text": book.add_format({"num_format": "@"}),
    }
    page = book.add_worksheet(sheet.title[:31])
    for place, column in enumerate(sheet.columns):
        heading = column.zh if sheet.language == "zh" else column.en
        page.write_string(0, place, heading + (" *" if column.is_needed else ""), bold)
        hint = column.hint_zh if sheet.language == "zh" else column.hint_en
        if hint:
            page.write_comment(0, place, hint)
        held = (str(row.get(column.code) or "") for row in sheet.rows)
        width = max(_WIDTHS.get(column.code, 16), column_width(heading, held))
        page.set_column(place, place, width, _format(column, formats))
    for line, row in enumerate(sheet.rows, start=1):
        for place, column in enumerate(sheet.columns):
            _write(page, line, place, row.get(column.code), formats)
    _choices(book, page, sheet)
    page.freeze_panes(1, 3)
    notes = book.add_worksheet(sheet.notes_title[:31])
    notes.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for line, text in enumerate(sheet.notes):
        notes.write_string(line, 0, text)
    book.close()
    return out.getvalue()


def _format(column: Column, formats: Mapping) -> object:
    if column.code.endswith("_on"):
        return formats["date"]
    is_number = column.code in ("id", "expected_trade", "participants")
    return formats["number" if is_number or column.code.startswith("trade_") else "text"]


def _write(page: Any, line: int, place: int, value: Value, formats: Mapping) -> None:
    """Nothing; the cell holds the value, text never as a formula."""
    if value is None or value == "":
        return
    if isinstance(value, date):
        page.write_datetime(line, place, value, formats["date"])
    elif isinstance(value, int | Decimal):
        page.write_number(line, place, float(value), formats["number"])
    else:
        page.write_string(line, place, value, formats["text"])


def _choices(book: Any, page: Any, sheet: Sheet) -> None:
    """Nothing; columns with choices offer them, from a hidden sheet."""
    lists = book.add_worksheet("lists")
    lists.hide()
    codes = [column.code for column in sheet.columns]
    for at, (code, values) in enumerate(sheet.choices.items()):
        for line, value in enumerate(values):
            lists.write_string(line, at, value)
        letter = xlsxwriter.utility.xl_col_to_name(at)
        place = codes.index(code)
        page.data_validation(
            *(1, place, len(sheet.rows) + FREE_ROWS, place),
            {"validate": "list", "source": f"=lists!${letter}$1:${letter}${len(values)}"},
        )
