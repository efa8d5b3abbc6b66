"""The scoring engine: a golden case worked by hand, and what is refused."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessments.scoring import (
    Node,
    TreeError,
    achieve,
    in_rank_order,
    leaf_shares,
    plant,
    print_score,
    rank_printed,
    roll_up,
    score,
    sibling_sums,
)

NAN = float("nan")
TAI = Path(__file__).parent.parent / "fixtures" / "oecd_tai"

# The golden scheme: weights sum to 100 among siblings; days is better the lower.
GOLDEN = [
    Node("root", None),
    Node("economy", "root", 60),
    Node("trade", "economy", 70, 1, 0, 200),
    Node("processing", "economy", 30, 1, 0, 50),
    Node("service", "root", 40),
    Node("vehicles", "service", 50, 1, 0, 100),
    Node("days", "service", 50, -1, 2, 12),
]
VALUES = {
    # trade 75, processing 40 -> economy 0.7*75 + 0.3*40 = 64.5; vehicles 80, days 80 -> service 80;
    # score 0.6*64.5 + 0.4*80 = 38.7 + 32 = 70.70
    "whole": [150, 20, 80, 4],
    # trade 50, processing missing -> economy 50; vehicles 25, days 0 -> service 12.5;
    # score 0.6*50 + 0.4*12.5 = 35.00; coverage 1 - 0.6*0.3 = 0.82, enough
    "gap": [100, NAN, 25, 12],
    # economy 100, the branch service is empty -> 100.00; coverage 0.6, not enough to be ranked
    "half": [200, 50, NAN, NAN],
    # trade 50, processing 50, vehicles 25, days 0 (15 days are clipped) -> 35.00: tied with "gap"
    "tied": [100, 25, 25, 15],
    # real zeros are values: 0.00, ranked, and last
    "zero": [0, 0, 0, 15],
    "silent": [NAN, NAN, NAN, NAN],
}


@pytest.fixture
def tree():
    return plant(GOLDEN)


@pytest.fixture
def values():
    columns = ["trade", "processing", "vehicles", "days"]
    return pd.DataFrame.from_dict(VALUES, orient="index", columns=columns, dtype=float)


@pytest.fixture
def board(values, tree):
    return score(achieve(values, tree), tree)


def test_the_golden_case_gives_the_scores_worked_by_hand(board):
    assert [None if s is None else str(s) for s in board.scores["score"]] == [
        "70.70",
        "35.00",
        "100.00",
        "35.00",
        "0.00",
        None,
    ]


def test_the_golden_case_ranks_1_2_2_4_and_leaves_out_what_is_not_covered(board):
    ranks = board.scores["rank"]
    assert ranks.dropna().to_dict() == {"whole": 1, "gap": 2, "tied": 2, "zero": 4}
    assert board.scores["is_ranked"].to_dict() == {
        "whole": True,
        "gap": True,
        "half": False,
        "tied": True,
        "zero": True,
        "silent": False,
    }
    assert board.scores.index[board.scores["is_tied"]].tolist() == ["gap", "tied"]


def test_the_golden_case_reports_coverage(board):
    assert board.scores["coverage"].tolist() == [1.0, 0.82, 0.6, 1.0, 1.0, 0.0]


def test_the_golden_case_shows_component_scores(board):
    assert board.nodes.columns.tolist() == ["root", "economy", "service"]
    assert board.nodes.loc["whole", "economy"] == pytest.approx(64.5)
    assert board.nodes.loc["gap", "service"] == pytest.approx(12.5)
    assert np.isnan(board.nodes.loc["half", "service"])


def test_the_golden_contributions_are_those_worked_by_hand(board):
    # whole: trade 0.42*75 = 31.5, processing 0.18*40 = 7.2, vehicles and days 0.2*80 = 16 each
    rows = board.contributions[board.contributions["unit"] == "whole"].set_index("code")
    assert rows["contribution"].map(str).to_dict() == {
        "trade": "31.50",
        "processing": "7.20",
        "vehicles": "16.00",
        "days": "16.00",
    }
    assert rows["weight"].round(9).tolist() == [42, 18, 20, 20]


def test_a_gap_hands_its_weight_to_its_siblings_and_contributes_nothing(board):
    rows = board.contributions[board.contributions["unit"] == "gap"].set_index("code")
    assert rows.loc["trade", "weight"] == pytest.approx(60)
    assert rows.loc["trade", "contribution"] == Decimal("30.00")
    assert rows.loc["processing", "contribution"] is None
    assert np.isnan(rows.loc["processing", "weight"])


def test_a_leaf_that_does_not_apply_leaves_score_and_coverage_alike(values, tree):
    applies = pd.DataFrame(True, index=values.index, columns=values.columns)
    applies.loc["gap", "processing"] = False
    applies.loc["whole", "processing"] = False
    scores = score(achieve(values, tree), tree, applies).scores
    assert scores.loc["gap", "coverage"] == 1.0
    # whole: its 20 is passed over: 0.6*75 + 0.4*80 = 77
    assert scores.loc["whole", "score"] == Decimal("77.00")


def test_where_nothing_applies_there_is_no_score_no_coverage_and_no_rank(values, tree):
    applies = pd.DataFrame(False, index=["whole"], columns=values.columns)
    row = score(achieve(values, tree), tree, applies).scores.loc["whole"]
    assert row["score"] is None
    assert np.isnan(row["coverage"])
    assert not row["is_ranked"]


def test_a_unit_that_is_not_eligible_is_scored_but_not_ranked(values, tree):
    eligible = pd.Series({"whole": False})
    scores = score(achieve(values, tree), tree, eligible=eligible).scores
    assert scores.loc["whole", "score"] == Decimal("70.70")
    assert pd.isna(scores.loc["whole", "rank"])
    assert scores.loc["gap", "rank"] == 1


def test_four_fifths_of_the_weight_pass_a_minimum_of_four_fifths():
    # 0.2 + 0.2 + 0.2 + 0.2 and 0.1 * 8 do not both come to 0.8 in binary
    for count in (5, 10, 15, 20):
        tree = plant([Node("r", None), *(Node(f"l{i}", "r", 1, 1, 0, 1) for i in range(count))])
        values = pd.DataFrame(0.5, index=["u"], columns=tree.leaf_codes)
        values.iloc[0, : count // 5] = NAN
        assert score(achieve(values, tree), tree).scores.loc["u", "is_ranked"]


def test_contributions_that_do_not_divide_go_by_largest_remainder_then_by_code():
    # three times 3.333... is printed 3.34 + 3.33 + 3.33, whatever the order of the columns
    for codes in ("abc", "cba"):
        tree = plant([Node("r", None), *(Node(code, "r", 1, 1, 0, 100) for code in codes)])
        values = pd.DataFrame([[10.0, 10.0, 10.0]], index=["u"], columns=list(codes))
        rows = score(achieve(values, tree), tree).contributions.set_index("code")
        assert rows["contribution"].map(str).to_dict() == {"a": "3.34", "b": "3.33", "c": "3.33"}


def test_geometric_aggregation_multiplies_and_a_zero_empties_its_branch():
    # sqrt(25 * 64) = 40; with weights 3:1, 16**0.75 * 81**0.25 = 8 * 3 = 24
    tree = plant(
        [Node("r", None), Node("a", "r", 1, 1, 0, 100), Node("b", "r", 1, 1, 0, 100)],
    )
    values = pd.DataFrame(
        [[25.0, 64.0], [0.0, 100.0], [NAN, 64.0]], index=["u", "v", "w"], columns=["a", "b"]
    )
    board = score(achieve(values, tree), tree, aggregation="geometric", min_coverage=0.5)
    assert [str(s) for s in board.scores["score"]] == ["40.00", "0.00", "64.00"]
    assert board.contributions["contribution"].isna().all()
    uneven = plant(
        [Node("r", None), Node("a", "r", 3, 1, 0, 100), Node("b", "r", 1, 1, 0, 100)],
    )
    one = pd.DataFrame([[16.0, 81.0]], index=["u"], columns=["a", "b"])
    board = score(achieve(one, uneven), uneven, aggregation="geometric")
    assert board.scores.loc["u", "score"] == Decimal("24.00")


def test_a_floor_lifts_components_before_they_are_multiplied():
    tree = plant([Node("r", None), Node("a", "r", 1, 1, 0, 100), Node("b", "r", 1, 1, 0, 100)])
    leaves = {"a": np.array([0.0]), "b": np.array([100.0])}
    assert roll_up(tree, leaves, tree.shares, geometric=True)["r"] == 0
    floored = roll_up(tree, leaves, tree.shares, geometric=True, floor=1.0)
    assert floored["r"] == pytest.approx(10)


def test_roll_up_takes_a_leading_axis_of_variants(tree, values):
    achieved = achieve(values, tree)
    leaves = {code: achieved[code].to_numpy() for code in tree.leaf_codes}
    doubled = {code: np.array([[share], [share]]) for code, share in tree.shares.items()}
    once = roll_up(tree, leaves, tree.shares)["root"]
    twice = roll_up(tree, leaves, doubled)["root"]
    assert twice.shape == (2, len(values))
    assert np.array_equal(twice[0], once, equal_nan=True)
    # a leaf of weight 0 in one variant is left out of that variant alone
    doubled["processing"] = np.array([[0.0], [0.3]])
    without = roll_up(tree, leaves, doubled)["root"]
    assert without[0][0] == pytest.approx(77)
    assert without[1][0] == pytest.approx(70.7)


def test_the_cap_lets_an_indicator_pass_its_goalpost_and_no_further():
    tree = plant([Node("r", None), Node("up", "r", 1, 1, 0, 10), Node("down", "r", 1, -1, 5, 15)])
    values = pd.DataFrame({"up": [11.0, 30.0, -5.0], "down": [4.0, -9.0, 20.0]}, index=list("abc"))
    assert achieve(values, tree).to_numpy().tolist() == [[100, 100], [100, 100], [0, 0]]
    capped = achieve(values, tree, cap=120).to_numpy()
    assert capped == pytest.approx(np.array([[110, 110], [120, 120], [0, 0]]))


def test_a_shorter_span_scales_both_goalposts_of_a_flow():
    # half a year: 100..300 becomes 50..150; the stock keeps 100..300
    tree = plant(
        [Node("r", None), Node("flow", "r", 1, 1, 100, 300), Node("stock", "r", 1, 1, 100, 300)]
    )
    values = pd.DataFrame({"flow": [100.0], "stock": [200.0]}, index=["u"])
    assert achieve(values, tree, span_share={"flow": 0.5}).loc["u"].tolist() == [50, 50]


def test_schooling_agrees_with_the_published_min_max_column():
    # OECD Handbook, Table 15: min 7.1, max 12.0, printed to two decimals
    table = pd.read_csv(TAI / "oecd_tai_T15_normalisation_schooling.csv", dtype=str)
    tree = plant([Node("years_schooling", None, 1, 1, 7.1, 12.0)])
    years = table[["years_schooling"]].astype(float)
    printed = [print_score(x / 100, 2) for x in achieve(years, tree)["years_schooling"]]
    assert printed == [Decimal(x) for x in table["minmax"]]


def test_decimals_and_none_are_read_as_numbers_and_gaps(tree, values):
    plain = values.astype(object).where(values.notna(), None)
    exact = plain.map(lambda x: None if x is None else Decimal(str(x)))
    assert achieve(exact, tree).equals(achieve(values, tree))


def test_an_infinite_value_is_refused(tree, values):
    values.iloc[0, 0] = np.inf
    with pytest.raises(ValueError, match="infinite"):
        achieve(values, tree)


@pytest.mark.parametrize(
    ("raw", "printed"),
    [(2.675, "2.68"), (1.005, "1.01"), (0.125, "0.13"), (99.995, "100.00"), (-2.675, "-2.68")],
)
def test_a_score_is_printed_half_up_as_people_read_it(raw, printed):
    assert print_score(raw, 2) == Decimal(printed)


def test_a_score_that_is_missing_is_not_printed():
    assert print_score(None) is None
    assert print_score(NAN) is None


def test_printing_keeps_the_zeros_at_the_end():
    assert str(print_score(61.3, 2)) == "61.30"
    assert str(print_score(61.5, 0)) == "62"


def test_ranks_are_taken_from_what_is_printed():
    # 50.004 and 50.0 differ, but both are printed 50.00
    tree = plant([Node("a", None, 1, 1, 0, 100)])
    values = pd.DataFrame({"a": [50.004, 50.0, 49.9]}, index=list("xyz"))
    assert score(achieve(values, tree), tree).scores["rank"].tolist() == [1, 1, 3]
    finer = score(achieve(values, tree), tree, decimals=3).scores["rank"].tolist()
    assert finer == [1, 2, 3]


def test_printed_scores_rank_1_2_2_4_with_missing_unranked():
    scores = pd.Series([Decimal("5.00"), None, Decimal("9.10"), Decimal("5.0"), Decimal("1")])
    assert rank_printed(scores).fillna(0).tolist() == [2, 0, 1, 2, 4]


def test_rows_are_shown_by_rank_then_as_they_came_and_unranked_last(board):
    shown = in_rank_order(board.scores).index.tolist()
    assert shown == ["whole", "gap", "tied", "zero", "half", "silent"]


def test_sibling_sums_tell_an_editor_what_the_weights_come_to():
    thirds = [Node(c, "r", w, 1, 0, 1) for c, w in (("a", 33.33), ("b", 33.33), ("c", 33.34))]
    assert sibling_sums(plant([Node("r", None), *thirds])) == {"r": 100.0}
    assert sibling_sums(plant(GOLDEN)) == {"root": 100.0, "economy": 100.0, "service": 100.0}


def test_leaf_shares_are_products_down_the_tree(tree):
    assert leaf_shares(tree) == pytest.approx(
        {"trade": 0.42, "processing": 0.18, "vehicles": 0.2, "days": 0.2}
    )


@pytest.mark.parametrize(
    ("nodes", "code", "node"),
    [
        ([], "no_nodes", None),
        ([Node("", None, 1, 1, 0, 1)], "no_code", ""),
        ([Node("r", None), Node("a", "r", 1, 1, 0, 1), Node("a", "r", 1, 1, 0, 1)],
         "duplicate_code", "a"),
        ([Node("a", "b"), Node("b", "a")], "no_root", None),
        ([Node("a", None, 1, 1, 0, 1), Node("b", None, 1, 1, 0, 1)], "many_roots", "b"),
        ([Node("r", None), Node("a", "x", 1, 1, 0, 1)], "unknown_parent", "a"),
        ([Node("r", None, 1, 1, 0, 1), Node("a", "b"), Node("b", "a")], "cycle", "a"),
        ([Node("r", None), Node("a", "r", -1, 1, 0, 1)], "negative_weight", "a"),
        ([Node("r", None), Node("a", "r", NAN, 1, 0, 1)], "not_a_number", "a"),
        ([Node("r", None), Node("a", "r", 0, 1, 0, 1)], "weights_sum_to_nothing", "r"),
        ([Node("r", None, 1, 1, 0, 1), Node("a", "r", 1, 1, 0, 1)], "inner_with_goalposts", "r"),
        ([Node("r", None), Node("a", "r", 1, 1, 0, None)], "leaf_without_goalposts", "a"),
        ([Node("r", None), Node("a", "r", 1, 1, 0, float("inf"))], "not_a_number", "a"),
        ([Node("r", None), Node("a", "r", 1, 1, 1, 1)], "goalposts_reversed", "a"),
        ([Node("r", None), Node("a", "r", 1, 1, 2, 1)], "goalposts_reversed", "a"),
        ([Node("r", None), Node("a", "r", 1, 2, 0, 1)], "bad_direction", "a"),
    ],
)  # fmt: skip
def test_a_tree_that_cannot_be_scored_is_refused_by_name(nodes, code, node):
    with pytest.raises(TreeError) as refused:
        plant(nodes)
    assert refused.value.code == code
    assert refused.value.params.get("node") == node


def test_a_tree_may_be_very_deep():
    nodes = [Node("n0", None), *(Node(f"n{i}", f"n{i - 1}") for i in range(1, 2000))]
    tree = plant([*nodes, Node("leaf", "n1999", 1, 1, 0, 100)])
    values = pd.DataFrame({"leaf": [61.3]}, index=["u"])
    assert score(achieve(values, tree), tree).scores.loc["u", "score"] == Decimal("61.30")


@pytest.mark.parametrize(
    "wrong", [{"aggregation": "median"}, {"min_coverage": 80}, {"decimals": 13}]
)
def test_settings_out_of_range_are_refused(wrong, values, tree):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        score(achieve(values, tree), tree, **wrong)


def test_a_unit_that_appears_twice_is_refused(values, tree):
    with pytest.raises(ValueError, match="twice"):
        score(achieve(pd.concat([values, values]), tree), tree)
