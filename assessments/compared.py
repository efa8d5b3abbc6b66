"""What two boards are compared by: every zone's score with some of the figures already changed.

Pure. One zone may stand with its figures in one state among others in another: what a city counts
together is then added up anew, so that a neighbour's report is the neighbour's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .board import (
    Measured,
    Rules,
    is_past_grace,
    measure,
    measure_from,
    score_measured,
    span_shares,
)
from .facts import Facts, figures_of, spans_of
from .moves import NOW, REVISED, THEN, VERSION, YEAR, Field, Move, split
from .normalising import RANK_POINTS

Array = npt.NDArray[Any]
#: Rows of zones that change with one zone: (whose figures are in the first state, the zone).
Changed = tuple[list[tuple[str, str]], Measured]


@dataclass(frozen=True)
class Earlier:
    """The board that is compared with: its facts as known then, its rules, its printed scores."""

    facts: Facts
    rules: Rules
    scores: Mapping[str, Decimal]


@dataclass(frozen=True)
class Later:
    """The board to explain: its facts, its rules, and the printed scores of its ranked zones."""

    facts: Facts
    rules: Rules
    scores: Mapping[str, Decimal]


def moves_of(kind: str, later: Later, earlier: Earlier) -> dict[str, Move]:
    """Why each zone ranked on both boards moved, by zone."""
    zones = list(dict.fromkeys([*earlier.facts.cities, *later.facts.cities]))
    states = {THEN: earlier.facts, NOW: later.facts}
    if kind == YEAR:
        states[REVISED] = replace(later.facts, period=earlier.facts.period)
    decimals = max(earlier.rules.decimals, later.rules.decimals)
    rules = (earlier.rules, later.rules)
    compared = _Compared(zones, states, rules, decimals, earlier.scores, later.scores)
    return split(kind, Field(zones, set(earlier.scores), set(later.scores)), compared, decimals)


class _State:
    """The figures of one state, rolled up once."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def spans(self) -> list[pd.DataFrame]:
        return spans_of(self.facts)

    def measured(self, rules: Rules) -> Measured:
        return measure_from(figures_of(self.facts, self.spans), self.facts, rules)


class _Compared:
    """The scores of `moves.split`, from figures and rules."""

    def __init__(
        self,
        zones: Sequence[str],
        facts: Mapping[str, Facts],
        rules: tuple[Rules, Rules],
        decimals: int,
        before: Mapping[str, Decimal],
        after: Mapping[str, Decimal],
    ) -> None:
        self.zones, self.rules, self.decimals = list(zones), rules, decimals
        self.states = {name: _State(one) for name, one in facts.items()}
        self.printed = {(THEN, False): before, (NOW, True): after}
        self.has_one_scheme = rules[0] == rules[1]
        self.boards: dict[tuple[str, str, bool], Array] = {}
        self.known: dict[tuple[str, bool], tuple[Measured, Array]] = {}

    def __call__(self, own: str, others: str, is_new: bool) -> Array:
        key = own, others, is_new and not self.has_one_scheme
        if key not in self.boards:
            self.boards[key] = self._board(*key)
        return self.boards[key]

    def _board(self, own: str, others: str, is_new: bool) -> Array:
        found = np.tile(self._alone(others, is_new), (len(self.zones), 1))
        np.fill_diagonal(found, self._alone(own, is_new))
        if own == others:
            return found
        rows = self._of_cities(own, others, is_new)
        if self.rules[is_new].normalisation == RANK_POINTS:
            return self._together(found, own, others, is_new, rows)
        for pairs, measured in rows:
            self._place(found, pairs, self._scored(measured, own, is_new))
        return found

    def _place(self, found: Array, pairs: Sequence[tuple[str, str]], ticks: Array) -> None:
        for (owner, zone), value in zip(pairs, ticks, strict=True):
            place = self.zones.index(owner), self.zones.index(zone)
            found[place] = found[place] if np.isnan(value) else value

    def _together(
        self, found: Array, own: str, others: str, is_new: bool, rows: Sequence[Changed]
    ) -> Array:
        """The scores where each zone's place moves the others': a whole board for every zone."""
        of_own, of_others = (self._stand(state, is_new)[0] for state in (own, others))
        for owner in self.zones:
            table = of_others.beside(of_own, {owner: owner})
            for pairs, measured in rows:
                held = {zone: name_of(owner, zone) for one, zone in pairs if one == owner}
                table = table.beside(measured, held)
            pairs = [(owner, zone) for zone in self.zones]
            self._place(found, pairs, self._scored(table, others, is_new))
        return found

    def _alone(self, state: str, is_new: bool) -> Array:
        """Every zone's score in one state; where it has none, that of the state before it."""
        return self._stand(state, is_new)[1]

    def _stand(self, state: str, is_new: bool) -> tuple[Measured, Array]:
        if self.has_one_scheme:
            is_new = state == NOW
        if (state, is_new) not in self.known:
            rules = self.rules[is_new]
            measured = _of(self.zones, self.states[state].measured(rules))
            ticks = self._scored(measured, state, is_new)
            for zone, score in self.printed.get((state, is_new), {}).items():
                ticks[self.zones.index(zone)] = self._ticks(score)
            if instead := self._instead(state, is_new):
                ticks = np.where(np.isnan(ticks), self._alone(*instead), ticks)
            self.known[state, is_new] = measured, ticks
        return self.known[state, is_new]

    def _instead(self, state: str, is_new: bool) -> tuple[str, bool] | None:
        """The state that stands in for one in which a zone cannot be scored: no step is taken."""
        if state == THEN:
            return (THEN, False) if is_new else None
        return (REVISED if state == NOW and REVISED in self.states else THEN), False

    def _scored(self, measured: Measured, state: str, is_new: bool) -> Array:
        rules, facts = self.rules[is_new], self.states[state].facts
        board = score_measured(
            measured, rules, span_shares(facts, rules), self._mature(state, rules)
        )
        return np.array([self._ticks(score) for score in board.scores["score"]], dtype=float)

    def _mature(self, state: str, rules: Rules) -> pd.Series:
        facts = self.states[state].facts
        is_past = {zone: is_past_grace(zone, facts, rules) for zone in facts.cities}
        return pd.Series(is_past, dtype=bool)

    def _ticks(self, score: Decimal | None) -> float:
        return np.nan if score is None else float(score.scaleb(self.decimals))

    def _of_cities(self, own: str, others: str, is_new: bool) -> list[Changed]:
        """The rows of zones that share a count with their city, one of them in the first state."""
        rules, facts = self.rules[is_new], self.states[own].facts
        counted = {c: r for c, r in rules.criteria.items() if r.indicator in facts.of_cities}
        shared = _neighbours(facts.cities) if counted else {}
        of_own, of_others = (self._stand(state, is_new)[0] for state in (own, others))
        rows = []
        for turn in range(max(map(len, shared.values()), default=0)):
            owners = {zones[turn]: zones for zones in shared.values() if turn < len(zones)}
            mixed = self._mixed(own, others, owners, replace(rules, criteria=counted))
            pairs = [(owner, zone) for owner, zones in owners.items() for zone in zones]
            rows.append((pairs, _rows(pairs, of_own, of_others, _of(self.zones, mixed), counted)))
        return rows

    def _mixed(self, own: str, others: str, owners: Mapping[str, object], rules: Rules) -> Measured:
        """What is measured where some zones have their figures in the first state."""
        counted = {one.indicator for one in rules.criteria.values()}
        spans = [
            _mix(mine, theirs, owners, counted)
            for mine, theirs in zip(self.states[own].spans, self.states[others].spans, strict=True)
        ]
        facts = self.states[others].facts
        return measure(figures_of(facts, spans), rules, facts.areas)


