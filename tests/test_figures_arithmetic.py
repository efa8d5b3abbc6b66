"""The arithmetic of figures: sums of quarters, growth, shares, and what becomes of a gap."""

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import figures, vintages

CALENDAR = pd.DataFrame(
    [
        (year, quarter, dt.date(year, 3 * quarter, 20), dt.date(year, 3 * quarter, 28))
        for year in (2020, 2021, 2022)
        for quarter in (1, 2, 3, 4)
    ],
    columns=["year", "quarter", "due_on", "locks_on"],
)
AFTER_ALL = dt.date(2023, 6, 1)
KINDS = {"trade": "flow", "staff": "stock", "yield": "ratio"}
COLUMNS = ["zone", "indicator", "year", "quarter", "value", "state"]


def frame(*rows):
    return pd.DataFrame(list(rows), columns=COLUMNS)


def quarters(values, *, zone="a", indicator="trade", year=2022):
    """One row a quarter: a number is a value, a word a state without one, None no row at all."""
    rows = []
    for quarter, value in enumerate(values, start=1):
        if isinstance(value, str):
            rows.append((zone, indicator, year, quarter, None, value))
        elif value is not None:
            rows.append((zone, indicator, year, quarter, value, "value"))
    return frame(*rows)


def rolled(observations, *, quarter=4, kinds=None, zones=("a",), starts=None, **changes):
    given_by = {"year": 2022, "calendar": CALENDAR, "as_of": AFTER_ALL} | changes
    return figures.roll_up(
        observations,
        quarter=quarter,
        kinds=kinds or {"trade": "flow"},
        zones=zones,
        starts=starts or {},
        **given_by,
    )


def first(observations, **changes):
    return rolled(observations, **changes).iloc[0]


def test_a_flow_is_summed_from_1_january_to_the_end_of_the_span():
    observations = quarters([10, 20, 30, 40])
    assert [first(observations, quarter=k)["value"] for k in (1, 2, 3, 4)] == [10, 30, 60, 100]
    assert first(observations, quarter=2)["quarters_due"] == 2


def test_a_stock_is_what_the_last_quarter_says_and_earlier_gaps_do_not_matter():
    row = first(quarters([None, 20, None, 40], indicator="staff"), kinds={"staff": "stock"})
    assert (row["value"], row["state"]) == (40, "value")
    assert (row["quarters_due"], row["quarters_present"]) == (1, 1)


def test_a_stock_without_its_last_quarter_has_no_value_although_an_earlier_one_is_known():
    row = first(quarters([10, 20, 30, None], indicator="staff"), kinds={"staff": "stock"})
    assert np.isnan(row["value"])
    assert np.isnan(row["known"])
    assert row["state"] == "not_reported"


def test_a_ratio_is_the_ratio_of_sums_and_never_the_mean_of_ratios():
    observations = quarters([0.5, 0.1], indicator="yield")
    observations["numerator"], observations["denominator"] = [1.0, 9.0], [2.0, 90.0]
    row = first(observations, quarter=2, kinds={"yield": "ratio"})
    assert row["value"] == pytest.approx(10 / 92)
    assert row["value"] != pytest.approx((0.5 + 0.1) / 2)


def test_a_ratio_over_nothing_is_not_a_number_and_not_a_zero():
    observations = quarters([0, 0], indicator="yield")
    observations["numerator"], observations["denominator"] = [0.0, 0.0], [0.0, 0.0]
    row = first(observations, quarter=2, kinds={"yield": "ratio"})
    assert np.isnan(row["value"])
    assert row["state"] == "cannot_report"


def test_a_ratio_without_its_two_parts_is_refused():
    with pytest.raises(ValueError, match="numerator and denominator"):
        rolled(quarters([0.5], indicator="yield"), quarter=1, kinds={"yield": "ratio"})


def test_a_ratio_row_that_lacks_its_denominator_is_a_gap():
    observations = quarters([0.5, 0.5], indicator="yield")
    observations["numerator"], observations["denominator"] = [1.0, 1.0], [2.0, np.nan]
    row = first(observations, quarter=2, kinds={"yield": "ratio"})
    assert row["state"] == "not_reported"
    assert row["known"] == 0.5


