"""Reads which zones are late with which quarter of the collection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from zones.access import Person
from zones.badges import Badge
from zones.display import label
from zones.models import Zone

from ..badges import stage_badge, timing_badge
from ..lifecycle import Terms
from ..models import ReportingQuarter, Submission
from .boards import zone_address
from .collection import expected_indicators, is_asked, zones_open_to
from .terms import reopenings_of, terms_of

#: How many quarters back a report that never came is still named, and how many zones of each.
QUARTERS_NAMED = 4
ZONES_NAMED = 8


@dataclass(frozen=True)
class LateZone:
    """A zone whose figures are late, by how much, and the address of its quarter."""

    name: str
    href: str
    badge: Badge
    days: int
    missing: int = 0  # figures of what came; of what never came, all are


@dataclass(frozen=True)
class LateQuarter:
    """The zones that are late with a quarter, the latest first; ``further`` more are not named."""

    code: str
    href: str
    zones: tuple[LateZone, ...]
    further: int


def late_quarters(person: Person, at: datetime) -> list[LateQuarter]:
    """The last quarters with the zones that are late, of those open to a person; five queries.

    Late is what was never handed in, and each figure that is missing of what was: what was
    returned came in time if it first did. A quarter that was locked meanwhile counts on.
    """
    if not (person.may_see_unpublished or person.may_collect):
        return []
    due = ReportingQuarter.objects.filter(due_on__lt=timezone.localdate(at))
    quarters = list(due[:QUARTERS_NAMED])
    zones = list(zones_open_to(person)) if quarters else []
    everyone = person.may_see_unpublished
    missing = _missing(quarters, None if everyone else person.zone_id)
    reopened = reopenings_of(quarters, None if everyone else zones)
    found = []
    for quarter in quarters:
        late = [
            (zone, terms, missing.get((quarter.pk, zone.pk), 0))
            for zone in zones
            if missing.get((quarter.pk, zone.pk)) != 0
            for terms in [terms_of(quarter, reopened.get((quarter.pk, zone.pk), ()), at)]
            if terms.is_late and is_asked(zone, quarter.code)
        ]
        if late:
            found.append(_quarter(quarter, late))
    return found


def returned_reports() -> list[int]:
    """The reports that were handed in and are typed into again, by their ids; one query.

    None of them is verified: so an index finds them among all that ever were.
    """
    returned = Submission.objects.filter(state=Submission.State.RETURNED, verified_at=None)
    return list(returned.order_by().values_list("pk", flat=True))


def last_typed(reports: Sequence[int]) -> tuple[tuple[int, datetime], ...]:
    """When each of these was saved last: typing changes nothing else of what is late; one query."""
    if not reports:
        return ()
    saved = Submission.objects.filter(pk__in=reports).order_by("pk")
    return tuple(saved.values_list("pk", "saved_at"))


def _missing(quarters: Sequence[ReportingQuarter], zone: int | None) -> dict[tuple[int, int], int]:
    """How many figures are missing of what was handed in last, by quarter and zone id.

    Of every zone, or of one; two queries.
    """
    expected = list(expected_indicators().values_list("pk", flat=True)) if quarters else []
    rows = Submission.objects.filter(quarter__in=quarters, first_submitted_at__isnull=False)
    if zone is not None:
        rows = rows.filter(zone=zone)
    present = Count("observations", filter=Q(observations__indicator__in=expected))
    # No more is grouped by than is read: a row of the database is one of 30 figures.
    handed_in = rows.order_by("version").values_list("quarter", "zone", "pk")
    counts = handed_in.annotate(present=present).values_list("quarter", "zone", "present")
    return {(quarter, place): len(expected) - count for quarter, place, count in counts}


def _late(zone: Zone, quarter: ReportingQuarter, terms: Terms, missing: int) -> LateZone:
    is_over = terms.is_locked and not missing
    badge = stage_badge("not_reported") if is_over else timing_badge(terms, None, missing)
    return LateZone(
        label(zone, "short"), zone_address(quarter.code, zone), badge, _days(terms), missing
    )


def _days(terms: Terms) -> int:
    return terms.days_late(None) or 0


def _quarter(quarter: ReportingQuarter, late: list[tuple[Zone, Terms, int]]) -> LateQuarter:
    """The zones that are late, the latest first; only who is named is put in words."""
    late.sort(key=lambda found: -_days(found[1]))
    code = str(quarter.code)
    href = reverse("collect_quarter", args=[code])
    named = tuple(_late(zone, quarter, *found) for zone, *found in late[:ZONES_NAMED])
    return LateQuarter(code, href, named, max(len(late) - ZONES_NAMED, 0))