def name_of(owner: str, zone: str) -> str:
    """The name of a zone's row where the owner has its figures in the first state."""
    return f"{owner} {zone}"


def _of(zones: Sequence[str], measured: Measured) -> Measured:
    """The same with a row for each of the zones; a zone that was not there has no figures."""
    full = measured.each(lambda frame: frame.reindex(zones))
    return replace(
        full,
        applies=measured.applies.reindex(zones, fill_value=False),
        withheld=measured.withheld.reindex(zones, fill_value=False),
    )


def _neighbours(cities: Mapping[str, str]) -> dict[str, list[str]]:
    """The zones of each city that has several."""
    found: dict[str, list[str]] = {}
    for zone, city in cities.items():
        found.setdefault(city, []).append(zone)
    return {city: zones for city, zones in found.items() if len(zones) > 1}


def _mix(
    mine: pd.DataFrame, theirs: pd.DataFrame, owners: Mapping[str, object], counted: Collection[str]
) -> pd.DataFrame:
    """What is counted by city, some zones' as in the first frame, the others' as in the second."""
    mixed = theirs[theirs.index.get_level_values("indicator").isin(list(counted))].copy()
    rows = mixed.index[mixed.index.get_level_values("zone").isin(list(owners))]
    rows = rows.intersection(mine.index)
    mixed.loc[rows] = mine.loc[rows]
    return mixed


def _rows(
    pairs: Sequence[tuple[str, str]],
    own: Measured,
    others: Measured,
    mixed: Measured,
    codes: Collection[str],
) -> Measured:
    """A row for each pair of a zone and who has its figures in the first state."""
    mine = {name_of(*pair): pair[1] for pair in pairs if pair[0] == pair[1]}
    theirs = {name_of(*pair): pair[1] for pair in pairs if pair[0] != pair[1]}
    names = [name_of(*pair) for pair in pairs]
    rows = own.taken(mine).joined(others.taken(theirs)).only(names)
    both = mixed.taken({name_of(*pair): pair[1] for pair in pairs})
    for held, counted in (
        (rows.values, both.values),
        (rows.states, both.states),
        (rows.applies, both.applies),
        (rows.withheld, both.withheld),
    ):
        held[list(codes)] = counted[list(codes)]
    return rows


__all__ = ["VERSION", "YEAR", "Earlier", "Later", "moves_of"]
