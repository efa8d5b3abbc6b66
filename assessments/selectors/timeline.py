"""Reads a zone's life as events on one axis, as far as the reader may see them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils import timezone
from django.utils.translation import gettext as _

from zones.access import Person
from zones.models import Zone

from ..wording import listed
from . import timeline_beside as beside
from .timeline_events import LANES, Event, judged_events


@dataclass(frozen=True)
class Choice:
    """What the events can be narrowed down to: a value, its words, and how many there are."""

    value: str
    text: str
    count: int


@dataclass(frozen=True)
class Timeline:
    """The events asked for, the latest first, and what they can be narrowed down by."""

    events: tuple[Event, ...]
    finding: str
    lanes: tuple[Choice, ...]
    years: tuple[Choice, ...]
    total: int


def timeline_of(zone: Zone, who: Person, wanted: Mapping[str, str]) -> Timeline:
    """The zone's events that the reader may see; the number of queries depends on nothing."""
    found = chain(
        beside.life_events(zone),
        judged_events(zone),
        beside.revision_events(zone, who),
        beside.class_events(zone, timezone.now()),
        beside.reply_events(zone, who),
        beside.case_events(zone, who),
        beside.project_events(zone, who),
        beside.innovation_events(zone),
    )
    every = sorted(found, key=lambda one: one.order, reverse=True)
    shown = [one for one in every if _is_wanted(one, wanted)]
    return Timeline(
        events=tuple(shown),
        finding=_finding(shown),
        lanes=tuple(_lanes(every)),
        years=tuple(_years(every)),
        total=len(every),
    )


def _is_wanted(one: Event, wanted: Mapping[str, str]) -> bool:
    kind, year = wanted.get("kind", ""), wanted.get("year", "")
    return (not kind or one.lane == kind) and (not year or str(one.on.year) == year)


def _lanes(every: Sequence[Event]) -> list[Choice]:
    counted = Counter(one.lane for one in every)
    return [Choice(lane, str(LANES[lane]), counted[lane]) for lane in LANES if counted[lane]]


def _years(every: Sequence[Event]) -> list[Choice]:
    counted = Counter(one.on.year for one in every)
    return [Choice(str(year), str(year), counted[year]) for year in sorted(counted, reverse=True)]


def _finding(shown: Sequence[Event]) -> str:
    """How many events of which kind lie between which days, and the latest of them."""
    if not shown:
        return ""
    counted = Counter(one.lane for one in shown)
    kinds = [
        _("%(kind)s %(count)s") % {"kind": LANES[lane], "count": counted[lane]}
        for lane in LANES
        if counted[lane]
    ]
    words = {
        "count": len(shown),
        "first": shown[-1].on_text,
        "last": shown[0].on_text,
        "kinds": listed(kinds, len(kinds)),
        "latest": shown[0].text.rstrip("。."),
    }
    return (
        _("Events from %(first)s to %(last)s: %(count)s (%(kinds)s). The latest: %(latest)s.")
        % words
    )
