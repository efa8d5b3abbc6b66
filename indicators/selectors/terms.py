"""Reads the dates that bind a zone's quarter: its due date, its lock, and the time it was given."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from zones.models import Zone

from ..lifecycle import Terms
from ..models import Reopening, ReportingQuarter

#: The reopenings of each quarter and zone, by their ids.
Reopenings = Mapping[tuple[int, int], Sequence[Reopening]]


def reopenings_of(
    quarters: Iterable[ReportingQuarter], zones: Iterable[Zone] | None = None
) -> Reopenings:
    """The reopenings of these quarters (of some zones), latest first, by quarter and zone id."""
    rows = Reopening.objects.filter(quarter__in=[quarter.pk for quarter in quarters])
    if zones is not None:
        rows = rows.filter(zone__in=[zone.pk for zone in zones])
    found: dict[tuple[int, int], list[Reopening]] = defaultdict(list)
    for row in rows.select_related("opened_by", "ended_by"):
        found[row.quarter_id, row.zone_id].append(row)
    return found


def reopenings_in_force(at: datetime) -> QuerySet[Reopening]:
    """The reopenings that are in force at a moment."""
    closes_at = Coalesce(F("ended_at"), F("until"))
    return Reopening.objects.alias(closes_at=closes_at).filter(opened_at__lte=at, closes_at__gt=at)


def terms_of(quarter: ReportingQuarter, reopenings: Iterable[Reopening], at: datetime) -> Terms:
    """The dates that bind a zone's quarter at a moment, given its reopenings."""
    reopenings = list(reopenings)
    closing = [one.closes_at for one in reopenings if one.opened_at <= at < one.closes_at]
    return Terms(
        today=timezone.localdate(at),
        due_on=due_date(quarter.due_on, reopenings),
        locks_on=quarter.locks_on,
        reopened_until=max(closing, default=None),
    )


def due_date(due_on: date, reopenings: Iterable[Reopening]) -> date:
    """A zone's due date: the quarter's, or the end of more time that was granted by then."""
    granted = [
        timezone.localdate(one.closes_at)
        for one in reopenings
        if timezone.localdate(one.opened_at) <= due_on
    ]
    return max([due_on, *granted])


def later_due_dates(year: int) -> dict[tuple[str, int, int], date]:
    """The due dates of a year's quarters that are later for one zone, by zone, year, quarter."""
    rows = Reopening.objects.filter(quarter__year=year).select_related("quarter", "zone")
    found: dict[tuple[str, int, int], list[Reopening]] = defaultdict(list)
    for row in rows:
        found[row.zone.code, row.quarter.year, row.quarter.quarter].append(row)
    dues = {key: due_date(some[0].quarter.due_on, some) for key, some in found.items()}
    return {key: day for key, day in dues.items() if day > found[key][0].quarter.due_on}


def terms_by_zone(
    quarter: ReportingQuarter, zones: Collection[Zone], at: datetime
) -> dict[int, Terms]:
    """The dates that bind each zone's quarter at a moment, by zone id; one query at most.

    Nothing is asked before the lock: until then more time binds nobody.
    """
    is_past_lock = timezone.localdate(at) > quarter.locks_on
    reopenings = reopenings_of([quarter], zones) if is_past_lock else {}
    return {
        zone.pk: terms_of(quarter, reopenings.get((quarter.pk, zone.pk), ()), at) for zone in zones
    }


def terms_now(zone: Zone, quarter: ReportingQuarter, at: datetime) -> Terms:
    """The dates that bind one zone's quarter at a moment; one query."""
    return terms_of(quarter, Reopening.objects.filter(zone=zone, quarter=quarter), at)
