"""Checks a zone's quarter: its figures against each other, and against what was reported before.

Pure: a `Report` and rules in, findings out. A `Rule` says how grave a failure is and where it
begins; a rule of one indicator takes the place of the one for all of its kind and severity. Of the
rules of a kind that fail on a figure the gravest speaks. What is missing contradicts nothing.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from .evidence import (
    NOTE,
    SEVERE,
    SEVERITIES,
    SLACK,
    WARNING,
    Finding,
    Report,
    Rule,
    Stated,
    Structure,
    from_january,
)
from .units import PLACES

__all__ = [
    "NOTE",
    "SEVERE",
    "SEVERITIES",
    "SLACK",
    "WARNING",
    "Finding",
    "Report",
    "Rule",
    "RuleBook",
    "Stated",
    "Structure",
    "check_report",
]

#: From fewer earlier quarters nobody can tell what is usual.
LEAST_QUARTERS = 4
#: What the same span of last year lies within.
YEAR_AND_YEAR_BEFORE = 7

Check = Callable[[Report, str, Rule, Structure], Finding | None]


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
    before = report.summed(code, from_january(report.quarter)[:-1])
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


def _register(report: Report, code: str, _rule: Rule, _structure: Structure) -> Finding | None:
    value, counted = report.values[code], report.counted.get(code)
    if counted is None or counted == value:
        return None
    return Finding("register_differs", code, "", value, counted)


#: Every kind of rule with its check. The threshold of most is a tolerance in stored units; of
#: growth_differs in percentage points; of those in `FACTORS` a factor, and those in
#: `WITHOUT_THRESHOLD` take none.
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
    "register_differs": _register,
}
FACTORS = ("jump", "outside_range")
#: The kinds that look at how a figure ran so far, and need to be told over how many quarters.
OF_HISTORY = (*FACTORS, "zero_after_values")
WITHOUT_THRESHOLD = ("negative", "zero_after_values", "register_differs")
#: The kinds whose findings are outliers: far from how the zone's own figure ran.
OUTLIERS = FACTORS
#: What is answered with a reason although it holds nothing up: last year's figure stays, because.
ANSWERED = ("last_year_differs",)
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
    """The rules in force, looked up by kind and indicator; a kind without any has its core rule.

    ``only`` are the kinds looked at, ``of_only`` the indicators: all, unless some are named.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        only: Collection[str] = (),
        of_only: Collection[str] = (),
    ):
        rules = tuple(rules)
        self._kinds = tuple(kind for kind in KINDS if not only or kind in only)
        self._indicators = frozenset(of_only)
        kinds = {rule.kind for rule in rules}
        rules += tuple(rule for rule in CORE if rule.kind not in kinds)
        self._held = {(rule.kind, rule.indicator, rule.severity): rule for rule in rules}
        self._found: dict[str, tuple[tuple[Check, tuple[Rule, ...]], ...]] = {}
        self.quarters = max([rule.quarters for rule in rules] + [YEAR_AND_YEAR_BEFORE])

    def of(self, code: str) -> tuple[tuple[Check, tuple[Rule, ...]], ...]:
        """Each check of an indicator with its rules, the gravest first."""
        if self._indicators and code not in self._indicators:
            return ()
        if code not in self._found:
            checks = ((KINDS[kind], self._rules(kind, code)) for kind in self._kinds)
            self._found[code] = tuple((check, rules) for check, rules in checks if rules)
        return self._found[code]

    def _rules(self, kind: str, code: str) -> tuple[Rule, ...]:
        either = (
            self._held.get((kind, code, severity)) or self._held.get((kind, "", severity))
            for severity in SEVERITIES
        )
        return tuple(rule for rule in either if rule and rule.is_on)


def check_report(report: Report, rules: RuleBook, structure: Structure) -> list[Finding]:
    """Everything the rules find in a zone's quarter, in the order of its indicators.

    Of a figure that jumps it is not said once more that it is outside its range.
    """
    findings: list[Finding] = []
    for code in report.values:
        found = [
            finding
            for check, its_rules in rules.of(code)
            if (finding := _gravest(check, its_rules, report, code, structure))
        ]
        has_jumped = any(finding.code == "jump" for finding in found)
        findings += [one for one in found if not (has_jumped and one.code == "outside_range")]
    return findings


def _gravest(
    check: Check, rules: Iterable[Rule], report: Report, code: str, structure: Structure
) -> Finding | None:
    """What the first of these rules that fails finds; the gravest comes first."""
    for rule in rules:
        if finding := check(report, code, rule, structure):
            return replace(finding, severity=rule.severity)
    return None
