"""The demonstration's figures: the same every time, plausible, and telling their stories."""

import datetime as dt
import runpy

import pytest

from tests.demo_files import DEMO, figures, quarter, rows, starts, yearly

PARTS = ["processing", "logistics", "ecommerce", "repair"]
COUNTS = ["enterprises", "vehicles", "projects_leading", "projects_key", "events", "employees"]
INDICATORS = {"trade_import", "trade_export", "tax", "income", "fdi", *PARTS, *COUNTS}
YI = 10_000  # 万元 in one 亿元
QUARTERS = [(year, number) for year in range(2020, 2024) for number in range(1, 5)]


@pytest.fixture(scope="module")
def reported():
    return figures(revised=False)


@pytest.fixture(scope="module")
def revised():
    return figures(revised=True)


def stock(frame, indicator, year):
    at_end = frame[(frame["indicator"] == indicator) & (frame["year"] == year)]
    return at_end[at_end["quarter"] == 4].set_index("zone")["value"]


def set_targets(target):
    return {
        (row["zone"], int(row["year"])): float(row["value"]) * YI
        for row in rows("demo/annual_targets.csv")
        if row["target"] == target
    }


def test_the_generator_writes_the_committed_files_byte_for_byte():
    made = runpy.run_path(str(DEMO / "make_figures.py"))
    assert made["text"]().encode() == (DEMO / "figures.csv").read_bytes()
    assert made["text"](made["open_rows"]()).encode() == (DEMO / "open_figures.csv").read_bytes()


