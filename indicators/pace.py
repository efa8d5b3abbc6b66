"""Pace: how much of a year's target is due by a quarter.

c_k is the share of the year that a flow has reached by the end of quarter k.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from indicators.figures import FLOW, STOCK, number
from indicators.vintages import VINTAGES

OWN, ALL_ZONES, PROVINCE, EVENLY = "own", "all_zones", "province", "even"
FEWEST_YEARS, MOST_YEARS = 2, 3
QUARTERS = [1, 2, 3, 4]


@dataclass(frozen=True)
class Season:
    """c_1..c_4, whose season it is, and the past years it rests on with each year's own shares.

    `left_out` are the years that would have been among them, had the scheme not excluded them.
    """

    shares: tuple[float, ...]
    basis: str
    years: tuple[int, ...] = ()
    by_year: tuple[tuple[float, ...], ...] = ()
    left_out: tuple[int, ...] = ()

    def share(self, quarter: int) -> float:
        """c_k."""
        return self.shares[quarter - 1]


EVEN = Season((0.25, 0.5, 0.75, 1.0), EVENLY)


def seasons(
    history: pd.DataFrame,
    *,
    year: int,
    zones: Iterable[str],
    excluded_years: Collection[int],
    province: pd.DataFrame | None = None,
) -> dict[str, Season]:
    """Each zone's season for judging the year, from full years strictly before it.

    `history` has zone, year, quarter, value: single quarters of one flow. A zone without two full
    years takes the season of all zones' sum, else of the province's trade (year, quarter, value
    from 1 January, vintage), else even quarters. The sum takes a zone only in its full years:
    one that starts in July would move everybody's season.
    """
    past = history[history["year"] < year]
    wide = past.set_index(["zone", "year", "quarter"])["value"].astype(float).unstack("quarter")
    full = wide.reindex(columns=QUARTERS).dropna()
    together = _by_year(_shares(full.groupby("year").sum()))
    shared = (
        _season(together, ALL_ZONES, excluded_years)
        or _season(_by_year(_province_shares(province, year)), PROVINCE, excluded_years)
        or replace(EVEN, left_out=_left_out(together, excluded_years))
    )
    own = _by_zone(_shares(full))
    return {zone: _season(own.get(zone, {}), OWN, excluded_years) or shared for zone in zones}


def _shares(single: pd.DataFrame) -> pd.DataFrame:
    """c_1..c_4 a row, for years of single quarters that can carry a season.

    A year that adds up to nothing has no shares; one with a negative quarter has no season.
    """
    usable = single[(single >= 0).all(axis=1) & (single.sum(axis=1) > 0)]
    return usable.cumsum(axis=1).div(usable.sum(axis=1), axis=0)


def _province_shares(province: pd.DataFrame | None, year: int) -> pd.DataFrame:
    """c_1..c_4 of the province's past years, each year within one single vintage."""
    if province is None or province.empty:
        return pd.DataFrame(columns=QUARTERS, dtype=float)
    past = province[province["year"] < year]
    wide = past.set_index(["year", "vintage", "quarter"])["value"].astype(float).unstack("quarter")
    full = wide.reindex(columns=QUARTERS).dropna()
    single = full.diff(axis=1).fillna(full[[1]])
    order = {vintage: place for place, vintage in enumerate(VINTAGES)}
    single = single.sort_index(level="vintage", key=lambda level: level.map(order))
    shares = _shares(single).groupby("year").head(1)
    return shares.droplevel("vintage")


#: c_1..c_4 of each year.
ByYear = Mapping[int, tuple[float, ...]]


def _by_year(shares: pd.DataFrame) -> ByYear:
    return dict(zip(map(int, shares.index), map(tuple, shares.to_numpy(dtype=float)), strict=True))


def _by_zone(shares: pd.DataFrame) -> dict[str, dict[int, tuple[float, ...]]]:
    """The same of each zone; over hundreds of zones a loop is far cheaper than a groupby."""
    found: dict[str, dict[int, tuple[float, ...]]] = {}
    for (zone, year), row in zip(shares.index, shares.to_numpy(dtype=float), strict=True):
        found.setdefault(str(zone), {})[int(year)] = tuple(row)
    return found


def _season(shares: ByYear, basis: str, excluded_years: Collection[int]) -> Season | None:
    """The mean of the latest years' shares; None with fewer years than a season needs."""
    years = sorted(year for year in shares if year not in excluded_years)[-MOST_YEARS:]
    if len(years) < FEWEST_YEARS:
        return None
    by_year = tuple((*map(float, shares[year][:-1]), 1.0) for year in years)
    return Season(
        shares=tuple(sum(column) / len(years) for column in zip(*by_year, strict=True)),
        basis=basis,
        years=tuple(years),
        by_year=by_year,
        left_out=_left_out(shares, excluded_years),
    )


def _left_out(shares: ByYear, excluded_years: Collection[int]) -> tuple[int, ...]:
    """The excluded years among those that would count if none were excluded."""
    return tuple(year for year in sorted(shares)[-MOST_YEARS:] if year in excluded_years)


def due(
    kind: str,
    target: float,
    previous: float | None,
    quarter: int,
    season: Season = EVEN,
    is_count: bool = False,
) -> float | None:
    """What is due of T by the end of quarter k; None for a stock without a T of the year before.

    At the year's end T itself is due. Before, what is due of a count is rounded down.
    """
    if quarter == 4 or kind not in (FLOW, STOCK):
        return target
    if kind == FLOW:
        part = season.share(quarter) * target
        # The small allowance keeps 0.3 x 10 at 3 where binary arithmetic says 2.9999...
        return float(math.floor(part + 1e-9)) if is_count else part
    start = number(previous)
    return None if start is None else start + quarter / 4 * (target - start)
