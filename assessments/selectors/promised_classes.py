"""Reads which published classes a period is judged on, and which list each target asks of."""

from indicators.models import TargetCondition
from indicators.periods import Period
from indicators.targets import GRADE

from ..rules import NATIONAL_BOTTOM, Rule


def years_of_classes(period: Period, found: tuple[Rule, ...]) -> range:
    """The years whose published classes decide: up to the period's own, as far as rules look."""
    if not period.is_year:
        return range(0)  # a class is of a whole year
    windows = [rule.window or 2 for rule in found if rule.code == NATIONAL_BOTTOM]
    return range(period.year - max(windows, default=1) + 1, period.year + 1)


def grade_scopes() -> dict[str, str]:
    """On which list of the national evaluation each target asks for a class."""
    rows = TargetCondition.objects.filter(rule=GRADE).exclude(grade_scope="")
    return dict(rows.values_list("target__code", "grade_scope"))
