"""The figure's page: where every quarter comes from, and who may see which version of it."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Assessment
from indicators.models import Observation, ReportingQuarter, ReportingStart, Submission
from tests.factories import make_quarter, make_submission
from tests.pages import Page
from tests.triggers import delete_with_what_holds
from tests.zone_pages import Province, at, kept, signed_in

TRADE = "/zones/donghu/figures/processing/"
REVISED = "A machine was counted twice."


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), kept() as made:
        yield made


@pytest.fixture
def visit(province, client, db):
    """`visit(url, who)`: the answer to somebody (customs unless told), in English."""

    def visit(url=TRADE, who=None, language="en"):
        return signed_in(client, who or province.customs, language).get(url)

    return visit


def text_of(response) -> str:
    body = re.sub(r"<script\b.*?</script>", " ", response.content.decode(), flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def row(response, quarter: str) -> str:
    """A quarter's row as printed; nothing where it is not shown."""
    found = re.search(rf'<tr id="{quarter}".*?</tr>', response.content.decode(), re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))) if found else ""


def revise(province: Province, quarter: str, value: int, *, on: str, **fields) -> Submission:
    """A further version of donghu's quarter with other processing; verified unless told."""
    year, number = int(quarter[:4]), int(quarter[5])
    donghu = Submission.objects.filter(
        zone=province.zones["donghu"], quarter__year=year, quarter__quarter=number
    )
    is_verified = fields.get("verified_by", province.reviewer) is not None
    if is_verified:
        donghu.filter(state="verified").update(state="superseded", superseded_at=at(on))
    return province.report(
        "donghu",
        quarter,
        figures={"processing": value},
        at=at(on),
        revision_reason_zh="重复计算",
        revision_reason_en=REVISED,
        **fields,
    )


# A row


def test_a_quarter_says_what_is_stored_what_was_entered_and_where_from(province, visit):
    Observation.objects.filter(
        submission__zone__code="donghu",
        submission__quarter__year=2022,
        submission__quarter__quarter=2,
        indicator__code="processing",
    ).update(value="98999.5", entered="9.89995", unit="亿元", basis="ytd", place="figures.csv 41")
    printed = row(visit(who=province.commerce), "2022Q2")
    for expected in ("9.90", "98,999.5", "9.89995", "CNY 100 m · year to date", "figures.csv"):
        assert expected in printed
    assert "file · row 41" in printed


def test_who_entered_and_who_verified_is_named_with_the_moment(province, visit):
    submission = Submission.objects.get(zone__code="donghu", quarter__year=2022, quarter__quarter=2)
    Submission.objects.filter(pk=submission.pk).update(
        submitted_at=at("2022-07-08"), verified_at=at("2022-07-11")
    )
    printed = row(visit(who=province.leader), "2022Q2")
    assert "Commerce 2022-07-08 20:00 Commerce2 2022-07-11 20:00" in printed


@pytest.mark.parametrize("name", ["customs", "neighbour"])
def test_others_read_the_role_and_not_the_name(province, visit, name):
    printed = row(visit(who=getattr(province, name)), "2022Q2")
    assert "Commerce department" in printed
    assert "Commerce2" not in printed


def test_a_zones_own_reporter_reads_roles_too(province, visit):
    response = visit("/zones/yichang/figures/processing/", province.reporter)
    assert "Commerce2" not in text_of(response)
    assert "Commerce department" in row(response, "2022Q2")


def test_a_total_is_computed_and_leads_to_its_parts(visit):
    response = visit("/zones/donghu/figures/trade_total/")
    assert "computed" in row(response, "2022Q2")
    links = Page(response).links
    for part in ("trade_import", "trade_export"):
        assert f"/zones/donghu/figures/{part}/?period=2022" in links


def test_a_part_leads_to_its_whole_and_back_to_the_score(visit):
    links = Page(visit("/zones/donghu/figures/processing/")).links
    assert "/zones/donghu/figures/trade_total/?period=2022" in links
    assert "/zones/donghu/?period=2022#score" in links


def test_a_count_has_no_second_column_in_another_unit(visit):
    assert "Stored" in text_of(visit(TRADE))
    assert "Stored" not in text_of(visit("/zones/donghu/figures/enterprises/"))


def test_what_a_city_counts_together_leads_to_the_other_zones(visit):
    response = visit("/zones/donghu/figures/events/")
    assert "/zones/jingkai/figures/events/?period=2022" in Page(response).links
    assert "of which this zone: 1 2022Q1 + 1 2022Q2" in text_of(response)


def test_at_most_twenty_quarters_are_shown_the_latest_first(province, visit):
    for year in range(2014, 2021):
        for quarter in (1, 2, 3, 4):
            province.report("donghu", f"{year}Q{quarter}")
    shown = re.findall(r'<tr id="(\d{4}Q\d)"', visit().content.decode())
    assert len(shown) == 20
    assert (shown[0], shown[-1]) == ("2022Q4", "2018Q1")