def test_every_zone_reports_every_indicator_from_its_first_quarter_on():
    listed = [(row["zone"], row["quarter"], row["indicator"]) for row in rows("demo/figures.csv")]
    expected = {
        (zone, f"{year}Q{number}", indicator)
        for zone, start in starts().items()
        for year, number in QUARTERS
        for indicator in INDICATORS
        if (year, number) >= start
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == expected


def test_the_starts_are_those_of_the_zones_and_the_assumed_one_says_so():
    assert starts() == {
        "donghu": (2020, 1),
        "xingang-konggang": (2020, 1),
        "jingkai": (2020, 1),
        "yichang": (2021, 2),
        "xiangyang": (2022, 1),
        "qipanzhou": (2023, 3),
    }
    reasons = {row["zone"]: row for row in rows("demo/reporting_starts.csv")}
    assert "假设" in reasons["xiangyang"]["reason_zh"]
    assert "assumption" in reasons["xiangyang"]["reason_en"]


def test_value_and_state_of_every_figure_agree():
    for row in rows("demo/figures.csv"):
        if row["state"] == "value":
            assert int(row["value"]) > 0, row
        elif row["state"] == "zero":
            assert row["value"] == "0", row
        else:
            assert row["state"] in ("not_applicable", "cannot_report"), row
            assert row["value"] == "", row
            assert row["reason"], row


def test_all_zones_together_trade_300_60_in_2020(reported):
    assert yearly(reported, "trade_total")[2020].sum() == 300.60 * YI


def test_jingkai_trades_157_00_in_2023(revised):
    assert yearly(revised, "trade_total").loc["jingkai", 2023] == 157.00 * YI


def test_the_share_of_the_province_rises_from_about_7_to_between_11_and_12_5_percent(revised):
    totals = yearly(revised, "trade_total").sum()
    assert totals[2020] / (4294.1 * YI) == pytest.approx(0.07, abs=0.0005)
    assert 0.11 < totals[2023] / (6449.7 * YI) < 0.125


@pytest.mark.parametrize("frame", ["reported", "revised"])
def test_parts_never_exceed_their_whole_in_any_quarter(frame, request):
    long = request.getfixturevalue(frame)
    wide = long.pivot_table("value", ["zone", "year", "quarter"], "indicator")
    assert len(wide) == len(rows("demo/submissions.csv"))
    assert (wide[PARTS].sum(axis=1) <= wide["trade_total"]).all()


def test_the_first_half_is_38_7_percent_of_2020_and_about_45_6_percent_later(revised):
    trade = revised[revised["indicator"] == "trade_total"]
    first_half = trade[trade["quarter"] <= 2].groupby("year")["value"].sum()
    share = first_half / trade.groupby("year")["value"].sum()
    assert share[2020] == pytest.approx(0.387, abs=0.003)
    for year in (2021, 2022, 2023):
        assert share[year] == pytest.approx(0.456, abs=0.01)


def test_growth_is_met_in_2023_and_the_share_is_missed(revised):
    total = yearly(revised, "trade_total")[2023].sum()
    assert total > 300.60 * YI * 1.35**3
    assert total / (6449.7 * YI) < 0.13


def test_enterprises_double_but_stay_under_550(revised):
    base, last = (stock(revised, "enterprises", year).sum() for year in (2020, 2023))
    assert base <= 275
    assert 2 * base <= last < 550
    assert last >= 520


def test_ecommerce_more_than_doubles_and_is_far_from_100(revised):
    totals = yearly(revised, "ecommerce").sum() / YI
    assert totals[2020] == pytest.approx(12.0, abs=0.1)
    assert 2 * totals[2020] < totals[2023] < 50


def test_processing_grows_every_year_but_once_by_less_than_half(revised):
    totals = yearly(revised, "processing").sum()
    growth = (totals / totals.shift() - 1).dropna()
    assert (growth > 0).all()
    assert list(growth < 0.5) == [False, True, False]
    assert totals[2023] < totals[2020] * 1.5**3


def test_only_xingang_konggang_imports_vehicles_and_2146_of_them_in_2023(revised):
    vehicles = yearly(revised, "vehicles")
    assert vehicles.loc["xingang-konggang", 2023] == 2146
    with_a_number = revised[(revised["indicator"] == "vehicles") & revised["value"].notna()]
    assert set(with_a_number["zone"]) == {"xingang-konggang"}


def test_some_zones_meet_the_promised_projects_and_some_do_not(revised):
    key = yearly(revised, "projects_key")[2023]
    leading = yearly(revised, "projects_leading")[2023]
    assert set(key[key < 5].index) == {"donghu", "xingang-konggang", "qipanzhou"}
    assert set(leading[leading < 1].index) == {"qipanzhou"}
    events = yearly(revised, "events")
    assert events.loc["yichang", 2021] == 2
    assert events.loc["yichang", 2023] == 3


@pytest.mark.parametrize("target", ["trade-growth", "processing-growth"])
def test_every_operating_zone_has_a_yearly_target(target):
    expected = {
        (zone, year)
        for zone, start in starts().items()
        for year in (2021, 2022, 2023)
        if start <= (year, 4)
    }
    assert set(set_targets(target)) == expected


def test_every_yearly_target_is_labelled_demonstration():
    for row in rows("demo/annual_targets.csv"):
        assert "演示" in row["reason_zh"]
        assert "Demonstration" in row["reason_en"]


def test_only_xingang_konggang_misses_its_trade_target_three_years_running(revised):
    traded = yearly(revised, "trade_total")
    missed = {}
    for (zone, year), value in set_targets("trade-growth").items():
        if traded.loc[zone, year] < value:
            missed.setdefault(zone, []).append(year)
    assert missed == {"xingang-konggang": [2021, 2022, 2023], "jingkai": [2022], "donghu": [2023]}


def test_one_quarter_cannot_be_reported_and_says_why():
    found = [row for row in rows("demo/figures.csv") if row["state"] == "cannot_report"]
    assert [(row["zone"], row["quarter"], row["indicator"]) for row in found] == [
        ("donghu", "2022Q2", "repair")
    ]
    assert "系统切换" in found[0]["reason"]


def test_one_amount_of_money_is_a_real_zero():
    found = [
        (row["zone"], row["quarter"], row["indicator"])
        for row in rows("demo/figures.csv")
        if row["state"] == "zero" and row["unit"] == "万元"
    ]
    assert found == [("yichang", "2021Q3", "ecommerce")]


def test_the_revision_starts_from_what_was_reported_and_turns_met_into_missed(reported, revised):
    (revision,) = rows("demo/revisions.csv")
    (first,) = [
        row
        for row in rows("demo/figures.csv")
        if all(row[name] == revision[name] for name in ("zone", "quarter", "indicator", "unit"))
    ]
    assert first["value"] == revision["old"] != revision["new"]
    asked = set_targets("trade-growth")["jingkai", 2022]
    before, after = (yearly(f, "trade_total").loc["jingkai", 2022] for f in (reported, revised))
    assert after < asked <= before


def test_every_reported_quarter_is_submitted_once_and_verified_after():
    listed = rows("demo/submissions.csv")
    expected = {(row["zone"], row["quarter"]) for row in rows("demo/figures.csv")}
    assert {(row["zone"], row["quarter"]) for row in listed} == expected
    assert len(listed) == len(expected)
    assert all(row["submitted_on"] < row["verified_on"] for row in listed)


def test_only_qipanzhou_is_late_and_only_for_the_last_quarter():
    late = []
    for row in rows("demo/submissions.csv"):
        year, number = quarter(row["quarter"])
        after = dt.date(year + number // 4, number % 4 * 3 + 1, 1)
        due_on = after + dt.timedelta(days=14)  # 15 days after the quarter's last day
        assert dt.date.fromisoformat(row["submitted_on"]) >= after
        if dt.date.fromisoformat(row["submitted_on"]) > due_on:
            late.append((row["zone"], row["quarter"]))
    assert late == [("qipanzhou", "2023Q4")]


def test_assessments_run_after_their_figures_are_verified_and_2022_is_assessed_twice():
    listed = rows("demo/assessments.csv")
    periods = [row["period"] for row in listed]
    assert periods == ["2021H1", "2021", "2022H1", "2022", "2022", "2023H1", "2023"]
    for row in listed:
        last = (int(row["period"][:4]), 2 if row["period"].endswith("H1") else 4)
        verified = [
            submission["verified_on"]
            for submission in rows("demo/submissions.csv")
            if quarter(submission["quarter"]) <= last
        ]
        assert max(verified) < row["run_on"] < row["published_on"]
    (revision,) = rows("demo/revisions.csv")
    assert listed[3]["published_on"] == "2023-01-31" < revision["revised_on"] < listed[4]["run_on"]


def test_the_province_totals_name_vintage_and_source_in_every_row():
    listed = rows("province_totals.csv")
    assert {row["status"] for row in listed} == {
        "as first published",
        "revised",
        "implied",
        "stated",
    }
    assert all(row["source"] for row in listed)
    assert ("2020", "trade_total", "4294.1", "as first published") in {
        (row["year_to_date"], row["metric"], row["value"], row["status"]) for row in listed
    }
