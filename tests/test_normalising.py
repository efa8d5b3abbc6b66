"""What a value earns under each normalisation: by hand, by a second calculation, and always."""

import random
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.normalising import (
    BASELINE,
    GOALPOSTS,
    NORMALISATIONS,
    RANK_POINTS,
    Beside,
    NoReference,
    Z,
    normalise,
)
from assessments.scoring import Node, achieve, plant, score
from assessments.variants import Reference

NAN = float("nan")
ONE = plant([Node("r", None), Node("x", "r", 1, 1, 20, 120)])
LOWER = plant([Node("r", None), Node("x", "r", 1, -1, 20, 120)])


def frame(*cells):
    return pd.DataFrame({"x": cells}, index=[f"u{at}" for at in range(len(cells))], dtype=float)


def earned(cells, how, tree=ONE, cap=100.0, **beside):
    return normalise(frame(*cells), tree, how, cap, Beside(**beside))["x"].tolist()


# By hand


def test_goalposts_are_the_normalisation_that_holds_unless_another_is_chosen():
    values = frame(20, 70, 95, 200, NAN)
    assert normalise(values, ONE).equals(achieve(values, ONE))


def test_from_the_own_base_to_the_target():
    # from 40 to 120 lie 80: 60 has gone 20 of them; 30 has gone back; 136 is at a fifth more
    bases = frame(40, 40, 40)
    assert earned([60, 30, 136], BASELINE, bases=bases) == [25, 0, 100]
    assert earned([60, 30, 136], BASELINE, cap=120, bases=bases) == [25, 0, 120]


def test_from_the_own_base_down_to_the_target_where_lower_is_better():
    assert earned([60, 120, 20], BASELINE, LOWER, bases=frame(100, 100, 100)) == [50, 0, 100]


def test_without_a_base_the_way_starts_at_the_poor_goalpost():
    assert earned([70, 70], BASELINE, bases=frame(NAN, 20)) == [50, 50]
    assert earned([70], BASELINE) == [50]
    assert earned([45], BASELINE, LOWER, bases=frame(NAN)) == [75]


def test_who_was_at_the_target_already_has_all_of_it_while_there_and_nothing_below():
    assert earned([119, 120, 200], BASELINE, bases=frame(120, 130, 130)) == [0, 100, 100]


def test_half_a_year_halves_the_target_and_takes_the_base_over_the_same_span():
    assert earned([40], BASELINE, bases=frame(20), spans={"x": 0.5}) == [50]


def test_deviations_from_the_fixed_reference():
    told = {"x": Reference(mean=50, deviation=10)}
    assert earned([50, 60, 35, 200, NAN], Z, references=told)[:4] == [50, 60, 35, 100]
    assert earned([60], Z, LOWER, references=told) == [40]
    assert earned([200], Z, cap=120, references=told) == [120]
    assert earned([30], Z, references=told, spans={"x": 0.5}) == [60]


def test_a_missing_reference_is_named():
    with pytest.raises(NoReference, match="x"):
        earned([50], Z)


def test_points_by_place_with_ties_and_gaps():
    # of four others none is better than 9, one than either 7, all than 1, three than 3
    assert earned([9, 7, 7, 1, 3], RANK_POINTS) == [100, 75, 75, 0, 25]
    assert earned([9, 7, 7, 1, 3], RANK_POINTS, LOWER) == [0, 50, 50, 100, 75]
    alone = earned([9, NAN], RANK_POINTS)
    assert alone[0] == 100
    assert np.isnan(alone[1])


def test_a_newcomer_is_placed_among_the_others_and_moves_none_of_them():
    values = frame(9, 5, 7)
    mature = pd.Series([True, True, False], index=values.index)
    found = normalise(values, ONE, RANK_POINTS, beside=Beside(comparable=mature))["x"]
    assert found.tolist() == [100, 0, 50]
    without = normalise(values.iloc[:2], ONE, RANK_POINTS)["x"]
    assert found.iloc[:2].tolist() == without.tolist()


def test_an_infinite_value_is_refused():
    for how in NORMALISATIONS:
        with pytest.raises(ValueError, match="infinite"):
            earned([float("inf")], how, references={"x": Reference(0, 1)})


# A second calculation, in plain Python and exact fractions