@pytest.mark.parametrize(
    ("values", "state", "known", "present"),
    [
        ([10, None, 30, 40], "not_reported", 80, 3),
        ([10, "cannot_report", 30, 40], "cannot_report", 80, 3),
        ([10, "reason_refused", 30, 40], "not_reported", 80, 3),
        ([10, "cannot_report", None, 40], "not_reported", 50, 2),
        (["zero", None, None, None], "not_reported", 0, 1),
        ([float("nan"), 20, 30, 40], "not_reported", 90, 3),
    ],
)
def test_a_flow_with_a_gap_has_no_value_but_still_says_what_is_known(values, state, known, present):
    row = first(quarters(values))
    assert np.isnan(row["value"])
    assert (row["state"], row["known"]) == (state, known)
    assert (row["quarters_due"], row["quarters_present"]) == (4, present)


def test_nothing_reported_at_all_is_unknown_and_not_zero():
    row = first(quarters([None] * 4))
    assert np.isnan(row["known"])
    assert row["state"] == "not_reported"


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (dt.date(2022, 6, 1), "not_due"),
        (dt.date(2022, 6, 20), "not_due"),
        (dt.date(2022, 6, 21), "late"),
        (dt.date(2022, 6, 28), "late"),
        (dt.date(2022, 6, 29), "not_reported"),
    ],
)
def test_a_missing_quarter_is_not_due_then_late_then_not_reported(as_of, state):
    assert first(quarters([10]), quarter=2, as_of=as_of)["state"] == state


def test_the_worst_gap_names_the_state_of_the_span():
    # Q1 locked, Q2 past due, Q3 not yet due: on this day each word is true of one quarter.
    on = dt.date(2022, 6, 25)
    assert first(quarters([None, None, None]), quarter=3, as_of=on)["state"] == "not_reported"
    assert first(quarters([10, None, None]), quarter=3, as_of=on)["state"] == "late"
    assert first(quarters([10, 20, None]), quarter=3, as_of=on)["state"] == "not_due"
    refused = quarters(["cannot_report", 20, None])
    assert first(refused, quarter=3, as_of=on)["state"] == "not_due"


def test_a_quarter_the_calendar_never_asked_for_is_not_due():
    assert first(quarters([None]), quarter=1, calendar=CALENDAR.iloc[:0])["state"] == "not_due"


def test_a_quarter_without_a_lock_date_stays_late():
    calendar = CALENDAR.assign(locks_on=pd.NaT)
    assert first(quarters([None]), quarter=1, calendar=calendar)["state"] == "late"


def test_a_calendar_with_one_quarter_twice_is_refused():
    with pytest.raises(ValueError, match="2022Q1 more than once"):
        rolled(quarters([10]), quarter=1, calendar=pd.concat([CALENDAR, CALENDAR]))


def test_quarters_before_the_start_are_not_applicable_and_do_not_spoil_the_sum():
    row = first(quarters([None, None, 30, 40]), starts={"a": (2022, 3)})
    assert (row["value"], row["state"]) == (70, "value")
    assert (row["quarters_due"], row["quarters_present"]) == (2, 2)


def test_a_span_wholly_before_the_start_is_not_applicable():
    row = first(quarters([None] * 4), quarter=2, starts={"a": (2022, 3)})
    assert row["state"] == "not_applicable"
    assert np.isnan(row["value"])
    assert row["quarters_due"] == 0


def test_a_figure_reported_before_the_start_counts_as_reported():
    row = first(quarters([5, 10]), quarter=2, starts={"a": (2022, 2)})
    assert (row["value"], row["quarters_due"]) == (15, 2)


def test_an_unknown_start_makes_every_quarter_applicable():
    assert first(quarters([None]), quarter=1, starts={"a": None})["state"] == "not_reported"


@pytest.mark.parametrize(
    "values", [["zero", "zero", 0, 0.0], [0.1, 0.2, -0.3, "zero"], ["zero", "not_applicable", 0, 0]]
)
def test_a_sum_of_exactly_nothing_is_a_real_zero(values):
    row = first(quarters(values))
    assert (row["value"], row["state"]) == (0.0, "zero")


def test_a_zero_with_a_gap_beside_it_is_not_a_zero():
    assert first(quarters(["zero", "zero", "zero", None]))["state"] == "not_reported"


def test_decimals_from_the_database_add_up_to_four_places_without_binary_noise():
    values = [Decimal("0.1000"), Decimal("0.2000"), Decimal("0.3333"), Decimal("99999999.0001")]
    row = first(quarters(values))
    assert Decimal(repr(float(row["value"]))) == sum(values)


def test_a_zone_and_indicator_nobody_reported_still_has_its_row():
    result = rolled(quarters([1, 2, 3, 4]), kinds=KINDS, zones=("b", "a"))
    assert list(result.index) == [(z, i) for z in ("b", "a") for i in KINDS]
    assert result.loc[("b", "staff"), "state"] == "not_reported"


