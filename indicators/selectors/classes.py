"""Reads published classes: the version that counts of each, now or as it was known at a moment."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from zones.models import Zone

from ..classes import Placing
from ..models import PublishedClass


def classes_in_force(
    at: datetime | None = None, years: Collection[int] | None = None, zone: Zone | None = None
) -> list[PublishedClass]:
    """The latest version of each class entered by the moment, latest year first; one query.

    One that was withdrawn is none.
    """
    found = _entries()
    if at is not None:
        found = found.filter(entered_at__lte=at)
    if years is not None:
        found = found.filter(year__in=years)
    if zone is not None:
        found = found.filter(zone=zone)
    latest: dict[tuple[int, int, str], PublishedClass] = {}
    for one in found:  # the latest version first
        latest.setdefault((one.zone_id, one.year, one.scope), one)
    return [one for one in latest.values() if not one.is_withdrawn]


def versions_of_class(zone: Zone, year: int, scope: str) -> list[PublishedClass]:
    """Every version of a zone's class of a year on a list, the latest first; one query."""
    return list(_entries().filter(zone=zone, year=year, scope=scope))


def placings(at: datetime, years: Collection[int]) -> dict[tuple[str, str, int], Placing]:
    """The published classes of these years as known at the moment, by (zone, list, year)."""
    return {
        (one.zone.code, one.scope, one.year): Placing(
            one.grade, one.list_name, one.list_size, one.rank
        )
        for one in classes_in_force(at, years)
    }


def _entries() -> QuerySet[PublishedClass]:
    rows = PublishedClass.objects.select_related("zone", "entered_by").prefetch_related(
        "entered_by__groups"
    )
    return rows.order_by("-year", "zone__order", "zone_id", "scope", "-version")
