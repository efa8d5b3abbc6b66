"""Reads the province's headline figures: what is promised for all zones, and how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from indicators.models import Target
from zones.badges import Badge
from zones.display import label, number, percent, unit

from ..badges import result_badge
from ..findings import target_sentence
from ..models import Assessment, Figure, TargetResult
from ..wording import (
    apart,
    bare,
    completed,
    measured_name,
    per_cent,
    period_name,
    year_name,
)
from ..words import no_growth_words, vintage_words
from .prospects import heading_of, is_under_way

SHARE = Target.MeasureOf.SHARE
Status = TargetResult.Status
GOOD = (Status.MET, Status.ON_TRACK)
#: Statuses that say nothing yet: they are not counted among the targets judged.
SILENT = (
    Status.AWAITING,
    Status.NO_DATA,
    Status.NOT_APPLICABLE,
    Status.NOT_ASSESSABLE,
    Status.PROVINCE_NOT_PUBLISHED,
)
#: How far a bar reaches, as a multiple of the target; its width is 100.
REACH = 1.25


@dataclass(frozen=True)
class Bar:
    """How far a figure has come towards its target, in hundredths of the bar's width."""

    fill: str
    target: str
    due: str
    text: str


@dataclass(frozen=True)
class Headline:
    """A figure of the province against its target."""

    code: str
    title: str
    href: str
    phrase: str
    badge: Badge
    value: str
    unit: str
    bar: Bar | None
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def headline_results(assessment: Assessment) -> list[TargetResult]:
    """The results for all zones together, and of targets that name a single zone; two queries."""
    single = Target.objects.filter(scope=Target.Scope.NAMED_ZONES, indicator__isnull=False)
    single = single.annotate(named=Count("zones")).filter(named=1)
    together = Q(zone__isnull=True, city__isnull=True)
    return list(
        assessment.target_results.filter(together | Q(target__in=single))
        .select_related("target__indicator", "zone")
        .prefetch_related("target__conditions")
        .order_by("target__order", "target_id")
    )


def total_figures(assessment: Assessment) -> dict[int, Figure]:
    """The figures of all zones together, by indicator; one query."""
    found = assessment.figures.filter(zone__isnull=True).order_by()
    return {figure.indicator_id: figure for figure in found}


def headlines(
    assessment: Assessment, results: Iterable[TargetResult], totals: dict[int, Figure]
) -> list[Headline]:
    """The headline figures in the order of the targets; one query.

    After a year that the scheme leaves out of seasons the two-year average stands beside growth.
    """
    unusual = set(assessment.scheme.excluded_years.values_list("year", flat=True))
    is_distorted = assessment.year - 1 in unusual
    return [_headline(assessment, result, totals, is_distorted) for result in results]


def _headline(
    assessment: Assessment, result: TargetResult, totals: dict[int, Figure], is_distorted: bool
) -> Headline:
    target = result.target
    figure = None if result.zone_id else totals.get(target.indicator_id)
    is_share = target.measure_of == SHARE
    return Headline(
        code=target.code,
        title=label(target),
        href=target.get_absolute_url(),
        phrase=target.phrase,
        badge=result_badge(result, target_sentence(result)),
        value=bare(result.actual, target),
        unit="" if is_share or result.actual is None else unit(target.indicator),
        bar=_bar(result, target),
        facts=tuple(_facts(result, target)),
        notes=tuple(_notes(assessment, result, figure, is_distorted)),
    )


def _bar(result: TargetResult, target: Target) -> Bar | None:
    """The bar; none where there is no completion rate."""
    if result.completion is None or result.completion < 0:
        return None
    due = None
    if result.due is not None and result.value and result.due != result.value:
        due = float(result.due / result.value)
    text = _("%(name)s: %(share)s of the target") % {
        "name": measured_name(target),
        "share": percent(completed(result.actual, result.value, target)),
    }
    return Bar(_place(result.completion), _place(1.0), "" if due is None else _place(due), text)


def _place(multiple: float) -> str:
    return f"{min(multiple, REACH) / REACH * 100:.1f}"


