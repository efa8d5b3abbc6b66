"""Outlook: the season of every flow, where it is heading, and what last year's rest came to.

Pure. Of the province's trade only the season is used, for zones without years of their own; a share
of the province is not projected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from indicators.figures import FLOW, NOT_APPLICABLE, Derived
from indicators.pace import EVEN, Season, seasons
from indicators.periods import Period, Quarter
from indicators.projection import Projection, project

from .facts import Facts, Figures

#: In place of a zone's code: all zones together.
ALL = ""
#: (zone or ALL, indicator)
Key = tuple[str, str]


@dataclass(frozen=True)
class Outlook:
    """Seasons, projections, last year's rest and what began within the span, by zone (or ALL) and
    indicator; seasons and rests of flows only, and neither once the year is over."""

    seasons: Mapping[Key, Season] = field(default_factory=dict)
    rests: Mapping[Key, Derived] = field(default_factory=dict)
    parts: frozenset[Key] = frozenset()
    projections: Mapping[Key, Projection] = field(default_factory=dict)

    def season(self, key: Key) -> Season:
        """The season that a flow is paced and projected by."""
        return self.seasons.get(key, EVEN)


def look_ahead(facts: Facts, figures: Figures, province_trade: str | None) -> Outlook:
    """The outlook of a period; `province_trade` is the indicator whose whole is the province's."""
    found = {} if facts.period.quarter == 4 else flow_seasons(facts, province_trade)
    rests = {} if facts.period.quarter == 4 else _rests(facts)
    parts = _parts(facts, figures)
    projections = {
        key: project(
            value,
            found.get(key, EVEN),
            quarter=facts.period.quarter,
            kind=facts.kinds[key[1]],
            is_part=key in parts,
        )
        if not facts.is_gone(key[0])
        else Projection()  # a zone that left heads nowhere
        for key, value in _values(figures).items()
    }
    return Outlook(found, rests, parts, projections)


def _values(figures: Figures) -> dict[Key, object]:
    together = {(ALL, str(code)): value for code, value in figures.total["value"].items()}
    return together | {(str(z), str(i)): value for (z, i), value in figures.zones["value"].items()}


def flow_seasons(facts: Facts, province_trade: str | None) -> dict[Key, Season]:
    """The season of every flow by zone; under ALL that of all zones' sum."""
    province = facts.province[facts.province["indicator"] == province_trade]
    found: dict[Key, Season] = {}
    for indicator in [code for code, kind in facts.kinds.items() if kind == FLOW]:
        units = _season_units(facts, indicator)
        by_unit = seasons(
            _history(facts, indicator),
            year=facts.period.year,
            zones=[ALL, *units.values()],
            excluded_years=facts.excluded_years,
            province=province,
        )
        found[ALL, indicator] = by_unit[ALL]
        found |= {(zone, indicator): by_unit[unit] for zone, unit in units.items()}
    return found


def _season_units(facts: Facts, indicator: str) -> dict[str, str]:
    """Whose season counts for each zone: its own, or its city's where the city is counted."""
    return {
        zone: city if indicator in facts.of_cities else zone for zone, city in facts.cities.items()
    }


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


def _rests(facts: Facts) -> dict[Key, Derived]:
    """Last year's sum of the quarters that this year still has before it, or why there is none."""
    year, quarter = facts.period.year - 1, facts.period.quarter
    first = Quarter(year, quarter + 1)
    seen = facts.observations
    later = replace(
        facts,
        observations=seen[(seen["year"] == year) & (seen["quarter"] > quarter)],
        # What lies before the rest is not asked for, as before a zone's first quarter.
        starts={zone: max(first, facts.starts.get(zone, first)) for zone in facts.cities},
    )
    rest = later.span(Period(year, 4, "year"))
    return {
        key: _rest(row, 4 - quarter)
        for frame, whose in ((rest.zones, None), (rest.total, ALL))
        for key, row in _by_key(frame, whose)
    }


def _by_key(frame: pd.DataFrame, whose: str | None) -> list[tuple[Key, Mapping]]:
    columns = frame[["value", "state", "quarters_due"]].to_dict("records")
    keys: Sequence = frame.index if whose is None else [(whose, code) for code in frame.index]
    return list(zip(keys, columns, strict=True))


def _rest(row: Mapping, quarters: int) -> Derived:
    if row["state"] == NOT_APPLICABLE or pd.isna(row["value"]):
        return Derived(None, "base_missing")
    if row["quarters_due"] < quarters:
        return Derived(None, "base_incomplete")
    return Derived(float(row["value"]))


def _parts(facts: Facts, figures: Figures) -> frozenset[Key]:
    """The figures of fewer quarters than the span; a city's begins with the first of its zones."""
    due = figures.zones["quarters_due"]
    is_short = due < facts.period.quarter
    if not is_short.any():
        return frozenset()
    codes = figures.zones.index.get_level_values("indicator")
    cities = figures.zones.index.get_level_values("zone").map(facts.cities)
    of_city = due.groupby([cities, codes]).transform("max") < facts.period.quarter
    short = is_short.where(~codes.isin(list(facts.of_cities)), of_city)
    return frozenset((str(zone), str(code)) for zone, code in short.index[short])
