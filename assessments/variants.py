"""Variants of a scheme: what is drawn in each, and how the same units rank under every one.

Pure. A variant moves every weight, takes one of the methods, and may leave a leaf out. Units are
those that the board ranks; their gaps are the board's. Columns are named in scoring.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessments.robustness import Array, draw_weights, variant_ranks
from assessments.scoring import Tree

ARITHMETIC, GEOMETRIC, STANDARD = "arithmetic", "geometric", "standard"
METHODS = (ARITHMETIC, GEOMETRIC, STANDARD)
SPREAD, LEAVE_OUT, FLOOR = 0.25, 0.5, 1.0
NOTHING = -1

# A unit at the reference mean stands at 50, one deviation above it at 60.
CENTRE, STEP = 50.0, 10.0


@dataclass(frozen=True)
class Reference:
    """The mean and the deviation that a scheme fixes for a leaf; never those of the units."""

    mean: float
    deviation: float


@dataclass(frozen=True)
class Draw:
    """What is drawn: per variant the weights (a column a node), the method, the leaf left out.

    `methods` holds names; `left_out` a place in `leaves`, or NOTHING.
    """

    weights: Mapping[str, Array]
    methods: Array
    left_out: Array
    leaves: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many variants there are."""
        return len(self.methods)

    def counted(self) -> dict[str, dict[str, int]]:
        """In how many variants each method was taken, and each leaf left out."""
        methods, left_out = self.methods.tolist(), self.left_out.tolist()
        return {
            "methods": {name: methods.count(name) for name in METHODS if name in methods},
            "left_out": {code: left_out.count(at) for at, code in enumerate(self.leaves)},
        }


@dataclass(frozen=True)
class Card:
    """What units achieved, ready to be ranked under variants: frames of units × leaves.

    `achieved` is between the goalposts, `standard` against the reference (None without one). NaN is
    a gap in both alike.
    """

    achieved: pd.DataFrame
    standard: pd.DataFrame | None = None

    def only(self, units: Sequence[str]) -> Card:
        """The card of these units, in this order."""
        standard = None if self.standard is None else self.standard.loc[units]
        return Card(self.achieved.loc[units], standard)


def draw(
    tree: Tree,
    variants: int,
    seed: int,
    *,
    has_reference: bool,
    spread: float = SPREAD,
    leave_out: float = LEAVE_OUT,
) -> Draw:
    """That many seeded variants; the same seed and tree give the same ones, however listed.

    Every method on offer has equal odds. A leaf is left out with the chance `leave_out`, each with
    equal odds; where the tree has one leaf only, there is nothing to leave out.
    """
    if not 0 <= leave_out <= 1:
        raise ValueError("leave_out must be between 0 and 1")
    rng = np.random.default_rng(seed)
    weights = draw_weights(tree, variants, rng, spread)
    names = np.array(METHODS if has_reference else METHODS[:2])
    methods = names[rng.integers(len(names), size=variants)]
    leaves = tuple(sorted(tree.leaf_codes))
    chosen = rng.integers(len(leaves), size=variants)
    is_left = (rng.random(variants) < leave_out) & (len(leaves) > 1)
    left_out = np.where(is_left, chosen, NOTHING)
    for at, code in enumerate(leaves):
        if code in weights:
            weights[code] = np.where((left_out == at)[:, None], 0.0, weights[code])
    return Draw(weights, methods, left_out, leaves)


def standardise(
    values: pd.DataFrame,
    achieved: pd.DataFrame,
    tree: Tree,
    references: Mapping[str, Reference],
    cap: float = 100.0,
    span_share: Mapping[str, float] | None = None,
) -> pd.DataFrame | None:
    """Values against the reference, 0..cap: 50 at its mean, 10 a deviation; None where one lacks.

    A gap in `achieved` stays one; what was achieved without a value, a withheld figure, earns
    nothing here either. Mean and deviation shrink with a shorter span like the goalposts.
    """
    if any(code not in references for code in tree.leaf_codes):
        return None
    spans = span_share or {}
    standard = {}
    for leaf in tree.leaves:
        reference, share = references[leaf.code], float(spans.get(leaf.code, 1.0))
        x = values[leaf.code].to_numpy(dtype=float, na_value=np.nan)
        z = leaf.direction * (x - reference.mean * share) / (reference.deviation * share)
        points = np.where(np.isnan(x), 0.0, np.clip(CENTRE + STEP * z, 0.0, cap))
        standard[leaf.code] = np.where(achieved[leaf.code].isna(), np.nan, points)
    return pd.DataFrame(standard, index=achieved.index)


def ranks_of(card: Card, tree: Tree, drawn: Draw, decimals: int = 2) -> Array:
    """Ranks (variants × units) under what was drawn; 0 where a variant leaves a unit no figure."""
    ranks = np.zeros((drawn.count, len(card.achieved)), dtype=np.int32)
    for method in METHODS:
        chosen = drawn.methods == method
        if not chosen.any():
            continue
        frame = card.standard if method == STANDARD else card.achieved
        if frame is None:
            raise ValueError("the draw asks for a reference that the card lacks")
        weights = {code: column[chosen] for code, column in drawn.weights.items()}
        ranks[chosen] = variant_ranks(
            frame,
            tree,
            weights,
            is_geometric=method == GEOMETRIC,
            decimals=decimals,
            floor=FLOOR,
        )
    return ranks
