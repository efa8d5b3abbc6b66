"""Reads the register of matchmaking events as printed."""

from dataclasses import dataclass
from datetime import date

from zones.access import Person
from zones.alike import folded
from zones.display import DASH, day, label
from zones.models import MatchmakingEvent

from ..counting import quarter_of
from .collection import zones_open_to
from .project_rows import Asked


@dataclass(frozen=True)
class EventRow:
    """An event as the list and its page print it."""

    pk: int
    href: str
    title: str
    city: str
    city_code: str
    zone: str
    zone_code: str
    zone_order: int
    held_on: date
    held_text: str
    counted: str
    venue: str
    organiser: str
    participants: int | None
    results: str


def event_rows(asked: Asked, who: Person, city: str = "") -> list[EventRow]:
    """The events open to a person, as asked for; two queries."""
    found = MatchmakingEvent.objects.filter(
        zone__in=zones_open_to(who), struck_at__isnull=not asked.is_struck
    ).select_related("zone__city")
    if asked.zone:
        found = found.filter(zone__code=asked.zone)
    if city:
        found = found.filter(zone__city__code=city)
    rows = map(event_row, found.order_by("-held_on", "-pk"))
    text = folded(asked.text)
    return [
        one
        for one in rows
        if one.counted.startswith(asked.counted)
        and (not text or text in folded(one.title) or text in folded(one.organiser))
    ]


def event_row(one: MatchmakingEvent) -> EventRow:
    """One event as printed; its zone and city are looked up."""
    return EventRow(
        pk=one.pk,
        href=one.get_absolute_url(),
        title=label(one, "title"),
        city=label(one.zone.city),
        city_code=one.zone.city.code,
        zone=label(one.zone, "short"),
        zone_code=one.zone.code,
        zone_order=one.zone.order,
        held_on=one.held_on,
        held_text=day(one.held_on),
        counted=str(quarter_of(one.held_on)),
        venue=one.venue,
        organiser=one.organiser,
        participants=one.participants,
        results=one.results or DASH,
    )
