"""What is drawn in a variant, and how units rank in it: cases worked by hand."""

import numpy as np
import pandas as pd
import pytest

from assessments.certainty import Pair, falls_remaining, how_sure
from assessments.scoring import Node, plant
from assessments.variants import Card, Draw, Reference, draw, ranks_of, standardise

NAN = float("nan")
TREE = plant([Node("r", None), Node("a", "r", 60, 1, 0, 100), Node("b", "r", 40, 1, 0, 100)])
NESTED = plant(
    [
        Node("r", None),
        Node("t", "r", 70),
        Node("a", "t", 60, 1, 0, 100),
        Node("b", "t", 40, 1, 0, 100),
        Node("c", "r", 30, 1, 0, 100),
    ]
)
REFERENCES = {"a": Reference(50, 25), "b": Reference(40, 10)}


def frame(rows, columns="ab"):
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(columns), dtype=float)


def explicit(*variants):
    """A draw told in full: (method, weight of a, weight of b, leaf left out or "")."""
    methods, a, b, left_out = zip(*variants, strict=True)
    weights = {
        code: np.array([[0.0 if out == code else w] for w, out in zip(told, left_out, strict=True)])
        for code, told in (("a", a), ("b", b))
    }
    places = [["a", "b"].index(out) if out else -1 for out in left_out]
    return Draw(weights, np.array(methods), np.array(places), ("a", "b"))


# Five variants by hand. Nominally x 0.6×80 + 0.4×20 = 56, y 54, z 48.
UNITS = frame({"x": [80, 20], "y": [50, 60], "z": [20, 90]})
NOMINAL = pd.Series({"x": 1, "y": 2, "z": 3}, dtype="Int64")
FIVE = explicit(
    ("arithmetic", 0.6, 0.4, ""),  # 56, 54, 48
    ("arithmetic", 0.45, 0.5, ""),  # (0.45×80 + 0.5×20) ÷ 0.95 = 48.42, 55.26, 56.84
    ("geometric", 0.6, 0.4, ""),  # 80^0.6 × 20^0.4 = 45.95, 53.78, 36.50
    ("standard", 0.6, 0.4, ""),  # a: 1.2, 0, −1.2; b: −2, 2, 5; 50 + 10z = 49.2, 58.0, 62.8
    ("arithmetic", 0.6, 0.4, "b"),  # a alone: 80, 50, 20
)
BY_HAND = [[1, 2, 3], [3, 2, 1], [2, 1, 3], [3, 2, 1], [1, 2, 3]]


def card(units=UNITS):
    return Card(units, standardise(units, units, TREE, REFERENCES))


def test_five_variants_worked_by_hand():
    assert ranks_of(card(), TREE, FIVE).tolist() == BY_HAND


def test_what_follows_from_the_five_variants():
    found = how_sure(card(), TREE, FIVE, NOMINAL, seed=1)
    told = found.spread[["median", "q05", "q95", "p_last", "p_bottom"]]
    # y's ranks 1, 2, 2, 2, 2 put the 5th percentile at 1.2: outward to 1
    assert told.loc["x"].tolist() == [2, 1, 3, 0.4, 0.4]
    assert told.loc["y"].tolist() == [2, 1, 2, 0, 0]
    assert told.loc["z"].tolist() == [3, 1, 3, 0.6, 0.6]
    assert found.pairs == (Pair("x", "y", 0.4), Pair("x", "z", 0.6), Pair("y", "z", 0.6))
    assert (found.bottom, found.has_all_pairs) == (1, True)


def test_a_fall_remains_in_the_variants_that_hold_it_on_both_boards():
    # Before, x led on both leaves. Of the five variants now, x has left the first place in three.
    before = card(frame({"x": [90, 90], "y": [50, 60], "z": [20, 30]}))
    told = {"units": UNITS.index, "least": 1}
    assert falls_remaining(before, card(), TREE, FIVE, **told) == {"x": 0.6, "y": 0.0, "z": 0.0}
    # From 1 to 3 it fell in two of them.
    assert falls_remaining(before, card(), TREE, FIVE, units=UNITS.index, least=2)["x"] == 0.4


def test_a_fall_is_counted_among_the_units_that_are_compared():
    before = card(frame({"x": [90, 90], "z": [20, 30]}))
    # y is new: z alone can overtake x, in the second and the fourth variant.
    assert falls_remaining(before, card(), TREE, FIVE, units=["x", "z"], least=1)["x"] == 0.4


def test_components_are_lifted_to_one_under_the_geometric_mean():
    units = frame({"zero": [0, 100], "poor": [2, 8]})
    geometric = explicit(("geometric", 0.5, 0.5, ""))
    # √(1×100) = 10 beats √(2×8) = 4, where a zero left alone would be last
    assert ranks_of(card(units), TREE, geometric).tolist() == [[1, 2]]


