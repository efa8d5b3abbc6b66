"""The outlook of a period: seasons and projections of every flow, and what is left of last year."""

import pytest

from assessments.facts import gather
from assessments.outlook import ALL, look_ahead
from assessments.promises import Promise, judge_promises
from indicators.periods import Quarter
from indicators.targets import Condition
from tests.judging import make_facts, published

#: 40 % and 50 % of the year by June, 45 % on average.
PAST = {2020: [20, 20, 40, 20], 2021: [20, 30, 30, 20]}
TRADE = Promise("trade", "province", "level", "trade", ())
CHOSEN = {("trade", "a", 2022): 120.0}


def outlook(facts):
    return look_ahead(facts, gather(facts), "trade")


def of_a(facts, chosen=CHOSEN, promise=TRADE):
    (found,) = [
        one
        for one in judge_promises(facts, gather(facts), (promise,), dict(chosen))
        if one.zone == "a"
    ]
    return found


def half_year(figures=(), **fields):
    return make_facts("2022H1", {("a", "trade"): PAST | {2022: [20, 25]}} | dict(figures), **fields)


def test_a_zone_with_a_target_is_projected_as_worked_by_hand():
    found = of_a(half_year())
    assert found.projection.value == pytest.approx(100)
    assert (found.projection.low, found.projection.high) == pytest.approx((90, 112.5))
    assert found.projection.basis == "own"
    # 75 are left for two quarters; last year's second half came to 50.
    assert (found.needed.per_quarter, found.needed.rest) == (37.5, 50)
    assert found.needed.growth.value == pytest.approx(50)
    assert found.is_out_of_reach


def test_every_flow_is_projected_by_zone_and_together_with_or_without_a_target():
    facts = make_facts(
        "2022H1",
        {
            ("a", "trade"): PAST | {2022: [20, 25]},
            ("b", "trade"): {2020: [10] * 4, 2021: [10] * 4, 2022: [10, 10]},
            ("a", "firms"): {2022: [5, 6]},
        },
    )
    found = outlook(facts).projections
    assert found["a", "trade"].value == pytest.approx(100)
    assert found["b", "trade"].value == pytest.approx(40)
    # Together 60 of 140 and 70 of 140 by June: 65 over their mean.
    assert found[ALL, "trade"].value == pytest.approx(65 / ((60 / 140 + 70 / 140) / 2))
    assert found[ALL, "trade"].basis == "all_zones"
    assert found["a", "firms"].note == "stock"


def test_a_zone_without_years_of_its_own_takes_all_zones_season():
    facts = half_year({("b", "trade"): {2022: [9, 9]}})
    found = outlook(facts).projections
    assert found["b", "trade"].value == pytest.approx(18 / 0.45)
    assert found["b", "trade"].basis == "all_zones"
    assert found["a", "trade"].basis == "own"


def test_without_any_years_of_zones_the_province_s_season_counts_else_none():
    totals = {(year, quarter): 25.0 * quarter for year in (2020, 2021) for quarter in (1, 2, 3, 4)}
    figures = {("a", "trade"): {2022: [9, 9]}}
    found = outlook(make_facts("2022H1", figures, province=published(totals)))
    assert found.projections["a", "trade"].basis == "province"
    linear = outlook(make_facts("2022H1", figures)).projections["a", "trade"]
    assert (linear.value, linear.low, linear.basis) == (36, None, "linear")


def test_a_quarter_missing_leaves_nothing_to_project_from_for_zone_and_total():
    facts = make_facts(
        "2022H1",
        {("a", "trade"): PAST | {2022: [20, None]}, ("b", "trade"): PAST | {2022: [20, 25]}},
    )
    found = outlook(facts).projections
    assert found["a", "trade"].note == found[ALL, "trade"].note == "no_figure"
    assert found["b", "trade"].value == pytest.approx(100)
    assert of_a(facts).needed.how == "no_figure"


def test_a_zone_that_began_within_the_span_is_not_projected():
    facts = make_facts(
        "2022H1", {("a", "trade"): {2022: [None, 25]}}, starts={"a": Quarter(2022, 2)}
    )
    assert outlook(facts).projections["a", "trade"].note == "part_of_span"


def test_a_city_s_count_is_projected_although_one_of_its_zones_began_within_the_span():
    facts = make_facts(
        "2022H1",
        {("a", "events"): {2022: [1, 1]}, ("b", "events"): {2022: [None, 1]}},
        cities={"a": "wuhan", "b": "wuhan"},
        starts={"b": Quarter(2022, 2)},
    )
    found = outlook(facts).projections
    assert found["a", "events"].value == found["b", "events"].value == 6
    events = Promise(
        "events", "each_city", "level", "events", (Condition("count_each_year", 3, 2021, 2023),)
    )
    (city,) = judge_promises(facts, gather(facts), (events,), {})
    assert (city.projection.value, city.projection.basis, city.city) == (6, "linear", "wuhan")
    assert city.needed.how == "reached"


# Last year's remaining quarters


@pytest.mark.parametrize(
    ("last_year", "start", "expected"),
    [
        ([1, 2, 3, 4], None, (7, None)),
        ([None, 2, 3, 4], None, (7, None)),
        ([1, 2, 3, None], None, (None, "base_missing")),
        ([1, 2, 3, "cannot_report"], None, (None, "base_missing")),
        ([1, 2, 0, 0], None, (0, None)),
        ([None, None, 3, 4], Quarter(2021, 3), (7, None)),
        ([None, None, None, 4], Quarter(2021, 4), (None, "base_incomplete")),
        ([None] * 4, Quarter(2022, 1), (None, "base_missing")),
    ],
)
def test_the_rest_of_last_year(last_year, start, expected):
    facts = make_facts(
        "2022H1",
        {("a", "trade"): {2021: last_year, 2022: [5, 5]}},
        starts={"a": start} if start else {},
    )
    rest = outlook(facts).rests["a", "trade"]
    assert (rest.value, rest.reason) == expected


def test_the_rest_of_all_zones_is_their_sum_and_a_new_zone_adds_nothing():
    facts = make_facts(
        "2022Q3",
        {
            ("a", "trade"): {2021: [1, 2, 3, 4], 2022: [5] * 3},
            ("b", "trade"): {2021: [1, 1, 1, 1], 2022: [5] * 3},
            ("c", "trade"): {2022: [5] * 3},
        },
        starts={"c": Quarter(2022, 1)},
    )
    assert outlook(facts).rests[ALL, "trade"].value == 5


# What is not projected


def test_once_the_year_is_over_there_is_nothing_left_to_project():
    found = of_a(make_facts("2022", {("a", "trade"): PAST | {2022: [20, 25, 20, 20]}}))
    assert (found.projection.value, found.projection.note) == (85, "year_over")
    assert (found.needed.how, found.is_out_of_reach) == ("year_over", False)


def test_a_share_of_the_province_is_judged_as_it_stands_and_not_projected():
    share = Promise(
        "share",
        "province",
        "share_of_province",
        "trade",
        (Condition("level", 50, 2021, 2023, 2020),),
    )
    facts = half_year(province=published({(2022, 2): 450.0, (2020, 4): 1000.0}))
    (found,) = judge_promises(facts, gather(facts), (share,), {})
    assert (found.projection.note, found.needed.how) == ("share", "share")
    assert not found.is_out_of_reach
