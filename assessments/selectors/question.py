"""Reads what a period is judged on: facts, scheme, targets, rules and earlier results."""

from collections.abc import Collection
from datetime import date, datetime

import pandas as pd
from django.db.models import Q, QuerySet
from django.utils import timezone

from indicators.models import (
    AnnualTarget,
    Indicator,
    Policy,
    Submission,
    Target,
    TargetCondition,
)
from indicators.periods import Period, Quarter
from indicators.selectors.adoptions import adoptions_in_force, ask_as_adopted
from indicators.selectors.calendar import calendar_frame
from indicators.selectors.classes import placings
from indicators.selectors.figures import (
    province_frame,
    reporting_starts,
)
from indicators.selectors.terms import later_due_dates
from indicators.targets import CLASSES, GRADE, LAST_YEAR_ONLY, WHOLE_PATH, Condition
from zones.models import Zone, ZoneDate

from ..facts import Facts
from ..models import Assessment, Contribution, Scheme, TargetResult, ZoneResult
from ..outcome import History, PreviousBoard, Question
from ..promises import Promise, SetTargets
from ..rules import LateReport
from .exits import left_days
from .figures_read import figures_in_force, until, years_read
from .flag_rules import flag_rules, rules_moment
from .promised_classes import grade_scopes, years_of_classes
from .scheme_rules import groups_of, rules_of, scheme_in_force

__all__ = ["facts", "question", "rules_of", "scheme_in_force"]


def question(
    period: Period,
    scheme: Scheme,
    *,
    at: datetime,
    as_at: datetime | None,
    known_by: datetime | None = None,
    is_without_figures: bool = False,
) -> Question:
    """Everything that a period is judged on, now or as the figures stood at a moment.

    At a moment under the dates then in force; with ``known_by``, under the targets set and the
    totals published by then as well. A period that was published already keeps the flag rules of
    its first publication. Without figures it is read in a fraction of the time.
    """
    promises = promises_of(period, known_by or as_at)
    found = flag_rules(rules_moment(period, as_at))
    years = set() if is_without_figures else years_read(period, scheme, promises)
    return Question(
        facts=_facts(period, scheme, years, at=at, as_at=as_at, known_by=known_by),
        rules=rules_of(scheme),
        promises=promises,
        chosen=set_targets(period, known_by),
        flag_rules=found,
        history=history(period, scheme, at=at, as_at=as_at),
        placings=placings(known_by or as_at or at, years_of_classes(period, found)),
        grade_scopes=grade_scopes(),
    )


def facts(
    period: Period,
    scheme: Scheme,
    promises: tuple[Promise, ...],
    *,
    at: datetime,
    as_at: datetime | None,
    known_by: datetime | None = None,
) -> Facts:
    """The figures that a period is judged on, with how to read them."""
    years = years_read(period, scheme, promises)
    return _facts(period, scheme, years, at=at, as_at=as_at, known_by=known_by)


def _facts(
    period: Period,
    scheme: Scheme,
    years: Collection[int],
    *,
    at: datetime,
    as_at: datetime | None,
    known_by: datetime | None,
) -> Facts:
    """The facts with the figures of these years."""
    zones = list(Zone.objects.filter(is_judged=True).select_related("city", "group"))
    indicators = list(Indicator.objects.all())
    accepted: dict[str, str] = {}
    for zone, day in (
        ZoneDate.objects.filter(event=ZoneDate.Event.ACCEPTED)
        .order_by("date")
        .values_list("zone__code", "date")
    ):
        accepted.setdefault(zone, day)
    cities = {zone.code: zone.city.code for zone in zones}
    return Facts(
        period=period,
        as_of=timezone.localdate(at),
        observations=figures_in_force(period, years, zones, as_at),
        calendar=calendar_frame(as_at),
        province=until(period, province_frame(timezone.localdate(known_by) if known_by else None)),
        kinds={indicator.code: indicator.kind for indicator in indicators},
        cities=cities,
        of_cities=frozenset(i.code for i in indicators if i.scope == Indicator.Scope.CITY),
        starts=reporting_starts(),
        accepted=accepted,
        excluded_years=frozenset(scheme.excluded_years.values_list("year", flat=True)),
        areas={zone.code: float(zone.area_km2) for zone in zones if zone.area_km2 is not None},
        groups=groups_of(zones, scheme.boards),
        left=_left(period, cities, known_by or as_at or at),
    )


