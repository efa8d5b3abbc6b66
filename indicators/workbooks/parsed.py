"""What was understood of a file: its figures, each with the cell it stands in."""

from dataclasses import dataclass
from decimal import Decimal

from ..periods import Quarter
from .codes import Problem

#: What may be stated beside a figure, to check it by.
STATED = ("stated_ytd", "stated_last_year", "stated_growth")


@dataclass(frozen=True)
class ParsedCell:
    """One figure as it was handed in: a value in its unit of entry, or a state with its reason.

    ``state`` is value, zero, not_applicable or cannot_report; ``basis`` is quarter or ytd.
    What the same table prints beside it: ``stated_ytd`` the year to date and ``stated_last_year``
    the same span last year, ``stated_growth`` the percent change over a year, ``stated_month`` the
    last month's own figure; amounts are in the figure's unit.
    """

    zone: str
    quarter: Quarter
    indicator: str
    value: Decimal | None
    unit: str
    basis: str
    state: str
    reason: str
    written: str
    sheet: str
    address: str
    stated_ytd: Decimal | None = None
    stated_last_year: Decimal | None = None
    stated_growth: Decimal | None = None
    stated_month: Decimal | None = None

    @property
    def key(self) -> tuple[str, Quarter, str, str]:
        """What the figure is about; a file gives each once."""
        return (self.zone, self.quarter, self.indicator, self.basis)


@dataclass(frozen=True)
class Context:
    """What the place of upload has settled already; empty where the file must say it."""

    zone: str = ""
    quarter: Quarter | None = None


@dataclass(frozen=True)
class Parsed:
    """A file's figures, what stands in their way, and what is worth saying all the same.

    ``layout`` is template, long, indicators (rows are indicators), zones (rows are zones), customs,
    or empty where no table was found.
    """

    file: str
    cells: tuple[ParsedCell, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    layout: str
