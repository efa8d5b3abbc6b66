"""Sheets of an old .xls workbook (Excel 97 to 2003, and what WPS calls .et).

xlrd and not python-calamine: only xlrd shows merged cells, hidden rows and number formats, and a
damaged file makes it raise where calamine lays out every cell up to the last. A formula's result
stands in the file; that it is a formula does not.
"""

import io
from typing import Any

import olefile
import xlrd

from .archive import MB, Limits, Unreadable
from .formats import clean, day_text, format_kind, number_text
from .grid import Area, Cell, Sheet
from .xlsx import check_size

_STREAMS = ("Workbook", "Book")
_OTHERS = {"WordDocument": "doc", "PowerPoint Document": "ppt", "VisioDocument": "visio"}
_ENCRYPTED = "EncryptedPackage"
_MACROS = "_VBA_PROJECT_CUR"


def read_xls(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The workbook's sheets; raises Unreadable where it is refused."""
    stream = _stream(data)
    if len(stream) > limits.old_file_mb * MB:
        raise Unreadable("file_too_large", limit=limits.old_file_mb)
    quiet = io.StringIO()  # xlrd would talk on standard output
    try:
        book = xlrd.open_workbook(
            file_contents=stream, formatting_info=True, ragged_rows=True, logfile=quiet
        )
        return _sheets(book, limits)
    except Unreadable:
        raise
    except xlrd.XLRDError as error:
        code = "password_protected" if "encrypted" in str(error).lower() else "broken_file"
        raise Unreadable(code) from error
    except Exception as error:  # xlrd raises whatever the broken file makes it stumble over
        raise Unreadable("broken_file") from error


def _stream(data: bytes) -> bytes:
    """The workbook within its container; raises Unreadable where there is no harmless one.

    olefile opens the container, because xlrd follows chains that bite their own tail for ever.
    """
    try:
        with olefile.OleFileIO(data) as container:
            if container.exists(_ENCRYPTED):
                raise Unreadable("password_protected")
            for name, kind in _OTHERS.items():
                if container.exists(name):
                    raise Unreadable("wrong_kind", kind=kind)
            if container.exists(_MACROS):
                raise Unreadable("has_macros")
            for name in _STREAMS:
                if container.exists(name):
                    return bytes(container.openstream(name).read())
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("broken_file") from error
    raise Unreadable("broken_file")


def _sheets(book: Any, limits: Limits) -> tuple[Sheet, ...]:
    sheets: list[Sheet] = []
    count = 0
    for sheet in book.sheets():
        cells = {
            (row + 1, column + 1): cell
            for row in range(sheet.nrows)
            for column in range(sheet.row_len(row))
            if (cell := _cell(book, sheet, row, column))
        }
        count += len(cells)
        if count > limits.cells:
            raise Unreadable("too_many_cells", limit=limits.cells)
        merges = [
            Area(first_row + 1, first_column + 1, last_row, last_column)
            for first_row, last_row, first_column, last_column in sheet.merged_cells
        ]
        check_size(sheet.name, cells, merges, limits)
        sheets.append(
            Sheet(
                clean(sheet.name),
                cells,
                tuple(merges),
                frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden),
                frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden),
                sheet.visibility != 0,
            )
        )
    return tuple(sheets)


def _cell(book: Any, sheet: Any, row: int, column: int) -> Cell | None:
    """The cell as it is, or None where it holds nothing."""
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        text = clean(value)
        return Cell("text", text) if text else None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Cell("boolean", "TRUE" if value else "FALSE")
    if kind == xlrd.XL_CELL_ERROR:
        return Cell("error", xlrd.error_text_from_code.get(value, "#ERROR!"))
    if kind not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return None
    if value - value != 0:  # infinite, or no number
        return Cell("error", str(value))
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    code = book.format_map[style.format_key].format_str
    shown = format_kind(style.format_key, code)
    if shown == "date":
        return Cell("date", day_text(value, starts_1904=book.datemode == 1))
    return Cell("number", number_text(value), shown == "percent")
