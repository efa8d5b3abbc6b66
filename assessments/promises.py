"""Targets judged over a period: for all zones together, for each zone, and for each city.

Pure. A target set for all zones together is not handed down to zones silently: a zone is judged by
it only in a year for which staff have set the zone's own value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from indicators.figures import FLOW, GRADE, NOT_APPLICABLE, RATIO, VALUE, number
from indicators.judgement import (
    AWAITING_PUBLICATION,
    PROVINCE_NOT_PUBLISHED,
    Judgement,
    judge,
)
from indicators.pace import Season
from indicators.periods import Period
from indicators.projection import SHARE as SHARE_NOTE
from indicators.projection import Needed, Projection, is_out_of_reach, project, still_needed
from indicators.targets import Condition, DueTarget, due_target, previous_target
from indicators.vintages import IMPLIED, PublishedTotal

from .board import LEVEL, SHARE
from .facts import Facts, Figures
from .outlook import ALL, Key, Outlook, look_ahead

PROVINCE, EACH_ZONE, NAMED_ZONES, EACH_CITY = "province", "each_zone", "named_zones", "each_city"


@dataclass(frozen=True)
class Promise:
    """A target of the policy, ready to be judged."""

    code: str
    scope: str
    measure_of: str
    indicator: str | None
    conditions: tuple[Condition, ...]
    direction: int = 1
    zones: tuple[str, ...] = ()
    is_count: bool = False
    tolerance: float = 0.05

    @property
    def base_year(self) -> int | None:
        """The year that its path starts from."""
        return next((c.base_year for c in self.conditions if c.base_year is not None), None)


#: The published class by (target, zone), as a number, where the year's list is entered.
PublishedLevels = Mapping[tuple[str, str], float]
#: What staff set: (target, zone, year) -> value in the indicator's stored unit, a share in %.
SetTargets = Mapping[tuple[str, str, int], float]


@dataclass(frozen=True)
class Judged:
    """A target's judgement for a zone, for a city, or (both empty) for all zones together.

    `is_out_of_reach` says whether even the better edge of the projection misses the year.
    """

    target: str
    zone: str | None
    city: str | None
    judgement: Judgement
    season: Season
    projection: Projection = field(default_factory=Projection)
    needed: Needed = field(default_factory=Needed)
    is_out_of_reach: bool = False


@dataclass(frozen=True)
class _Row:
    """What a target is judged on: the figure with its state, and the base-year value."""

    actual: float | None
    state: str
    base: float | None
    is_implied: bool = False


@dataclass(frozen=True)
class _Span:
    """Values and states now, and base-year values, by (zone or ALL, indicator)."""

    now: Mapping[tuple[str, str], tuple[float | None, str]]
    base: Mapping[tuple[str, str], float]
    whole: Mapping[str, PublishedTotal]
    whole_base: Mapping[str, PublishedTotal]
    classes: PublishedLevels = field(default_factory=dict)

    def row(self, promise: Promise, zone: str) -> _Row:
        """What the target is judged on for a zone, or for all zones together."""
        if promise.indicator is None:
            level = self.classes.get((promise.code, zone))
            return _Row(level, AWAITING_PUBLICATION if level is None else VALUE, None)
        key = (zone, promise.indicator)
        actual, state = self.now[key]
        base = self.base.get(key)
        if promise.measure_of != SHARE:
            return _Row(actual, state, base)
        whole = self.whole.get(promise.indicator)
        share_then = _percent(base, self.whole_base.get(promise.indicator))
        if actual is not None and whole is None:
            return _Row(None, PROVINCE_NOT_PUBLISHED, share_then)
        is_implied = whole is not None and whole.vintage == IMPLIED
        return _Row(_percent(actual, whole), state, share_then, is_implied)


def judge_promises(
    facts: Facts,
    figures: Figures,
    promises: tuple[Promise, ...],
    chosen: SetTargets,
    outlook: Outlook | None = None,
    classes: PublishedLevels | None = None,
) -> list[Judged]:
    """Every target's judgement for whoever it binds, in the order of the targets."""
    ahead = outlook or look_ahead(facts, figures, province_trade(promises))
    now = _values(figures.zones, figures.total)
    spans = {
        year: replace(_span(facts, figures, now, year), classes=classes or {})
        for year in {p.base_year for p in promises}
    }
    return [
        judged
        for promise in promises
        for judged in _judge_one(facts, promise, spans[promise.base_year], ahead, chosen)
    ]


def province_trade(promises: tuple[Promise, ...]) -> str | None:
    """The indicator whose share of the province is promised: the province's trade."""
    return next((p.indicator for p in promises if p.measure_of == SHARE), None)


def _judge_one(
    facts: Facts, promise: Promise, span: _Span, ahead: Outlook, chosen: SetTargets
) -> Iterator[Judged]:
    if promise.scope == PROVINCE:
        row = span.row(promise, ALL)
        yield _judge(facts, promise, row, promise.conditions, ahead, {}, whose=(ALL, None))
    for zone, city in _bound(facts, promise, chosen):
        conditions = () if promise.scope == PROVINCE else promise.conditions
        own = _set_for(promise, zone, city, facts, chosen)
        row = span.row(promise, zone)
        if facts.is_gone(zone):
            row = _Row(None, NOT_APPLICABLE, row.base)
        yield _judge(facts, promise, row, conditions, ahead, own, whose=(zone, city))


def _bound(facts: Facts, promise: Promise, chosen: SetTargets) -> Iterator[tuple[str, str | None]]:
    """The zones a target binds; for a target of cities the city with its first zone."""
    if promise.scope == EACH_CITY:
        for city, zones in facts.zones_of_city.items():
            yield zones[0], city
        return
    for zone in facts.cities:
        if promise.scope == NAMED_ZONES and zone not in promise.zones:
            continue
        if promise.scope == PROVINCE and (promise.code, zone, facts.period.year) not in chosen:
            continue
        yield zone, None


