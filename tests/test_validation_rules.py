"""The rules one by one: golden cases worked by hand, and which rule holds where several do."""

from decimal import Decimal

import pytest

from indicators.periods import Quarter
from indicators.validation import (
    CORE,
    KINDS,
    NOTE,
    SEVERE,
    WARNING,
    Finding,
    Report,
    Rule,
    RuleBook,
    Stated,
    check_report,
)
from tests.checking import (
    EIGHT,
    GROWTH,
    JUMP,
    LAST_YEAR,
    NOW,
    RANGE,
    REGISTER,
    STRUCTURE,
    YEAR_TO_DATE,
    ZERO,
    check,
    past,
    rule,
)

# Against history


def test_a_jump_is_measured_against_the_median_of_the_last_eight_quarters():
    # 80, 90, 95, 100, 100, 105, 110, 120: the median is 100.
    assert check(JUMP, 301, EIGHT) == [
        Finding("jump", "x", "", Decimal(301), Decimal(100), severity=WARNING)
    ]
    assert check(JUMP, 33, EIGHT) == [
        Finding("jump", "x", "", Decimal(33), Decimal(100), severity=WARNING)
    ]


@pytest.mark.parametrize("value", ["300", "33.3334", "100", "0"])
def test_what_lies_within_the_factor_is_no_jump_and_zero_is_another_rule(value):
    assert check(JUMP, value, EIGHT) == []


def test_one_outlier_in_the_past_does_not_hide_the_next():
    spoilt = [120, 100, 110, 1_000_000, 100, 80, 105, 95]
    assert [found.limit for found in check(JUMP, 1_000_000, spoilt)] == [Decimal("102.5")]


def test_only_the_quarters_of_the_window_count():
    long_ago = [*EIGHT, *[9000] * 8]
    assert [found.limit for found in check(JUMP, 9000, long_ago)] == [Decimal(100)]


def test_from_three_quarters_nobody_can_tell_what_is_usual():
    assert check(JUMP, 9000, [100, 100, 100]) == []
    assert check(JUMP, 9000, [100, None, 100, None, None, None, 100]) == []
    assert len(check(JUMP, 9000, [100, None, 100, 100, 100])) == 1


def test_what_was_usually_zero_cannot_jump():
    assert check(JUMP, 9000, [0, 0, 0, 0, 0, 5]) == []


def test_outside_the_range_is_beyond_the_highest_or_below_the_lowest_with_its_margin():
    high = Finding("outside_range", "x", "", Decimal(181), Decimal(120), Decimal(80), NOTE)
    low = Finding("outside_range", "x", "", Decimal(53), Decimal(120), Decimal(80), NOTE)
    assert check(RANGE, 181, EIGHT) == [high]
    assert check(RANGE, 53, EIGHT) == [low]
    assert check(RANGE, 180, EIGHT) == []
    assert check(RANGE, "53.3334", EIGHT) == []


def test_a_first_value_after_zeros_is_outside_their_range():
    assert len(check(RANGE, 1, [0, 0, 0, 0])) == 1


def test_zero_after_a_full_run_of_values_is_remarked():
    assert check(ZERO, 0, [7, 6, 5, 4, 0]) == [
        Finding("zero_after_values", "x", "", Decimal(0), Decimal(7), severity=NOTE)
    ]


@pytest.mark.parametrize(
    ("value", "earlier"),
    [(1, [7, 6, 5, 4]), (0, [7, 6, 0, 4]), (0, [7, 6, 5]), (0, [7, None, 5, 4, 3])],
)
def test_zero_is_not_remarked_where_the_run_has_a_zero_or_a_gap(value, earlier):
    assert check(ZERO, value, earlier) == []


def test_below_zero_neither_jumps_nor_leaves_its_range_but_is_below_zero():
    assert check(JUMP, -5, EIGHT) == check(RANGE, -5, EIGHT) == []
    assert len(check(Rule("negative", SEVERE), -5, EIGHT)) == 1


