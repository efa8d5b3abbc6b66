"""The board of a period: what is measured, how a zone is scored, and who is not ranked."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.board import (
    common_ranks,
    grace_basis,
    group_ranks,
    is_past_grace,
    last_day,
    measure,
    measure_period,
    rank_zones,
)
from assessments.facts import gather
from indicators.periods import Quarter
from tests.judging import calendar, few, make_facts, make_rules, published

YEAR = [10, 10, 10, 10]
RULES = make_rules(
    {
        "size": ("trade", "level", 50, 0, 200),
        "growth": ("trade", "growth", 30, 0, 50),
        "firms": ("firms", "level", 20, 0, 40),
    }
)


def judged(facts, rules=RULES):
    """The scores by zone and the standing of each."""
    figures = gather(facts)
    return rank_zones(facts, figures, measure(figures, rules), rules)


def two_zones(period="2022", **fields):
    return make_facts(
        period,
        {
            ("a", "trade"): {2021: YEAR, 2022: [10, 10, 20, 10]},
            ("a", "firms"): {2021: [8, 8, 8, 8], 2022: [8, 9, 9, 10]},
            ("b", "trade"): {2021: [40, 40, 40, 40], 2022: [40, 40, 40, 40]},
            ("b", "firms"): {2021: [30, 30, 30, 30], 2022: [30, 30, 30, 32]},
        },
        kinds={"trade": "flow", "firms": "stock"},
        **fields,
    )


# A board worked by hand


def test_the_board_is_the_one_worked_by_hand():
    # a: trade 50 of 200 → 25; growth 50 on 40 = 25 % of 50 → 50; firms 10 of 40 → 25
    #    0.5·25 + 0.3·50 + 0.2·25 = 32.50
    # b: trade 160 of 200 → 80; growth 0 → 0; firms 32 of 40 → 80: 40 + 0 + 16 = 56.00
    board, standing = judged(two_zones())
    assert dict(board.scores["score"]) == {"a": Decimal("32.50"), "b": Decimal("56.00")}
    assert dict(board.scores["rank"]) == {"a": 2, "b": 1}
    assert dict(board.scores["coverage"]) == {"a": 1, "b": 1}
    assert set(standing) == {"ranked"}
    parts = board.contributions.set_index(["unit", "code"])["contribution"]
    assert list(parts.loc["a"]) == [Decimal("12.50"), Decimal("15.00"), Decimal("5.00")]


def test_a_half_year_shortens_the_goalposts_of_a_flow_s_level_and_of_nothing_else():
    # a to June: trade 20 of 100 → 20; growth 0; firms 9 of 40 → 22.5: 10 + 0 + 4.5
    board, _ = judged(two_zones("2022H1"))
    assert board.scores.loc["a", "score"] == Decimal("14.50")
    parts = board.contributions.set_index(["unit", "code"])["achieved"].loc["a"]
    assert dict(parts) == {"size": 20, "growth": 0, "firms": 22.5}


def test_the_level_of_a_grade_is_never_shortened_to_the_span():
    rules = make_rules({"class": ("class", "level", 100, 0, 4)})
    facts = make_facts("2022H1", {("a", "class"): {2022: [3, 2]}}, kinds={"class": "grade"})
    board, _ = judged(facts, rules)
    assert board.scores.loc["a", "score"] == Decimal("50.00")


# The province, and its gaps


def test_a_share_is_taken_of_the_province_s_own_total_of_the_same_span():
    rules = make_rules({"share": ("trade", "share_of_province", 100, 0, 10)})
    province = published({(2022, 2): 400, (2022, 4): 1000})
    year, _ = judged(two_zones(province=province), rules)
    half, _ = judged(two_zones("2022H1", province=province), rules)
    assert year.scores.loc["a", "score"] == Decimal("50.00")  # 50 of 1,000 are 5 %
    assert half.scores.loc["a", "score"] == Decimal("50.00")  # 20 of 400 are 5 %


def test_a_share_without_the_province_s_total_is_a_gap_with_its_reason():
    rules = make_rules({"share": ("trade", "share_of_province", 20, 0, 10)} | BOTH)
    figures = gather(two_zones())
    measured = measure(figures, rules)
    assert measured.states.loc["a", "share"] == "no_province_total"
    assert measured.applies.loc["a", "share"]
    assert not measured.withheld.loc["a", "share"]
    board, _ = judged(two_zones(), rules)
    assert board.scores.loc["a", "coverage"] == pytest.approx(0.8)


BOTH = {"size": ("trade", "level", 60, 0, 200), "firms": ("firms", "level", 20, 0, 40)}


# What is missing


def with_firms_of(told, **fields):
    """Zone a's firms at the year's end are as told; all else is reported."""
    return make_facts(
        "2022",
        {
            ("a", "trade"): {2021: YEAR, 2022: YEAR},
            ("a", "firms"): {2021: [8] * 4, 2022: [8, 8, 8, told]},
        },
        kinds={"trade": "flow", "firms": "stock"},
        **fields,
    )


def test_what_cannot_be_reported_for_an_accepted_reason_leaves_the_weights():
    board, _ = judged(with_firms_of("cannot_report"))
    # trade 40 of 200 → 20 at 50 of 80; growth 0 at 30 of 80
    assert board.scores.loc["a", "score"] == Decimal("12.50")
    assert board.scores.loc["a", "coverage"] == 1


@pytest.mark.parametrize("told", [None, "reason_refused"])
def test_what_was_not_reported_after_the_lock_earns_nothing_and_is_no_coverage(told):
    board, standing = judged(with_firms_of(told))
    assert board.scores.loc["a", "score"] == Decimal("10.00")
    assert board.scores.loc["a", "coverage"] == pytest.approx(0.8)
    assert standing["a"] == "ranked"
    lost = board.contributions.set_index("code").loc["firms"]
    assert (lost["achieved"], lost["contribution"]) == (0, Decimal("0.00"))


def test_what_is_only_late_is_a_gap_and_no_verdict_yet():
    day = Quarter(2022, 4).ends_on.replace(year=2023, month=1, day=20)
    board, _ = judged(with_firms_of(None, as_of=day))
    assert board.scores.loc["a", "score"] == Decimal("12.50")
    assert board.scores.loc["a", "coverage"] == pytest.approx(0.8)


def test_a_zone_that_reported_nothing_has_no_score_rather_than_nought():
    facts = two_zones(cities={"a": "a", "b": "b", "c": "c"})
    board, standing = judged(facts)
    assert board.scores.loc["c", "score"] is None
    assert board.scores.loc["c", "coverage"] == 0
    assert standing["c"] == "low_coverage"


def test_a_base_that_was_never_reported_earns_nothing_in_the_growth_on_it():
    facts = make_facts(
        "2022",
        {
            ("a", "trade"): {2021: [10, 10, 10, None], 2022: YEAR},
            ("a", "firms"): {2022: [40] * 4},
        },
        kinds={"trade": "flow", "firms": "stock"},
    )
    measured = measure(gather(facts), RULES)
    assert measured.states.loc["a", "growth"] == "base_not_reported"
    board, _ = judged(facts)
    # trade 40 of 200 → 20, firms 40 of 40 → 100, growth nothing: 10 + 0 + 20
    assert board.scores.loc["a", "score"] == Decimal("30.00")
    assert board.scores.loc["a", "coverage"] == pytest.approx(0.7)


def test_growth_leaves_the_weights_where_there_was_no_full_span_to_grow_from():
    facts = make_facts(
        "2022",
        {
            ("a", "trade"): {2021: [None, None, 10, 10], 2022: YEAR},
            ("a", "firms"): {2022: [40] * 4},
        },
        kinds={"trade": "flow", "firms": "stock"},
        starts={"a": Quarter(2021, 3)},
    )
    measured = measure(gather(facts), RULES)
    assert measured.states.loc["a", "growth"] == "no_base"
    assert not measured.applies.loc["a", "growth"]
    board, standing = judged(facts)
    assert board.scores.loc["a", "coverage"] == 1
    assert standing["a"] == "first_year"


def test_growth_from_a_real_zero_leaves_the_weights():
    facts = make_facts(
        "2022",
        {("a", "trade"): {2021: [0] * 4, 2022: YEAR}, ("a", "firms"): {2022: [4] * 4}},
        kinds={"trade": "flow", "firms": "stock"},
    )
    assert measure(gather(facts), RULES).states.loc["a", "growth"] == "no_base"


def test_too_little_coverage_is_shown_and_not_ranked():
    facts = make_facts(
        "2022",
        {
            ("a", "trade"): {2021: YEAR, 2022: [10, 10, 10, None]},
            ("a", "firms"): {2022: [40] * 4},
            ("b", "trade"): {2021: YEAR, 2022: YEAR},
            ("b", "firms"): {2022: [1] * 4},
        },
        kinds={"trade": "flow", "firms": "stock"},
    )
    board, standing = judged(facts)
    assert dict(standing) == {"a": "low_coverage", "b": "ranked"}
    assert board.scores.loc["a", "score"] == Decimal("20.00")
    assert pd.isna(board.scores.loc["a", "rank"])
    assert board.scores.loc["b", "rank"] == 1


# A city's count


CITIES = {"a": "wuhan", "b": "wuhan", "c": "wuhan", "d": "yichang"}


def counted(period="2022", starts=None, third=(0, 1, 0, 0)):
    return gather(
        make_facts(
            period,
            {
                ("a", "events"): {2022: [1, 0, 1, 0]},
                ("b", "events"): {2022: [0, 0, 0, 1]},
                ("c", "events"): {2022: third},
                ("d", "events"): {2022: [1, 1, 1, 1]},
            },
            kinds={"events": "flow"},
            cities=CITIES,
            starts=starts,
        )
    )


def test_a_city_s_count_stands_on_each_of_its_zones_and_in_the_total_once():
    figures = counted()
    assert list(figures.zones["value"]) == [4, 4, 4, 4]
    assert figures.total.loc["events", "value"] == 8


def test_one_zone_s_missing_count_leaves_its_city_without_a_count():
    figures = counted(third=(0, None, 0, 0))
    assert list(figures.zones["state"]) == ["not_reported"] * 3 + ["value"]
    assert figures.total.loc["events", "state"] == "not_reported"


def test_a_zone_that_does_not_operate_yet_is_left_out_of_its_city():
    figures = counted(starts={"a": Quarter(2023, 1)}, third=(0, 0, 0, 0))
    assert list(figures.zones["state"][:2]) == ["value", "value"]
    figures = counted(starts={"c": Quarter(2023, 1)}, third=(None,) * 4)
    assert list(figures.zones["state"]) == ["value", "value", "not_applicable", "value"]
    assert figures.total.loc["events", "value"] == 3 + 4


# The first year


@pytest.mark.parametrize(
    ("accepted", "start", "period", "is_ranked"),
    [
        ("2020-12-25", Quarter(2021, 2), "2021", False),
        ("2020-12-25", Quarter(2021, 2), "2022H1", True),
        ("2023-02-10", Quarter(2023, 3), "2023", False),
        ("2023-02-10", Quarter(2023, 3), "2024H1", False),
        ("2023-02-10", Quarter(2023, 3), "2025", True),
        ("2021-01-01", None, "2022", True),
        ("2021-01-02", None, "2022", False),
        ("2020-12", None, "2022", True),
        ("2021", None, "2022", False),
        (None, Quarter(2021, 1), "2022", True),
        (None, Quarter(2021, 2), "2022", False),
        (None, Quarter(2022, 1), "2023", True),
    ],
)
def test_a_zone_is_ranked_once_its_grace_is_over_on_the_first_day(
    accepted, start, period, is_ranked
):
    facts = make_facts(
        period,
        {("a", "trade"): {2019: YEAR}},
        starts={"a": start} if start else {},
        accepted={"a": accepted} if accepted else {},
    )
    assert is_past_grace("a", facts, RULES) is is_ranked


def test_grace_counts_from_the_first_figure_where_no_date_and_no_start_is_known():
    figures = {("a", "trade"): {2021: [None, 0, 10, 10]}}
    assert not is_past_grace("a", make_facts("2022", figures), RULES)
    assert is_past_grace("a", make_facts("2023", figures), RULES)
    nine = replace(RULES, grace_months=9)
    assert is_past_grace("a", make_facts("2022", figures), nine)


@pytest.mark.parametrize(
    ("partial", "day"),
    [("2020", "2020-12-31"), ("2020-02", "2020-02-29"), ("2021-06-09", "2021-06-09")],
)
def test_a_date_known_in_part_counts_from_its_last_day(partial, day):
    assert str(last_day(partial)) == day


def test_where_no_start_is_set_each_zone_s_first_own_figure_is_its_first_report():
    figures = {
        ("a", "trade"): {2022: YEAR, 2021: (None, None, 7, 8)},
        ("b", "trade"): {2022: YEAR},
        ("b", "tax"): {2020: (None, None, None, 3)},
        ("c", "trade"): {2022: (None, None, None, None)},
        ("d", "trade"): {2022: YEAR},
    }
    facts = make_facts("2022", figures, starts={"d": Quarter(2019, 2)})
    found = [facts.first_report(zone) for zone in "abcde"]
    assert found == [Quarter(2021, 3), Quarter(2020, 4), None, Quarter(2019, 2), None]


def test_a_scheme_may_count_the_first_year_from_the_first_report_alone():
    facts = make_facts(
        "2022",
        {("a", "trade"): {2021: YEAR}},
        starts={"a": Quarter(2021, 3)},
        accepted={"a": "2020-01-15"},
    )
    by_report = replace(RULES, grace_rule="first_report")
    assert is_past_grace("a", facts, RULES)
    assert not is_past_grace("a", facts, by_report)
    assert grace_basis("a", facts, RULES) == "accepted"
    assert grace_basis("a", facts, by_report) == "by_scheme"


# From the zone's own base year


FROM_BASE = make_rules(
    {
        "size": ("trade", "level", 60, 0, 100),
        "growth": ("trade", "growth", 20, 0, 50),
        "firms": ("firms", "level", 20, 0, 20),
    },
    normalisation="baseline",
    base_year=2020,
)


def started(period="2022", base=YEAR, firms=(8, 8, 8, 8), **fields):
    return make_facts(
        period,
        {
            ("a", "trade"): {2019: [8] * 4, 2020: base, 2021: [15] * 4, 2022: [15, 15, 20, 20]},
            ("a", "firms"): {2020: firms, 2021: [9] * 4, 2022: [9, 11, 11, 14]},
        },
        kinds={"trade": "flow", "firms": "stock"},
        calendar=calendar(*range(2018, 2023)),
        **fields,
    )


def achieved_from_base(facts):
    figures, measured = measure_period(facts, FROM_BASE)
    board, _ = rank_zones(facts, figures, measured, FROM_BASE)
    return board.contributions.set_index("code"), board.scores.loc["a"], measured


def test_a_zone_s_way_from_its_own_base_year_to_the_target():
    parts, found, _ = achieved_from_base(started())
    # trade from 40 to 100 stands at 70: half; growth from 25 % to 50 % stands at 16.7 %: nothing
    # firms from 8 to 20 stand at 14: half
    assert parts["achieved"].round(9).to_dict() == {"size": 50, "growth": 0, "firms": 50}
    assert found["score"] == Decimal("40.00")


def test_within_the_year_the_base_is_the_same_span_of_the_base_year():
    parts, _, _ = achieved_from_base(started("2022H1"))
    # trade to June from 20 to 50 stands at 30; firms from 8 to 20 stand at 11
    assert parts.loc["size", "achieved"] == pytest.approx(100 / 3)
    assert parts.loc["firms", "achieved"] == pytest.approx(25)


def test_a_base_that_was_never_reported_is_no_better_start():
    parts, found, measured = achieved_from_base(started(base=[10, 10, 10, None]))
    assert measured.states.loc["a", "size"] == "base_not_reported"
    assert parts["achieved"].fillna(-1).to_dict() == {"size": 0, "growth": 0, "firms": 50}
    assert found["coverage"] == pytest.approx(0.2)


def test_a_zone_that_did_not_operate_in_the_base_year_starts_from_the_poor_goalpost():
    facts = started(base=[None] * 4, firms=[None] * 4, starts={"a": Quarter(2021, 1)})
    parts, _, _ = achieved_from_base(facts)
    assert parts.loc["size", "achieved"] == 70
    assert parts.loc["firms", "achieved"] == 70


# Per square kilometre


def test_a_level_per_square_kilometre_has_goalposts_of_its_own_and_shrinks_with_the_span():
    rules = make_rules({"dense": ("trade", "per_km2", 100, 0, 20)})
    for period, expected in (("2022", "62.50"), ("2022H1", "50.00")):
        facts = two_zones(period, areas={"a": 4.0, "b": 20.0})
        figures = gather(facts)
        measured = measure(figures, rules, facts.areas)
        board, _ = rank_zones(facts, figures, measured, rules)
        assert board.scores.loc["a", "score"] == Decimal(expected)
        # 50 on 4 km² are 12.5 of 20; 20 to June are 5 of 10


def test_a_zone_whose_area_is_not_known_has_a_gap_with_its_reason():
    rules = make_rules({"dense": ("trade", "per_km2", 20, 0, 20)} | BOTH)
    measured = measure(gather(two_zones()), rules, {"b": 20.0})
    assert measured.states["dense"].to_dict() == {"a": "no_area", "b": "value"}
    assert measured.applies.loc["a", "dense"]


# Boards of groups


def test_ranked_zones_are_also_ranked_within_their_group():
    board, _ = judged(two_zones(), RULES)
    found = group_ranks(board, {"a": "near", "b": "far"})
    assert found.to_dict("index") == {
        "a": {"group": "near", "rank": 1, "count": 1},
        "b": {"group": "far", "rank": 1, "count": 1},
    }
    together = group_ranks(board, {"a": "near", "b": "near"})
    assert together[["rank", "count"]].to_numpy().tolist() == [[2, 2], [1, 2]]
    assert group_ranks(board, {"b": "near"}).index.tolist() == ["b"]
    assert group_ranks(board, {}).empty


def test_places_among_a_group_count_only_its_ranked_zones():
    facts = two_zones(starts={"b": Quarter(2021, 4)})
    board, standing = judged(facts)
    assert standing["b"] == "first_year"
    assert group_ranks(board, {"a": "near", "b": "near"}).to_dict("index") == {
        "a": {"group": "near", "rank": 1, "count": 1}
    }


# The geometric mean


def test_under_the_geometric_mean_a_component_counts_at_least_one():
    rules = replace(RULES, aggregation="geometric")
    facts = make_facts(
        "2022",
        {
            ("a", "trade"): {2021: YEAR, 2022: [10, 10, 10, 10]},
            ("a", "firms"): {2022: [40] * 4},
        },
        kinds={"trade": "flow", "firms": "stock"},
    )
    board, _ = judged(facts, rules)
    # 20^0.5 × 1^0.3 × 100^0.2: growth of nothing is counted as 1, not as the end of the score
    assert board.scores.loc["a", "score"] == Decimal("11.23")


# Ranks over the zones of both boards


def test_movement_is_taken_over_the_zones_ranked_in_both_periods():
    now = {"a": Decimal("60.00"), "b": Decimal("70.00"), "c": Decimal("65.00")}
    before = {"a": Decimal("50.00"), "b": Decimal("50.00"), "d": Decimal("90.00")}
    common = common_ranks(now, before)
    assert common.to_dict("index") == {
        "a": {"rank": 2, "before": 1},
        "b": {"rank": 1, "before": 1},
    }


# A second, independent calculation


FIGURE = st.one_of(st.integers(0, 60), st.none(), st.just("cannot_report"))
CRITERIA = {
    "size": ("trade", "level", 50, 0, 120),
    "growth": ("trade", "growth", 30, -20, 80),
    "firms": ("firms", "level", 20, 5, 45),
}


def span_of(quarters, count):
    """The sum of the quarters, or the worst state among them: in plain words, without frames."""
    told = quarters[:count]
    if None in told:
        return "not_reported"
    return "cannot_report" if "cannot_report" in told else Fraction(sum(told))


def by_hand(trade, base, firms, count):
    """Score, coverage of one zone, computed with fractions."""
    now, before, last = span_of(trade, count), span_of(base, count), firms[count - 1]
    points = {}
    if now != "cannot_report":
        points["size"] = None if now == "not_reported" else (now - 0) / (Fraction(count, 4) * 120)
    if now != "cannot_report" and before not in ("cannot_report", 0):
        is_lost = "not_reported" in (now, before)
        points["growth"] = None if is_lost else ((now / before - 1) * 100 + 20) / 100
    if last != "cannot_report":
        points["firms"] = None if last is None else Fraction(last - 5, 40)
    weights = {code: Fraction(CRITERIA[code][2]) for code in points}
    there = {code: min(max(x, 0), 1) for code, x in points.items() if x is not None}
    if not there:
        return None, Fraction(0)
    due = sum(weights.values())
    score = sum(weights[code] * x * 100 for code, x in there.items()) / due
    hundredths = (score * 100 + Fraction(1, 2)) // 1
    return Decimal(int(hundredths)).scaleb(-2), sum(weights[code] for code in there) / due


@few
@given(
    st.lists(st.tuples(*[st.lists(FIGURE, min_size=4, max_size=4)] * 3), min_size=1, max_size=4),
    st.sampled_from([2, 4]),
)
def test_scores_coverage_and_ranks_agree_with_a_second_calculation(zones, count):
    figures, expected = {}, {}
    for place, (trade, base, firms) in enumerate(zones):
        name = f"z{place}"
        figures[name, "trade"] = {2021: base, 2022: trade}
        figures[name, "firms"] = {2022: firms}
        expected[name] = by_hand(trade, base, firms, count)
    facts = make_facts(
        "2022" if count == 4 else "2022H1",
        figures,
        kinds={"trade": "flow", "firms": "stock"},
        accepted=dict.fromkeys(expected, "2015"),
    )
    board, _ = judged(facts, make_rules(CRITERIA))
    for name, (score, coverage) in expected.items():
        found = board.scores.loc[name]
        assert found["score"] == score
        if score is not None:
            assert found["coverage"] == pytest.approx(float(coverage))
    ranked = {
        name: score
        for name, (score, coverage) in expected.items()
        if score is not None and coverage >= Fraction(4, 5)
    }
    places = {name: 1 + sum(s > score for s in ranked.values()) for name, score in ranked.items()}
    assert dict(board.scores["rank"].dropna()) == places


NUMBERS = st.lists(st.integers(0, 60), min_size=4, max_size=4)


@few
@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["trade", "firms"]), st.integers(0, 3))
def test_leaving_out_a_bad_figure_never_pays(trade, base, firms, indicator, quarter):
    told = {("a", "trade"): {2021: base, 2022: trade}, ("a", "firms"): {2022: firms}}
    kinds = {"trade": "flow", "firms": "stock"}
    full, _ = judged(make_facts("2022", told, kinds=kinds))
    figures = told["a", indicator][2022]
    told["a", indicator][2022] = [*figures[:quarter], None, *figures[quarter + 1 :]]
    less, _ = judged(make_facts("2022", told, kinds=kinds))
    found = less.scores.loc["a", "score"]
    assert found is None or found <= full.scores.loc["a", "score"]


@few
@given(NUMBERS, NUMBERS, NUMBERS)
def test_contributions_add_up_to_the_printed_score(trade, base, firms):
    told = {("a", "trade"): {2021: base, 2022: trade}, ("a", "firms"): {2022: firms}}
    board, _ = judged(make_facts("2022", told, kinds={"trade": "flow", "firms": "stock"}))
    parts = [part for part in board.contributions["contribution"] if part is not None]
    assert sum(parts) == board.scores.loc["a", "score"]


@few
@given(NUMBERS, NUMBERS)
def test_a_zone_more_or_less_leaves_the_other_scores_alone(trade, firms):
    first = {("a", "trade"): {2021: YEAR, 2022: [20] * 4}, ("a", "firms"): {2022: [30] * 4}}
    more = first | {("b", "trade"): {2021: YEAR, 2022: trade}, ("b", "firms"): {2022: firms}}
    kinds = {"trade": "flow", "firms": "stock"}
    alone, _ = judged(make_facts("2022", first, kinds=kinds))
    beside, _ = judged(make_facts("2022", more, kinds=kinds))
    assert alone.scores.loc["a", "score"] == beside.scores.loc["a", "score"]