def test_rows_of_other_zones_and_years_are_left_alone():
    others = [quarters([7] * 4, zone="x"), quarters([7] * 4, year=2021), quarters([1, 2, 3, 4])]
    assert first(pd.concat(others))["value"] == 10


def test_two_observations_of_one_quarter_are_refused():
    with pytest.raises(ValueError, match="two observations"):
        rolled(pd.concat([quarters([1]), quarters([2])]))


@pytest.mark.parametrize(
    ("observations", "kinds", "word"),
    [(quarters(["lost"]), {"trade": "flow"}, "lost"), (quarters([1]), {"trade": "flux"}, "flux")],
)
def test_a_state_or_kind_nobody_defined_is_refused_by_name(observations, kinds, word):
    with pytest.raises(ValueError, match=word):
        rolled(observations, kinds=kinds)


STATED = st.sampled_from(["value", "zero", "not_applicable", "cannot_report", "reason_refused"])


@st.composite
def reports(draw):
    cells = draw(
        st.dictionaries(
            st.tuples(
                st.sampled_from("ab"), st.sampled_from(["trade", "staff"]), st.integers(1, 4)
            ),
            st.tuples(STATED, st.decimals(-1000, 1000, places=4)),
            max_size=16,
        )
    )
    return [
        (zone, indicator, 2022, quarter, value if state == "value" else None, state)
        for (zone, indicator, quarter), (state, value) in cells.items()
    ]


BOTH = {"trade": "flow", "staff": "stock"}


