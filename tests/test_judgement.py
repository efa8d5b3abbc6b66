"""Each case of the rules for progress and pace, judged to one status."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.judgement import STATUSES, judge
from indicators.pace import EVEN, Season
from indicators.targets import CLASSES, Condition, Demand, due_target

YEARS = {"first_year": 2021, "last_year": 2023, "base_year": 2020}
SEASON = Season((0.2, 0.45, 0.7, 1.0), "own", (2021, 2022))
DOUBLED = Condition("multiple", 2, **YEARS)
ENTERPRISES = Condition("level", 550, **YEARS)
CLASS_A = Condition("grade", CLASSES["A"], 2021, 2023)


def to(value, *, year=2023, base=None, direction=1, comparison="ge"):
    """The target of a level due by 2023, in force in the year."""
    level = Condition("level", value, **YEARS, comparison=comparison)
    return due_target([level], base=base, year=year, direction=direction)


def set_to(value):
    return due_target([], base=None, year=2022, set_value=value)


def judged(actual, target, **more):
    state = "value" if actual else "zero"
    given_by = {"kind": "flow", "direction": 1, "quarter": 4, "state": state} | more
    return judge(actual=actual, target=target, **given_by)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("not_due", "no_data"),
        ("cannot_report", "no_data"),
        ("late", "late"),
        ("not_reported", "not_reported"),
        ("reason_refused", "not_reported"),
        ("not_applicable", "not_applicable"),
        ("province_not_published", "province_not_published"),
        ("awaiting_publication", "awaiting_publication"),
    ],
)
@pytest.mark.parametrize("quarter", [2, 4])
def test_the_state_of_the_figure_decides_first(state, status, quarter):
    found = judged(None, set_to(100), state=state, quarter=quarter)
    assert found.status == status
    assert found.status in STATUSES
    assert (found.shortfall, found.gap, found.completion, found.progress) == (None,) * 4
    is_missed = status == "not_reported" and quarter == 4
    assert found.counts_as_missed is is_missed


def test_a_figure_of_unknown_state_or_without_its_number_is_refused():
    with pytest.raises(ValueError, match="lost"):
        judged(None, set_to(100), state="lost")
    with pytest.raises(ValueError, match="without a number"):
        judged(float("nan"), set_to(100), state="value")


@pytest.mark.parametrize(
    ("actual", "status"),
    [(45, "on_track"), (60, "on_track"), (42.75, "behind"), (42.7, "off_track"), (100, "met")],
)
def test_a_flow_by_midyear_is_measured_against_its_season(actual, status):
    found = judged(actual, set_to(100), quarter=2, season=SEASON)
    assert found.status == status
    assert found.due == pytest.approx(45)
    assert found.season_basis == "own"
    assert found.shortfall == pytest.approx((45 - actual) / 45)
    assert found.completion == pytest.approx(actual / 100)
    assert found.progress is None


def test_the_tolerance_is_the_target_s_own():
    assert judged(41, set_to(100), quarter=2, season=SEASON, tolerance=0.1).status == "behind"
    assert judged(41, set_to(100), quarter=2, season=SEASON).status == "off_track"


@pytest.mark.parametrize(
    ("actual", "shortfall", "status"),
    [
        (90, 0.0, "on_track"),
        (88.5, 0.025, "behind"),
        (84, 0.1, "off_track"),
        (101, -11 / 60, "met"),
    ],
)
def test_a_stock_by_midyear_is_measured_against_the_way_from_the_base(actual, shortfall, status):
    # from 80 last year to 100 this year 90 is due; the way from the base is 100 - 40 = 60
    found = judged(actual, set_to(100), kind="stock", quarter=2, base=40, previous=80)
    assert found.due == 90
    assert found.shortfall == pytest.approx(shortfall)
    assert found.status == status
    assert found.season_basis is None
    assert found.progress == pytest.approx((actual - 40) / 60)


def test_a_ratio_is_due_in_full_from_the_first_quarter():
    found = judged(10.8, set_to(11), kind="ratio", quarter=1, base=7)
    assert (found.due, found.status) == (11, "behind")
    assert found.shortfall == pytest.approx(0.2 / 4)
    assert judged(10.5, set_to(11), kind="ratio", quarter=1, base=7).status == "off_track"


def test_lower_is_better_turns_the_comparison_round():
    target = due_target([], base=None, year=2022, set_value=60)
    found = judged(85, target, kind="stock", quarter=2, base=100, previous=100, direction=-1)
    assert (found.due, found.status) == (80, "off_track")
    assert found.shortfall == pytest.approx(5 / 40)
    assert found.progress == pytest.approx(15 / 40)
    assert found.completion is None
    assert judged(60, target, kind="stock", direction=-1).status == "met"
    assert judged(61, target, kind="stock", direction=-1).status == "missed"


def test_a_flow_that_should_stay_low_is_not_met_before_the_year_is_over():
    within = judged(10, set_to(100), quarter=2, direction=-1)
    assert (within.status, within.due) == ("on_track", 50)
    assert judged(110, set_to(100), quarter=2, direction=-1).status == "off_track"
    assert judged(90, set_to(100), direction=-1).status == "met"


@pytest.mark.parametrize(
    ("target", "status", "counts"),
    [
        (set_to(100), "missed", True),
        (to(100), "missed", True),
        (to(200, base=50, year=2022), "below_path", False),
        (
            due_target([Condition("count_each_year", 100, 2021, 2023)], base=None, year=2021),
            "missed",
            True,
        ),
    ],
)
def test_a_year_below_its_target_is_missed_only_where_the_target_binds(target, status, counts):
    found = judged(99, target)
    assert (found.status, found.counts_as_missed) == (status, counts)
    assert found.is_binding is counts
    assert found.gap == pytest.approx(target.value - 99)


def test_a_binding_floor_can_be_missed_beneath_an_indicative_path():
    each_year = Condition("count_each_year", 10, 2021, 2023)
    target = due_target([each_year, Condition("level", 80, **YEARS)], base=20, year=2021)
    assert judged(9, target).status == "missed"
    assert judged(12, target).status == "below_path"
    assert judged(32, target).status == "met"
    assert judged(9, target).must == 10


def test_an_indicative_target_not_reported_has_no_consequence():
    found = judged(None, to(200, base=50, year=2022), state="not_reported")
    assert (found.status, found.counts_as_missed) == ("not_reported", False)


def test_a_share_of_an_implied_total_has_a_status_but_no_consequence():
    found = judged(12, to(13, base=7), kind="ratio", base=7, is_implied=True)
    assert (found.status, found.counts_as_missed, found.is_implied) == ("missed", False, True)
    assert judged(12, to(13, base=7), kind="ratio", base=7).counts_as_missed


@pytest.mark.parametrize(
    ("actual", "status", "gap"), [(100, "met", 0), (103, "met", -3), (96, "missed", 4)]
)
def test_a_target_equal_to_its_base_is_met_or_missed_by_so_much_without_a_percentage(
    actual, status, gap
):
    found = judged(actual, to(100, base=100), kind="stock", base=100, previous=100)
    assert (found.status, found.gap) == (status, gap)
    assert (found.progress, found.shortfall) == (None, None)


@pytest.mark.parametrize(
    ("actual", "status"), [(96, "behind"), (94, "off_track"), (100, "met"), (101, "met")]
)
def test_a_stock_to_be_kept_is_measured_by_what_is_due_and_says_so(actual, status):
    found = judged(actual, set_to(100), kind="stock", base=100, previous=100, quarter=2)
    assert (found.status, found.shortfall) == (status, None)
    assert found.code_of_reason == (None if status == "met" else "measured_by_due")


def test_a_target_of_nothing_is_never_divided_by():
    found = judged(30, to(0, base=90, direction=-1), kind="stock", direction=-1, base=90)
    assert (found.status, found.completion) == ("missed", None)
    assert found.progress == pytest.approx(2 / 3)
    flow = judged(1, set_to(0), direction=-1, quarter=2)
    assert (flow.due, flow.shortfall, flow.status) == (0, None, "off_track")


def test_a_figure_worse_than_its_base_shows_negative_progress():
    found = judged(30, to(100, base=40), kind="stock", base=40)
    assert found.progress == pytest.approx(-1 / 6)


def test_a_flow_shows_progress_at_the_year_s_end_only():
    assert judged(70, to(100, base=40), base=40).progress == pytest.approx(0.5)
    assert judged(70, to(100, base=40), base=40, quarter=3).progress is None


def test_half_a_point_to_go_is_still_a_way_to_measure():
    found = judged(7.1, to(7.5, base=7), kind="ratio", base=7)
    assert found.progress == pytest.approx(0.2)


def test_a_yearly_count_below_the_base_has_no_progress():
    target = due_target([Condition("count_each_year", 3, 2021, 2023)], base=5, year=2022)
    found = judged(4, target, base=5)
    assert (found.status, found.progress) == ("met", None)


@pytest.mark.parametrize(
    ("quarter", "actual", "due", "status"),
    [
        (1, 0, 0, "on_track"),
        (2, 1, 1, "on_track"),
        (2, 0, 1, "off_track"),
        (3, 2, 2, "on_track"),
        (3, 3, 2, "met"),
        (4, 2, 3, "missed"),
    ],
)
def test_three_events_a_year_are_due_in_whole_numbers(quarter, actual, due, status):
    target = due_target([Condition("count_each_year", 3, 2021, 2023)], base=None, year=2022)
    found = judged(actual, target, quarter=quarter, is_count=True)
    assert (found.due, found.status) == (due, status)


def test_exactly_2_000_vehicles_are_not_more_than_2_000():
    target = to(2000, comparison="gt")
    assert judged(2000, target).status == "missed"
    assert judged(2001, target).status == "met"


@pytest.mark.parametrize("kind", ["flow", "stock"])
def test_a_level_without_a_base_is_judged_in_its_last_year_by_completion_alone(kind):
    found = judged(440, to(550), kind=kind)
    assert (found.status, found.completion, found.progress) == ("missed", 0.8, None)
    assert judged(550, to(550), kind=kind).status == "met"


def test_a_level_without_a_base_has_no_status_before_its_last_year():
    found = judged(440, to(550, year=2022))
    assert (found.status, found.code_of_reason) == ("not_assessable", "no_path_before_last_year")
    assert (found.target, found.due, found.counts_as_missed) == (None, None, False)


def test_a_stock_without_a_starting_point_is_not_paced_within_the_year():
    found = judged(440, to(550), kind="stock", quarter=2)
    assert (found.status, found.code_of_reason) == ("not_assessable", "no_previous_target")
    assert judged(560, to(550), kind="stock", quarter=2).status == "met"


def test_growth_without_a_base_waits_for_a_yearly_target():
    growth = Condition("average_growth", 0.35, **YEARS)
    without = judged(50, due_target([growth], base=None, year=2022))
    assert (without.status, without.code_of_reason) == ("not_assessable", "base_missing")
    assert judged(50, due_target([growth], base=None, year=2022, set_value=40)).status == "met"


@pytest.mark.parametrize(
    ("quarter", "actual", "status"),
    [
        (4, 600, "not_assessable"),
        (4, 500, "missed"),
        (2, 300, "not_assessable"),
        (2, 200, "off_track"),
    ],
)
def test_no_good_status_is_given_while_one_condition_cannot_be_checked(quarter, actual, status):
    target = due_target([DOUBLED, ENTERPRISES], base=None, year=2023)
    found = judged(actual, target, quarter=quarter)
    assert found.status == status
    if status == "not_assessable":
        assert found.code_of_reason == "base_missing"


@pytest.mark.parametrize(
    ("state", "actual", "status"),
    [
        ("awaiting_publication", None, "awaiting_publication"),
        ("value", CLASSES["A"], "met"),
        ("value", CLASSES["B"], "missed"),
    ],
)
def test_a_class_waits_for_its_list_and_is_then_met_or_missed(state, actual, status):
    target = due_target([CLASS_A], base=None, year=2023)
    assert judged(actual, target, kind="grade", state=state).status == status


def test_a_class_is_neither_awaited_nor_judged_before_its_last_year():
    before = due_target([CLASS_A], base=None, year=2022)
    for state, actual in [("awaiting_publication", None), ("value", CLASSES["B"])]:
        found = judged(actual, before, kind="grade", state=state)
        assert (found.status, found.code_of_reason) == ("not_assessable", "last_year_only")
    within = judged(
        CLASSES["B"], due_target([CLASS_A], base=None, year=2023), kind="grade", quarter=2
    )
    assert within.status == "awaiting_publication"


def test_the_stretch_is_told_beside_the_status_and_never_decides_it():
    conditions = [DOUBLED, Condition("level", 100, **YEARS, tier="stretch")]
    target = due_target(conditions, base=24.5, year=2023)
    found = judged(60, target, base=24.5)
    assert (found.status, found.stretch, found.is_stretch_met) == ("met", 100, False)
    assert judged(100, target, base=24.5).is_stretch_met is True
    assert judged(None, target, state="late").is_stretch_met is None
    assert judged(60, set_to(50)).is_stretch_met is None


def test_a_stretch_of_a_flow_that_should_stay_low_is_open_until_the_year_is_over():
    aside = Condition("level", 50, **YEARS, tier="stretch")
    target = due_target([Condition("level", 80, **YEARS), aside], base=90, year=2023, direction=-1)
    assert judged(40, target, quarter=3, direction=-1).is_stretch_met is None
    assert judged(40, target, quarter=4, direction=-1).is_stretch_met is True
    assert judged(60, target, quarter=4, direction=-1).is_stretch_met is False
    assert judged(40, target, quarter=3, kind="stock", direction=-1).is_stretch_met is True


FIGURE = st.integers(-1000, 1000)


@given(FIGURE, FIGURE, st.sampled_from([1, -1]), st.sampled_from(["flow", "stock", "ratio"]))
def test_at_the_year_s_end_a_target_is_met_just_when_it_is_reached(x, target, direction, kind):
    found = judged(x, set_to(target), kind=kind, direction=direction)
    assert found.status == ("met" if direction * (x - target) >= 0 else "missed")
    assert found.counts_as_missed == (found.status == "missed")


@given(FIGURE, FIGURE, FIGURE, FIGURE, st.integers(1, 4), st.sampled_from(["stock", "ratio"]))
def test_lower_is_better_is_the_mirror_of_higher_is_better(
    x, target, base, previous, quarter, kind
):
    up = judged(x, set_to(target), kind=kind, quarter=quarter, base=base, previous=previous)
    down = judged(
        -x,
        set_to(-target),
        kind=kind,
        quarter=quarter,
        base=-base,
        previous=-previous,
        direction=-1,
    )
    assert (up.status, up.shortfall, up.progress) == (down.status, down.shortfall, down.progress)
    assert up.gap == down.gap


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 3))
def test_a_better_figure_never_has_a_worse_status(one, other, quarter):
    assume(one != other)
    worse, better = sorted([one, other])
    ladder = ["off_track", "behind", "on_track", "met"]
    places = [
        ladder.index(judged(x, set_to(250), quarter=quarter, season=SEASON).status)
        for x in (worse, better)
    ]
    assert places == sorted(places)


@given(st.integers(0, 500), st.integers(1, 4))
def test_the_due_value_is_reached_just_when_nothing_is_short(actual, quarter):
    found = judged(actual, set_to(250), quarter=quarter, season=EVEN)
    assert (found.shortfall <= 0) == Demand(found.due).is_met(actual, 1)
