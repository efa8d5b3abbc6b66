"""The form of one zone in a browser: filled by keyboard, pasted into, undone, and on a phone."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from indicators.models import CellNote, Observation, Reopening, Submission
from tests.browser import fits
from tests.collecting import entry, hand_in, make_place, record
from tests.factories import make_quarter, make_submission
from tests.grid_page import (
    FORM,
    drafts,
    expect_all_saved,
    expect_status,
    field,
    issues,
    line,
    open_grid,
    paste,
    ready,
    type_in,
    without_network_errors,
)
from zones.models import Zone

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def place(transactional_db):
    return make_place()


@pytest.fixture
def form(open_page, people):
    """The reporter's form, the keyboard at its first figure."""
    page = open_grid(open_page("yichang"), FORM)
    field(page, "trade_import").focus()
    return page


def stored() -> dict[str, Decimal | None]:
    rows = Observation.objects.filter(submission__quarter__quarter=2, is_computed=False)
    return dict(rows.values_list("indicator__code", "value"))


def test_lines_are_filled_edited_and_taken_back_by_keyboard(form):
    type_in(form, "12", "13")
    expect(field(form, "processing")).to_be_focused()  # the total between is skipped
    form.keyboard.press("ArrowUp")
    form.keyboard.type("14")  # replaces
    form.keyboard.press("ArrowUp")
    form.keyboard.press("F2")  # edits
    form.keyboard.type("0")
    form.keyboard.press("Enter")
    expect_all_saved(form)
    assert stored() == {"trade_import": 120, "trade_export": 14}
    expect(line(form, "trade_total").locator("[data-now]")).to_have_text("134万元 ≈ 0.01亿元")
    form.keyboard.type("99")
    form.keyboard.press("Escape")
    expect(field(form, "trade_export")).to_have_value("14")
    for _step in range(4):
        form.keyboard.press("Control+z")
    expect(field(form, "trade_import")).to_have_value("")
    expect_all_saved(form)
    assert stored() == {}


def test_a_pasted_column_runs_down_the_lines_and_is_undone_at_once(form):
    paste(form, "1,200\r\n2亿\r\n21200\r\n-\r\n5\r\n6\r\n")
    told = issues(form).locator("li")
    expect(told).to_have_count(3)  # a figure for the sum, one too many, and a dash
    for text, words in zip(told.all_inner_texts(), ("trade_total额", "1格", "“-”"), strict=True):
        assert words in text
    assert stored() == {"trade_import": 1200, "trade_export": 20000, "vehicles": 5}
    form.locator("#trade_import-value").focus()
    form.keyboard.press("Control+z")
    expect(field(form, "trade_import")).to_have_value("")
    expect(field(form, "vehicles")).to_have_value("")


def test_canonical_amount_and_year_to_date_stand_under_the_figure(form, place, people):
    make_submission(place["yichang"], "2022Q1", {"trade_import": 10000}, by=people["commerce"])
    field(form, "trade_import").focus()
    type_in(form, "1.5亿")
    under = line(form, "trade_import").locator("[data-stored]")
    expect(under).to_have_text("15,000万元 = 1.50亿元\n年初累计25,000万元")
    expect(field(form, "trade_import", "unit")).to_have_value("亿元")
    field(form, "trade_import", "basis").select_option("ytd")
    expect(under).to_have_text("5,000万元 = 0.50亿元\n年初累计15,000万元")
    assert stored() == {"trade_import": 5000}


def test_a_state_waits_for_its_reason_and_a_remark_is_written_by_keyboard(form):
    field(form, "processing", "state").focus()
    form.keyboard.press("End")
    expect(field(form, "processing", "state")).to_have_value("cannot_report")
    expect(field(form, "processing", "reason")).to_be_focused()
    type_in(form, "系统切换")
    expect_status(line(form, "processing"), "saved")
    assert Observation.objects.get().reason == "系统切换"
    field(form, "processing").focus()
    form.keyboard.press("Alt+ArrowDown")
    menu = form.locator("#grid-menu")
    menu.locator("[name=remark]").focus()
    form.keyboard.type("下周补")
    form.keyboard.press("Tab")
    form.keyboard.press("Space")
    form.keyboard.press("Enter")
    expect(form.locator("#remarks-list")).to_contain_text("下周补")
    assert CellNote.objects.get().is_follow_up
    expect(field(form, "processing")).to_be_focused()


