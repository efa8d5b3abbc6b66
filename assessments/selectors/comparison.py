"""Reads zones of one period side by side, or one zone over the years; from frozen rows alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from indicators.models import Indicator
from zones.colours import ZoneStyle, zone_style
from zones.display import amount, label, number, percent
from zones.models import Zone

from ..models import Assessment, Figure, TargetResult, ZoneResult
from ..rank_words import interval_text, standing_text
from ..wording import per_cent, period_name, status_text
from .standing_row import movement_text, rank_text
from .standings import without_lone_rank
from .zone_figures import targets_of
from .zone_score import figure_href

#: So many zones, or years, stand beside each other: more are no longer told apart.
MOST = 6
#: How a target stands that the overview names among those missed.
MISSING = (TargetResult.Status.MISSED, TargetResult.Status.OFF_TRACK)

Place = tuple[int, int]
"""The ids of an assessment and of a zone."""


@dataclass(frozen=True)
class Column:
    """A zone of a period: what stands under one name in every small chart."""

    name: str
    href: str
    zone: str
    rank_text: str
    interval: str
    reason: str
    movement_text: str
    score: Decimal | None
    score_text: str
    coverage_text: str
    style: ZoneStyle


@dataclass(frozen=True)
class Cell:
    """A figure of a column, in the unit that is stored, beside the target set for it.

    Of several targets the one that is missed, else the one set for the year. `status_text` says
    how it was judged; empty where none is set.
    """

    value: Decimal | None
    text: str
    growth_text: str
    target: Decimal | None
    target_text: str
    status_text: str
    href: str


@dataclass(frozen=True)
class Compared:
    """One indicator over the columns; `cells` are in their order."""

    indicator: Indicator
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Comparison:
    """The columns, each indicator over them, and the indicators that none of them has."""

    columns: tuple[Column, ...]
    compared: tuple[Compared, ...]
    without: tuple[str, ...]
    is_over_years: bool


def side_by_side(assessment: Assessment, codes: Sequence[str]) -> Comparison:
    """These zones of one assessment in the order of the ranking; five queries."""
    results = [one for one in _results([assessment]) if one.zone.code in codes]
    return _comparison([assessment], results[:MOST], is_over_years=False)


def over_years(assessment: Assessment, zone: Zone) -> Comparison:
    """One zone over the latest published years, or the same parts of years; six queries."""
    earlier = Assessment.objects.filter(
        kind=assessment.kind,
        quarter=assessment.quarter,
        year__lt=assessment.year,
        state=Assessment.State.PUBLISHED,
    ).select_related("scheme")
    shown = [assessment, *earlier.order_by("-year")[: MOST - 1]][::-1]
    order = {one.pk: place for place, one in enumerate(shown)}
    results = [one for one in _results(shown) if one.zone_id == zone.pk]
    results.sort(key=lambda one: order[one.assessment_id])
    return _comparison(shown, results, is_over_years=True)


def with_neighbours(assessment: Assessment, code: str) -> list[str]:
    """The zone and those next to it in the ranking; the first three where no zone is named."""
    codes = [one.zone.code for one in _results([assessment])]
    if code not in codes:
        return codes[:3] if not code else []
    at = codes.index(code)
    return codes[max(0, at - 1) : at + 2]


def _results(assessments: Sequence[Assessment]) -> list[ZoneResult]:
    """The zones' results of these assessments, ranked ones first; one query."""
    found = ZoneResult.objects.filter(assessment__in=assessments).select_related("zone__city")
    by_board: dict[int, list[ZoneResult]] = defaultdict(list)
    for one in found.order_by(*ZoneResult._meta.ordering, "zone_id"):
        by_board[one.assessment_id].append(one)
    boards = {one.pk: one for one in assessments}
    results = [one for pk in boards for one in without_lone_rank(by_board[pk])]
    for one in results:
        one.assessment = boards[one.assessment_id]
    return results


def _comparison(
    assessments: Sequence[Assessment], results: Sequence[ZoneResult], *, is_over_years: bool
) -> Comparison:
    zones = [one.zone for one in results]
    figures = _figures(assessments, zones)
    targets = _targets(assessments, zones)
    columns = tuple(_column(one, is_over_years=is_over_years) for one in results)
    compared, without = [], []
    for indicator in sorted(
        {one.indicator for found in figures.values() for one in found},
        key=lambda one: (one.order, one.pk),
    ):
        cells = tuple(_cell(one, indicator, figures, targets) for one in results)
        if any(cell.value is not None for cell in cells):
            compared.append(Compared(indicator, cells))
        else:
            without.append(label(indicator))
    return Comparison(columns, tuple(compared), tuple(without), is_over_years)


def _figures(
    assessments: Sequence[Assessment], zones: Sequence[Zone]
) -> Mapping[Place, list[Figure]]:
    found: dict[Place, list[Figure]] = defaultdict(list)
    rows = Figure.objects.filter(assessment__in=assessments, zone__in=zones)
    for one in rows.select_related("indicator").order_by():
        found[one.assessment_id, one.zone_id].append(one)
    return found


def _targets(
    assessments: Sequence[Assessment], zones: Sequence[Zone]
) -> Mapping[Place, list[TargetResult]]:
    """What binds each zone in each assessment: its own results, and its city's."""
    found: dict[Place, list[TargetResult]] = defaultdict(list)
    cities = {zone.city_id for zone in zones}
    rows = (
        TargetResult.objects.filter(
            Q(zone__in=zones) | Q(city__in=cities), assessment__in=assessments
        )
        .exclude(status=TargetResult.Status.NOT_APPLICABLE)
        .select_related("target")
    )
    for one in rows.order_by("target__order", "target_id"):
        for zone in {zone.pk: zone for zone in zones}.values():
            if one.zone_id == zone.pk or one.city_id == zone.city_id:
                found[one.assessment_id, zone.pk].append(one)
    return found


def _column(result: ZoneResult, *, is_over_years: bool) -> Column:
    assessment, zone = result.assessment, result.zone
    return Column(
        name=period_name(assessment.span) if is_over_years else label(zone, "short"),
        href=f"{zone.get_absolute_url()}?period={assessment.period}",
        zone=zone.code,
        rank_text=rank_text(result),
        interval=interval_text(result),
        reason=standing_text(result),
        movement_text=movement_text(result),
        score=result.score,
        score_text=number(result.score, assessment.scheme.decimals),
        coverage_text=percent(result.coverage),
        style=zone_style(zone.order),
    )


def _cell(
    result: ZoneResult,
    indicator: Indicator,
    figures: Mapping[Place, Iterable[Figure]],
    targets: Mapping[Place, Iterable[TargetResult]],
) -> Cell:
    place = (result.assessment_id, result.zone_id)
    own = next((one for one in figures.get(place, ()) if one.indicator_id == indicator.pk), None)
    aimed = targets_of(targets.get(place, ()), indicator)
    beside = next((one for one in aimed if one.status in MISSING), aimed[0] if aimed else None)
    target = beside.value if beside else None
    return Cell(
        value=own.value if own else None,
        text=amount(own.value if own else None, indicator),
        growth_text=per_cent(own.growth if own else None, signed=True),
        target=target,
        target_text=amount(target, indicator),
        status_text=""
        if beside is None or target is None
        else status_text(beside.status, is_binding=beside.is_binding),
        href=figure_href(result.zone, indicator, result.assessment.span),
    )
