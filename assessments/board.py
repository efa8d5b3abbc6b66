"""A judged period, computed: figures, criteria, scores and ranks out of quarterly observations.

Pure: `Inputs` in, `Board` rows out; the vocabulary of frames is that of `indicators.figures` and
of `assessments.scoring`. Growth and shares are in percent.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from indicators.figures import (
    CANNOT_REPORT,
    NOT_APPLICABLE,
    STOCK,
    compare,
    roll_up,
    total_of_zones,
)
from indicators.periods import Period, Quarter
from indicators.vintages import PublishedTotal, choose_vintage

from .scoring import Board, Tree, achieve, rank_printed, score

LEVEL, GROWTH, SHARE = "level", "growth", "share_of_province"

RANKED, FIRST_YEAR = "ranked", "first_year"
LOW_COVERAGE, NOT_OPERATING = "low_coverage", "not_operating"


@dataclass(frozen=True)
class Criterion:
    """What a leaf of the scheme measures: an indicator's level, growth or share."""

    indicator: str
    measure_of: str


@dataclass(frozen=True)
class Rules:
    """A scheme, ready to score with."""

    tree: Tree
    criteria: Mapping[str, Criterion]
    aggregation: str = "arithmetic"
    cap: float = 100.0
    min_coverage: float = 0.8
    grace_months: int = 12
    decimals: int = 2


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

    def rolled(self, period: Period) -> pd.DataFrame:
        """The figures of a span from 1 January by zone and indicator, a city's on each zone."""
        rolled = roll_up(
            self.observations,
            year=period.year,
            quarter=period.quarter,
            kinds=self.kinds,
            zones=self.cities,
            starts=self.starts,
            calendar=self.calendar,
            as_of=self.as_of,
        )
        return count_by_city(rolled, self.cities, self.of_cities)

    def province_total(self, indicator: str, period: Period) -> PublishedTotal | None:
        """The province's own total of a span, in its best vintage; None if not published."""
        rows = self.province[self.province["indicator"] == indicator]
        return choose_vintage(rows, period.year, period.quarter)


@dataclass(frozen=True)
class Figures:
    """The figures of a period: rolled up, compared with last year, and shared out.

    `zones` is indexed (zone, indicator), `total` by indicator; columns value, state, known,
    quarters_due, quarters_present, base, growth, growth_note, share, share_base, two_year_average.
    """

    period: Period
    zones: pd.DataFrame
    total: pd.DataFrame
    province: Mapping[str, PublishedTotal]
    province_base: Mapping[str, PublishedTotal]


def count_by_city(
    rolled: pd.DataFrame, cities: Mapping[str, str], of_cities: frozenset[str]
) -> pd.DataFrame:
    """The figures with each city's count shown on every one of its zones that operates."""
    counted = rolled.copy()
    by_city: dict[str, list[str]] = {}
    for zone, city in cities.items():
        by_city.setdefault(city, []).append(zone)
    for indicator in sorted(of_cities):
        for zones in by_city.values():
            index = pd.MultiIndex.from_product([zones, [indicator]], names=rolled.index.names)
            together = total_of_zones(rolled.loc[index]).loc[indicator]
            running = index[(rolled.loc[index, "state"] != NOT_APPLICABLE).to_numpy()]
            for column in ("value", "state", "known"):
                counted.loc[running, column] = together[column]
    return counted


def gather(facts: Facts) -> Figures:
    """The period's figures, growth on the same span last year, and shares of the province."""
    period, before = facts.period, facts.period.year_before()
    now, base = facts.rolled(period), facts.rolled(before)
    earlier = facts.rolled(period.year_before(2))
    province = _published(facts, period)
    province_base = _published(facts, before)
    zones = _compared(now, base, earlier, facts.kinds)
    total = _compared(
        total_of_zones(once_per_city(now, facts)),
        total_of_zones(once_per_city(base, facts)),
        total_of_zones(once_per_city(earlier, facts)),
        facts.kinds,
    )
    for frame in (zones, total):
        codes = frame.index.get_level_values("indicator")
        frame["share"] = _shares(frame["value"], codes, province)
        frame["share_base"] = _shares(frame["base"], codes, province_base)
    return Figures(period, zones, total, province, province_base)


