"""Checks a zone's quarter: its figures against each other, and against what was reported before.

Pure: a `Report` and rules in, findings out. A `Rule` says how grave a failure is and where it
begins; a rule of one indicator takes the place of the one for all of its kind and severity. Of the
rules of a kind that fail on a figure the gravest speaks. What is missing contradicts nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from statistics import median

from .periods import Quarter
from .units import PLACES

SEVERE, WARNING, NOTE = "severe", "warning", "note"
SEVERITIES = (SEVERE, WARNING, NOTE)
#: Statistics are rounded before they are added up: a sum may be off by this much, in stored units.
SLACK = Decimal("0.01")
#: From fewer earlier quarters nobody can tell what is usual.
LEAST_QUARTERS = 4
#: What the same span of last year lies within.
YEAR_AND_YEAR_BEFORE = 7


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

    ``threshold`` is what `KINDS` says; ``quarters`` is how many earlier quarters are looked at.
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
        return self.summed(code, _from_january(last))


@dataclass(frozen=True)
class Structure:
    """Which indicator is part of which (``wholes``), and which are the sum of which (``sums``)."""

    wholes: Mapping[str, str]
    sums: Mapping[str, Sequence[str]]

    def parts(self, whole: str) -> list[str]:
        return [code for code, its_whole in self.wholes.items() if its_whole == whole]


Check = Callable[[Report, str, Rule, Structure], Finding | None]


@cache
def _before(quarter: Quarter, quarters: int) -> tuple[Quarter, ...]:
    """So many quarters before one, the latest first."""
    return tuple(quarter.shift(-back) for back in range(1, quarters + 1))


def _from_january(last: Quarter) -> list[Quarter]:
    return [Quarter(last.year, number) for number in range(1, last.quarter + 1)]


def _negative(report: Report, code: str, _rule: Rule, _structure: Structure) -> Finding | None:
    value = report.values[code]
    return Finding("negative", code, code, value, Decimal(0)) if value < 0 else None


def _part_above(report: Report, code: str, rule: Rule, structure: Structure) -> Finding | None:
    value, whole = report.values[code], structure.wholes.get(code, "")
    limit = report.values.get(whole)
    if limit is None or value <= limit + rule.threshold:
        return None
    return Finding("part_above_whole", code, whole, value, limit)


def _parts_above(report: Report, code: str, rule: Rule, structure: Structure) -> Finding | None:
    """The finding of a whole; it is told of the first of its parts."""
    values, limit = report.values, report.values[code] + rule.threshold
    held = [part for part in structure.parts(code) if part in values]
    together = sum((values[part] for part in held), Decimal(0))
    if not held or together <= limit or any(values[part] > limit for part in held):
        return None  # a part above the whole on its own is told by itself
    return Finding("parts_above_whole", held[0], code, together, values[code])


def _sum_differs(report: Report, code: str, rule: Rule, structure: Structure) -> Finding | None:
    summands, values = structure.sums.get(code, ()), report.values
    if not summands or any(part not in values for part in summands):
        return None
    added = sum((values[part] for part in summands), Decimal(0))
    if abs(added - values[code]) <= rule.threshold:
        return None
    return Finding("sum_differs", code, code, values[code], added)


def _year_to_date(report: Report, code: str, rule: Rule, _structure: Structure) -> Finding | None:
    stated = report.stated.get(code, Stated()).year_to_date
    before = report.summed(code, _from_january(report.quarter)[:-1])
    if stated is None or before is None:
        return None
    added = before + report.values[code]
    if abs(stated - added) <= rule.threshold:
        return None
    return Finding("year_to_date_differs", code, "", stated, added)


def _last_year(report: Report, code: str, rule: Rule, _structure: Structure) -> Finding | None:
    stated = report.stated.get(code, Stated())
    stored = report.last_year(code, is_year_to_date=stated.is_year_to_date)
    if stated.last_year is None or stored is None:
        return None
    if abs(stated.last_year - stored) <= rule.threshold:
        return None
    return Finding("last_year_differs", code, "", stated.last_year, stored)


def _growth(report: Report, code: str, rule: Rule, _structure: Structure) -> Finding | None:
    """Growth is compared within one publication where it states last year's figure too."""
    stated = report.stated.get(code, Stated())
    base = stated.last_year
    if base is None:
        base = report.last_year(code, is_year_to_date=stated.is_year_to_date)
    level = stated.year_to_date if stated.is_year_to_date else report.values[code]
    if stated.growth is None or level is None or base is None or base <= 0:
        return None
    computed = (level / base - 1) * 100
    if abs(computed - stated.growth) <= rule.threshold:
        return None
    shown = computed.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Finding("growth_differs", code, "", stated.growth, shown)


