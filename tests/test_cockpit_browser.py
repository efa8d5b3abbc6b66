"""The overview in one window of 1366 × 768: a leader sees what matters without scrolling."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import fits
from tests.demo_database import load_demonstration
from tests.test_every_page_browser import AXE, WHOLE, open_in, violations

#: What stands in the window, each to its last line.
IN_SIGHT = (
    *(".zt-asof", "[aria-labelledby=decisions] li", ".zt-lead", ".zt-brief", ".zt-headlines > *"),
    ".zt-board tbody tr",
)
LANGUAGES = ("zh-hans", "en")


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


def signed_in_for_the_first_time(page, login):
    page.goto("/login/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", "zonetrack-demo")
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".zt-first")
    return page


def in_language(page, language, url):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": url}])


def lowest(page, place) -> float:
    """Where what stands at this place ends, in pixels below the window's upper edge."""
    return page.locator(place).evaluate_all(
        "all => Math.max(...all.map(one => one.getBoundingClientRect().bottom))"
    )


@pytest.mark.parametrize("login", ["leader", "commerce"])
def test_who_leads_who_misses_what_and_what_follows_is_seen_at_once(
    login, demonstration, open_page, live_server
):
    page = signed_in_for_the_first_time(open_page(), login)
    for language in LANGUAGES:
        in_language(page, language, live_server.url)
        for period in ("", "?period=2022", "?period=2023H1"):
            page.goto(f"/{period}")
            assert fits(page)
            assert page.locator(".zt-first a").count() == 3  # stands beside the banner
            ends = {place: lowest(page, place) for place in IN_SIGHT}
            assert all(0 < end <= 768 for end in ends.values()), (language, period, ends)
            # Nothing of the ranking is beyond its right edge.
            box = page.locator(".zt-board").locator("xpath=ancestor::*[@data-scroll]")
            assert box.evaluate("one => one.scrollWidth <= one.clientWidth + 1"), (language, period)


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_small_phone_every_link_can_be_touched(
    demonstration, open_page, live_server, language
):
    page = open_in(language, open_page, "leader", live_server)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/")
    page.evaluate(AXE)
    assert list(violations(page, "light", WHOLE)) == []


def test_a_card_leads_to_its_target_wherever_it_is_touched(demonstration, open_page):
    page = open_page("leader")
    page.goto("/")
    value = page.locator(".zt-headlines .zt-stat-value b").first.bounding_box()
    page.mouse.click(value["x"] + 5, value["y"] + 5)
    expect(page).to_have_url(re.compile(r"/targets/#trade-growth$"))


def test_a_number_of_the_ranking_is_touched_anywhere_in_its_cell(demonstration, open_page):
    page = open_page("leader")
    page.goto("/")
    cell = page.locator("#donghu td").nth(3).bounding_box()
    page.mouse.click(cell["x"] + 12, cell["y"] + cell["height"] / 2)
    expect(page).to_have_url(re.compile(r"/zones/donghu/#score$"))


#: Whose name ends a line before the first of what follows it.
PARTED = """() => [...document.querySelectorAll('.zt-brief dd > span')].filter((one) => {
    const [first, second] = [...one.querySelectorAll('a, .zt-badge')];
    return second?.getBoundingClientRect().top > first.getBoundingClientRect().bottom - 2;
}).map((one) => one.innerText)"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_ends_between_a_zone_and_what_it_misses(
    demonstration, open_page, live_server, language
):
    page = open_in(language, open_page, "leader", live_server)
    page.goto("/")
    for width in range(600, 1400, 50):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate(PARTED) == [], width
