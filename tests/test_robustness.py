"""How sure a rank is: against a calculation variant by variant, and cases known beforehand."""

from fractions import Fraction
from statistics import median

import numpy as np
import pandas as pd
import pytest

from assessments.robustness import draw_weights, rank_spread, variant_ranks, vary_weights
from assessments.scoring import Node, achieve, plant, score

NAN = float("nan")

TREE = plant(
    [
        Node("r", None),
        Node("a", "r", 3, 1, 0, 100),
        Node("t", "r", 2),
        Node("b", "t", 1, 1, 0, 100),
        Node("c", "t", 4, -1, 0, 100),
    ]
)


def table(rows):
    return pd.DataFrame.from_dict(rows, orient="index", columns=list("abc"), dtype=float)


@pytest.fixture
def achieved():
    return achieve(
        table({"u": [80, 40, 20], "v": [60, 70, 10], "w": [NAN, 75, 30], "x": [70, 60, 25]}), TREE
    )


def by_hand(achieved, weights, at):
    """The ranks of one variant, one unit at a time."""
    printed = {}
    for unit, row in achieved.iterrows():
        weigh = {code: float(column[at, 0]) for code, column in weights.items()}
        theme = (row["b"] * weigh["b"] + row["c"] * weigh["c"]) / (weigh["b"] + weigh["c"])
        parts = [(theme, weigh["t"])]
        if not np.isnan(row["a"]):
            parts.append((row["a"], weigh["a"]))
        total = sum(part * weight for part, weight in parts) / sum(weight for _, weight in parts)
        printed[unit] = int(Fraction(total) * 100 + Fraction(1, 2))
    return [1 + sum(other > mine for other in printed.values()) for mine in printed.values()]


def test_every_variant_ranks_as_it_would_alone(achieved):
    weights = draw_weights(TREE, 300, np.random.default_rng(7))
    ranks = variant_ranks(achieved, TREE, weights)
    assert ranks.shape == (300, 4)
    assert ranks.tolist() == [by_hand(achieved, weights, at) for at in range(300)]
    assert len({tuple(row) for row in ranks.tolist()}) > 1


def test_the_summary_is_that_of_the_variants(achieved):
    ranks = variant_ranks(achieved, TREE, draw_weights(TREE, 400, np.random.default_rng(3)))
    spread = vary_weights(achieved, TREE, 400, 3)
    for at, unit in enumerate(achieved.index):
        mine = ranks[:, at].tolist()
        assert spread.loc[unit, "median"] == median(mine)
        assert spread.loc[unit, "p_last"] == sum(row[at] == max(row) for row in ranks) / 400
        assert spread.loc[unit, "q05"] <= spread.loc[unit, "median"] <= spread.loc[unit, "q95"]


def test_every_weight_is_drawn_within_a_quarter_of_itself():
    weights = draw_weights(TREE, 2000, np.random.default_rng(1))
    assert set(weights) == {"a", "b", "c", "t"}
    for code, column in weights.items():
        factors = column / TREE.shares[code]
        assert 0.75 <= factors.min() < 0.76
        assert 1.24 < factors.max() <= 1.25


def test_quantiles_are_type_7_and_rounded_outward_to_whole_ranks():
    # twenty variants, ranks 1..20: type 7 puts q05 at 1.95 and q95 at 19.05
    spread = rank_spread(np.arange(1, 21).reshape(20, 1), pd.Index(["u"]))
    assert spread.loc["u", ["median", "q05", "q95"]].tolist() == [10.5, 1, 20]
    # 21 variants put q05 at 2 and q95 at 20 exactly: nothing to round
    spread = rank_spread(np.arange(1, 22).reshape(21, 1), pd.Index(["u"]))
    assert spread.loc["u", ["median", "q05", "q95"]].tolist() == [11, 2, 20]


def test_units_tied_at_the_bottom_are_all_last():
    spread = rank_spread(np.array([[1, 2, 2], [1, 2, 3], [1, 2, 2], [2, 2, 1]]), pd.Index([*"uvw"]))
    assert spread["p_last"].tolist() == [0.25, 0.75, 0.75]


def test_a_unit_worse_on_everything_is_always_last_and_a_better_one_always_first():
    values = table({"mid": [50, 50, 50], "worst": [1, 1, 99], "best": [99, 99, 1]})
    spread = vary_weights(achieve(values, TREE), TREE, 1000, 1)
    assert spread.loc["worst"].tolist() == [3, 3, 3, 1]
    assert spread.loc["best"].tolist() == [1, 1, 1, 0]


def test_without_spread_every_variant_is_the_board_itself(achieved):
    for aggregation in ("arithmetic", "geometric"):
        board = score(achieved, TREE, aggregation=aggregation, min_coverage=0)
        spread = vary_weights(achieved, TREE, 5, 1, spread=0, aggregation=aggregation)
        for column in ("median", "q05", "q95"):
            assert spread[column].tolist() == board.scores["rank"].tolist()


def test_units_that_are_not_ranked_have_no_spread_and_move_nobody(achieved):
    is_ranked = pd.Series({"u": True, "v": True, "w": False, "x": True})
    spread = vary_weights(achieved, TREE, 500, 1, is_ranked=is_ranked)
    assert spread.loc["w"].isna().all()
    without = vary_weights(achieved.drop(index="w"), TREE, 500, 1)
    pd.testing.assert_frame_equal(spread.drop(index="w"), without)


def test_where_nobody_is_ranked_nobody_has_a_spread(achieved):
    nobody = pd.Series(False, index=achieved.index)
    assert vary_weights(achieved, TREE, 10, 1, is_ranked=nobody).isna().all(axis=None)


def test_a_seed_gives_the_same_spread_in_any_order_and_another_seed_another(achieved):
    once = vary_weights(achieved, TREE, 200, 42)
    shuffled = vary_weights(achieved.loc[[*"xwvu"], [*"cba"]], plant(TREE.nodes[::-1]), 200, 42)
    pd.testing.assert_frame_equal(shuffled.loc[once.index], once)
    assert not vary_weights(achieved, TREE, 200, 43).equals(once)


def test_blocks_of_variants_do_not_show(achieved, monkeypatch):
    whole = vary_weights(achieved, TREE, 101, 5)
    monkeypatch.setattr("assessments.robustness.BLOCK", 40)
    pd.testing.assert_frame_equal(vary_weights(achieved, TREE, 101, 5), whole)


def test_a_zero_is_last_under_geometric_variants_unless_lifted_by_the_floor():
    values = table({"zero": [0, 100, 0], "poor": [2, 2, 98]})
    achieved = achieve(values, TREE)
    plain = vary_weights(achieved, TREE, 100, 1, aggregation="geometric")
    assert plain.loc["zero", "p_last"] == 1
    lifted = vary_weights(achieved, TREE, 100, 1, aggregation="geometric", floor=1)
    assert lifted.loc["zero", "p_last"] == 0


@pytest.mark.parametrize(
    "wrong", [{"variants": 0}, {"spread": 1.0}, {"spread": -0.1}, {"aggregation": "median"}]
)
def test_settings_that_make_no_sense_are_refused(wrong, achieved):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        vary_weights(achieved, TREE, **{"variants": 10, "seed": 1, **wrong})
