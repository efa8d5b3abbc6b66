"""The worked examples of what a scheme may choose, through the functions that judge.

Pure. Nothing here is a formula of its own: a change of the arithmetic changes the page with it.
"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from .board import GEOMETRIC_FLOOR
from .normalising import BASELINE, RANK_POINTS, Beside, Reference, Z, normalise
from .scoring import Node, plant, score

_ONE = plant([Node("total", None), Node("x", "total", 1, 1, 20, 120)])


def _earned(cells: list[float], how: str, beside: Beside) -> tuple[float, ...]:
    values = pd.DataFrame({"x": cells}, index=[f"u{at}" for at in range(len(cells))])
    return tuple(normalise(values, _ONE, how, 100.0, beside)["x"])


def from_baseline() -> tuple[float, ...]:
    """60 and 30 from a base of 40, and 70 without one, towards 120; the poor goalpost is 20."""
    bases = pd.DataFrame({"x": [40.0, 40.0, float("nan")]}, index=["u0", "u1", "u2"])
    return _earned([60.0, 30.0, 70.0], BASELINE, Beside(bases=bases))


def in_deviations() -> tuple[float, ...]:
    """65 and 35 against a mean of 50 and a deviation of 10."""
    return _earned([65.0, 35.0], Z, Beside(references={"x": Reference(50.0, 10.0)}))


def in_deviations_by_june() -> float:
    """30 of a flow by mid-year against the same, both halved."""
    beside = Beside(spans={"x": 0.5}, references={"x": Reference(50.0, 10.0)})
    return _earned([30.0], Z, beside)[0]


def by_place() -> tuple[float, ...]:
    """Five zones at 9, 7, 7, 3 and 1."""
    return _earned([9.0, 7.0, 7.0, 3.0, 1.0], RANK_POINTS, Beside())


def aggregated() -> tuple[Decimal, Decimal]:
    """Criteria at 20, 0 and 100 that weigh 50, 30 and 20: arithmetic, and geometric."""
    weights = {"a": 50.0, "b": 30.0, "c": 20.0}
    nodes = [Node(code, "total", weight, 1, 0, 100) for code, weight in weights.items()]
    tree = plant([Node("total", None), *nodes])
    cells = pd.DataFrame({"a": [20.0], "b": [0.0], "c": [100.0]}, index=["z"])
    arithmetic, geometric = (
        score(cells, tree, aggregation=how, floor=GEOMETRIC_FLOOR).scores.at["z", "score"]
        for how in ("arithmetic", "geometric")
    )
    return arithmetic, geometric
