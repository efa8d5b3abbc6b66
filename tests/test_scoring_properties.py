"""What always holds of a score, whatever the figures."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.scoring import Node, achieve, plant, score

NAN = float("nan")

TREE = plant(
    [
        Node("r", None),
        Node("a", "r", 7, 1, 0, 30),
        Node("t", "r", 11),
        Node("b", "t", 3, -1, 2, 9),
        Node("u", "t", 5),
        Node("c", "u", 1, 1, -5, 5),
        Node("d", "u", 2, 1, 0, 7),
    ]
)
cells = st.one_of(st.just(NAN), st.integers(-6, 32).map(float), st.floats(-6, 32, width=32))
tables = st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=9).map(
    lambda rows: pd.DataFrame(
        rows, index=[f"u{at}" for at in range(len(rows))], columns=list("abcd"), dtype=float
    )
)
methods = st.sampled_from(["arithmetic", "geometric"])
places = st.integers(0, 4)


def board_of(values, method="arithmetic", decimals=2, tree=TREE):
    return score(achieve(values, tree), tree, None, method, 0.5, decimals)


@settings(deadline=None)
@given(tables, methods, places, st.randoms(use_true_random=False))
def test_the_order_of_rows_columns_and_nodes_never_matters(values, method, decimals, random):
    rows, columns, nodes = list(values.index), list(values.columns), list(TREE.nodes)
    for listed in (rows, columns, nodes):
        random.shuffle(listed)
    shuffled = board_of(values.loc[rows, columns], method, decimals, plant(nodes))
    straight = board_of(values, method, decimals)
    pd.testing.assert_frame_equal(
        shuffled.scores.loc[values.index].drop(columns="raw"), straight.scores.drop(columns="raw")
    )
    by = ["unit", "code"]
    pd.testing.assert_series_equal(
        shuffled.contributions.set_index(by)["contribution"].sort_index(),
        straight.contributions.set_index(by)["contribution"].sort_index(),
    )


@settings(deadline=None)
@given(tables, methods, st.sampled_from("abcd"), st.floats(0, 20))
def test_doing_better_on_an_indicator_never_lowers_a_score(values, method, code, gain):
    assume(not np.isnan(values.loc["u0", code]))
    before = board_of(values, method).scores.loc["u0"]
    better = values.copy()
    better.loc["u0", code] += -gain if code == "b" else gain
    after = board_of(better, method).scores.loc["u0"]
    assert after["score"] >= before["score"]
    if before["is_ranked"]:
        assert after["rank"] <= before["rank"]


@settings(deadline=None)
@given(tables, methods)
def test_a_unit_that_reports_nothing_moves_nobody(values, method):
    before = board_of(values, method).scores
    values.loc["silent"] = NAN
    after = board_of(values, method).scores
    pd.testing.assert_frame_equal(after.drop(index="silent"), before)
    assert after.loc["silent", "score"] is None
    assert after.loc["silent", "coverage"] == 0


@settings(deadline=None)
@given(tables, places)
def test_contributions_add_up_to_the_printed_score(values, decimals):
    board = board_of(values, decimals=decimals)
    for unit, rows in board.contributions.groupby("unit"):
        printed = board.scores.loc[unit, "score"]
        known = [points for points in rows["contribution"] if points is not None]
        assert (sum(known) if known else None) == printed
        # and each is within one printed unit of its exact share
        exact = rows["weight"] * rows["achieved"] / 100
        for points, share in zip(rows["contribution"], exact, strict=True):
            assert points is None or abs(float(points) - share) < 1.0000001 * 10.0**-decimals


@settings(deadline=None)
@given(tables, methods)
def test_coverage_and_scores_stay_in_their_ranges(values, method):
    scores = board_of(values, method).scores
    assert scores["coverage"].between(0, 1).all()
    assert all(s is None or 0 <= s <= 100 for s in scores["score"])
    assert (scores["rank"].dropna() <= scores["is_ranked"].sum()).all()
    assert scores["rank"].notna().equals(scores["is_ranked"])