@settings(max_examples=40, deadline=None)
@given(reports(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_the_order_of_rows_never_matters(rows, chance: random.Random, quarter):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = (
        rolled(frame(*r), quarter=quarter, kinds=BOTH, zones="ab") for r in (rows, shuffled)
    )
    pd.testing.assert_frame_equal(one, other)


@settings(max_examples=60, deadline=None)
@given(reports(), st.integers(1, 4), st.integers(1, 4))
def test_a_roll_up_agrees_with_a_sum_done_by_hand(rows, quarter, start):
    result = rolled(
        frame(*rows), quarter=quarter, kinds=BOTH, zones="ab", starts={"a": (2022, start)}
    )
    cells = {(row[0], row[1], row[3]): row for row in rows}
    badness = ["cannot_report", "not_reported"]
    for (zone, indicator), row in result.iterrows():
        total, gaps, applicable = Fraction(0), [], 0
        for k in range(quarter if indicator == "staff" else 1, quarter + 1):
            cell = cells.get((zone, indicator, k))
            if cell is None:
                state = "not_applicable" if zone == "a" and k < start else "not_reported"
            else:
                state = "not_reported" if cell[5] == "reason_refused" else cell[5]
            applicable += state != "not_applicable"
            if state == "value":
                total += Fraction(cell[4])
            elif state in badness:
                gaps.append(badness.index(state))
        assert row["quarters_due"] == applicable
        if gaps:
            assert row["state"] == badness[max(gaps)]
        elif not applicable:
            assert row["state"] == "not_applicable"
        else:
            assert row["state"] == ("value" if total else "zero")
        has_value = applicable > 0 and not gaps
        assert np.isnan(row["value"]) != has_value
        if has_value:
            assert row["value"] == float(total)


def test_the_zones_add_up_and_a_zone_not_yet_operating_does_not_count():
    one, two = quarters([1, 2], zone="a"), quarters([10, 20], zone="b")
    rows = rolled(pd.concat([one, two]), quarter=2, zones=("b", "c", "a"), starts={"c": (2023, 1)})
    total = figures.total_of_zones(rows).loc["trade"]
    assert (total["value"], total["state"], total["known"]) == (33, "value", 33)
    assert (total["quarters_due"], total["quarters_present"]) == (2, 2)


def test_one_missing_zone_leaves_the_total_without_a_value():
    observations = pd.concat([quarters([1, 2], zone="a"), quarters([10], zone="b")])
    total = figures.total_of_zones(rolled(observations, quarter=2, zones="ab")).loc["trade"]
    assert np.isnan(total["value"])
    assert (total["state"], total["known"]) == ("not_reported", 13)


@pytest.mark.parametrize("word", ["cannot_report", "not_due", "late"])
def test_the_worst_zone_names_the_state_of_the_total(word):
    on = {"not_due": dt.date(2022, 3, 1), "late": dt.date(2022, 3, 25)}.get(word, AFTER_ALL)
    gap = [word if word == "cannot_report" else None]
    observations = pd.concat([quarters([5], zone="a"), quarters(gap, zone="b")])
    total = figures.total_of_zones(rolled(observations, quarter=1, zones="ab", as_of=on))
    assert total.loc["trade", "state"] == word
    assert np.isnan(total.loc["trade", "value"])


def test_zones_that_all_report_zero_total_zero_and_zones_that_do_not_exist_total_nothing():
    zero = figures.total_of_zones(rolled(quarters(["zero"]), quarter=1)).loc["trade"]
    assert (zero["value"], zero["state"]) == (0, "zero")
    none = figures.total_of_zones(rolled(quarters([None]), quarter=1, starts={"a": (2023, 1)}))
    assert none.loc["trade", "state"] == "not_applicable"
    assert np.isnan(none.loc["trade", "value"])


@pytest.mark.parametrize(
    ("now", "base", "value", "reason"),
    [
        (135, 100, 35.0, None),
        (50, 100, -50.0, None),
        (0, 100, -100.0, None),
        (-20, 100, -120.0, None),
        (100, 0, None, "base_not_positive"),
        (100, -5, None, "base_not_positive"),
        (100, None, None, "base_missing"),
        (100, float("nan"), None, "base_missing"),
        (None, 100, None, "now_missing"),
        (Decimal("110"), Decimal("100"), 10.0, None),
    ],
)
def test_growth_is_a_percentage_of_the_base_or_a_reason(now, base, value, reason):
    result = figures.growth(now, base)
    assert result.reason == reason
    assert result.value == (None if value is None else pytest.approx(value))


def test_the_two_year_average_is_geometric():
    # 2019: 100, 2021: 144 -> 20 % a year twice, where the arithmetic mean would say 22 %.
    assert figures.two_year_average(144, 100).value == pytest.approx(20.0)
    assert figures.two_year_average(5374.4, 3946).value == pytest.approx(16.70, abs=0.005)
    assert figures.two_year_average(144, None).reason == "base_missing"
    assert figures.two_year_average(-1, 100).reason == "now_negative"
    assert figures.two_year_average(0, 100).value == -100


def test_a_compared_frame_says_growth_or_why_there_is_none():
    now = rolled(
        pd.concat([quarters([10, 20], zone=z) for z in "abcd"] + [quarters([5], zone="e")]),
        quarter=2,
        zones="abcde",
    )
    last_year = [
        quarters([8, 12], zone="a", year=2021),
        quarters([None, 15], zone="b", year=2021),
        quarters(["zero", "zero"], zone="c", year=2021),
        quarters([8], zone="d", year=2021),
        quarters([8, 12], zone="e", year=2021),
    ]
    base = rolled(
        pd.concat(last_year), quarter=2, zones="abcde", year=2021, starts={"b": (2021, 2)}
    )
    result = figures.compare(now, base).droplevel("indicator")
    assert result.loc["a", "growth"] == pytest.approx(50)
    assert result.loc["a", "reason"] is None
    assert result["reason"].tolist()[1:] == [
        "base_incomplete",
        "base_not_positive",
        "base_missing",
        "now_missing",
    ]
    assert result["growth"].isna().tolist() == [False, True, True, True, True]


def test_a_zone_absent_from_the_base_frame_has_no_base():
    now, base = rolled(quarters([10]), quarter=1), rolled(quarters([10]), quarter=1, zones="z")
    assert figures.compare(now, base)["reason"].tolist() == ["base_missing"]


def test_a_ratio_is_compared_in_points_and_never_in_per_cent():
    observations = quarters([0.5], indicator="yield").assign(numerator=1.0, denominator=2.0)
    span = rolled(observations, quarter=1, kinds={"yield": "ratio"})
    result = figures.compare(span, span, kinds={"yield": "ratio"})
    assert result["reason"].tolist() == ["in_points"]
    assert result["growth"].isna().all()


AMOUNT = st.one_of(st.none(), st.integers(-5, 5), st.floats(-1e6, 1e6))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(AMOUNT, AMOUNT), min_size=1, max_size=8), st.sampled_from([1, 2]))
def test_frames_and_single_figures_are_compared_alike(pairs, years):
    index = pd.MultiIndex.from_product([range(len(pairs)), ["trade"]], names=["zone", "indicator"])
    now, base = (
        pd.DataFrame({"value": pd.Series(side, dtype=float).to_numpy(), "quarters_due": 4}, index)
        for side in zip(*pairs, strict=True)
    )
    result = figures.compare(now, base, years=years)
    for (x, b), (_, row) in zip(pairs, result.iterrows(), strict=True):
        alone = figures.growth(x, b, years=years)
        assert row["reason"] == alone.reason
        assert np.isnan(row["growth"]) == (alone.value is None)
        if alone.value is not None:
            assert row["growth"] == pytest.approx(alone.value)


