"""Reads a zone's frozen figures and judged targets, and its figures quarter by quarter."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from indicators.models import Indicator, Target
from indicators.selectors.phrases import Phrase, phrase_reader
from indicators.selectors.policy import current_policy
from indicators.selectors.readings import clause_href, clause_title
from zones.badges import Badge
from zones.display import DASH, amount, label, percent, unit
from zones.models import Zone

from ..badges import result_badge
from ..models import Assessment, Figure, TargetResult
from ..trends import Trend
from ..wording import bare, completed, per_cent, result_name
from ..words import basis_words, no_growth_words, reason_words, season_words, state_words
from .prospects import Heading, heading_of, heading_of_figure
from .set_targets import set_reasons
from .zone_score import figure_href

PRESENT = ("value", "zero")
LEVEL = Target.MeasureOf.LEVEL


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator over the judged span: actual, compared, against its target, among the zones."""

    code: str
    name: str
    href: str
    unit: str
    counted_for: str
    order: int
    actual: Decimal | None
    actual_text: str
    reason: str
    base: Decimal | None
    base_text: str
    growth: float | None
    growth_text: str
    growth_reason: str
    two_years_text: str
    due: Decimal | None
    due_text: str
    target: Decimal | None
    target_text: str
    further_targets: int
    status: Badge | None
    rank: int | None
    rank_text: str
    share: float | None
    share_text: str
    trend: Trend | None
    heading: Heading


@dataclass(frozen=True)
class TargetRow:
    """A target that binds the zone, and how it stands."""

    code: str
    name: str
    href: str
    order: int
    phrase: Phrase
    clause: str
    clause_href: str
    whose: str
    unit: str
    actual: Decimal | None
    actual_text: str
    due: Decimal | None
    due_text: str
    season: str
    target: Decimal | None
    target_text: str
    completion: float | None
    completion_text: str
    status: Badge
    reason: str
    basis: str
    set_reason: str
    binding: str
    figure_href: str
    heading: Heading


def target_results(assessment: Assessment, zone: Zone) -> QuerySet[TargetResult]:
    """The results that bind a zone: its own, and its city's."""
    return (
        TargetResult.objects.filter(Q(zone=zone) | Q(city=zone.city_id), assessment=assessment)
        .select_related("target__indicator", "target__measure", "city")
        .order_by("target__order", "target_id")
    )


def zone_figures(assessment: Assessment, zone: Zone) -> list[Figure]:
    """The zone's frozen figures in the order of the indicators; one query."""
    found = assessment.figures.filter(zone=zone).select_related("indicator")
    return list(found.order_by("indicator__order", "indicator_id"))


def ranked_counts(assessment: Assessment) -> dict[int, dict[int, int]]:
    """How many zones have each rank in each indicator; one query."""
    ranked = assessment.figures.filter(rank__isnull=False, zone__isnull=False).order_by()
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for indicator, rank, count in ranked.values_list("indicator", "rank").annotate(Count("pk")):
        counts[indicator][rank] = count
    return counts


def _rank_text(figure: Figure, counts: dict[int, int]) -> str:
    """The place among the zones ranked, 2=/6 where it is shared."""
    if figure.rank is None:
        return DASH
    tie = "=" if counts[figure.rank] > 1 else ""
    return f"{figure.rank}{tie}/{sum(counts.values())}"


def _counted_for(zone: Zone, indicator: Indicator) -> str:
    """Whose count it is where an indicator is counted by city."""
    if indicator.scope != Indicator.Scope.CITY:
        return ""
    return _("the city's count: %(city)s") % {"city": label(zone.city)}


