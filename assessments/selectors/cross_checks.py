"""Reads where goals for the same figure disagree: one of growth, one of level, one of share."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from indicators.figures import share
from indicators.models import Indicator, Target
from indicators.selectors.adoptions import adoptions_in_force, ask_as_adopted
from indicators.selectors.figures import province_frame
from indicators.vintages import PublishedTotal, choose_vintage
from zones.display import label, percent

from ..claims import GROWTH, SHARE, Claim, claim, disagreements
from ..models import Assessment, Figure, TargetResult
from ..wording import per_cent, with_unit
from ..words import vintage_words
from .question import condition_of

#: The province's own total of an indicator in a year; None where it is not published.
WholeOf = Callable[[Indicator, int], PublishedTotal | None]


def cross_checks(targets: Iterable[Target], bases: Mapping[int, float]) -> list[str]:
    """A sentence for every two goals that disagree, by what is published now; one query at most.

    ``bases`` are the base-year values of all zones together, by target. The disagreement is
    shown, never reconciled: both goals are judged, each by itself.
    """
    province = None

    def whole_of(indicator: Indicator, year: int) -> PublishedTotal | None:
        nonlocal province
        if province is None:
            province = province_frame()
        return choose_vintage(province[province["indicator"] == indicator.code], year, 4)

    return _sentences(targets, bases, whole_of)


def frozen_cross_checks(
    assessment: Assessment, results: Iterable[TargetResult], totals: Mapping[int, Figure]
) -> list[str]:
    """The same by what an assessment of the last year froze: its bases, and the total it used.

    Of a target it needs the conditions, read as they counted for the assessment; two queries.
    """
    own = [one for one in results if one.zone_id is None and one.city_id is None]
    ends = {row.last_year for one in own for row in one.target.conditions.all()}
    if not assessment.span.is_year or assessment.year not in ends:
        return []
    targets = ask_as_adopted((one.target for one in own), adoptions_in_force(*assessment.read_at))
    bases = {one.target_id: float(one.base) for one in own if one.base is not None}

    def whole_of(indicator: Indicator, year: int) -> PublishedTotal | None:
        figure = totals.get(indicator.pk)
        if figure is None or year != assessment.year or not figure.share or figure.value is None:
            return None
        return PublishedTotal(
            year, 4, float(figure.value) / figure.share * 100, figure.share_vintage
        )

    return _sentences(targets, bases, whole_of)


def _sentences(
    targets: Iterable[Target], bases: Mapping[int, float], whole_of: WholeOf
) -> list[str]:
    own = {
        one.code: one
        for one in targets
        if one.scope == Target.Scope.PROVINCE and one.indicator is not None
    }
    claims = [
        found
        for one in own.values()
        if (found := _claim(one, bases.get(one.pk), whole_of)) is not None
    ]
    return [
        _sentence(own[first.target], own[second.target], first, second, bases, whole_of)
        for first, second in disagreements(claims)
    ]


def _claim(target: Target, base: float | None, whole_of: WholeOf) -> Claim | None:
    """What the target comes to; the province's total is asked for only where a share needs it."""
    conditions = [condition_of(one) for one in target.conditions.all()]
    is_share = target.measure_of == Target.MeasureOf.SHARE
    last = max((one.last_year for one in conditions), default=0)
    whole = whole_of(target.indicator, last) if is_share else None
    return claim(
        target.code,
        target.indicator.code,
        target.direction,
        conditions,
        base=base,
        is_share=is_share,
        whole=whole.value if whole else None,
    )


def _sentence(
    target: Target,
    other: Target,
    first: Claim,
    second: Claim,
    bases: Mapping[int, float],
    whole_of: WholeOf,
) -> str:
    """Both goals with the amounts that they come to, and that neither gives way."""
    indicator = target.indicator
    words = {
        "name": label(indicator),
        "year": first.year,
        "reached": with_unit(first.amount, indicator),
        "needed": with_unit(second.amount, indicator),
        "first": label(target),
        "second": label(other),
        "gap": with_unit(abs(second.amount - first.amount), indicator),
    }
    if first.kind == GROWTH:
        words |= {
            "growth": percent(first.condition.amount, 0),
            "base_year": first.condition.base_year,
            "base": with_unit(bases.get(target.pk), indicator),
        }
    whole = whole_of(indicator, first.year) if second.kind == SHARE else None
    if whole is None or first.kind == SHARE:
        return _of_amounts(first.kind == GROWTH) % words
    words |= {
        "whole": with_unit(whole.value, indicator),
        "vintage": vintage_words(whole.vintage),
        "share": per_cent(share(first.amount, whole.value).value),
        "wanted": per_cent(second.asked, 0),
    }
    return _against_share(first.kind == GROWTH) % words


def _of_amounts(is_growth: bool) -> str:
    if is_growth:
        return _(
            "%(name)s growing %(growth)s a year from %(base)s in %(base_year)s comes to"
            " %(reached)s in %(year)s; “%(second)s” asks for %(needed)s, which differs by %(gap)s."
            " The policy asks for both: they are judged separately and not reconciled."
        )
    return _(
        "“%(first)s” asks for %(reached)s in %(year)s, “%(second)s” for %(needed)s,"
        " which differs by %(gap)s. The policy asks for both: they are judged separately and not"
        " reconciled."
    )


def _against_share(is_growth: bool) -> str:
    if is_growth:
        return _(
            "%(name)s growing %(growth)s a year from %(base)s in %(base_year)s comes to"
            " %(reached)s in %(year)s. That is %(share)s of the province's actual total of"
            " %(whole)s (%(vintage)s); %(wanted)s of it would be %(needed)s. The policy asks for"
            " both: they are judged separately and not reconciled."
        )
    return _(
        "“%(first)s” asks for %(reached)s in %(year)s. That is %(share)s of the"
        " province's actual total of %(whole)s (%(vintage)s); %(wanted)s of it would be %(needed)s."
        " The policy asks for both: they are judged separately and not reconciled."
    )
