"""Flags: what each rule finds, on which figures, and what it must not find."""

import itertools
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.promises import Judged
from assessments.rules import Evidence, LateReport, Rule, fire, missed_now, running_years
from indicators.judgement import judge
from indicators.pace import EVEN, Season
from indicators.projection import is_out_of_reach, project, still_needed
from indicators.targets import Condition, due_target

MISSED = Rule("annual_target_missed", "notice")
DROPPED = Rule("rank_dropped", "notice", threshold=1)
YEARS = Rule("missed_years", "exit", threshold=3, window=2, targets=frozenset({"trade"}))
PACE = Rule("behind_pace", "reminder")
AHEAD = Rule("projected_miss", "reminder")
LATE = Rule("late_report", "named")


def result(actual, target=100, *, zone="a", city=None, code="trade", quarter=4, **fields):
    """A judged target: by what staff set, unless `due` gives another."""
    due = fields.pop("due", due_target([], base=None, year=2022, set_value=target))
    given_by = {"kind": "flow", "direction": 1, "state": "value"} | fields
    judgement = judge(actual=actual, target=due, quarter=quarter, **given_by)
    return Judged(code, None if city else zone, city, judgement, EVEN)


#: By June 40 % of one year and 50 % of the other.
BANDED = Season((0.2, 0.45, 0.7, 1), "own", (2020, 2021), ((0.2, 0.4, 0.6, 1), (0.2, 0.5, 0.8, 1)))


def heading(actual, target, *, season=BANDED, quarter=2, direction=1, **fields):
    """The same with its projection: 45 by June is heading for 100, and for 112.5 at best."""
    due = due_target([], base=None, year=2022, set_value=target)
    fields |= {"season": season, "direction": direction}
    judged = result(actual, target, quarter=quarter, **fields)
    kind = fields.get("kind", "flow")
    projection = project(actual, season, quarter=quarter, kind=kind)
    needed = still_needed(actual, due.demand, quarter=quarter, direction=direction, kind=kind)
    missed = is_out_of_reach(projection, due.demand, direction)
    return replace(
        judged, season=season, projection=projection, needed=needed, is_out_of_reach=missed
    )


def evidence(*judged, year=2022, is_year=True, **fields):
    return Evidence(year=year, is_year=is_year, judged=judged, zones_of_city={}, **fields)


def found(rule, given_by):
    return [(fired.code, fired.zone, fired.target) for fired in fire([rule], given_by)]


def ranks(**moves):
    """Ranks over the zones of both years: ranks(a=(1, 3)) for a fall from first to third."""
    rows = {zone: {"before": before, "rank": rank} for zone, (before, rank) in moves.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["before", "rank"])


def scores(*zones):
    return {zone: (Decimal("60.00"), Decimal("50.00")) for zone in zones}


# A yearly target missed


def test_a_binding_yearly_target_missed_is_flagged_with_its_figures():
    (fired,) = fire([MISSED], evidence(result(90)))
    assert (fired.zone, fired.target, fired.consequence) == ("a", "trade", "notice")
    assert (fired.details["actual"], fired.details["target"]) == (90, 100)
    assert (fired.details["gap"], fired.details["status"]) == (10, "missed")


@pytest.mark.parametrize(
    "judged",
    [
        result(100),
        result(None, state="not_applicable"),
        result(None, state="cannot_report"),
        result(None, state="late"),
        result(None, state="province_not_published"),
        result(90, is_implied=True, kind="ratio"),
        result(90, zone=None),
    ],
    ids=["met", "not applicable", "cannot report", "late", "province", "implied", "all zones"],
)
def test_what_is_met_excused_or_not_a_zone_s_is_not_flagged(judged):
    assert found(MISSED, evidence(judged)) == []


def test_a_yearly_target_not_reported_counts_as_missed():
    assert found(MISSED, evidence(result(None, state="not_reported"))) == [
        ("annual_target_missed", "a", "trade")
    ]


def test_an_indicative_path_below_which_a_zone_ends_has_no_consequence():
    level = Condition("level", 200, 2021, 2023, base_year=2020)
    below = result(90, due=due_target([level], base=50, year=2022))
    assert below.judgement.status == "below_path"
    assert found(MISSED, evidence(below)) == []


