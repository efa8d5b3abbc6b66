"""The first sheet of a workbook as a table of text, like a CSV: read everything, convert nothing.

A formula cell counts with the value it was last calculated to. Dates are written out, numbers keep
the digits that the file holds.
"""

import datetime
import io
from decimal import Decimal
from itertools import zip_longest

from openpyxl import load_workbook

from .tables import Problem, Row, Table, header_problems


def is_workbook(name: str) -> bool:
    """Whether the file's name says that it is an xlsx workbook."""
    return name.lower().endswith(".xlsx")


def read_sheet(
    name: str, data: bytes, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Table:
    """The first sheet's rows under the header in row 1, as text, and the problems found."""
    if not data:
        return Table(name, (), (Problem(name, None, None, "empty_file"),))
    try:
        lines = _lines(data)
    except Exception:  # openpyxl raises whatever the broken file makes it stumble over
        return Table(name, (), (Problem(name, None, None, "not_a_workbook"),))
    if not any(map(any, lines)):
        return Table(name, (), (Problem(name, None, None, "empty_file"),))
    header = lines[0]
    while header and not header[-1]:
        header.pop()
    problems = header_problems(name, header, required, optional)
    if problems:
        return Table(name, (), tuple(problems))
    absent = {column: "" for column in optional if column not in header}
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        beyond = [
            place for place, cell in enumerate(cells, start=1) if cell and place > len(header)
        ]
        problems += [
            Problem(name, number, None, "unnamed_column", {"position": place}) for place in beyond
        ]
        if any(cells) and not beyond:
            named = zip_longest(header, cells[: len(header)], fillvalue="")
            rows.append(Row(number, dict(named) | absent))
    return Table(name, tuple(rows), tuple(problems))


def _lines(data: bytes) -> list[list[str]]:
    """Every line of the first sheet, its cells as text."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return [[cell_text(value) for value in line] for line in book.worksheets[0].values]


def cell_text(value: object) -> str:
    """A cell's value as text: 1250.0 is "1250", an empty cell is "".

    A number has the 15 digits that the spreadsheet shows, not the noise behind them.
    """
    if value is None:
        return ""
    if isinstance(value, float):
        text = f"{Decimal(f'{value:.15g}'):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value).strip()