def test_the_share_of_the_province_is_year_to_date_over_year_to_date():
    assert figures.share(300.6, 4294.1).value == pytest.approx(7.0003, abs=1e-4)
    assert figures.share(300.6, None) == figures.Derived(None, "province_not_published")
    assert figures.share(None, 4294.1) == figures.Derived(None, "now_missing")
    assert figures.share(300.6, 0) == figures.Derived(None, "base_not_positive")


def test_a_share_moves_in_percentage_points():
    assert figures.points_moved(13.0, 7.0).value == 6.0
    assert figures.points_moved(None, 7.0).reason == "now_missing"
    assert figures.points_moved(13.0, None).reason == "base_missing"


def test_the_level_and_the_share_target_of_the_province_disagree():
    # +35 % a year from 300.6 gives 739.6, 11.5 % of the actual 6,449.7; 13 % would need 838.5.
    assert figures.share(300.6 * 1.35**3, 6449.7).value == pytest.approx(11.5, abs=0.05)
    assert figures.part_for_share(13, 6449.7).value == pytest.approx(838.5, abs=0.05)
    assert figures.part_for_share(13, None).reason == "province_not_published"


PROVINCE = pd.DataFrame(
    [
        (2020, 4, 4305.2, "revised"),
        (2020, 4, 4294.1, "first_published"),
        (2021, 1, 1183.6, "first_published"),
        (2021, 2, 2448.6, "first_published"),
        (2022, 1, 1346.2, "first_published"),
        (2022, 2, 2897.0, "implied"),
        (2023, 1, 1404.2, "implied"),
        (2023, 2, None, "first_published"),
        (2024, 4, 7000.0, "implied"),
        (2024, 4, 7001.0, "revised"),
    ],
    columns=["year", "quarter", "value", "vintage"],
)


@pytest.mark.parametrize(
    ("year", "quarter", "value", "vintage"),
    [
        (2020, 4, 4294.1, "first_published"),
        (2022, 2, 2897.0, "implied"),
        (2024, 4, 7001.0, "revised"),
    ],
)
def test_a_provincial_total_is_as_first_published_else_revised_else_implied(
    year, quarter, value, vintage
):
    assert vintages.choose_vintage(PROVINCE, year, quarter) == vintages.PublishedTotal(
        year, quarter, value, vintage
    )


@pytest.mark.parametrize(("year", "quarter"), [(2021, 3), (2023, 2), (1999, 4)])
def test_a_provincial_total_never_published_is_none(year, quarter):
    assert vintages.choose_vintage(PROVINCE, year, quarter) is None


def test_a_single_quarter_is_derived_within_one_vintage():
    second = vintages.derive_quarter(PROVINCE, 2021, 2)
    assert (second.value, second.vintage) == (1265.0, "first_published")
    assert vintages.derive_quarter(PROVINCE, 2021, 1).value == 1183.6


def test_a_single_quarter_is_never_derived_across_vintages():
    assert vintages.derive_quarter(PROVINCE, 2022, 2) == vintages.SingleQuarter(
        None, None, "vintages_differ"
    )


@pytest.mark.parametrize(("year", "quarter"), [(2021, 3), (2021, 4), (2023, 2), (2020, 4)])
def test_a_single_quarter_with_an_unpublished_end_is_not_derived(year, quarter):
    assert vintages.derive_quarter(PROVINCE, year, quarter).reason == "province_not_published"


def test_one_vintage_published_twice_or_unknown_is_refused():
    with pytest.raises(ValueError, match="twice"):
        vintages.choose_vintage(pd.concat([PROVINCE, PROVINCE]), 2021, 1)
    with pytest.raises(ValueError, match="guessed"):
        vintages.choose_vintage(PROVINCE.assign(vintage="guessed"), 2021, 1)


def test_two_hundred_zones_and_thirty_indicators_are_rolled_up_at_once():
    zones, kinds = [f"z{n}" for n in range(200)], {f"i{n}": "flow" for n in range(30)}
    names = ["zone", "indicator", "year", "quarter"]
    rows = pd.MultiIndex.from_product([zones, kinds, range(2019, 2023), range(1, 5)], names=names)
    observations = rows.to_frame(index=False).assign(value=1.5, state="value")
    result = rolled(observations, kinds=kinds, zones=zones)
    assert len(result) == 6000
    assert (result["value"] == 6.0).all()