def test_nothing_is_missed_before_the_year_is_over():
    assert found(MISSED, evidence(result(1, quarter=2), is_year=False)) == []


def test_what_a_city_missed_stands_on_each_of_its_zones():
    given_by = Evidence(
        year=2022,
        is_year=True,
        judged=[result(2, 3, city="wuhan", code="events")],
        zones_of_city={"wuhan": ["a", "b"], "yichang": ["c"]},
    )
    flags = fire([MISSED], given_by)
    assert [(fired.zone, fired.details["city"]) for fired in flags] == [
        ("a", "wuhan"),
        ("b", "wuhan"),
    ]


# A fall in rank


def test_a_fall_in_rank_over_the_zones_of_both_years_is_flagged():
    moved = ranks(a=(1, 3), b=(2, 1), c=(3, 2), d=(4, 4))
    (fired,) = fire([DROPPED], evidence(ranks=moved, scores=scores(*"abcd")))
    assert fired.zone == "a"
    assert {name: fired.details[name] for name in ("before", "rank", "count")} == {
        "before": 1,
        "rank": 3,
        "count": 4,
    }
    assert (fired.details["score_before"], fired.details["score"]) == ("60.00", "50.00")


def test_the_threshold_says_how_far_a_zone_must_fall():
    moved = ranks(a=(1, 3), b=(2, 3))
    two = Rule("rank_dropped", "notice", threshold=2)
    assert found(two, evidence(ranks=moved, scores=scores("a", "b"))) == [
        ("rank_dropped", "a", None)
    ]


def test_the_first_assessed_year_and_a_half_year_show_no_fall():
    moved = ranks(a=(1, 3))
    assert found(DROPPED, evidence(ranks=None)) == []
    assert found(DROPPED, evidence(ranks=moved, scores=scores("a"), is_year=False)) == []


@pytest.mark.parametrize(
    ("rescored", "is_flagged"),
    [(ranks(a=(1, 2)), True), (ranks(a=(2, 2)), False), (ranks(b=(1, 2)), False)],
    ids=["it also falls", "it does not", "it was not ranked then"],
)
def test_after_a_change_of_scheme_the_fall_must_hold_with_last_year_scored_anew(
    rescored, is_flagged
):
    given_by = evidence(ranks=ranks(a=(1, 2)), scores=scores("a"), rescored=rescored)
    assert bool(found(DROPPED, given_by)) is is_flagged


def test_on_the_boards_of_groups_a_fall_is_counted_within_each_group():
    """Over all zones c rises and d falls; among a, c and e, and among b and d, it is otherwise."""
    moved = ranks(a=(1, 1), b=(2, 4), c=(5, 3), d=(3, 5), e=(4, 2), alone=(6, 6))
    within = Rule("rank_dropped", "notice", threshold=1, board="group")
    groups = {"a": "west", "c": "west", "e": "west", "b": "east", "d": "east"}
    given_by = evidence(ranks=moved, scores=scores(*moved.index), groups=groups)
    assert found(within, given_by) == []  # a 1, e 2, c 3 as before; b 1, d 2 as before
    assert [one.zone for one in fire([DROPPED], given_by)] == ["b", "d"]
    moved = ranks(a=(1, 2), b=(2, 4), c=(5, 1), d=(3, 3), e=(4, 5))
    given_by = replace(given_by, ranks=moved)
    fired = {one.zone: one.details for one in fire([within], given_by)}
    assert {zone: (one["before"], one["rank"], one["count"]) for zone, one in fired.items()} == {
        "a": (1, 2, 3),
        "e": (2, 3, 3),
        "b": (1, 2, 2),
    }
    assert {one["board"] for one in fired.values()} == {"group"}


def test_within_groups_too_the_fall_must_hold_with_last_year_scored_anew():
    within = Rule("rank_dropped", "notice", threshold=1, board="group")
    given_by = evidence(
        ranks=ranks(a=(1, 3), b=(2, 1), c=(3, 2)),
        rescored=ranks(a=(2, 3), b=(1, 1), c=(3, 2)),
        scores=scores("a", "b", "c"),
    )
    assert found(within, replace(given_by, groups={"a": "x", "c": "x"})) == [
        ("rank_dropped", "a", None)
    ]
    assert found(within, replace(given_by, groups={"a": "x", "b": "x"})) == []
    assert found(within, given_by) == []  # no groups, no boards of them


