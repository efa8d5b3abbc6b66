"""Reads what a leader is told in two lines: which zone misses which targets, and what follows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indicators.models import Target
from zones.badges import Badge, Link

from ..wording import measured_name
from .flagged import MOST_ZONES, Consequence
from .overview import Overview
from .overview_findings import Judged
from .standing_row import StandingRow


@dataclass(frozen=True)
class Missing:
    """A zone and the targets that it misses, or that it is off track on."""

    zone: Link
    targets: tuple[Link, ...]


@dataclass(frozen=True)
class Following:
    """What follows for which zones; the others are counted."""

    badge: Badge
    zones: tuple[Link, ...]
    further: int


@dataclass(frozen=True)
class Brief:
    """Both, the zones in the order of the ranking; beyond the first the others are counted."""

    missing: tuple[Missing, ...]
    further: int
    following: tuple[Following, ...]


def brief(page: Overview) -> Brief:
    """The two lines of a page; no query."""
    missing = list(_missing(page.rows, page.judged, page.targets))
    return Brief(
        missing=tuple(missing[:MOST_ZONES]),
        further=max(0, len(missing) - MOST_ZONES),
        following=tuple(filter(None, map(_following, page.consequences))),
    )


def _missing(
    rows: Sequence[StandingRow], found: Judged, targets: Mapping[int, Target]
) -> Iterable[Missing]:
    """What a city misses, each of its zones that runs misses."""
    of_zone: dict[int, list[Target]] = defaultdict(list)
    of_city: dict[int, list[Target]] = defaultdict(list)
    for zone, city, target_id in found.bad:
        if zone is not None:
            of_zone[zone].append(targets[target_id])
        elif city is not None:
            of_city[city].append(targets[target_id])
    order = {pk: place for place, pk in enumerate(targets)}
    for row in rows:
        missed = [*of_zone[row.zone_id], *(of_city[row.city_id] if row.is_running else [])]
        named: dict[str, Link] = {}
        for target in sorted(missed, key=lambda one: order[one.pk]):
            name = measured_name(target)
            named.setdefault(name, Link(name, f"{row.href}#target-{target.code}"))
        if named:
            yield Missing(Link(row.name, row.href), tuple(named.values()))


def _following(one: Consequence) -> Following | None:
    """A consequence with the zones for which a finding stands and that have not left; else None."""
    zones = [Link(zone.short, zone.href) for zone in one.zones[: one.count]]
    return Following(one.badge, tuple(zones), one.count - len(zones)) if zones else None
