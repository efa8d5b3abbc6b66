"""The worked examples of why a zone moved and what would move it, through the functions themselves.

Pure. Fixed figures; a change of the arithmetic changes the page with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from indicators.periods import parse_period

from .board import LEVEL, Criterion, Rules, measure_period, rank_zones
from .facts import Facts
from .lifts import Lift, places_up
from .moves import NOW, REVISED, THEN, YEAR, Array, Field, Move, Scores, split
from .scoring import Node, plant

#: Scores in hundredths of a, b and d: last year as published, the same as revised, and this year.
THREE = {THEN: (7000, 6500, 0), REVISED: (7000, 6500, 0), NOW: (6000, 6600, 6800)}
#: One zone that was published with 50, is revised to 60, and has 60 this year.
REVISED_ONE = {THEN: (5000, 5500), REVISED: (6000, 5500), NOW: (6000, 5500)}


def fallen() -> Move:
    """a had 70 and has 60, b 65 and 66; d has 68 and is ranked for the first time: a's move."""
    return split(YEAR, Field("abd", "ab", "abd"), _apart(THREE), 2)["a"]


def revised() -> Move:
    """a was published with 50, is revised to 60 and has 60 this year; b stays at 55: a's move."""
    return split(YEAR, Field("ab", "ab", "ab"), _apart(REVISED_ONE), 2)["a"]


def _apart(scores: Mapping[str, tuple[int, ...]]) -> Scores:
    """Scores that depend on each zone's own figures alone."""

    def of(own: str, others: str, is_new: bool) -> Array:
        found = np.tile(np.array(scores[others], dtype=float), (len(scores[own]), 1))
        np.fill_diagonal(found, scores[own])
        return found

    return of


def lifted() -> dict[str, Lift]:
    """a has 100 of trade and 20 firms, b 150 and 30; between 0 and 200, 0 and 40; 80 and 20 %."""
    figures = {("a", "trade"): 100, ("a", "firms"): 20, ("b", "trade"): 150, ("b", "firms"): 30}
    rows = [(*key, 2022, 4, float(value), "value", True) for key, value in figures.items()]
    columns = ["zone", "indicator", "year", "quarter", "value", "state", "is_verified"]
    days = ["year", "quarter", "due_on", "locks_on"]
    facts = Facts(
        period=parse_period("2022"),
        as_of=date(2024, 1, 1),
        observations=pd.DataFrame(rows, columns=columns),
        calendar=pd.DataFrame([(2022, 4, date(2023, 1, 15), date(2023, 2, 15))], columns=days),
        province=pd.DataFrame([], columns=["indicator", "year", "quarter", "vintage", "value"]),
        kinds={"trade": "stock", "firms": "stock"},
        cities={"a": "a", "b": "b"},
        of_cities=frozenset(),
        starts={},
        accepted={"a": "2020", "b": "2020"},
    )
    rules = Rules(
        plant(
            [
                Node("total", None),
                Node("trade", "total", 80, 1, 0, 200),
                Node("firms", "total", 20, 1, 0, 40),
            ]
        ),
        {"trade": Criterion("trade", LEVEL), "firms": Criterion("firms", LEVEL)},
        grace_months=0,
    )
    figures_now, measured = measure_period(facts, rules)
    board, _standing = rank_zones(facts, figures_now, measured, rules)
    found = places_up(facts, figures_now, measured, rules, board, {"firms"})
    return {one.indicator: one for one in found}
