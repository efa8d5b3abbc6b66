"""Who sees which assessment on the overview, what it says before there is one; the zones' list."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import pytest

from assessments.models import Assessment
from tests.boards import make_assessment, make_board, make_scheme
from tests.factories import make_indicator, make_person, make_submission, make_zone
from tests.reading import board, leader, open_as, read, text  # noqa: F401
from zones.access import CUSTOMS
from zones.models import Zone

pytestmark = pytest.mark.django_db
State = Assessment.State


# Who sees which assessment


def test_everybody_signed_in_reads_the_published_overview(read):
    make_board(7)
    zone = Zone.objects.get(code="zone1")
    for person in (make_person("reporter", zone=zone), make_person("customs", CUSTOMS)):
        assert len(board(read(person))) == 7


def test_strangers_are_sent_to_sign_in(client):
    make_board(7)
    assert client.get("/").headers["Location"].startswith("/login/")


def test_the_query_string_picks_another_published_period(leader, read):
    made = make_board(7)
    make_assessment(made.scheme, "2022")
    page = read(leader, period="2022")
    assert "Overview · 2022" in page.xpath("//h1")[0].text_content()
    options = page.xpath("//select[@name='period']/option")
    assert [(one.get("value"), one.get("selected") is not None) for one in options] == [
        ("2023", False),
        ("2022", True),
    ]


def test_a_draft_is_offered_to_the_leader_and_marked_as_provisional(leader, read):
    made = make_board(7)
    make_assessment(made.scheme, "2024Q1", state=State.DRAFT, is_provisional=True)
    assert "January" not in read(leader).xpath("//h1")[0].text_content()
    page = read(leader, period="2024Q1v1")
    head = text(page.xpath("//header[@class='zt-head']")[0])
    assert "the first quarter of 2024" in head
    assert "draft" in head
    assert "provisional" in head
    assert "A preview: only a published assessment leads to anything." in text(page)


def test_links_to_zones_carry_an_assessment_that_is_not_the_latest(leader, read):
    made = make_board(7)
    Assessment.objects.filter(pk=made.pk).update(state=State.SUPERSEDED, superseded_at=made.run_at)
    make_assessment(made.scheme, "2023", version=2)
    page = read(leader, period="2023v1")
    assert "superseded" in text(page.xpath("//header[@class='zt-head']")[0])
    (link,) = page.xpath("//tr[@id='zone1']/td[contains(@class, 'zt-zone')]/a/@href")
    assert link == "/zones/zone1/?period=2023&version=1"
    others = {other.partition("#")[0] for other in page.xpath("//tr[@id='zone1']/td/a/@href")}
    assert others == {link, "/zones/zone1/figures/trade_total/?period=2023"}


@pytest.mark.parametrize("period", ["2024Q1", "2024Q1v1", "2019", "soon", "2023vx", "2023v9"])
def test_a_period_that_is_not_there_or_not_open_is_not_found(period, open_as):
    made = make_board(7)
    make_assessment(made.scheme, "2024Q1", state=State.DRAFT, is_provisional=True)
    assert open_as(make_person("customs", CUSTOMS), period=period).status_code == 404


def test_drafts_are_not_offered_to_those_who_may_not_see_them(read):
    made = make_board(7)
    make_assessment(made.scheme, "2024Q1", state=State.DRAFT, is_provisional=True)
    options = read(make_person("customs", CUSTOMS)).xpath("//select[@name='period']/option")
    assert [one.get("value") for one in options] == ["2023"]


# Nothing there yet


def test_without_any_figure_the_page_says_how_to_begin(read):
    page = read(make_person("commerce"))
    assert "No figures yet" in text(page)
    assert page.xpath("//main//a/@href") == ["/collect/"]


def test_without_a_published_assessment_commerce_is_led_to_run_one(read):
    make_indicator("trade_total")
    person = make_person("commerce")
    make_submission(make_zone(), "2023Q4", {"trade_total": 5}, by=person)
    page = read(person)
    assert "No assessment is published yet" in text(page)
    assert page.xpath("//main//a/@href") == ["/assessments/2023/now/", "/assessments/"]


def test_without_a_published_assessment_others_wait_and_the_leader_may_look_at_a_draft(
    read, leader
):
    make_indicator("trade_total")
    commerce = make_person("commerce")
    make_submission(make_zone(), "2023Q4", {"trade_total": 5}, by=commerce)
    make_assessment(make_scheme(), "2023", state=State.DRAFT)
    waits = read(make_person("customs", CUSTOMS))
    assert "The commerce department publishes the first assessment" in text(waits)
    assert waits.xpath("//main//a/@href") == []
    links = read(leader).xpath("//main//a/@href")
    assert links == ["/assessments/2023/now/", "/?period=2023v1", "/?period=2023v1"]


# The list of zones


def test_the_list_shows_every_judged_zone_and_its_place(leader, read):
    make_board(7)
    page = read(leader, "/zones/")
    cells = [text(cell) for cell in page.xpath("//tr[@id='zone1']/td")]
    assert cells[0] == "Zone 1 Comprehensive Bonded Zone"
    assert cells[-3:] == ["2= (1–3)", "99.00", "2"]
    assert "Rank, score and warnings: 2023." in text(page)


def test_places_on_the_way_are_listed_apart_and_never_linked_to_a_zone_page(leader, read):
    make_board(7)
    make_zone("ezhou", city="ezhou", is_judged=False, stage="applying", note_en="Still applying")
    page = read(leader, "/zones/")
    row = page.xpath("//tr[@id='ezhou']")[0]
    assert "Still applying" in text(row)
    assert row.xpath(".//a") == []
    assert len(page.xpath("//section[contains(@class, 'zt-table-card')]")) == 2


def test_zones_without_a_date_or_an_area_sort_last_both_ways(leader, read):
    make_board(7)
    Zone.objects.filter(code="zone3").update(area_km2="1.5")
    for sort in ("area", "-area"):
        assert read(leader, "/zones/", sort=sort).xpath("//tbody/tr/@id")[0] == "zone3"


def test_the_list_of_zones_stands_before_anything_is_assessed(leader, read):
    make_zone("donghu")
    page = read(leader, "/zones/")
    assert [text(cell) for cell in page.xpath("//tr[@id='donghu']/td")][-3:] == ["—", "—", "—"]
