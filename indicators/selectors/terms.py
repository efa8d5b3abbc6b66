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
from ..periods import Quarter
from .calendar import due_dates

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
    for row in rows.select_related("quarter", "opened_by", "ended_by"):
        found[row.quarter_id, row.zone_id].append(row)
    return found


def reopenings_in_force(at: datetime) -> QuerySet[Reopening]:
    """The reopenings that are in force at a moment."""
    closes_at = Coalesce(F("ended_at"), F("until"))
    return Reopening.objects.alias(closes_at=closes_at).filter(opened_at__lte=at, closes_at__gt=at)


def reopened_now(at: datetime) -> list[int]:
    """The ids of the reopenings in force at a moment: within a day, a quarter's dates change with
    them alone; one query.
    """
    return list(reopenings_in_force(at).order_by("pk").values_list("pk", flat=True))


def reopened_since(reopenings: Iterable[Reopening], at: datetime) -> datetime | None:
    """When the latest of the reopenings in force at a moment was given; None without one."""
    since = [one.opened_at for one in reopenings if one.opened_at <= at < one.closes_at]
    return max(since, default=None)


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


def due_date(
    due_on: date, reopenings: Iterable[Reopening], known_at: datetime | None = None
) -> date:
    """A zone's due date: the quarter's, or the end of more time that was granted by then, or as
    the zone was taken back after it.

    With a moment, as known then: more time that was cut short later still ran.
    """
    granted = [
        timezone.localdate(_closing(one, known_at))
        for one in reopenings
        if one.sets_due or timezone.localdate(one.opened_at) <= due_on
    ]
    return max([due_on, *granted])


def _closing(reopening: Reopening, known_at: datetime | None) -> datetime:
    is_cut_later = known_at is not None and reopening.ended_at and reopening.ended_at > known_at
    return reopening.until if is_cut_later else reopening.closes_at


def later_due_dates(
    year: int, known_at: datetime | None = None
) -> dict[tuple[str, int, int], date]:
    """The due dates of a year's quarters that are later for one zone, by zone, year, quarter.

    Now, or as set and granted by a moment; two queries.
    """
    rows = Reopening.objects.filter(quarter__year=year).select_related("quarter", "zone")
    if known_at is not None:
        rows = rows.filter(opened_at__lte=known_at)
    found: dict[tuple[str, Quarter], list[Reopening]] = defaultdict(list)
    for row in rows:
        found[row.zone.code, row.quarter.code].append(row)
    due = due_dates(known_at)
    later = {}
    for (zone, quarter), some in found.items():
        day = due_date(due[quarter], some, known_at) if quarter in due else None
        if day is not None and day > due[quarter]:
            later[zone, quarter.year, quarter.quarter] = day
    return later


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


def owed_since_return(zone: Zone) -> list[tuple[Quarter, date]]:
    """The quarters that a zone taken back was given time for and has not handed in, with their
    due dates; two queries, one where it was given none.
    """
    given = ReportingQuarter.objects.filter(reopenings__zone=zone, reopenings__sets_due=True)
    handed_in = zone.submissions.filter(first_submitted_at__isnull=False)
    owed = list(given.exclude(pk__in=handed_in.values("quarter")).distinct())
    if zone.left_on is not None or not owed:
        return []
    told = reopenings_of(owed, [zone])
    return sorted((one.code, due_date(one.due_on, told[one.pk, zone.pk])) for one in owed)


def terms_now(zone: Zone, quarter: ReportingQuarter, at: datetime) -> Terms:
    """The dates that bind one zone's quarter at a moment; one query."""
    return terms_of(quarter, Reopening.objects.filter(zone=zone, quarter=quarter), at)
