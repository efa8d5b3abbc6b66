"""The policy's bundle is whole: files, text and readings, exactly as they were received."""

import hashlib
import re

import pytest

from indicators.cells import Cells
from indicators.tables import repeated_rows
from indicators.text import adopt, adopted_text
from tests.policy_bundle import (
    BUNDLE,
    COLUMNS,
    MANIFEST,
    POLICY,
    PRINTED,
    TABLES,
    column,
    replacements,
    rows_of,
)

# The text and the readings as they were received, before anything was built on them.
TEXT_SHA256 = "59e2397585960bea8c1afadd9b00280deb96f61d3f413cec4e04ae0e782f35f0"
READINGS_SHA256 = "dff011fd916ca493dec430f652a3c467b6402b828cafa58749af1852dd1b21c9"


# --- the files --------------------------------------------------------------------------------


def test_the_manifest_names_every_table_and_no_other():
    assert MANIFEST["tables"] == {name: f"{name}.csv" for name in COLUMNS}
    assert {path.name for path in BUNDLE.glob("*.csv")} == set(MANIFEST["tables"].values())


@pytest.mark.parametrize("name", COLUMNS)
def test_every_table_is_read_without_a_problem(name):
    assert TABLES[name].problems == ()
    assert len(TABLES[name]) > 0


@pytest.mark.parametrize("name", COLUMNS)
def test_no_table_says_one_thing_twice(name):
    assert repeated_rows(TABLES[name], COLUMNS[name].split("|")[0].split()) == []


@pytest.mark.parametrize("name", COLUMNS)
def test_what_is_said_in_one_language_is_said_in_the_other(name):
    columns = COLUMNS[name].replace("|", "").split()
    for chinese in [one for one in columns if one.endswith("_zh") and one != "reason_zh"]:
        for row in TABLES[name]:
            english = chinese.removesuffix("_zh") + "_en"
            assert bool(row[chinese]) == bool(row[english]), (row.number, chinese)
            assert re.search("[\u4e00-\u9fff]", row[chinese]) or not row[chinese]


@pytest.mark.parametrize(
    ("table", "name", "low", "high"),
    [
        ("zones", "area_km2", 0, 100),
        ("zones", "lon", 108, 117),
        ("zones", "lat", 29, 34),
        ("zones", "order", 1, 99),
        ("indicators", "decimals", 0, 4),
        ("indicators", "direction", -1, 1),
        ("targets", "direction", -1, 1),
        ("target_conditions", "amount", 0, 100000),
        ("target_conditions", "first_year", 2021, 2021),
        ("target_conditions", "last_year", 2023, 2023),
        ("target_conditions", "base_year", 2020, 2020),
        ("tasks", "order", 1, 8),
    ],
)
def test_numbers_are_numbers_within_their_range(table, name, low, high):
    problems = []
    for row in TABLES[table]:
        Cells(table, row, problems).decimal(name, required=False, low=low, high=high)
    assert problems == []


@pytest.mark.parametrize(
    ("table", "name", "choices"),
    [
        ("measure_agencies", "role", "lead support"),
        ("zones", "stage", "operating accepted approved applying to_be_upgraded"),
        ("zones", "rank_eligible", "0 1"),
        ("zone_dates", "event", "approved accepted closed operating logistics_centre"),
        ("zone_dates", "confidence", "verified reported inferred"),
        ("zone_codes", "system", "customs_area region competent_customs"),
        ("zone_codes", "confidence", "verified reported inferred"),
        ("zone_aliases", "use", "official short printed ambiguous"),
        ("indicators", "kind", "flow stock ratio grade"),
        ("indicators", "scope", "zone city province"),
        ("indicators", "basis", "quarter ytd"),
        ("indicators", "is_judged", "0 1"),
        ("targets", "measure_of", "level share_of_province grade"),
        ("targets", "scope", "province each_zone named_zones each_city"),
        ("target_conditions", "tier", "floor stretch"),
        (
            "target_conditions",
            "rule",
            "average_growth level multiple point_gain count_each_year grade",
        ),
        ("target_conditions", "unit", "% points 亿元 count times class"),
        ("target_conditions", "comparison", "ge gt"),
        ("target_conditions", "last_year_only", "0 1"),
    ],
)
def test_every_choice_is_one_of_those_known(table, name, choices):
    assert set(column(table, name)) <= set(choices.split())


@pytest.mark.parametrize(
    ("table", "name", "target", "key"),
    [
        ("measure_agencies", "measure", "measures", "number"),
        ("measure_agencies", "agency", "agencies", "code"),
        ("zones", "city", "cities", "code"),
        ("zone_dates", "zone", "zones", "code"),
        ("zone_codes", "zone", "zones", "code"),
        ("zone_aliases", "zone", "zones", "code"),
        ("indicators", "part_of", "indicators", "code"),
        ("indicators", "sum_of", "indicators", "code"),
        ("targets", "indicator", "indicators", "code"),
        ("targets", "zones", "zones", "code"),
        ("target_conditions", "target", "targets", "code"),
        ("tasks", "measure", "measures", "number"),
        ("tasks", "agency", "agencies", "code"),
    ],
)
def test_every_code_referred_to_exists(table, name, target, key):
    named = {code for cell in column(table, name) for code in cell.split(";") if code}
    assert named
    assert named <= set(column(target, key))


