"""What the policy's bundle says of zones, indicators, targets and tasks is complete and quoted."""

import re
from decimal import Decimal

import pytest

from indicators.cells import Cells
from indicators.text import adopt, adopted_text
from tests.policy_bundle import POLICY, TABLES, column, rows_of

PROVINCE_ZONES = ["donghu", "xingang-konggang", "jingkai", "yichang", "xiangyang", "qipanzhou"]
MATCHING = ("official", "short", "printed")
INDICATORS = """
    trade_import trade_export trade_total processing logistics ecommerce repair enterprises
    vehicles projects_leading projects_key events tax income employees fdi
""".split()


# --- the zones --------------------------------------------------------------------------------


def test_six_zones_are_ranked_and_four_places_wait_in_the_pipeline():
    ranked = rows_of("zones", rank_eligible="1")
    waiting = rows_of("zones", rank_eligible="0")
    assert [row["code"] for row in ranked] == PROVINCE_ZONES
    assert {row["stage"] for row in ranked} == {"operating"}
    assert {row["code"]: row["stage"] for row in waiting} == {
        "ezhou": "applying",
        "jingzhou": "applying",
        "jingmen": "to_be_upgraded",
        "xiantao": "to_be_upgraded",
    }


def test_what_is_not_known_of_a_zone_stays_empty():
    (xiangyang,) = rows_of("zones", code="xiangyang")
    assert xiangyang["area_km2"] == ""
    assert rows_of("zone_dates", zone="xiangyang") == []
    assert rows_of("zone_codes", zone="xiangyang", system="customs_area") == []
    for waiting in rows_of("zones", rank_eligible="0"):
        assert (waiting["area_km2"], waiting["lon"], waiting["lat"]) == ("", "", "")


def test_dates_are_known_as_far_as_they_are_known():
    problems = []
    for row in TABLES["zone_dates"]:
        assert Cells("zone_dates.csv", row, problems).partial_date("date") == row["date"]
    assert problems == []
    assert rows_of("zone_dates", zone="jingkai", event="approved")[0]["date"] == "2018-11"


def test_only_the_customs_area_code_tells_zones_apart():
    areas = [row["code"] for row in rows_of("zone_codes", system="customs_area")]
    regions = [row["code"] for row in rows_of("zone_codes", system="region")]
    assert len(areas) == len(set(areas))
    assert regions.count("42016") == 2


def test_a_form_that_may_stand_in_an_import_names_one_zone_only():
    owner = {}
    for row in TABLES["zone_aliases"]:
        if row["use"] in MATCHING:
            assert owner.setdefault(row["printed"], row["zone"]) == row["zone"], row.number
    for row in TABLES["zones"]:
        assert owner[row["name_zh"]] == row["code"]
        assert rows_of("zone_aliases", zone=row["code"], printed=row["name_zh"], use="official")


def test_a_form_that_is_ambiguous_is_matched_only_as_a_zones_own_official_name():
    matching = {
        row["printed"]: row["use"] for row in TABLES["zone_aliases"] if row["use"] in MATCHING
    }
    ambiguous = {row["printed"] for row in rows_of("zone_aliases", use="ambiguous")}
    assert ambiguous == {"武汉", "鄂州", "鄂州综合保税区"}
    assert {matching[form] for form in ambiguous if form in matching} == {"official"}


def test_every_alias_stands_in_the_clauses_it_is_said_to_stand_in():
    for row in TABLES["zone_aliases"]:
        if row["clause"]:
            assert row["printed"] in POLICY.clauses[row["clause"]], row.number
    assert all(row["clause"] for row in rows_of("zone_aliases", use="printed"))


def test_every_place_that_a_measure_prints_for_a_zone_is_an_alias():
    named = [(row["printed"], "□") for row in TABLES["zone_aliases"]]
    offices = [(row["printed"], "○") for row in TABLES["measure_agencies"]]
    other = [("襄阳跨境电商", "△"), ("中国(湖南)", "△"), ("扬州国家级产业转移示范区", "△")]
    for measure in POLICY.measures:
        rest = adopted_text(adopt(measure.text, named + offices + other))
        left = re.findall("上海|北京|长春|合肥|深圳|武汉|宜昌|襄阳|黄石|鄂州|仙桃|南湖|扬州", rest)
        assert left == [], measure.number


# --- indicators, targets and tasks -----------------------------------------------------------


def test_the_indicators_are_those_an_import_may_name():
    assert column("indicators", "code") == INDICATORS


def test_the_total_is_the_sum_of_two_and_has_four_parts():
    (total,) = rows_of("indicators", code="trade_total")
    assert total["sum_of"] == "trade_import;trade_export"
    parts = [row["code"] for row in rows_of("indicators", part_of="trade_total")]
    assert parts == ["processing", "logistics", "ecommerce", "repair"]