class Case:
    """A random assessment: nested weights, gaps, leaves that do not apply, ties, newcomers."""

    def __init__(self, seed):
        draw = random.Random(seed)
        self.how = NORMALISATIONS[seed % 4]
        self.is_geometric = seed // 4 % 2 == 1
        self.cap = draw.choice([100, 110, 120])
        self.themes = {f"t{at}": Fraction(draw.randint(1, 60)) for at in range(draw.randint(1, 4))}
        self.leaf = {}
        for theme in self.themes:
            for at in range(draw.randint(1, 4)):
                low = Fraction(draw.randint(-200, 200), 10)
                high = low + Fraction(draw.randint(5, 400), 10)
                weight, direction = Fraction(draw.randint(1, 60)), draw.choice([1, 1, -1])
                self.leaf[f"{theme}.{at}"] = (theme, weight, direction, low, high)
        self.span = {code: draw.choice([Fraction(1), Fraction(1, 2)]) for code in self.leaf}
        self.mean = {code: Fraction(draw.randint(-100, 300), 10) for code in self.leaf}
        self.deviation = {code: Fraction(draw.randint(5, 200), 10) for code in self.leaf}
        self.units = [f"u{at}" for at in range(draw.choice([1, 2, 7, 15]))]
        self.mature = {unit: draw.random() < 0.8 for unit in self.units}
        self.value, self.base, self.applies = {}, {}, {}
        for key in ((unit, code) for unit in self.units for code in self.leaf):
            _, _, _, low, high = self.leaf[key[1]]
            self.value[key] = self._figure(draw, low, high, gaps=0.2)
            self.base[key] = self._figure(draw, low, high, gaps=0.3)
            self.applies[key] = draw.random() < 0.85

    @staticmethod
    def _figure(draw, low, high, gaps):
        if draw.random() < gaps:
            return None
        return round(low + Fraction(draw.randint(-2, 12), 10) * (high - low), 3)

    def frame(self, cells):
        rows = [[cells[unit, code] for code in self.leaf] for unit in self.units]
        return pd.DataFrame(rows, index=self.units, columns=list(self.leaf))

    def floats(self, cells):
        return self.frame({key: NAN if x is None else float(x) for key, x in cells.items()}).astype(
            float
        )

    def board(self):
        nodes = [Node("r", None), *(Node(t, "r", float(w)) for t, w in self.themes.items())]
        nodes += [
            Node(code, theme, float(weight), direction, float(low), float(high))
            for code, (theme, weight, direction, low, high) in self.leaf.items()
        ]
        beside = Beside(
            spans={code: float(share) for code, share in self.span.items()},
            bases=self.floats(self.base),
            references={
                code: Reference(float(self.mean[code]), float(self.deviation[code]))
                for code in self.leaf
            },
            comparable=pd.Series(self.mature, dtype=bool),
        )
        tree = plant(nodes)
        achieved = normalise(self.floats(self.value), tree, self.how, self.cap, beside)
        method = "geometric" if self.is_geometric else "arithmetic"
        applies = self.frame(self.applies)
        return score(achieved, tree, applies, method, 0.5, floor=1.0)

    # From here on nothing of the product is used.

    def earns(self, unit, code):
        x = self.value[unit, code]
        if x is None:
            return None
        _, _, direction, low, high = self.leaf[code]
        low, high = low * self.span[code], high * self.span[code]
        poor, good = (low, high) if direction == 1 else (high, low)
        if self.how == GOALPOSTS:
            points = 100 * (x - poor) / (good - poor)
        elif self.how == BASELINE:
            start = self.base[unit, code]
            start = poor if start is None else start
            if direction * (good - start) > 0:
                points = 100 * (x - start) / (good - start)
            else:
                points = Fraction(100 if direction * (x - good) >= 0 else 0)
        elif self.how == Z:
            mean, deviation = (d[code] * self.span[code] for d in (self.mean, self.deviation))
            points = 50 + 10 * direction * (x - mean) / deviation
        else:
            others = [
                self.value[other, code]
                for other in self.units
                if other != unit and self.mature[other] and self.value[other, code] is not None
            ]
            better = sum(direction * (other - x) > 0 for other in others)
            points = 100 * (1 - Fraction(better, len(others))) if others else Fraction(100)
        return min(max(points, Fraction(0)), Fraction(self.cap))

    def counts(self, unit, code):
        return self.applies[unit, code] and self.value[unit, code] is not None

    def total(self, unit):
        themes = []
        for theme, weight in self.themes.items():
            known = [
                (share, self.earns(unit, code))
                for code, (of, share, *_) in self.leaf.items()
                if of == theme and self.counts(unit, code)
            ]
            if known:
                themes.append((weight, self.mean_of(known)))
        return self.mean_of(themes) if themes else None

    def mean_of(self, known):
        whole = sum(weight for weight, _ in known)
        if not self.is_geometric:
            return sum(weight * part for weight, part in known) / whole
        with localcontext() as precise:
            precise.prec = 40
            logs = [
                self.decimal(weight / whole) * max(self.decimal(part), Decimal(1)).ln()
                for weight, part in known
            ]
            return sum(logs).exp()

    @staticmethod
    def decimal(x):
        return x if isinstance(x, Decimal) else Decimal(x.numerator) / Decimal(x.denominator)


