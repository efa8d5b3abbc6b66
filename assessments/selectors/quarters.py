"""Reads the quarterly figures that an assessment was made from, for sparklines and charts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from indicators.models import Indicator, Observation, ReportingQuarter, Submission
from indicators.periods import Quarter
from indicators.selectors.calendar import due_dates
from indicators.selectors.figures import is_in_force
from zones.models import Zone

from ..models import Assessment, TargetResult

#: How many quarters a trend shows at most.
QUARTERS = 20
#: Of which quarter a report is.
ITS_QUARTER = ("quarter__year", "quarter__quarter")


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
    rows = _reports(assessment, indicator, quarters)
    zones: dict[int, list[float | None]] = {zone: [None] * QUARTERS for zone in zone_ids}
    total: list[float | None] = [None] * QUARTERS
    own = rows.filter(zone__in=zone_ids)
    for zone, *quarter, value in own.values_list("zone", *ITS_QUARTER, "figure__value"):
        index = place.get(Quarter(*quarter))
        if index is not None and value is not None:
            zones[zone][index] = float(value)
    summed = rows.values_list(*ITS_QUARTER).annotate(
        together=Sum("figure__value"), there=Count("zone", distinct=True, filter=_is_there())
    )
    there: dict[Quarter, int] = {}
    for *quarter, together, count in summed:
        there[Quarter(*quarter)] = count
        index = place.get(Quarter(*quarter))
        if index is not None and together is not None:
            total[index] = float(together)
    first = next((at for at, value in enumerate(total) if value is not None), 0)
    shown = quarters[first:]
    own_shown = {zone: values[first:] for zone, values in zones.items()}
    return Quarterly(shown, own_shown, total[first:], _lacking(assessment, shown, there))


def _lacking(
    assessment: Assessment, quarters: Sequence[Quarter], there: Mapping[Quarter, int]
) -> list[tuple[int, int]]:
    """By quarter of the collection how many zones have no figure, and how many were asked."""
    opened = set(due_dates(as_of(assessment)))
    judged = Zone.objects.filter(is_judged=True).order_by()
    began = ("reporting_start__year", "reporting_start__quarter")
    starts = list(judged.values_list(*began).annotate(zones=Count("pk")))
    found = []
    for at in quarters:
        asked = sum(
            zones
            for year, quarter, zones in starts
            if at in opened and (year is None or Quarter(year, quarter) <= at)
        )
        found.append((asked - there.get(at, 0) if asked else 0, asked))
    return found


def _is_there() -> Q:
    """That a report has the figure, or need not have it, and its quarter was asked of the zone."""
    start = "zone__reporting_start"
    has_begun = (
        Q(**{f"{start}__isnull": True})
        | Q(**{f"{start}__year__lt": F("quarter__year")})
        | Q(
            **{
                f"{start}__year": F("quarter__year"),
                f"{start}__quarter__lte": F("quarter__quarter"),
            }
        )
    )
    is_known = Q(figure__value__isnull=False) | Q(figure__state=Observation.State.NOT_APPLICABLE)
    return is_known & has_begun


def _reports(
    assessment: Assessment, indicator: Indicator, quarters: Sequence[Quarter]
) -> QuerySet[Submission]:
    """The reports in force of these years, each with its one ``figure``, if it has it.

    From the quarters to the reports to the figure: the other way, and from the zones, leads through
    all that there ever were. Two queries.
    """
    years = (quarters[0].year, quarters[-1].year)
    its = ReportingQuarter.objects.filter(year__range=years).order_by()
    of_it = FilteredRelation("observations", condition=Q(observations__indicator=indicator))
    return (
        Submission.objects.annotate(figure=of_it)
        .filter(
            is_in_force(as_of(assessment)),
            zone__is_judged=True,
            quarter__in=list(its.values_list("pk", flat=True)),
        )
        .order_by()
    )


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
