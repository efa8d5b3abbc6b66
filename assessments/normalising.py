"""What a value earns, 0 to the cap: the normalisations that a scheme may choose from.

Pure; the vocabulary of frames is that of `assessments.scoring`. Whichever is chosen, doing better
never earns less, a gap stays a gap, and a unit without a figure moves nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessments.scoring import achieve
from assessments.tree import Node, Tree
from assessments.variants import CENTRE, STEP, Reference

Array = npt.NDArray[Any]

GOALPOSTS, BASELINE, Z, RANK_POINTS = "goalposts", "baseline", "z", "rank_points"
NORMALISATIONS = (GOALPOSTS, BASELINE, Z, RANK_POINTS)


class NoReference(ValueError):
    """A leaf without the fixed reference that its normalisation needs."""


@dataclass(frozen=True)
class Beside:
    """What a normalisation needs beside the values.

    `spans`: see `achieve`. `bases`: the units' own values over the same span of the base year.
    `comparable`: units whose place counts; a newcomer is placed among them and moves nobody.
    """

    spans: Mapping[str, float] = field(default_factory=dict)
    bases: pd.DataFrame | None = None
    references: Mapping[str, Reference] = field(default_factory=dict)
    comparable: pd.Series | None = None


def normalise(
    values: pd.DataFrame,
    tree: Tree,
    how: str = GOALPOSTS,
    cap: float = 100.0,
    beside: Beside | None = None,
) -> pd.DataFrame:
    """What each unit achieved on each leaf, 0..cap; NaN where it has no value."""
    beside = beside or Beside()
    if how == GOALPOSTS:
        return achieve(values, tree, cap, beside.spans)
    earn = {BASELINE: _from_baseline, Z: _in_deviations, RANK_POINTS: _by_place}[how]
    achieved = {
        leaf.code: np.clip(earn(values[leaf.code], leaf, beside), 0.0, cap) for leaf in tree.leaves
    }
    return pd.DataFrame(achieved, index=values.index.rename("unit"))


def _floats(column: pd.Series) -> Array:
    found = column.to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(found).any():
        raise ValueError("an infinite value")
    return found


def _from_baseline(values: pd.Series, leaf: Node, beside: Beside) -> Array:
    """Way gone from the unit's own base to the target, the good goalpost of the leaf.

    Without a base it starts from the poor goalpost. A unit that was at the target already has
    all of it for as long as it stays there, and nothing below.
    """
    share = float(beside.spans.get(leaf.code, 1.0))
    low, high = float(leaf.low or 0) * share, float(leaf.high or 0) * share
    poor, target = (low, high) if leaf.direction > 0 else (high, low)
    x = _floats(values)
    if beside.bases is None:
        start = np.full(len(x), poor)
    else:
        base = _floats(beside.bases[leaf.code].reindex(values.index))
        start = np.where(np.isnan(base), poor, base)
    ahead = (target - start) * leaf.direction  # how far the target lay from the base
    gone = (x - start) * leaf.direction
    is_there = (x - target) * leaf.direction >= 0
    way = np.where(ahead > 0, gone / np.where(ahead > 0, ahead, 1.0), is_there) * 100
    return np.where(np.isnan(x), np.nan, way)


def _in_deviations(values: pd.Series, leaf: Node, beside: Beside) -> Array:
    """50 at the reference mean, 10 more or less for each deviation from it."""
    known = beside.references.get(leaf.code)
    if known is None:
        raise NoReference(leaf.code)
    share = float(beside.spans.get(leaf.code, 1.0))
    z = (_floats(values) - known.mean * share) / (known.deviation * share)
    return CENTRE + STEP * z * leaf.direction


def _by_place(values: pd.Series, leaf: Node, beside: Beside) -> Array:
    """100 for the best, 0 for the last: the share of the others that are not better."""
    x = _floats(values) * leaf.direction
    counts = ~np.isnan(x)
    if beside.comparable is not None:
        counts &= beside.comparable.reindex(values.index, fill_value=True).to_numpy(dtype=bool)
    placed = np.sort(x[counts])
    better = len(placed) - np.searchsorted(placed, x, side="right")
    others = len(placed) - counts
    points = 100.0 * (1 - better / np.where(others > 0, others, 1))
    return np.where(np.isnan(x), np.nan, points)
