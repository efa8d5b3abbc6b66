"""Figures: quarterly observations rolled up to the span from 1 January, compared and shared out.

Frames share one vocabulary: `zone`, `indicator`, `year`, `quarter` (1..4), `value` (canonical
unit, NaN when there is none) and `state`. A quarter is one of the states below; none of them
turns into another, and a gap is never a zero.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

VALUE, ZERO, NOT_APPLICABLE = "value", "zero", "not_applicable"
CANNOT_REPORT, REASON_REFUSED = "cannot_report", "reason_refused"
NOT_DUE, LATE, NOT_REPORTED = "not_due", "late", "not_reported"

# From best to worst: the worst of the missing quarters names the state of the whole span.
STATES = (VALUE, ZERO, NOT_APPLICABLE, CANNOT_REPORT, NOT_DUE, LATE, NOT_REPORTED)
_RANK = {state: rank for rank, state in enumerate(STATES)} | {REASON_REFUSED: len(STATES) - 1}
_FIRST_MISSING = _RANK[CANNOT_REPORT]

FLOW, STOCK, RATIO, GRADE = "flow", "stock", "ratio", "grade"
KINDS = (FLOW, STOCK, RATIO, GRADE)


@dataclass(frozen=True)
class Derived:
    """A computed figure, or None with the code of the reason why there is none."""

    value: float | None
    reason: str | None = None


def number(value: object) -> float | None:
    """The value as a float; None for None, NaN and infinity."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    result = float(value)  # type: ignore[arg-type]
    return result if math.isfinite(result) else None


def state_of_gap(year: int, quarter: int, *, calendar: pd.DataFrame, as_of: dt.date) -> str:
    """The state of a quarter that nobody reported: not due, late or not reported.

    The due date and the lock date themselves still belong to the reporter. A quarter that the
    calendar does not know was never asked for, so it is not due.
    """
    rows = calendar[(calendar["year"] == year) & (calendar["quarter"] == quarter)]
    if len(rows) > 1:
        raise ValueError(f"calendar names {year}Q{quarter} more than once")
    if rows.empty:
        return NOT_DUE
    today = pd.Timestamp(as_of)
    due_on, locks_on = pd.Timestamp(rows["due_on"].iloc[0]), pd.Timestamp(rows["locks_on"].iloc[0])
    if today > locks_on:  # a comparison with an empty date (NaT) is never true
        return NOT_REPORTED
    return LATE if today > due_on else NOT_DUE


def roll_up(
    observations: pd.DataFrame,
    *,
    year: int,
    quarter: int,
    kinds: Mapping[str, str],
    zones: Iterable[str],
    starts: Mapping[str, tuple[int, int] | None],
    calendar: pd.DataFrame,
    as_of: dt.date,
    ends: Mapping[str, tuple[int, int]] = MappingProxyType({}),
) -> pd.DataFrame:
    """One row a (zone, indicator): value, state, known, quarters_due, quarters_present.

    A flow is summed over its applicable quarters, and has no value while one is missing; `known`
    is the sum of what is there. A stock or grade is what the span's last quarter says, so one
    quarter is due. A ratio is the ratio of the sums of the columns `numerator` and `denominator`
    (the plain quotient, never a mean of ratios). A reported quarter before the zone's start, or
    after its last one, counts as reported; calendar, start and end only speak where nothing was
    reported.
    """
    names, indicators = pd.Index(list(zones)), pd.Index(list(kinds))
    refuse_unknown("kind", set(kinds.values()) - set(KINDS))
    kind = np.array([kinds[indicator] for indicator in indicators])
    is_ratio = kind == RATIO
    rows = _rows_of_span(observations, year, quarter, names, indicators, is_ratio)
    span = range(1, quarter + 1)
    asked = [_RANK[state_of_gap(year, q, calendar=calendar, as_of=as_of)] for q in span]
    gaps = _gaps(asked, [(starts.get(zone), ends.get(zone)) for zone in names], year)
    ranks = np.repeat(gaps[:, None, :], len(indicators), axis=1)
    ranks[rows["z"], rows["i"], rows["q"]] = rows["rank"]
    # A stock or grade only knows the last quarter: the earlier ones do not apply to the span.
    ranks[:, np.isin(kind, (STOCK, GRADE)), :-1] = _RANK[NOT_APPLICABLE]
    present = ranks < _RANK[NOT_APPLICABLE]
    known = _sum_there(rows, "above", present)
    below = _sum_there(rows, "below", present)
    below[:, is_ratio] = np.where(below[:, is_ratio] == 0, np.nan, below[:, is_ratio])
    known[:, is_ratio] = known[:, is_ratio] / below[:, is_ratio]
    index = pd.MultiIndex.from_product([names, indicators], names=["zone", "indicator"])
    return _rolled(ranks, present, known, index)


