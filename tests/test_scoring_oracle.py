"""The scoring engine against a second calculation in plain Python and exact fractions.

The two share no code; this one takes one unit at a time. Each seed is a random assessment: nested
weights, both directions, gaps, leaves that do not apply, and values on a coarse grid, so that ties
and exact halves do occur.
"""

import random
from decimal import Decimal, localcontext
from fractions import Fraction

import pandas as pd
import pytest

from assessments.scoring import Node, achieve, plant, score

SEEDS = range(240)


class Case:
    """A random assessment, written down in exact fractions."""

    def __init__(self, seed, geometric=False):
        draw = random.Random(seed)
        self.parent, self.weight, self.leaf = {"root": None}, {"root": Fraction(1)}, {}
        self._grow(draw, "root", depth=0)
        self.cap = draw.choice([100, 100, 110, 120])
        self.decimals = draw.choice([0, 1, 2, 2, 2, 3, 4])
        self.least = draw.choice(["0", "0.5", "0.6", "0.75", "0.8", "0.8", "1"])
        gaps, outside = draw.choice([0, 0.1, 0.3, 0.6]), draw.choice([0, 0, 0.2])
        self.units = [f"u{at}" for at in range(draw.choice([1, 7, 12, 30]))]
        self.value, self.applies = {}, {}
        for unit in self.units:
            for code, (_, low, high) in self.leaf.items():
                grid = draw.choice([4, 10]) if not geometric else 7
                step = Fraction(draw.randint(-1, grid + 2), grid)
                x = round(low + step * (high - low), 3)
                self.value[unit, code] = None if draw.random() < gaps else x
                self.applies[unit, code] = draw.random() >= outside

    def _grow(self, draw, parent, depth):
        for at in range(draw.randint(2 if depth == 0 else 1, 4)):
            code = f"{parent}.{at}"
            self.parent[code] = parent
            # zero weights do occur, but never for all the siblings
            self.weight[code] = Fraction(draw.randint(1 if at == 0 else 0, 50), 10)
            if depth < 3 and draw.random() < 0.4:
                self._grow(draw, code, depth + 1)
            else:
                low = Fraction(draw.randint(-300, 300), 10)
                span = Fraction(draw.randint(1, 400), 10)
                self.leaf[code] = (draw.choice([1, 1, -1]), low, low + span)

    def nodes(self):
        for code, parent in self.parent.items():
            direction, low, high = self.leaf.get(code, (1, None, None))
            bounds = (None, None) if low is None else (float(low), float(high))
            yield Node(code, parent, float(self.weight[code]), direction, *bounds)

    def frame(self, cells):
        rows = [[cells[unit, code] for code in self.leaf] for unit in self.units]
        return pd.DataFrame(rows, index=self.units, columns=list(self.leaf))

    def board(self, aggregation="arithmetic"):
        tree = plant(self.nodes())
        values = self.frame({key: None if x is None else float(x) for key, x in self.value.items()})
        return score(
            achieve(values.astype(float), tree, cap=self.cap),
            tree,
            self.frame(self.applies),
            aggregation,
            float(self.least),
            self.decimals,
        )

    # The second calculation.

    def kids(self, code):
        return [child for child, parent in self.parent.items() if parent == code]

    def achieved(self, unit, code):
        direction, low, high = self.leaf[code]
        x = self.value[unit, code]
        if x is None or not self.applies[unit, code]:
            return None
        way = (x - low if direction == 1 else high - x) / (high - low)
        return 100 * min(max(way, Fraction(0)), Fraction(self.cap, 100))

    def total(self, unit, code="root"):
        if code in self.leaf:
            return self.achieved(unit, code)
        known = [(self.weight[kid], self.total(unit, kid)) for kid in self.kids(code)]
        known = [(weight, part) for weight, part in known if part is not None]
        whole = sum(weight for weight, _ in known)
        return sum(weight * part for weight, part in known) / whole if whole else None

    def product(self, unit, code="root"):
        """The nested geometric mean, to forty digits."""
        if code in self.leaf:
            part = self.achieved(unit, code)
            return None if part is None else Decimal(part.numerator) / Decimal(part.denominator)
        known = [(self.weight[kid], self.product(unit, kid)) for kid in self.kids(code)]
        known = [(weight, part) for weight, part in known if part is not None and weight > 0]
        whole = sum(weight for weight, _ in known)
        if not known:
            return None
        if any(part == 0 for _, part in known):
            return Decimal(0)
        power = [(weight / whole, part) for weight, part in known]
        logs = (Decimal(w.numerator) / Decimal(w.denominator) * part.ln() for w, part in power)
        return sum(logs).exp()

    def leaf_weight(self, code):
        parent = self.parent[code]
        if parent is None:
            return Fraction(1)
        family = sum(self.weight[kid] for kid in self.kids(parent))
        return self.weight[code] / family * self.leaf_weight(parent)

    def coverage(self, unit):
        due = [code for code in self.leaf if self.applies[unit, code]]
        whole = sum(self.leaf_weight(code) for code in due)
        present = sum(self.leaf_weight(code) for code in due if self.value[unit, code] is not None)
        return present / whole if whole else None


