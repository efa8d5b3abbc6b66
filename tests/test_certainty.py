"""How sure ranks are: against plain loops over the same draws, and what must always hold."""

import math
import time
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.certainty import bottom_of, how_sure, is_robust
from assessments.scoring import Node, achieve, plant, score
from assessments.variants import Card, Reference, draw, ranks_of, standardise
from tests.judging import few

NAN = float("nan")


def random_board(seed, units=None, leaves=None):
    """A nested scheme with references, and values with gaps and ties, all from one seed."""
    rng = np.random.default_rng(seed)
    units, leaves = units or int(rng.integers(2, 9)), leaves or int(rng.integers(2, 8))
    themes = int(rng.integers(1, 4))
    nodes = [Node("root", None)]
    nodes += [Node(f"t{n}", "root", float(rng.integers(1, 9))) for n in range(themes)]
    for n in range(leaves):
        parent = f"t{n}" if n < themes else str(rng.choice([f"t{m}" for m in range(themes)]))
        direction = int(rng.choice([1, -1]))
        nodes.append(Node(f"l{n}", parent, float(rng.integers(1, 9)), direction, 0.0, 10.0))
    held = {node.parent for node in nodes}
    tree = plant(node for node in nodes if node.code in held or node.code.startswith("l"))
    values = pd.DataFrame(
        rng.integers(-2, 13, size=(units, len(tree.leaf_codes))).astype(float),
        index=[f"u{n}" for n in range(units)],
        columns=list(tree.leaf_codes),
    )
    values = values.mask(rng.random(values.shape) < 0.15)
    references = {
        code: Reference(float(rng.integers(2, 8)), float(rng.integers(1, 5)))
        for code in tree.leaf_codes
    }
    return tree, values, references


def judged(tree, values, references, *, variants=60, seed=3, min_coverage=0.5):
    """The board of these values, the draw, and how sure its ranks are."""
    achieved = achieve(values, tree)
    board = score(achieved, tree, min_coverage=min_coverage)
    drawn = draw(tree, variants, seed, has_reference=bool(references))
    card = Card(achieved, standardise(values, achieved, tree, references))
    return board, drawn, how_sure(card, tree, drawn, board.scores["rank"], seed=seed)


# The second calculation: plain Python, a variant and a unit at a time, from the rules' words.


def plain_score(tree, values, references, drawn, at, unit):
    """One unit's printed score in one variant; None where nothing is left of it."""
    method = str(drawn.methods[at])

    def of(code):
        if code not in tree.children:
            node = next(node for node in tree.nodes if node.code == code)
            x = float(values.at[unit, code])
            if math.isnan(x):
                return None
            if method == "standard":
                reference = references[code]
                z = node.direction * (x - reference.mean) / reference.deviation
                return min(max(50 + 10 * z, 0), 100)
            way = x - node.low if node.direction > 0 else node.high - x
            share = min(max(way / (node.high - node.low), 0), 1) * 100
            return max(share, 1.0) if method == "geometric" else share
        parts = [(of(child), float(drawn.weights[child][at, 0])) for child in tree.children[code]]
        parts = [(part, weight) for part, weight in parts if part is not None and weight > 0]
        if not parts:
            return None
        total = sum(weight for _, weight in parts)
        if method == "geometric":
            return math.prod(part ** (weight / total) for part, weight in parts)
        return sum(part * weight for part, weight in parts) / total

    found = of(tree.root)
    if found is None:
        return None
    return Decimal(repr(round(found, 9))).quantize(Decimal("0.01"), ROUND_HALF_UP)


def plain_ranks(tree, values, references, drawn, units):
    """Ranks by unit, one a variant; None where the variant leaves the unit nothing."""
    ranks = {unit: [] for unit in units}
    for at in range(drawn.count):
        scores = {u: plain_score(tree, values, references, drawn, at, u) for u in units}
        for unit, mine in scores.items():
            others = [other for other in scores.values() if other is not None]
            place = None if mine is None else 1 + sum(other > mine for other in others)
            ranks[unit].append(place)
    return ranks


def type_7(sorted_ranks, part):
    place = (len(sorted_ranks) - 1) * part
    low = math.floor(place)
    high = min(low + 1, len(sorted_ranks) - 1)
    return sorted_ranks[low] + (place - low) * (sorted_ranks[high] - sorted_ranks[low])


def plain_chance(mine, other):
    both = [(a, b) for a, b in zip(mine, other, strict=True) if a is not None and b is not None]
    return sum(1 if a < b else 0.5 if a == b else 0 for a, b in both) / len(both)


@pytest.mark.parametrize("seed", range(60))
def test_plain_loops_over_the_same_draws_come_to_the_same(seed):
    tree, values, references = random_board(seed)
    board, drawn, found = judged(tree, values, references, variants=40, seed=seed)
    ranked = board.scores.index[board.scores["is_ranked"]]
    ranks = plain_ranks(tree, values, references, drawn, ranked)
    assert sorted(found.spread.index) == sorted(ranked)
    for unit, told in ranks.items():
        mine = sorted(rank for rank in told if rank is not None)
        row = found.spread.loc[unit]
        assert row["median"] == median(mine)
        assert row["q05"] == math.floor(round(type_7(mine, 0.05), 9))
        assert row["q95"] == math.ceil(round(type_7(mine, 0.95), 9))
        worst = [max(r[at] or 0 for r in ranks.values()) for at in range(drawn.count)]
        last = sum(rank == worst[at] for at, rank in enumerate(told) if rank is not None)
        assert row["p_last"] == pytest.approx(last / len(mine))
        below = [sum((r[at] or 0) > (told[at] or 0) for r in ranks.values()) for at in range(40)]
        deep = sum(below[at] < found.bottom for at, rank in enumerate(told) if rank is not None)
        assert row["p_bottom"] == pytest.approx(deep / len(mine))
    close = {(pair.above, pair.below): pair.chance for pair in found.pairs}
    for above in ranked:
        for below in ranked:
            if above < below:
                told = close.get((above, below))
                turned = close.get((below, above))
                chance = plain_chance(ranks[above], ranks[below])
                if 0.05 < chance < 0.95:
                    mine = told if told is not None else 1 - turned
                    assert mine == pytest.approx(chance)
                else:
                    assert told is turned is None