# Missed for years


@pytest.mark.parametrize(
    ("earlier", "consequence", "years"),
    [
        ({2021}, "exit_warning", 2),
        ({2020, 2021}, "exit", 3),
        ({2019, 2020, 2021}, "exit", 4),
        ({2020}, None, 1),
        (set(), None, 1),
    ],
)
def test_two_years_running_warn_and_three_start_the_exit(earlier, consequence, years):
    before = {("trade", "a"): frozenset(earlier)}
    flags = fire([YEARS], evidence(result(90), missed_before=before))
    assert [fired.consequence for fired in flags] == ([consequence] if consequence else [])
    if flags:
        assert (flags[0].details["years"], flags[0].details["first"]) == (years, 2023 - years)


def test_only_targets_on_the_rule_s_list_count_and_each_for_itself():
    before = {("trade", "a"): frozenset({2021}), ("other", "a"): frozenset({2021})}
    judged = [result(90), result(90, code="other")]
    assert found(YEARS, evidence(*judged, missed_before=before)) == [("missed_years", "a", "trade")]
    only_other = {("other", "a"): frozenset({2021})}
    assert found(YEARS, evidence(result(90), missed_before=only_other)) == []


def test_a_target_met_this_year_ends_the_row_of_years():
    before = {("trade", "a"): frozenset({2019, 2020, 2021})}
    assert found(YEARS, evidence(result(100), missed_before=before)) == []


# Pace and reports


def test_off_track_in_a_quarter_is_a_reminder_and_behind_is_not():
    given_by = evidence(result(40, quarter=2), result(48, quarter=2, code="near"), is_year=False)
    (fired,) = fire([PACE], given_by)
    assert (fired.target, fired.consequence, fired.details["due"]) == ("trade", "reminder", 50)
    assert fired.details["shortfall"] == pytest.approx(0.2)


def test_pace_is_no_matter_of_a_whole_year():
    assert found(PACE, evidence(result(40))) == []


def test_late_reports_are_named_once_a_zone_with_every_quarter():
    late = [LateReport("a", "2022Q1", 3, False), LateReport("a", "2022Q2", 0, True)]
    (fired,) = fire([LATE], evidence(late=late))
    assert fired.zone == "a"
    assert [report["quarter"] for report in fired.details["reports"]] == ["2022Q1", "2022Q2"]
    assert [report["is_missing"] for report in fired.details["reports"]] == [False, True]


def test_only_rules_that_are_given_fire_and_in_their_order():
    before = {("trade", "a"): frozenset({2020, 2021})}
    given_by = evidence(result(90), ranks=ranks(a=(1, 2)), scores=scores("a"), missed_before=before)
    assert fire([], given_by) == []
    assert [fired.code for fired in fire([YEARS, DROPPED, MISSED], given_by)] == [
        "missed_years",
        "rank_dropped",
        "annual_target_missed",
    ]


# The year out of reach

WITHIN = {"is_year": False}


def test_a_year_that_even_the_upper_edge_misses_is_flagged_with_its_figures():
    (fired,) = fire([AHEAD], evidence(heading(45, 120), **WITHIN))
    assert (fired.zone, fired.target, fired.consequence) == ("a", "trade", "reminder")
    told = fired.details
    assert (told["actual"], told["target"], told["needed"]) == (45, 120, 37.5)
    assert told["projected"] == pytest.approx(100)
    assert told["high"] == pytest.approx(112.5)
    assert (told["season"], told["season_years"]) == ("own", [2020, 2021])