def test_of_a_figure_that_jumps_it_is_not_said_that_it_is_outside_its_range_too():
    report = Report(
        NOW, {"x": Decimal(301), "y": Decimal(200)}, {code: past(EIGHT) for code in "xy"}
    )
    found = check_report(report, RuleBook([JUMP, RANGE]), STRUCTURE)
    assert [(one.indicator, one.code) for one in found] == [("x", "jump"), ("y", "outside_range")]


# What is stated beside a figure


def test_a_stated_year_to_date_must_be_the_sum_of_the_years_quarters():
    # 2022Q1 100 + 2022Q2 120 + this quarter 130
    assert check(YEAR_TO_DATE, 130, EIGHT, stated=Stated(year_to_date=Decimal(350))) == []
    assert check(YEAR_TO_DATE, 130, EIGHT, stated=Stated(year_to_date=Decimal(352))) == [
        Finding("year_to_date_differs", "x", "", Decimal(352), Decimal(350), severity=WARNING)
    ]


def test_without_every_earlier_quarter_of_the_year_there_is_nothing_to_compare():
    stated = Stated(year_to_date=Decimal(352))
    assert check(YEAR_TO_DATE, 130, [120, None, 110], stated=stated) == []


def test_a_quarter_before_the_start_or_not_applicable_adds_nothing():
    stated = Stated(year_to_date=Decimal(300))
    started = {"start": Quarter(2022, 2)}
    absent = {"absent": {"x": frozenset({Quarter(2022, 1)})}}
    for about in (started, absent):
        found = check(YEAR_TO_DATE, 130, [120], stated=stated, **about)
        assert [one.limit for one in found] == [250]


def test_last_years_figure_as_stated_must_be_the_stored_one():
    # 2021Q3 is the fourth quarter back: 90
    assert check(LAST_YEAR, 130, EIGHT, stated=Stated(last_year=Decimal(90))) == []
    assert check(LAST_YEAR, 130, EIGHT, stated=Stated(last_year=Decimal(91))) == [
        Finding("last_year_differs", "x", "", Decimal(91), Decimal(90), severity=WARNING)
    ]


def test_last_years_year_to_date_is_compared_with_the_sum_of_its_quarters():
    # 2021Q3 90 + 2021Q2 100 + 2021Q1 80
    def stated(value):
        return Stated(last_year=Decimal(value), is_year_to_date=True)

    assert check(LAST_YEAR, 130, EIGHT, stated=stated(270)) == []
    assert [found.limit for found in check(LAST_YEAR, 130, EIGHT, stated=stated(90))] == [270]


def test_a_stated_growth_must_go_with_the_level():
    # 117 / 90 is 30.0 % more
    assert check(GROWTH, 117, EIGHT, stated=Stated(growth=Decimal("30.1"))) == []
    assert check(GROWTH, 117, EIGHT, stated=Stated(growth=Decimal("-30"))) == [
        Finding("growth_differs", "x", "", Decimal(-30), Decimal("30.00"), severity=WARNING)
    ]


def test_growth_is_compared_within_the_publication_that_states_its_base():
    # Against the stored 90 it would be 30 %, against the stated 100 it is 17 %.
    both = Stated(last_year=Decimal(100), growth=Decimal(17))
    assert check(GROWTH, 117, EIGHT, stated=both) == []


def test_the_growth_of_a_year_to_date_is_that_of_the_years_to_date():
    # 350 / 270 is 29.63 % more
    def stated(growth):
        return Stated(Decimal(350), None, Decimal(growth), is_year_to_date=True)

    assert check(GROWTH, 130, EIGHT, stated=stated("29.6")) == []
    assert [found.limit for found in check(GROWTH, 130, EIGHT, stated=stated("44.4"))] == [
        Decimal("29.63")
    ]


