"""A severe finding in a browser: the reporter says why it is right, the reviewer reads it first."""

import pytest
from playwright.sync_api import expect

from indicators.models import Override, Submission
from tests.collecting import make_people, make_place
from tests.grid_page import FORM, expect_all_saved, field, ready

REASON = "含上年结转货物，海关已确认"


@pytest.fixture
def people(transactional_db):
    return make_people(make_place())


def test_the_reason_against_a_severe_finding_is_read_before_the_review(open_page, people):
    page = open_page("yichang")
    page.goto(FORM)
    ready(page)
    for name, value in (
        ("trade_import", "60"),
        ("trade_export", "40"),
        ("processing", "130"),
        ("vehicles", "3"),
    ):
        field(page, name).fill(value)
        field(page, name).press("Enter")
    expect_all_saved(page)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("alert").first).to_contain_text("请更正")
    assert Submission.objects.get().state == "draft"

    why = page.locator("textarea[name=override-part_above_whole-processing]")
    why.fill(REASON)
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator(".zt-message.is-success")).to_be_visible()
    assert Override.objects.get().reason == REASON

    reviewer = open_page("commerce")
    reviewer.goto(FORM)
    review = reviewer.locator("section", has=reviewer.get_by_role("heading", name="审核"))
    expect(review.first).to_contain_text("已说明理由提交的严重问题：1项")
    reason = reviewer.locator(".zt-quote", has_text=REASON)
    expect(reason).to_contain_text("Yichang")
    table = reviewer.locator("table").first
    assert reason.bounding_box()["y"] < table.bounding_box()["y"]
    reviewer.get_by_role("button", name="审核通过").click()
    expect(reviewer.locator(".zt-message.is-success")).to_be_visible()
    assert Submission.objects.get().state == "verified"
