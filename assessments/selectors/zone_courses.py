"""Reads a zone's figures quarter by quarter, beside what its yearly targets asked by then."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from indicators.models import Indicator, ReportingStart
from indicators.periods import Quarter
from indicators.selectors.figures import observation_frame
from zones.models import Zone

from ..models import Assessment, Figure, TargetResult
from ..prospects import band_of, estimated, figure_sentence, is_projected, projection_sentence
from ..trends import Trend, trend
from .published import headline_indicator
from .quarters import as_of
from .zone_figures import targets_of

YEARS_SHOWN = 5


@dataclass(frozen=True)
class Aimed:
    """A point of a target's path: what was due by a judged quarter, and the year's target."""

    quarter: Quarter
    due: Decimal | None
    target: Decimal | None


@dataclass(frozen=True)
class Drawn:
    """A projected year as it is drawn: the value and the edges of its band."""

    value: float
    low: float | None
    high: float | None
    text: str
    band: str


@dataclass(frozen=True)
class Course:
    """A figure quarter by quarter, beside what was due, and where its year is heading.

    `last` is the quarter of the assessment; `prospect` the sentence on the rest of its year.
    """

    indicator: Indicator
    trend: Trend
    path: tuple[Aimed, ...]
    last: Quarter
    ahead: Drawn | None
    prospect: str


def zone_trends(
    assessment: Assessment, zone: Zone, indicators: Iterable[Indicator]
) -> dict[str, Trend]:
    """Each indicator's trend over up to five years to the period's end, in two queries.

    On the figures in force when the assessment was run, so that a published page never moves; a
    draft shows the figures in force now. A count by city is no zone's own and has no trend.
    """
    span = assessment.span
    years = range(span.year - YEARS_SHOWN + 1, span.year + 1)
    frame = observation_frame(years, zones=[zone], as_at=as_of(assessment))
    first = int(frame["year"].min()) if len(frame) else span.year
    quarters = [
        Quarter(year, quarter)
        for year in range(first, span.year + 1)
        for quarter in (1, 2, 3, 4)
        if (year, quarter) <= (span.year, span.quarter)
    ]
    start = ReportingStart.objects.filter(zone=zone).first()
    found = {
        one.code: trend(frame, one.code, one.kind, quarters, start.code if start else None)
        for one in indicators
        if one.scope == Indicator.Scope.ZONE
    }
    return {code: line for code, line in found.items() if not line.is_empty}


def courses(
    zone: Zone,
    assessment: Assessment,
    figures: Iterable[Figure],
    results: list[TargetResult],
    trends: dict[str, Trend],
) -> list[Course]:
    """The figures that have a yearly target set, each with its path as judged, else the headline
    figure alone; two queries."""
    drawn = [one for one in figures if one.indicator.code in trends]
    chosen: dict[Figure, TargetResult | None] = {
        figure: own[0]
        for figure in drawn
        if (own := targets_of(results, figure.indicator)) and own[0].basis == "set"
    }
    headline = headline_indicator()
    chosen = chosen or {figure: None for figure in drawn if figure.indicator == headline}
    path = _paths(zone, assessment, [one.target_id for one in chosen.values() if one])
    return [
        Course(
            indicator=figure.indicator,
            trend=trends[figure.indicator.code],
            path=tuple(path.get(result.target_id, {}).values()) if result else (),
            last=assessment.span.last_quarter,
            ahead=_drawn(figure),
            prospect=projection_sentence(result) if result else figure_sentence(figure),
        )
        for figure, result in chosen.items()
    ]


def _drawn(figure: Figure) -> Drawn | None:
    if not is_projected(figure):
        return None
    return Drawn(
        figure.projected,
        figure.projected_low,
        figure.projected_high,
        estimated(figure.projected, figure.indicator),
        band_of(figure, figure.indicator),
    )


def _paths(
    zone: Zone, assessment: Assessment, targets: Iterable[int]
) -> dict[int, dict[Quarter, Aimed]]:
    """What was due by each judged quarter, by target; one query."""
    path: dict[int, dict[Quarter, Aimed]] = {}
    judged = TargetResult.objects.filter(
        Q(assessment=assessment)
        | Q(assessment__state=Assessment.State.PUBLISHED)
        & ~Q(assessment__period=assessment.period),
        zone=zone,
        target__in=targets,
        basis="set",
        assessment__year__lte=assessment.year,
    )
    rows = judged.values_list(
        "target_id", "assessment__year", "assessment__quarter", "due", "value"
    ).order_by("assessment__year", "assessment__quarter")
    for target, year, quarter, due, value in rows:
        at = Quarter(year, quarter)
        if at <= assessment.span.last_quarter:
            path.setdefault(target, {})[at] = Aimed(at, due, value)
    return path
