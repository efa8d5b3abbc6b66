"""The worked example of how sure a rank is: five variants told in full, through what judges.

Pure. Nothing here is a formula of its own: a change of the arithmetic changes the page with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from .certainty import Certainty, how_sure
from .scoring import Node, plant, score
from .variants import (
    ARITHMETIC,
    GEOMETRIC,
    NOTHING,
    STANDARD,
    Card,
    Draw,
    Reference,
    ranks_of,
    standardise,
)

SURE_ZONES = ("a", "b", "c")


@dataclass(frozen=True)
class Sure:
    """Five variants of a board: their methods, their ranks by zone, and how sure it all is."""

    scores: tuple[Decimal, ...]
    methods: tuple[str, ...]
    ranks: tuple[tuple[int, ...], ...]
    certainty: Certainty


def sure() -> Sure:
    """a 80 and 20, b 50 and 60, c 20 and 90 under weights of 60 and 40, varied five times."""
    tree = plant(
        [Node("total", None), Node("x", "total", 60, 1, 0, 100), Node("y", "total", 40, 1, 0, 100)]
    )
    values = pd.DataFrame({"x": [80.0, 50.0, 20.0], "y": [20.0, 60.0, 90.0]}, index=SURE_ZONES)
    board = score(values, tree)
    references = {"x": Reference(50, 25), "y": Reference(40, 10)}
    card = Card(values, standardise(values, values, tree, references))
    methods = (ARITHMETIC, ARITHMETIC, GEOMETRIC, STANDARD, ARITHMETIC)
    drawn = Draw(
        weights={
            "x": np.array([[0.6], [0.45], [0.6], [0.6], [0.6]]),
            "y": np.array([[0.4], [0.5], [0.4], [0.4], [0.0]]),
        },
        methods=np.array(methods),
        left_out=np.array([NOTHING, NOTHING, NOTHING, NOTHING, 1]),
        leaves=("x", "y"),
    )
    return Sure(
        scores=tuple(board.scores["score"]),
        methods=methods,
        ranks=tuple(map(tuple, ranks_of(card, tree, drawn).tolist())),
        certainty=how_sure(card, tree, drawn, board.scores["rank"], seed=0),
    )