# --- the text ---------------------------------------------------------------------------------


def test_the_text_is_byte_for_byte_the_text_received():
    assert hashlib.sha256(PRINTED).hexdigest() == TEXT_SHA256 == MANIFEST["text_sha256"]
    assert POLICY.whole.encode("utf-8") == PRINTED


def test_the_policy_has_fifteen_measures_under_their_printed_titles():
    assert [one.number for one in POLICY.measures] == list(range(1, 16))
    assert column("measures", "number") == [str(one.number) for one in POLICY.measures]
    assert column("measures", "title_zh") == [one.title for one in POLICY.measures]


def test_the_title_is_the_printed_one():
    assert MANIFEST["name_zh"] in POLICY.opening.replace("\n", "")


def test_the_agencies_of_a_measure_are_all_that_the_text_names_in_its_order():
    for measure in POLICY.measures:
        rows = rows_of("measure_agencies", measure=str(measure.number))
        assert [row["order"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
        printed = "[、,及]".join(re.escape(row["printed"]) for row in rows)
        assert re.search(rf"\(责任单位:{printed}\)\n?$", measure.text), measure.number


def test_the_first_agency_named_leads_and_the_others_support():
    for row in TABLES["measure_agencies"]:
        assert row["role"] == ("lead" if row["order"] == "1" else "support")


def test_an_agency_printed_wrong_is_named_as_the_readings_adopt_it():
    names = {row["code"]: (row["name_zh"], row["short_zh"]) for row in TABLES["agencies"]}
    for row in TABLES["measure_agencies"]:
        adopted = adopted_text(adopt(row["printed"], replacements(row["measure"])))
        assert adopted in names[row["agency"]], row.number


def test_every_agency_has_a_measure():
    assert set(column("agencies", "code")) == set(column("measure_agencies", "agency"))


# --- the readings -----------------------------------------------------------------------------


def test_the_readings_are_the_ones_received_word_for_word_and_in_order():
    received = "clause printed adopted kind confidence reason".split()
    text = "\n".join("|".join(row[name] for name in received) for row in TABLES["readings"])
    assert len(TABLES["readings"]) == 63
    assert hashlib.sha256(text.encode("utf-8")).hexdigest() == READINGS_SHA256


def test_every_reason_is_given_in_chinese_too():
    assert [bool(row["reason_zh"]) for row in TABLES["readings"]] == [
        bool(row["reason"]) for row in TABLES["readings"]
    ]


@pytest.mark.parametrize("table", ["readings", "reading_places"])
def test_every_phrase_read_stands_in_its_clause(table):
    missing = [row for row in TABLES[table] if row["printed"] not in POLICY.clauses[row["clause"]]]
    assert missing == []


def test_every_further_place_belongs_to_a_reading():
    readings = {(row["clause"], row["printed"]) for row in TABLES["readings"]}
    for row in TABLES["reading_places"]:
        assert (row["reading_clause"], row["reading_printed"]) in readings


@pytest.mark.parametrize("clause", POLICY.clauses)
def test_every_reading_of_a_clause_takes_its_place_in_it(clause):
    pairs = replacements(clause)
    spans = adopt(POLICY.clauses[clause], pairs)
    assert {span.reading for span in spans} - {None} == set(range(len(pairs)))


@pytest.mark.parametrize(
    ("clause", "adopted"),
    [
        ("preamble", "全省综合保税区2021年至2023年年均进出口额增长35%以上"),
        ("1", "宜昌、襄阳综合保税区年进出口额达100亿元"),
        ("4", "每年至少引进1个年进出口额10亿元以上的龙头项目和5个年进出口额1亿元以上的重点项目"),
        ("6", "在武汉新港空港建设进口汽车展销中心"),
        ("10", "根据物流实际需要实施保税监管"),
        ("12", "创新保税物流货物报关模式"),
        ("13", "支持银行利用跨境金融区块链平台"),
        ("15", "用好中央和省级外经贸专项资金"),
    ],
)
def test_a_clause_reads_as_adopted(clause, adopted):
    assert adopted in adopted_text(adopt(POLICY.clauses[clause], replacements(clause)))


def test_no_office_or_place_of_another_province_is_left_once_adopted():
    adopted = "".join(
        adopted_text(adopt(text, replacements(clause))) for clause, text in POLICY.clauses.items()
    )
    assert re.findall("上海|北京|长春|合肥|深圳|扬州|湖南|南湖", adopted) == []
    assert re.findall("100?万元|[^0-9]1万元", adopted) == []
