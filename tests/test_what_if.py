"""What if: another question, the same judgement; what is supposed counts, nothing else moves."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.effects import effect_of
from assessments.facts import gather
from assessments.outcome import History, PreviousBoard, Question, judge, judge_period, make_ready
from assessments.promises import Promise
from assessments.rules import Rule
from assessments.tree import TreeError
from assessments.what_if import (
    Supposed,
    can_suppose,
    judge_supposed,
    suppose,
    with_figure,
    with_weights,
)
from indicators.periods import parse_period
from indicators.targets import Condition
from tests.judging import few, make_facts, make_rules

#: a: 600 on last year's 400; b: 400 on 400. Size is worth half, growth the other half.
FIGURES = {
    ("a", "trade"): {2021: [100] * 4, 2022: [150] * 4},
    ("b", "trade"): {2021: [100] * 4, 2022: [100] * 4},
}
CRITERIA = {"size": ("trade", "level", 50, 0, 1000), "growth": ("trade", "growth", 50, 0, 100)}
#: What each achieves: 600 of 1000 and 50 % of 100 %; 400 of 1000 and nothing.
ACHIEVED = {"a": (60, 50), "b": (40, 0)}


def ask(figures=FIGURES, history=None, **fields):
    """The question of 2022."""
    return Question(
        facts=make_facts("2022", figures, kinds={"trade": "flow"}, **fields),
        rules=make_rules(CRITERIA, variants=1000),
        promises=(),
        chosen={},
        flag_rules=(Rule("rank_dropped", "notice", 1),),
        history=history or History(),
    )


def suppose_all(question, weights=None, figures=None, variants=None):
    supposed = Supposed(weights or {}, figures or {})
    return judge_supposed(question, make_ready(question), supposed, variants=variants)


def scores(outcome):
    return {zone: str(score) for zone, score in outcome.board.scores["score"].items()}


def ranks(outcome):
    return {zone: int(rank) for zone, rank in outcome.board.scores["rank"].items()}


# A weight.


def test_a_weight_counts_against_its_siblings_whatever_they_add_to():
    assert scores(suppose_all(ask())) == {"a": "55.00", "b": "20.00"}
    # 150 : 50 is three quarters to one: ¾·60 + ¼·50 = 57.50 and ¾·40 = 30.00
    moved = suppose_all(ask(), {"size": 150.0})
    assert scores(moved) == {"a": "57.50", "b": "30.00"}
    assert scores(suppose_all(ask(), {"size": 75.0, "growth": 25.0})) == scores(moved)


def test_weights_that_are_all_nothing_are_refused():
    with pytest.raises(TreeError, match="weights_sum_to_nothing"):
        suppose_all(ask(), {"size": 0.0, "growth": 0.0})


def test_a_weight_that_is_the_schemes_own_changes_nothing_at_all():
    question = ask()
    tree = question.rules.tree
    assert with_weights(tree, {"size": 50.0}) is tree
    same = suppose_all(question, {"size": 50.0})
    assert effect_of(judge_period(question), same).is_nothing
    pd.testing.assert_frame_equal(same.certainty.spread, judge_period(question).certainty.spread)


@few
@given(size=st.integers(0, 1000), growth=st.integers(0, 1000))
def test_any_weights_give_the_mean_that_fractions_give(size, growth):
    if size + growth == 0:
        return
    found = suppose_all(ask(), {"size": size / 10, "growth": growth / 10}, variants=1)
    for zone, (of_size, of_growth) in ACHIEVED.items():
        exact = Fraction(size * of_size + growth * of_growth, size + growth)
        hundredths = int(exact * 100 + Fraction(1, 2))  # half up
        assert found.board.scores.loc[zone, "score"] == Decimal(hundredths) / 100


def test_what_was_made_ready_gives_what_judging_anew_gives():
    question, supposed = ask(), Supposed({"size": 10.0})
    ready = make_ready(question)
    kept = judge_supposed(question, ready, supposed)
    anew = judge_period(suppose(question, supposed, ready.figures))
    pd.testing.assert_frame_equal(kept.board.scores, anew.board.scores)
    pd.testing.assert_frame_equal(kept.certainty.spread, anew.certainty.spread)


def test_fewer_variants_are_drawn_only_where_they_are_asked_for():
    assert suppose_all(ask(), {"size": 10.0}, variants=200).certainty.drawn.count == 200
    assert suppose_all(ask(), {"size": 10.0}).certainty.drawn.count == 1000
    assert suppose_all(ask(), {"size": 10.0}, variants=5000).certainty.drawn.count == 1000


def test_a_fall_under_other_weights_must_hold_with_last_year_scored_by_them_too():
    # In 2021 b led: 460 against 400, both up by 15 %. Under growth alone both tied already.
    figures = {
        ("a", "trade"): {2020: [100] * 4, 2021: [115] * 4, 2022: [150] * 4},
        ("b", "trade"): {2020: [120] * 4, 2021: [130] * 4, 2022: [120] * 4},
    }
    previous = PreviousBoard({"a": Decimal(30), "b": Decimal(40)}, {"b": 1, "a": 2})
    question = ask(figures, History(previous))
    fallen = [(flag.code, flag.zone) for flag in judge_period(question).flags]
    assert fallen == [("rank_dropped", "b")]
    # By growth alone a led in 2021 (15 % against 8.3 %): b has not fallen.
    assert suppose_all(question, {"size": 0.0}).flags == []


# A figure.


def test_a_figure_moves_its_score_growth_and_rank():
    # b at 1000: 100 for size; 1000 on 400 is +150 %, over the goalpost: 100 for growth.
    moved = suppose_all(ask(), figures={("b", "trade"): 1000.0})
    assert scores(moved) == {"a": "55.00", "b": "100.00"}
    assert ranks(moved) == {"b": 1, "a": 2}


def test_a_figure_moves_the_status_of_its_target():
    level = Condition("level", 500.0, first_year=2022, last_year=2022, base_year=2021)
    promise = Promise("t", "each_zone", "level", "trade", (level,))
    question = replace(ask(), promises=(promise,))
    before, after = judge_period(question), suppose_all(question, figures={("b", "trade"): 500.0})
    told = {
        (one.zone, one.before.status, one.after.status) for one in effect_of(before, after).statuses
    }
    assert ("b", "missed", "met") in told
    assert all(zone != "a" for zone, *_rest in told)


@pytest.mark.parametrize(
    "quarters",
    [
        [10, 20, 30, 40],
        [0, 0, 0, 0],
        [None, None, None, None],
        [10, "cannot_report", "reason_refused", None],
        ["not_applicable", 20, 30, "not_applicable"],
    ],
)
@pytest.mark.parametrize("value", [0.0, 7.5, 123.4567, -3.0])
def test_the_span_comes_to_the_value_whatever_its_quarters_said(quarters, value):
    figures = FIGURES | {("b", "trade"): {2021: [100] * 4, 2022: quarters}}
    facts = make_facts("2022", figures, kinds={"trade": "flow"})
    before = gather(facts)
    after = gather(with_figure(facts, before, "b", "trade", value))
    assert after.zones.loc[("b", "trade"), "value"] == value
    assert after.zones.loc[("b", "trade"), "state"] == ("value" if value else "zero")
    pd.testing.assert_series_equal(
        after.zones.loc[("a", "trade")], before.zones.loc[("a", "trade")]
    )


def test_quarters_before_the_first_report_stay_out_of_it():
    figures = FIGURES | {("b", "trade"): {2022: [None, None, 30, 40]}}
    facts = make_facts("2022", figures, kinds={"trade": "flow"}, starts={"b": (2022, 3)})
    found = gather(with_figure(facts, gather(facts), "b", "trade", 100.0)).zones
    assert found.loc[("b", "trade"), ["value", "quarters_due"]].tolist() == [100.0, 2]


def test_a_stock_is_what_its_last_quarter_says():
    figures = {("a", "firms"): {2022: [10, 11, 12, 13]}, ("b", "firms"): {2022: [5, 5, 5, None]}}
    facts = make_facts("2022", figures, kinds={"firms": "stock"})
    for zone in ("a", "b"):
        moved = with_figure(facts, gather(facts), zone, "firms", 20.0)
        assert gather(moved).zones.loc[(zone, "firms"), "value"] == 20.0
        told = moved.observations.query("zone == @zone").sort_values("quarter")["value"].tolist()
        assert told[:3] == ([10, 11, 12] if zone == "a" else [5, 5, 5])


def test_a_citys_count_comes_to_the_value_on_each_of_its_zones():
    figures = {("a", "events"): {2022: [1, 0, 0, 1]}, ("b", "events"): {2022: [1, 1, 1, 0]}}
    cities = {"a": "wuhan", "b": "wuhan"}
    facts = make_facts("2022", figures, cities=cities, kinds={"events": "flow"})
    before = gather(facts)
    assert before.zones.loc[("a", "events"), "value"] == 5
    after = gather(with_figure(facts, before, "a", "events", 9.0))
    assert after.zones["value"].tolist() == [9, 9]
    assert after.total.loc["events", "value"] == 9


def test_no_figure_is_supposed_where_none_can_be():
    figures = {
        ("a", "trade"): {2022: [10] * 4},
        ("b", "trade"): {2022: ["not_applicable"] * 4},
        ("a", "events"): {2022: [1] * 4},
        ("c", "events"): {2022: [1, None, 1, 1]},
    }
    cities = {"a": "wuhan", "b": "yichang", "c": "jingmen"}
    kinds = {"trade": "flow", "events": "flow"}
    facts = make_facts("2022", figures, cities=cities, kinds=kinds)
    found = gather(facts)
    can = {
        (zone, what) for zone in cities for what in kinds if can_suppose(facts, found, zone, what)
    }
    assert ("b", "trade") not in can, "does not apply"
    assert ("c", "trade") in can, "not reported: it can be supposed"
    assert ("c", "events") not in can, "a city's count with a gap"
    assert {("a", "trade"), ("a", "events")} <= can


@few
@given(
    quarters=st.lists(
        st.one_of(st.none(), st.integers(0, 10**9), st.sampled_from(["cannot_report"])),
        min_size=4,
        max_size=4,
    ),
    cents=st.integers(-(10**11), 10**11),
)
def test_any_value_of_any_span_is_reached_and_last_year_stays(quarters, cents):
    value = float(Decimal(cents) / 10_000)
    figures = FIGURES | {("b", "trade"): {2021: [100] * 4, 2022: quarters}}
    facts = make_facts("2022", figures, kinds={"trade": "flow"})
    before = gather(facts)
    after = gather(with_figure(facts, before, "b", "trade", value)).zones.loc[("b", "trade")]
    assert after["value"] == pytest.approx(value, abs=1e-4)
    assert after["base"] == before.zones.loc[("b", "trade"), "base"]


@pytest.mark.parametrize("period", ["2022", "2021", "2022Q3"])
def test_years_added_up_before_say_what_adding_up_anew_says(period):
    question = ask(FIGURES | {("b", "trade"): {2020: [90] * 4, 2021: [100] * 4, 2022: [100] * 4}})
    facts = replace(question.facts, period=parse_period(period))
    figures = gather(facts)
    kept = with_figure(facts, figures, "b", "trade", 777.0)
    anew = replace(kept)  # has nothing added up yet
    pd.testing.assert_frame_equal(gather(kept).zones, gather(anew).zones)
    pd.testing.assert_frame_equal(gather(kept).total, gather(anew).total)
    assert gather(kept).zones.loc[("b", "trade"), "value"] == 777.0
    assert gather(facts).zones.equals(figures.zones), "what is supposed leaves what is"


def test_a_first_report_found_before_is_looked_for_again_where_a_figure_is_supposed():
    silent = {2021: ["cannot_report"] * 4, 2022: [None, "cannot_report", None, None]}
    figures = {("a", "trade"): {2020: [None, 5, 5, 5]}, ("b", "trade"): silent}
    facts = make_facts("2022", figures, kinds={"trade": "flow"})
    assert [facts.first_report(zone) for zone in "ab"] == [(2020, 2), None]
    kept = with_figure(facts, gather(facts), "b", "trade", 777.0)
    for supposed in (kept, replace(kept)):
        assert [supposed.first_report(zone) for zone in "ab"] == [(2020, 2), (2022, 1)]
    assert facts.first_report("b") is None, "what is supposed leaves what is"


def test_nothing_supposed_is_judged_as_the_period_is():
    question = ask()
    ready = make_ready(question)
    assert Supposed().is_nothing
    found = judge_supposed(question, ready, Supposed())
    pd.testing.assert_frame_equal(found.board.scores, judge(question, ready).board.scores)
    assert effect_of(judge_period(question), found).is_nothing
