"""What it would take: by hand, and proved on random boards by scoring again."""

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.board import measure, rank_zones
from assessments.facts import gather
from assessments.lifts import (
    CAP,
    NO_FIGURE,
    SHARED,
    TARGET,
    places_up,
    rounded_up,
)
from assessments.promises import Promise, judge_promises
from assessments.target_lifts import targets_cleared
from indicators.targets import Condition
from tests.judging import few, make_facts, make_rules, published

KINDS = {"trade": "flow", "firms": "stock", "events": "flow"}
CITIES = {"a": "wuhan", "b": "wuhan", "c": "yichang"}
RULES = make_rules(
    {
        "size": ("trade", "level", 40, 0, 200),
        "growth": ("trade", "growth", 20, 0, 50),
        "firms": ("firms", "level", 30, 0, 40),
        "events": ("events", "level", 10, 0, 10),
    }
)
WHOLE = {"firms", "events"}


def facts_of(trade, firms, events, before=(100, 100, 100), period="2022", **fields):
    """Yearly trade and events a quarter each quarter, firms at the year's end."""
    figures = {}
    for zone, *now, then in zip(CITIES, trade, firms, events, before, strict=True):
        amount, count, held = now
        figures[zone, "trade"] = {2021: [then / 4] * 4, 2022: [amount / 4] * 4}
        figures[zone, "firms"] = {2022: [count] * 4}
        figures[zone, "events"] = {2022: [0, 0, 0, held]}
    fields = {"kinds": KINDS, "cities": CITIES, "of_cities": frozenset({"events"})} | fields
    return make_facts(period, figures, **fields)


def board_of(facts, rules=RULES):
    figures = gather(facts)
    measured = measure(figures, rules)
    return figures, measured, rank_zones(facts, figures, measured, rules)[0]


def lifts_of(facts, rules=RULES, whole=WHOLE):
    figures, measured, board = board_of(facts, rules)
    found = places_up(facts, figures, measured, rules, board, whole)
    return {(one.zone, one.indicator): one for one in found}


def changed(facts, zone, indicator, change):
    """The facts with the zone's last quarter of the indicator changed."""
    rows = facts.observations.copy()
    last = (rows["zone"] == zone) & (rows["indicator"] == indicator) & (rows["year"] == 2022)
    rows.loc[last & (rows["quarter"] == 4), ["value", "state"]] = [
        rows.loc[last & (rows["quarter"] == 4), "value"].iloc[0] + change,
        "value",
    ]
    return replace(facts, observations=rows)


def rank_of(facts, zone, rules=RULES):
    return int(board_of(facts, rules)[2].scores.at[zone, "rank"])


# By hand


def test_the_changes_are_those_worked_by_hand():
    # a: trade 100 of 200 → 50, growth 0; firms 20 of 40 → 50; events 4 of 10 → 40:
    #    0.4·50 + 0.2·0 + 0.3·50 + 0.1·40 = 39.00. c: 0.4·60 + 0.2·40 + 0.3·50 + 0 = 47.00.
    # b: 0.4·10 + 0 + 0.3·25 + 0.1·40 = 15.50. a is second, and 8 points short of c.
    # Trade: each unit more adds 0.4·0.5 + 0.2·2 = 0.6 points: 8 ÷ 0.6 = 13.33; printed half up,
    #    46.995 is 47.00 already: 7.995 ÷ 0.6 = 13.325.
    # Firms: each one more adds 0.3·2.5 = 0.75: 7.995 ÷ 0.75 = 10.66, so 11.
    # Events: at most 10 of the city: 0.1·100 = 10 instead of 4: 45.00 is not enough.
    facts = facts_of([100, 20, 120], [20, 10, 20], [4, 0, 0])
    found = lifts_of(facts)
    trade = found["a", "trade"]
    assert trade.change == pytest.approx(13.325, rel=2e-5)
    assert (trade.score, trade.rank, trade.is_tied) == (Decimal("47.00"), 1, True)
    assert trade.share == pytest.approx(0.13325, rel=2e-5)
    assert found["a", "firms"].change == 11  # 47.25: past c, not level with it
    assert (found["a", "firms"].rank, found["a", "firms"].is_tied) == (1, False)
    events = found["a", "events"]
    assert (events.change, events.obstacle, events.best) == (None, CAP, Decimal("45.00"))
    assert "c" not in {zone for zone, _indicator in found}


def test_what_the_city_counts_lifts_the_city_s_other_zone_as_well():
    # b stands behind a, both of wuhan: no event lifts b past a, and c is out of reach.
    facts = facts_of([100, 90, 190], [20, 20, 40], [4, 0, 9])
    one = lifts_of(facts)["b", "events"]
    assert (one.change, one.obstacle) == (None, CAP)
    # With c last there is nobody ahead but the neighbour.
    facts = facts_of([100, 90, 10], [20, 20, 1], [4, 0, 0])
    one = lifts_of(facts)["b", "events"]
    assert (one.change, one.obstacle) == (None, SHARED)