def _jump(report: Report, code: str, rule: Rule, _structure: Structure) -> Finding | None:
    value, earlier = report.values[code], report.before(code, rule.quarters)
    if value <= 0 or len(earlier) < LEAST_QUARTERS:
        return None
    usual = median(earlier).quantize(PLACES)
    is_usual = usual <= value * rule.threshold and value <= usual * rule.threshold
    if usual <= 0 or is_usual:
        return None
    return Finding("jump", code, "", value, usual)


def _outside(report: Report, code: str, rule: Rule, _structure: Structure) -> Finding | None:
    value, earlier = report.values[code], report.before(code, rule.quarters)
    if value <= 0 or len(earlier) < LEAST_QUARTERS:
        return None
    low, high = min(earlier), max(earlier)
    if low <= value * rule.threshold and value <= max(high, Decimal(0)) * rule.threshold:
        return None
    return Finding("outside_range", code, "", value, high, low)


def _zero(report: Report, code: str, rule: Rule, _structure: Structure) -> Finding | None:
    earlier = report.before(code, rule.quarters)
    if report.values[code] != 0 or len(earlier) < rule.quarters or 0 in earlier:
        return None
    return Finding("zero_after_values", code, "", Decimal(0), earlier[0])


#: Every kind of rule with its check. The threshold of most is a tolerance in stored units; of
#: growth_differs in percentage points; of those in `FACTORS` a factor, and negative and
#: zero_after_values take none.
KINDS: Mapping[str, Check] = {
    "negative": _negative,
    "part_above_whole": _part_above,
    "parts_above_whole": _parts_above,
    "sum_differs": _sum_differs,
    "year_to_date_differs": _year_to_date,
    "last_year_differs": _last_year,
    "growth_differs": _growth,
    "jump": _jump,
    "outside_range": _outside,
    "zero_after_values": _zero,
}
FACTORS = ("jump", "outside_range")
#: The kinds that look at how a figure ran so far, and need to be told over how many quarters.
OF_HISTORY = (*FACTORS, "zero_after_values")
WITHOUT_THRESHOLD = ("negative", "zero_after_values")
#: The kinds whose findings are outliers: far from how the zone's own figure ran.
OUTLIERS = FACTORS
#: What cannot be true is refused although nobody has written a rule of that kind.
CORE = tuple(
    Rule(kind, SEVERE)
    for kind in ("negative", "part_above_whole", "parts_above_whole", "sum_differs")
)
#: Every code a Finding can carry: what a rule finds, and what cannot be taken at all.
CODES = (
    *KINDS,
    *("no_earlier_quarters", "rate_missing", "unknown_unit", "too_large"),
    *("state_and_value_disagree", "reason_missing"),
)


class RuleBook:
    """The rules in force, looked up by kind and indicator; a kind without any has its core rule."""

    def __init__(self, rules: Iterable[Rule]):
        rules = tuple(rules)
        kinds = {rule.kind for rule in rules}
        rules += tuple(rule for rule in CORE if rule.kind not in kinds)
        self._held = {(rule.kind, rule.indicator, rule.severity): rule for rule in rules}
        self._found: dict[str, tuple[tuple[Check, tuple[Rule, ...]], ...]] = {}
        self.quarters = max([rule.quarters for rule in rules] + [YEAR_AND_YEAR_BEFORE])

    def of(self, code: str) -> tuple[tuple[Check, tuple[Rule, ...]], ...]:
        """Each check of an indicator with its rules, the gravest first."""
        if code not in self._found:
            checks = ((KINDS[kind], self._rules(kind, code)) for kind in KINDS)
            self._found[code] = tuple((check, rules) for check, rules in checks if rules)
        return self._found[code]

    def _rules(self, kind: str, code: str) -> tuple[Rule, ...]:
        either = (
            self._held.get((kind, code, severity)) or self._held.get((kind, "", severity))
            for severity in SEVERITIES
        )
        return tuple(rule for rule in either if rule and rule.is_on)


def check_report(report: Report, rules: RuleBook, structure: Structure) -> list[Finding]:
    """Everything the rules find in a zone's quarter, in the order of its indicators."""
    findings = []
    for code in report.values:
        for check, its_rules in rules.of(code):
            for rule in its_rules:
                if finding := check(report, code, rule, structure):
                    findings.append(replace(finding, severity=rule.severity))
                    break
    return findings


def check_parts(
    values: Mapping[str, Decimal],
    *,
    wholes: Mapping[str, str],
    sums: Mapping[str, Sequence[str]],
) -> list[Finding]:
    """Every contradiction among a quarter's values by the core rules alone."""
    return check_report(Report(Quarter(2000, 1), values), RuleBook(()), Structure(wholes, sums))