# What must always hold


@few
@given(seed=st.integers(0, 10_000))
def test_neither_rows_nor_columns_need_an_order(seed):
    tree, values, references = random_board(seed)
    _, _, found = judged(tree, values, references)
    rng = np.random.default_rng(seed)
    shuffled = values.sample(frac=1, random_state=seed)[rng.permutation(values.columns)]
    _, _, again = judged(plant(tree.nodes[::-1]), shuffled, references)
    pd.testing.assert_frame_equal(again.spread, found.spread)
    assert again.pairs == found.pairs


@few
@given(seed=st.integers(0, 10_000))
def test_a_unit_alone_is_first_in_every_variant(seed):
    tree, values, references = random_board(seed, units=1)
    board, _, found = judged(tree, values.fillna(5.0), references)
    assert board.scores["rank"].tolist() == [1]
    assert found.spread[["median", "q05", "q95", "p_last"]].to_numpy().tolist() == [[1, 1, 1, 1]]
    assert found.pairs == ()


@few
@given(seed=st.integers(0, 10_000))
def test_equal_units_are_equally_sure_and_not_distinguishable(seed):
    tree, values, references = random_board(seed, units=3)
    values = values.fillna(5.0)
    values.loc["u1"] = values.loc["u0"]
    _, _, found = judged(tree, values, references)
    assert found.spread.loc["u0"].tolist() == found.spread.loc["u1"].tolist()
    chances = {(pair.above, pair.below): pair.chance for pair in found.pairs}
    assert chances["u0", "u1"] == 0.5


@few
@given(seed=st.integers(0, 10_000))
def test_the_nominal_rank_lies_within_the_ranks_of_the_variants(seed):
    tree, values, references = random_board(seed)
    achieved = achieve(values, tree)
    board = score(achieved, tree, min_coverage=0.5)
    ranked = board.scores.index[board.scores["is_ranked"]]
    card = Card(achieved, standardise(values, achieved, tree, references)).only(list(ranked))
    ranks = ranks_of(card, tree, draw(tree, 2000, 1, has_reference=True))
    for at, unit in enumerate(ranked):
        told = ranks[ranks[:, at] > 0, at]
        # a tie that rounding made may be parted in every variant: a shared place has all its ranks
        tied = int((board.scores["rank"] == board.scores.at[unit, "rank"]).sum())
        assert told.min() <= board.scores.at[unit, "rank"] + tied - 1
        assert told.max() >= board.scores.at[unit, "rank"]


@few
@given(seed=st.integers(0, 10_000))
def test_a_unit_that_is_not_ranked_changes_nothing(seed):
    tree, values, references = random_board(seed)
    _, _, found = judged(tree, values, references)
    more = pd.concat([values, pd.DataFrame({}, index=["new"], columns=values.columns)])
    _, _, beside = judged(tree, more.astype(float), references)
    pd.testing.assert_frame_equal(beside.spread, found.spread)
    assert beside.pairs == found.pairs


def test_where_nobody_is_ranked_nothing_is_sure_or_unsure():
    tree, values, references = random_board(1)
    _, _, found = judged(tree, values * NAN, references)
    assert found.spread.empty
    assert found.pairs == ()


def test_above_two_hundred_units_only_neighbours_in_rank_are_compared():
    tree, values, references = random_board(4, units=201, leaves=6)
    board, _, found = judged(tree, values.fillna(5.0), references)
    assert not found.has_all_pairs
    order = sorted(board.scores.index, key=lambda unit: (board.scores.at[unit, "rank"], unit))
    neighbours = set(pairwise(order))
    assert found.pairs
    assert {(pair.above, pair.below) for pair in found.pairs} <= neighbours
    _, _, all_pairs = judged(tree, values.fillna(5.0).iloc[:200], references)
    assert all_pairs.has_all_pairs
    assert len(all_pairs.pairs) > 200


def test_the_bottom_is_a_third_of_the_list_and_at_most_five():
    assert [bottom_of(count) for count in (1, 2, 3, 6, 7, 9, 15, 200)] == [1, 1, 1, 2, 2, 3, 5, 5]


def test_a_finding_is_robust_from_nine_variants_in_ten_on():
    assert [is_robust(share) for share in (0.9, 0.8999, 1.0, None)] == [True, False, True, True]


def test_two_thousand_variants_of_two_hundred_units_by_thirty_leaves_take_less_than_a_second():
    nodes = [Node("root", None)]
    nodes += [Node(f"t{n}", "root", 20) for n in range(5)]
    nodes += [Node(f"l{n}", f"t{n % 5}", 1, 1, 0, 100) for n in range(30)]
    tree = plant(nodes)
    values = pd.DataFrame(
        np.random.default_rng(1).uniform(0, 100, (200, 30)),
        index=[f"u{n}" for n in range(200)],
        columns=[f"l{n}" for n in range(30)],
    )
    references = {code: Reference(50, 20) for code in tree.leaf_codes}
    judged(tree, values.iloc[:3], references)
    started = time.process_time()
    _, _, found = judged(tree, values, references, variants=2000)
    assert time.process_time() - started < 1
    assert len(found.spread) == 200