def _rolled(
    ranks: np.ndarray, present: np.ndarray, known: np.ndarray, index: pd.MultiIndex
) -> pd.DataFrame:
    """The rolled-up frame out of the cube of states and what is known of each span."""
    state = ranks.max(axis=2)
    due = (ranks != _RANK[NOT_APPLICABLE]).sum(axis=2)
    complete = (state < _FIRST_MISSING) & (due > 0)
    undefined = complete & np.isnan(known)  # a ratio over nothing
    state = np.where(complete, np.where(known == 0, _RANK[ZERO], _RANK[VALUE]), state)
    state = np.where(undefined, _RANK[CANNOT_REPORT], state)
    names = np.array(STATES, dtype=object)
    return pd.DataFrame(
        {
            "value": np.where(complete, known, np.nan).ravel(),
            "state": names[state.ravel()],
            "known": known.ravel(),
            "quarters_due": due.ravel(),
            "quarters_present": present.sum(axis=2).ravel(),
        },
        index=index,
    )


def _gaps(
    asked: list[int],
    lives: list[tuple[tuple[int, int] | None, tuple[int, int] | None]],
    year: int,
) -> np.ndarray:
    """Zone x quarter: the rank of the state that a quarter has when nothing was reported.

    ``lives`` are the first and the last quarter that each zone is asked for, where there are.
    """
    is_outside = [
        [
            (start is not None and (year, q) < start) or (end is not None and (year, q) > end)
            for q in range(1, len(asked) + 1)
        ]
        for start, end in lives
    ]
    shape = (len(lives), len(asked))
    return np.where(
        np.array(is_outside, dtype=bool).reshape(shape), _RANK[NOT_APPLICABLE], np.array(asked)
    ).astype(np.int8)


def _rows_of_span(
    observations: pd.DataFrame,
    year: int,
    quarter: int,
    zones: pd.Index,
    indicators: pd.Index,
    is_ratio: np.ndarray,
) -> pd.DataFrame:
    """The observations of the span with their place in the cube; twins and typos are refused.

    `above` is what is summed (the numerator of a ratio), `below` the denominator, else 1.
    """
    is_of_span = (observations["year"] == year) & observations["quarter"].between(1, quarter)
    rows = observations[is_of_span]
    z = zones.get_indexer(pd.Index(rows["zone"]))
    i = indicators.get_indexer(pd.Index(rows["indicator"]))
    is_asked = (z >= 0) & (i >= 0)
    rows, z, i = rows[is_asked], z[is_asked], i[is_asked]
    q = rows["quarter"].to_numpy(dtype=int) - 1
    refuse_unknown("state", set(rows["state"].unique()) - set(_RANK))
    if not pd.Index((z * len(indicators) + i) * quarter + q).is_unique:
        raise ValueError("two observations for one zone, indicator and quarter")
    if is_ratio[i].any() and not {"numerator", "denominator"} <= set(rows.columns):
        raise ValueError("a ratio needs the columns numerator and denominator")
    above, below = rows["value"].astype(float).to_numpy(), np.ones(len(rows))
    if is_ratio[i].any():
        above = np.where(is_ratio[i], rows["numerator"].astype(float), above)
        below = np.where(is_ratio[i], rows["denominator"].astype(float), below)
    rank = rows["state"].map(_RANK).to_numpy(dtype=np.int8)
    above = np.where(rank == _RANK[ZERO], 0.0, above)
    # A "value" without a number is a gap: the calendar says which.
    there = (rank >= _RANK[NOT_APPLICABLE]) | ~np.isnan(above + below)
    columns = {"z": z, "i": i, "q": q, "rank": rank, "above": above, "below": below}
    return pd.DataFrame(columns)[there]


def _sum_there(rows: pd.DataFrame, part: str, present: np.ndarray) -> np.ndarray:
    """The sum of what is there; NaN where nothing is (numpy and pandas would say 0)."""
    cube = np.zeros(present.shape)
    # Laid out as zone x indicator x quarter first, so the order of rows cannot matter.
    cube[rows["z"], rows["i"], rows["q"]] = rows[part]
    total = np.where(present, cube, 0.0).sum(axis=2)
    # Four decimals is what is stored: rounding here only takes away binary noise (and -0.0).
    return np.where(present.any(axis=2), np.round(total, 4) + 0.0, np.nan)


