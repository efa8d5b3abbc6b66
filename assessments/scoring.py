"""Scores, coverage, ranks and contributions of any set of units under any tree of weights.

Pure: frames and frozen dataclasses in, the same out. It works on 7 zones and on 2,000 units alike:
NumPy runs over the units, Python only over the nodes of the tree.

The one vocabulary of frames (here, in robustness.py and wherever their frames travel):

    index `unit`    what is scored, as text; rows keep the order in which they came
    leaf codes      the columns of a wide frame of values, of achieved values or of `applies`
    node codes      the columns of a wide frame of inner nodes' scores, root included
    code            the leaf of a row, in a long frame
    achieved        0 (the poor goalpost or worse) to 100 (the good one), at most the cap; float
    weight          the share of the score a leaf really has for this unit, in %; float
    contribution    printed points of the score that come from this leaf; Decimal or None
    raw             the score before it is printed; float
    score           the score as printed; Decimal, or None where nothing could be scored
    coverage        leaf weight present over leaf weight that applies, 0..1; float
    rank            1, 2, 2, 4 on printed scores; Int64, <NA> where not ranked
    is_tied         another ranked unit has the same printed score
    is_ranked       the unit has a score, enough coverage, and is eligible
    median, q05, q95, p_last    how sure the rank is (robustness.py)

Missing is NaN, None or <NA> all the way, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessments.ranking import (
    GUARD,
    MAX_DECIMALS,
    in_rank_order,
    print_score,
    rank_printed,
    rank_rows,
    share_out,
    to_decimals,
    to_ticks,
)
from assessments.tree import Node, Tree, TreeError, leaf_shares, plant, sibling_sums

__all__ = [
    "AGGREGATIONS",
    "MAX_DECIMALS",
    "Board",
    "Node",
    "Tree",
    "TreeError",
    "achieve",
    "in_rank_order",
    "leaf_shares",
    "plant",
    "print_score",
    "rank_printed",
    "rank_rows",
    "roll_up",
    "score",
    "score_ticks",
    "sibling_sums",
    "to_ticks",
]

Array = npt.NDArray[Any]

AGGREGATIONS = ("arithmetic", "geometric")


@dataclass(frozen=True)
class Board:
    """One scoring of all units; the columns are those named at the head of this module.

    `scores`: one row a unit (raw, score, coverage, rank, is_tied, is_ranked).
    `contributions`: one row a unit and leaf (unit, code, weight, achieved, contribution); the
    contributions of a unit add up to its printed score. Under geometric aggregation they are None.
    `nodes`: one row a unit, one column an inner node: the component scores, raw.
    """

    scores: pd.DataFrame
    contributions: pd.DataFrame
    nodes: pd.DataFrame


def achieve(
    values: pd.DataFrame,
    tree: Tree,
    cap: float = 100.0,
    span_share: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """What each unit achieved on each leaf, 0..cap, between the leaf's declared goalposts.

    `span_share` scales the annual goalposts of a leaf to a shorter span (k/4 for a flow's level).
    Goalposts never come from the units present: one unit more would move the others.
    """
    if not 0 < cap < np.inf:
        raise ValueError("cap must be a positive number")
    spans = span_share or {}
    achieved = {}
    for leaf in tree.leaves:
        share = float(spans.get(leaf.code, 1.0))
        low, high = float(leaf.low or 0) * share, float(leaf.high or 0) * share
        x = _floats(values[leaf.code])
        if np.isinf(x).any():
            raise ValueError(f"{leaf.code} holds an infinite value")
        travelled = x - low if leaf.direction > 0 else high - x
        achieved[leaf.code] = np.clip(travelled / (high - low), 0.0, cap / 100) * 100
    return pd.DataFrame(achieved, index=values.index.rename("unit"))


def roll_up(
    tree: Tree,
    leaves: Mapping[str, Array],
    weights: Mapping[str, float | Array],
    *,
    geometric: bool = False,
    floor: float | None = None,
) -> dict[str, Array]:
    """Every node's value by code, leaves to root, each over the children that are present.

    A leaf is an array over units, or over variants × units; a weight is a number, or a column
    (variants × 1). NaN is absent, and so is a child of weight 0; a node without children present is
    NaN, so that it drops out one level up. Geometric: a component at 0 makes the branch 0, unless
    `floor` lifts components first.
    """
    values = dict(leaves)
    for code in tree.bottom_up:
        family = tree.children[code]
        mean = _geometric_mean if geometric else _arithmetic_mean
        parts = [values[child] for child in family]
        if geometric and floor is not None:
            parts = [np.maximum(part, floor) for part in parts]
        values[code] = mean(parts, [weights[child] for child in family])
    return values


def score(
    achieved: pd.DataFrame,
    tree: Tree,
    applies: pd.DataFrame | None = None,
    aggregation: str = "arithmetic",
    min_coverage: float = 0.8,
    decimals: int = 2,
    *,
    eligible: pd.Series | None = None,
    withheld: pd.DataFrame | None = None,
    floor: float | None = None,
) -> Board:
    """The board: scores, coverage, ranks, contributions and component scores.

    `applies` is False where a leaf does not apply to a unit: it leaves score and coverage alike.
    `eligible` is False for a unit that is shown but not ranked (its first year, for instance).
    `withheld` is True for a gap that must not pay: no coverage, no points. `floor`: see `roll_up`.
    """
    if aggregation not in AGGREGATIONS:
        raise ValueError(f"aggregation must be one of {AGGREGATIONS}")
    if not 0 <= min_coverage <= 1:
        raise ValueError("min_coverage must be between 0 and 1")
    if not achieved.index.is_unique:
        raise ValueError("a unit appears twice")
    units = achieved.index.rename("unit")
    is_arithmetic = aggregation == "arithmetic"
    leaves, coverage = _leaves(achieved, tree, applies, withheld)
    values = roll_up(tree, leaves, tree.shares, geometric=not is_arithmetic, floor=floor)
    ticks = to_ticks(values[tree.root], decimals)
    is_ranked = ~np.isnan(ticks) & (coverage >= min_coverage)
    if eligible is not None:
        is_ranked &= eligible.reindex(units, fill_value=True).to_numpy(dtype=bool)
    return Board(
        scores=_scores(units, values[tree.root], ticks, coverage, is_ranked, decimals),
        contributions=_contributions(tree, units, values, ticks, decimals, is_arithmetic),
        nodes=pd.DataFrame({code: values[code] for code in tree.inner_codes}, index=units),
    )


def score_ticks(
    achieved: pd.DataFrame,
    tree: Tree,
    applies: pd.DataFrame | None = None,
    aggregation: str = "arithmetic",
    decimals: int = 2,
    *,
    withheld: pd.DataFrame | None = None,
    floor: float | None = None,
) -> Array:
    """The scores of `score` alone, as whole ticks: for the many boards of a search."""
    leaves, _coverage = _leaves(achieved, tree, applies, withheld)
    is_geometric = aggregation != "arithmetic"
    values = roll_up(tree, leaves, tree.shares, geometric=is_geometric, floor=floor)
    return to_ticks(values[tree.root], decimals)


def _leaves(
    achieved: pd.DataFrame,
    tree: Tree,
    applies: pd.DataFrame | None,
    withheld: pd.DataFrame | None,
) -> tuple[dict[str, Array], Array]:
    """What each leaf counts with, a gap that must not pay as 0; and each unit's coverage."""
    units = achieved.index
    applicable = _told(applies, units, tree, otherwise=True)
    leaves = {
        code: np.where(applicable[code], _floats(achieved[code]), np.nan)
        for code in tree.leaf_codes
    }
    coverage = _coverage(tree, leaves, applicable)
    for code, is_withheld in _told(withheld, units, tree, otherwise=False).items():
        lost = is_withheld & applicable[code] & np.isnan(leaves[code]) & (coverage > 0)
        leaves[code] = np.where(lost, 0.0, leaves[code])
    return leaves, coverage


def _floats(column: pd.Series) -> Array:
    return column.to_numpy(dtype=float, na_value=np.nan)


def _arithmetic_mean(parts: Sequence[Array], weights: Sequence[float | Array]) -> Array:
    return _mean(parts, weights, lambda part: part)


def _geometric_mean(parts: Sequence[Array], weights: Sequence[float | Array]) -> Array:
    logs = _mean(parts, weights, lambda part: np.log(np.where(part > 0, part, 1.0)))
    has_zero = np.zeros(logs.shape, dtype=bool)
    for part, weight in zip(parts, weights, strict=True):
        has_zero |= (part <= 0) & (np.asarray(weight) > 0)
    return np.where(has_zero, 0.0, np.exp(logs))


def _mean(
    parts: Sequence[Array], weights: Sequence[float | Array], measure: Callable[[Array], Array]
) -> Array:
    """The weighted mean of the measured parts over what is present; NaN where nothing is."""
    total: Array = np.zeros(())
    summed: Array = np.zeros(())
    for part, weight in zip(parts, weights, strict=True):
        present = ~np.isnan(part)
        held = np.where(present, weight, 0.0)
        total = total + held
        summed = summed + held * measure(np.where(present, part, 1.0))
    return np.where(total > 0, summed / np.where(total > 0, total, 1.0), np.nan)


def _told(
    told: pd.DataFrame | None, units: pd.Index, tree: Tree, *, otherwise: bool
) -> dict[str, Array]:
    """A frame of yes and no as one array a leaf; `otherwise` where it says nothing."""
    return {
        code: told[code].reindex(units, fill_value=otherwise).to_numpy(dtype=bool)
        if told is not None and code in told
        else np.full(len(units), otherwise)
        for code in tree.leaf_codes
    }


def _coverage(tree: Tree, leaves: Mapping[str, Array], applicable: Mapping[str, Array]) -> Array:
    """Leaf weight present over leaf weight that applies; NaN where nothing applies."""
    shares = leaf_shares(tree)
    codes = sorted(shares)
    present = sum(np.where(np.isnan(leaves[code]), 0.0, shares[code]) for code in codes)
    due = np.asarray(sum(np.where(applicable[code], shares[code], 0.0) for code in codes))
    share = np.where(due > 0, present / np.where(due > 0, due, 1.0), np.nan)
    # four fifths of the weight must pass a minimum of 0.8, whatever 0.2 + 0.2 + 0.2 + 0.2 comes to
    return np.round(share, GUARD)


def _scores(
    units: pd.Index, raw: Array, ticks: Array, coverage: Array, is_ranked: Array, decimals: int
) -> pd.DataFrame:
    printed = pd.Series(to_decimals(ticks, decimals), index=units, dtype=object)
    rank = rank_printed(printed.where(is_ranked, None))
    return pd.DataFrame(
        {
            "raw": raw,
            "score": printed,
            "coverage": coverage,
            "rank": rank,
            "is_tied": (rank.duplicated(keep=False) & rank.notna()).astype(bool),
            "is_ranked": is_ranked,
        },
        index=units,
    )


def _contributions(
    tree: Tree,
    units: pd.Index,
    values: Mapping[str, Array],
    ticks: Array,
    decimals: int,
    is_arithmetic: bool,
) -> pd.DataFrame:
    codes = tree.leaf_codes
    held = _weights_held(tree, values)
    weight = np.column_stack([held[code] for code in codes])
    achieved = np.column_stack([values[code] for code in codes])
    contribution: list[Decimal | None] = [None] * weight.size
    if is_arithmetic:
        by_code = np.argsort(codes)  # equal remainders are served in order of code, however listed
        shared = np.empty(weight.shape)
        parts = (weight * achieved)[:, by_code]
        shared[:, by_code] = share_out(parts * 10.0**decimals, ticks, decimals)
        contribution = to_decimals(shared.ravel(), decimals)
    return pd.DataFrame(
        {
            "unit": np.repeat(units.to_numpy(dtype=object), len(codes)),
            "code": np.tile(np.array(codes, dtype=object), len(units)),
            "weight": weight.ravel() * 100,
            "achieved": achieved.ravel(),
            "contribution": pd.Series(contribution, dtype=object),
        }
    )


def _weights_held(tree: Tree, values: Mapping[str, Array]) -> dict[str, Array]:
    """Each node's share of the score after gaps, by code; NaN where the node is absent."""
    held: dict[str, Array] = {tree.root: np.where(np.isnan(values[tree.root]), np.nan, 1.0)}
    for code in reversed(tree.bottom_up):
        family = tree.children[code]
        present = {child: ~np.isnan(values[child]) for child in family}
        total = np.asarray(sum(np.where(present[c], tree.shares[c], 0.0) for c in family))
        for child in family:
            share = tree.shares[child] / np.where(total > 0, total, 1.0)
            held[child] = np.where(present[child], held[code] * share, np.nan)
    return held