@pytest.mark.parametrize(
    ("judged", "is_flagged"),
    [
        (heading(45, 112), False),
        (heading(45, 112.5), False),
        (heading(45, 113), True),
        (heading(45, 100), False),
        (heading(45, 40), False),
        (heading(1, 120, season=EVEN), False),
        (heading(45, 120, quarter=4), False),
        (heading(None, 120, state="late"), False),
        (heading(45, None), False),
        (heading(45, 120, kind="stock", previous=0), False),
        (heading(45, 120, kind="ratio"), False),
        (heading(45, 89, direction=-1), True),
        (heading(45, 91, direction=-1), False),
        (heading(0, 1, is_count=True), False),
        (heading(0, 3, is_count=True), True),
        (heading(45, 120, zone=None), False),
    ],
    ids=[
        "within the band",
        "the upper edge itself",
        "above the band",
        "the projection itself",
        "met already",
        "linear",
        "the year is over",
        "no figure",
        "no target",
        "stock",
        "ratio",
        "lower is better, missed",
        "lower is better, within the band",
        "a count of which nothing is due yet",
        "a count behind",
        "all zones",
    ],
)
def test_what_is_and_what_is_not_out_of_reach(judged, is_flagged):
    expected = [("projected_miss", "a", "trade")] if is_flagged else []
    assert found(AHEAD, evidence(judged, **WITHIN)) == expected


def test_a_city_out_of_reach_is_flagged_on_each_of_its_zones():
    judged = replace(heading(45, 120), zone=None, city="wuhan")
    given_by = replace(evidence(judged, **WITHIN), zones_of_city={"wuhan": ["a", "b"]})
    assert [zone for _, zone, _ in found(AHEAD, given_by)] == ["a", "b"]


# Properties


@given(st.sets(st.integers(2010, 2022)), st.integers(2015, 2022))
def test_years_running_agree_with_a_second_count(missed, year):
    wanted = 0
    while all(year - back in missed for back in range(wanted + 1)):
        wanted += 1
    assert running_years(year, frozenset(missed)) == wanted


@given(st.permutations("abcd"), st.permutations("abcd"))
def test_whoever_is_flagged_fell_and_whoever_fell_is_flagged(before, now):
    moves = {zone: (before.index(zone) + 1, now.index(zone) + 1) for zone in "abcd"}
    flags = fire([DROPPED], evidence(ranks=ranks(**moves), scores=scores(*"abcd")))
    assert {fired.zone for fired in flags} == {z for z, (was, is_) in moves.items() if is_ > was}


@given(st.integers(1, 200), st.integers(1, 200))
def test_a_target_is_flagged_just_when_it_is_not_reached(actual, target):
    assert bool(found(MISSED, evidence(result(actual, target)))) is (actual < target)


# All histories of five years

#: What a year can be to the rule: its figure (None: none came) and its target (None: none set).
OF_A_YEAR = {
    "met": (100, 100),
    "missed": (90, 100),
    "not reported": (None, 100),
    "not judged": (90, None),
}


def reference(history, warns, ends):
    """The consequence that the policy asks for after these years, and how many years it names."""
    running = 0
    for year in history:
        running = running + 1 if year in ("missed", "not reported") else 0
    if running >= ends:
        return "exit", running
    return ("exit_warning", running) if running >= warns else None


def judged_in(year):
    """The target judged in such a year; without a target nothing is."""
    actual, target = OF_A_YEAR[year]
    if target is None:
        due = due_target([], base=None, year=2022)
        return result(actual, due=due)
    return result(actual, target, state="not_reported" if actual is None else "value")


@pytest.mark.parametrize(("warns", "ends"), [(2, 3), (1, 2), (3, 5)])
def test_every_history_of_five_years_leads_to_what_the_reference_says(warns, ends):
    rule = replace(YEARS, window=warns, threshold=ends)
    judged = {year: judged_in(year) for year in OF_A_YEAR}
    told = {year: bool(missed_now(evidence(one))) for year, one in judged.items()}
    for history in itertools.product(OF_A_YEAR, repeat=5):
        years = dict(zip(range(2018, 2023), history, strict=True))
        earlier = frozenset(year for year, what in years.items() if told[what] and year < 2022)
        given_by = evidence(judged[history[-1]], missed_before={("trade", "a"): earlier})
        found = [(one.consequence, one.details["years"]) for one in fire([rule], given_by)]
        wanted = reference(history, warns, ends)
        assert found == ([wanted] if wanted else []), history