def _facts(result: TargetResult, target: Target) -> Iterable[tuple[str, str]]:
    """The year's target with what is due of it by now, or with the completion once it is over."""
    is_under_way = result.due is not None and result.due != result.value
    if is_under_way:
        yield _("Due by now"), bare(result.due, target)
    if result.value is not None:
        yield _("Target") if result.is_binding else _("Path"), bare(result.value, target)
    if result.completion is not None and not is_under_way:
        yield _("Completion"), percent(completed(result.actual, result.value, target))


def _stretch(result: TargetResult, target: Target, is_over: bool) -> str:
    """What is striven for beyond the target, and at the year's end whether it is reached."""
    words = {"stretch": bare(result.stretch, target)}
    if result.is_stretch_met is None or not (is_over or result.is_stretch_met):
        return _("stretch %(stretch)s") % words
    if result.is_stretch_met:
        return _("stretch %(stretch)s, reached") % words
    return _("stretch %(stretch)s, not reached") % words


def _notes(
    assessment: Assessment, result: TargetResult, figure: Figure | None, is_distorted: bool
) -> Iterable[str]:
    """How the figure moved, and what it rests on."""
    target = result.target
    if result.stretch is not None:
        yield _stretch(result, target, assessment.span.is_year)
    if result.zone_id:
        yield _("one zone is named: %(zone)s") % {"zone": label(result.zone, "short")}
    if target.measure_of == SHARE:
        yield from _share_notes(assessment, result, target, figure)
    elif figure is not None:
        yield from _growth_notes(figure, is_distorted)
    yield from _ahead_notes(assessment, result)


def _growth_notes(figure: Figure, is_distorted: bool) -> Iterable[str]:
    if figure.growth is not None:
        yield _year_on_year(per_cent(figure.growth, signed=True))
        if is_distorted and figure.two_year_average is not None:
            yield _("two-year average %(growth)s a year") % {
                "growth": per_cent(figure.two_year_average, signed=True)
            }
    elif figure.growth_note:
        yield _("no growth: %(reason)s") % {"reason": no_growth_words(figure.growth_note)}


def _year_on_year(growth: str) -> str:
    return _("%(growth)s year on year") % {"growth": growth}


def _ahead_notes(assessment: Assessment, result: TargetResult) -> Iterable[str]:
    """Where the year is heading and what is still needed, while it is under way."""
    if not is_under_way(assessment):
        return
    heading = heading_of(result)
    if heading.projected is not None:
        words = {"value": heading.projected_text, "band": heading.band}
        yield _("projected %(value)s (%(band)s)") % words
    if heading.needed:
        growth = heading.growth_text and _year_on_year(heading.growth_text)
        words = {"needed": heading.needed_text, "growth": growth or heading.growth_title}
        if words["growth"]:
            yield _("still needed a quarter: %(needed)s (%(growth)s)") % words
        else:
            yield _("still needed a quarter: %(needed)s") % words


def _share_notes(
    assessment: Assessment, result: TargetResult, target: Target, figure: Figure | None
) -> Iterable[str]:
    if figure and figure.share is not None and figure.share_base is not None:
        words = {
            "points": number(apart(figure.share, figure.share_base, target), 2, signed=True),
            "period": period_name(assessment.span.year_before()),
        }
        yield _("%(points)s points on %(period)s") % words
    base_year = next(
        (one.base_year for one in target.conditions.all() if one.base_year is not None), None
    )
    if result.actual is not None and result.base is not None and base_year is not None:
        moved = number(apart(result.actual, result.base, target), 2, signed=True)
        words = {"points": moved, "period": year_name(base_year)}
        yield _("%(points)s points on %(period)s") % words
    if figure and figure.share_vintage:
        yield _("province's total %(vintage)s") % {"vintage": vintage_words(figure.share_vintage)}


def of_all_zones(results: Iterable[TargetResult]) -> list[TargetResult]:
    """The results for all zones together: a target that names a zone is that zone's, not theirs."""
    return [one for one in results if one.zone_id is None and one.city_id is None]


def number_met(results: Iterable[TargetResult]) -> tuple[int, int]:
    """How many of the results are met or on track, and how many have been judged at all."""
    judged = [result.status for result in results if result.status not in SILENT]
    return sum(1 for status in judged if status in GOOD), len(judged)


def missed_names(results: Iterable[TargetResult]) -> list[str]:
    """What the results that are neither met nor on track measure, in words."""
    bad = [one for one in results if one.status not in SILENT and one.status not in GOOD]
    return [measured_name(one.target) for one in bad]
