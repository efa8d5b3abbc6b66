"""Targets judged over a period: for all zones together, for each zone, and for each city.

Pure. A target set for all zones together is not handed down to zones silently: a zone is judged by
it only in a year for which staff have set the zone's own value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from indicators.figures import GRADE, NOT_APPLICABLE, RATIO, number, total_of_zones
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

from .board import LEVEL, SHARE, Facts, Figures, once_per_city

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
        return next((c.base_year for c in self.conditions if c.base_year is not None), None)


#: What staff set: (target, zone, year) -> value in the indicator's stored unit.
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
class _Span:
    """The figures that a target of one indicator is judged on."""

    zones: pd.DataFrame
    total: pd.DataFrame
    base_zones: pd.DataFrame | None
    base_total: pd.DataFrame | None


def judge_promises(
    facts: Facts, figures: Figures, promises: tuple[Promise, ...], chosen: SetTargets
) -> list[Judged]:
    """Every target's judgement for whoever it binds, in the order of the targets."""
    spans = {
        promise.base_year: _span(facts, figures, promise.base_year)
        for promise in {p.base_year: p for p in promises}.values()
    }
    calm = _seasons(facts, promises)
    judged: list[Judged] = []
    for promise in promises:
        span = spans[promise.base_year]
        season = calm.get(promise.indicator or "", {})
        judged += _judge_one(facts, figures, promise, span, season, chosen)
    return judged


def _judge_one(
    facts: Facts,
    figures: Figures,
    promise: Promise,
    span: _Span,
    season: Mapping[str, Season],
    chosen: SetTargets,
) -> Iterator[Judged]:
    year = facts.period.year
    if promise.scope == PROVINCE:
        row, base = _total_row(promise, figures, span)
        yield Judged(
            promise.code,
            None,
            None,
            _judge(facts, promise, row, base, promise.conditions, season.get(""), {}),
            season.get("", EVEN),
        )
    for zone, city in _bound(facts, promise, chosen, year):
        row, base = _zone_row(promise, zone, span)
        own = {
            y: chosen[key] for y in (year - 1, year) if (key := (promise.code, zone, y)) in chosen
        }
        conditions = () if promise.scope == PROVINCE else promise.conditions
        judgement = _judge(facts, promise, row, base, conditions, season.get(zone), own)
        of_city = promise.scope == EACH_CITY
        yield Judged(
            promise.code,
            None if of_city else zone,
            city if of_city else None,
            judgement,
            season.get(zone, EVEN),
        )


def _bound(
    facts: Facts, promise: Promise, chosen: SetTargets, year: int
) -> Iterator[tuple[str, str]]:
    """The zones a target binds; of a city the first zone that operates."""
    seen: set[str] = set()
    for zone, city in facts.cities.items():
        if promise.scope == NAMED_ZONES and zone not in promise.zones:
            continue
        if promise.scope == PROVINCE and (promise.code, zone, year) not in chosen:
            continue
        if promise.scope == EACH_CITY:
            start = facts.starts.get(zone)
            if city in seen or (start and start > facts.period.last_quarter):
                continue
            seen.add(city)
        yield zone, city


def _judge(
    facts: Facts,
    promise: Promise,
    row: Mapping[str, object],
    base: float | None,
    conditions: tuple[Condition, ...],
    season: Season | None,
    own: Mapping[int, float],
) -> Judgement:
    year, direction = facts.period.year, promise.direction
    kind = {SHARE: RATIO, LEVEL: facts.kinds.get(promise.indicator or "", GRADE)}.get(
        promise.measure_of, GRADE
    )
    demand = due_target(
        conditions, base=base, year=year, direction=direction, set_value=own.get(year)
    )
    before = previous_target(
        conditions, base=base, year=year, direction=direction, set_value=own.get(year - 1)
    )
    return judge(
        kind=kind,
        direction=direction,
        quarter=facts.period.quarter,
        actual=number(row["value"]),
        state=str(row["state"]),
        target=demand,
        base=base,
        previous=before,
        season=season or EVEN,
        is_count=promise.is_count,
        tolerance=promise.tolerance,
        is_implied=bool(row.get("is_implied")),
    )


def _total_row(
    promise: Promise, figures: Figures, span: _Span
) -> tuple[dict[str, object], float | None]:
    assert promise.indicator is not None
    row = dict(span.total.loc[promise.indicator, ["value", "state"]])
    base = _base(span.base_total, promise.indicator)
    if promise.measure_of != SHARE:
        return row, base
    return _as_share(row, figures.province.get(promise.indicator)), (
        None
        if base is None or span.base_total is None
        else number(span.base_total.loc[promise.indicator].get("share"))
    )


def _as_share(row: dict[str, object], whole: PublishedTotal | None) -> dict[str, object]:
    value = number(row["value"])
    if value is None:
        return row
    if whole is None:
        return {"value": None, "state": PROVINCE_NOT_PUBLISHED}
    return row | {
        "value": value / whole.value * 100,
        "is_implied": whole.vintage == IMPLIED,
    }


def _zone_row(promise: Promise, zone: str, span: _Span) -> tuple[dict[str, object], float | None]:
    if promise.indicator is None:
        return {"value": None, "state": AWAITING_PUBLICATION}, None
    row = dict(span.zones.loc[(zone, promise.indicator), ["value", "state"]])
    return row, _base(span.base_zones, (zone, promise.indicator))


def _base(frame: pd.DataFrame | None, key: object) -> float | None:
    if frame is None or frame.at[key, "state"] == NOT_APPLICABLE:
        return None
    return number(frame.at[key, "value"])


def _span(facts: Facts, figures: Figures, base_year: int | None) -> _Span:
    if base_year is None:
        return _Span(figures.zones, figures.total, None, None)
    period = Period(base_year, 4, "year")
    zones = facts.rolled(period)
    total = total_of_zones(once_per_city(zones, facts))
    for indicator in total.index:
        whole = facts.province_total(indicator, period)
        share = None if whole is None else number(total.at[indicator, "value"])
        total.loc[indicator, "share"] = (
            float("nan") if share is None or whole is None else share / whole.value * 100
        )
    return _Span(figures.zones, figures.total, zones, total)


def _seasons(facts: Facts, promises: tuple[Promise, ...]) -> dict[str, dict[str, Season]]:
    """The seasons of every promised indicator by zone; under "" that of all zones' sum."""
    shared = next((p.indicator for p in promises if p.measure_of == SHARE), None)
    province = facts.province[facts.province["indicator"] == shared]
    found = {}
    for indicator in {p.indicator for p in promises if p.indicator}:
        history = facts.observations[facts.observations["indicator"] == indicator]
        found[indicator] = seasons(
            history[["zone", "year", "quarter", "value"]],
            year=facts.period.year,
            zones=["", *facts.cities],
            excluded_years=facts.excluded_years,
            province=province,
        )
    return found
