"""What a target asks for in each year, which condition counts, and what set-up refuses."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.targets import (
    CLASSES,
    Condition,
    Demand,
    SetupRefused,
    check_setup,
    check_sides,
    completion,
    due_target,
    is_binding,
    path,
    previous_target,
    progress,
)

YEARS = {"first_year": 2021, "last_year": 2023, "base_year": 2020}
GROWTH = Condition("average_growth", 0.35, **YEARS)
POINTS = Condition("point_gain", 6, **YEARS)
THIRTEEN = Condition("level", 13, **YEARS, binds="last_year_only")
DOUBLED = Condition("multiple", 2, **YEARS)
ENTERPRISES = Condition("level", 550, **YEARS)
HUNDRED = Condition("level", 100, **YEARS, tier="stretch")
EVENTS = Condition("count_each_year", 3, 2021, 2023)
VEHICLES = Condition("level", 2000, 2021, 2023, 2020, comparison="gt")
CLASS_A = Condition("grade", CLASSES["A"], 2021, 2023)


@pytest.mark.parametrize(
    ("condition", "base", "by_year"),
    [
        # 300.6 x 1.35 = 405.81; x 1.35 = 547.8435; x 1.35 = 739.588725
        (GROWTH, 300.6, {2020: 300.6, 2021: 405.81, 2022: 547.8435, 2023: 739.588725}),
        # 50 -> 400 is x 8 in three years, so it doubles each year
        (Condition("level", 400, **YEARS), 50, {2020: 50, 2021: 100, 2022: 200, 2023: 400}),
        (Condition("level", 4, **YEARS), 0.5, {2020: 0.5, 2021: 1, 2022: 2, 2023: 4}),
        # from nothing there is no rate of growth: 0 -> 90 goes by 30 a year
        (Condition("level", 90, **YEARS), 0, {2020: 0, 2021: 30, 2022: 60, 2023: 90}),
        (Condition("level", 60, **YEARS), -30, {2020: -30, 2021: 0, 2022: 30, 2023: 60}),
        (Condition("level", 0, **YEARS), 90, {2020: 90, 2021: 60, 2022: 30, 2023: 0}),
        (Condition("multiple", 8, **YEARS), 50, {2020: 50, 2021: 100, 2022: 200, 2023: 400}),
        (POINTS, 7.0, {2020: 7, 2021: 9, 2022: 11, 2023: 13}),
        (EVENTS, None, {2021: 3, 2022: 3, 2023: 3}),
    ],
)
def test_each_rule_has_its_path(condition, base, by_year):
    for year, value in by_year.items():
        step = path(condition, base=base, year=year)
        assert step.value == pytest.approx(value)
        assert step.code == ("not_in_force" if year == 2020 else "in_force")


@pytest.mark.parametrize("condition", [GROWTH, POINTS, DOUBLED])
@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_a_rule_that_needs_the_base_cannot_be_assessed_without_one(condition, year):
    step = path(condition, base=None, year=year)
    assert (step.value, step.code, step.reason) == (None, "not_assessable", "base_missing")
    assert path(condition, base=float("nan"), year=year) == step


def test_a_level_without_a_base_asks_for_the_level_in_its_last_year_only():
    early = path(ENTERPRISES, base=None, year=2022)
    assert (early.code, early.reason) == ("not_assessable", "no_path_before_last_year")
    assert path(ENTERPRISES, base=None, year=2023).value == 550
    no_base_year = Condition("level", 100, 2021, 2023)
    assert path(no_base_year, base=50, year=2022).reason == "no_path_before_last_year"


def test_a_class_is_asked_for_in_the_last_year_only():
    early, last = (path(CLASS_A, base=None, year=year) for year in (2022, 2023))
    assert (early.value, early.code, early.reason) == (None, "not_in_force", "last_year_only")
    assert (last.value, last.code) == (4, "in_force")
    assert CLASSES["A"] > CLASSES["B"] > CLASSES["C"] > CLASSES["D"]


def test_a_floor_beside_a_gain_in_points_binds_in_the_last_year_only():
    assert path(THIRTEEN, base=7.0, year=2022).reason == "last_year_only"
    assert path(THIRTEEN, base=7.0, year=2023).value == 13
    assert path(THIRTEEN, base=7.0, year=2020).reason == "out_of_force"


@pytest.mark.parametrize("year", [2019, 2024])
@pytest.mark.parametrize("condition", [GROWTH, POINTS, DOUBLED, ENTERPRISES, EVENTS, CLASS_A])
def test_outside_its_years_a_condition_asks_for_nothing(condition, year):
    step = path(condition, base=10, year=year)
    assert (step.value, step.code, step.reason) == (None, "not_in_force", "out_of_force")


def test_between_base_year_and_first_year_the_path_is_known_but_not_in_force():
    late = Condition("average_growth", 0.1, 2023, 2024, 2020)
    step = path(late, base=100, year=2022)
    assert step.value == pytest.approx(121)
    assert (step.code, step.reason) == ("not_in_force", "before_force")


@pytest.mark.parametrize("condition", [GROWTH, DOUBLED])
def test_growth_on_a_base_of_nothing_cannot_be_assessed(condition):
    step = path(condition, base=0, year=2022)
    assert (step.value, step.reason) == (None, "base_zero")


def test_figures_from_the_database_may_be_decimals():
    assert path(GROWTH, base=Decimal("300.6"), year=2021).value == pytest.approx(405.81)
    assert due_target([GROWTH], base=None, year=2021, set_value=Decimal("5.5")).value == 5.5


def test_the_province_case_739_6_by_growth_and_13_per_cent_by_share():
    growth = due_target([GROWTH], base=300.6, year=2023)
    assert growth.value == pytest.approx(739.6, abs=0.05)
    assert growth.is_binding
    share = 300.6 / 4294.1 * 100
    by_year = [due_target([POINTS, THIRTEEN], base=share, year=y) for y in (2021, 2022, 2023)]
    assert [t.value for t in by_year] == pytest.approx([9.0003, 11.0003, 13.0003], abs=1e-4)
    assert [t.is_binding for t in by_year] == [False, False, True]
    assert by_year[2].condition is POINTS
    # From 6.9 % six points are not enough: the floor of 13 % is then the more demanding one.
    lower = due_target([POINTS, THIRTEEN], base=6.9, year=2023)
    assert (lower.value, lower.condition) == (13, THIRTEEN)


@pytest.mark.parametrize(
    ("base", "value", "condition"), [(200, 550, ENTERPRISES), (300, 600, DOUBLED)]
)
def test_doubled_and_at_least_550_asks_for_the_larger(base, value, condition):
    target = due_target([DOUBLED, ENTERPRISES], base=base, year=2023)
    assert (target.value, target.condition) == (value, condition)


def test_for_lower_is_better_the_smallest_target_counts():
    down = [Condition("level", 40, **YEARS), Condition("multiple", 0.5, **YEARS)]
    assert due_target(down, base=100, year=2023, direction=-1).value == 40
    assert due_target(down, base=60, year=2023, direction=-1).value == 30


def test_at_the_same_value_more_than_is_the_more_demanding():
    at_least = Condition("level", 2000, **YEARS)
    for conditions in ([at_least, VEHICLES], [VEHICLES, at_least]):
        assert due_target(conditions, base=100, year=2023).demand == Demand(2000, "gt")


def test_the_stretch_stands_beside_the_floor_and_never_replaces_it():
    target = due_target([DOUBLED, HUNDRED], base=24.5, year=2023)
    assert target.value == 49
    assert target.stretch == Demand(100)


def test_a_condition_that_cannot_be_computed_is_named_and_the_rest_still_asks():
    target = due_target([DOUBLED, ENTERPRISES], base=None, year=2023)
    assert target.value == 550
    assert target.left_out == ((DOUBLED, "base_missing"),)


def test_a_target_without_any_computable_condition_says_why():
    target = due_target([DOUBLED, ENTERPRISES], base=None, year=2022)
    assert (target.value, target.reason) == (None, "base_missing")
    assert due_target([CLASS_A], base=None, year=2022).reason == "last_year_only"
    assert due_target([GROWTH], base=1, year=2024).reason == "out_of_force"
    assert due_target([HUNDRED], base=50, year=2022).reason == "no_floor"


def test_a_yearly_target_set_by_staff_goes_before_the_path_and_works_without_a_base():
    target = due_target([GROWTH], base=None, year=2022, set_value=80)
    assert (target.value, target.basis, target.is_binding) == (80, "set", True)
    assert target.left_out == ()
    assert due_target([GROWTH], base=100, year=2022).basis == "derived"


@pytest.mark.parametrize(
    ("rule", "year", "basis", "binding"),
    [
        ("count_each_year", 2021, "derived", True),
        ("average_growth", 2021, "derived", False),
        ("average_growth", 2022, "set", True),
        ("average_growth", 2023, "derived", True),
        ("level", 2022, "derived", False),
        ("level", 2023, "derived", True),
        ("multiple", 2023, "derived", True),
        ("point_gain", 2023, "derived", True),
        ("grade", 2023, "derived", True),
    ],
)
def test_only_counts_set_targets_and_last_years_are_binding(rule, year, basis, binding):
    assert is_binding(rule, year, 2023, basis) is binding


def test_what_is_binding_is_kept_apart_from_a_more_demanding_indicative_path():
    each_year = Condition("count_each_year", 10, 2021, 2023)
    target = due_target([each_year, Condition("level", 80, **YEARS)], base=20, year=2021)
    assert target.value == pytest.approx(31.748, abs=1e-3)
    assert not target.is_binding
    assert target.must == Demand(10)


def test_a_stock_starts_its_year_from_the_target_of_the_year_before():
    assert previous_target([GROWTH], base=100, year=2022) == pytest.approx(135)
    assert previous_target([GROWTH], base=100, year=2021) == 100
    assert previous_target([GROWTH], base=100, year=2022, set_value=140) == 140
    assert previous_target([DOUBLED, ENTERPRISES], base=None, year=2023) is None
    assert previous_target([POINTS, THIRTEEN], base=7, year=2021) == 7
    down = [Condition("level", 40, **YEARS), Condition("level", 10, **YEARS)]
    # 100 -> 10 falls to 100 x 0.1^(1/3) = 46.4 in the first year, 100 -> 40 to 73.7 only
    assert previous_target(down, base=100, year=2022, direction=-1) == pytest.approx(
        46.416, abs=1e-3
    )


@pytest.mark.parametrize(
    ("condition", "base", "direction"),
    [
        (Condition("level", 80, **YEARS), 100, 1),
        (Condition("level", 120, **YEARS), 100, -1),
        (Condition("average_growth", -0.1, **YEARS), 100, 1),
        (Condition("average_growth", 0.1, **YEARS), 100, -1),
        (Condition("average_growth", 0.1, **YEARS), -100, 1),
        (Condition("multiple", 0.5, **YEARS), 100, 1),
        (Condition("point_gain", -1, **YEARS), 7, 1),
    ],
)
def test_a_target_on_the_wrong_side_of_its_base_is_refused_naming_both_fields(
    condition, base, direction
):
    with pytest.raises(SetupRefused) as refused:
        check_setup(condition, base, direction)
    assert refused.value.code == "wrong_side"
    assert refused.value.params["fields"] == ("amount", "base")
    assert refused.value.params["base"] == base


@pytest.mark.parametrize("condition", [Condition("level", 0, **YEARS), GROWTH, DOUBLED, EVENTS])
def test_nothing_from_nothing_is_no_target(condition):
    if condition is EVENTS:
        condition = Condition("count_each_year", 0, 2021, 2023)
    with pytest.raises(SetupRefused) as refused:
        check_setup(condition, 0, 1)
    assert refused.value.code == "zero_target_and_base"


@pytest.mark.parametrize(
    ("condition", "base", "direction"),
    [
        (GROWTH, 100, 1),
        (GROWTH, None, 1),
        (Condition("level", 0, **YEARS), 90, -1),
        (Condition("level", 0, **YEARS), -90, 1),
        (Condition("level", 100, **YEARS), 100, 1),
        (Condition("average_growth", -0.1, **YEARS), 100, -1),
        (EVENTS, 5, 1),
        (CLASS_A, None, 1),
    ],
)
def test_a_target_on_the_right_side_or_at_its_base_is_accepted(condition, base, direction):
    assert check_setup(condition, base, direction) is None


def test_a_yearly_target_set_below_the_base_is_refused_with_its_own_field_names():
    with pytest.raises(SetupRefused) as refused:
        check_sides(80, 100, 1, fields=("value", "base"))
    assert refused.value.params["fields"] == ("value", "base")
    assert check_sides(80, None, 1, fields=("value", "base")) is None


def test_a_direction_is_up_or_down():
    with pytest.raises(SetupRefused, match="unknown_direction"):
        check_setup(GROWTH, 100, 0)


@pytest.mark.parametrize(
    ("rule", "amount", "years", "code"),
    [
        ("guess", 1, (2021, 2023, 2020), "unknown_rule"),
        ("level", float("nan"), (2021, 2023, 2020), "amount_not_a_number"),
        ("level", 1, (2023, 2021, 2020), "years_reversed"),
        ("multiple", 2, (2021, 2023, None), "base_year_missing"),
        ("level", 1, (2021, 2023, 2023), "base_year_too_late"),
        ("average_growth", -1, (2021, 2023, 2020), "amount_too_small"),
        ("multiple", 0, (2021, 2023, 2020), "amount_too_small"),
    ],
)
def test_a_condition_that_contradicts_itself_is_refused(rule, amount, years, code):
    with pytest.raises(SetupRefused) as refused:
        Condition(rule, amount, *years)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("x", "target", "base", "p"),
    [
        (60, 100, 20, Fraction(1, 2)),
        (100, 100, 20, Fraction(1)),
        (120, 100, 20, Fraction(5, 4)),
        (10, 100, 20, Fraction(-1, 8)),  # worse than the base: negative, as it is
        (40, 20, 60, Fraction(1, 2)),  # lower is better, the same formula
        (-10, 10, -30, Fraction(1, 2)),  # a negative base, the same formula
        (30, 0, 90, Fraction(2, 3)),  # T = 0: nothing is divided by T
    ],
)
def test_progress_is_the_part_of_the_way_from_base_to_target(x, target, base, p):
    assert progress(x, target, base) == pytest.approx(float(p))


@pytest.mark.parametrize(
    ("x", "target", "base"),
    [(50, 100, 100), (None, 100, 20), (50, None, 20), (50, 100, None), (float("nan"), 100, 20)],
)
def test_there_is_no_progress_where_target_and_base_are_one_or_something_is_missing(
    x, target, base
):
    assert progress(x, target, base) is None


@pytest.mark.parametrize(
    ("x", "target", "direction", "rate"),
    [
        (45, 120, 1, 0.375),
        (0, 120, 1, 0.0),
        (45, 120, -1, None),
        (45, 0, 1, None),
        (45, -120, 1, None),
        (None, 120, 1, None),
        (45, None, 1, None),
    ],
)
def test_the_completion_rate_is_for_higher_is_better_and_a_positive_target(
    x, target, direction, rate
):
    assert completion(x, target, direction) == rate


@pytest.mark.parametrize(
    ("x", "demand", "direction", "met"),
    [
        (2000, Demand(2000, "gt"), 1, False),
        (2001, Demand(2000, "gt"), 1, True),
        (2000, Demand(2000, "ge"), 1, True),
        (1999, Demand(2000, "ge"), 1, False),
        (20, Demand(20, "ge"), -1, True),
        (20, Demand(20, "gt"), -1, False),
        (19, Demand(20, "gt"), -1, True),
        (0.1 + 0.2, Demand(0.3, "gt"), 1, False),  # binary noise is no excess
        (0.3, Demand(0.1 + 0.2, "ge"), 1, True),
    ],
)
def test_at_least_includes_the_value_and_more_than_does_not(x, demand, direction, met):
    assert demand.is_met(x, direction) is met


AMOUNTS = st.integers(1, 10_000)


@given(AMOUNTS, AMOUNTS, st.integers(1, 6))
def test_a_level_starts_at_the_base_ends_at_the_level_and_never_turns_back(base, level, span):
    condition = Condition("level", level, 2021, 2020 + span, 2020)
    values = [path(condition, base=base, year=2020 + n).value for n in range(span + 1)]
    assert values[0] == base
    assert values[-1] == level
    assert values == pytest.approx(sorted(values, reverse=base > level))


@given(st.integers(-10_000, 0), AMOUNTS, st.integers(1, 6))
def test_a_level_from_a_base_not_positive_goes_in_equal_steps(base, level, span):
    condition = Condition("level", level, 2021, 2020 + span, 2020)
    for n in range(span + 1):
        expected = base + Fraction(n, span) * (level - base)
        assert path(condition, base=base, year=2020 + n).value == pytest.approx(float(expected))


@given(AMOUNTS, st.integers(-90, 300), st.integers(1, 6))
def test_average_growth_agrees_with_exact_fractions(base, percent, span):
    condition = Condition("average_growth", percent / 100, 2021, 2020 + span, 2020)
    for n in range(span + 1):
        exact = base * (1 + Fraction(percent, 100)) ** n
        assert path(condition, base=base, year=2020 + n).value == pytest.approx(float(exact))


CONDITIONS = st.one_of(
    st.builds(lambda a: Condition("level", a, **YEARS), AMOUNTS),
    st.builds(lambda a: Condition("multiple", a, **YEARS), st.integers(1, 5)),
    st.builds(lambda a: Condition("point_gain", a, **YEARS), st.integers(-20, 20)),
    st.builds(lambda a: Condition("average_growth", a / 10, **YEARS), st.integers(-9, 9)),
    st.builds(lambda a: Condition("count_each_year", a, 2021, 2023), AMOUNTS),
)


@given(
    st.lists(CONDITIONS, min_size=1, max_size=4),
    st.sampled_from([2021, 2022, 2023]),
    st.sampled_from([1, -1]),
    st.integers(1, 500),
)
def test_the_target_of_the_year_is_at_least_as_demanding_as_each_condition(
    conditions, year, direction, base
):
    target = due_target(conditions, base=base, year=year, direction=direction)
    values = [path(c, base=base, year=year).value for c in conditions]
    assert target.value in values
    assert all(direction * target.value >= direction * value for value in values)
    assert all(Demand(v).is_met(target.value, direction) for v in values)


@given(st.integers(-500, 500), st.integers(-500, 500), st.integers(-500, 500))
def test_progress_is_the_same_in_the_mirror(x, target, base):
    assume(target != base)
    assert progress(-x, -target, -base) == progress(x, target, base)
    assert progress(x, target, base) == pytest.approx(float(Fraction(x - base, target - base)))


@given(CONDITIONS, st.integers(1, 500), st.sampled_from([1, -1]))
def test_a_condition_passes_set_up_just_when_its_last_year_is_not_worse_than_its_base(
    condition, base, direction
):
    last = path(condition, base=base, year=2023).value
    is_free = condition.rule == "count_each_year"
    if is_free or direction * (last - base) >= -1e-9:
        assert check_setup(condition, base, direction) is None
    else:
        with pytest.raises(SetupRefused):
            check_setup(condition, base, direction)
