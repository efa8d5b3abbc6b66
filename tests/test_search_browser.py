"""The search field in the browser: found by keyboard, remembered, pinned."""

import pytest
from playwright.sync_api import expect

from tests.browser import fits
from tests.demo_database import load_demonstration

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


def test_a_zone_is_opened_by_keyboard_from_its_initials_and_its_page_is_pinned(
    demonstration, open_page
):
    page = open_page("customs")
    page.goto("/measures/")
    page.keyboard.press("Control+k")
    page.keyboard.type("yc")
    found = page.locator("[data-search-list] a")
    expect(found.first).to_contain_text("宜昌综合保税区")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#search-field")).to_be_focused()
    expect(page.locator("[data-search-list]")).to_be_hidden()
    page.keyboard.type(" ")
    expect(found.first).to_be_visible()
    expect(found.first).to_contain_text("宜昌综合保税区")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zones/yichang/")

    page.keyboard.press("Control+k")
    expect(page.locator("[data-search-list]")).to_contain_text("最近打开")
    expect(page.locator("[data-search-list] a", has_text="举措")).to_be_visible()
    page.click("text=固定本页")
    expect(page.get_by_role("status").filter(has_text="已固定")).to_be_visible()
    assert page.url.endswith("/zones/yichang/")

    phone = open_page("customs", viewport=PHONE)
    phone.goto("/search/")
    expect(phone.locator(".zt-hits a")).to_have_text(["宜昌综合保税区"])
    assert fits(phone)
    phone.focus("#search-field")
    expect(phone.locator("[data-search-list] a")).to_have_text(["宜昌综合保税区"])
    assert fits(phone)