def test_without_a_figure_there_is_nothing_to_change():
    facts = facts_of([100, 20, 120], [20, "not_applicable", 20], [4, 0, 0])
    one = lifts_of(facts)["b", "firms"]
    assert (one.change, one.obstacle, one.value) == (None, NO_FIGURE, None)


def test_a_change_is_rounded_up_and_never_down():
    assert rounded_up(13.3333333) == 13.3334
    assert rounded_up(1624333.1) == 1624340
    assert rounded_up(0.00123456789) == 0.00123457
    assert rounded_up(2.0000000001, is_whole=True) == 2
    assert rounded_up(2.1, is_whole=True) == 3


# Proved by scoring again

TRADE = st.lists(st.integers(0, 260), min_size=3, max_size=3)
FIRMS = st.lists(st.integers(0, 50), min_size=3, max_size=3)
EVENTS = st.lists(st.integers(0, 12), min_size=3, max_size=3)


@settings(few, max_examples=max(few.max_examples // 2, 4))
@given(TRADE, FIRMS, EVENTS, st.sampled_from(["arithmetic", "geometric"]))
def test_the_change_does_it_and_999_thousandths_of_it_do_not(trade, firms, events, aggregation):
    rules = make_rules(
        {
            code: (one.indicator, one.measure_of, weight, leaf.low, leaf.high)
            for (code, one), leaf, weight in zip(
                RULES.criteria.items(), RULES.tree.leaves, (40, 20, 30, 10), strict=True
            )
        },
        aggregation=aggregation,
    )
    facts = facts_of(trade, firms, events)
    _figures, _measured, board = board_of(facts, rules)
    for (zone, indicator), one in lifts_of(facts, rules).items():
        rank = int(board.scores.at[zone, "rank"])
        if one.change is None:
            # As the obstacle says, no change however large makes the place better.
            assert rank_of(changed(facts, zone, indicator, 10_000), zone, rules) >= rank
            continue
        after = board_of(changed(facts, zone, indicator, one.change), rules)[2].scores.loc[zone]
        assert (after["rank"], after["is_tied"]) == (one.rank, one.is_tied)
        assert one.rank < rank
        less = one.change - 1 if indicator in WHOLE else one.change * 0.999
        assert rank_of(changed(facts, zone, indicator, less), zone, rules) >= rank


def test_every_ranked_zone_but_the_first_has_every_indicator_once():
    found = lifts_of(facts_of([100, 20, 120], [20, 10, 20], [4, 0, 0]))
    assert set(found) == {(zone, code) for zone in ("a", "b") for code in KINDS}


# Targets

GROWS = Promise(
    code="level",
    scope="each_zone",
    measure_of="level",
    indicator="trade",
    conditions=(Condition("count_each_year", 110, 2021, 2023),),
)
SHARE = Promise(
    code="share",
    scope="each_zone",
    measure_of="share_of_province",
    indicator="trade",
    conditions=(Condition("level", 12.5, 2021, 2022),),
)
FIRMS_MORE = Promise(
    code="firms",
    scope="each_zone",
    measure_of="level",
    indicator="firms",
    conditions=(Condition("count_each_year", 25, 2021, 2023, comparison="gt"),),
    is_count=True,
)
EVENTS_EACH = Promise(
    code="events",
    scope="each_city",
    measure_of="level",
    indicator="events",
    conditions=(Condition("count_each_year", 3, 2021, 2023),),
    is_count=True,
)
PROMISES = (GROWS, SHARE, FIRMS_MORE, EVENTS_EACH)


def missed(facts):
    figures = gather(facts)
    judged = judge_promises(facts, figures, PROMISES, {})
    return {
        (one.zone, one.target): one
        for one in targets_cleared(judged, PROMISES, facts, figures, WHOLE)
    }


def test_what_a_target_still_takes_is_worked_by_hand():
    province = published({(2022, 4): 1000, (2021, 4): 900})
    facts = facts_of([100, 120, 130], [25, 26, 0], [1, 1, 3], province=province)
    found = missed(facts)
    assert {key: one.change for key, one in found.items()} == {
        ("a", "level"): 10,  # 110 − 100
        ("a", "share"): 25,  # 12.5 % of 1,000 is 125
        ("b", "share"): 5,
        ("a", "firms"): 1,  # more than 25 are asked for
        ("c", "firms"): 26,
        ("a", "events"): 1,  # the city has 2 of 3
        ("b", "events"): 1,
    }
    assert all(one.aim == TARGET for one in found.values())
    assert found["a", "share"].share == pytest.approx(0.25)  # of its 100, not of its 10 %


@settings(few, max_examples=max(few.max_examples // 2, 4))
@given(TRADE, FIRMS, EVENTS)
def test_the_change_clears_the_target_and_999_thousandths_do_not(trade, firms, events):
    facts = facts_of(trade, firms, events, province=published({(2022, 4): 1000, (2021, 4): 900}))
    for (zone, target), one in missed(facts).items():
        done = changed(facts, zone, one.indicator, one.change)
        assert (zone, target) not in missed(done)
        less = one.change - 1 if one.indicator in WHOLE else one.change * 0.999
        assert (zone, target) in missed(changed(facts, zone, one.indicator, less))
        assert math.isfinite(one.change)
