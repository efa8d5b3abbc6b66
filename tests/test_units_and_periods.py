"""Units of entry and periods: exact both ways, and nothing else is understood."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.periods import (
    Period,
    Quarter,
    UnknownPeriod,
    half_code,
    parse_half,
    parse_period,
    parse_quarter,
)
from indicators.units import (
    DOLLAR_FACTORS,
    MONEY_FACTORS,
    RateMissing,
    UnknownUnit,
    stored_unit,
    to_canonical,
    units_of_entry,
)


def stored(value, unit, *, kind="money", own="亿元", rate=None) -> Decimal:
    return to_canonical(Decimal(str(value)), unit, kind_of_unit=kind, own_unit=own, rate=rate)


# Units


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("157", "亿元", "1570000"),
        ("0.01", "亿元", "100"),
        ("176213", "万元", "176213"),
        ("1", "元", "0.0001"),
        ("0.5", "元", "0.0001"),  # half up
        ("0.4999", "元", "0"),
        ("12.5", "", "12.5"),
    ],
)
def test_money_is_stored_in_10000_yuan_with_four_decimals(value, unit, expected):
    assert stored(value, unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "unit", "rate", "expected"),
    [
        ("1", "万美元", "6.7114", "6.7114"),
        ("2.5", "亿美元", "6.7114", "167785"),
        ("1234", "千美元", "6.3482", "783.3679"),
    ],
)
def test_dollars_are_converted_at_the_stated_rate(value, unit, rate, expected):
    assert stored(value, unit, rate=Decimal(rate)) == Decimal(expected)


@pytest.mark.parametrize("unit", DOLLAR_FACTORS)
def test_dollars_without_a_rate_are_no_amount(unit):
    with pytest.raises(RateMissing):
        stored(1, unit)


@pytest.mark.parametrize(("unit", "kind"), [("吨", "money"), ("家", "money"), ("万元", "count")])
def test_a_unit_of_another_kind_is_refused(unit, kind):
    with pytest.raises(UnknownUnit):
        stored(1, unit, kind=kind, own="辆")


def test_a_count_is_stored_as_it_is():
    assert stored("104", "家", kind="count", own="家") == 104
    assert stored("104", "", kind="count", own="家") == 104


def test_the_stored_unit_of_money_is_the_same_whatever_it_is_shown_in():
    assert stored_unit("money", "亿元") == "万元"
    assert stored_unit("count", "家") == "家"


def test_the_first_unit_of_entry_is_the_stored_one():
    assert units_of_entry("money", "亿元")[0] == stored_unit("money", "亿元")
    assert units_of_entry("count", "家") == ("家",)


amounts = st.decimals(-(10**9), 10**9, places=4)
money = st.sampled_from(list(MONEY_FACTORS))


@given(amounts, money)
def test_converting_is_multiplying_and_rounding_half_up_once(value, unit):
    exact = value * MONEY_FACTORS[unit]
    assert stored(value, unit) == exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


@given(amounts)
def test_both_common_units_say_the_same_amount_without_loss(value):
    assert stored(value, "亿元") == stored(value * 10_000, "万元")
    assert stored(value, "万元") == value


@given(amounts, amounts, st.sampled_from([*MONEY_FACTORS, *DOLLAR_FACTORS]))
def test_a_larger_amount_is_never_stored_smaller(one, other, unit):
    low, high = sorted((one, other))
    rate = Decimal("6.4512")
    assert stored(low, unit, rate=rate) <= stored(high, unit, rate=rate)


@given(amounts, st.sampled_from(list(DOLLAR_FACTORS)))
def test_minus_an_amount_is_stored_as_minus_the_amount(value, unit):
    rate = Decimal("6.9127")
    assert stored(-value, unit, rate=rate) == -stored(value, unit, rate=rate)


# Periods

quarters = st.builds(Quarter, st.integers(1900, 2099), st.integers(1, 4))


@given(quarters)
def test_a_quarter_is_read_back_from_what_it_prints(quarter):
    assert parse_quarter(str(quarter)) == quarter
    assert parse_quarter(f" {str(quarter).lower()} ") == quarter


@given(quarters, st.integers(-40, 40))
def test_shifting_there_and_back_comes_home(quarter, count):
    assert quarter.shift(count).shift(-count) == quarter


@given(quarters)
def test_quarters_follow_each_other_without_a_gap(quarter):
    after = quarter.shift(1)
    assert after > quarter
    assert after.starts_on == quarter.ends_on + timedelta(days=1)


@given(quarters)
def test_four_quarters_make_a_year(quarter):
    assert quarter.shift(4) == Quarter(quarter.year + 1, quarter.quarter)


@pytest.mark.parametrize(
    ("code", "starts_on", "ends_on"),
    [
        ("2022Q1", date(2022, 1, 1), date(2022, 3, 31)),
        ("2022Q2", date(2022, 4, 1), date(2022, 6, 30)),
        ("2020Q4", date(2020, 10, 1), date(2020, 12, 31)),
    ],
)
def test_a_quarter_runs_from_its_first_day_to_its_last(code, starts_on, ends_on):
    assert (parse_quarter(code).starts_on, parse_quarter(code).ends_on) == (starts_on, ends_on)


@pytest.mark.parametrize(
    "text", ["2022Q5", "2022Q0", "2022", "22Q1", "2022 Q1", "2022H1", "", "Q1"]
)
def test_what_names_no_quarter_is_refused(text):
    with pytest.raises(UnknownPeriod):
        parse_quarter(text)


def test_full_width_digits_are_no_quarter_code():
    with pytest.raises(UnknownPeriod):
        parse_quarter("２０２２Q1")


@pytest.mark.parametrize(
    ("code", "kind", "ends_on"),
    [
        ("2022Q2", "quarter", date(2022, 6, 30)),
        ("2022H1", "half", date(2022, 6, 30)),
        ("2022", "year", date(2022, 12, 31)),
    ],
)
def test_every_period_runs_from_1_january(code, kind, ends_on):
    period = parse_period(code)
    assert (period.kind, period.ends_on) == (kind, ends_on)
    assert period.starts_on == date(2022, 1, 1)
    assert str(period) == code


@pytest.mark.parametrize("text", ["2022H2", "2022Q5", "2022Q", "H1", "2022-06", ""])
def test_what_names_no_period_is_refused(text):
    with pytest.raises(UnknownPeriod):
        parse_period(text)


def test_the_quarter_period_and_the_half_year_span_the_same_days_but_are_not_the_same():
    provisional, judged = parse_period("2022Q2"), parse_period("2022H1")
    assert provisional.quarters == judged.quarters == (Quarter(2022, 1), Quarter(2022, 2))
    assert provisional != judged


def test_the_year_before_is_the_same_span():
    assert parse_period("2022H1").year_before() == parse_period("2021H1")
    assert parse_period("2021").year_before(2) == parse_period("2019")
    assert parse_period("2022").is_year
    assert parse_period("2022").last_quarter == Quarter(2022, 4)


@given(st.integers(1900, 2099), st.sampled_from([1, 2]))
def test_a_bulletins_half_is_read_back_from_what_it_prints(year, half):
    code = f"{year}H{half}"
    assert half_code(parse_half(code)) == code


def test_the_second_half_names_the_years_bulletin():
    assert parse_half("2022H2") == parse_period("2022")
    assert parse_half("2022H1") == parse_period("2022H1")


def test_a_single_quarter_has_no_bulletin():
    with pytest.raises(UnknownPeriod):
        half_code(Period(2022, 2, "quarter"))
    with pytest.raises(UnknownPeriod):
        parse_half("2022")


@pytest.mark.parametrize(
    ("period", "spans"),
    [
        ("2023Q4", ["2023Q4", "2023"]),
        ("2023Q2", ["2023Q2", "2023H1"]),
        ("2023Q1", ["2023Q1"]),
        ("2023Q3", ["2023Q3"]),
        ("2023H1", ["2023H1"]),
        ("2023", ["2023"]),
    ],
)
def test_a_second_and_a_fourth_quarter_span_what_a_half_year_and_a_year_span(period, spans):
    assert [str(one) for one in parse_period(period).same_spans] == spans
    assert all(
        one.ends_on == parse_period(period).ends_on for one in parse_period(period).same_spans
    )
