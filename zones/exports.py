"""Tables as files: every row as printed, sorted and filtered as on the page, numbers as numbers."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from .display import DASH, MINUS
from .widths import BUTTON, EDGES, MOST, UPRIGHT, column_width, lines_in, text_width

FORMATS = ("csv", "xlsx")
#: The height of a line in a spreadsheet, in points.
LINE = 15
#: A cell that begins so would be run as a formula by a spreadsheet.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_PRINTED_NUMBER = re.compile(
    rf"[+\-{MINUS}]?\d{{1,3}}(,\d{{3}})*(\.\d+)?%?|[+\-{MINUS}]?\d+(\.\d+)?%?"
)
#: What a sheet's name must not hold.
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(request: HttpRequest, table, name: str) -> HttpResponse | None:
    """The file that the query string asks for, or None; then the page offers the downloads."""
    table.export_formats = FORMATS
    wanted = request.GET.get(table.export_field)
    if wanted not in FORMATS:
        return None
    mark = _mark(request)
    sheet = _sheet(table)
    body = _as_csv(sheet, mark) if wanted == "csv" else _as_xlsx([sheet], mark)
    return _file(body, name, wanted, mark)


def export_book(request: HttpRequest, tables: Sequence, name: str) -> HttpResponse | None:
    """A workbook of all these tables, a sheet each, where the query string asks for it."""
    if request.GET.get("book") != "xlsx":
        return None
    mark = _mark(request)
    return _file(_as_xlsx([_sheet(table) for table in tables], mark), name, "xlsx", mark)


def export_drawing(request: HttpRequest, template: str, context: dict, name: str) -> HttpResponse:
    """A drawing as a file, printed by its template with the mark of made-up data as ``mark``."""
    mark = _mark(request)
    body = render_to_string(template, {**context, "mark": mark}).encode()
    return _file(body, name, "svg", mark)


@dataclass(frozen=True)
class _Sheet:
    """A table as a file has it: what each column holds, and which hold numbers."""

    title: str
    header: list
    rows: list[list]
    numeric: list[bool]


def _sheet(table) -> _Sheet:
    header, *rows = table.as_values()
    numeric = [_is_numeric(column) for column in table.columns.iterall() if _is_exported(column)]
    return _Sheet(str(table.title), header, rows, numeric)


def _mark(request: HttpRequest) -> str:
    """What marks made-up data: a file leaves the page's banner behind, so it carries its own."""
    # Set by assessments.middleware.
    is_made_up = bool(getattr(request, "is_demonstration", False))
    return _("Demonstration data: these figures are made up.") if is_made_up else ""


def _file(body: bytes, name: str, suffix: str, mark: str) -> HttpResponse:
    response = HttpResponse(body, content_type=_CONTENT_TYPES[suffix])
    name = f"{name}-demonstration" if mark else name
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


def safe_text(value) -> str:
    """The cell's text, with an apostrophe before anything a spreadsheet would run."""
    text = "" if value is None or value == DASH else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def printed_number(text) -> Decimal | None:
    """The number a page prints, a percentage as its fraction: "−1,234.50", "35.0%"; else None."""
    text = str(text)
    if not _PRINTED_NUMBER.fullmatch(text):
        return None
    plain = Decimal(text.rstrip("%").replace(",", "").replace(MINUS, "-"))
    return plain.scaleb(-2) if text.endswith("%") else plain


def _number_in(cell, is_number: bool) -> Decimal | None:
    """The number that a cell of a file holds, or None for text.

    A column of numbers holds them all. In another one a code may look like a number and stays text;
    what has a sign or a percentage is a number there too, and a sign no formula.
    """
    text = str(cell)
    is_number = is_number or isinstance(cell, int | float | Decimal)
    if is_number or text.endswith("%") or text.startswith(("+", "-", MINUS)):
        return printed_number(text)
    return None


def _plain(text: str) -> str:
    """A printed number as every program reads it: a plain minus, no plus and no thousands."""
    return text.replace(",", "").replace(MINUS, "-").lstrip("+")


def _is_exported(column) -> bool:
    return not column.column.exclude_from_export


def _is_numeric(column) -> bool:
    return getattr(column.column, "is_number", False)


def _number_format(text: str) -> str:
    """The spreadsheet format that prints a number as the page does."""
    decimals = len(text.rstrip("%").partition(".")[2])
    places = "." + "0" * decimals if decimals else ""
    return f"0{places}%" if text.endswith("%") else f"#,##0{places}"


def _as_csv(sheet: _Sheet, mark: str) -> bytes:
    """UTF-8 with a byte-order mark, or Excel misreads Chinese; what marks the data comes last."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_text(cell) for cell in sheet.header])
    for row in sheet.rows:
        writer.writerow(
            [
                safe_text(cell) if _number_in(cell, is_number) is None else _plain(str(cell))
                for cell, is_number in zip(row, sheet.numeric, strict=True)
            ]
        )
    if mark:
        writer.writerows([[], [mark]])
    return out.getvalue().encode("utf-8-sig")


def _as_xlsx(sheets: Sequence[_Sheet], mark: str) -> bytes:
    out = io.BytesIO()
    # Constant memory would forbid column widths; a table of ours is small.
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    mark_format = book.add_format({"bold": True})
    formats: dict[str, object] = {"": book.add_format({"text_wrap": True, "valign": "top"})}
    for sheet in sheets:
        name = _SHEET_NAME.sub(" ", sheet.title)[:31] if len(sheets) > 1 else None
        page = book.add_worksheet(name)
        for column, cell in enumerate(sheet.header):
            page.write_string(0, column, safe_text(cell), bold)
        for line, row in enumerate(sheet.rows, start=1):
            _write_row(book, page, line, row, sheet.numeric, formats)
        if mark:
            page.write_string(len(sheet.rows) + 2, 0, mark, mark_format)
            page.set_header(f"&C{mark}")
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(sheet.rows), 1), max(len(sheet.header) - 1, 0))
        _fit(page, sheet)
    book.close()
    return out.getvalue()


def _fit(page, sheet: _Sheet) -> None:
    """Nothing; columns are as wide as what they hold, and print on the width of one sheet."""
    widths = [
        column_width(safe_text(heading), (safe_text(row[column]) for row in sheet.rows))
        for column, heading in enumerate(sheet.header)
    ]
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    # A program that prints may not work out a height by itself.
    page.set_row(
        0, LINE * max(map(partial(lines_in, room=BUTTON), sheet.header, widths), default=1)
    )
    for line, row in enumerate(sheet.rows, start=1):
        high = max(map(lines_in, map(safe_text, row), widths), default=1)
        if high > 1:
            page.set_row(line, LINE * high)
    page.set_paper(9)  # A4
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.5)
    if sum(widths) > UPRIGHT:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_row(
    book, page, line: int, row: list, numeric: list[bool], formats: dict[str, object]
) -> None:
    """Nothing; the row stands in the sheet, numbers as numbers in the format of the page."""
    for column, (cell, is_number) in enumerate(zip(row, numeric, strict=True)):
        number = _number_in(cell, is_number)
        if number is None:
            if text := safe_text(cell):
                is_long = text_width(text) + EDGES > MOST or "\n" in text
                page.write_string(line, column, text, formats[""] if is_long else None)
            continue
        code = _number_format(str(cell))
        if code not in formats:
            formats[code] = book.add_format({"num_format": code})
        page.write_number(line, column, number, formats[code])
