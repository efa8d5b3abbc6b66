"""Targets judged over a period: whom they bind, from which base, on which figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.facts import gather
from assessments.promises import Promise, judge_promises
from indicators.periods import Quarter
from indicators.targets import CLASSES, Condition
from tests.judging import few, make_facts, published

YEARS = {"first_year": 2021, "last_year": 2023, "base_year": 2020}
GROWTH = Promise(
    "growth", "province", "level", "trade", (Condition("average_growth", 0.35, **YEARS),)
)
SHARE = Promise(
    "share",
    "province",
    "share_of_province",
    "trade",
    (
        Condition("point_gain", 6, **YEARS),
        Condition("level", 13, **YEARS, binds="last_year_only"),
    ),
)
HUNDRED = Promise(
    "hundred", "named_zones", "level", "trade", (Condition("level", 100, **YEARS),), zones=("a",)
)
EVENTS = Promise(
    "events",
    "each_city",
    "level",
    "events",
    (Condition("count_each_year", 3, 2021, 2023),),
    is_count=True,
)
FIRMS = Promise(
    "firms", "province", "level", "firms", (Condition("multiple", 2, **YEARS),), is_count=True
)


def quarterly(year):
    return [year / 4] * 4


def trade_of(**years_by_zone):
    """Trade in even quarters: trade_of(a={2020: 100, 2021: 140})."""
    return {
        (zone, "trade"): {year: quarterly(amount) for year, amount in years.items()}
        for zone, years in years_by_zone.items()
    }


def judged(facts, *promises, chosen=()):
    """The judgements by (target, zone or city or ALL)."""
    found = judge_promises(facts, gather(facts), promises, dict(chosen))
    return {(one.target, one.zone or one.city or "all"): one.judgement for one in found}


# All zones together


def test_growth_of_all_zones_together_is_judged_on_their_sum_as_worked_by_hand():
    # 300 in 2020 at 35 % a year: 405, 546.75, 738.1125
    facts = make_facts("2022", trade_of(a={2020: 100, 2022: 300}, b={2020: 200, 2022: 240}))
    (found,) = judged(facts, GROWTH).values()
    assert (found.actual, found.base) == (540, 300)
    assert found.target == pytest.approx(546.75)
    assert (found.status, found.is_binding) == ("below_path", False)
    assert found.progress == pytest.approx(240 / 246.75)
    assert found.completion == pytest.approx(540 / 546.75)


def test_the_last_year_of_a_path_binds():
    facts = make_facts("2023", trade_of(a={2020: 300, 2023: 738}))
    (found,) = judged(facts, GROWTH).values()
    assert found.target == pytest.approx(738.1125)
    assert (found.status, found.counts_as_missed) == ("missed", True)


def test_a_goal_of_all_zones_is_not_handed_down_to_zones():
    facts = make_facts("2022", trade_of(a={2020: 100, 2022: 90}))
    assert set(judged(facts, GROWTH)) == {("growth", "all")}


def test_a_zone_is_judged_by_what_staff_set_for_it_and_binds_at_once():
    facts = make_facts("2022", trade_of(a={2020: 100, 2022: 90}, b={2020: 100, 2022: 500}))
    found = judged(facts, GROWTH, chosen={("growth", "a", 2022): 100.0})
    assert set(found) == {("growth", "all"), ("growth", "a")}
    own = found["growth", "a"]
    assert (own.target, own.basis, own.status) == (100, "set", "missed")
    assert own.is_binding
    assert own.rule is None


def test_a_yearly_target_of_another_year_binds_nobody():
    facts = make_facts("2022", trade_of(a={2020: 100, 2022: 90}))
    assert set(judged(facts, GROWTH, chosen={("growth", "a", 2021): 1.0})) == {("growth", "all")}


def test_a_zone_without_a_base_is_judged_by_what_staff_set():
    facts = make_facts("2022", trade_of(a={2022: 90}), starts={"a": Quarter(2022, 1)})
    own = judged(facts, GROWTH, chosen={("growth", "a", 2022): 80.0})["growth", "a"]
    assert (own.status, own.base, own.progress) == ("met", None, None)


# The base


def test_a_zone_that_began_within_the_base_year_has_no_base():
    figures = {("a", "trade"): {2020: [None, None, 5, 5], 2021: quarterly(60)}}
    own_year = Promise("own", "each_zone", "level", "trade", GROWTH.conditions)
    facts = make_facts("2021", figures, starts={"a": Quarter(2020, 3)})
    found = judged(facts, own_year, GROWTH)
    assert found["own", "a"].status == "not_assessable"
    assert found["own", "a"].code_of_reason == "base_missing"
    # all zones together begin from what they had, whoever was there
    assert found["growth", "all"].base == 10


def test_a_level_is_judged_in_its_last_year_without_a_base():
    facts = make_facts("2023", trade_of(a={2023: 80}), starts={"a": Quarter(2021, 2)})
    own = judged(facts, HUNDRED)["hundred", "a"]
    assert (own.status, own.completion, own.progress) == ("missed", pytest.approx(0.8), None)
    before = make_facts("2022", trade_of(a={2022: 80}), starts={"a": Quarter(2021, 2)})
    assert judged(before, HUNDRED)["hundred", "a"].status == "not_assessable"


def test_only_the_named_zones_are_bound():
    facts = make_facts("2023", trade_of(a={2020: 50, 2023: 100}, b={2020: 50, 2023: 1}))
    assert set(judged(facts, HUNDRED)) == {("hundred", "a")}


def test_a_zone_not_yet_there_is_not_applicable():
    facts = make_facts("2022", trade_of(a={}, b={2022: 5}), starts={"a": Quarter(2023, 1)})
    assert judged(facts, HUNDRED)["hundred", "a"].status == "not_applicable"


def test_a_stock_set_for_a_zone_starts_from_the_zone_s_own_base_in_the_first_year():
    # 40 at the end of 2020 to 60 at the end of 2021: 50 are due by June
    facts = make_facts("2021H1", {("a", "firms"): {2020: [40] * 4, 2021: [45, 49]}})
    own = judged(facts, FIRMS, chosen={("firms", "a", 2021): 60.0})["firms", "a"]
    assert (own.due, own.status) == (50, "behind")
    assert own.shortfall == pytest.approx(1 / 20)


def test_a_stock_of_the_second_year_starts_from_what_was_set_for_the_first():
    facts = make_facts("2022H1", {("a", "firms"): {2020: [40] * 4, 2022: [70, 72]}})
    chosen = {("firms", "a", 2021): 60.0, ("firms", "a", 2022): 80.0}
    own = judged(facts, FIRMS, chosen=chosen)["firms", "a"]
    assert (own.due, own.status) == (70, "on_track")


# Shares of the province


def test_a_share_goes_up_by_points_and_meets_its_floor_in_the_last_year_only():
    province = published({(2020, 4): 1000, (2022, 4): 1000, (2023, 4): 1000})
    figures = trade_of(a={2020: 70, 2022: 112, 2023: 131})
    before = judged(make_facts("2022", figures, province=province), SHARE)["share", "all"]
    assert (before.base, before.target) == (pytest.approx(7), pytest.approx(11))
    assert before.status == "met"
    last = judged(make_facts("2023", figures, province=province), SHARE)["share", "all"]
    assert (last.actual, last.target) == (pytest.approx(13.1), pytest.approx(13))
    assert last.status == "met"


def test_without_the_province_s_total_there_is_no_status():
    province = published({(2020, 4): 1000})
    found = judged(make_facts("2023", trade_of(a={2020: 70, 2023: 1}), province=province), SHARE)
    assert found["share", "all"].status == "province_not_published"
    assert not found["share", "all"].counts_as_missed


def test_a_share_of_an_implied_total_has_a_status_and_no_consequence():
    province = published({(2020, 4): 1000, (2023, 4): 1000}, vintage="implied")
    found = judged(make_facts("2023", trade_of(a={2020: 70, 2023: 1}), province=province), SHARE)
    own = found["share", "all"]
    assert (own.status, own.is_implied, own.counts_as_missed) == ("missed", True, False)


def test_a_share_set_for_a_zone_is_judged_as_a_share():
    province = published({(2020, 4): 1000, (2022, 4): 1000})
    facts = make_facts("2022", trade_of(a={2020: 20, 2022: 29}), province=province)
    own = judged(facts, SHARE, chosen={("share", "a", 2022): 3.0})["share", "a"]
    assert (own.actual, own.base) == (pytest.approx(2.9), pytest.approx(2))
    assert (own.status, own.progress) == ("missed", pytest.approx(0.9))


# Cities


CITIES = {"a": "wuhan", "b": "wuhan", "c": "yichang"}


def events(period, a, b, c, starts=None, **years):
    figures = {
        (zone, "events"): {2022: told} | {year: told_by[zone] for year, told_by in years.items()}
        for zone, told in (("a", a), ("b", b), ("c", c))
    }
    return make_facts(period, figures, cities=CITIES, starts=starts)


def test_a_city_s_events_are_counted_once_over_its_zones():
    found = judged(events("2022", [1, 0, 0, 1], [0, 0, 1, 0], [1, 0, 0, 1]), EVENTS)
    assert set(found) == {("events", "wuhan"), ("events", "yichang")}
    assert (found["events", "wuhan"].actual, found["events", "wuhan"].status) == (3, "met")
    assert (found["events", "yichang"].actual, found["events", "yichang"].status) == (2, "missed")


def test_a_city_whose_only_zone_is_not_there_yet_is_not_bound():
    facts = events("2022", [3, 0, 0, 0], [0] * 4, [None] * 4, starts={"c": Quarter(2023, 1)})
    assert set(judged(facts, EVENTS)) == {("events", "wuhan")}


def test_a_city_s_pace_is_the_season_of_the_city_not_of_its_first_zone():
    # The city holds 4 of its 8 events by June: all of them in zone b.
    past = {"a": [0, 0, 4, 0], "b": [2, 2, 0, 0], "c": [1, 1, 1, 1]}
    figures = {(zone, "events"): {2021: told, 2020: told} for zone, told in past.items()}
    for zone, told in (("a", [0, 0]), ("b", [1, 0]), ("c", [1, 1])):
        figures[zone, "events"][2022] = told
    facts = make_facts("2022H1", figures, cities=CITIES)
    found = judged(facts, EVENTS)["events", "wuhan"]
    assert (found.season_basis, found.due, found.status) == ("own", 1, "on_track")


def test_what_staff_set_for_any_zone_of_a_city_counts_for_the_city():
    facts = events("2022", [1, 0, 0, 1], [1, 0, 1, 0], [3, 0, 0, 0])
    found = judged(facts, EVENTS, chosen={("events", "b", 2022): 5.0})
    assert (found["events", "wuhan"].target, found["events", "wuhan"].status) == (5, "missed")


# Classes


def test_a_class_waits_for_its_list_in_the_last_year_and_for_nothing_before():
    promise = Promise(
        "class", "named_zones", "grade", None, (Condition("grade", CLASSES["A"], 2021, 2023),),
        zones=("a",),
    )  # fmt: skip
    found = {
        year: judged(make_facts(str(year), trade_of(a={year: 1})), promise)["class", "a"].status
        for year in (2022, 2023)
    }
    assert found == {2022: "not_assessable", 2023: "awaiting_publication"}


# The season within the year


def test_a_zone_s_pace_rests_on_its_own_past_years_without_the_excluded_one():
    early, late = [40, 20, 20, 20], [10, 20, 30, 40]
    figures = {("a", "trade"): {2020: late, 2021: early, 2022: early, 2023: [30, 20]}}
    facts = make_facts("2023H1", figures, excluded_years=frozenset({2020}))
    own = judged(facts, GROWTH, chosen={("growth", "a", 2023): 100.0})["growth", "a"]
    assert (own.season_basis, own.due, own.status) == ("own", pytest.approx(60), "off_track")


def test_with_one_past_year_only_the_pace_is_that_of_the_province_s_trade():
    totals = {(year, q): 25.0 * q for year in (2018, 2019) for q in (1, 2, 3, 4)}
    totals |= {(2019, 2): 30.0, (2018, 2): 30.0}
    figures = {("a", "trade"): {2020: quarterly(80), 2021: [20, 20]}}
    facts = make_facts("2021H1", figures, province=published(totals))
    promises = (GROWTH, SHARE)
    found = judged(facts, *promises, chosen={("growth", "a", 2021): 100.0})["growth", "a"]
    assert (found.season_basis, found.due) == ("province", pytest.approx(30))


# A second calculation, and properties


AMOUNTS = st.lists(st.integers(1, 400), min_size=4, max_size=4)


@few
@given(AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from([2021, 2022, 2023]))
def test_growth_of_all_zones_agrees_with_a_second_calculation(base, now, other, year):
    figures = {("a", "trade"): {2020: base, year: now}, ("b", "trade"): {2020: other, year: other}}
    (found,) = judged(make_facts(str(year), figures), GROWTH).values()
    first, last = sum(base) + sum(other), sum(now) + sum(other)
    wanted = first
    for _ in range(year - 2020):
        wanted *= 1.35
    assert found.target == pytest.approx(wanted)
    assert found.actual == last
    if abs(last - wanted) > 1e-6:
        missed = "missed" if year == 2023 else "below_path"
        assert found.status == ("met" if last > wanted else missed)
    assert found.progress == pytest.approx((last - first) / (wanted - first))


@few
@given(AMOUNTS, AMOUNTS, st.integers(1, 100))
def test_how_the_sum_is_split_between_zones_changes_nothing_for_the_province(base, now, part):
    whole = make_facts("2022", {("a", "trade"): {2020: base, 2022: now}})
    split = make_facts(
        "2022",
        {
            ("a", "trade"): {2020: base, 2022: [x + part for x in now]},
            ("b", "trade"): {2020: [0] * 4, 2022: [-part] * 4},
        },
    )
    assert judged(whole, GROWTH) == judged(split, GROWTH)
