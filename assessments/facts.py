"""Facts of a period: quarterly figures rolled up, compared with last year and shared out.

Pure: `Facts` in, `Figures` out; frames use the vocabulary of `indicators.figures`. Growth and
shares are in percent, money in the stored unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.figures import (
    NOT_APPLICABLE,
    VALUE,
    ZERO,
    compare,
    roll_up,
    total_of_zones,
)
from indicators.periods import Period, Quarter
from indicators.vintages import PublishedTotal, choose_vintage

#: Why a figure of a zone that left in the period has no growth.
ZONE_LEFT = "zone_left"


@dataclass(frozen=True)
class Span:
    """What a span from 1 January comes to: by zone and indicator, a city's count shown on each of
    its zones, and by indicator for all zones together, a city's count once."""

    zones: pd.DataFrame
    total: pd.DataFrame


@dataclass(frozen=True)
class Facts:
    """Everything reported that a period is judged on, and how to read it."""

    period: Period
    as_of: date
    observations: pd.DataFrame
    calendar: pd.DataFrame
    province: pd.DataFrame
    kinds: Mapping[str, str]
    cities: Mapping[str, str]  # zone -> city, in the order of display
    of_cities: frozenset[str]  # indicators counted once per city
    starts: Mapping[str, Quarter]
    accepted: Mapping[str, str] = field(default_factory=dict)  # zone -> date as far as known
    excluded_years: frozenset[int] = frozenset()  # no season is taken from these
    areas: Mapping[str, float] = field(default_factory=dict)  # zone -> km², where one counts
    groups: Mapping[str, str] = field(default_factory=dict)  # zone -> group, where ranked by one
    left: Mapping[str, date] = field(default_factory=dict)  # zone -> day of its exit, in the period
    #: Spans that are added up already; facts that differ in anything begin without them.
    _spans: dict[Period, Span] = field(default_factory=dict, init=False, repr=False, compare=False)
    _firsts: dict[int, Mapping[str, Quarter]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _province_totals: dict[Period, Mapping[str, PublishedTotal]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def span(self, period: Period) -> Span:
        """What a span from 1 January comes to; added up once, whoever asks."""
        if period not in self._spans:
            self._spans[period] = self.added_up(self.reported(period))
        return self._spans[period]

    def supposing(self, observations: pd.DataFrame, year: int) -> Facts:
        """The facts with other figures of one year; the other years stay as found."""
        supposed = replace(self, observations=observations)
        supposed._spans.update((at, one) for at, one in self._spans.items() if at.year != year)
        supposed._firsts.update((at, one) for at, one in self._firsts.items() if at != year)
        supposed._province_totals.update(self._province_totals)  # no zone's figure moves them
        return supposed

    def added_up(self, reported: pd.DataFrame) -> Span:
        """What a span comes to of which the zones' figures are already rolled up."""
        zones = count_by_city(reported, self.cities, self.of_cities)
        return Span(zones, total_of_zones(once_per_city(zones, self.cities, self.of_cities)))

    def reported(self, period: Period) -> pd.DataFrame:
        """The figures of a span as each zone reports them, a city's count not yet added up."""
        return roll_up(
            self.observations[self.observations["year"] == period.year],
            year=period.year,
            quarter=period.quarter,
            kinds=self.kinds,
            zones=self.cities,
            starts=self.starts,
            calendar=self.calendar,
            as_of=self.as_of,
            ends={zone: Quarter.of(day) for zone, day in self.left.items()},
        )

    def is_gone(self, zone: str) -> bool:
        """Whether the zone left by the end of the period: it is shown, and judged by nothing."""
        return zone in self.left and self.left[zone] <= self.period.ends_on

    def province_total(self, indicator: str, period: Period) -> PublishedTotal | None:
        """The province's own total of a span, in its best vintage; None if not published."""
        rows = self.province[self.province["indicator"] == indicator]
        return choose_vintage(rows, period.year, period.quarter)

    def province_totals(self, period: Period) -> Mapping[str, PublishedTotal]:
        """The province's own totals of a span, by indicator, where published; chosen once."""
        if period not in self._province_totals:
            codes = set(self.province["indicator"])
            found = {code: self.province_total(code, period) for code in codes}
            self._province_totals[period] = {
                code: total for code, total in found.items() if total is not None
            }
        return self._province_totals[period]

    @cached_property
    def zones_of_city(self) -> Mapping[str, list[str]]:
        """The zones of each city that operate by the end of the period, in order of display."""
        running: dict[str, list[str]] = {}
        for zone, city in self.cities.items():
            start = self.starts.get(zone)
            has_begun = start is None or start <= self.period.last_quarter
            if has_begun and not self.is_gone(zone):
                running.setdefault(city, []).append(zone)
        return running

    def first_report(self, zone: str) -> Quarter | None:
        """The first quarter a zone reports: as set, else the first with a figure of its own."""
        if zone in self.starts:
            return self.starts[zone]
        found = (self._first_figures(year).get(zone) for year in self._years)
        return next((first for first in found if first), None)

    @cached_property
    def _years(self) -> list[int]:
        return sorted(self.observations["year"].unique().tolist())

    def _first_figures(self, year: int) -> Mapping[str, Quarter]:
        """The quarter of each zone's first figure of its own in a year; looked for once."""
        if year not in self._firsts:
            rows = self.observations[self.observations["year"] == year]
            rows = rows[rows["state"].isin([VALUE, ZERO])].sort_values("quarter")
            firsts = rows.drop_duplicates("zone")
            quarters = map(Quarter, firsts["year"], firsts["quarter"])
            self._firsts[year] = dict(zip(firsts["zone"], quarters, strict=True))
        return self._firsts[year]


@dataclass(frozen=True)
class Figures:
    """The figures of a period: rolled up, compared with last year, and shared out.

    `zones` is indexed (zone, indicator), `total` by indicator; columns value, state, known,
    quarters_due, quarters_present, base, base_state, is_base_full, growth, growth_note,
    two_year_average, share, share_base.
    """

    period: Period
    zones: pd.DataFrame
    total: pd.DataFrame
    province: Mapping[str, PublishedTotal]
    province_base: Mapping[str, PublishedTotal]


def gather(facts: Facts) -> Figures:
    """The period's figures, growth on the same span last year, and shares of the province."""
    return _figures(facts, [facts.span(period) for period in _periods(facts)])


def spans_of(facts: Facts) -> list[pd.DataFrame]:
    """The period's figures as reported, and those of the same span one and two years earlier."""
    return [facts.reported(period) for period in _periods(facts)]


def figures_of(facts: Facts, reported: Sequence[pd.DataFrame]) -> Figures:
    """The figures of a period of which the three spans are already rolled up."""
    return _figures(facts, [facts.added_up(span) for span in reported])


def _periods(facts: Facts) -> list[Period]:
    return [facts.period.year_before(years) for years in (0, 1, 2)]


def _figures(facts: Facts, spans: Sequence[Span]) -> Figures:
    period, before = facts.period, facts.period.year_before()
    province, province_base = facts.province_totals(period), facts.province_totals(before)
    zones = _without_growth(_compared([span.zones for span in spans], facts.kinds), facts)
    total = _compared([span.total for span in spans], facts.kinds)
    for frame in (zones, total):
        codes = frame.index.get_level_values("indicator")
        frame["share"] = _shares(frame["value"], codes, province)
        frame["share_base"] = _shares(frame["base"], codes, province_base)
    return Figures(period, zones, total, province, province_base)


def _without_growth(frame: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The figures; those of a zone that left are of fewer quarters and grew from nothing whole."""
    gone = [zone for zone in facts.cities if facts.is_gone(zone)]
    if not gone:
        return frame
    rows = frame.index.get_level_values("zone").isin(gone)
    frame.loc[rows, ["growth", "two_year_average"]] = np.nan
    frame.loc[rows & frame["growth_note"].isna(), "growth_note"] = ZONE_LEFT
    return frame


def count_by_city(
    rolled: pd.DataFrame, cities: Mapping[str, str], of_cities: frozenset[str]
) -> pd.DataFrame:
    """The figures with each city's count shown on every one of its zones that operates."""
    rows = _of_cities(rolled, of_cities)
    if rows.empty:
        return rolled
    zones, counts = _counts(rows, cities)
    index = pd.MultiIndex.from_arrays([zones, counts], names=["zone", "indicator"])
    together = total_of_zones(rows.set_axis(index))
    is_running = (rows["state"] != NOT_APPLICABLE).to_numpy()
    counted = rolled.copy()
    columns = ["value", "state", "known"]
    told = together.loc[counts[is_running], columns].set_axis(rows.index[is_running])
    counted.loc[told.index, columns] = told
    return counted


def once_per_city(
    rolled: pd.DataFrame, cities: Mapping[str, str], of_cities: frozenset[str]
) -> pd.DataFrame:
    """The figures without the repetition of a city's count on its second and third zone."""
    rows = _of_cities(rolled, of_cities)
    rows = rows[rows["state"] != NOT_APPLICABLE]
    again = rows.index[pd.Index(_counts(rows, cities)[1]).duplicated()]
    if again.empty:
        return rolled
    once = rolled.copy()
    once.loc[again, "state"] = NOT_APPLICABLE
    once.loc[again, ["value", "known"]] = np.nan
    return once


def _of_cities(rolled: pd.DataFrame, of_cities: frozenset[str]) -> pd.DataFrame:
    return rolled[rolled.index.get_level_values("indicator").isin(list(of_cities))]


def _counts(rows: pd.DataFrame, cities: Mapping[str, str]) -> tuple[pd.Index, np.ndarray]:
    """Each row's zone, and the name of the count it is part of: one a city and indicator."""
    zones = rows.index.get_level_values("zone")
    of_city = zones.map(cities).astype(str) + "/"
    return zones, (of_city + rows.index.get_level_values("indicator")).to_numpy()


def _compared(spans: Sequence[pd.DataFrame], kinds: Mapping[str, str]) -> pd.DataFrame:
    """The figures beside those of the same span one and two years earlier, and their growth."""
    now, base, earlier = spans
    frame = now.copy()
    growth = compare(now, base, kinds=kinds)
    two_years = compare(now, earlier, years=2, kinds=kinds)
    frame["base"], frame["base_state"] = base["value"], base["state"]
    # From a span in which the zone operated for fewer quarters nothing can be said to have grown.
    frame["is_base_full"] = base["quarters_due"] >= now["quarters_due"]
    frame["growth"], frame["growth_note"] = growth["growth"], growth["reason"]
    frame["two_year_average"] = two_years["growth"]
    return frame


def _shares(
    values: pd.Series, codes: pd.Index, province: Mapping[str, PublishedTotal]
) -> np.ndarray:
    wholes = codes.map(lambda code: province[code].value if code in province else np.nan)
    return values.to_numpy(dtype=float) / np.asarray(wholes, dtype=float) * 100
