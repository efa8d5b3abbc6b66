"""Counts projects and events of the register into zones' quarters, by rules kept as data. Pure.

A project counts once: for its zone, under the highest tier that its expected yearly trade reaches,
in the quarter of the step that its rule names. One that was withdrawn by that quarter's end does
not count; one that is withdrawn later stays counted where it was. An event counts once, in the
quarter in which it was held, for the zone that held it; the city's count is the sum of its zones'.
What was struck out counts nowhere.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .periods import Quarter

PROJECTS, EVENTS = "projects", "events"


@dataclass(frozen=True)
class CountingRule:
    """What an indicator counts: events, or projects of a tier at a stage. Amounts in 万元."""

    indicator: str
    register: str
    at_least: Decimal | None = (
        None  # of projects: the expected yearly trade that the tier begins at
    )
    stage: str = ""  # of projects: the stage whose day counts


@dataclass(frozen=True)
class CountedProject:
    """A project as it counts: what it is expected to trade, and the day of each stage."""

    key: Hashable
    zone: Hashable
    expected_trade: Decimal
    days: Mapping[str, date | None] = field(hash=False)
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class CountedEvent:
    key: Hashable
    zone: Hashable
    held_on: date


#: A zone, a quarter and an indicator.
Place = tuple[Hashable, Quarter, str]


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def tier_of(expected_trade: Decimal, rules: Iterable[CountingRule]) -> CountingRule | None:
    """The rule of the highest tier that an amount reaches; None below all of them."""
    reached = [
        rule for rule in rules if rule.at_least is not None and rule.at_least <= expected_trade
    ]
    return max(reached, key=lambda rule: rule.at_least or 0, default=None)


def place_of_project(project: CountedProject, rules: Iterable[CountingRule]) -> Place | None:
    """Where a project counts; None where it does not."""
    rule = tier_of(project.expected_trade, [one for one in rules if one.register == PROJECTS])
    day = project.days.get(rule.stage) if rule else None
    if rule is None or day is None:
        return None
    quarter = quarter_of(day)
    if project.withdrawn_on and project.withdrawn_on <= quarter.ends_on:
        return None
    return project.zone, quarter, rule.indicator


def counted(
    rules: Iterable[CountingRule],
    projects: Iterable[CountedProject],
    events: Iterable[CountedEvent],
) -> dict[Place, list[Hashable]]:
    """The keys of what counts, by zone, quarter and indicator; what counts nowhere is left out."""
    rules = tuple(rules)
    of_events = [rule.indicator for rule in rules if rule.register == EVENTS]
    found: dict[Place, list[Hashable]] = defaultdict(list)
    for project in projects:
        if place := place_of_project(project, rules):
            found[place].append(project.key)
    for event in events:
        for indicator in of_events:
            found[event.zone, quarter_of(event.held_on), indicator].append(event.key)
    return dict(found)