def _set_for(
    promise: Promise, zone: str, city: str | None, facts: Facts, chosen: SetTargets
) -> dict[int, float]:
    """What staff set for this year and the last; for a city the most demanding of its zones'."""
    zones = facts.zones_of_city[city] if city else [zone]
    own: dict[int, float] = {}
    for year in (facts.period.year - 1, facts.period.year):
        values = [chosen[key] for one in zones if (key := (promise.code, one, year)) in chosen]
        if values:
            own[year] = max(values, key=lambda value: promise.direction * value)
    return own


def _judge(
    facts: Facts,
    promise: Promise,
    row: _Row,
    conditions: tuple[Condition, ...],
    ahead: Outlook,
    own: Mapping[int, float],
    *,
    whose: tuple[str, str | None],
) -> Judged:
    """The judgement for whom it is made: a zone (or ALL), and its city where that is asked."""
    zone, city = whose
    key = (zone, promise.indicator or "")
    target, before = _asked(facts, promise, row.base, conditions, own)
    judgement = judge(
        kind=_kind(facts, promise),
        direction=promise.direction,
        quarter=facts.period.quarter,
        actual=row.actual,
        state=row.state,
        target=target,
        base=row.base,
        previous=before,
        season=ahead.season(key),
        is_count=promise.is_count,
        tolerance=promise.tolerance,
        is_implied=row.is_implied,
    )
    projection, needed = _ahead(facts, promise, row, target, ahead, key)
    return Judged(
        target=promise.code,
        zone=zone if zone and city is None else None,
        city=city,
        judgement=judgement,
        season=ahead.season(key),
        projection=projection,
        needed=needed,
        is_out_of_reach=is_out_of_reach(projection, target.demand, promise.direction),
    )


def _asked(
    facts: Facts,
    promise: Promise,
    base: float | None,
    conditions: tuple[Condition, ...],
    own: Mapping[int, float],
) -> tuple[DueTarget, float | None]:
    """The target of the year, and T of the year before."""
    year, direction = facts.period.year, promise.direction
    target = due_target(
        conditions, base=base, year=year, direction=direction, set_value=own.get(year)
    )
    before = previous_target(
        conditions, base=base, year=year, direction=direction, set_value=own.get(year - 1)
    )
    if before is None and promise.base_year == year - 1:
        before = base  # T of the base year is B, also where only staff's own values count
    return target, before


def _ahead(
    facts: Facts, promise: Promise, row: _Row, target: DueTarget, ahead: Outlook, key: Key
) -> tuple[Projection, Needed]:
    """Where the figure is heading, and what its target still needs."""
    quarter = facts.period.quarter
    # A share is judged as a ratio, and named for what it is.
    kind = SHARE_NOTE if promise.measure_of == SHARE else _kind(facts, promise)
    projection = project(
        row.actual, ahead.season(key), quarter=quarter, kind=kind, is_part=key in ahead.parts
    )
    needed = still_needed(
        row.actual,
        target.demand,
        quarter=quarter,
        direction=promise.direction,
        rest=ahead.rests.get(key),
        kind=kind,
    )
    return projection, needed


def _kind(facts: Facts, promise: Promise) -> str:
    """What the target is judged as: a share as a ratio, a level as its indicator, else a grade."""
    if promise.measure_of == SHARE:
        return RATIO
    if promise.measure_of == LEVEL and promise.indicator is not None:
        return facts.kinds[promise.indicator]
    return GRADE


def _percent(part: float | None, whole: PublishedTotal | None) -> float | None:
    return None if part is None or whole is None else part / whole.value * 100


def _values(
    zones: pd.DataFrame, total: pd.DataFrame
) -> dict[tuple[str, str], tuple[float | None, str]]:
    """Value and state by (zone, indicator), those of all zones together under ALL."""
    states = zones["state"].to_numpy()  # gone through itself, a column of text is slow
    found = {
        key: (number(value), str(state))
        for key, value, state in zip(zones.index, zones["value"], states, strict=True)
    }
    for code, value, state in zip(total.index, total["value"], total["state"], strict=True):
        found[ALL, code] = (number(value), str(state))
    return found


def _span(
    facts: Facts,
    figures: Figures,
    now: Mapping[tuple[str, str], tuple[float | None, str]],
    base_year: int | None,
) -> _Span:
    if base_year is None:
        return _Span(now, {}, figures.province, {})
    base, whole = _base_year(facts, base_year)
    return _Span(now, base, figures.province, whole)


def _base_year(
    facts: Facts, base_year: int
) -> tuple[dict[tuple[str, str], float], Mapping[str, PublishedTotal]]:
    """The base-year values by (zone or ALL, indicator), and the province's totals of that year."""
    period = Period(base_year, 4, "year")
    span = facts.span(period)
    zones = span.zones
    # A zone that began within the base year has no full year to start from.
    is_flow = zones.index.get_level_values("indicator").map(facts.kinds) == FLOW
    full = zones[(zones["quarters_due"] == 4) | ~is_flow]
    values = _values(full, span.total)
    base = {
        key: value
        for key, (value, state) in values.items()
        if value is not None and state != NOT_APPLICABLE
    }
    return base, facts.province_totals(period)


def base_value(facts: Facts, promise: Promise, zone: str = ALL) -> float | None:
    """B: what the target starts from for a zone, or for all zones together; None without one."""
    if promise.base_year is None or promise.indicator is None:
        return None
    base, whole = _base_year(facts, promise.base_year)
    value = base.get((zone, promise.indicator))
    if promise.measure_of != SHARE:
        return value
    return _percent(value, whole.get(promise.indicator))
