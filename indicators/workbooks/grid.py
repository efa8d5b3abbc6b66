"""Raw sheets of an uploaded file: cells by address, merged areas, what is hidden."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache

from .codes import Problem

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII | re.IGNORECASE)
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something.

    ``text`` is what a person reads: a number has the 15 digits that spreadsheets keep, a date is
    written 2022-06-30. ``kind`` is text, number, date, boolean, error, or formula where a formula's
    result is not in the file; ``is_formula`` also holds where it is.
    """

    kind: str
    text: str
    is_percent: bool = False
    is_formula: bool = False

    @property
    def number(self) -> Decimal | None:
        """The number of a number cell, exact to 15 digits."""
        return Decimal(self.text) if self.kind == "number" else None


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def size(self) -> int:
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells by (row, column), both counted from 1."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(hash=False)
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    widths: dict[int, int] = field(default_factory=dict, hash=False)  # of a CSV file's rows

    @cached_property
    def rows(self) -> dict[int, dict[int, Cell]]:
        """The cells by row and column, in order; rows without any are left out."""
        found: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = cell
        return found

    @cached_property
    def columns(self) -> dict[int, dict[int, Cell]]:
        """The cells by column and row, in order; columns without any are left out."""
        found: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            found.setdefault(column, {})[row] = cell
        return found

    def line(self, row: int) -> tuple[Cell, ...]:
        """The cells of a row from left to right."""
        return tuple(self.rows.get(row, {}).values())

    @cached_property
    def merged_at(self) -> dict[tuple[int, int], Area]:
        """The merged areas by the place of their first cell."""
        return {(area.first_row, area.first_column): area for area in self.merges}

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The first cell of the merged area that a cell of a filled row lies in."""
        columns = max((column for _row, column in self.cells), default=0)
        last = max(self.rows, default=0)
        return {
            (row, column): (area.first_row, area.first_column)
            for area in self.merges
            for row in range(area.first_row, min(area.last_row, last) + 1)
            for column in range(area.first_column, min(area.last_column, columns) + 1)
        }

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The place whose content shows here: the first cell of a merged area, else itself."""
        return self._anchors.get((row, column), (row, column)) if self.merges else (row, column)

    def shown(self, row: int, column: int) -> Cell | None:
        """The cell that a person sees at this place, merged areas counted."""
        return self.cells.get(self.anchor(row, column))

    def text(self, row: int, column: int) -> str:
        """The text that a person sees at this place; empty where there is none."""
        cell = self.shown(row, column)
        return cell.text if cell else ""


@dataclass(frozen=True)
class Sheets:
    """A file's sheets, or the problems for which it is refused as a whole; notices beside them."""

    file: str
    kind: str  # xlsx, xls, csv; empty where the file is refused
    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(column: int) -> str:
    """The letters of a column counted from 1: A, Z, AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """A place as spreadsheets write it: D17."""
    return f"{column_letters(column)}{row}"


def place_of(text: str) -> tuple[int, int] | None:
    """Row and column of an address such as D17; None where it is none."""
    found = _ADDRESS.fullmatch(text)
    if not found:
        return None
    row, column = int(found[2]), column_number(found[1].upper())
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """The number of a column, counted from 1: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def area_of(text: str) -> Area | None:
    """The rectangle of a reference such as A1:D2; None where it is none."""
    first, _, last = text.partition(":")
    start, end = place_of(first), place_of(last or first)
    if start is None or end is None or start[0] > end[0] or start[1] > end[1]:
        return None
    return Area(*start, *end)


def area_text(area: Area) -> str:
    """A rectangle as spreadsheets write it: A1:D2."""
    first = address(area.first_row, area.first_column)
    return f"{first}:{address(area.last_row, area.last_column)}"


def ranges_text(numbers: Iterable[int]) -> str:
    """Numbers in few words: 3, 5–8."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)
