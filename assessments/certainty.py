"""How sure ranks are: intervals, pairs that cannot be told apart, falls that remain.

Pure. Works on the units that the board ranks; who is ranked is decided once, on the board, and
never anew in a variant. Columns are named in scoring.py; `p_bottom` stands beside `p_last`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessments.ranking import rank_rows
from assessments.robustness import Array, rank_spread, share_of_ranked
from assessments.scoring import Tree
from assessments.variants import Card, Draw, ranks_of

#: Between these chances two units are not distinguishable.
LOW, HIGH = 0.05, 0.95
#: Above so many units only neighbours in rank are compared.
MOST_COMPARED = 200
#: Below this share of the variants a finding about a rank is not robust.
ROBUST = 0.9


@dataclass(frozen=True)
class Pair:
    """Two units that cannot be told apart, the better placed first, and how often it is ahead."""

    above: str
    below: str
    chance: float


@dataclass(frozen=True)
class Certainty:
    """How sure the ranks of a board are.

    `spread` by unit: median, q05, q95, p_last, p_bottom. `bottom` is the k of p_bottom.
    """

    drawn: Draw
    seed: int
    spread: pd.DataFrame
    bottom: int
    pairs: tuple[Pair, ...]
    has_all_pairs: bool


def bottom_of(count: int) -> int:
    """How many units make the bottom of a list: a third of it, at least 1 and at most 5."""
    return max(1, min(5, count // 3))


def how_sure(
    card: Card, tree: Tree, drawn: Draw, nominal: pd.Series, *, seed: int, decimals: int = 2
) -> Certainty:
    """How sure the ranks are of the units that `nominal` ranks; nothing depends on their order."""
    places = nominal.dropna().astype(int)
    units = sorted(places.index, key=lambda unit: (places[unit], unit))
    ranks = ranks_of(card.only(units), tree, drawn, decimals)
    spread = rank_spread(ranks, pd.Index(units, dtype=object))
    bottom = bottom_of(len(units))
    spread["p_bottom"] = share_of_ranked(_from_below(ranks) <= bottom, ranks)
    has_all_pairs = len(units) <= MOST_COMPARED
    return Certainty(
        drawn=drawn,
        seed=seed,
        spread=spread,
        bottom=bottom,
        pairs=tuple(_close(units, ranks, has_all_pairs)),
        has_all_pairs=has_all_pairs,
    )


def chance_above(first: Array, others: Array) -> Array:
    """P(first above other) for each of the others; a tie counts a half. Rows are units' ranks.

    Variants that leave one of the two without a rank say nothing; NaN where none is left.
    """
    is_counted = (first > 0) & (others > 0)
    ahead = np.count_nonzero((first < others) & is_counted, axis=1)
    tied = np.count_nonzero((first == others) & is_counted, axis=1)
    counted = np.count_nonzero(is_counted, axis=1)
    chance: Array = (ahead + 0.5 * tied) / np.maximum(counted, 1)
    return np.where(counted > 0, chance, np.nan)


def fall_remains(before: Array, now: Array, least: float) -> Array:
    """By unit, the share of variants in which it falls by at least so many places on both boards.

    Both are variants × units under the same draw, over the same units in the same order.
    """
    has_both = (before > 0) & (now > 0)
    falls = (now.astype(int) - before >= least) & has_both
    counted = has_both.sum(axis=0)
    shares: Array = falls.sum(axis=0) / np.maximum(counted, 1)
    return np.where(counted > 0, shares, 0.0)


def falls_remaining(
    before: Card,
    now: Card,
    tree: Tree,
    drawn: Draw,
    *,
    units: Iterable[str],
    least: float,
    decimals: int = 2,
) -> dict[str, float]:
    """By unit, the share of variants in which it falls by at least so many places among these.

    The same draw ranks both boards; a unit that one of them lacks is left aside.
    """
    both = sorted(set(units) & set(before.achieved.index) & set(now.achieved.index))
    ranks = [ranks_of(card.only(both), tree, drawn, decimals) for card in (before, now)]
    return dict(zip(both, fall_remains(ranks[0], ranks[1], least).tolist(), strict=True))


def is_robust(share: float | None) -> bool:
    """Whether a finding holds in so many variants that it may be called robust."""
    return share is None or share >= ROBUST


def _from_below(ranks: Array) -> Array:
    """Ranks counted from the bottom: 1 for every unit that no other ranks below."""
    return rank_rows(np.where(ranks > 0, ranks, np.nan).astype(float))


def _close(units: Sequence[str], ranks: Array, has_all: bool) -> Iterable[Pair]:
    """The pairs that are not distinguishable, in the order of the units."""
    rows = np.ascontiguousarray(ranks.T.astype(np.int16 if len(units) < 32_000 else np.int32))
    for at, unit in enumerate(units[:-1]):
        others = rows[at + 1 :] if has_all else rows[at + 1 : at + 2]
        chances = chance_above(rows[at], others)
        for step in np.flatnonzero((chances > LOW) & (chances < HIGH)).tolist():
            yield Pair(unit, units[at + 1 + step], float(chances[step]))
