"""Writes the register of matchmaking events: entered, changed, struck out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from ..access import Person
from ..alike import folded
from ..models import AuditEntry, MatchmakingEvent, Zone
from .audit import Act, Change, audit_append
from .project_checks import refuse_changed, refuse_unless_entered_for
from .transactions import Refused, one_transaction, refuse_long_reasons, refuse_too_long

__all__ = ["EventTerms", "Refused", "event_change", "event_enter", "event_strike"]

Action, Kind = AuditEntry.Action, AuditEntry.Kind
#: The longest of each text, as its column takes it.
LENGTHS = {"title_zh": 120, "title_en": 160, "venue": 120, "organiser": 160}
NEEDED = ("title_zh", "venue", "organiser")
MOST_PARTICIPANTS = 1_000_000


@dataclass(frozen=True)
class EventTerms:
    """What an event was, when and where, who held it and what came of it."""

    title_zh: str
    held_on: date
    venue: str
    organiser: str
    title_en: str = ""
    participants: int | None = None
    results: str = ""


@one_transaction()
def event_enter(
    *,
    zone: Zone,
    terms: EventTerms,
    by: Person,
    at: datetime,
    is_another: bool = False,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> MatchmakingEvent:
    """The event, entered by the zone that held it; raises Refused.

    One named alike on the same day in the same city is refused, whichever zone entered it, unless
    the person says that this is another: an event counts once for its city.
    """
    terms = _trimmed(terms)
    refuse_unless_entered_for(zone, by)
    _refuse_unless_fit(terms, at)
    # Two zones of a city that enter the same event come one by one.
    zones = Zone.objects.select_for_update().filter(city=zone.city_id).order_by("pk")
    _refuse_after_exit(next(one for one in zones if one.pk == zone.pk), terms)
    of_city = MatchmakingEvent.objects.filter(
        zone__city=zone.city_id, held_on=terms.held_on, struck_at__isnull=True
    ).select_related("zone")
    alike = [one for one in of_city if folded(one.title_zh) == folded(terms.title_zh)]
    for one in alike:
        if (one.zone_id, one.entered_by_id, _terms_of(one)) == (zone.pk, by.user_id, terms):
            return one  # sent twice
    if alike and not is_another:
        raise Refused("event_named_alike", name=alike[0].title_zh, by_zone=alike[0].zone)
    event = MatchmakingEvent(
        zone=zone,
        **asdict(terms),
        entered_by_id=by.user_id,
        entered_at=at,
        is_demonstration=is_demonstration,
    )
    event.save(force_insert=True)
    _note(Action.EVENT_ENTERED, event, None, _told(event), by, at, log)
    return event


@one_transaction()
def event_change(
    *,
    event: MatchmakingEvent,
    terms: EventTerms,
    seen: int,
    by: Person,
    at: datetime,
    reason: str = "",
    log: list[Act] | None = None,
) -> MatchmakingEvent:
    """The event with other terms; another day needs a reason, because its quarter rests on it."""
    terms = _trimmed(terms)
    held = _locked(event, by)
    if held.is_struck:
        raise Refused("event_is_struck")
    if _terms_of(held) == terms:
        return held  # sent twice, or nothing changed
    refuse_changed(held, seen, by)
    _refuse_unless_fit(terms, at)
    refuse_long_reasons(reason)
    if held.held_on != terms.held_on:
        _refuse_after_exit(held.zone, terms)
        if not reason.strip():
            raise Refused("day_needs_reason")
    old = _told(held)
    for name, value in asdict(terms).items():
        setattr(held, name, value)
    new = _told(held) | ({"reason": reason.strip()} if reason.strip() else {})
    return _saved(held, Action.EVENT_CHANGED, old, new, by, at, log)


@one_transaction()
def event_strike(
    *,
    event: MatchmakingEvent,
    reason: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> MatchmakingEvent:
    """The event, struck out as entered by mistake: it stays readable and counts nowhere."""
    held = _locked(event, by)
    if held.is_struck:
        return held  # sent twice
    if not reason.strip():
        raise Refused("striking_needs_reason")
    refuse_long_reasons(reason)
    held.struck_at, held.struck_reason = at, reason.strip()
    new = {"reason": reason.strip()}
    return _saved(held, Action.EVENT_STRUCK, _told(held), new, by, at, log)


def _locked(event: MatchmakingEvent, by: Person) -> MatchmakingEvent:
    rows = MatchmakingEvent.objects.select_for_update(of=("self",)).select_related("zone")
    held = rows.get(pk=event.pk)
    refuse_unless_entered_for(held.zone, by)
    return held


def _trimmed(terms: EventTerms) -> EventTerms:
    told: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(terms).items()
    }
    return EventTerms(**told)


def _refuse_unless_fit(terms: EventTerms, at: datetime) -> None:
    if not all(getattr(terms, name) for name in NEEDED):
        raise Refused("event_incomplete")
    for name, most in LENGTHS.items():
        refuse_too_long(getattr(terms, name), "text_too_long", most)
    refuse_too_long(terms.results)
    if terms.held_on > timezone.localdate(at):
        raise Refused("event_not_held")
    if terms.held_on.year < 2000:
        raise Refused("event_too_early")
    if terms.participants is not None and not 0 <= terms.participants <= MOST_PARTICIPANTS:
        raise Refused("participants_out_of_range", most=MOST_PARTICIPANTS)


def _refuse_after_exit(zone: Zone, terms: EventTerms) -> None:
    if zone.left_on and terms.held_on > zone.left_on:
        raise Refused("event_after_exit", day=zone.left_on)


def _terms_of(held: MatchmakingEvent) -> EventTerms:
    return EventTerms(**{name: getattr(held, name) for name in EventTerms.__dataclass_fields__})


def _saved(
    held: MatchmakingEvent,
    action: str,
    old: Mapping[str, object],
    new: Mapping[str, object],
    by: Person,
    at: datetime,
    log: list[Act] | None,
) -> MatchmakingEvent:
    """The event, saved in its next version and told to the log."""
    held.version += 1
    held.save()
    _note(action, held, old, new, by, at, log)
    return held


def _note(
    action: str,
    event: MatchmakingEvent,
    old: Mapping[str, object] | None,
    new: Mapping[str, object],
    by: Person,
    at: datetime,
    log: list[Act] | None,
) -> None:
    subject: dict[str, Any] = {
        "code": str(event.pk),
        "zone": event.zone.code,
        "version": event.version,
    }
    change = Change(action, Kind.EVENT, **subject, old=old, new=new)
    audit_append(by=by, at=at, changes=[change], log=log)


def _told(event: MatchmakingEvent) -> dict[str, object]:
    """An event as the audit log tells it."""
    return {
        "title": event.title_zh,
        "title_en": event.title_en,
        "held_on": event.held_on.isoformat(),
        "place": event.venue,
        "organiser": event.organiser,
        "participants": event.participants,
        "results": event.results,
    }
