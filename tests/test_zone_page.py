"""The zone's page: where it stands, how that comes about, what binds it, and the way to the figure.

The province of tests/zone_pages.py is judged once for all tests here.
"""

import html
import json
import re
from decimal import Decimal

import pandas as pd
import pytest
from django.urls import reverse

from assessments.models import Assessment, Contribution, Figure, TargetResult, ZoneResult
from assessments.selectors.zone import zone_page
from assessments.selectors.zone_score import criterion_rows
from assessments.trends import trend
from indicators.models import Observation
from indicators.periods import Quarter, parse_period
from tests.factories import make_zone
from tests.pages import Page
from tests.triggers import unprotected
from tests.zone_pages import Province, at, kept, signed_in
from zones.models import Zone


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), kept() as made:
        yield made


@pytest.fixture
def visit(province, client, db):
    """`visit("/zones/donghu/", who)`: the answer to somebody (customs unless told), in English."""

    def visit(url, who=None, language="en"):
        return signed_in(client, who or province.customs, language).get(url)

    return visit


def text_of(response) -> str:
    """What is printed, without the tags and with single blanks."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def row(response, anchor: str) -> str:
    """The table row with this id, as printed."""
    found = re.search(rf'<tr id="{anchor}".*?</tr>', response.content.decode(), re.S)
    assert found, f"no row {anchor}"
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])))


def result_of(province: Province, zone: str, period: str = "2022") -> ZoneResult:
    return ZoneResult.objects.select_related("zone").get(
        assessment__period=period, assessment__state="published", zone__code=zone
    )


# How the score comes about


@pytest.mark.parametrize("zone", ["donghu", "jingkai", "yichang"])
def test_the_points_of_the_criteria_add_up_to_the_printed_score(province, db, zone):
    result = result_of(province, zone)
    rows = criterion_rows(result, parse_period("2022"), 2)
    points = [Decimal(one.points_text) for one in rows if one.kind == "criterion" and one.points]
    assert sum(points) == result.score == rows[-1].points
    assert rows[-1].kind == "total"


def test_a_theme_prints_the_sum_of_its_criteria(province, db):
    rows = criterion_rows(result_of(province, "donghu"), parse_period("2022"), 2)
    kinds = [(one.kind, one.code) for one in rows]
    assert kinds == [
        ("theme", "trade"),
        ("criterion", "trade_growth"),
        ("criterion", "trade_share"),
        ("theme", "rest"),
        ("criterion", "processing_level"),
        ("criterion", "enterprises_level"),
        ("total", "total"),
    ]
    by_code = {one.code: one for one in rows}
    parts = by_code["trade_growth"].points + by_code["trade_share"].points
    assert by_code["trade"].points == parts
    assert by_code["trade"].weight == pytest.approx(60)
    assert by_code["total"].weight == pytest.approx(100)


def test_a_criterion_without_a_base_says_why_and_gives_its_weight_to_its_siblings(visit):
    response = visit("/zones/yichang/")
    assert "no full span last year to grow from" in row(response, "criterion-trade_growth")
    assert "60.00" in row(response, "criterion-trade_share")


def test_a_criterion_whose_base_was_never_reported_says_so(visit):
    response = visit("/zones/donghu/?period=2021")
    assert "no figure of the same span last year" in row(response, "criterion-trade_growth")


def test_goalposts_of_a_flow_shrink_with_the_span_and_those_of_a_stock_do_not(province, visit):
    province.publish("2022H1")
    response = visit("/zones/donghu/?period=2022H1")
    assert "0 – 50 " in row(response, "criterion-processing_level")
    assert "0 – 200 " in row(response, "criterion-enterprises_level")
    assert "0 – 100 " in row(visit("/zones/donghu/"), "criterion-processing_level")


def test_under_the_geometric_mean_the_last_row_is_the_score_itself(province, db):
    result = result_of(province, "donghu")
    Contribution.objects.filter(result=result).update(points=None)
    rows = criterion_rows(result, parse_period("2022"), 2)
    assert rows[-1].points == result.score
    assert {one.points_text for one in rows[:-1]} == {"—"}


# Where it stands


def test_rank_score_coverage_and_movement_are_printed(province, visit):
    ZoneResult.objects.filter(pk=result_of(province, "jingkai").pk).update(
        previous_score="50.0000",
        previous_rank=3,
        previous_count=4,
        common_rank=1,
        common_previous_rank=2,
        common_count=2,
    )
    printed = text_of(visit("/zones/jingkai/"))
    assert "1 (1–2) of 3 ranked" in printed
    assert "56.18 of 100" in printed
    assert "coverage 100.0% · 50.00 in 2021" in printed
    assert "up 1 over the 2 zones ranked in both periods" in printed
    assert "as published 3 of 4, now 1 of 3" in printed


def test_a_zone_in_its_first_year_is_shown_with_the_date_that_decides(visit):
    printed = text_of(visit("/zones/yichang/?period=2021"))
    assert "the 12 months since its acceptance (2020-12-25) were not complete" in printed
    assert "7.42 of 100" in printed


def test_where_the_acceptance_is_unknown_the_first_report_decides_and_the_page_says_so(
    province, visit
):
    ZoneResult.objects.filter(pk=result_of(province, "yichang", "2021").pk).update(
        standing_basis="first_report"
    )
    printed = text_of(visit("/zones/yichang/?period=2021"))
    assert "since its first reported quarter (2021Q2)" in printed
    assert "The date of its acceptance is not known." in printed


def test_a_zone_with_too_few_figures_is_told_the_minimum(province, visit):
    ZoneResult.objects.filter(pk=result_of(province, "yichang").pk).update(
        standing="low_coverage", rank=None, coverage="0.5", rank_low=None, rank_high=None
    )
    assert "coverage is 50.0%, the minimum is 80.0%" in text_of(visit("/zones/yichang/"))


# Figures and targets


def test_an_indicator_shows_actual_last_year_growth_target_status_rank_and_share(visit):
    printed = row(visit("/zones/donghu/"), "indicator-trade_total")
    for expected in ("222.00", "206.00", "+7.8%", "260.00", "missed", "1/3", "3.70%"):
        assert expected in printed


def test_growth_that_is_not_there_says_why(visit):
    printed = row(visit("/zones/yichang/"), "indicator-trade_total")
    assert "in operation for fewer quarters last year" in printed


def test_a_figure_that_is_not_there_is_a_dash_with_its_state(province, visit):
    Figure.objects.filter(
        assessment=province.assessments[1], zone__code="donghu", indicator__code="processing"
    ).update(value=None, state="cannot_report", growth=None, rank=None)
    printed = row(visit("/zones/donghu/"), "indicator-processing")
    assert "— cannot be reported" in printed
    assert "0.00" not in printed


def test_the_targets_of_the_zone_and_of_its_city_are_listed_and_no_others(visit):
    donghu = re.findall(r'<tr id="target-(\w+)"', visit("/zones/donghu/").content.decode())
    yichang = re.findall(r'<tr id="target-(\w+)"', visit("/zones/yichang/").content.decode())
    assert sorted(donghu) == ["firms", "growth", "meetings"]
    assert sorted(yichang) == ["firms", "hundred", "meetings"]


def test_a_target_says_who_asks_for_it_and_on_what_it_rests(visit):
    response = visit("/zones/donghu/")
    grown, meetings = row(response, "target-growth"), row(response, "target-meetings")
    assert "年均增长35% Preamble" in grown
    assert "binding · set for the year" in grown
    assert "85.4%" in grown
    assert "Measure 1 · the city: Wuhan" in meetings
    assert "without a base year there is no path" in row(response, "target-firms")


def test_what_was_due_within_the_year_names_its_season(province, visit):
    province.publish("2022H1")
    TargetResult.objects.filter(
        assessment__period="2022H1", zone__code="donghu", target__code="growth"
    ).update(season_basis="own", season_years="2019 2021")
    printed = row(visit("/zones/donghu/?period=2022H1"), "target-growth")
    assert "paced by this zone’s own average of 2019 to 2021" in printed


def test_flags_carry_their_sentence_and_their_clause(visit):
    response = visit("/zones/donghu/")
    assert "yearly target of CNY 26.000 billion" in text_of(response)
    assert "/measures/1/" in Page(response).links
    assert "No rule found anything in this period." in text_of(visit("/zones/jingkai/"))


def test_the_chart_carries_its_figures_its_finding_and_the_path_of_its_targets(visit):
    body = visit("/zones/donghu/").content.decode()
    found = re.search(r'<script id="course-trade_total"[^>]*>(.*?)</script>', body, re.S)
    bars, path = json.loads(found[1])["data"]
    assert bars["x"] == [["2021"] * 4 + ["2022"] * 4, [f"Q{q}" for q in (1, 2, 3, 4)] * 2]
    assert bars["y"] == [50, 101, 153, 206, 54, 109, 165, 222]
    assert path["y"] == [200, None, 260, None]
    assert "14.6% short of the CNY 26.000 billion" in text_of(visit("/zones/donghu/"))


# The zone itself


def test_what_is_known_is_printed_with_its_confidence_and_the_rest_is_a_dash(visit):
    donghu, jingkai = text_of(visit("/zones/donghu/")), text_of(visit("/zones/jingkai/"))
    assert "Area 5.41 km²" in donghu
    assert "Approved 2011-08-29 verified" in donghu
    assert "Region code 42016" in donghu
    for unknown in ("Area", "Approved", "Accepted", "Region code", "Competent customs"):
        assert f"{unknown} —" in jingkai


def test_printed_names_lead_to_their_clause_and_an_ambiguous_one_is_marked(visit):
    assert "As printed in the policy 上海南湖 1" in text_of(visit("/zones/donghu/"))
    yichang = text_of(visit("/zones/yichang/"))
    assert "As printed, ambiguous 武汉 1 another place’s name" in yichang


def test_a_place_that_is_not_judged_has_its_facts_and_no_figures(visit):
    make_zone("ezhou", city="ezhou", stage="applying", is_judged=False)
    response = visit("/zones/ezhou/")
    assert "is not judged" in text_of(response)
    assert "Applying to become a zone" in text_of(response)
    assert "score" not in Page(response).ids


def test_before_the_first_assessment_the_page_says_what_is_missing(client, db, province):
    with unprotected():  # as if none was published yet
        for number, one in enumerate(Assessment.objects.all()):
            one.state, one.period, one.published_at = Assessment.State.DRAFT, f"d{number}", None
            one.save()
    response = signed_in(client, province.customs).get("/zones/donghu/")
    assert "No assessment is published yet" in text_of(response)


# Which assessment, and for whom


def test_the_latest_published_period_is_shown_unless_another_is_asked_for(visit):
    assert "2022-01-01 to 2022-12-31" in text_of(visit("/zones/donghu/"))
    assert "2021-01-01 to 2021-12-31" in text_of(visit("/zones/donghu/?period=2021"))


def test_a_draft_is_shown_to_those_who_may_see_it_and_is_not_there_for_others(province, visit):
    province.draft("2022Q3", "2022-11-20")
    url = "/zones/donghu/?period=2022Q3"
    assert visit(url, province.customs).status_code == 404
    assert visit(url, province.neighbour).status_code == 404
    for who in (province.leader, province.commerce):
        assert "nothing follows from them yet" in text_of(visit(url, who))


def test_a_superseded_version_stays_readable_and_points_to_the_one_in_force(province, visit):
    exports = Observation.objects.get(
        submission__zone__code="donghu",
        submission__quarter__year=2022,
        submission__quarter__quarter=4,
        indicator__code="processing",
    )
    Observation.objects.filter(pk=exports.pk).update(value=1)
    province.publish("2022", "2023-06-01")
    old, new = visit("/zones/donghu/?period=2022&version=1"), visit("/zones/donghu/?period=2022")
    assert "This is version 1 of the assessment; it was superseded." in text_of(old)
    assert "44.88 of 100" in text_of(old)
    assert "44.88 of 100" not in text_of(new)
    assert "?period=2022" in Page(old).links


@pytest.mark.parametrize(
    "query", ["?period=2022H2", "?period=1999", "?period=x", "?period=2022&version=x"]
)
def test_a_period_that_is_not_there_is_not_found(visit, query):
    assert visit(f"/zones/donghu/{query}").status_code == 404


def test_an_unknown_zone_is_not_found(visit):
    assert visit("/zones/nowhere/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_is_made_in_both_languages(visit, language):
    response = visit("/zones/donghu/", language=language)
    assert response.status_code == 200
    assert Page(response).lang.startswith(language[:2])


@pytest.mark.parametrize("name", ["s", "i", "t"])
@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_every_table_can_be_taken_home(visit, name, file):
    response = visit(f"/zones/donghu/?{name}-export={file}")
    assert response["Content-Disposition"].startswith('attachment; filename="donghu-2022-')


def test_the_file_of_the_score_adds_up_too(visit):
    lines = visit("/zones/donghu/?s-export=csv").content.decode("utf-8-sig").splitlines()
    cells = [line.rsplit(",", 1) for line in lines[1:]]
    assert cells[-1][1] == "44.88"
    assert [float(points) for _rest, points in cells[:-1]] == pytest.approx(
        [25.53, 3.33, 22.2, 19.35, 11.19, 8.16]
    )


# From the score to the observation


def test_from_a_score_on_the_overview_to_the_observation_in_two_clicks(province, visit):
    overview = Page(visit("/", province.leader))
    zone = next(link for link in overview.links if link.startswith("/zones/donghu/"))
    first = visit(zone.partition("#")[0], province.leader)
    figure = reverse("figure", args=["donghu", "processing"])
    link = next(one for one in Page(first).links if one.startswith(figure))
    second = visit(link.partition("#")[0], province.leader)
    printed = row(second, link.partition("#")[2])
    stored = Observation.objects.get(
        submission__zone__code="donghu",
        submission__quarter__year=2022,
        submission__quarter__quarter=4,
        indicator__code="processing",
    )
    assert f"{stored.value:,.0f}" in printed
    assert "figures.csv" in printed
    assert "Commerce2" in printed


def test_from_a_target_to_its_printed_phrase_in_two_clicks(visit):
    page = Page(visit("/zones/yichang/"))
    assert "/targets/#hundred" in page.links
    assert "hundred" in Page(visit("/targets/")).ids
    measure = next(link for link in page.links if link.startswith("/measures/1"))
    assert "年进出口额达100亿元" in text_of(visit(measure))


def test_every_anchor_of_the_page_that_is_linked_to_exists(visit):
    page = Page(visit("/zones/donghu/"))
    anchors = {link[1:] for link in page.links if link.startswith("#")}
    assert {"score", "targets", "indicators"} <= anchors <= set(page.ids)


# How many queries


def test_the_number_of_queries_is_the_same_at_three_and_at_200_zones(province, client, queries):
    customs = signed_in(client, province.customs)
    with queries() as few:
        customs.get("/zones/donghu/")
    assessment = province.assessments[1]
    Zone.objects.bulk_create(
        Zone(
            code=f"zone-{number}",
            name_zh=f"区{number}",
            name_en=f"Zone {number}",
            short_zh=f"区{number}",
            short_en=f"Zone {number}",
            city=province.zones["donghu"].city,
            stage="operating",
            is_judged=True,
            order=100 + number,
        )
        for number in range(197)
    )
    more = list(Zone.objects.filter(code__startswith="zone-"))
    ZoneResult.objects.bulk_create(
        ZoneResult(assessment=assessment, zone=zone, standing="ranked", rank=4, score=1)
        for zone in more
    )
    Figure.objects.bulk_create(
        Figure(assessment=assessment, zone=zone, indicator=one, state="value", value=1, rank=4)
        for zone in more
        for one in province.indicators.values()
    )
    with queries() as many:
        response = customs.get("/zones/donghu/")
    assert "of 200 ranked" in text_of(response)
    assert len(many) == len(few)
    assert len(few) <= 45


def test_the_number_of_queries_does_not_grow_with_the_history(province, client, queries):
    customs = signed_in(client, province.customs)
    with queries() as few:
        customs.get("/zones/donghu/")
    for year in range(2013, 2021):
        for quarter in (1, 2, 3, 4):
            province.report("donghu", f"{year}Q{quarter}")
    with queries() as many:
        customs.get("/zones/donghu/")
    assert len(many) == len(few)


def test_the_trends_of_a_page_reach_back_five_years_at_most(province, db):
    for year in range(2013, 2021):
        for quarter in (1, 2, 3, 4):
            province.report("donghu", f"{year}Q{quarter}", at=at("2021-01-15"))
    page = zone_page(province.zones["donghu"], province.assessments[1])
    shown = page.judged.courses[0].trend.quarters
    assert (shown[0], shown[-1], len(shown)) == ((2018, 1), (2022, 4), 20)


# Trends, by hand


def frame(*rows):
    columns = ["indicator", "year", "quarter", "value", "state"]
    return pd.DataFrame([("trade", *one) for one in rows], columns=columns)


YEAR = tuple(Quarter(2022, quarter) for quarter in (1, 2, 3, 4))


def test_a_flow_adds_up_from_1_january_and_begins_anew_each_year():
    rows = frame((2021, 4, 9.0, "value"), (2022, 1, 1.0, "value"), (2022, 2, 2.0, "value"))
    found = trend(rows, "trade", "flow", (Quarter(2021, 4), *YEAR[:2]), Quarter(2021, 4))
    assert found.single == (9, 1, 2)
    assert found.to_date == (9, 1, 3)


def test_a_gap_leaves_the_rest_of_its_year_without_a_sum():
    rows = frame((2022, 1, 1.0, "value"), (2022, 2, None, "cannot_report"), (2022, 3, 3.0, "value"))
    found = trend(rows, "trade", "flow", YEAR, None)
    assert found.single == (1, None, 3, None)
    assert found.to_date == (1, None, None, None)


def test_quarters_before_the_start_or_not_applicable_add_nothing():
    rows = frame((2022, 2, None, "not_applicable"), (2022, 3, 3.0, "value"), (2022, 4, 0.0, "zero"))
    found = trend(rows, "trade", "flow", YEAR, Quarter(2022, 2))
    assert found.to_date == (None, None, 3, 3)


def test_a_stock_is_what_its_quarter_says():
    rows = frame((2022, 1, 5.0, "value"), (2022, 2, 7.0, "value"))
    assert trend(rows, "trade", "stock", YEAR, None).to_date == (5, 7, None, None)


def test_the_day_that_operation_began_is_not_called_as_the_stage_is(visit):
    facts = visit("/zones/donghu/", language="zh-hans").content.decode()
    card = text_of_card(facts)
    assert card.count("运行中") == 1
    assert "开始运行" in card


def text_of_card(page: str) -> str:
    """The card of facts, as printed."""
    return re.sub(r"<[^>]+>", " ", page[page.index('id="facts"') :].partition("</section>")[0])