def test_a_reference_looks_beyond_the_goalposts():
    values = frame({"above": [150, 50], "at": [100, 50]})
    achieved = values.clip(0, 100)
    both = Card(achieved, standardise(values, achieved, TREE, REFERENCES))
    told = explicit(("arithmetic", 0.6, 0.4, ""), ("standard", 0.6, 0.4, ""))
    assert ranks_of(both, TREE, told).tolist() == [[1, 1], [1, 2]]


def test_a_figure_stands_against_the_reference_in_the_direction_of_its_leaf():
    tree = plant([Node("r", None), Node("a", "r", 1, -1, 0, 100)])
    values = frame({"u": [30]}, "a")
    found = standardise(values, values, tree, {"a": Reference(50, 10)})
    assert found.loc["u", "a"] == 70


def test_a_reference_shrinks_with_a_shorter_span():
    values = frame({"u": [60, 45]})
    found = standardise(values, values, TREE, REFERENCES, span_share={"a": 0.5})
    # half a year: mean 25, deviation 12.5; b is no flow and stays
    assert found.loc["u"].tolist() == [pytest.approx(50 + 10 * 35 / 12.5), 55]


def test_against_a_reference_a_leaf_earns_from_nothing_to_the_cap():
    values = frame({"far below": [-500, 45], "far above": [500, 45]})
    found = standardise(values, values, TREE, REFERENCES, 120)
    assert found["a"].tolist() == [0, 120]


def test_a_gap_stays_a_gap_and_a_withheld_figure_earns_nothing():
    values = frame({"gap": [NAN, 45], "withheld": [NAN, 45]})
    achieved = frame({"gap": [NAN, 45], "withheld": [0, 45]})
    found = standardise(values, achieved, TREE, REFERENCES)
    assert np.isnan(found.loc["gap", "a"])
    assert found.loc["withheld"].tolist() == [0, 55]


def test_a_scheme_that_lacks_a_reference_has_no_standard():
    assert standardise(UNITS, UNITS, TREE, {"a": Reference(50, 25)}) is None
    drawn = draw(TREE, 500, 1, has_reference=False)
    assert set(drawn.methods) == {"arithmetic", "geometric"}
    with pytest.raises(ValueError, match="reference"):
        ranks_of(Card(UNITS), TREE, FIVE)


def test_a_variant_that_leaves_a_unit_without_any_figure_says_nothing_about_it():
    units = frame({"x": [80, NAN], "y": [50, 60]})
    drawn = explicit(("arithmetic", 0.6, 0.4, "a"), ("arithmetic", 0.6, 0.4, ""))
    assert ranks_of(Card(units), TREE, drawn).tolist() == [[0, 1], [1, 2]]
    nominal = pd.Series({"x": 1, "y": 2}, dtype="Int64")
    found = how_sure(Card(units), TREE, drawn, nominal, seed=1)
    assert found.spread.loc["x"].tolist() == [1, 1, 1, 0, 0]
    assert found.pairs == ()  # x is above y wherever both have a figure


# What is drawn


def test_every_method_has_equal_odds_and_a_leaf_is_left_out_half_of_the_time():
    drawn = draw(NESTED, 12_000, 5, has_reference=True)
    counted = drawn.counted()
    assert list(counted["methods"]) == ["arithmetic", "geometric", "standard"]
    assert all(3_800 < count < 4_200 for count in counted["methods"].values())
    assert sum(counted["methods"].values()) == drawn.count == 12_000
    assert all(1_850 < counted["left_out"][leaf] < 2_150 for leaf in "abc")


def test_weights_are_those_of_the_weight_variants_but_for_the_leaf_left_out():
    drawn = draw(NESTED, 3000, 5, has_reference=True)
    for place, leaf in enumerate(drawn.leaves):
        factors = drawn.weights[leaf][:, 0] / NESTED.shares[leaf]
        assert (factors[drawn.left_out == place] == 0).all()
        kept = factors[drawn.left_out != place]
        assert 0.75 <= kept.min() < 0.76
        assert 1.24 < kept.max() <= 1.25
    assert (drawn.weights["t"] > 0).all()


def test_the_same_seed_draws_the_same_however_the_scheme_is_listed():
    one = draw(NESTED, 200, 9, has_reference=True)
    other = draw(plant(NESTED.nodes[::-1]), 200, 9, has_reference=True)
    assert (one.methods == other.methods).all()
    assert (one.left_out == other.left_out).all()
    for code, column in one.weights.items():
        assert (column == other.weights[code]).all()
    assert (draw(NESTED, 200, 10, has_reference=True).methods != one.methods).any()


def test_a_single_leaf_is_never_left_out():
    tree = plant([Node("r", None), Node("a", "r", 1, 1, 0, 100)])
    assert (draw(tree, 100, 1, has_reference=False).left_out == -1).all()


def test_a_chance_that_is_none_is_refused():
    with pytest.raises(ValueError, match="leave_out"):
        draw(TREE, 10, 1, has_reference=False, leave_out=1.5)
