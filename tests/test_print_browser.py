"""Pages on paper: charts are drawn for the sheet, and what is only for the screen stays away."""

from datetime import date
from unicodedata import normalize

import pytest

from assessments import case_life as life
from tests.cases import case_in
from tests.demo_database import load_demonstration
from tests.paper_reading import pdf_pages
from tests.triggers import unprotected
from zones.models import Zone

#: Where the key of each chart ends and its ground begins.
EDGES = """() => [...document.querySelectorAll('[data-chart]')].map((place) => [
    place.dataset.chart,
    place.querySelector('.legend')?.getBoundingClientRect().bottom ?? 0,
    place.querySelector('.nsewdrag').getBoundingClientRect().top,
])"""
#: The width of A4 without its margins.
SHEET = {"width": 703, "height": 1000}


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


def on_paper(page, path):
    """This page as it is laid out for the printer, on a sheet upright."""
    page.goto(path)
    page.wait_for_selector("[data-chart] .nsewdrag")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)
    return page


def test_charts_are_drawn_for_the_sheet(demonstration, open_page):
    page = open_page("leader")
    for path, charts in (("/", ".zt-grid figure"), ("/compare/", ".zt-multiples figure")):
        on_paper(page, path)
        edges = page.evaluate(EDGES)
        assert [name for name, key, ground in edges if key > ground] == [], path
        boxes = [one.bounding_box() for one in page.locator(charts).all()]
        assert boxes[0]["y"] == boxes[1]["y"], "side by side"
        assert all(box["x"] + box["width"] <= SHEET["width"] for box in boxes)
        drawings = page.locator(f"{charts} .main-svg:first-child")
        widths = drawings.evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
        assert all(width <= box["width"] for width, box in zip(widths, boxes, strict=True))
    assert not page.locator("main form").is_visible(), "what chooses the zones"


def test_two_charts_on_a_sheet_across_take_its_width(demonstration, open_page):
    page = on_paper(open_page("leader"), "/zones/donghu/")
    page.set_viewport_size(ACROSS)
    charts = page.locator("#courses figure")
    assert charts.count() == 2
    for chart in charts.all():
        drawing = chart.locator(".main-svg").first.bounding_box()["width"]
        assert 0.9 * drawing > 0.75 * chart.bounding_box()["width"]
        assert drawing <= chart.bounding_box()["width"]


#: The states that a line's end tears apart, and the tables that are wider than the sheet.
SPOILT = """() => {
  const range = document.createRange();
  const lines = (node) => {
    range.selectNodeContents(node);
    return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
  };
  const seen = (what) =>
    [...document.querySelectorAll(what)].filter((one) => one.checkVisibility());
  const torn = seen(".zt-table .zt-badge")
    .flatMap((badge) => [...badge.childNodes])
    .filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
    .filter((node) => lines(node) > node.data.trim().split(/[\\s，：]+/).length);
  const right = (one) => one.getBoundingClientRect().right;
  const wide = seen(".zt-table").filter((one) => right(one) > innerWidth + 2);
  return [...torn.map((node) => node.data), ...wide.map((one) => one.className)];
}"""
#: A4 across without its margins: where a table of many columns is printed.
ACROSS = {"width": 1031, "height": 703}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_no_state_is_torn_and_no_table_leaves_the_sheet(demonstration, open_page, locale):
    page = open_page("leader", locale=locale)
    page.emulate_media(media="print")
    for path in ("/", "/zones/donghu/", "/targets/", "/assessments/2023/", "/tasks/", "/cases/"):
        page.goto(path)
        is_broad = page.locator(".zt-table > thead > tr > :nth-child(8)").count()
        page.set_viewport_size(ACROSS if is_broad else SHEET)
        assert page.evaluate(SPOILT) == [], path


def test_what_the_foot_says_opens_the_first_sheet_and_never_fills_one_of_its_own(
    demonstration, open_page
):
    page = open_page("leader")
    page.goto("/readings/")
    foot, content = page.locator(".zt-foot"), page.locator("main")
    assert foot.bounding_box()["y"] > content.bounding_box()["y"]
    page.emulate_media(media="print")
    edge = foot.bounding_box()
    assert edge["y"] + edge["height"] <= content.bounding_box()["y"]
    assert foot.is_visible()


def solid(text: str) -> str:
    """A text without blanks, each sign as it is typed: a printed "fi" may be one letter."""
    return "".join(normalize("NFKC", text).split())


def sheets(page, path: str) -> list[str]:
    """What stands on each printed sheet."""
    page.goto(path)
    page.wait_for_selector("[data-chart] .nsewdrag")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    return [solid(text) for text in pdf_pages(printed)]


@pytest.mark.parametrize(("path", "most"), [("/zones/donghu/", 9), ("/compare/", 2)])
def test_no_sheet_is_left_half_empty_where_charts_would_fit(demonstration, open_page, path, most):
    assert len(sheets(open_page("leader", locale="zh-CN"), path)) <= most


#: What needs a decision, the last line of the ranking, what follows, and the first that it names.
ASKED_FIRST = {
    "zh-CN": ("待您决定：2项", "运行未满规定月数", "按规则自动识别", "2021—2023年连续3年未完成"),
    "en": (
        "Needs a decision from you: 2",
        "shown, not ranked: in its first year",
        "Found by rule, with the figures",
        "Missed 3 years running",
    ),
}


def test_one_printed_sheet_says_what_a_leader_asks_first(demonstration, open_page):
    for locale, texts in ASKED_FIRST.items():
        decisions, last_of_the_ranking, follows, first_named = map(solid, texts)
        first, *others = sheets(open_page("leader", locale=locale), "/")
        assert decisions in first
        assert last_of_the_ranking in first
        (told,) = [sheet for sheet in others if follows in sheet]
        assert first_named in told, "a head stands with what it is the head of"


#: What a zone's first sheet says of the cases whose next step is its own.
WAITING = {"zh-CN": "等待您办理的处置事项：1件", "en": "Cases waiting for you: 1"}


def test_the_first_printed_sheet_of_a_zone_says_which_cases_wait_for_it(demonstration, open_page):
    with unprotected():
        zone = Zone.objects.get(code="yichang")
        case = case_in(zone, life.NOTICE, life.RECTIFYING, due_on=date(2099, 1, 1))
    for locale, count in WAITING.items():
        page = open_page("yichang", locale=locale)
        first, *_others = sheets(page, "/")
        named = page.locator(f"main a[href='/cases/{case.pk}/']").first.inner_text()
        assert solid(count) in first, locale
        assert solid(named) in first, locale
