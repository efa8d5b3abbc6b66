"""Why zones moved and what would move them: stored once, and printed on the pages."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.models import Assessment, ZoneResult
from assessments.services.assessments import assessment_run
from indicators.periods import parse_period
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import leader, person  # noqa: F401

pytestmark = pytest.mark.usefixtures("demonstration", "db")


def data(page, id):
    """The rows of the table beside a chart."""
    rows = page.xpath(f"//div[@data-chart='{id}']/following-sibling::details//tbody/tr")
    return [[text(cell) for cell in row.xpath("./th|./td")] for row in rows]


def finding(page, id):
    drawing = page.xpath(f"//div[@data-chart='{id}']/@aria-label")
    return drawing[0].split(": ", 1)[1] if drawing else ""


def test_the_parts_of_every_stored_move_add_up_to_what_is_printed():
    results = ZoneResult.objects.filter(move_parts__isnull=False).distinct()
    assert results.count() > 15
    for result in results.select_related("assessment"):
        for kind in ("year", "version"):
            rows = list(result.move_parts.filter(kind=kind).select_related("before"))
            if not rows:
                continue
            before = ZoneResult.objects.get(assessment=rows[0].before, zone=result.zone_id)
            assert sum(row.points for row in rows) == result.score - before.score
            assert sum(row.places for row in rows) == before.rank - result.rank


def test_the_fall_of_donghu_is_its_own_and_the_others_and_the_newcomer_s(read, leader):
    page = read(leader, "/zones/donghu/?period=2023")
    rows = data(page, "moved-year")
    assert rows == [
        ["2022", "56.92", "1"],
        ["its own figures", "−13.44", "−0.5"],
        ["the other zones’ figures", "0.00", "−1.5"],
        ["revisions of last year’s figures", "0.00", "0"],
        ["another scheme", "0.00", "0"],
        ["zones that came or left", "0.00", "−1"],
        ["2023", "43.48", "4"],
    ]
    assert finding(page, "moved-year") == (
        "Against 2022: from 56.92 to 43.48 points, from place 1 to place 4. Most of the score: its"
        " own figures, −13.44 points. Most of the places: the other zones’ figures, −1.5."
    )


def test_a_version_says_whose_revision_moved_whom(read, leader):
    assert data(read(leader, "/zones/jingkai/?period=2022"), "moved-version")[1] == [
        "its own figures, as revised",
        "−1.71",
        "−1",
    ]
    assert data(read(leader, "/zones/donghu/?period=2022"), "moved-version")[1:3] == [
        ["its own figures, as revised", "0.00", "0"],
        ["the other zones’ figures, as revised", "0.00", "+1"],
    ]


def test_the_assessment_shows_every_zone_s_causes(read, leader):
    page = read(leader, "/assessments/2023/")
    points, places = data(page, "moves-year-points"), data(page, "moves-year-places")
    assert [row[0] for row in points] == ["Jingkai", "Yichang", "Donghu", "Xingang Konggang"]
    for row in points:
        was, *parts, now = (Decimal(cell.replace("−", "-")) for cell in row[1:])
        assert was + sum(parts) == now
    for row in places:
        was, *parts, now = (Decimal(cell.replace("−", "-")) for cell in row[1:])
        assert was - sum(parts) == now
    assert finding(page, "moves-year-points").startswith("Yichang: +33.64 points against 2022")


def test_a_fourth_quarter_is_compared_with_the_board_of_the_year_before():
    """It spans the same months, and no board of that year's fourth quarter was ever made."""
    quarter = assessment_run(period=parse_period("2023Q4"), at=timezone.now())
    year = Assessment.objects.get(period="2023", state="published")
    moved = [{row.zone_id: row.movement for row in one.results.all()} for one in (quarter, year)]
    assert moved[0] == moved[1]
    assert sum(by is not None for by in moved[0].values()) == 4


def test_the_first_assessed_year_has_nothing_to_compare_with(read, leader):
    page = read(leader, "/assessments/2021/")
    assert not page.xpath("//*[@id='moved']")


def test_what_it_would_take_is_said_on_the_zone_s_page(read, leader):
    page = read(leader, "/zones/donghu/?period=2023")
    note = text(page.xpath("//*[@id='lifts']//header")[0])
    said = "The cheapest way to share place 3: Total trade +CNY 13.6803 billion, 50.4% of its own."
    assert said in note
    rows = page.xpath("//*[@id='lifts']//tbody/tr")
    assert "place 3, shared" in text(rows[0])
    assert len(rows) == 12
    assert "lift-place-trade_total" in rows[0].xpath("./@id")
    assert "not enough: at its upper goalpost 52.84 points" in text(rows[1])
    assert "lift-target-processing-growth" in rows[9].xpath("./@id")
    note = text(read(leader, "/zones/jingkai/?period=2023").xpath("//*[@id='lifts']//header")[0])
    assert "It is first: there is no better place." in note
