"""What a table states beside a figure, to check it by: year to date, last year's, the growth."""

from decimal import ROUND_HALF_UP, Decimal

from ..cells import half_width, parse_number
from ..units import MONEY_FACTORS
from .entries import Refused, read_amount
from .grid import Cell, address
from .parsed import STATED
from .tables import Table
from .vocabulary import KnownIndicator, Vocabulary

#: What a growth in percent stays below, and how exactly it is kept.
MOST_GROWTH = Decimal(10) ** 8
_GROWTH_PLACES = Decimal("0.01")


def has_beside(table: Table) -> bool:
    """Whether it is clear which figure of a row the columns beside it are about."""
    return len(table.of("value")) == 1


def stated_beside(
    table: Table, row: int, known: KnownIndicator, unit: str, vocabulary: Vocabulary
) -> dict[str, Decimal]:
    """What the row states beside its figure, by the column's role; raises Refused with the place.

    Amounts are in the figure's unit; an empty cell states nothing.
    """
    found: dict[str, Decimal] = {}
    for role in STATED if has_beside(table) else ():
        for column in table.of(role):
            cell = table.sheet.cells.get((row, column.number))
            if cell is None or not cell.text.strip():
                continue
            place = address(row, column.number)
            if role == "stated_growth":
                found[role] = _growth(cell, place)
            else:
                found[role] = _amount(cell, place, known, unit, vocabulary)
    return found


def percent_of(cell: Cell | None) -> Decimal | None:
    """The percentage that a cell states; None for a dash or anything else."""
    if cell is None:
        return None
    number = cell.number
    if number is None:
        number = parse_number(half_width(cell.text).removesuffix("%"))
    elif cell.is_percent:
        number *= 100
    if number is None or number.copy_abs() >= MOST_GROWTH:
        return None
    return number.quantize(_GROWTH_PLACES, ROUND_HALF_UP)


def _growth(cell: Cell, place: str) -> Decimal:
    growth = percent_of(cell)
    if growth is None:
        raise Refused("not_a_number", place, value=cell.text)
    return growth


def _amount(
    cell: Cell, place: str, known: KnownIndicator, unit: str, vocabulary: Vocabulary
) -> Decimal:
    """The amount in the cell in this unit, also where it names another one."""
    try:
        amount = read_amount(cell, known, unit, vocabulary)
    except Refused as refused:
        raise Refused(refused.code, place, **refused.params) from refused
    own = amount.unit or unit
    if amount.value is None:
        raise Refused("not_a_number", place, value=cell.text)
    if own == unit:
        return amount.value
    if own in MONEY_FACTORS and unit in MONEY_FACTORS:
        return amount.value * MONEY_FACTORS[own] / MONEY_FACTORS[unit]
    about = {"value": own, "indicator": known.name, "choices": (unit,)}
    raise Refused("unit_not_possible", place, **about)
