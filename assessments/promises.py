"""Targets judged over a period: for all zones together, for each zone, and for each city.

Pure. A target set for all zones together is not handed down to zones silently: a zone is judged by
it only in a year for which staff have set the zone's own value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from indicators.figures import FLOW, GRADE, NOT_APPLICABLE, RATIO, number
from indicators.judgement import (
    AWAITING_PUBLICATION,
    PROVINCE_NOT_PUBLISHED,
    Judgement,
    judge,
)
from indicators.pace import EVEN, Season, seasons
from indicators.periods import Period
from indicators.targets import Condition, due_target, previous_target
from indicators.vintages import IMPLIED, PublishedTotal

from .board import LEVEL, SHARE
from .facts import Facts, Figures, total_of_all

PROVINCE, EACH_ZONE, NAMED_ZONES, EACH_CITY = "province", "each_zone", "named_zones", "each_city"
#: In place of a zone's code: all zones together.
ALL = ""


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


#: What staff set: (target, zone, year) -> value in the indicator's stored unit, a share in %.
SetTargets = Mapping[tuple[str, str, int], float]


@dataclass(frozen=True)
class Judged:
    """A target's judgement for a zone, for a city, or (both empty) for all zones together."""

    target: str
    zone: str | None
    city: str | None
    judgement: Judgement
    season: Season


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

    def row(self, promise: Promise, zone: str) -> _Row:
        """What the target is judged on for a zone, or for all zones together."""
        if promise.indicator is None:
            return _Row(None, AWAITING_PUBLICATION, None)
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
    facts: Facts, figures: Figures, promises: tuple[Promise, ...], chosen: SetTargets
) -> list[Judged]:
    """Every target's judgement for whoever it binds, in the order of the targets."""
    now = _values(figures.zones, figures.total)
    spans = {year: _span(facts, figures, now, year) for year in {p.base_year for p in promises}}
    found = _seasons(facts, promises)
    judged: list[Judged] = []
    for promise in promises:
        season = found.get(promise.indicator or "", {})
        judged += _judge_one(facts, promise, spans[promise.base_year], season, chosen)
    return judged


def _judge_one(
    facts: Facts,
    promise: Promise,
    span: _Span,
    season: Mapping[str, Season],
    chosen: SetTargets,
) -> Iterator[Judged]:
    if promise.scope == PROVINCE:
        own_season = season.get(ALL, EVEN)
        row = span.row(promise, ALL)
        judgement = _judge(facts, promise, row, promise.conditions, own_season, {})
        yield Judged(promise.code, None, None, judgement, own_season)
    for zone, city in _bound(facts, promise, chosen):
        own_season = season.get(zone, EVEN)
        conditions = () if promise.scope == PROVINCE else promise.conditions
        own = _set_for(promise, zone, city, facts, chosen)
        judgement = _judge(facts, promise, span.row(promise, zone), conditions, own_season, own)
        yield Judged(promise.code, None if city else zone, city, judgement, own_season)


def _bound(facts: Facts, promise: Promise, chosen: SetTargets) -> Iterator[tuple[str, str | None]]:
    """The zones a target binds; for a target of cities the city with its first zone."""
    if promise.scope == EACH_CITY:
        for city, zones in facts.zones_of_city().items():
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
    zones = facts.zones_of_city()[city] if city else [zone]
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
    season: Season,
    own: Mapping[int, float],
) -> Judgement:
    year, direction, base = facts.period.year, promise.direction, row.base
    demand = due_target(
        conditions, base=base, year=year, direction=direction, set_value=own.get(year)
    )
    before = previous_target(
        conditions, base=base, year=year, direction=direction, set_value=own.get(year - 1)
    )
    if before is None and promise.base_year == year - 1:
        before = base  # T of the base year is B, also where only staff's own values count
    return judge(
        kind=_kind(facts, promise),
        direction=direction,
        quarter=facts.period.quarter,
        actual=row.actual,
        state=row.state,
        target=demand,
        base=base,
        previous=before,
        season=season,
        is_count=promise.is_count,
        tolerance=promise.tolerance,
        is_implied=row.is_implied,
    )


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
    found = {
        key: (number(value), str(state))
        for key, value, state in zip(zones.index, zones["value"], zones["state"], strict=True)
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
    period = Period(base_year, 4, "year")
    zones = facts.rolled(period)
    # A zone that began within the base year has no full year to start from.
    is_flow = zones.index.get_level_values("indicator").map(facts.kinds) == FLOW
    full = zones[(zones["quarters_due"] == 4) | ~is_flow]
    values = _values(full, total_of_all(zones, facts))
    base = {
        key: value
        for key, (value, state) in values.items()
        if value is not None and state != NOT_APPLICABLE
    }
    return _Span(now, base, figures.province, facts.province_totals(period))


def _seasons(facts: Facts, promises: tuple[Promise, ...]) -> dict[str, dict[str, Season]]:
    """The seasons of every promised flow by zone; under ALL that of all zones' sum.

    At the year's end all of T is due, and no season is asked for.
    """
    if facts.period.quarter == 4:
        return {}
    shared = next((p.indicator for p in promises if p.measure_of == SHARE), None)
    province = facts.province[facts.province["indicator"] == shared]
    flows = {p.indicator for p in promises if p.indicator and facts.kinds[p.indicator] == FLOW}
    return {
        indicator: _of_zones(
            facts,
            indicator,
            seasons(
                _history(facts, indicator),
                year=facts.period.year,
                zones=[ALL, *_season_units(facts, indicator).values()],
                excluded_years=facts.excluded_years,
                province=province,
            ),
        )
        for indicator in flows
    }


def _season_units(facts: Facts, indicator: str) -> dict[str, str]:
    """Whose season counts for each zone: its own, or its city's where the city is counted."""
    return {
        zone: city if indicator in facts.of_cities else zone for zone, city in facts.cities.items()
    }


def _of_zones(facts: Facts, indicator: str, found: Mapping[str, Season]) -> dict[str, Season]:
    units = _season_units(facts, indicator)
    return {ALL: found[ALL]} | {zone: found[unit] for zone, unit in units.items()}


def _history(facts: Facts, indicator: str) -> pd.DataFrame:
    """The single quarters of a flow: columns zone (or city), year, quarter, value."""
    history = facts.observations[facts.observations["indicator"] == indicator]
    history = history[history["zone"].isin(list(facts.cities))]
    history = history[["zone", "year", "quarter", "value"]]
    if indicator not in facts.of_cities:
        return history
    by_city = history.assign(zone=history["zone"].map(facts.cities))
    keys = ["zone", "year", "quarter"]
    return by_city.groupby(keys, as_index=False)["value"].sum(min_count=1)
