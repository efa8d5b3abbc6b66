"""Projection: where a flow is heading, what its target still needs, and why there is neither."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.figures import Derived
from indicators.pace import EVEN, Season, seasons
from indicators.projection import (
    Needed,
    Projection,
    is_out_of_reach,
    project,
    still_needed,
)
from indicators.targets import Demand
from tests.test_pace import history

BANDED = Season(
    (0.2, 0.45, 0.7, 1.0), "own", (2021, 2022), ((0.2, 0.4, 0.6, 1), (0.2, 0.5, 0.8, 1))
)
REST = Derived(100 - 45)


def needed(actual, target=120, *, quarter=2, direction=1, comparison="ge", rest=REST):
    return still_needed(
        actual, Demand(target, comparison), quarter=quarter, direction=direction, rest=rest
    )


def misses(actual, target, *, season=BANDED, quarter=2, direction=1, comparison="ge"):
    projection = project(actual, season, quarter=quarter)
    return is_out_of_reach(projection, Demand(target, comparison), direction)


# Golden case: last year 100 with 45 by mid-year; 45 again, and 120 asked for


def test_the_worked_check_45_by_midyear_projects_100_and_120_needs_37_5_a_quarter():
    found = project(45, BANDED, quarter=2)
    assert found.value == pytest.approx(100)
    assert (found.low, found.high) == (pytest.approx(90), pytest.approx(112.5))
    assert (found.basis, found.note) == ("own", "")
    still = needed(45)
    assert (still.per_quarter, still.rest, still.how) == (37.5, 55, "at_least")
    assert still.growth.value == pytest.approx(36.4, abs=0.05)


# Cases of a projection


def test_with_too_few_past_years_the_projection_is_linear_and_has_no_band():
    assert project(45, EVEN, quarter=2) == Projection(90, basis="linear")
    assert project(45, EVEN, quarter=1).value == 180


def test_the_year_s_end_is_its_own_projection_without_a_band():
    assert project(118, BANDED, quarter=4) == Projection(118, basis="final", note="year_over")


def test_a_season_that_had_nothing_by_now_cannot_be_projected_from():
    late = Season((0.0, 0.45, 0.7, 1.0), "own", (2021, 2022), ((0, 0.4, 0.6, 1), (0, 0.5, 0.8, 1)))
    for actual in (5, 0):
        assert project(actual, late, quarter=1) == Projection(basis="own", note="nothing_by_then")


def test_one_year_with_nothing_by_now_leaves_the_band_open():
    half = Season(
        (0.1, 0.45, 0.7, 1.0), "own", (2021, 2022), ((0, 0.4, 0.6, 1), (0.2, 0.5, 0.8, 1))
    )
    assert project(5, half, quarter=1) == Projection(50, 25, None, "own", "open_edge")
    assert project(-5, half, quarter=1) == Projection(-50, None, -25, "own", "open_edge")


def test_below_zero_the_edges_change_sides():
    found = project(-45, BANDED, quarter=2)
    assert (found.low, found.value, found.high) == pytest.approx((-112.5, -100, -90))


def test_nothing_so_far_projects_nothing():
    found = project(0, BANDED, quarter=2)
    assert (found.value, found.low, found.high) == (0, 0, 0)


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_without_a_figure_there_is_no_guess(missing):
    assert project(missing, BANDED, quarter=2).note == "no_figure"
    assert project(missing, BANDED, quarter=4).note == "no_figure"
    assert needed(missing) == Needed(how="no_figure")


def test_a_part_of_the_span_stands_for_no_share_of_a_year():
    assert project(45, BANDED, quarter=2, is_part=True) == Projection(note="part_of_span")


@pytest.mark.parametrize("kind", ["stock", "ratio", "grade", "share"])
def test_only_a_flow_is_projected(kind):
    assert project(45, BANDED, quarter=2, kind=kind) == Projection(note=kind)
    assert still_needed(45, Demand(120), quarter=2, kind=kind) == Needed(how=kind)


# Cases of what is still needed


def test_a_target_already_reached_needs_nothing_more():
    assert needed(130) == Needed(0.0, how="reached")
    assert needed(120) == Needed(0.0, how="reached")


def test_a_target_to_be_passed_is_not_reached_at_its_value():
    assert needed(120, comparison="gt").how == "beyond"
    assert needed(120, comparison="gt").per_quarter == 0
    assert needed(121, comparison="gt").how == "reached"


def test_where_lower_is_better_it_is_what_may_still_be_added():
    found = needed(45, direction=-1)
    assert (found.per_quarter, found.how) == (37.5, "at_most")
    assert needed(130, direction=-1) == Needed(how="exceeded")
    assert needed(45, direction=-1, comparison="gt").how == "less_than"


def test_after_the_year_and_without_a_target_nothing_is_asked_for():
    assert needed(45, quarter=4) == Needed(how="year_over")
    assert still_needed(45, None, quarter=2) == Needed(how="no_target")


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        (Derived(0.0), "base_not_positive"),
        (Derived(-3.0), "base_not_positive"),
        (None, "base_missing"),
        (Derived(None, "base_incomplete"), "base_incomplete"),
    ],
)
def test_needed_growth_has_a_reason_where_last_year_gives_no_base(rest, reason):
    found = needed(45, rest=rest)
    assert (found.growth.value, found.growth.reason) == (None, reason)
    assert found.per_quarter == 37.5


def test_from_below_zero_the_way_to_the_target_is_longer():
    assert needed(-30).per_quarter == 75


# Out of reach: even the better edge of 90 to 112.5 misses


@pytest.mark.parametrize(
    ("target", "direction", "comparison", "is_missed"),
    [
        (112.4, 1, "ge", False),
        (112.5, 1, "ge", False),
        (112.5, 1, "gt", True),
        (112.6, 1, "ge", True),
        (90.1, -1, "ge", False),
        (90, -1, "ge", False),
        (90, -1, "gt", True),
        (89.9, -1, "ge", True),
    ],
)
def test_only_what_the_better_edge_misses_is_out_of_reach(target, direction, comparison, is_missed):
    assert misses(45, target, direction=direction, comparison=comparison) is is_missed


def test_nobody_can_say_so_without_an_edge():
    half = Season((0.1, 0.4, 0.7, 1.0), "own", (2021, 2022), ((0, 0.4, 0.6, 1), (0.2, 0.4, 0.8, 1)))
    assert not misses(1, 1000, season=EVEN)
    assert not misses(1, 1000, season=half, quarter=1)
    assert not misses(None, 1000)
    assert not misses(1, 1000, quarter=4)
    assert not is_out_of_reach(project(1, BANDED, quarter=2), None)


# A second calculation in fractions

years = st.lists(st.integers(0, 500), min_size=4, max_size=4)
histories = st.dictionaries(st.integers(2017, 2022), years, max_size=5)


def in_fractions(past, excluded, actual, quarter):
    """Value, low and high in fractions; None for a missing one, "none" for no projection."""
    usable = [(year, q) for year, q in sorted(past.items()) if sum(q) > 0 and year not in excluded]
    shares = [Fraction(sum(q[:quarter]), sum(q)) for _, q in usable[-3:]]
    if len(shares) < 2:
        return actual / Fraction(quarter, 4), None, None
    mean = sum(shares) / len(shares)
    if mean == 0:
        return None, None, None
    edges = [Fraction(actual) / share if share else None for share in (max(shares), min(shares))]
    low, high = edges if actual >= 0 else reversed(edges)
    return actual / mean, low, high


@given(
    histories,
    st.sets(st.integers(2017, 2022), max_size=2),
    st.integers(-900, 900),
    st.integers(1, 3),
)
def test_every_history_agrees_with_fractions(past, excluded, actual, quarter):
    rows = history(**{f"a{year}": quarters for year, quarters in past.items()})
    season = seasons(rows, year=2023, zones=["a"], excluded_years=excluded)["a"]
    found = project(actual, season, quarter=quarter)
    for mine, theirs in zip(
        (found.value, found.low, found.high),
        in_fractions(past, excluded, actual, quarter),
        strict=True,
    ):
        assert mine == (None if theirs is None else pytest.approx(float(theirs), abs=1e-9))


@given(st.integers(-900, 900), st.integers(1, 900), st.integers(1, 3), st.integers(1, 500))
def test_what_is_still_needed_agrees_with_fractions(actual, target, quarter, rest):
    found = needed(actual, target, quarter=quarter, rest=Derived(float(rest)))
    if actual >= target:
        assert found.how == "reached"
        return
    assert found.per_quarter == pytest.approx(float(Fraction(target - actual, 4 - quarter)))
    growth = (Fraction(target - actual, rest) - 1) * 100
    assert found.growth.value == pytest.approx(float(growth), abs=1e-9)


# What always holds

shares = st.lists(st.integers(1, 100), min_size=4, max_size=4).map(
    lambda q: tuple(sum(q[:k]) / sum(q) for k in (1, 2, 3, 4))
)


@st.composite
def banded_seasons(draw):
    by_year = tuple(draw(st.lists(shares, min_size=2, max_size=3)))
    mean = tuple(sum(column) / len(by_year) for column in zip(*by_year, strict=True))
    return Season(mean, "own", tuple(range(2020, 2020 + len(by_year))), by_year)


amounts = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 4))
quarters = st.integers(1, 3)


@given(amounts, banded_seasons(), quarters)
def test_the_season_s_share_of_a_projection_is_the_figure(actual, season, quarter):
    found = project(actual, season, quarter=quarter)
    assert found.value * season.share(quarter) == pytest.approx(actual, rel=1e-9, abs=1e-9)


@given(amounts, banded_seasons(), quarters)
def test_a_projection_lies_within_its_band(actual, season, quarter):
    found = project(actual, season, quarter=quarter)
    assert found.low <= found.value <= found.high


@given(amounts, banded_seasons(), quarters, st.integers(1, 1000))
def test_scaling_every_figure_scales_the_projection(actual, season, quarter, times):
    one, many = (project(x, season, quarter=quarter) for x in (actual, actual * times))
    for a, b in zip((one.value, one.low, one.high), (many.value, many.low, many.high), strict=True):
        assert b == pytest.approx(a * times, rel=1e-9, abs=1e-9)


@given(amounts, st.floats(0, 1e6), banded_seasons(), quarters)
def test_a_larger_figure_never_projects_less(actual, more, season, quarter):
    one, two = (project(x, season, quarter=quarter) for x in (actual, actual + more))
    assert two.value >= one.value
    assert two.low >= one.low
    assert two.high >= one.high


@given(amounts, amounts, quarters)
def test_what_is_still_needed_applied_exactly_reaches_the_target(actual, target, quarter):
    assume(actual < target)
    found = needed(actual, target, quarter=quarter)
    reached = actual + found.per_quarter * (4 - quarter)
    assert reached == pytest.approx(target, rel=1e-9, abs=1e-6)


@given(st.integers(1, 10_000), st.integers(1, 10_000), banded_seasons(), quarters)
def test_who_is_on_pace_is_never_out_of_reach(actual, target, season, quarter):
    assume(actual >= season.share(quarter) * target)
    assert not misses(actual, target, season=season, quarter=quarter)
