"""Vintages: the province's totals as first published, revised or implied, never mixed silently.

Customs revises its cumulative figures later. `rows` is a frame of one metric (total, export or
import) with year, quarter, value (year-to-date) and vintage.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from indicators.figures import number, refuse_unknown

FIRST_PUBLISHED, REVISED, IMPLIED = "first_published", "revised", "implied"
VINTAGES = (FIRST_PUBLISHED, REVISED, IMPLIED)  # in order of preference


@dataclass(frozen=True)
class PublishedTotal:
    """The province's total from 1 January to the end of a quarter, with its vintage."""

    year: int
    quarter: int
    value: float
    vintage: str


@dataclass(frozen=True)
class SingleQuarter:
    """The province's total of one quarter with its vintage, or the reason why there is none."""

    value: float | None
    vintage: str | None
    reason: str | None = None


def choose_vintage(rows: pd.DataFrame, year: int, quarter: int) -> PublishedTotal | None:
    """The year-to-date total as first published, else revised, else implied; None if unpublished.

    `rows` has year, quarter, value, vintage for one metric (total, export or import).
    """
    found = _by_vintage(rows, year, quarter)
    for vintage in VINTAGES:
        if vintage in found:
            return PublishedTotal(year, quarter, found[vintage], vintage)
    return None


def derive_quarter(rows: pd.DataFrame, year: int, quarter: int) -> SingleQuarter:
    """The single quarter out of two year-to-date totals of one vintage, or why there is none."""
    until = _by_vintage(rows, year, quarter)
    before = _by_vintage(rows, year, quarter - 1) if quarter > 1 else dict.fromkeys(VINTAGES, 0.0)
    if not until or not before:
        return SingleQuarter(None, None, "province_not_published")
    for vintage in VINTAGES:
        if vintage in until and vintage in before:
            return SingleQuarter(round(until[vintage] - before[vintage], 4), vintage)
    return SingleQuarter(None, None, "vintages_differ")


def _by_vintage(rows: pd.DataFrame, year: int, quarter: int) -> dict[str, float]:
    """The year-to-date totals of one span by vintage, gaps left out."""
    span = rows[(rows["year"] == year) & (rows["quarter"] == quarter)]
    refuse_unknown("vintage", set(span["vintage"]) - set(VINTAGES))
    if span["vintage"].duplicated().any():
        raise ValueError(f"{year}Q{quarter} is published twice in one vintage")
    values = {v: number(x) for v, x in zip(span["vintage"], span["value"], strict=True)}
    return {vintage: value for vintage, value in values.items() if value is not None}