def half_up(exact, decimals):
    """The exact score in whole units of its last printed digit."""
    return None if exact is None else int(exact * 10**decimals + Fraction(1, 2))


def expect_board(case, board, ticks):
    covered = {unit: case.coverage(unit) for unit in case.units}
    ranked = {
        unit: ticks[unit]
        for unit in case.units
        if ticks[unit] is not None and covered[unit] >= Fraction(case.least)
    }
    for unit, row in board.scores.iterrows():
        printed = None if row["score"] is None else int(row["score"].scaleb(case.decimals))
        assert printed == ticks[unit]
        if covered[unit] is None:
            assert pd.isna(row["coverage"])
        else:
            assert abs(row["coverage"] - float(covered[unit])) < 1e-9
        assert row["is_ranked"] == (unit in ranked)
        if unit in ranked:
            assert row["rank"] == 1 + sum(other > ranked[unit] for other in ranked.values())
            assert row["is_tied"] == (list(ranked.values()).count(ranked[unit]) > 1)
        else:
            assert pd.isna(row["rank"])
            assert not row["is_tied"]


@pytest.mark.parametrize("seed", SEEDS)
def test_scores_coverage_and_ranks_agree_with_exact_fractions(seed):
    case = Case(seed)
    ticks = {unit: half_up(case.total(unit), case.decimals) for unit in case.units}
    board = case.board()
    expect_board(case, board, ticks)
    for unit, rows in board.contributions.groupby("unit"):
        known = [points for points in rows["contribution"] if points is not None]
        assert (sum(known) if known else None) == board.scores.loc[unit, "score"]


@pytest.mark.parametrize("seed", range(60))
def test_geometric_scores_agree_with_forty_digits(seed):
    case = Case(seed, geometric=True)
    ticks = {}
    with localcontext() as context:
        context.prec = 40
        for unit in case.units:
            exact = case.product(unit)
            # sqrt(25 * 64) is 40 and not 39.999...: twenty places are the value
            near = None if exact is None else Fraction(round(exact, 20))
            ticks[unit] = half_up(near, case.decimals)
    expect_board(case, case.board("geometric"), ticks)


def test_the_random_assessments_do_hold_ties_gaps_and_depth():
    cases = [Case(seed) for seed in SEEDS[:80]]
    boards = [case.board() for case in cases]
    assert sum(board.scores["is_tied"].any() for board in boards) > 10
    assert sum(not board.scores["is_ranked"].all() for board in boards) > 20
    assert max(code.count(".") for case in cases for code in case.leaf) == 4
    assert any(None in case.value.values() for case in cases)
    assert any(not all(case.applies.values()) for case in cases)