def test_a_remark_keeps_the_mark_until_somebody_says_that_it_is_done(form):
    menu = form.locator("#grid-menu")

    def remark(text: str, tick: str = "") -> None:
        field(form, "processing").focus()
        form.keyboard.press("Alt+ArrowDown")
        menu.locator("[name=remark]").fill(text)
        if tick:
            menu.get_by_label(tick).check()
        menu.get_by_role("button", name="保存").click()

    button = line(form, "processing").locator("[data-menu-of]")
    remark("下周补", "标记为需跟进")
    expect(button).to_have_class(re.compile("is-marked"))
    remark("海关答复下周")
    expect(form.locator("#remarks-list li")).to_have_count(2)
    expect(button).to_have_class(re.compile("is-marked"))
    remark("长" * 2001, "跟进已完成")  # said with its count, and nothing of it lost
    expect(menu).to_be_visible()
    refusal = menu.locator("[name=remark]").evaluate("one => one.validationMessage")
    assert refusal == "批注最多2000字，现为2001字；请精简。"
    menu.locator("[name=remark]").fill("已补报")
    menu.get_by_role("button", name="保存").click()
    expect(button).not_to_have_class(re.compile("is-marked"))
    expect(form.locator("#remarks-list li").last).to_contain_text("跟进已完成")
    said = CellNote.objects.values_list("text", "is_follow_up")
    assert list(said) == [("下周补", True), ("海关答复下周", True), ("已补报", False)]


def test_what_was_not_applicable_is_taken_over_by_who_says_so(open_page, people, place):
    values = dict.fromkeys(("trade_export", "processing", "vehicles"), "not_applicable")
    make_submission(place["yichang"], "2022Q1", values, by=people["commerce"])
    page = open_grid(open_page("yichang"), FORM)
    field(page, "trade_import").focus()
    type_in(page, "12")
    expect_all_saved(page)
    assert stored() == {"trade_import": 12}  # and nothing that nobody typed
    ready(page.reload() and page)
    line(page, "vehicles").get_by_role("button", name="本季度仍不适用").click()
    expect(field(page, "vehicles", "state")).to_have_value("not_applicable")
    expect_all_saved(page)
    assert stored() == {"trade_import": 12, "vehicles": None}
    page.get_by_role("button", name="上季度不适用的，本季度仍不适用 (2)").click()
    expect_status(line(page, "processing"), "saved")
    expect(page.locator("[data-suggested]:visible")).to_have_count(0)
    expect(page.locator("[data-suggest-all]")).to_be_hidden()
    assert stored() == dict.fromkeys(values) | {"trade_import": 12}


def test_a_revision_waits_for_its_reason_and_is_saved_with_it(open_page, people, place):
    both = {"by": people["yichang"], "verified_by": people["commerce"]}
    make_submission(place["yichang"], "2022Q2", {"trade_import": 7}, **both)
    page = open_grid(open_page("yichang"), f"{FORM}?revise=1")
    field(page, "trade_import").focus()
    type_in(page, "9")
    expect_status(line(page, "trade_import"), "waiting")
    expect(page.locator("#grid-status [data-said]")).to_contain_text("修订原因")
    page.locator("#revision_reason").focus()
    page.keyboard.type("口径核对")
    page.keyboard.press("Tab")
    expect_all_saved(page)
    assert set(Observation.objects.values_list("submission__version", "value")) == {(1, 7), (2, 9)}


def test_a_locked_quarter_is_a_table_to_read(open_page, people):
    make_quarter("2021Q3")
    page = open_page("yichang")
    page.goto("/collect/2021Q3/yichang/")
    expect(page.locator("main .zt-message")).to_contain_text("已锁定")
    assert page.locator("form input.zt-num").count() == 0


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_phone_a_quarter_is_filled_without_scrolling_sideways(
    open_page, people, language, live_server
):
    page = open_page("yichang", viewport=PHONE, has_touch=True)
    cookie = {"name": "django_language", "value": language, "url": live_server.url}
    page.context.add_cookies([cookie])
    open_grid(page, FORM)
    assert fits(page)
    for code, text in (("trade_import", "12"), ("trade_export", "abc"), ("vehicles", "3")):
        field(page, code).tap()
        page.keyboard.type(text)
    page.locator("h1").tap()
    expect_status_icon(line(page, "trade_import"), "saved")
    expect_status_icon(line(page, "trade_export"), "failed")
    assert fits(page)
    line(page, "vehicles").locator("[data-menu-of]").tap()
    box = page.locator("#grid-menu").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert stored() == {"trade_import": 12, "vehicles": 3}


