"""How sure a rank is: the same units scored again under many seeded variants of the weights.

Pure. Three steps, so that the fuller draw of variants.py (method, a leaf left out) takes the place
of the first and keeps the others: `draw_weights` gives one column of weights per node (a leaf left
out in a variant is a weight of 0 there), `variant_ranks` ranks every variant with the bottom-up
pass of scoring.py, `rank_spread` sums the ranks up. Columns are named in scoring.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessments.ranking import GUARD, rank_rows, to_ticks
from assessments.scoring import AGGREGATIONS, roll_up
from assessments.tree import Tree

Array = npt.NDArray[Any]

# Variants are taken in blocks: 2,000 units × 2,000 variants at once would need gigabytes.
BLOCK = 400_000


def vary_weights(
    achieved: pd.DataFrame,
    tree: Tree,
    variants: int,
    seed: int,
    spread: float = 0.25,
    *,
    aggregation: str = "arithmetic",
    decimals: int = 2,
    is_ranked: pd.Series | None = None,
    floor: float | None = None,
) -> pd.DataFrame:
    """Median, q05, q95 and p_last of each unit's rank, by unit; empty for units not ranked.

    Every weight is multiplied by 1 + U(-spread, spread) and renormalised among siblings present.
    Variants rank the units that the board ranks (`is_ranked`), so that each rank has the same n.
    `achieved` is NaN where a leaf is missing or does not apply. `floor`: see `roll_up`.
    """
    if aggregation not in AGGREGATIONS:
        raise ValueError(f"aggregation must be one of {AGGREGATIONS}")
    chosen = achieved if is_ranked is None else achieved[is_ranked.reindex(achieved.index)]
    weights = draw_weights(tree, variants, np.random.default_rng(seed), spread)
    ranks = variant_ranks(
        chosen,
        tree,
        weights,
        is_geometric=aggregation == "geometric",
        decimals=decimals,
        floor=floor,
    )
    return rank_spread(ranks, chosen.index).reindex(achieved.index.rename("unit"))


def draw_weights(
    tree: Tree, variants: int, rng: np.random.Generator, spread: float = 0.25
) -> dict[str, Array]:
    """One column (variants × 1) of weights per node below the root.

    Drawn in order of code: the same scheme listed in another order draws the same weights.
    """
    if variants < 1:
        raise ValueError("variants must be at least 1")
    if not 0 <= spread < 1:
        raise ValueError("spread must be at least 0 and below 1")
    codes = sorted(code for code in tree.shares if code != tree.root)
    factors = 1 + rng.uniform(-spread, spread, size=(variants, len(codes)))
    return {code: tree.shares[code] * factors[:, [at]] for at, code in enumerate(codes)}


def variant_ranks(
    achieved: pd.DataFrame,
    tree: Tree,
    weights: Mapping[str, Array],
    *,
    is_geometric: bool = False,
    decimals: int = 2,
    floor: float | None = None,
) -> Array:
    """Ranks (variants × units), taken on printed scores like any rank; 0 where there is none."""
    units = len(achieved)
    leaves = {code: achieved[code].to_numpy(dtype=float) for code in tree.leaf_codes}
    variants = max((len(column) for column in weights.values()), default=1)
    ranks = np.zeros((variants, units), dtype=np.int32)
    step = max(1, BLOCK // max(1, units))
    for start in range(0, variants, step):
        block = slice(start, start + step)
        drawn = {code: column[block] for code, column in weights.items()}
        values = roll_up(tree, leaves, drawn, geometric=is_geometric, floor=floor)
        ticks = np.broadcast_to(to_ticks(values[tree.root], decimals), ranks[block].shape)
        ranks[block] = rank_rows(ticks)
    return ranks


def rank_spread(ranks: Array, units: pd.Index) -> pd.DataFrame:
    """Median, q05, q95 (type 7, rounded outward to whole ranks) and p_last by unit.

    p_last is the share of variants in which no unit ranks below this one: units tied at the bottom
    are all last. A variant that leaves a unit without a rank (0) says nothing about it.
    """
    if ranks.size == 0:
        quantiles, p_last = np.full((3, ranks.shape[1]), np.nan), np.full(ranks.shape[1], np.nan)
    else:
        quantiles = _quantiles(ranks)
        p_last = share_of_ranked(ranks == ranks.max(axis=1, keepdims=True), ranks)
    spread = pd.DataFrame(
        {
            "median": quantiles[1],
            # read to nine places first: 2 + 0.05 × 0 must not be rounded outward to 3
            "q05": np.floor(np.round(quantiles[0], GUARD)),
            "q95": np.ceil(np.round(quantiles[2], GUARD)),
            "p_last": p_last,
        },
        index=units.rename("unit"),
    )
    return spread.astype({"q05": "Int64", "q95": "Int64"})


def share_of_ranked(happens: Array, ranks: Array) -> Array:
    """The share of the variants that rank a unit in which something happens, by unit."""
    has_rank = ranks > 0
    counted = has_rank.sum(axis=0)
    shares: Array = (happens & has_rank).sum(axis=0) / np.maximum(counted, 1)
    return np.where(counted > 0, shares, np.nan)


def _quantiles(ranks: Array) -> Array:
    """The 5th, 50th and 95th percentile of each unit's ranks; numpy's "linear" is type 7."""
    points = [0.05, 0.5, 0.95]
    if (ranks > 0).all():
        return np.quantile(ranks, points, axis=0, method="linear")
    found = np.full((3, ranks.shape[1]), np.nan)
    for at in range(ranks.shape[1]):
        held = ranks[ranks[:, at] > 0, at]
        if held.size:
            found[:, at] = np.quantile(held, points, method="linear")
    return found
