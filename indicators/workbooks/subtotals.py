"""Subtotals within a table: left out, and compared with the rows that they add up."""

from decimal import Decimal

from .entries import Refused, read_amount
from .findings import Findings
from .grid import address
from .parsed import ParsedCell
from .tables import Column, Table
from .vocabulary import KnownIndicator, Vocabulary

#: Printed figures are rounded one by one: each may be off by this much.
SLACK = Decimal("0.01")
#: The kind of figure that a subtotal's own cell is read as.
_ANY = KnownIndicator("", ())
_NO_WORDS = Vocabulary({}, ())


class Subtotals:
    """The sums of a table's columns so far, since the last subtotal and in all."""

    def __init__(self, table: Table, found: Findings):
        self.table, self.found = table, found
        self.recent: dict[int, list[ParsedCell]] = {}
        self.all: dict[int, list[ParsedCell]] = {}

    def add(self, column: Column, figure: ParsedCell) -> None:
        """Nothing; the figure counts for the subtotals below it."""
        self.recent.setdefault(column.number, []).append(figure)
        self.all.setdefault(column.number, []).append(figure)

    def check(self, row: int, name: str, columns: tuple[Column, ...]) -> None:
        """Nothing; says that the row was left out, and where it disagrees with the rows above."""
        sheet = self.table.sheet
        place = address(row, self.table.columns[0].number)
        self.found.say("subtotal_skipped", sheet.name, place, value=name)
        for column in columns:
            stated = _number(self.table, row, column)
            sums = [_sum(cells.get(column.number, [])) for cells in (self.recent, self.all)]
            known = [total for total in sums if total is not None]
            slack = SLACK * max(len(self.all.get(column.number, [])), 1)
            if stated is None or not known:
                continue
            if all(abs(stated - total) > slack for total in known):
                self.found.say(
                    "subtotal_differs",
                    sheet.name,
                    address(row, column.number),
                    value=name,
                    stated=f"{stated:f}",
                    found=f"{known[-1]:f}",
                )
        self.recent.clear()


def _number(table: Table, row: int, column: Column) -> Decimal | None:
    """The number of the subtotal's cell; None where it has none that can be compared."""
    try:
        amount = read_amount(table.sheet.cells.get((row, column.number)), _ANY, "", _NO_WORDS)
    except Refused:
        return None
    return None if amount.unit else amount.value


def _sum(cells: list[ParsedCell]) -> Decimal | None:
    """The sum of figures that share a unit; None where there is none."""
    numbers = [cell.value for cell in cells if cell.value is not None]
    units = {cell.unit for cell in cells if cell.value is not None}
    return sum(numbers, Decimal(0)) if numbers and len(units) == 1 else None
