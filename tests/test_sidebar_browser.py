"""The navigation in a browser: however long the list is, signing out stays in sight."""

import pytest

from tests.factories import make_person, make_policy


@pytest.mark.parametrize("height", [768, 400])
def test_signing_out_is_in_sight_without_scrolling(transactional_db, open_page, height):
    make_policy()
    make_person("commerce")
    page = open_page("commerce", locale="en")
    page.set_viewport_size({"width": 1366, "height": height})
    page.goto("/measures/")
    box = page.locator("form[action='/logout/'] button").bounding_box()
    assert box["y"] + box["height"] <= height
    assert page.locator(".zt-menu nav a").last.is_visible()


@pytest.mark.parametrize("address", ["/measures/", "/bulletins/", "/method/"])
def test_the_list_shows_where_one_is(transactional_db, open_page, address):
    make_policy()
    make_person("commerce")
    page = open_page("commerce")
    page.set_viewport_size({"width": 1366, "height": 600})
    page.goto(address)
    here = page.locator(".zt-menu nav [aria-current]").bounding_box()
    menu = page.locator(".zt-menu nav").bounding_box()
    assert menu["y"] <= here["y"]
    assert here["y"] + here["height"] <= menu["y"] + menu["height"]
    assert page.evaluate("scrollY") == 0
