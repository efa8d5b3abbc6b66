"""The leader's overview and the list of zones, by what they print."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import csv
import io

import openpyxl
import pytest
from django.db import transaction

from assessments import rank_words
from assessments.charts.overview import path_chart
from assessments.models import Flag, RankCertainty, TargetResult, ZoneResult
from assessments.selectors import standing_row
from assessments.selectors.overview import overview_page
from assessments.selectors.overview_brief import brief
from assessments.wording import bare
from tests.assessing import make_world, published
from tests.boards import make_board
from tests.factories import make_person, user_of
from tests.reading import board, codes, leader, open_as, read, text  # noqa: F401
from tests.triggers import unprotected
from zones.models import Zone

pytestmark = pytest.mark.django_db


# Size


PATHS = (
    *("/", "/?sort=-trade", "/?sort=flags&page=2", "/?m-export=csv", "/?export=csv"),
    *("/zones/", "/wall/", "/compare/?zone=zone1&zone=zone2", "/compare/?zone=zone3&over=years"),
)


def test_the_number_of_queries_is_the_same_for_7_and_for_200_zones(leader, client, queries):
    counts = {}
    for count in (7, 200):
        with transaction.atomic():
            make_board(count)
            client.force_login(user_of(leader))
            client.get("/")
            for path in PATHS:
                with queries() as sent:
                    assert client.get(path).status_code == 200
                counts.setdefault(path, []).append(len(sent))
            transaction.set_rollback(True)
    assert {path: few for path, (few, many) in counts.items() if few != many} == {}
    assert max(few for few, _many in counts.values()) <= 50


@pytest.mark.parametrize("word", ["flag_finding", "sureness", "movement_title"])
def test_only_the_rows_on_the_page_are_worded(read, leader, monkeypatch, word):
    """Of 200 zones 25 are on the page; what a row says in full is said for no other."""
    make_board(200)
    worded, before = [], getattr(standing_row, word)
    monkeypatch.setattr(standing_row, word, lambda *a: worded.append(a[0].zone_id) or before(*a))
    assert len(board(read(leader, "/"))) == 25
    assert 0 < len(set(worded)) <= 25


def test_of_many_pairs_that_cannot_be_told_apart_only_the_named_ones_are_worded(monkeypatch):
    """A board of 200 zones has 20,000 of them."""
    zones = {f"z{one}": Zone(short_zh=f"第{one}", short_en=f"Z{one}") for one in range(5)}
    pairs = [["z0", "z1", 0.6], ["z1", "z2", 0.6], ["z2", "z3", 0.6], *[["z3", "z4", 0.6]] * 9]
    worded = []
    monkeypatch.setattr(rank_words, "label", lambda one, _field: worded.append(one) or "x")
    assert "9" in rank_words.pairs_sentence(RankCertainty(pairs=pairs), zones)
    assert worded == [zones[one] for one in ("z0", "z1", "z1", "z2", "z2", "z3")]


def make_half_year(count):
    """A board of a half-year whose figures are projected."""
    made = make_board(count, period="2023H1")
    made.figures.update(projected=5e5, projected_low=4e5, projected_high=6e5)
    made.target_results.update(projected=5e5, needed=1e4, needed_how="at_least")
    return made


def test_where_zones_are_heading_costs_no_more_queries_at_200_zones_than_at_7(
    leader, client, queries
):
    paths = (
        "/?p-sort=-needed",
        "/?p-page=2",
        "/?p-export=csv",
        "/targets/",
        "/assessments/2023H1/",
    )
    counts = {}
    for count in (7, 200):
        with transaction.atomic():
            make_half_year(count)
            client.force_login(user_of(leader))
            client.get("/")
            for path in paths:
                with queries() as sent:
                    assert client.get(path).status_code == 200
                counts.setdefault(path, []).append(len(sent))
            transaction.set_rollback(True)
    assert {path: few for path, (few, many) in counts.items() if few != many} == {}


def test_every_column_of_where_zones_are_heading_sorts_both_ways(leader, read):
    make_half_year(30)
    for column in ("name", "actual", "projected", "target", "apart", "needed"):
        for sign in ("", "-"):
            found = read(leader, **{"p-sort": f"{sign}{column}"})
            assert len(found.xpath("//div[@id='ahead']//tbody/tr")) == 25


def test_a_page_shows_25_zones_and_the_matrix_the_same_25(leader, read):
    make_board(60)
    first, third = read(leader), read(leader, page=3)
    assert len(board(first)) == 25
    assert codes(first) == codes(first, "zt-matrix") == [f"zone{n}" for n in range(25)]
    assert codes(third) == codes(third, "zt-matrix") == [f"zone{n}" for n in range(50, 60)]


def test_a_group_of_what_follows_names_eight_zones_and_counts_the_rest(leader, read):
    made = make_board(60)
    section = read(leader).xpath("//section[@aria-labelledby='follows']")[0]
    assert len(section.xpath(".//ul[@class='zt-list']/li[ul]")) == 8
    assert "Further zones, on the assessment’s page: 32" in text(section)
    assert section.xpath(f".//a[@href='{made.get_absolute_url()}']")
    assert "Zones: 40" in text(section)


def test_of_many_zones_eight_are_named_and_the_others_counted():
    found = brief(overview_page(make_board(60)))
    assert [len(found.missing), found.further] == [8, 32]
    assert [(len(one.zones), one.further) for one in found.following] == [(8, 32)]


def test_a_policy_that_measures_no_share_has_a_ranking_all_the_same(client):
    make_world()
    published("2022")
    leader = make_person("reader", "leadership")
    client.force_login(user_of(leader))
    assert "A" in client.get("/").content.decode()


# The ranking


def test_ties_share_a_rank_and_the_unranked_come_last_with_the_reason(leader, read):
    make_board(7)
    rows = board(read(leader))
    assert [row[0] for row in rows] == [
        *("1 (1–2)", "2= (1–3)", "2= (2–4)", "4 (3–5)", "5 (4–6)", "6 (5–6)", "—")
    ]
    assert "shown, not ranked: in its first year" in rows[-1][2]


SORTS = ["rank", "movement", "name", "score", "coverage", "trade", "growth", "share", "flags"]


@pytest.mark.parametrize("column", SORTS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_column_sorts_both_ways_with_missing_values_last(column, sign, leader, read):
    make_board(9)
    place = {"rank": 0, "movement": 1, "growth": 6, "flags": 9}.get(column)
    page = read(leader, sort=f"{sign}{column}")
    rows = board(page)
    assert len(rows) == 9
    header = page.xpath("//table[contains(@class, 'zt-board')]//th[@aria-sort]/@aria-sort")
    assert header == ["descending" if sign else "ascending"]
    if place is not None:
        missing = [row[place] == "—" for row in rows]
        assert any(missing)
        assert missing == sorted(missing)


def test_sorting_up_is_sorting_down_turned_round(leader, read):
    make_board(7)
    up = [row[5] for row in board(read(leader, sort="trade"))]
    down = [row[5] for row in board(read(leader, sort="-trade"))]
    assert up == down[::-1] != down


def test_a_movement_says_among_how_many_zones_and_what_was_published(leader, read):
    make_board(7)
    page = read(leader)
    title = page.xpath("//tr[@id='zone0']/td[2]//span/@title")[0]
    assert title == (
        "against 2022, among the 6 zones ranked in both: place 2, now 1;"
        " as published: 1 of 6, now 1 of 6"
    )
    assert board(page)[0][1] == "up 1"
    above = text(
        page.xpath("//table[contains(@class, 'zt-board')]/ancestor::section[1]//header")[0]
    )
    assert "Movement: among the 6 zones ranked in both periods." in above


def test_a_growth_that_is_missing_says_why(leader, read):
    make_board(9)
    titles = read(leader).xpath("//tr[@id='zone0']/td[7]/@title")
    assert titles == ["no figure of the same span last year"]


def test_every_row_draws_its_quarters_from_the_first_with_a_figure(leader, read):
    make_board(7)
    drawings = read(leader).xpath("//table[contains(@class, 'zt-board')]//*[@class='zt-spark']")
    assert len(drawings) == 7
    titles = [one.xpath("./*[local-name()='title']")[0].text for one in drawings]
    assert titles[0] == "Zone 0 by quarter, 2021Q1 to 2023Q4; last 1.00"


def test_the_ranking_downloads_with_every_zone_as_printed(leader, open_as):
    make_board(30)
    answer = open_as(leader, export="csv")
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header == [
        *("Rank", "Rank in 90% of the variants", "Movement", "Zone", "Why not ranked", "Score"),
        "Coverage",
        *("Trade total (CNY 100 m)", "Growth", "Share of the province", "Warnings"),
    ]
    assert len(rows) == 30
    name = "Zone 0 Comprehensive Bonded Zone"
    assert rows[0][:7] == ["1", "1–2", "1", name, "", "100.00", "95.0%"]
    assert rows[1][0] == "2="
    assert rows[-1][0] == ""
    assert rows[-1][1] == ""
    assert rows[-1][4] == "shown, not ranked: in its first year"


def test_the_matrix_downloads_with_every_zone_and_its_statuses(leader, open_as):
    make_board(30)
    answer = open_as(leader, **{"m-export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 31
    assert rows[0][1:] == ("Trade total: the zone's yearly target", "Target each", "Target events")
    assert rows[2][0] == "Zone 1"
    assert rows[2][1].startswith("missed")


# The province, the matrix, what follows


def test_a_headline_leads_to_its_target_and_carries_the_printed_phrase(leader, read):
    make_board(7)
    link = read(leader).xpath("//div[@id='growth']//a")[0]
    assert link.get("href") == "/targets/#growth"
    assert link.get("title") == "力争"


def test_the_vintage_of_the_denominator_is_printed_beside_the_share(leader, read):
    make_board(7)
    assert "province's total implied" in text(read(leader).xpath("//div[@id='share']")[0])


def test_a_cell_of_the_matrix_leads_to_the_target_on_the_zones_page(leader, read):
    make_board(7)
    row = read(leader).xpath("//table[contains(@class, 'zt-matrix')]/tbody/tr")[1]
    links = row.xpath("td/a/@href")
    assert links == [
        "/zones/zone1/",
        "/zones/zone1/#target-growth",
        "/zones/zone1/#target-each",
        "/zones/zone1/#target-events",
    ]
    assert "City1" not in text(row)
    assert "City0" in text(row)


@pytest.mark.parametrize(("is_provisional", "shape"), [(True, "/"), (False, "")])
def test_what_may_still_change_is_hatched_in_the_chart_and_named_in_its_table(
    is_provisional, shape
):
    made = make_board(7)
    made.is_provisional = is_provisional
    result = made.target_results.get(target__code="growth", zone=None, city=None)
    result.assessment = made
    drawn = path_chart([result])
    assert drawn.figure["data"][0]["marker"]["pattern"]["shape"][-1] == shape
    assert drawn.rows[-1][0] == ("2023（初步结果）" if is_provisional else "2023")


@pytest.mark.parametrize(("kind", "quarter", "is_drawn"), [("half", 2, True), ("year", 4, False)])
def test_within_a_year_the_chart_of_the_path_draws_what_was_due_by_then(kind, quarter, is_drawn):
    made = make_board(7)
    made.kind, made.quarter = kind, quarter
    result = made.target_results.get(target__code="growth", zone=None, city=None)
    result.assessment, result.due = made, result.value / 2
    drawn = path_chart([result])
    marks = [one for one in drawn.figure["data"] if one["name"] == "序时应完成"]
    assert [one["x"] for one in marks] == [["2023H1"]] * is_drawn
    assert ("序时应完成" in drawn.header) == is_drawn
    assert {len(row) for row in drawn.rows} == {len(drawn.header)}
    if is_drawn:
        assert drawn.rows[-1][-1] == bare(result.due, result.target)
        assert {row[-1] for row in drawn.rows[:-1]} <= {"—"}


def test_what_does_not_apply_is_shown_as_such_and_not_as_a_gap(leader, read):
    made = make_board(7)
    TargetResult.objects.filter(target__code="each", zone__code="zone1").update(
        status="not_applicable", actual=None, value=None
    )
    made.refresh_from_db()
    row = read(leader).xpath("//table[contains(@class, 'zt-matrix')]/tbody/tr")[1]
    assert text(row.xpath("td")[2]) == "not applicable"


def test_what_follows_quotes_the_clause_once_and_links_to_the_measure(leader, read):
    make_board(7)
    section = read(leader).xpath("//section[@aria-labelledby='follows']")[0]
    assert section.xpath(".//a[@href='/measures/1/']/text()") == ["Measure 1"]
    assert section.xpath(".//p[@class='zt-quote']/text()") == ["将通报并约谈"]
    assert section.xpath(".//p[@class='zt-quote']/@lang") == ["zh"]


def test_a_withdrawn_flag_is_marked_and_counts_for_nobody(leader, read):
    make_board(7)
    with unprotected():
        Flag.objects.filter(zone__code="zone1").update(state=Flag.State.WITHDRAWN)
    page = read(leader)
    section = page.xpath("//section[@aria-labelledby='follows']")[0]
    assert len(section.xpath(".//li[@class='is-withdrawn']")) == 2
    assert "Zones: 3; withdrawn: 1" in text(section), "every zone that is named is counted"
    assert "withdrawn: yearly target missed ×2" in text(page.xpath("//tr[@id='zone1']")[0])


def test_no_flags_is_said_in_words(leader, read):
    make_board(7)
    Flag.objects.all().delete()
    assert "No rule found anything in this period." in text(read(leader))


def test_who_misses_a_target_is_counted_from_the_results_though_its_rule_is_off(leader, read):
    made = make_board(7)
    Flag.objects.all().delete()
    assert "4 of 7 zones missed binding yearly targets" in text(read(leader))
    with unprotected():
        made.target_results.update(status="met", counts_as_missed=False)
    assert "No zone missed a binding yearly target." in text(read(leader))
    made.target_results.update(status="not_assessable")
    page = text(read(leader))
    assert "No target of a zone is judged in this period." in page
    assert "No zone missed" not in page


def test_who_is_off_track_is_counted_from_the_results_though_its_rule_is_off(leader, read):
    made = make_board(7, period="2023H1")
    Flag.objects.all().delete()
    with unprotected():
        made.target_results.update(status="on_track", counts_as_missed=False)
    assert "No zone is off track." in text(read(leader))
    made.target_results.filter(zone__code="zone2").update(status="off_track", is_implied=True)
    assert "No zone is off track." in text(read(leader))
    made.target_results.filter(zone__code="zone2").update(is_implied=False)
    assert "1 of 7 zones are off track on a target" in text(read(leader))
    made.target_results.filter(zone__code="zone2").update(status="on_track")
    city = made.target_results.filter(city__isnull=False).first().city
    made.target_results.filter(city=city).update(status="off_track")
    of_it = made.results.filter(zone__city=city).count()
    assert f"{of_it} of 7 zones are off track on a target" in text(read(leader))


def test_without_a_ranked_zone_the_page_says_so(leader, read):
    make_board(7)
    ZoneResult.objects.update(
        standing="low_coverage", rank=None, is_tied=False, rank_low=None, rank_high=None
    )
    assert "2023: no zone could be ranked." in text(read(leader))
