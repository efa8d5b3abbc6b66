"""The quarterly collection in one go, in a browser: from an empty quarter to the overview."""

from datetime import date

import pytest
from playwright.sync_api import expect

from indicators.models import Observation, Submission
from tests.assessing import World, published
from tests.factories import INDICATORS, make_indicator, make_person, make_quarter, make_submission
from tests.grid_page import drafts, expect_all_saved, expect_said, expect_status, field, line, ready
from tests.grid_page import without_network_errors as forget_network_errors
from zones.access import LEADERSHIP
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

FORM = "/collect/2022Q4/a/"
#: What the reporter types, line by line: a plain figure, one with its unit, none with a reason, …
TYPED = {
    "trade_import": "60",
    "trade_export": "1,40",  # a slip
    "processing": "１２０",
    "logistics": "0.003亿",
    "ecommerce": "0",
    "repair": "无法填报：海关系统切换",
    "enterprises": "52",
    "vehicles": "n/a",
    "projects_leading": "0",
    "projects_key": "2",
    "events": "1",
    "tax": "7.5",
    "income": "210",
    "employees": "4300",
    "fdi": "3",
}
LOST_AFTER, BACK_AFTER = 5, 9


@pytest.fixture
def world(transactional_db):
    """Two zones that reported trade until 2022Q3; zone b also 2022Q4, which is open for zone a."""
    world = World()
    for code in INDICATORS:
        if code != "trade_total":
            make_indicator(code)
    world.trade.sum_of.set(world.trade.__class__.objects.filter(code__in=PARTS))
    make_quarter("2022Q4", due_on=date(2023, 1, 15), locks_on=date(2999, 2, 15))
    for year, of_a, of_b in ((2020, 80, 100), (2021, 100, 100), (2022, 150, 100)):
        world.report(world.a, year, [of_a] * (3 if year == 2022 else 4))
        world.report(world.b, year, [of_b] * (3 if year == 2022 else 4))
    complete = dict.fromkeys(INDICATORS, 1) | {"trade_total": 100}
    people = {"by": world.staff, "verified_by": world.reviewer}
    make_submission(world.b, "2022Q4", complete, **people)
    make_person("reporter", zone=world.a)
    make_person("leader", LEADERSHIP)
    published("2021")
    return world


PARTS = ("trade_import", "trade_export")


def test_a_quarter_is_filled_lost_found_handed_in_returned_corrected_verified_and_published(
    world, open_page, record
):
    leader = open_page("leader")
    assert "2021" in judged_year(leader)

    reporter = filled_by_keyboard(open_page("reporter"), record)
    reviewer = open_page("commerce2")
    returned(reviewer, "出口额请与海关核对")
    corrected(reporter, "出口额请与海关核对")
    verified(reviewer)
    before = overview(leader)
    assert "2021" in judged_year(leader), "what is published does not move with the figures"
    assert "63.40" not in before

    publish(open_page("commerce"))
    after = overview(leader)  # the first request after it
    assert "2022" in judged_year(leader)
    assert "63.40" in after  # 648 of 1,000 万元, and growth by 62 % of 100 % over 400, halved each

    assert "63.4" in downloaded(leader)

    steps = AuditEntry.objects.filter(zone="a", quarter="2022Q4", kind="submission").order_by("seq")
    assert list(steps.values_list("action", flat=True)) == [
        *("opened", "submitted", "returned", "submitted", "verified", "published"),
    ]
    assert audit_verdict().is_intact


def judged_year(page) -> str:
    """The overview's heading, which names the period that it shows."""
    overview(page)
    return page.inner_text("h1")


def overview(page) -> str:
    page.goto("/")
    return " ".join(page.inner_text("body").split())


def filled_by_keyboard(page, record):
    """The reporter's window, once the whole quarter is handed in; the mouse is never touched."""
    page.goto("/collect/")
    page.locator(f"a[href='{FORM}']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FORM}")
    ready(page)
    tab_to(page, field(page, "trade_import"))
    lines = list(TYPED.items())
    for code, text in lines[:LOST_AFTER]:
        enter(page, code, text)
    expect_status(line(page, "trade_export"), "failed")  # the slip is named at once, and kept
    field(page, "trade_export").focus()
    enter(page, "trade_export", "140")
    expect_all_saved(page)

    page.context.set_offline(True)
    field(page, lines[LOST_AFTER][0]).focus()
    for code, text in lines[LOST_AFTER:BACK_AFTER]:
        enter(page, code, text)
    expect_said(page, "网络已断开")
    assert len(drafts(page)) == BACK_AFTER - LOST_AFTER
    page.close()  # and the evening is over

    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto(FORM)
    expect_all_saved(ready(page))
    assert drafts(page) == []
    assert (
        Observation.objects.filter(submission__zone__code="a", is_computed=False).count() == 9 + 11
    )
    forget_network_errors(record)
    tab_to(page, field(page, lines[BACK_AFTER][0]))
    for code, text in lines[BACK_AFTER:]:
        enter(page, code, text)
    press(page, page.locator("button[value=submit]"))
    expect(page.locator(".zt-message.is-success")).to_contain_text("已提交")
    return page


def enter(page, code: str, text: str) -> None:
    expect(field(page, code)).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def tab_to(page, place) -> None:
    """Presses Tab until the keyboard is there."""
    for _step in range(200):
        if place.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("no Tab leads there")


def press(page, place) -> None:
    """Goes there by Tab and presses Enter: a button or a link, without the mouse."""
    tab_to(page, place)
    page.keyboard.press("Enter")


def returned(page, note: str) -> None:
    """A second person gives it back by keyboard; without a note that is not possible."""
    page.goto(FORM)
    press(page, page.locator("button[value=return]"))
    expect(page.locator("button[value=verify]")).to_be_visible()
    assert Submission.objects.get(zone__code="a", quarter__quarter=4, quarter__year=2022).note == ""
    tab_to(page, page.locator("[name=note]"))
    page.keyboard.type(note)
    press(page, page.locator("button[value=return]"))
    expect(page.locator("h1 .zt-badge")).to_have_text("已退回")


def corrected(page, note: str) -> None:
    """The reporter finds it in the work list, reads the note, corrects and hands in again."""
    page.goto("/collect/")
    expect(page.locator("main table").first).to_contain_text("2022Q4")
    page.goto(FORM)
    expect(page.locator(".zt-message.is-warning")).to_contain_text(note)
    ready(page)
    tab_to(page, field(page, "trade_export"))
    enter(page, "trade_export", "138")
    expect_all_saved(page)
    press(page, page.locator("button[value=submit]"))
    expect(page.locator(".zt-message.is-success")).to_contain_text("已提交")


def verified(page) -> None:
    page.goto(FORM)
    expect(page.locator("main")).to_contain_text("138")
    press(page, page.locator("button[value=verify]"))
    expect(page.locator("h1 .zt-badge")).to_have_text("已审核")


def downloaded(page) -> str:
    """The published table as a file, fetched by keyboard alone."""
    page.goto("/assessments/2022/")
    with page.expect_download() as download:
        press(page, page.locator("a[href*='export=csv']").first)
    return download.value.path().read_text("utf-8-sig")


def publish(page) -> None:
    """The department assesses the year and publishes it."""
    page.goto("/assessments/")
    page.select_option("#run-period", "2022")
    page.locator("form.zt-run button").click()
    page.wait_for_url("**/assessments/2022/**")
    page.fill("#unheard-reason", "已电话征求意见")
    page.locator("form[action='/assessments/2022/publish/'] button").click()
    expect(page.locator(".zt-message.is-success")).to_be_visible()
