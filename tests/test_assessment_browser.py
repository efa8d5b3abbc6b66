"""Targets, assessments, method and schemes in a browser: charts drawn, no page too wide."""

import pytest

from tests.browser import fits
from tests.demo_database import load_demonstration

PAGES = (
    "/targets/",
    "/assessments/",
    "/assessments/2023/",
    "/method/",
    "/schemes/",
    "/schemes/province-2021/",
)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


def test_every_page_fits_desk_and_phone_and_draws_its_charts(demonstration, open_page):
    page = open_page("commerce")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for path in PAGES:
            page.goto(path)
            assert fits(page), (path, size)
    page.goto("/assessments/2023/")
    page.wait_for_selector("[data-chart=themes] .bars path")
    bars = page.locator("[data-chart=themes] .bars .point").count()
    assert bars == 5 * 5, "five zones by five themes"
    page.select_option("#filter-status", "missed")
    page.wait_for_url("**status=missed**")
    assert page.locator("#targets tbody .zt-badge").first.inner_text() == "未完成"


#: How wide, in letters, each cell is that holds a sentence of a table that scrolls.
SENTENCES = """
() => [...document.querySelectorAll(".zt-scroll td:not(.zt-num)")]
  .filter((cell) => cell.innerText.trim().length > 40)
  .map((cell) => cell.clientWidth / parseFloat(getComputedStyle(cell).fontSize))
"""


def test_a_sentence_in_a_table_of_a_scheme_or_the_method_is_read_in_lines(demonstration, open_page):
    """Where a table scrolls on a phone, no cell with a sentence is squeezed to a few letters."""
    page = open_page("commerce")
    page.set_viewport_size(PHONE)
    for path in ("/method/", "/schemes/province-2021/"):
        page.goto(path)
        widths = page.evaluate(SENTENCES)
        assert widths
        assert min(widths) >= 12, path


#: Every table that is seen and is wider than its card: its columns' names.
SCROLLING = """
() => [...document.querySelectorAll("main .zt-scroll")]
  .filter((one) => !one.closest("details:not([open])") && one.scrollWidth > one.clientWidth)
  .map((one) => one.querySelector("thead").innerText)
"""
LISTS = (
    *("/assessments/2023/", "/assessments/2023H1/", "/cases/", "/projects/", "/events/"),
    "/collect/2023Q2/quality/",
)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_list_is_seen_whole_on_a_desk(demonstration, open_page, locale):
    page = open_page("commerce", locale=locale)
    page.set_viewport_size(DESK)
    for path in LISTS:
        page.goto(path)
        assert page.locator("main .zt-scroll").count(), path
        assert page.evaluate(SCROLLING) == [], path
    page.set_viewport_size({"width": 1180, "height": 768})
    page.goto("/cases/")
    assert page.evaluate(SCROLLING) == []


def test_what_was_put_in_lines_is_seen_without_scrolling_on_a_desk(demonstration, open_page):
    """The versions of the days, whose columns have long names, and the two lines of a title."""
    page = open_page("commerce")
    page.set_viewport_size(DESK)
    page.goto("/cases/days/")
    wide = "one => one.scrollWidth - one.clientWidth"
    assert page.locator("main [data-scroll]").last.evaluate(wide) <= 0
    page.goto("/assessments/2023/appraisal/")
    first, second = page.locator(".zb-title").inner_text().split("\n")
    assert first.endswith("摘录")
    assert second.startswith("（供")


#: Whether every chart is as wide as its place, and its key above the drawing, never on it.
KEYS_ARE_ABOVE = """
() => [...document.querySelectorAll("[data-chart]")].every((place) => {
  const box = (what) => place.querySelector(what)?.getBoundingClientRect();
  const key = box("g.legend"), drawing = box(".nsewdrag"), whole = box(".main-svg");
  const fits = whole && Math.abs(whole.width - place.clientWidth) <= 1;
  return fits && drawing && (!key || key.bottom <= drawing.top);
})
"""


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_chart_s_key_stays_off_the_bars_when_the_window_changes(demonstration, open_page, locale):
    page = open_page("leader", locale=locale)
    for before, after in ((700, 1366), (390, 844), (1366, 700)):
        page.set_viewport_size({"width": before, "height": 844})
        page.goto("/assessments/2023/")
        page.wait_for_function(KEYS_ARE_ABOVE)
        page.set_viewport_size({"width": after, "height": 844})
        page.wait_for_function(KEYS_ARE_ABOVE)
