"""How much of a year is due by a quarter, whose season says so, and where a flow is heading."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.pace import EVEN, Season, due, seasons


def history(**by_zone_and_year):
    """Rows of single quarters from keywords such as `a2021=[10, 20, 30, 40]`."""
    rows = [
        (key[:-4], int(key[-4:]), quarter, value)
        for key, values in by_zone_and_year.items()
        for quarter, value in enumerate(values, start=1)
        if value is not None
    ]
    return pd.DataFrame(rows, columns=["zone", "year", "quarter", "value"])


def province(*rows):
    return pd.DataFrame(list(rows), columns=["year", "quarter", "value", "vintage"])


def season(rows, zone="a", *, year=2023, excluded_years=(), **more):
    return seasons(rows, year=year, zones=[zone], excluded_years=excluded_years, **more)[zone]


def test_a_zone_takes_the_mean_of_its_own_years_and_not_the_share_of_their_sum():
    # 10 % and 30 % by the first quarter: 20 %, although the second year is nine times larger.
    found = season(history(a2021=[10, 20, 30, 40], a2022=[270, 180, 270, 180]))
    assert found.shares == pytest.approx((0.2, 0.4, 0.7, 1.0))
    assert (found.basis, found.years) == ("own", (2021, 2022))
    assert found.by_year[0] == pytest.approx((0.1, 0.3, 0.6, 1.0))


def test_only_the_latest_three_full_years_count():
    old, new = [100, 0, 0, 0], [25, 25, 25, 25]
    found = season(history(a2018=old, a2019=old, a2020=new, a2021=new, a2022=new))
    assert found.years == (2020, 2021, 2022)
    assert found.shares == (0.25, 0.5, 0.75, 1.0)


def test_the_year_judged_and_later_ones_never_count():
    found = season(
        history(a2021=[25] * 4, a2022=[25] * 4, a2023=[97, 1, 1, 1], a2024=[97, 1, 1, 1])
    )
    assert found.years == (2021, 2022)


def test_an_excluded_year_is_passed_over_for_the_one_before():
    rows = history(a2018=[25] * 4, a2019=[25] * 4, a2020=[97, 1, 1, 1], a2021=[25] * 4)
    found = season(rows, year=2022, excluded_years={2020})
    assert (found.years, found.left_out) == ((2018, 2019, 2021), (2020,))
    assert season(rows, year=2022).years == (2019, 2020, 2021)


def test_an_excluded_year_too_early_to_count_is_not_named():
    rows = history(**{f"a{year}": [25] * 4 for year in range(2018, 2022)})
    assert season(rows, year=2022, excluded_years={2018}).left_out == ()


def test_even_quarters_name_the_year_whose_exclusion_left_too_few():
    found = season(history(a2020=[25] * 4, a2021=[25] * 4), year=2022, excluded_years={2020})
    assert (found.basis, found.shares, found.left_out) == ("even", EVEN.shares, (2020,))


@pytest.mark.parametrize(
    "broken",
    [
        [10, None, 30, 40],
        [10, float("nan"), 30, 40],
        [0, 0, 0, 0],  # nothing happened: no share of it either
        [-10, 50, 30, 30],  # a year that goes backwards has no season
    ],
)
def test_a_year_that_cannot_carry_a_season_is_left_out(broken):
    rows = history(a2020=[25] * 4, a2021=broken, a2022=[25] * 4)
    assert season(rows).years == (2020, 2022)


def test_with_fewer_than_two_years_the_sum_of_all_zones_is_used():
    rows = history(
        a2022=[97, 1, 1, 1], b2021=[10, 20, 30, 40], b2022=[3, 19, 29, 49], c2021=[30, 20, 10, 40]
    )
    found = season(rows)
    # 2021: (10+30)/200; 2022: a and b together (97+3)/200
    assert found.basis == "all_zones"
    assert found.by_year[0] == pytest.approx((0.2, 0.4, 0.6, 1.0))
    assert found.by_year[1] == pytest.approx((0.5, 0.6, 0.75, 1.0))
    assert found.shares == pytest.approx((0.35, 0.5, 0.675, 1.0))


def test_a_zone_that_starts_in_july_does_not_move_the_sum_of_all_zones():
    rows = history(b2020=[25] * 4, b2021=[25] * 4, c2021=[None, None, 900, 900])
    found = season(rows, "new", year=2022)
    assert (found.basis, found.shares) == ("all_zones", (0.25, 0.5, 0.75, 1.0))


FULL_PROVINCE = province(
    (2020, 1, 600, "revised"),
    (2020, 2, 1666.8, "revised"),
    (2020, 3, 2911.1, "revised"),
    (2020, 4, 4305.2, "revised"),
    (2021, 1, 1183.6, "first_published"),
    (2021, 2, 2448.6, "first_published"),
    (2021, 3, 3839.7, "first_published"),
    (2021, 4, 5374.4, "first_published"),
)


def test_else_the_province_s_trade_gives_the_season():
    found = season(history(a2021=[25] * 4), year=2022, province=FULL_PROVINCE)
    assert (found.basis, found.years) == ("province", (2020, 2021))
    assert found.by_year[0][1] == pytest.approx(0.387, abs=5e-4)
    assert found.by_year[1][1] == pytest.approx(0.456, abs=5e-4)
    assert found.shares[1] == pytest.approx((0.387158 + 0.455605) / 2, abs=1e-5)


def test_an_excluded_year_is_excluded_from_the_province_too():
    found = season(
        history(a2021=[25] * 4), year=2022, province=FULL_PROVINCE, excluded_years={2020}
    )
    assert found == EVEN


def test_the_province_s_year_being_judged_never_counts():
    found = season(history(a2020=[25] * 4), year=2021, province=FULL_PROVINCE)
    assert found == EVEN


def test_a_provincial_year_of_mixed_vintages_gives_no_season():
    mixed = FULL_PROVINCE.copy()
    mixed.loc[5, "vintage"] = "implied"
    assert season(history(a2021=[25] * 4), year=2022, province=mixed) == EVEN


def test_of_two_full_vintages_of_one_year_the_first_published_is_taken():
    revised = FULL_PROVINCE[FULL_PROVINCE["year"] == 2021].assign(vintage="revised")
    revised["value"] = [100, 200, 300, 400]
    both = pd.concat([revised, FULL_PROVINCE])
    found = season(history(a2021=[25] * 4), year=2022, province=both)
    assert found.by_year[1][0] == pytest.approx(1183.6 / 5374.4)


def test_else_every_quarter_is_a_quarter_of_the_year():
    found = season(history(a2022=[97, 1, 1, 1]))
    assert (found.shares, found.basis, found.years) == ((0.25, 0.5, 0.75, 1.0), "even", ())
    assert season(history()) == EVEN


def test_each_zone_gets_a_season_of_its_own_or_the_shared_one():
    rows = history(a2021=[10, 20, 30, 40], a2022=[10, 20, 30, 40], b2022=[40, 30, 20, 10])
    found = seasons(rows, year=2023, zones=["a", "b", "c"], excluded_years=())
    assert [found[zone].basis for zone in "abc"] == ["own", "all_zones", "all_zones"]


def test_one_quarter_reported_twice_is_refused_instead_of_added():
    rows = history(a2021=[1, 2, 3, 4])
    with pytest.raises(ValueError, match="duplicate"):
        season(pd.concat([rows, rows]))


QUARTERLY = st.lists(st.integers(0, 1000), min_size=4, max_size=4).filter(any)


@settings(max_examples=40, deadline=None)
@given(st.lists(QUARTERLY, min_size=2, max_size=5))
def test_shares_agree_with_exact_fractions_and_rise_to_one(years):
    rows = history(**{f"a{2015 + n}": values for n, values in enumerate(years)})
    found = season(rows, year=2022)
    used = years[-3:]
    for k in range(4):
        exact = sum(Fraction(sum(year[: k + 1]), sum(year)) for year in used) / len(used)
        assert found.shares[k] == pytest.approx(float(exact))
    assert list(found.shares) == sorted(found.shares)
    assert found.shares[3] == 1.0


EARLY = Season((0.2, 0.45, 0.7, 1.0), "own", (2021, 2022))


@pytest.mark.parametrize(
    ("kind", "quarter", "is_count", "expected"),
    [
        ("flow", 1, False, 20.2),
        ("flow", 2, False, 45.45),
        ("flow", 4, False, 101),
        ("flow", 2, True, 45),
        ("stock", 1, False, 85.25),
        ("stock", 2, False, 90.5),
        ("stock", 4, False, 101),
        ("ratio", 1, False, 101),
        ("grade", 1, False, 101),
    ],
)
def test_what_is_due_of_101_after_80_the_year_before(kind, quarter, is_count, expected):
    assert due(kind, 101, 80, quarter, EARLY, is_count) == pytest.approx(expected)


def test_a_stock_without_a_target_of_the_year_before_has_nothing_due_until_the_year_s_end():
    assert due("stock", 100, None, 2) is None
    assert due("stock", 100, float("nan"), 2) is None
    assert due("stock", 100, None, 4) == 100


def test_what_is_due_of_a_count_is_whole_and_not_robbed_by_binary_arithmetic():
    assert due("flow", 3, None, 1, EVEN, is_count=True) == 0
    assert due("flow", 3, None, 3, EVEN, is_count=True) == 2
    three_tenths = Season((0.1 + 0.2 - 1e-16, 0.5, 0.75, 1.0), "own")
    assert due("flow", 10, None, 1, three_tenths, is_count=True) == 3


def test_at_the_year_s_end_the_target_itself_is_due_also_of_a_count():
    assert due("flow", 1234.5, None, 4, EVEN, is_count=True) == 1234.5


@given(
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.integers(1, 4),
    st.sampled_from(["flow", "stock"]),
    st.booleans(),
)
def test_what_is_due_never_exceeds_the_target_of_a_growing_year(one, two, quarter, kind, is_count):
    previous, target = sorted([one, two])
    part = due(kind, target, previous, quarter, EARLY, is_count)
    assert 0 <= part <= target
    assert part >= (previous if kind == "stock" else 0)
