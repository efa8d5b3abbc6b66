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


@pytest.mark.parametrize("period", ["", "?period=2022"])
def test_a_leader_sees_who_leads_who_misses_what_and_what_follows_at_once(
    period, demonstration, open_page
):
    page = open_page("leader")
    page.goto(f"/{period}")
    assert fits(page)
    for place in IN_SIGHT:
        lowest = page.locator(place).evaluate_all(
            "all => Math.max(...all.map(one => one.getBoundingClientRect().bottom))"
        )
        assert 0 < lowest <= 768, place