def indicator_rows(
    assessment: Assessment,
    zone: Zone,
    figures: list[Figure],
    results: list[TargetResult],
    trends: dict[str, Trend],
) -> list[IndicatorRow]:
    """Every indicator of the zone with the target it is judged by; two queries more."""
    counts = ranked_counts(assessment)
    # Growth on a year that is left out of the season is read beside the two-year average.
    is_unusual = assessment.scheme.excluded_years.filter(year=assessment.year - 1).exists()
    return [
        IndicatorRow(
            code=figure.indicator.code,
            href=figure_href(zone, figure.indicator, assessment.span),
            order=figure.indicator.order,
            two_years_text=per_cent(figure.two_year_average, signed=True)
            if is_unusual and figure.two_year_average is not None
            else "",
            rank=figure.rank,
            rank_text=_rank_text(figure, counts[figure.indicator_id]),
            counted_for=_counted_for(zone, figure.indicator),
            trend=trends.get(figure.indicator.code),
            heading=heading_of_figure(figure, next(iter(own), None)),
            **_compared(figure),
            **_aimed(own, figure.indicator),
        )
        for figure in figures
        for own in [targets_of(results, figure.indicator)]
    ]


def _compared(figure: Figure) -> dict:
    """The figure, the same span last year, growth and share, each with its text."""
    indicator, is_there = figure.indicator, figure.value is not None
    return {
        "name": label(indicator),
        "unit": unit(indicator),
        "actual": figure.value,
        "actual_text": amount(figure.value, indicator),
        "reason": "" if is_there else state_words(figure.state),
        "base": figure.base,
        "base_text": amount(figure.base, indicator),
        "growth": figure.growth,
        "growth_text": per_cent(figure.growth, signed=True),
        "growth_reason": no_growth_words(figure.growth_note) if is_there else "",
        "share": figure.share,
        "share_text": per_cent(figure.share, 2),
    }


def _aimed(own: list[TargetResult], indicator: Indicator) -> dict:
    """What is due and aimed at under the first of an indicator's targets."""
    first = own[0] if own else None
    return {
        "due": first.due if first else None,
        "due_text": amount(first.due if first else None, indicator),
        "target": first.value if first else None,
        "target_text": amount(first.value if first else None, indicator),
        "further_targets": max(len(own) - 1, 0),
        "status": _status(first) if first else None,
    }


def targets_of(results: Iterable[TargetResult], indicator: Indicator) -> list[TargetResult]:
    """The results on an indicator's level, the one set for the year first, then binding ones."""
    own = [
        one
        for one in results
        if one.target.indicator_id == indicator.pk and one.target.measure_of == LEVEL
    ]
    return sorted(own, key=lambda one: (one.basis != "set", one.value is None, not one.is_binding))


def target_rows(
    assessment: Assessment, zone: Zone, results: Iterable[TargetResult]
) -> list[TargetRow]:
    """The targets that bind the zone, with the phrase that asks for each; four queries."""
    results = list(results)
    reasons = set_reasons(assessment, zone, results)
    reader = phrase_reader(current_policy(), *assessment.read_at)
    return [
        _target_row(
            assessment,
            zone,
            one,
            reader(one.target.clause, one.target.phrase),
            reasons.get(one.pk, ""),
        )
        for one in results
    ]


def _target_row(
    assessment: Assessment, zone: Zone, one: TargetResult, phrase: Phrase, set_reason: str
) -> TargetRow:
    target, indicator = one.target, one.target.indicator
    return TargetRow(
        code=target.code,
        name=result_name(one),
        href=target.get_absolute_url(),
        order=target.order,
        phrase=phrase,
        clause=clause_title(target.clause),
        clause_href=clause_href(target.clause),
        whose=_("the city: %(city)s") % {"city": label(one.city)} if one.city else "",
        unit=unit(indicator) if indicator else _("class"),
        actual=one.actual,
        actual_text=bare(one.actual, target),
        due=one.due,
        due_text=bare(one.due, target),
        season=season_words(one.season_basis, one.season_years),
        target=one.value,
        target_text=bare(one.value, target),
        completion=one.completion,
        completion_text=DASH
        if one.completion is None
        else percent(completed(one.actual, one.value, target)),
        status=_status(one),
        reason=reason_words(one.reason) if one.reason != one.status else "",
        basis=basis_words(one.basis),
        set_reason=set_reason,
        binding=(_("binding") if one.is_binding else _("indicative")) if one.basis else "",
        figure_href=figure_href(zone, indicator, assessment.span) if indicator else "",
        heading=heading_of(one),
    )


def _status(one: TargetResult) -> Badge:
    return result_badge(one, reason_words(one.reason) if one.reason else "")