def _left(period: Period, zones: Collection[str], at: datetime) -> dict[str, date]:
    """The zones that left by the period's end, with the day, as was known at a moment."""
    found = left_days(at).items()
    return {zone: day for zone, day in found if zone in zones and day <= period.ends_on}


def promises_of(period: Period, known_at: datetime | None = None) -> tuple[Promise, ...]:
    """The policy's targets in a period's year, read as adopted on its last day.

    What was adopted later than the moment, where one is given, was not known yet.
    """
    policy = Policy.objects.filter(first_year__lte=period.year, last_year__gte=period.year).first()
    targets = (
        Target.objects.filter(policy=policy)
        .select_related("indicator")
        .prefetch_related("conditions", "zones")
    )
    return tuple(
        Promise(
            code=target.code,
            scope=target.scope,
            measure_of=target.measure_of,
            indicator=target.indicator.code if target.indicator else None,
            conditions=tuple(map(condition_of, target.conditions.all())),
            direction=target.direction,
            zones=tuple(zone.code for zone in target.zones.all()),
            is_count=bool(target.indicator and target.indicator.unit_kind == "count"),
            tolerance=float(target.tolerance),
        )
        for target in ask_as_adopted(targets, adoptions_in_force(period.ends_on, known_at))
    )


def condition_of(row: TargetCondition) -> Condition:
    """A condition of a target, ready for the arithmetic."""
    is_grade = row.rule == GRADE
    return Condition(
        rule=row.rule,
        amount=float(CLASSES[row.grade] if is_grade else row.amount),
        first_year=row.first_year,
        last_year=row.last_year,
        base_year=row.base_year,
        tier=row.tier,
        comparison=row.comparison,
        binds=LAST_YEAR_ONLY if row.is_last_year_only else WHOLE_PATH,
    )


def set_targets(period: Period, known_by: datetime | None = None) -> SetTargets:
    """The yearly targets that staff set, as in force on a period's last day.

    With ``known_by``, as far as they had been set by then.
    """
    found = AnnualTarget.objects.filter(
        in_force_from__lte=period.ends_on, year__in=[period.year - 1, period.year]
    )
    if known_by is not None:
        found = found.filter(set_at__lte=known_by)
    rows = found.order_by("in_force_from", "version").values_list(
        "target__code", "zone__code", "year", "value"
    )
    last = {(target, zone, year): value for target, zone, year, value in rows}
    return {key: float(value) for key, value in last.items() if value is not None}


def history(period: Period, scheme: Scheme, *, at: datetime, as_at: datetime | None) -> History:
    """What earlier published assessments found, and which reports of the period were late."""
    return History(
        previous=_previous_board(period, scheme, at),
        missed_before=missed_before(period.year, at),
        late=late_reports(period, at=at, as_at=as_at),
    )


def published_as_at(at: datetime):
    """The assessments that were published at a moment and not yet superseded."""
    return Assessment.objects.filter(published_at__lte=at).filter(
        Q(superseded_at__isnull=True) | Q(superseded_at__gt=at)
    )


def board_before(published: QuerySet[Assessment], period: Period) -> Assessment | None:
    """Of these the board of the same span a year earlier; a quarter's may be judged as a year's."""
    names = [str(one) for one in period.year_before().same_spans]
    found = {one.period: one for one in published.filter(period__in=names)}
    return next((found[name] for name in names if name in found), None)


