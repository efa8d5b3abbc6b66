"""Reads where two goals for the same figure disagree: one of growth, one of share."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.figures import part_for_share, share
from indicators.models import Target, TargetCondition
from indicators.selectors.figures import province_frame
from indicators.targets import path
from indicators.vintages import PublishedTotal, choose_vintage
from zones.display import amount, label, percent, unit

from ..wording import per_cent
from ..words import vintage_words
from .question import condition_of

Rule = TargetCondition.Rule


def cross_checks(targets: Iterable[Target], bases: dict[int, float]) -> list[str]:
    """A sentence for every goal of growth that meets a goal of share; two queries at most.

    ``bases`` are the base-year values of all zones together, by target. The disagreement is
    shown, never reconciled: both goals are judged, each by itself.
    """
    targets = list(targets)
    grown = [(t, c) for t in targets for c in _conditions(t, Rule.AVERAGE_GROWTH)]
    shares = [
        (target, condition)
        for target in targets
        if target.measure_of == Target.MeasureOf.SHARE
        for condition in _conditions(target, Rule.LEVEL)
    ]
    pairs = [
        (growth, condition, level)
        for growth, condition in grown
        for target, level in shares
        if target.indicator_id == growth.indicator_id and condition.last_year == level.last_year
    ]
    if not pairs:
        return []
    province = province_frame()
    found = []
    for growth, condition, level in pairs:
        rows = province[province["indicator"] == growth.indicator.code]
        whole = choose_vintage(rows, level.last_year, 4)
        if whole is not None and growth.pk in bases:
            found.append(_sentence(growth, condition, level, bases[growth.pk], whole))
    return found


def _conditions(target: Target, rule: str) -> list[TargetCondition]:
    if target.scope != Target.Scope.PROVINCE:
        return []
    return [one for one in target.conditions.all() if one.rule == rule]


def _sentence(
    target: Target,
    growth: TargetCondition,
    level: TargetCondition,
    base: float,
    whole: PublishedTotal,
) -> str:
    indicator = target.indicator
    reached = path(condition_of(growth), base=base, year=growth.last_year).value
    needed = part_for_share(float(level.amount), whole.value).value
    words = {
        "name": label(indicator),
        "growth": percent(growth.amount, 0),
        "base_year": growth.base_year,
        "base": amount(base, indicator),
        "unit": unit(indicator),
        "year": growth.last_year,
        "reached": amount(reached, indicator),
        "whole": amount(whole.value, indicator),
        "vintage": vintage_words(whole.vintage),
        "share": per_cent(share(reached, whole.value).value),
        "wanted": per_cent(level.amount, 0),
        "needed": amount(needed, indicator),
    }
    return (
        _(
            "%(name)s growing %(growth)s a year from %(base)s (%(unit)s) in %(base_year)s comes to"
            " %(reached)s in %(year)s. That is %(share)s of the province's actual total of"
            " %(whole)s (%(vintage)s); %(wanted)s of it would be %(needed)s. The policy asks for"
            " both: they are judged separately and not reconciled."
        )
        % words
    )
