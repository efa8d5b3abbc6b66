"""What is checked and what is found: a zone's quarter beside its past, rules, findings. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from .periods import Quarter

SEVERE, WARNING, NOTE = "severe", "warning", "note"
SEVERITIES = (SEVERE, WARNING, NOTE)
#: Statistics are rounded before they are added up: a sum may be off by this much, in stored units.
SLACK = Decimal("0.01")


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a figure: which rule, which indicator, and the numbers that disagree."""

    code: str
    indicator: str
    other: str = ""
    value: Decimal | None = None
    limit: Decimal | None = None
    low: Decimal | None = None  # the lower limit, where there are two
    severity: str = SEVERE


@dataclass(frozen=True)
class Rule:
    """A kind of check with its severity and parameters, for one indicator or (empty) for all.

    ``threshold`` is what `validation.KINDS` says; ``quarters`` is how far back the rule looks.
    """

    kind: str
    severity: str
    indicator: str = ""
    threshold: Decimal = SLACK
    quarters: int = 0
    is_on: bool = True


@dataclass(frozen=True)
class Stated:
    """What was handed in beside a figure, in stored units; growth in percent.

    With ``is_year_to_date`` last year's figure and the growth run from 1 January.
    """

    year_to_date: Decimal | None = None
    last_year: Decimal | None = None
    growth: Decimal | None = None
    is_year_to_date: bool = False


@dataclass(frozen=True)
class Report:
    """A zone's quarter in stored units by indicator, and its earlier quarters' own figures.

    ``history`` has numbers only; ``absent`` names the earlier quarters in which an indicator was
    not applicable, ``start`` the first quarter that the zone reports.
    """

    quarter: Quarter
    values: Mapping[str, Decimal]
    history: Mapping[str, Mapping[Quarter, Decimal]] = field(default_factory=dict)
    stated: Mapping[str, Stated] = field(default_factory=dict)
    absent: Mapping[str, frozenset[Quarter]] = field(default_factory=dict)
    start: Quarter | None = None
    #: What the register of projects and events counts in the quarter, where the zone keeps one.
    counted: Mapping[str, Decimal] = field(default_factory=dict)

    def before(self, code: str, quarters: int) -> list[Decimal]:
        """The indicator's numbers of the last so many quarters, the latest first."""
        held = self.history.get(code, {})
        return [held[one] for one in _before(self.quarter, quarters) if one in held]

    def summed(self, code: str, quarters: Iterable[Quarter]) -> Decimal | None:
        """The quarters' sum; None where one of them is missing."""
        held, absent = self.history.get(code, {}), self.absent.get(code, frozenset())
        total = Decimal(0)
        for quarter in quarters:
            if quarter in held:
                total += held[quarter]
            elif quarter not in absent and (self.start is None or quarter >= self.start):
                return None
        return total

    def last_year(self, code: str, *, is_year_to_date: bool) -> Decimal | None:
        """The same span's figure of last year as stored; None where it is not complete."""
        last = self.quarter.shift(-4)
        if not is_year_to_date:
            return self.history.get(code, {}).get(last)
        return self.summed(code, from_january(last))


@dataclass(frozen=True)
class Structure:
    """Which indicator is part of which (``wholes``), and which are the sum of which (``sums``)."""

    wholes: Mapping[str, str]
    sums: Mapping[str, Sequence[str]]

    def parts(self, whole: str) -> list[str]:
        return [code for code, its_whole in self.wholes.items() if its_whole == whole]


@cache
def _before(quarter: Quarter, quarters: int) -> tuple[Quarter, ...]:
    """So many quarters before one, the latest first."""
    return tuple(quarter.shift(-back) for back in range(1, quarters + 1))


def from_january(last: Quarter) -> list[Quarter]:
    """The quarters of a year up to one."""
    return [Quarter(last.year, number) for number in range(1, last.quarter + 1)]