# What the assessment made of it


def test_the_quarters_of_the_span_add_up_to_the_figure_that_was_judged(visit):
    printed = text_of(visit())
    assert "As judged: 2022 39.96 CNY 100 m" in printed
    assert "9.72 2022Q1 + 9.90 2022Q2 + 10.08 2022Q3 + 10.26 2022Q4" in printed


def test_of_a_stock_the_last_quarter_is_what_counts(visit):
    printed = text_of(visit("/zones/donghu/figures/enterprises/"))
    assert "As judged: 2022 136 enterprises 136 2022Q4 Same span last year" in printed


def test_an_earlier_assessment_shows_the_figure_that_it_was_made_from(province, visit):
    revise(province, "2022Q3", 90_000, on="2023-05-01")
    province.publish("2022", "2023-06-01")
    old = text_of(visit(f"{TRADE}?period=2022&version=1"))
    new = text_of(visit(f"{TRADE}?period=2022"))
    assert "39.96 CNY 100 m 9.72 2022Q1 + 9.90 2022Q2 + 10.08 2022Q3" in old
    assert "38.88 CNY 100 m 9.72 2022Q1 + 9.90 2022Q2 + 9.00 2022Q3" in new


# The five states


def observed(province: Province, state: str, **fields) -> None:
    Observation.objects.filter(
        submission__zone=province.zones["donghu"],
        submission__quarter__year=2022,
        submission__quarter__quarter=2,
        indicator__code="processing",
    ).update(state=state, **fields)


def test_a_real_zero_is_a_zero(province, visit):
    observed(province, "zero", value=0)
    assert "2022Q2 0.00 0 " in row(visit(), "2022Q2")
    assert "zero" in row(visit(), "2022Q2")


def test_what_cannot_be_reported_is_a_dash_with_its_reason(province, visit):
    observed(province, "cannot_report", value=None, entered="", reason="The system changed.")
    printed = row(visit(), "2022Q2")
    assert "2022Q2 — — — cannot be reported The system changed." in printed


def test_a_reason_that_was_not_accepted_counts_as_not_reported(province, visit):
    observed(province, "cannot_report", value=None, reason="No time.", is_reason_refused=True)
    assert "not reported: the reason was not accepted No time." in row(visit(), "2022Q2")


def test_a_quarter_before_the_start_does_not_apply_for_the_reason_given(province, visit):
    ReportingStart.objects.filter(zone__code="yichang").update(reason_en="Closed in March.")
    printed = row(visit("/zones/yichang/figures/processing/"), "2021Q1")
    assert "not applicable Closed in March." in printed


@pytest.mark.parametrize(
    ("due", "locks", "words"),
    [(1, 30, "not yet due"), (-1, 30, "late"), (-30, -1, "not reported")],
)
def test_a_quarter_nobody_reported_is_named_by_its_dates(province, visit, due, locks, words):
    today = timezone.localdate()
    make_quarter(
        "2023Q1", due_on=today + timedelta(days=due), locks_on=today + timedelta(days=locks)
    )
    printed = row(visit(who=province.commerce), "2023Q1")
    assert f"2023Q1 — — — {words} " in printed


# What is public


def test_a_quarter_after_the_last_published_one_is_shown_to_its_own_people_alone(province, visit):
    province.report("donghu", "2023Q1", figures={"processing": 777})
    for who in (province.commerce, province.leader, province.neighbour):
        printed = row(visit(who=who), "2023Q1")
        assert "777" in printed
        assert "not in a published assessment yet" in printed
    for who in (province.customs, province.reporter):
        response = visit(who=who)
        assert row(response, "2023Q1") == ""
        assert "777" not in response.content.decode()


def test_the_file_of_the_table_holds_no_more_than_the_page(province, visit):
    province.report("donghu", "2023Q1", figures={"processing": 777})
    assert b"777" in visit(f"{TRADE}?export=csv", province.commerce).content
    assert b"777" not in visit(f"{TRADE}?export=csv", province.customs).content


def test_a_revision_is_public_from_the_next_published_assessment_on(province, visit):
    revise(province, "2022Q3", 90_000, on="2023-05-01")
    before = row(visit(), "2022Q3")
    assert "100,800" in before
    assert "90,000" not in before
    assert "not in a published assessment yet" in row(visit(who=province.commerce), "2022Q3")
    province.publish("2022", "2023-06-01")
    after = row(visit(), "2022Q3")
    assert "2022Q3 9.00 90,000" in after
    assert re.search("100,800 [^→]*→ 90,000 ", after)
    assert f"Reason: {REVISED}" in after


