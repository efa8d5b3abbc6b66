"""What it would take: the smallest change of one indicator that lifts a zone by a place.

Pure. The change found does it, and 99.9 % of it does not: it is searched for by scoring again, at
the score as printed, under everything that the indicator counts in. What cannot do it says why.
Indicators counted whole change by whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.vintages import PublishedTotal

from .board import (
    GEOMETRIC_FLOOR,
    GROWTH,
    LEVEL,
    PER_KM2,
    SHARE,
    Measured,
    Rules,
    earned,
    span_shares,
)
from .facts import Facts, Figures
from .normalising import RANK_POINTS
from .scoring import Board, score_ticks

Array = npt.NDArray[Any]

PLACE, TARGET = "place", "target"
#: Why no change of an indicator does it.
CAP, NO_FIGURE, OPPOSED, SHARED = "cap", "no_figure", "opposed", "shared"

#: A change larger than anything that can be reported: every criterion stands at its end by then.
WHATEVER = 1e15
#: How close the change that does it lies to one that does not, as a part of it.
CLOSE = 1e-5
DIGITS = 6
#: The smallest change that is looked for: half a digit of what is stored.
LEAST = 1e-5


@dataclass(frozen=True)
class Lift:
    """The change of an indicator that does it, or the code of why none does.

    `change` is in the indicator's own unit, `share` a part of its own value. For a place, `score`
    is the printed score to be reached, `best` the one that the indicator alone can reach, and
    `rank` the place it would lead to; `is_tied` where that is only to share it.
    """

    zone: str
    aim: str
    indicator: str
    value: float | None
    change: float | None
    obstacle: str = ""
    target: str = ""
    score: Decimal | None = None
    best: Decimal | None = None
    rank: int | None = None
    is_tied: bool = False

    @property
    def share(self) -> float | None:
        """The change as a part of the zone's own value; None where that is nothing."""
        return abs(self.change / self.value) if self.change is not None and self.value else None

    @property
    def order(self) -> tuple:
        """Cheapest first by the share of the own value; what cannot do it last."""
        share = self.share
        return self.change is None, share is None, share or 0.0


def places_up(
    facts: Facts,
    figures: Figures,
    measured: Measured,
    rules: Rules,
    board: Board,
    whole: Collection[str] = (),
) -> list[Lift]:
    """For every ranked zone but the first, each indicator's smallest change to a better place.

    Nothing for a scheme of points by place: there every change moves the others' scores too.
    """
    if rules.normalisation == RANK_POINTS:
        return []
    search = _Search(facts, figures, measured, rules, board)
    if len(search.ranks) < 2:
        return []
    rows = np.arange(len(search.rows))
    best = search.ticks(np.full(len(rows), WHATEVER), rows)
    low, high = np.zeros(len(rows)), np.full(len(rows), WHATEVER)
    can = best >= search.wanted
    while (open_ := can & (high - low > CLOSE * high) & (high > LEAST)).any():
        # From far apart powers are halved, then the numbers themselves.
        is_far = high > 4 * np.maximum(low, LEAST)
        middle = np.where(is_far, np.sqrt(np.maximum(low, LEAST / 4) * high), (low + high) / 2)
        does = search.ticks(middle, rows) >= search.wanted
        low, high = np.where(open_ & ~does, middle, low), np.where(open_ & does, middle, high)
    sizes = [
        rounded_up(float(high[place]), is_whole=indicator in whole) if can[place] else 0.0
        for place, (_zone, indicator) in enumerate(search.rows)
    ]
    after = search.ticks(np.array(sizes), rows)
    return [
        search.lift(place, best[place], sizes[place] if can[place] else None, after[place])
        for place, (zone, _indicator) in enumerate(search.rows)
        if search.ranks[zone] > 1
    ]