def _previous_board(period: Period, scheme: Scheme, at: datetime) -> PreviousBoard | None:
    found = published_as_at(at).select_related("scheme")
    before = board_before(found, period)
    if before is None:
        return None
    rows = list(
        ZoneResult.objects.filter(assessment=before, rank__isnull=False)
        .order_by("rank", "zone__order")
        .values_list("zone__code", "score", "rank")
    )
    places = before.scheme.decimals
    return PreviousBoard(
        scores={zone: round(score, places) for zone, score, _ in rows},
        ranks={zone: rank for zone, _, rank in rows},
        has_same_scheme=before.scheme_id == scheme.pk,
        counted=_counted(before),
    )


def _counted(before: Assessment) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """What a board counted: each ranked zone's values and what they achieved, by criterion."""
    rows = Contribution.objects.filter(
        result__assessment=before, result__rank__isnull=False, node__indicator__isnull=False
    )
    told = ("result__zone__code", "node__code", "value", "achieved")
    frame = pd.DataFrame(rows.order_by().values_list(*told), columns=["unit", "code", *told[2:]])
    if frame.empty:
        return None
    wide = frame.astype({"value": float, "achieved": float}).pivot(index="unit", columns="code")
    return wide["value"], wide["achieved"]


def missed_before(year: int, at: datetime) -> dict[tuple[str, str], frozenset[int]]:
    """The years before one in which a zone missed a binding target, by (target, zone).

    What a city missed, each of its zones missed that operated in that year.
    """
    rows = TargetResult.objects.filter(
        assessment__in=published_as_at(at).filter(kind="year", year__lt=year),
        counts_as_missed=True,
    ).values_list("target__code", "zone__code", "city_id", "assessment__year")
    starts = reporting_starts()
    zones_of_city: dict[int, list[str]] = {}
    for zone, city in Zone.objects.filter(is_judged=True).values_list("code", "city_id"):
        zones_of_city.setdefault(city, []).append(zone)
    missed: dict[tuple[str, str], set[int]] = {}
    for target, zone, city, year in rows:
        for one in [zone] if zone else zones_of_city.get(city, []):
            if zone or one not in starts or starts[one].year <= year:
                missed.setdefault((target, one), set()).add(year)
    return {key: frozenset(years) for key, years in missed.items()}


def late_reports(
    period: Period, *, at: datetime, as_at: datetime | None = None
) -> list[LateReport]:
    """The reports of a period handed in after their due date, or missing past it."""
    today = timezone.localdate(at)
    handed_in = {
        (zone, year, quarter): timezone.localdate(moment)
        for zone, year, quarter, moment in Submission.objects.filter(
            version=1,
            quarter__year=period.year,
            quarter__quarter__lte=period.quarter,
            first_submitted_at__lte=as_at or at,
        ).values_list("zone__code", "quarter__year", "quarter__quarter", "first_submitted_at")
    }
    later = later_due_dates(period.year, as_at)
    starts, left = reporting_starts(), left_days(as_at or at)
    calendar = calendar_frame(as_at)
    calendar = calendar[
        (calendar["year"] == period.year) & (calendar["quarter"] <= period.quarter)
    ].sort_values("quarter")
    late = []
    for zone in Zone.objects.filter(is_judged=True).values_list("code", flat=True):
        for row in calendar.itertuples():
            start = starts.get(zone)
            if start and (row.year, row.quarter) < start:
                continue
            if zone in left and (row.year, row.quarter) > Quarter.of(left[zone]):
                continue
            day = handed_in.get((zone, row.year, row.quarter))
            quarter = f"{row.year}Q{row.quarter}"
            due_on = later.get((zone, row.year, row.quarter), row.due_on)
            if day and day > due_on:
                late.append(LateReport(zone, quarter, (day - due_on).days, is_missing=False))
            elif not day and today > due_on:
                late.append(LateReport(zone, quarter, 0, is_missing=True))
    return late
