"""Round once, rank what is shown: printed scores, ranks, and points that add up to the score.

Pure. A score is rounded in `to_ticks` and nowhere else; ranks are taken from the result. A tick is
one unit of the last printed digit, as a whole number: 61.30 at two decimals is 6130 ticks.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[Any]

MAX_DECIMALS = 12

# Two ways of adding the same numbers differ around the 14th digit. What lies within a billionth is
# one number: so neither the order of a sum nor the way 2.675 is stored can move a printed digit.
GUARD = 9


def to_ticks(raw: npt.ArrayLike, decimals: int) -> Array:
    """Scores in whole units of the last printed digit, half up (away from zero); NaN stays NaN.

    The one place where a score is rounded: 2.675 is stored as 2.67499999999999982, so it is read
    to nine places first, as people read it, and only then rounded half up, to 2.68.
    """
    if not 0 <= decimals <= MAX_DECIMALS:
        raise ValueError(f"decimals must be between 0 and {MAX_DECIMALS}")
    scaled = np.asarray(raw, dtype=float) * 10.0**decimals
    read = np.round(np.abs(scaled), max(GUARD - decimals, 1))
    return np.copysign(np.floor(read + 0.5), scaled)


def print_score(raw: float | None, decimals: int = 2) -> Decimal | None:
    """The score as printed, half up; None where there is none."""
    return None if raw is None else to_decimals([to_ticks(raw, decimals)], decimals)[0]


def to_decimals(ticks: npt.ArrayLike, decimals: int) -> list[Decimal | None]:
    """Ticks written as Decimals with that many places; None for NaN."""
    flat = np.asarray(ticks, dtype=float).tolist()
    return [None if tick != tick else Decimal(int(tick)).scaleb(-decimals) for tick in flat]


def rank_rows(ticks: Array) -> Array:
    """Ranks 1, 2, 2, 4 along the last axis, the highest first; 0 where there is NaN."""
    order = np.argsort(-ticks, axis=-1, kind="stable")  # NaN goes last
    falling = np.take_along_axis(ticks, order, axis=-1)
    starts = np.ones(ticks.shape, dtype=bool)
    starts[..., 1:] = falling[..., 1:] != falling[..., :-1]
    place = np.arange(1, ticks.shape[-1] + 1)
    first = np.maximum.accumulate(np.where(starts, place, 0), axis=-1)
    ranks = np.zeros(ticks.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, first.astype(np.int32), axis=-1)
    return np.where(np.isnan(ticks), 0, ranks)


def rank_printed(scores: pd.Series) -> pd.Series:
    """Ranks 1, 2, 2, 4 of printed scores (Decimal; None is not ranked), as Int64."""
    known = [value for value in scores if not pd.isna(value)]
    step = {value: place for place, value in enumerate(sorted(set(known)))}
    ticks = np.array([np.nan if pd.isna(value) else step[value] for value in scores], dtype=float)
    ranks = pd.Series(rank_rows(ticks), index=scores.index, dtype="Int64", name="rank")
    return ranks.mask(ranks == 0)


def in_rank_order(scores: pd.DataFrame) -> pd.DataFrame:
    """The rows as they are shown: by rank, then as they came; those not ranked last."""
    return scores.sort_values("rank", kind="stable", na_position="last")


def share_out(parts: Array, ticks: Array, decimals: int) -> Array:
    """Whole ticks that add up to the row's ticks, by largest remainder; NaN where absent.

    `parts` (units × leaves) are exact, in ticks; equal remainders are served from the left.
    """
    absent = np.isnan(parts)
    exact = np.round(np.where(absent, 0.0, parts), max(GUARD - decimals, 1))
    whole = np.floor(exact)
    rest = np.where(absent, -1.0, exact - whole)
    short = np.where(np.isnan(ticks), 0.0, ticks) - whole.sum(axis=1)
    turn = np.argsort(np.argsort(-rest, axis=1, kind="stable"), axis=1)
    return np.where(absent, np.nan, whole + (turn < short[:, None]))
