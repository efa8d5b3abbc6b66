"""The sentences of the checks: what each asks of a figure, and what is wrong with one."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from zones.display import DASH, label, number

from .models import Indicator, ValidationRule
from .validation import LEAST_QUARTERS, Finding
from .wording import stored_amount

#: Findings whose numbers are percentages, not amounts.
OF_PERCENT = ("growth_differs",)


def finding_sentence(finding: Finding, indicators: Mapping[str, Indicator] | None = None) -> str:
    """What is wrong with a figure, or what contradicts what; ``indicators`` saves a query."""
    if indicators is None:
        found = Indicator.objects.filter(code__in=[finding.indicator, finding.other])
        indicators = {indicator.code: indicator for indicator in found}
    indicator = indicators[finding.indicator]
    sentence = _slump if _is_slump(finding) else FINDINGS[finding.code]
    return sentence() % {
        "name": label(indicator),
        "other": label(indicators.get(finding.other)),
        "value": _number(finding.value, finding, indicator),
        "limit": _number(finding.limit, finding, indicator),
        "low": _number(finding.low, finding, indicator),
        "times": _times(finding),
    }


def _number(value: Decimal | None, finding: Finding, indicator: Indicator) -> str:
    if finding.code in OF_PERCENT:
        return DASH if value is None else f"{number(value, 2, signed=True)}%"
    return stored_amount(value, indicator)


def _is_slump(finding: Finding) -> bool:
    """Whether a figure jumps downwards."""
    is_number = finding.value is not None and finding.limit is not None
    return finding.code == "jump" and is_number and finding.value < finding.limit


def _times(finding: Finding) -> str:
    """How many times the limit the value is, or of a slump the value the limit."""
    if not finding.limit or not finding.value:
        return DASH
    times = finding.value / finding.limit
    return number(1 / times if _is_slump(finding) else times, 2)


def _slump() -> str:
    return _(
        "%(name)s is %(value)s, but the median of the quarters before is %(times)s times as much"
        " (%(limit)s); check number and unit."
    )


FINDINGS = {
    "negative": lambda: _("%(name)s is below zero (%(value)s); correct the figure."),
    "part_above_whole": lambda: _(
        "%(name)s (%(value)s) is more than %(other)s (%(limit)s), of which it is a part;"
        " correct one of the two."
    ),
    "parts_above_whole": lambda: _(
        "The parts of %(other)s add up to %(value)s, more than the whole (%(limit)s); correct"
        " the parts or the whole."
    ),
    "sum_differs": lambda: _(
        "%(name)s is entered as %(value)s, but its parts add up to %(limit)s; correct the"
        " total or a part."
    ),
    "year_to_date_differs": lambda: _(
        "%(name)s is stated as %(value)s from 1 January, but the year's quarters add up to"
        " %(limit)s; correct the figure, or revise the earlier quarter."
    ),
    "last_year_differs": lambda: _(
        "%(name)s of the same span last year is stated as %(value)s, but stored as %(limit)s;"
        " revise last year’s quarter, or say why the stored figure stays."
    ),
    "growth_differs": lambda: _(
        "The growth of %(name)s is stated as %(value)s, but the levels give %(limit)s; check"
        " the growth, the figure and last year’s."
    ),
    "jump": lambda: _(
        "%(name)s is %(value)s, %(times)s times the median of the quarters before (%(limit)s);"
        " check number and unit."
    ),
    "outside_range": lambda: _(
        "%(name)s is %(value)s, far outside what it was in the quarters before (%(low)s to"
        " %(limit)s); check number and unit."
    ),
    "zero_after_values": lambda: _(
        "%(name)s is zero, as it never was in the quarters before (last %(limit)s): is it really"
        " zero? If not, enter the figure or leave it empty."
    ),
    "register_differs": lambda: _(
        "%(name)s is %(value)s, but the register counts %(limit)s; correct the figure, or enter in"
        " the register what is missing there."
    ),
    "no_earlier_quarters": lambda: _(
        "%(name)s is entered as year to date, but an earlier quarter of the year is missing;"
        " enter that first, or enter the single quarter."
    ),
    "rate_missing": lambda: _(
        "%(name)s is entered in dollars, but the quarter has no stated rate; enter it in yuan."
    ),
    "unknown_unit": lambda: _("%(name)s cannot be entered in this unit; choose another."),
    "too_large": lambda: _("%(name)s is larger than any figure can be; check number and unit."),
    "state_and_value_disagree": lambda: _(
        "%(name)s has both a value and a state without one; keep one of them."
    ),
    "reason_missing": lambda: _("%(name)s cannot be reported: say why."),
}


def rule_sentence(rule: ValidationRule) -> str:
    """What a rule asks of a figure, with its threshold."""
    threshold = DASH if rule.threshold is None else f"{rule.threshold.normalize():f}"
    params = {"threshold": threshold, "quarters": rule.quarters, "least": LEAST_QUARTERS}
    return RULES[rule.kind]() % params


RULES = {
    "negative": lambda: _("A figure is not below zero."),
    "part_above_whole": lambda: _(
        "A part is not more than its whole; up to %(threshold)s in the stored unit is rounding."
    ),
    "parts_above_whole": lambda: _(
        "The parts of a whole are together not more than it; up to %(threshold)s in the stored unit"
        " is rounding."
    ),
    "sum_differs": lambda: _(
        "A total is the sum of its parts; up to %(threshold)s in the stored unit is rounding."
    ),
    "year_to_date_differs": lambda: _(
        "A stated year to date is the sum of the year’s quarters; up to %(threshold)s in the stored"
        " unit is rounding."
    ),
    "last_year_differs": lambda: _(
        "Last year’s figure as stated is the stored one; up to %(threshold)s in the stored unit is"
        " rounding."
    ),
    "growth_differs": lambda: _(
        "A stated growth is what the levels give, to %(threshold)s percentage points; last year’s"
        " level as stated goes before the stored one."
    ),
    "jump": lambda: _(
        "A figure is neither more than %(threshold)s times the median of the last %(quarters)s"
        " quarters nor that many times less; at least %(least)s of them must be there."
    ),
    "outside_range": lambda: _(
        "A figure is neither more than %(threshold)s times the highest of the last %(quarters)s"
        " quarters nor that many times less than the lowest; at least %(least)s of them must be"
        " there."
    ),
    "zero_after_values": lambda: _(
        "A figure that was not zero in any of the last %(quarters)s quarters does not become zero."
    ),
    "register_differs": lambda: _(
        "A count is what the register of projects and events holds of the zone’s quarter, from the"
        " zone’s first entry on."
    ),
}