@pytest.mark.parametrize("seed", range(208))
def test_scores_agree_with_a_second_calculation(seed):
    case = Case(seed)
    board = case.board()
    for unit, row in board.scores.iterrows():
        exact = case.total(unit)
        if exact is None:
            assert row["score"] is None
            continue
        hundredths = case.decimal(exact) * 100
        printed = int((hundredths + Decimal("0.5")) // 1)
        # what lies within a billionth of a half reads as that half
        assert row["score"] == Decimal(printed).scaleb(-2) or abs(
            hundredths % 1 - Decimal("0.5")
        ) < Decimal("1e-7")
        assert row["raw"] == pytest.approx(float(exact), abs=1e-9)
    ranked = {
        unit: s
        for unit, s in board.scores["score"].items()
        if pd.notna(board.scores.at[unit, "rank"])
    }
    for unit, mine in ranked.items():
        assert board.scores.at[unit, "rank"] == 1 + sum(s > mine for s in ranked.values())


def test_the_random_assessments_cover_every_normalisation_under_both_aggregations():
    cases = [Case(seed) for seed in range(208)]
    assert {(case.how, case.is_geometric) for case in cases} == {
        (how, is_geometric) for how in NORMALISATIONS for is_geometric in (False, True)
    }
    assert any(case.total(unit) is None for case in cases for unit in case.units)


# What always holds

TREE = plant(
    [
        Node("r", None),
        Node("a", "r", 7, 1, 0, 30),
        Node("t", "r", 11),
        Node("b", "t", 3, -1, 2, 9),
        Node("c", "t", 5, 1, -5, 5),
    ]
)
REFERENCES = {"a": Reference(12, 6), "b": Reference(5, 2), "c": Reference(0, 2.5)}
cells = st.one_of(st.just(NAN), st.integers(-6, 32).map(float), st.floats(-6, 32, width=32))
rows = st.lists(st.tuples(cells, cells, cells, st.booleans()), min_size=1, max_size=8)
methods = st.sampled_from(["arithmetic", "geometric"])
hows = st.sampled_from(NORMALISATIONS)


class Table:
    """Values, each unit's base of the same shape one row on, and which units are mature."""

    def __init__(self, drawn):
        index = [f"u{at}" for at in range(len(drawn))]
        self.values = pd.DataFrame([row[:3] for row in drawn], index=index, columns=list("abc"))
        bases = np.roll(self.values.to_numpy(), 1, axis=0)
        self.bases = pd.DataFrame(bases, index=index, columns=list("abc"))
        self.mature = pd.Series([row[3] for row in drawn], index=index, dtype=bool)

    def board(self, how, method, values=None, tree=TREE):
        values = self.values if values is None else values
        beside = Beside(bases=self.bases, references=REFERENCES, comparable=self.mature)
        achieved = normalise(values, tree, how, 110, beside)
        mature = self.mature.reindex(values.index, fill_value=True)
        return score(achieved, tree, None, method, 0.5, eligible=mature, floor=1.0)


tables = rows.map(Table)


@settings(deadline=None)
@given(tables, hows, methods, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(table, how, method, random):
    order, nodes = list(table.values.index), list(TREE.nodes)
    random.shuffle(order)
    random.shuffle(nodes)
    straight = table.board(how, method).scores
    shuffled = table.board(how, method, table.values.loc[order], plant(nodes)).scores
    pd.testing.assert_frame_equal(
        shuffled.loc[straight.index].drop(columns="raw"), straight.drop(columns="raw")
    )


@settings(deadline=None)
@given(tables, hows, methods, st.sampled_from("abc"), st.floats(0, 20))
def test_doing_better_never_lowers_a_score_or_a_rank(table, how, method, code, gain):
    assume(not np.isnan(table.values.loc["u0", code]))
    before = table.board(how, method).scores.loc["u0"]
    better = table.values.copy()
    better.loc["u0", code] += -gain if code == "b" else gain
    after = table.board(how, method, better).scores.loc["u0"]
    assert after["score"] >= before["score"]
    if before["is_ranked"]:
        assert after["rank"] <= before["rank"]


@settings(deadline=None)
@given(tables, hows, methods)
def test_a_unit_that_reports_nothing_moves_nobody(table, how, method):
    before = table.board(how, method).scores
    values = table.values.copy()
    values.loc["silent"] = NAN
    after = table.board(how, method, values).scores
    pd.testing.assert_frame_equal(after.drop(index="silent"), before)
    assert after.loc["silent", "score"] is None


@settings(deadline=None)
@given(tables, hows)
def test_contributions_add_up_to_the_printed_score(table, how):
    board = table.board(how, "arithmetic")
    for unit, found in board.contributions.groupby("unit"):
        known = [points for points in found["contribution"] if points is not None]
        assert (sum(known) if known else None) == board.scores.loc[unit, "score"]


@settings(deadline=None)
@given(tables, st.sampled_from([GOALPOSTS, BASELINE, Z]), methods)
def test_but_for_places_one_unit_more_or_less_moves_nobody(table, how, method):
    everybody = table.board(how, method).scores
    alone = table.board(how, method, table.values.loc[["u0"]]).scores
    assert alone.loc["u0", "score"] == everybody.loc["u0", "score"]


@settings(deadline=None)
@given(tables, hows)
def test_what_is_earned_stays_between_nothing_and_the_cap(table, how):
    beside = Beside(bases=table.bases, references=REFERENCES, comparable=table.mature)
    earned = normalise(table.values, TREE, how, 110, beside)
    assert (earned.isna() == table.values[list(earned)].isna()).all(axis=None)
    assert earned.fillna(0).ge(0).all(axis=None)
    assert earned.fillna(0).le(110.000001).all(axis=None)
