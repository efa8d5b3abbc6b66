"""The overview in one window of 1366 × 768: a leader sees what matters without scrolling."""

import pytest

from tests.browser import fits
from tests.demo_database import load_demonstration

#: What stands in the window, each to its last line.
IN_SIGHT = (
    *(".zt-asof", "[aria-labelledby=decisions] li", ".zt-lead", ".zt-brief", ".zt-headlines > *"),
    ".zt-board tbody tr",
)


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


def signed_in_for_the_first_time(page):
    page.goto("/login/")
    page.fill("[name=username]", "leader")
    page.fill("[name=password]", "zonetrack-demo")
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".zt-first")
    return page


@pytest.mark.parametrize("period", ["", "?period=2022"])
def test_a_leader_sees_who_leads_who_misses_what_and_what_follows_at_once(
    period, demonstration, open_page
):
    page = signed_in_for_the_first_time(open_page())
    page.goto(f"/{period}")
    assert fits(page)
    assert page.locator(".zt-first a").count() == 3  # where to begin stands beside the banner
    for place in IN_SIGHT:
        lowest = page.locator(place).evaluate_all(
            "all => Math.max(...all.map(one => one.getBoundingClientRect().bottom))"
        )
        assert 0 < lowest <= 768, place
