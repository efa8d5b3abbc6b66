"""The first sheet of a workbook as a table of text, like a CSV: read everything, convert nothing.

A formula cell counts with the value it was last calculated to. Dates are written out, numbers keep
the digits that the file holds.
"""

import datetime
import io
import zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .tables import Problem, Row, Table, header_problems


def is_workbook(name: str) -> bool:
    """Whether the file's name says that it is an xlsx workbook."""
    return name.lower().endswith(".xlsx")


def read_sheet(
    name: str, data: bytes, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Table:
    """The first sheet's rows under the header in row 1, as text, and the problems found."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = [[cell_text(value) for value in line] for line in book.worksheets[0].values]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError):
        return Table(name, (), (Problem(name, None, None, "not_a_workbook"),))
    if not lines:
        return Table(name, (), (Problem(name, None, None, "empty_file"),))
    header = [cell.strip() for cell in lines[0]]
    while header and not header[-1]:
        header.pop()
    problems = header_problems(name, header, required, optional)
    if problems:
        return Table(name, (), tuple(problems))
    absent = {column: "" for column in optional if column not in header}
    rows = [
        Row(number, dict(zip(header, cells[: len(header)], strict=True)) | absent)
        for number, cells in enumerate(lines[1:], start=2)
        if any(cells)
    ]
    return Table(name, tuple(rows), ())


def cell_text(value: object) -> str:
    """A cell's value as text: 1250.0 is "1250", an empty cell is ""."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value).strip()