def test_an_indicator_is_judged_where_a_target_is_set_on_it():
    judged = [row["code"] for row in rows_of("indicators", is_judged="1")]
    assert set(judged) == set(column("targets", "indicator")) - {""}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_definitions_state_the_trade_modes_with_all_their_four_digits(language):
    definitions = {row["code"]: row[f"definition_{language}"] for row in TABLES["indicators"]}
    stated = {
        code: set(re.findall(r"\b[0-9]{4}\b", text, re.A)) for code, text in definitions.items()
    }
    second_line = {"5000", "5100", "5200", "5300"}
    assert stated["trade_total"] == stated["trade_import"] == stated["trade_export"] == second_line
    assert stated["logistics"] == {"5034", "5033", "1233", "1234", "6033", "1200"}
    assert stated["ecommerce"] == {"1210", "1239", "9610", "9710", "9810"}
    assert stated["repair"] == {"1371"}
    assert {"5014", "5015", "0214", "0865"} <= stated["processing"]


def test_the_policy_sets_twelve_targets():
    assert {(row["code"], row["scope"], row["zones"]) for row in TABLES["targets"]} == {
        ("trade-growth", "province", ""),
        ("trade-share", "province", ""),
        ("trade-hundred", "named_zones", "yichang;xiangyang"),
        ("grade-national", "named_zones", "donghu"),
        ("grade-regional", "named_zones", "xingang-konggang;jingkai"),
        ("enterprises-doubled", "province", ""),
        ("projects-leading", "each_zone", ""),
        ("projects-key", "each_zone", ""),
        ("events-three", "each_city", ""),
        ("processing-growth", "province", ""),
        ("vehicles-2000", "named_zones", "xingang-konggang"),
        ("ecommerce-doubled", "province", ""),
    }


def test_every_target_carries_its_conditions():
    conditions = {}
    for row in TABLES["target_conditions"]:
        ends = "last" if row["last_year_only"] == "1" else "path"
        amount = Decimal(row["amount"]) if row["amount"] else row["grade"]
        one = (row["tier"], row["rule"], row["comparison"], amount, row["unit"], ends)
        conditions.setdefault(row["target"], []).append(one)
    assert conditions == {
        "trade-growth": [("floor", "average_growth", "ge", 35, "%", "path")],
        "trade-share": [
            ("floor", "point_gain", "ge", 6, "points", "path"),
            ("floor", "level", "ge", 13, "%", "last"),
        ],
        "trade-hundred": [("floor", "level", "ge", 100, "亿元", "path")],
        "grade-national": [("floor", "grade", "ge", "A", "class", "last")],
        "grade-regional": [("floor", "grade", "ge", "A", "class", "last")],
        "enterprises-doubled": [
            ("floor", "multiple", "ge", 2, "times", "path"),
            ("floor", "level", "ge", 550, "count", "path"),
        ],
        "projects-leading": [("floor", "count_each_year", "ge", 1, "count", "path")],
        "projects-key": [("floor", "count_each_year", "ge", 5, "count", "path")],
        "events-three": [("floor", "count_each_year", "ge", 3, "count", "path")],
        "processing-growth": [("floor", "average_growth", "ge", 50, "%", "path")],
        "vehicles-2000": [("floor", "level", "gt", 2000, "count", "path")],
        "ecommerce-doubled": [
            ("floor", "multiple", "ge", 2, "times", "path"),
            ("stretch", "level", "ge", 100, "亿元", "path"),
        ],
    }


def test_every_target_quotes_its_clause_and_the_reading_inside_the_quotation():
    readings = {(row["clause"], row["printed"]) for row in TABLES["readings"]}
    for row in TABLES["targets"]:
        assert row["phrase"] in POLICY.clauses[row["clause"]], row.number
        assert (row["reading_clause"], row["reading_printed"]) in readings
        assert row["reading_clause"] == row["clause"]
        assert row["reading_printed"] in row["phrase"]


def test_every_target_names_an_indicator_or_is_a_published_class():
    for row in TABLES["targets"]:
        assert (row["measure_of"] == "grade") == (row["indicator"] == "")
        assert (row["scope"] == "named_zones") == bool(row["zones"])


def test_every_measure_orders_three_to_eight_tasks_each_quoting_its_phrase():
    for measure in POLICY.measures:
        rows = rows_of("tasks", measure=str(measure.number))
        assert 3 <= len(rows) <= 8
        assert [row["order"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
        for row in rows:
            assert row["phrase"] in measure.text, row.number


def test_a_task_is_given_to_an_agency_of_its_measure():
    responsible = {(row["measure"], row["agency"]) for row in TABLES["measure_agencies"]}
    assert {(row["measure"], row["agency"]) for row in TABLES["tasks"]} <= responsible