def once_per_city(rolled: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The figures without the repetition of a city's count on its second and third zone."""
    if not facts.of_cities:
        return rolled
    repeated = rolled.copy()
    seen: set[tuple[str, str]] = set()
    for zone, city in facts.cities.items():
        for indicator in sorted(facts.of_cities):
            is_running = rolled.at[(zone, indicator), "state"] != NOT_APPLICABLE
            if is_running and (city, indicator) in seen:
                repeated.at[(zone, indicator), "state"] = NOT_APPLICABLE
                repeated.at[(zone, indicator), "value"] = np.nan
                repeated.at[(zone, indicator), "known"] = np.nan
            if is_running:
                seen.add((city, indicator))
    return repeated


def _compared(
    now: pd.DataFrame, base: pd.DataFrame, earlier: pd.DataFrame, kinds: Mapping[str, str]
) -> pd.DataFrame:
    frame = now.copy()
    growth = compare(now, base, kinds=kinds)
    two_years = compare(now, earlier, years=2, kinds=kinds)
    frame["base"], frame["base_state"] = base["value"], base["state"]
    frame["growth"], frame["growth_note"] = growth["growth"], growth["reason"]
    frame["two_year_average"] = two_years["growth"]
    return frame


def _published(facts: Facts, period: Period) -> dict[str, PublishedTotal]:
    found = {
        indicator: facts.province_total(indicator, period)
        for indicator in facts.province["indicator"].unique()
    }
    return {indicator: total for indicator, total in found.items() if total is not None}


def _shares(
    values: pd.Series, codes: pd.Index, province: Mapping[str, PublishedTotal]
) -> np.ndarray:
    wholes = codes.map(lambda code: province[code].value if code in province else np.nan)
    return values.to_numpy(dtype=float) / np.asarray(wholes, dtype=float) * 100


def measure(figures: Figures, rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Each zone's value of each criterion, whether it applies, and its state; zones × criteria.

    Not applicable, and what cannot be reported for an accepted reason, leave the weights; so does
    growth where the zone has no full base span to grow from. What is missing stays, and counts
    against coverage.
    """
    values, applies, states = {}, {}, {}
    for code, criterion in rules.criteria.items():
        rows = figures.zones.xs(criterion.indicator, level="indicator")
        column = {LEVEL: "value", GROWTH: "growth", SHARE: "share"}[criterion.measure_of]
        values[code] = rows[column].astype(float)
        state = rows["state"].astype(object)
        leaves = state.isin([NOT_APPLICABLE, CANNOT_REPORT])
        if criterion.measure_of == GROWTH:
            has_no_base = rows["base_state"].isin([NOT_APPLICABLE, CANNOT_REPORT])
            has_no_base |= rows["growth_note"].isin(["base_incomplete", "base_not_positive"])
            state = state.mask(has_no_base & ~leaves, "no_base")
            leaves |= has_no_base
        applies[code], states[code] = ~leaves, state
    return pd.DataFrame(values), pd.DataFrame(applies), pd.DataFrame(states)


def rank_zones(facts: Facts, figures: Figures, rules: Rules) -> tuple[Board, pd.Series]:
    """The board of the period, and each zone's standing: ranked, or why it is not."""
    values, applies, _ = measure(figures, rules)
    running = ~figures.zones["state"].eq(NOT_APPLICABLE).groupby(level="zone", sort=False).all()
    values, applies = values[running], applies[running]
    spans = {
        code: facts.period.quarter / 4
        for code, criterion in rules.criteria.items()
        if criterion.measure_of == LEVEL and facts.kinds[criterion.indicator] not in (STOCK,)
    }
    mature = pd.Series(
        {zone: is_past_grace(zone, facts, rules.grace_months) for zone in values.index},
        dtype=bool,
    )
    board = score(
        achieve(values, rules.tree, rules.cap, spans),
        rules.tree,
        applies,
        rules.aggregation,
        rules.min_coverage,
        rules.decimals,
        eligible=mature,
    )
    standing = pd.Series(NOT_OPERATING, index=pd.Index(list(facts.cities)), dtype=object)
    standing[values.index] = LOW_COVERAGE
    standing[mature.index[~mature]] = FIRST_YEAR
    standing[board.scores.index[board.scores["is_ranked"]]] = RANKED
    return board, standing


def grace_basis(zone: str, facts: Facts) -> str:
    """What a zone's first year counts from: its acceptance, else its first reported quarter."""
    return "accepted" if facts.accepted.get(zone) else "first_report"


def is_past_grace(zone: str, facts: Facts, months: int) -> bool:
    """Whether that many months since acceptance are complete on the period's first day.

    A date known to the month or year counts from its last day. Where it is unknown, grace counts
    from the first reported quarter.
    """
    known = facts.accepted.get(zone)
    if known:
        since = last_day(known)
    elif zone in facts.starts:
        since = facts.starts[zone].starts_on
    else:
        return True
    return add_months(since, months) <= facts.period.starts_on


def last_day(partial: str) -> date:
    """The last day that a date known as 2018, 2018-11 or 2018-11-06 can be."""
    parts = [int(part) for part in partial.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day that many months later, or the month's last day where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def common_ranks(now: Mapping[str, object], before: Mapping[str, object]) -> pd.DataFrame:
    """Ranks over the zones ranked in both periods: columns rank and before, index zone.

    Both are mappings of zone to printed score; equal scores share a rank.
    """
    both = [zone for zone in now if zone in before]
    columns = {
        name: rank_printed(pd.Series({zone: scores[zone] for zone in both}, dtype=object))
        for name, scores in (("rank", now), ("before", before))
    }
    return pd.DataFrame(columns, index=pd.Index(both, dtype=object))
