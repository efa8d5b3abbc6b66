"""The map on an outline in the browser: nothing meets, on a phone, in the dark and on paper."""

import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.demo_database import load_demonstration
from tests.made_up_outline import REVIEW_NUMBER, load_made_up_outline
from tests.test_every_page_browser import AXE, COLOURS, LOOK, WHOLE, WINDOWS, violations

#: How many labels stand on another one or reach beyond the drawing.
MEETING = """() => {
  const place = (one) => one.getBoundingClientRect();
  const map = place(document.querySelector(".zt-outline"));
  const labels = [...document.querySelectorAll(".zt-mark")].map(place);
  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const leaves = (a) =>
    a.left < map.left || a.right > map.right || a.top < map.top || a.bottom > map.bottom;
  const isBad = (a, at) => leaves(a) || labels.slice(at + 1).some((b) => meet(a, b));
  return labels.filter(isBad).length;
}"""
NARROWEST = {"width": 320, "height": 640}


@pytest.fixture
def outlined(transactional_db):
    load_demonstration()
    load_made_up_outline()


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("address", ["/", "/wall/"])
def test_no_label_meets_another_in_any_window_and_axe_finds_nothing(
    outlined, open_page, address, locale
):
    page = open_page("leader", locale=locale, reduced_motion="reduce")
    for window in [*WINDOWS.values(), NARROWEST]:
        page.set_viewport_size(window)
        page.goto(address)
        for _turn in range(page.locator("section").count()):
            if page.locator(".zt-outline").is_visible():
                break
            page.keyboard.press("ArrowRight")  # the wall shows one thing at a time
        language = "en" if locale == "en" else "zh-hans"
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("[data-review-number]")).to_contain_text(REVIEW_NUMBER)
        assert page.evaluate(MEETING) == 0, window
        if window != NARROWEST:
            assert page.evaluate(LOOK) == {what: [] for what in page.evaluate(LOOK)}
    page.set_viewport_size(WINDOWS["desk"])
    page.evaluate(AXE)
    assert list(violations(page, "light", WHOLE)) == []
    assert list(violations(page, "dark", COLOURS)) == []


def test_paper_and_who_has_no_scripts_see_the_number_too(outlined, open_page):
    page = open_page("customs", java_script_enabled=False)
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.locator("[data-review-number]")).to_be_visible()
    expect(page.locator(".zt-outline svg").first).to_be_visible()
    expect(page.locator("a[href*=map-export]")).to_be_hidden()


def test_the_map_is_taken_home_as_a_picture_with_what_the_drawing_says(outlined, open_page):
    page = open_page("customs")
    page.goto("/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="png · 综合保税区分布示意图").click()
    assert waiting.value.suggested_filename == "map-2023-demonstration.png"
    head = Path(waiting.value.path()).read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    drawing = page.request.get("/?map-export=svg").text()
    (size,) = re.findall(r'width="(\d+)" height="(\d+)"', drawing)[:1]
    assert tuple(map(int, size)) == struct.unpack(">II", head[16:])


def test_a_label_is_reached_by_keyboard_and_leads_to_its_zone(outlined, open_page):
    page = open_page("leader")
    page.goto("/")
    page.locator(".zt-mark", has_text="襄阳").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/zones/xiangyang/**")
