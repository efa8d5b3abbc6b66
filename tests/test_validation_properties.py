"""What holds of the rules whatever the figures are."""

from decimal import Decimal
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from indicators.periods import Quarter
from indicators.validation import FACTORS, LEAST_QUARTERS, OF_HISTORY, Stated
from tests.checking import GROWTH, LAST_YEAR, NOW, RANGE, YEAR_TO_DATE, check, past, rule

amounts = st.decimals(0, 10**9, places=4)
positive = st.decimals("0.0001", 10**9, places=4)
histories = st.lists(amounts, min_size=LEAST_QUARTERS, max_size=8)


@given(histories, positive, st.integers(1, 50))
def test_a_jump_is_found_exactly_where_the_ratio_leaves_the_factor(earlier, value, factor):
    usual = median(earlier).quantize(Decimal("0.0001"))
    is_outside = usual > 0 and not (usual / factor <= value <= usual * factor)
    found = check(rule("jump", str(factor), 8), value, earlier)
    # At the very edge the division of this test is rounded, the rule's multiplication is not.
    if value * factor != usual:
        assert bool(found) is is_outside


@given(histories, st.data())
def test_nothing_between_the_lowest_and_the_highest_leaves_the_range(earlier, data):
    value = data.draw(st.decimals(min(earlier), max(earlier), places=4))
    assert check(RANGE, value, earlier) == []


@given(histories, positive, st.sampled_from(FACTORS))
def test_scaling_everything_changes_no_finding(earlier, value, kind):
    one = rule(kind, "2", 8)
    scaled = check(one, value * 10_000, [amount * 10_000 for amount in earlier])
    assert len(scaled) == len(check(one, value, earlier))


@given(histories, positive)
def test_a_wider_factor_finds_no_more(earlier, value):
    for kind in FACTORS:
        narrow, wide = (check(rule(kind, factor, 8), value, earlier) for factor in ("2", "4"))
        assert len(wide) <= len(narrow)


@given(st.lists(amounts, min_size=7, max_size=7), amounts)
def test_figures_stated_as_they_are_stored_agree(earlier, value):
    last, year_before = past(earlier), NOW.shift(-4)
    to_date = value + last[Quarter(2022, 1)] + last[Quarter(2022, 2)]
    stated = Stated(to_date, last[year_before])
    for one in (YEAR_TO_DATE, LAST_YEAR):
        assert check(one, value, earlier, stated=stated) == []


@given(st.lists(amounts, min_size=7, max_size=7), amounts, positive)
def test_a_year_to_date_that_is_off_by_more_than_rounding_is_always_found(earlier, value, off):
    last = past(earlier)
    to_date = value + last[Quarter(2022, 1)] + last[Quarter(2022, 2)] + off
    found = check(YEAR_TO_DATE, value, earlier, stated=Stated(to_date))
    assert bool(found) is (off > Decimal("0.01"))


@given(st.lists(positive, min_size=7, max_size=7), positive)
def test_a_growth_worked_out_from_the_figures_agrees_with_them(earlier, value):
    growth = (value / past(earlier)[NOW.shift(-4)] - 1) * 100
    assert check(GROWTH, value, earlier, stated=Stated(growth=growth)) == []


@given(amounts, st.lists(amounts, max_size=8))
def test_without_enough_history_no_rule_of_history_finds_anything(value, earlier):
    few = earlier[: LEAST_QUARTERS - 1]
    for kind in OF_HISTORY:
        assert check(rule(kind, "1", LEAST_QUARTERS), value, few) == []
