"""In a browser: an agency reports on its tasks, by keyboard and on a phone."""

import pytest
from playwright.sync_api import expect

from indicators.models import TaskReport
from tests.browser import fits
from tests.factories import make_person
from tests.tasks import make_agencies, make_task, make_task_quarters, reported, said
from zones.access import AGENCIES

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def tasks(transactional_db):
    """Two tasks that were reported in the first quarter; the second quarter is open."""
    agency = make_agencies()["development-reform"]
    by = make_person("fgw", AGENCIES, agency=agency)
    made = [make_task(agency), make_task(agency)]
    first = make_task_quarters("2022Q1", "2022Q2")["2022Q1"]
    reported(first, [said(one, "under_way", 30) for one in made], by, "2022-04-10")
    return made


def test_a_quarter_is_reported_by_keyboard_on_a_phone(tasks, open_page):
    page = open_page("fgw", viewport=PHONE)
    page.goto("/tasks/")
    assert fits(page)
    first = page.get_by_role("group", name="任务1之1")
    first.get_by_label("状态").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # as last quarter; under way
    page.keyboard.press("Tab")
    page.keyboard.type("45")
    page.keyboard.press("Tab")
    page.keyboard.type("第二批已落地")
    button = page.get_by_role("button", name="其余与上季度相同")
    expect(button).to_be_in_viewport()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="已保存2项任务")).to_be_visible()
    rows = TaskReport.objects.filter(quarter=2).order_by("task")
    assert [(one.percent, one.note_zh) for one in rows] == [(45, "第二批已落地"), (30, "")]
    assert fits(page)


@pytest.mark.parametrize("by", ["task", "agency"])
def test_the_board_folds_into_cards_on_a_phone_and_nothing_is_scrolled(tasks, open_page, by):
    page = open_page("fgw", viewport=PHONE)
    page.goto(f"/tasks/2022Q2/?by={by}")
    assert fits(page)
    board = page.locator(".folds")
    assert board.evaluate("one => one.scrollWidth <= one.clientWidth")
    heading = {"task": "状态", "agency": "推进中"}[by]
    cell = board.locator(f"[data-label='{heading}']").first
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]


def test_what_was_typed_is_there_again_after_the_page_was_left(tasks, open_page):
    page = open_page("fgw")
    page.goto("/tasks/")
    first = page.get_by_role("group", name="任务1之1")
    first.get_by_label("说明：完成情况或受阻原因").fill("还没写完")
    page.goto("/measures/")
    page.goto("/tasks/")
    expect(page.get_by_text("此前在这里填写而未保存的内容")).to_be_visible()
    expect(first.get_by_label("说明：完成情况或受阻原因")).to_have_value("还没写完")

    first.get_by_label("状态").select_option("under_way")
    first.get_by_label("完成进度").fill("40")
    first.get_by_role("button", name="保存这一项").click()
    expect(page.get_by_role("status").filter(has_text="已保存1项任务")).to_be_visible()
    page.goto("/tasks/")
    expect(page.get_by_text("此前在这里填写而未保存的内容")).to_be_hidden()
