"""Reads how each zone stands on each target: the cells of the matrix."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from indicators.models import Target
from zones.badges import Badge
from zones.display import label

from ..badges import result_badge
from ..findings import target_sentence
from ..models import Assessment, TargetResult
from ..wording import bare, target_name
from .standing_row import StandingRow

Scope = Target.Scope


@dataclass(frozen=True)
class MatrixColumn:
    """A target that zones or cities are judged by."""

    code: str
    title: str
    scope: str
    phrase: str


@dataclass(frozen=True)
class Cell:
    """How a zone stands on a target; of a city's target the city is named."""

    badge: Badge
    href: str
    figures: str
    title: str

    def __str__(self) -> str:
        return self.badge.text


@dataclass(frozen=True)
class MatrixRow:
    """A zone with its cells by the target's code; a target that does not ask it has none."""

    code: str
    name: str
    full_name: str
    href: str
    rank: int | None
    order: int
    cells: Mapping[str, Cell]


def matrix_targets(assessment: Assessment, targets: Mapping[int, Target]) -> list[Target]:
    """The targets that zones or cities are judged by, in order; one query."""
    judged = assessment.target_results.filter(Q(zone__isnull=False) | Q(city__isnull=False))
    found = set(judged.order_by().values_list("target_id", flat=True).distinct())
    return [target for pk, target in targets.items() if pk in found]


def matrix_columns(targets: Iterable[Target]) -> list[MatrixColumn]:
    """The columns of the matrix, one a target."""
    return [
        MatrixColumn(
            code=target.code,
            title=target_name(target, of_zone=True),
            scope=_scope(target),
            phrase=target.phrase,
        )
        for target in targets
    ]


def _scope(target: Target) -> str:
    if target.scope == Scope.PROVINCE:
        return _("set for each zone")
    return str(target.get_scope_display())


def matrix_rows(
    assessment: Assessment,
    rows: Sequence[StandingRow],
    targets: Sequence[Target],
) -> list[MatrixRow]:
    """The zones' rows in the order given; one query, for these zones and their cities only."""
    by_id = {target.pk: target for target in targets}
    of_zone, of_city = _results(assessment, rows, by_id)
    return [
        MatrixRow(
            code=row.code,
            name=row.name,
            full_name=row.full_name,
            href=row.href,
            rank=row.rank,
            order=order,
            cells={
                target.code: _cell(result, row)
                for target in targets
                if (result := _result_of(row, target, of_zone, of_city))
            },
        )
        for order, row in enumerate(rows)
    ]


Results = Mapping[tuple[int, int], TargetResult]


def _results(
    assessment: Assessment, rows: Sequence[StandingRow], targets: Mapping[int, Target]
) -> tuple[Results, Results]:
    zones, cities = {row.zone_id for row in rows}, {row.city_id for row in rows}
    found = list(
        assessment.target_results.filter(Q(zone__in=zones) | Q(city__in=cities)).select_related(
            "city"
        )
    )
    for result in found:
        result.target = targets[result.target_id]
    return (
        {(result.zone_id, result.target_id): result for result in found if result.zone_id},
        {(result.city_id, result.target_id): result for result in found if result.city_id},
    )


def _result_of(
    row: StandingRow, target: Target, of_zone: Results, of_city: Results
) -> TargetResult | None:
    if target.scope == Scope.EACH_CITY and row.is_running:
        return of_city.get((row.city_id, target.pk))
    return of_zone.get((row.zone_id, target.pk))


def _cell(result: TargetResult, row: StandingRow) -> Cell:
    target = result.target
    sentence = target_sentence(result)
    return Cell(
        badge=result_badge(result),
        href=f"{row.href}#target-{target.code}",
        figures=_figures(result),
        title=f"{row.full_name}: {sentence}",
    )


def _figures(result: TargetResult) -> str:
    """Actual and yearly target where there is a figure; of a city's target the city."""
    target, parts = result.target, []
    if result.actual is not None and result.value is not None:
        parts.append(f"{bare(result.actual, target)} / {bare(result.value, target)}")
    if result.city_id:
        parts.append(label(result.city))
    return " · ".join(parts)
