"""Why a score and a rank moved: the change between two boards, split by its causes.

Pure. Revisions come first: what is compared is compared with the earlier figures as revised. Every
other cause has the mean of what it adds over all orders in which they can come about (Shapley), so
no order among them has to be defended, and what did not change has a part of exactly 0. Parts are
rounded by largest remainder and add up to the printed change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

OWN, OTHERS, REVISIONS = "own", "others", "revisions"
SCHEME, FIELD = "scheme", "field"

#: What a board is compared with, and the causes that can lie between the two, as they are shown.
YEAR, VERSION = "year", "version"
CAUSES = {
    YEAR: (OWN, OTHERS, REVISIONS, SCHEME, FIELD),
    VERSION: (OWN, OTHERS, SCHEME, FIELD),
}

#: How the figures stand: as the earlier board took them, the same revised since, and the new ones.
THEN, REVISED, NOW = "then", "revised", "now"

#: Places are split to two decimals: half a place is what two equal causes have of one.
PLACE_DECIMALS = 2

Cause = str
#: Scores in ticks, zones × zones: row i has every zone's score if zone i has its figures in the
#: first state and all others have theirs in the second, under the old (False) or new scheme (True).
Scores = Callable[[str, str, bool], Array]


@dataclass(frozen=True)
class Part:
    """What one cause adds: points of the score, and places gained (negative: lost)."""

    cause: Cause
    points: Decimal
    places: Decimal


@dataclass(frozen=True)
class Move:
    """A zone's way from one board to the other; the parts add up to both changes."""

    zone: str
    score_before: Decimal
    score: Decimal
    rank_before: int
    rank: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Field:
    """The zones, and which of them are ranked on either board."""

    zones: Sequence[str]
    before: Collection[str]
    after: Collection[str]


def split(kind: str, field: Field, scores: Scores, decimals: int) -> dict[str, Move]:
    """The moves of the zones ranked on both boards, by zone.

    ``decimals`` are those of the ticks: the larger of both schemes'.
    """
    causes = CAUSES[kind]
    orders = orders_of(causes)
    valued = _Valued(field, scores)
    ticks, ranks = {}, {}
    for order in orders:
        for count in range(len(order) + 1):
            told = frozenset(order[:count])
            if told not in ticks:
                ticks[told], ranks[told] = valued.board(told)
    nothing, everything = frozenset[Cause](), frozenset(causes)
    points = _shared(ticks, orders, causes)
    gained = _shared({told: -found * 100 for told, found in ranks.items()}, orders, causes)
    return {
        zone: Move(
            zone=zone,
            score_before=_decimal(ticks[nothing][place], decimals),
            score=_decimal(ticks[everything][place], decimals),
            rank_before=int(ranks[nothing][place]),
            rank=int(ranks[everything][place]),
            parts=tuple(
                Part(
                    cause,
                    _decimal(points[cause][place], decimals),
                    _decimal(gained[cause][place], PLACE_DECIMALS),
                )
                for cause in causes
            ),
        )
        for place, zone in enumerate(field.zones)
        if zone in field.before and zone in field.after
    }


@cache
def orders_of(causes: tuple[Cause, ...]) -> tuple[tuple[Cause, ...], ...]:
    """Every order in which the causes can come about, revisions always first.

    Were a change within the year allowed to come before them, half of every revision of last
    year's figure would pass for growth.
    """
    first = tuple(cause for cause in causes if cause == REVISIONS)
    rest = [cause for cause in causes if cause != REVISIONS]
    return tuple((*first, *order) for order in permutations(rest))


class _Valued:
    """The board that results when only some of the causes have come about."""

    def __init__(self, field: Field, scores: Scores) -> None:
        self.scores = scores
        self.before = np.array([zone in field.before for zone in field.zones])
        self.after = np.array([zone in field.after for zone in field.zones])

    def board(self, told: frozenset[Cause]) -> tuple[Array, Array]:
        """Each zone's own score and rank, whole numbers; 0 where a zone is not on both boards."""
        own, others = self._state(OWN, told), self._state(OTHERS, told)
        is_new = SCHEME in told
        found = self.scores(own, others, is_new).copy()
        earned = found.diagonal().copy()
        # A newcomer has no earlier figures to stand with, and who left has no later ones.
        came, left = self.after & ~self.before, self.before & ~self.after
        found[:, came] = self.scores(NOW, NOW, is_new).diagonal()[came]
        as_left = REVISED if REVISIONS in told else THEN
        found[:, left] = self.scores(as_left, as_left, is_new).diagonal()[left]
        is_member = self.after if FIELD in told else self.before
        with np.errstate(invalid="ignore"):
            ahead = (found > earned[:, None]) & is_member[None, :]
        is_common = self.before & self.after
        return (
            np.where(is_common, np.nan_to_num(earned), 0).astype(np.int64),
            np.where(is_common, 1 + ahead.sum(axis=1), 0).astype(np.int64),
        )

    @staticmethod
    def _state(whose: Cause, told: frozenset[Cause]) -> str:
        if whose in told:
            return NOW
        return REVISED if REVISIONS in told else THEN


def _shared(
    values: dict[frozenset[Cause], Array],
    orders: Sequence[Sequence[Cause]],
    causes: Sequence[Cause],
) -> dict[Cause, Array]:
    """Each cause's part of the whole change, in whole units that add up to it exactly."""
    sums = {cause: np.zeros_like(values[frozenset()]) for cause in causes}
    for order in orders:
        for count, cause in enumerate(order):
            told = frozenset(order[:count])
            sums[cause] = sums[cause] + values[told | {cause}] - values[told]
    stacked = np.stack([sums[cause] for cause in causes])
    whole, rest = np.divmod(stacked, len(orders))
    change = values[frozenset(causes)] - values[frozenset()]
    short = change - whole.sum(axis=0)
    turn = np.argsort(np.argsort(-rest, axis=0, kind="stable"), axis=0)
    return dict(zip(causes, whole + (turn < short[None, :]), strict=True))


def _decimal(units: Any, decimals: int) -> Decimal:
    return Decimal(int(units)).scaleb(-decimals)