@pytest.mark.parametrize("width", [PHONE["width"], 1366])
def test_in_english_board_and_form_fit_the_screen(open_page, people, place, live_server, width):
    row = make_quarter("2022Q2")
    row.dollar_rate, row.rate_source = Decimal("6.7"), "人民银行"
    row.save()
    both = ("trade_import", "trade_export")
    for quarter in ("2021Q2", "2022Q1"):
        hand_in(place["yichang"], [entry(one, 123456) for one in both], people["commerce"], quarter)
    figures = [entry(one, 20000, unit="千美元") for one in both]
    record(place["yichang"], figures, people["commerce"])
    name = "Huangshi Qipanzhou Comprehensive Bonded Zone"
    Zone.objects.filter(code="yichang").update(name_en=name)
    Reopening.objects.create(
        quarter=row,
        zone=place["yichang"],
        reason_code="other",
        reason="系统升级",
        until=timezone.now() + timedelta(days=5),
        opened_by_id=people["commerce"].user_id,
        opened_at=timezone.now(),
    )
    page = open_page("commerce", viewport={"width": width, "height": 844})
    cookie = {"name": "django_language", "value": "en", "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto("/collect/2022Q2/")
    expect(page.get_by_role("button", name="End it now for Huangshi")).to_be_visible()
    assert fits(page)
    open_grid(page, FORM)
    table = page.locator("table.zt-collect")
    expect(field(page, "trade_import")).to_have_value("20000")
    assert fits(page)
    inner = table.evaluate("one => one.parentElement.scrollWidth - one.parentElement.clientWidth")
    assert inner <= 0
    unit = field(page, "trade_import", "unit")
    assert unit.evaluate("one => one.scrollWidth <= one.clientWidth")


def expect_status_icon(place, status: str) -> None:
    expect(place.locator(f".zg-sign.is-{status}")).to_be_visible()


def retype(page, code: str, text: str = "") -> None:
    """The figure typed over with itself; without a text typed and rubbed out again."""
    field(page, code).click()
    if text:
        type_in(page, text)
    else:
        page.keyboard.press("End")
        type_in(page, "5", then="Backspace")
        page.keyboard.press("Tab")


@pytest.mark.parametrize("again", ["255001", ""], ids=["the same again", "a digit and Backspace"])
def test_a_figure_retyped_as_it_was_is_saved_and_its_quarter_is_handed_in(form, people, again):
    type_in(form, "255001")
    expect_all_saved(form)
    retype(form, "trade_import", again)
    retype(form, "vehicles")
    expect_status(line(form, "trade_import"), "saved")
    under = line(form, "trade_import").locator("[data-stored]")
    expect(under).to_contain_text("255,001万元 ≈ 25.50亿元")
    expect(line(form, "vehicles").locator(".zg-sign")).to_have_count(0)
    assert drafts(form) == []
    with form.expect_navigation():  # everything that waits is sent first
        form.get_by_role("button", name="保存草稿").click()
    ready(form)
    retype(form, "trade_import", again)
    form.get_by_role("button", name="提交审核").click()
    form.locator("[name=without]").check()  # what is missing was asked about
    form.get_by_role("button", name="提交审核").click()
    expect(form.locator("main .zt-message").first).to_contain_text("已提交")
    assert Submission.objects.get(quarter__quarter=2).state == Submission.State.SUBMITTED
    form.goto("/collect/")
    expect(form.locator("#unsaved")).to_be_empty()


def test_what_is_not_saved_is_said_by_the_button_that_was_pressed(form, record):
    form.context.set_offline(True)
    type_in(form, "12")
    form.get_by_role("button", name="保存草稿").click()
    expect(issues(form)).to_contain_text("尚有数据未保存，原因见下方状态栏")
    expect(issues(form)).not_to_contain_text("提交")
    form.get_by_role("button", name="提交审核").click()
    expect(issues(form)).to_contain_text("未提交")
    form.context.set_offline(False)
    expect_all_saved(form)
    without_network_errors(record)


def test_a_figure_typed_after_the_quarter_was_closed_is_named_and_kept(form, people, place):
    type_in(form, "12")
    expect_all_saved(form)
    both = {"by": people["yichang"], "verified_by": people["commerce"]}
    Submission.objects.all().delete()
    make_submission(place["yichang"], "2022Q2", {"trade_import": 12}, **both)
    type_in(form, "13")  # refused by the server, and from now on the page knows
    expect_status(line(form, "trade_export"), "failed")
    type_in(form, "14")
    expect_status(line(form, "processing"), "failed")
    assert {one["typed"]["value"] for one in drafts(form)} == {"13", "14"}
