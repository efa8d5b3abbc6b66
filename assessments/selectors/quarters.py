"""Reads the quarterly figures that an assessment was made from, for sparklines and charts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from indicators.models import Indicator, Observation
from indicators.periods import Quarter
from indicators.selectors.calendar import due_dates
from indicators.selectors.figures import is_in_force
from zones.models import Zone

from ..models import Assessment, TargetResult

#: How many quarters a trend shows at most.
QUARTERS = 20


@dataclass(frozen=True)
class Quarterly:
    """An indicator's single quarters: of some zones by id, and of all together.

    A quarter without a figure is None; the sum of all is over the zones that have one, and
    ``lacking`` says how many of how many have none that were asked for one: then it is no total.
    """

    quarters: tuple[Quarter, ...]
    zones: Mapping[int, Sequence[float | None]]
    total: Sequence[float | None]
    lacking: Sequence[tuple[int, int]] = ()

    def lacking_in(self, index: int) -> tuple[int, int]:
        """How many zones lack a figure in a quarter, and how many were asked for one."""
        return self.lacking[index] if self.lacking else (0, 0)


def quarterly(
    assessment: Assessment, indicator: Indicator | None, zone_ids: Collection[int]
) -> Quarterly:
    """The last quarters up to the period's end, as they stood for the assessment; five queries.

    They begin with the first of which anything was reported.
    """
    last = assessment.span.last_quarter
    quarters = tuple(last.shift(step - QUARTERS + 1) for step in range(QUARTERS))
    if indicator is None:
        return Quarterly(quarters, {}, [None] * QUARTERS)
    place = {quarter: index for index, quarter in enumerate(quarters)}
    rows = _observations(assessment, indicator, quarters)
    zones: dict[int, list[float | None]] = {zone: [None] * QUARTERS for zone in zone_ids}
    total: list[float | None] = [None] * QUARTERS
    fields = ("submission__quarter__year", "submission__quarter__quarter")
    own = rows.filter(submission__zone__in=zone_ids)
    for zone, year, quarter, value in own.values_list("submission__zone", *fields, "value"):
        if (index := place.get(Quarter(year, quarter))) is not None:
            zones[zone][index] = float(value)
    for year, quarter, value in rows.values_list(*fields).annotate(together=Sum("value")):
        if (index := place.get(Quarter(year, quarter))) is not None:
            total[index] = float(value)
    first = next((at for at, value in enumerate(total) if value is not None), 0)
    shown = quarters[first:]
    own_shown = {zone: values[first:] for zone, values in zones.items()}
    lacking = _lacking(assessment, indicator, shown)
    return Quarterly(shown, own_shown, total[first:], lacking)


def _lacking(
    assessment: Assessment, indicator: Indicator, quarters: Sequence[Quarter]
) -> list[tuple[int, int]]:
    """By quarter of the collection how many zones have no figure, and how many were asked."""
    opened = set(due_dates(as_of(assessment)))
    judged = Zone.objects.filter(is_judged=True).order_by()
    began = ("reporting_start__year", "reporting_start__quarter")
    starts = list(judged.values_list(*began).annotate(zones=Count("pk")))
    present = Q(value__isnull=False) | Q(state=Observation.State.NOT_APPLICABLE)
    rows = _in_force(assessment, indicator, quarters).filter(present, _has_begun())
    fields = ("submission__quarter__year", "submission__quarter__quarter")
    counted = rows.values_list(*fields).annotate(zones=Count("submission__zone", distinct=True))
    there = {Quarter(year, quarter): zones for year, quarter, zones in counted}
    found = []
    for at in quarters:
        asked = sum(
            zones
            for year, quarter, zones in starts
            if at in opened and (year is None or Quarter(year, quarter) <= at)
        )
        found.append((asked - there.get(at, 0) if asked else 0, asked))
    return found


def _has_begun() -> Q:
    """That a figure's quarter is not before the zone's first."""
    start, of = "submission__zone__reporting_start", "submission__quarter"
    is_same_year = Q(**{f"{start}__year": F(f"{of}__year")})
    return (
        Q(**{f"{start}__isnull": True})
        | Q(**{f"{start}__year__lt": F(f"{of}__year")})
        | is_same_year & Q(**{f"{start}__quarter__lte": F(f"{of}__quarter")})
    )


def _observations(
    assessment: Assessment, indicator: Indicator, quarters: Sequence[Quarter]
) -> QuerySet[Observation]:
    return _in_force(assessment, indicator, quarters).filter(value__isnull=False)


def _in_force(
    assessment: Assessment, indicator: Indicator, quarters: Sequence[Quarter]
) -> QuerySet[Observation]:
    return Observation.objects.filter(
        is_in_force(as_of(assessment), "submission__"),
        indicator=indicator,
        submission__zone__is_judged=True,
        submission__quarter__year__gte=quarters[0].year,
        submission__quarter__year__lte=quarters[-1].year,
    ).order_by()


def as_of(assessment: Assessment) -> datetime | None:
    """The moment whose figures an assessment rests on; None (now) while it is open."""
    closed = (Assessment.State.PUBLISHED, Assessment.State.SUPERSEDED)
    return assessment.run_at if assessment.state in closed else None


def yearly_results(assessment: Assessment, result: TargetResult) -> list[TargetResult]:
    """How a target for all zones together ended in earlier published years, then this one."""
    earlier = (
        TargetResult.objects.filter(
            target=result.target,
            zone__isnull=True,
            city__isnull=True,
            assessment__kind="year",
            assessment__state=Assessment.State.PUBLISHED,
            assessment__year__lt=assessment.year,
        )
        .select_related("assessment")
        .order_by("assessment__year")
    )
    return [*earlier, result]
