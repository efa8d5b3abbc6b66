"""A zone's figures quarter by quarter: single, and added up from 1 January.

Pure: the frame of `indicators.figures` in, lists on the order of the quarters out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indicators.figures import FLOW, NOT_APPLICABLE, number
from indicators.periods import Quarter


@dataclass(frozen=True)
class Trend:
    """One indicator of one zone over quarters; None where there is no figure.

    `single` is each quarter's own, `to_date` the sum from 1 January (of a stock the same), of which
    those in `provisional` rest on a quarter that nobody has verified.
    """

    quarters: tuple[Quarter, ...]
    single: tuple[float | None, ...]
    to_date: tuple[float | None, ...]
    provisional: frozenset[Quarter] = frozenset()

    @property
    def is_empty(self) -> bool:
        return all(value is None for value in self.single)


def trend(
    observations: pd.DataFrame,
    indicator: str,
    kind: str,
    quarters: Sequence[Quarter],
    start: Quarter | None,
) -> Trend:
    """One indicator's trend out of one zone's observations.

    A quarter that does not apply adds nothing; one that is missing leaves the rest of its year
    without a sum, for a gap is never a zero.
    """
    rows = observations[observations["indicator"] == indicator]
    found = {
        Quarter(int(year), int(quarter)): (number(value), str(state))
        for year, quarter, value, state in zip(
            rows["year"], rows["quarter"], rows["value"], rows["state"], strict=True
        )
    }
    single = tuple(found.get(quarter, (None, ""))[0] for quarter in quarters)
    unverified = _unverified(rows)
    if kind != FLOW:
        return Trend(tuple(quarters), single, single, unverified & frozenset(quarters))
    years = {quarter.year: _sums(quarter.year, found, start) for quarter in quarters}
    to_date = tuple(years[quarter.year][quarter.quarter - 1] for quarter in quarters)
    open_since = {
        year: min(one.quarter for one in unverified if one.year == year)
        for year in {one.year for one in unverified}
    }
    provisional = {one for one in quarters if one.quarter >= open_since.get(one.year, 5)}
    return Trend(tuple(quarters), single, to_date, frozenset(provisional))


def _unverified(rows: pd.DataFrame) -> frozenset[Quarter]:
    """The quarters whose figure nobody has verified yet."""
    if "is_verified" not in rows:
        return frozenset()
    open_rows = rows[~rows["is_verified"].astype(bool)]
    years, quarters = open_rows["year"].astype(int), open_rows["quarter"].astype(int)
    return frozenset(map(Quarter, years, quarters))


def _sums(
    year: int, found: dict[Quarter, tuple[float | None, str]], start: Quarter | None
) -> list[float | None]:
    """The sums from 1 January to the end of each of the year's quarters."""
    sums: list[float | None] = []
    total, is_broken = None, False
    for number_of_quarter in (1, 2, 3, 4):
        quarter = Quarter(year, number_of_quarter)
        value, state = found.get(quarter, (None, ""))
        is_before = quarter not in found and start is not None and quarter < start
        if value is not None:
            total = (total or 0.0) + value
        elif state != NOT_APPLICABLE and not is_before:
            is_broken = True
        sums.append(None if is_broken or total is None else round(total, 4))
    return sums
