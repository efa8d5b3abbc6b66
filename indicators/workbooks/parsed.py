"""What was understood of a file: its figures, each with the cell it stands in."""

from dataclasses import dataclass
from decimal import Decimal

from ..periods import Quarter
from .codes import Problem


@dataclass(frozen=True)
class ParsedCell:
    """One figure as it was handed in: a value in its unit of entry, or a state with its reason.

    ``state`` is value, zero, not_applicable or cannot_report; ``basis`` is quarter or ytd.
    ``stated_growth`` is the percent change over a year that the same table prints beside it,
    ``stated_month`` the last month's own figure, in the same unit.
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