def test_a_version_that_was_never_published_stays_with_the_zones_own_people(province, visit):
    revise(province, "2022Q3", 90_000, on="2023-05-01")
    revise(province, "2022Q3", 80_000, on="2023-05-02")
    province.publish("2022", "2023-06-01")
    public, own = row(visit(), "2022Q3"), row(visit(who=province.neighbour), "2022Q3")
    assert re.search("100,800 [^→]*→ 80,000 ", public)
    assert "90,000" not in public
    assert re.search("100,800 [^→]*→ 90,000 ", own)
    assert re.search("90,000 [^→]*→ 80,000 ", own)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_a_version_that_is_not_verified_is_shown_to_the_zones_own_people(province, visit, state):
    revise(province, "2022Q3", 90_000, on="2023-05-01", verified_by=None, state=state)
    own = row(visit(who=province.neighbour), "2022Q3")
    assert "2022Q3 10.08 100,800" in own
    assert f"Version 2 ({state}, " in own
    assert "90,000" not in row(visit(), "2022Q3")
    assert "90,000" not in row(visit(who=province.reporter), "2022Q3")


def test_a_first_version_counts_when_it_is_handed_in_and_says_that_it_is_not_verified(
    province, visit
):
    donghu = province.zones["donghu"]
    make_submission(donghu, "2023Q1", {"processing": 555}, by=province.commerce)
    assert "555" in row(visit(who=province.commerce), "2023Q1")
    assert "not verified yet" in row(visit(who=province.commerce), "2023Q1")


def test_a_draft_is_no_figure_yet(province, visit):
    donghu, today = province.zones["donghu"], timezone.localdate()
    make_quarter("2023Q1", due_on=today + timedelta(1), locks_on=today + timedelta(9))
    make_submission(donghu, "2023Q1", {"processing": 555}, by=province.commerce, state="draft")
    printed = row(visit(who=province.commerce), "2023Q1")
    assert "2023Q1 — — — not yet due" in printed
    assert "Version 1 (draft, " in printed
    assert "— → 555 " in printed


def test_a_figure_that_a_revision_left_alone_says_since_when_it_stands(province, visit):
    revise(province, "2022Q3", 90_000, on="2023-05-01")
    province.publish("2022", "2023-06-01")
    printed = row(visit("/zones/donghu/figures/trade_import/"), "2022Q3")
    assert "2 unchanged since version 1" in printed
    assert "→" not in printed


def test_before_anything_is_published_others_see_no_quarter(province, client, db):
    delete_with_what_holds(Assessment.objects.all())
    customs = signed_in(client, province.customs).get(TRADE)
    assert re.findall(r'<tr id="\d{4}Q\d"', customs.content.decode()) == []
    assert "No assessment open to you covers this figure yet." in text_of(customs)
    commerce = signed_in(client, province.commerce).get(TRADE)
    assert row(commerce, "2022Q2")


def test_quarters_lead_to_the_collection_for_those_it_is_open_to(province, visit):
    assert "/collect/2022Q2/donghu/" in Page(visit(who=province.neighbour)).links
    assert "/collect/2022Q2/donghu/" not in Page(visit()).links


# Not there


@pytest.mark.parametrize(
    "url",
    [
        "/zones/nowhere/figures/processing/",
        "/zones/donghu/figures/nothing/",
        f"{TRADE}?period=2030",
        f"{TRADE}?period=2022&version=7",
    ],
)
def test_what_is_not_there_is_not_found(visit, url):
    assert visit(url).status_code == 404


def test_a_place_that_is_not_judged_has_no_figures(province, visit):
    type(province.zones["donghu"]).objects.filter(code="donghu").update(is_judged=False)
    assert visit().status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("code", ["trade_total", "processing", "enterprises", "events"])
def test_every_figure_is_made_in_both_languages(visit, language, code):
    response = visit(f"/zones/donghu/figures/{code}/", language=language)
    assert response.status_code == 200
    assert Page(response).lang == language


def test_every_column_can_be_sorted_both_ways(visit):
    for column in ("quarter", "value", "stored", "state", "version", "entered_by", "verified_by"):
        for order in (column, f"-{column}"):
            assert visit(f"{TRADE}?sort={order}").status_code == 200


# How many queries


def test_the_number_of_queries_is_the_same_with_8_and_with_40_quarters(province, client, queries):
    customs = signed_in(client, province.customs)
    assert ReportingQuarter.objects.count() == 8
    with queries() as few:
        customs.get(TRADE)
    for year in range(2013, 2021):
        for quarter in (1, 2, 3, 4):
            province.report("donghu", f"{year}Q{quarter}")
    with queries() as many:
        customs.get(TRADE)
    assert len(many) == len(few)
    assert len(few) < 25