class _Search:
    """One row a ranked zone and indicator: its score with that indicator changed."""

    def __init__(
        self, facts: Facts, figures: Figures, measured: Measured, rules: Rules, board: Board
    ) -> None:
        self.facts, self.figures, self.rules = facts, figures, rules
        self.spans = span_shares(facts, rules)
        ranked = board.scores[board.scores["is_ranked"]]
        self.printed: dict[str, Decimal] = dict(ranked["score"])
        self.ranks = {str(zone): int(rank) for zone, rank in ranked["rank"].items()}
        indicators = dict.fromkeys(one.indicator for one in rules.criteria.values())
        self.rows = [(zone, indicator) for zone in self.printed for indicator in indicators]
        zones = pd.Index([zone for zone, _indicator in self.rows], dtype=object)
        self.measured = measured.only(zones)
        self.slopes = self._slopes()
        self.ways = self._ways()

    @cached_property
    def values(self) -> Array:
        """Each row's own value of its indicator."""
        known = self.figures.zones["value"].to_dict()
        return np.array([known[row] for row in self.rows], dtype=float)

    @cached_property
    def room(self) -> Array:
        """How far each row's indicator can change for the better: down, to nothing at most."""
        return np.where(self.ways < 0, np.maximum(np.nan_to_num(self.values), 0), np.inf)

    @cached_property
    def ahead(self) -> list[Decimal | None]:
        """The printed score of the next place among those that do not change with the zone."""
        found: list[Decimal | None] = []
        for zone, indicator in self.rows:
            mates, own = self._mates(zone, indicator), self.printed[zone]
            rest = (one for at, one in self.printed.items() if at not in mates and one > own)
            found.append(min(rest, default=None))
        return found

    @cached_property
    def wanted(self) -> Array:
        """The same in ticks; NaN where nobody is ahead."""
        places = self.rules.decimals
        return np.array(
            [np.nan if one is None else float(one.scaleb(places)) for one in self.ahead]
        )

    def ticks(self, changes: Array, rows: Array) -> Array:
        """The printed scores of these rows with their indicators changed so much for the better."""
        ways = self.ways[rows] * np.minimum(changes, self.room[rows])
        values = self.measured.values.iloc[rows] + self.slopes[rows] * ways[:, None]
        held = self.measured.each(lambda frame: frame.iloc[rows])
        changed = replace(held, values=values).each(lambda frame: frame.reset_index(drop=True))
        return score_ticks(
            earned(changed, self.rules, self.spans),
            self.rules.tree,
            changed.applies,
            self.rules.aggregation,
            self.rules.decimals,
            withheld=changed.withheld,
            floor=GEOMETRIC_FLOOR,
        )

    def lift(self, place: int, best: float, size: float | None, after: float) -> Lift:
        """What is found for a row: the change and the rank it leads to, or why there is none."""
        (zone, indicator), wanted = self.rows[place], self.ahead[place]
        value, places = float(self.values[place]), self.rules.decimals
        found = Lift(
            zone=zone,
            aim=PLACE,
            indicator=indicator,
            value=None if math.isnan(value) else value,
            change=None,
            score=wanted,
            best=None if math.isnan(best) else Decimal(int(best)).scaleb(-places),
        )
        if found.value is None or not self.slopes[place].any():
            return replace(found, obstacle=NO_FIGURE)
        if not self.ways[place]:
            return replace(found, obstacle=OPPOSED)
        if wanted is None:
            return replace(found, obstacle=SHARED)
        if size is None:
            return replace(found, obstacle=CAP)
        rank, is_tied = self._rank_after(place, size, after)
        if rank >= self.ranks[zone]:
            return replace(found, obstacle=SHARED)
        return replace(found, change=float(self.ways[place] * size), rank=rank, is_tied=is_tied)

    def _slopes(self) -> Array:
        """By how much each criterion's value changes with its row's indicator: rows × criteria."""
        bases = self.figures.zones["base"].to_dict()
        counts = (self.measured.applies & self.measured.values.notna()).to_numpy()
        found = np.zeros(counts.shape)
        for place, (zone, indicator) in enumerate(self.rows):
            province = self.figures.province.get(indicator)
            for column, criterion in enumerate(self.rules.criteria.values()):
                if criterion.indicator == indicator and counts[place, column]:
                    base, area = float(bases[zone, indicator]), self.facts.areas.get(zone)
                    found[place, column] = _slope(criterion.measure_of, base, province, area)
        return found

    def _ways(self) -> Array:
        """The sign of a change for the better of each row; 0 where criteria pull either way."""
        directions = {leaf.code: leaf.direction for leaf in self.rules.tree.leaves}
        gains = np.sign(self.slopes) * np.array([directions[code] for code in self.rules.criteria])
        is_up, is_down = (gains > 0).any(axis=1), (gains < 0).any(axis=1)
        return is_up.astype(int) * ~is_down - is_down.astype(int) * ~is_up

    def _mates(self, zone: str, indicator: str) -> set[str]:
        """The zones that change with a zone: those of its city where the city is counted."""
        if indicator not in self.facts.of_cities:
            return {zone}
        city = self.facts.cities[zone]
        return {one for one, its in self.facts.cities.items() if its == city}

    def _rank_after(self, place: int, size: float, ticks: float) -> tuple[int, bool]:
        """The zone's rank once its indicator has changed so much, its city's other zones' too.

        And whether another zone shares it.
        """
        zone, indicator = self.rows[place]
        after = dict(self.printed)
        after[zone] = self._printed(ticks)
        mates = [one for one in self._mates(zone, indicator) if one in after and one != zone]
        if mates:
            rows = np.array([self.rows.index((one, indicator)) for one in mates])
            changed = self.ticks(np.full(len(rows), size), rows)
            after |= {mate: self._printed(one) for mate, one in zip(mates, changed, strict=True)}
        scores = list(after.values())
        rank = 1 + sum(score > after[zone] for score in scores)
        return rank, scores.count(after[zone]) > 1

    def _printed(self, ticks: float) -> Decimal:
        return Decimal(int(ticks)).scaleb(-self.rules.decimals)


def _slope(
    measure_of: str, base: float, province: PublishedTotal | None, area: float | None
) -> float:
    """By how much a measure changes when its indicator changes by one."""
    if measure_of == LEVEL:
        return 1.0
    if measure_of == GROWTH:
        return 100 / base if base > 0 else 0.0
    if measure_of == SHARE:
        return 100 / province.value if province and province.value else 0.0
    if measure_of == PER_KM2:
        return 1 / area if area else 0.0
    raise ValueError(f"unknown measure {measure_of!r}")


def rounded_up(change: float, *, is_whole: bool = False) -> float:
    """The change to six digits, or to a whole number, never less than it is."""
    if is_whole:
        return float(math.ceil(change - 1e-9))
    scale = math.floor(math.log10(change)) + 1 - DIGITS
    return float(Decimal(math.ceil(change / 10.0**scale - 1e-9)).scaleb(scale))