def total_of_zones(rolled: pd.DataFrame) -> pd.DataFrame:
    """One row an indicator: the zones' rolled-up flows or stocks added up, gaps kept as gaps.

    Zones to which the span does not apply are left out; one missing zone leaves the total without
    a value, in the worst state met. Ratios are not to be added: give their parts instead.
    """
    ranks = rolled["state"].map(_RANK).unstack("zone", sort=False)
    known = rolled["known"].unstack("zone", sort=False).sum(axis=1, min_count=1).round(4) + 0.0
    state = ranks.where(ranks != _RANK[NOT_APPLICABLE], -1).max(axis=1)
    complete = state.between(0, _FIRST_MISSING - 1)
    state = state.mask(complete, np.where(known == 0, _RANK[ZERO], _RANK[VALUE]))
    total = pd.DataFrame({"value": known.where(complete), "known": known})
    total.insert(1, "state", state.replace(-1, _RANK[NOT_APPLICABLE]).map(dict(enumerate(STATES))))
    return total.join(rolled[["quarters_due", "quarters_present"]].groupby("indicator").max())


def refuse_unknown(what: str, unknown: set) -> None:
    """Nothing; raises ValueError naming codes that nobody defined."""
    if unknown:
        raise ValueError(f"unknown {what}: {', '.join(sorted(map(str, unknown)))}")


def growth(now: object, base: object, *, years: int = 1) -> Derived:
    """Growth over the same span `years` earlier, in % a year (geometric), or why there is none."""
    x, b = number(now), number(base)
    if x is None:
        return Derived(None, "now_missing")
    if b is None:
        return Derived(None, "base_missing")
    if b <= 0:
        return Derived(None, "base_not_positive")
    if years == 1:
        return Derived((x - b) / b * 100)
    if x < 0:
        return Derived(None, "now_negative")
    return Derived(((x / b) ** (1 / years) - 1) * 100)


def two_year_average(now: object, base_two_years_before: object) -> Derived:
    """The two-year average growth (两年平均) in % a year, or why there is none."""
    return growth(now, base_two_years_before, years=2)


def compare(
    now: pd.DataFrame,
    base: pd.DataFrame,
    *,
    years: int = 1,
    kinds: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """`growth` in % a year and the code of the `reason` where there is none, on the index of now.

    Both frames come from `roll_up` over the same quarters. A base in which the zone operated in
    fewer quarters is no base. With `kinds`, ratios and grades are left to percentage points.
    """
    base = base.reindex(now.index)
    x, b = now["value"].to_numpy(dtype=float), base["value"].to_numpy(dtype=float)
    fewer = base["quarters_due"].fillna(0).to_numpy() < now["quarters_due"].to_numpy()
    in_points = np.zeros(len(now), dtype=bool)
    if kinds is not None:
        unlike = [code for code, kind in kinds.items() if kind in (RATIO, GRADE)]
        in_points = now.index.get_level_values("indicator").isin(unlike)
    cases = {
        "in_points": in_points,
        "now_missing": np.isnan(x),
        "base_missing": np.isnan(b),
        "base_incomplete": fewer,
        "base_not_positive": b <= 0,
        "now_negative": (x < 0) & (years > 1),
    }
    reason = np.select(list(cases.values()), list(cases), default="").astype(object)
    has = reason == ""
    reason[has] = None
    result = np.full(len(now), np.nan)
    if years == 1:
        result[has] = (x[has] - b[has]) / b[has] * 100
    else:
        result[has] = ((x[has] / b[has]) ** (1 / years) - 1) * 100
    return pd.DataFrame(
        {"growth": result, "reason": pd.Series(reason, index=now.index, dtype=object)},
        index=now.index,
    )


def share(part: object, whole: object) -> Derived:
    """The part's share of the whole in %, year-to-date over year-to-date, or why there is none."""
    p, w = number(part), number(whole)
    if p is None:
        return Derived(None, "now_missing")
    if w is None:
        return Derived(None, "province_not_published")
    if w <= 0:
        return Derived(None, "base_not_positive")
    return Derived(p / w * 100)


def part_for_share(percent: float, whole: object) -> Derived:
    """What the part must be to hold this share of the whole: the cross-check between targets."""
    w = number(whole)
    return Derived(None, "province_not_published") if w is None else Derived(percent / 100 * w)


def points_moved(share_now: object, share_base: object) -> Derived:
    """By how many percentage points (个百分点) a share moved, or why that cannot be said."""
    now, base = number(share_now), number(share_base)
    if now is None:
        return Derived(None, "now_missing")
    return Derived(None, "base_missing") if base is None else Derived(now - base)
