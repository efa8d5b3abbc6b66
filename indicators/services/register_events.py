"""What a row of an uploaded register of events does."""

from datetime import date

from zones.alike import folded
from zones.models import MatchmakingEvent, Zone
from zones.services.events import EventTerms, event_change, event_enter
from zones.services.transactions import Refused

from .register_reading import Applying, RowOutcome, RowReading, outcome


def event_row(applying: Applying, reading: RowReading) -> RowOutcome:
    """What a row of events did; raises Refused."""
    zone, row = reading.of_zone(), reading.row
    day, participants = reading.day("held_on"), reading.number("participants")
    held = _held_event(reading, zone, day)
    title = folded(row.text("title_zh"))
    reading.refuse_twice(zone, f"#{held.pk}" if held else title and f"{day} {title}")
    if held is None:
        reading.needed("title_zh", "held_on", "venue", "organiser")
    reading.stop_at_problems()
    texts = ("title_zh", "title_en", "venue", "organiser", "results")
    told = {one: reading.text(one, getattr(held, one) if held else "") for one in texts}
    when = day or (held.held_on if held else None)
    assert when is not None  # needed, and read
    if participants is None and held is not None:
        participants = held.participants
    terms = EventTerms(held_on=when, participants=participants, **told)
    if held is None:
        entered = event_enter(zone=zone, terms=terms, **applying.about)
        applying.seen[zone.pk, f"#{entered.pk}"] = str(row.number)
        return outcome(reading, entered.title_zh, None, _event_told(entered))
    before, reason = _event_told(held), reading.text("reason")
    changed = event_change(
        event=held, terms=terms, seen=held.version, reason=reason, **applying.about
    )
    return outcome(reading, changed.title_zh, before, _event_told(changed))


def _held_event(reading: RowReading, zone: Zone, day: date | None) -> MatchmakingEvent | None:
    """The event that a row is about: by its number, else by its title and day in the zone."""
    rows = MatchmakingEvent.objects.filter(zone=zone, struck_at__isnull=True)
    if number := reading.held_id():
        found = rows.filter(pk=number).first()
        if found is None:
            reading.cells.refuse("id", "unknown_reference", value=str(number), table="events")
            raise Refused("row_has_problems")
        return found
    name = folded(reading.row.text("title_zh"))
    alike = [one for one in rows.filter(held_on=day) if folded(one.title_zh) == name] if day else []
    return alike[0] if name and len(alike) == 1 else None


def _event_told(event: MatchmakingEvent) -> dict[str, str]:
    """An event as the file's columns say it, to be compared."""
    names = ("title_zh", "title_en", "venue", "organiser", "results")
    told = {name: getattr(event, name) for name in names}
    participants = "" if event.participants is None else str(event.participants)
    return told | {"held_on": event.held_on.isoformat(), "participants": participants}
