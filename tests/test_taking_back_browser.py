"""In a browser: a yearly target that was just set is taken back in two presses."""

import re

import pytest
from playwright.sync_api import expect

from indicators.models import AnnualTarget
from tests.assessing import published_target
from tests.browser import fits
from tests.test_every_page_browser import AXE, COLOURS, LOOK, WHOLE, WINDOWS, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def target(transactional_db):
    """The address of a target of which a yearly target is set; 2022 is published."""
    return published_target()


def test_the_history_leads_to_the_effect_and_one_more_press_takes_it_back(target, open_page):
    page = open_page("commerce", reduced_motion="reduce")
    page.goto(target)
    page.get_by_role("link", name="撤回", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("section[aria-labelledby=effect]")).to_contain_text("撤回第1版")
    expect(page.get_by_label("理由（中文）")).to_have_value("撤回第1版，恢复此前的设定。")
    for window in WINDOWS.values():
        page.set_viewport_size(window)
        assert fits(page)
        assert page.evaluate(LOOK) == {what: [] for what in page.evaluate(LOOK)}
    page.evaluate(AXE)
    assert list(violations(page, "light", WHOLE)) == []
    assert list(violations(page, "dark", COLOURS)) == []
    page.get_by_role("button", name="撤回这次设定").click()
    expect(page.locator(".zt-message")).to_contain_text("已撤销")
    way = page.locator(".zt-message").get_by_role("link", name="撤回这次设定")
    expect(way).to_have_attribute("href", re.compile(r"&back=2#effect$"))
    assert AnnualTarget.objects.count() == 2