@pytest.mark.parametrize("base", [0, -5])
def test_without_a_positive_base_there_is_no_growth(base):
    stated = Stated(last_year=Decimal(base), growth=Decimal(50))
    assert check(GROWTH, 117, EIGHT, stated=stated) == []


def test_what_is_not_stated_is_not_checked():
    for one in (YEAR_TO_DATE, LAST_YEAR, GROWTH):
        assert check(one, 10**6, EIGHT) == []


# Which rule holds


def book(*rules: Rule) -> list[tuple[str, str]]:
    """What these rules find in a figure a thousand times its median, and in one four times it."""
    report = Report(
        NOW,
        {"x": Decimal(400), "y": Decimal(100_000)},
        {"x": past(EIGHT), "y": past(EIGHT)},
    )
    found = check_report(report, RuleBook(rules), STRUCTURE)
    return [(finding.indicator, finding.severity) for finding in found]


GRAVE = rule("jump", "100", 8, SEVERE)


def test_of_the_rules_that_fail_on_a_figure_the_gravest_speaks():
    assert book(JUMP, GRAVE) == [("x", WARNING), ("y", SEVERE)]
    assert book(JUMP) == [("x", WARNING), ("y", WARNING)]


def test_a_rule_of_an_indicator_takes_the_place_of_the_one_for_all():
    lenient = rule("jump", "5", 8, indicator="x")
    assert book(JUMP, lenient) == [("y", WARNING)]


def test_a_rule_switched_off_for_an_indicator_leaves_it_to_the_other_severities():
    off = rule("jump", "3", 8, indicator="y", is_on=False)
    assert book(JUMP, GRAVE, off) == [("x", WARNING), ("y", SEVERE)]
    assert book(JUMP, off) == [("x", WARNING)]


def test_what_cannot_be_true_is_severe_although_nobody_has_written_a_rule():
    report = Report(NOW, {"total": Decimal(-1), "processing": Decimal(5)})
    found = check_report(report, RuleBook([]), STRUCTURE)
    assert {(one.code, one.severity) for one in found} == {
        ("negative", SEVERE),
        ("part_above_whole", SEVERE),
    }


def test_a_rule_that_staff_switch_off_stays_off():
    report = Report(NOW, {"total": Decimal(-1)})
    off = Rule("negative", SEVERE, is_on=False)
    assert check_report(report, RuleBook([off]), STRUCTURE) == []


def test_staff_may_allow_sums_more_slack():
    report = Report(
        NOW, {"total": Decimal(100), "processing": Decimal(60), "logistics": Decimal(90)}
    )
    slack = rule("parts_above_whole", "50", severity=SEVERE)
    assert [found.code for found in check_report(report, RuleBook([]), STRUCTURE)] == [
        "parts_above_whole"
    ]
    assert check_report(report, RuleBook([slack]), STRUCTURE) == []


@pytest.mark.parametrize(
    ("value", "counted", "is_found"),
    [(3, 2, True), (0, 1, True), (1, 0, True), (2, 2, False), (3, None, False)],
)
def test_a_count_is_what_the_register_counts(value, counted, is_found):
    held = {} if counted is None else {"x": Decimal(counted)}
    finding = Finding("register_differs", "x", "", Decimal(value), Decimal(counted or 0))
    assert check(REGISTER, value, counted=held) == ([finding] if is_found else [])


def test_a_book_knows_how_far_back_its_rules_look():
    assert RuleBook([]).quarters == 7  # the same span of last year
    assert RuleBook([rule("jump", "3", 12)]).quarters == 12


def test_every_kind_has_a_golden_case_in_these_tests_or_those_of_sums():
    told = {"negative", "part_above_whole", "parts_above_whole", "sum_differs"}
    assert {one.kind for one in CORE} == told
    here = {one.kind for one in (JUMP, RANGE, ZERO, YEAR_TO_DATE, LAST_YEAR, GROWTH, REGISTER)}
    assert told | here == set(KINDS)
