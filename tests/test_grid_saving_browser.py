"""Nothing typed is lost: without a connection, without a session, beside other people and tabs."""

from contextlib import contextmanager, suppress
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import Error, expect

from indicators.models import CellNote, Observation, ReportingQuarter, Submission
from indicators.services.quarter_terms import quarter_cancel
from tests.browser import Gate, _session_cookie
from tests.collecting import make_people, make_place
from tests.factories import user_of
from tests.grid_page import (
    FORM,
    GRID,
    agree,
    cell,
    drafts,
    expect_all_saved,
    expect_said,
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
from zones.models import AuditEntry

CELLS = "**/collect/2022Q2/cells/"
PASSWORD = "long-and-secret-enough"
PRESS = 400  # milliseconds


@pytest.fixture
def people(transactional_db):
    return make_people(make_place())


@pytest.fixture
def yichang(people):
    """The reporter can sign in with a password."""
    user = user_of(people["yichang"])
    user.set_password(PASSWORD)
    user.save()


@pytest.fixture(params=[GRID, FORM], ids=["grid", "form"])
def address(request):
    return request.param


def start(page, address):
    """The page open at its first figure."""
    open_grid(page, address)
    first = cell(page, "trade_import").first if address == GRID else field(page, "trade_import")
    if address == GRID:
        first = page.locator("#grid tbody tr").last.locator("td").first
    first.click()
    return page


def start_where_nothing_is_tried_again(page):
    """The grid whose waits of a second and more never end: only a person sends again."""
    page.add_init_script(
        "const wait = window.setTimeout;"
        "window.setTimeout = (act, ms, ...rest) => (ms >= 1000 ? 0 : wait(act, ms, ...rest));"
    )
    return start(page, GRID)


def place(page, address, indicator="trade_import"):
    """Where a figure's sign stands."""
    if address == FORM:
        return line(page, indicator)
    codes = ("trade_import", "trade_export", "trade_total", "processing", "vehicles")
    return page.locator("#grid tbody tr").last.locator("td").nth(codes.index(indicator))


def stored() -> dict[str, Decimal | None]:
    rows = Observation.objects.filter(submission__zone__code="yichang", is_computed=False)
    return dict(rows.values_list("indicator__code", "value"))


def reload(page) -> None:
    """Reloads although the page warns that not everything is saved."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


def crash(page) -> None:
    """Ends a page as a failing browser does: nothing in it runs on."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


# The connection


def test_a_cell_shows_that_it_is_being_saved_and_then_that_it_is(open_page, people, address):
    page = open_page("yichang")
    gate = Gate(page, CELLS)
    start(page, address)
    gate.shut()
    type_in(page, "12")
    expect_status(place(page, address), "saving")
    expect_said(page, "正在保存")
    gate.open()
    expect_status(place(page, address), "saved")
    expect_said(page, "全部已保存")
    assert drafts(page) == []


def test_without_a_connection_it_waits_and_goes_by_itself_when_it_is_back(
    open_page, people, address, record
):
    page = start(open_page("yichang"), address)
    page.context.set_offline(True)
    type_in(page, "12")
    expect_status(place(page, address), "waiting")
    expect_said(page, "网络已断开")
    assert [one["typed"]["value"] for one in drafts(page)] == ["12"]
    assert stored() == {}
    page.context.set_offline(False)
    expect_status(place(page, address), "saved")
    expect_all_saved(page)
    assert drafts(page) == []
    assert stored() == {"trade_import": 12}
    without_network_errors(record)


def test_a_server_that_fails_is_asked_again_at_the_press_of_a_button(open_page, people, record):
    page = open_page("yichang")
    faults = [
        lambda route: route.fulfill(status=500, body="<h1>Server error</h1>"),
        lambda route: route.fulfill(status=503, json={"error": "busy", "message": ""}),
        lambda route: route.fulfill(status=503, body=render_to_string("503_away.html")),
        lambda route: route.fulfill(status=503, body=render_to_string("503_full.html")),
        lambda route: route.fulfill(status=429, body="<h1>asked too often</h1>"),
        lambda route: route.abort("connectionreset"),
        lambda route: route.abort("timedout"),
        lambda route: route.fulfill(status=200, body="<html>a proxy's page</html>"),
    ]
    met = []
    page.route(CELLS, lambda route: met.pop()(route) if met else route.continue_())
    start_where_nothing_is_tried_again(page)
    for number, fault in enumerate(faults, start=1):
        met.append(fault)
        type_in(page, str(number))
        expect_status(place(page, GRID), "waiting")
        page.locator("[data-again]").click()
        expect_status(place(page, GRID), "saved")
        assert stored() == {"trade_import": number}
        page.locator("#grid tbody tr").last.locator("td").first.click()
    without_network_errors(record)


def test_a_server_that_fails_is_asked_again_by_itself(open_page, people, record):
    page = open_page("yichang")
    failing = [500]
    page.route(
        CELLS,
        lambda route: route.fulfill(status=500, body="") if failing else route.continue_(),
    )
    start(page, GRID)
    type_in(page, "12")
    expect_status(place(page, GRID), "waiting")
    failing.clear()
    expect_status(place(page, GRID), "saved")
    assert stored() == {"trade_import": 12}
    without_network_errors(record)


def test_an_answer_that_was_lost_makes_no_second_entry_and_no_conflict(open_page, people, record):
    page = open_page("yichang")

    def lose_the_answer(route):
        route.fetch()
        route.abort("connectionreset")

    page.route(CELLS, lose_the_answer, times=1)
    start_where_nothing_is_tried_again(page)
    type_in(page, "12")
    expect_status(place(page, GRID), "waiting")
    type_in(page, "13")
    expect_all_saved(page)
    assert stored() == {"trade_import": 13}
    assert AuditEntry.objects.filter(indicator="trade_import").count() == 2
    without_network_errors(record)


def test_what_was_typed_survives_a_crash_of_the_browser(open_page, people, address, record):
    page = start(open_page("yichang"), address)
    page.context.set_offline(True)
    type_in(page, "12")
    page.keyboard.type("13")  # and not even left
    expect_status(place(page, address), "waiting")
    other = page.context.new_page()
    crash(page)  # a window that is closed in order may be connected again before it is gone
    page.context.set_offline(False)
    open_grid(other, address)
    expect_all_saved(other)
    expect(issues(other)).to_contain_text("当时未能保存")
    assert drafts(other) == []
    assert set(stored().values()) <= {Decimal(12), Decimal(13)}
    assert "13" in str(stored().values())
    without_network_errors(record)


def test_a_bad_figure_is_still_there_after_a_reload(open_page, people):
    page = start(open_page("yichang"), GRID)
    type_in(page, "abc")
    expect_status(place(page, GRID), "failed")
    reload(page)
    expect_status(place(ready(page), GRID), "failed")
    assert place(page, GRID).locator(".zg-value").inner_text() == "abc"
    expect(issues(page)).to_contain_text("“abc”")


def test_a_remark_waits_for_the_connection_too(open_page, people, record):
    page = start(open_page("yichang"), GRID)
    page.context.set_offline(True)
    page.keyboard.press("Shift+F2")
    page.fill("#grid-menu-remark", "与海关核对")
    page.keyboard.press("Control+Enter")
    expect_said(page, "网络已断开")
    page.context.set_offline(False)
    expect(place(page, GRID).locator(".zg-sign.is-remarked")).to_have_count(1)
    assert CellNote.objects.get().text == "与海关核对"
    without_network_errors(record)


# The session


def test_who_signs_in_again_in_another_tab_loses_nothing(open_page, yichang, record):
    page = start(open_page("yichang"), GRID)
    page.context.clear_cookies(name="sessionid")
    type_in(page, "12")
    expect_said(page, "登录已失效")
    expect_status(place(page, GRID), "waiting")
    with page.context.expect_page() as opened:
        page.locator("[data-sign-in]").click()
    other = opened.value
    other.fill("[name=username]", "yichang")
    other.fill("[name=password]", PASSWORD)
    other.press("[name=password]", "Enter")
    other.wait_for_url(lambda url: "login" not in url)
    expect_all_saved(page)  # by itself: nobody had to press anything here
    assert stored() == {"trade_import": 12}
    type_in(page, "13")
    expect_all_saved(page)
    without_network_errors(record)


def test_who_signs_in_again_after_a_reload_loses_nothing(open_page, yichang, record):
    page = start(open_page("yichang"), FORM)
    page.context.clear_cookies(name="sessionid")
    type_in(page, "12")
    expect_said(page, "登录已失效")
    reload(page)
    page.wait_for_url("**/login/**")
    page.fill("[name=username]", "yichang")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect_all_saved(ready(page))
    assert page.url.endswith(FORM)
    assert stored() == {"trade_import": 12}
    without_network_errors(record)


def test_what_one_person_typed_is_not_saved_under_anothers_name(
    open_page, people, live_server, record
):
    page = start(open_page("yichang"), GRID)
    page.context.add_cookies([_session_cookie("commerce", live_server.url)])
    type_in(page, "12")
    expect_said(page, "Commerce")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    assert stored() == {}
    reload(page)  # the other person's page: nothing of it is theirs
    expect_said(ready(page), "逐格自动保存")
    assert place(page, GRID).locator(".zg-value").inner_text() == ""
    page.context.add_cookies([_session_cookie("yichang", live_server.url)])
    page.goto(FORM)
    expect_all_saved(ready(page))
    assert stored() == {"trade_import": 12}
    assert AuditEntry.objects.get(indicator="trade_import").person_name == "Yichang"
    without_network_errors(record)


# Two people, two tabs


def both_typed(open_page, address, mine="9", theirs="7"):
    """My page, after somebody else stored another figure since I opened it."""
    page, other = open_page("yichang"), open_page("commerce")
    start(page, address)
    start(other, GRID)
    type_in(other, theirs)
    expect_all_saved(other)
    type_in(page, mine)
    expect_status(place(page, address), "conflict")
    return page


@pytest.mark.parametrize(
    ("address", "choice"), [(GRID, "mine"), (GRID, "theirs"), (FORM, "mine")], ids=str
)
def test_the_second_person_is_shown_both_figures_and_chooses(open_page, people, address, choice):
    page = both_typed(open_page, address)
    said = issues(page).locator("li")
    for words in ("trade_import额", "9万元", "7万元", "Commerce"):
        expect(said).to_contain_text(words)
    assert stored() == {"trade_import": 7}
    button = "保留我的" if choice == "mine" else "采用对方"
    beside = page.locator("#grid-bar-why" if address == GRID else "#trade_import-error")
    (page.locator("#trade_import-value") if address == FORM else place(page, GRID)).click()
    beside.locator("button", has_text=button).click()  # where the figure stands
    expect(issues(page)).to_be_hidden()
    if choice == "mine":
        expect_all_saved(page)
    assert drafts(page) == []
    shown = 9 if choice == "mine" else 7
    assert stored() == {"trade_import": shown}
    if address == FORM:
        expect(field(page, "trade_import")).to_have_value(str(shown))
    values = AuditEntry.objects.filter(indicator="trade_import").values_list("new", flat=True)
    assert str(list(values)).count("7") >= 1, "neither is lost: the other stays in the history"


def test_two_tabs_of_one_person_do_not_overwrite_each_other(open_page, people):
    page = open_page("yichang")
    other = page.context.new_page()
    start(page, GRID)
    start(other, FORM)
    type_in(page, "7")
    expect_all_saved(page)
    type_in(other, "9")
    expect_status(line(other, "trade_import"), "conflict")
    expect(issues(other)).to_contain_text("Yichang")
    assert stored() == {"trade_import": 7}


def test_the_buttons_of_both_figures_hold_their_words_in_english_too(open_page, people):
    page, other = (open_page("yichang", locale="en") for _window in range(2))
    start(page, FORM)
    start(other, GRID)
    type_in(other, "5100")
    expect(other.locator("#grid-status [data-said]")).to_contain_text("Everything is saved")
    type_in(page, "5200")
    buttons = page.locator("#trade_import-error .zg-choices button")
    expect(buttons).to_have_count(2)
    for button in buttons.all():
        assert button.evaluate("one => one.scrollWidth <= one.clientWidth"), button.inner_text()


def test_two_tabs_that_were_closed_unsaved_lose_neither_entry(open_page, people, record):
    context = open_page("yichang").context
    first, second = (start(context.new_page(), GRID) for _tab in range(2))
    context.set_offline(True)
    for page, text in ((first, "7"), (second, "9")):
        page.bring_to_front()
        type_in(page, text)
        expect_status(place(page, GRID), "waiting")
    first.close()
    second.close()
    context.set_offline(False)
    page = open_grid(context.new_page())
    expect_all_saved(page)
    expect(issues(page)).to_contain_text("7万元")
    assert stored() == {"trade_import": 9}
    without_network_errors(record)


# Handing in


def test_handing_in_twice_and_the_back_button_leave_one_submission(open_page, people):
    page = start(open_page("yichang"), FORM)
    type_in(page, "12", "5", "3", "1")
    expect_all_saved(page)
    twin = start(page.context.new_page(), FORM)
    submit = "button[value=submit]"
    page.locator(submit).dblclick()
    expect(page.locator(".zt-message.is-success")).to_contain_text("已提交")
    page.go_back()
    expect(page.locator("h1 .zt-badge")).to_have_text("待审核")
    expect(page.locator(submit)).to_have_count(0)
    twin.locator(submit).click()
    expect(twin.locator("main .zt-message").first).to_contain_text("本次未重复提交")
    submission = Submission.objects.get()
    assert (submission.version, submission.state) == (1, "submitted")
    assert AuditEntry.objects.filter(action=AuditEntry.Action.SUBMITTED).count() == 1


def test_nothing_is_handed_in_while_something_is_not_saved(open_page, people, record):
    page = start(open_page("yichang"), FORM)
    type_in(page, "abc", "5")
    expect_status(line(page, "trade_import"), "failed")
    page.locator("button[value=submit]").click()
    expect(field(page, "trade_import")).to_be_focused()
    page.keyboard.press("Control+a")
    page.context.set_offline(True)
    type_in(page, "12")
    page.locator("button[value=submit]").click()
    expect(issues(page)).to_contain_text("未提交")
    assert Submission.objects.get().state == "draft"
    page.context.set_offline(False)
    expect_all_saved(page)
    agree(page)
    page.locator("button[value=submit]").click()
    expect(page.locator(".zt-message.is-success")).to_contain_text("已提交")
    assert stored() == {"trade_import": 12, "trade_export": 5}
    without_network_errors(record)


def test_a_figure_that_somebody_else_changed_is_looked_at_before_handing_in(open_page, people):
    page, other = open_page("yichang"), open_page("commerce")
    start(page, FORM)
    type_in(page, "12")
    expect_all_saved(page)
    start(other, GRID)
    other.keyboard.press("ArrowRight")
    type_in(other, "7")
    expect_all_saved(other)
    page.locator("button[value=submit]").click()
    expect(issues(page)).to_contain_text("他人修改了trade_export额")
    expect(field(page, "trade_export")).to_have_value("7")
    assert Submission.objects.get().state == "draft"
    agree(page)
    page.locator("button[value=submit]").click()
    expect(page.locator(".zt-message.is-success")).to_contain_text("已提交")
    assert stored() == {"trade_import": 12, "trade_export": 7}


def test_what_waits_in_the_browser_is_said_on_the_other_pages(open_page, people):
    page = start(open_page("yichang"), FORM)
    type_in(page, "abc")
    expect_status(line(page, "trade_import"), "failed")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/collect/")
    expect(page.locator("#unsaved")).to_contain_text("2022Q2有1项录入仅存于本浏览器")
    page.locator("#unsaved a").click()
    expect_status(place(page, GRID), "failed")
    page.locator("[data-first]").click()
    type_in(page, "5")
    expect_all_saved(page)
    page.goto("/collect/2022Q2/")
    expect(page.locator("#unsaved")).to_be_empty()


def test_what_was_typed_for_a_cancelled_quarter_is_seen_and_discarded(open_page, people, record):
    page = start(open_page("yichang"), FORM)
    type_in(page, "abc")
    expect_status(line(page, "trade_import"), "failed")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/collect/")
    quarter = ReportingQuarter.objects.get(year=2022, quarter=2)
    quarter_cancel(quarter=quarter, reason="误开", by=people["commerce"], at=timezone.now())
    page.locator("#unsaved a").click()
    expect(page.locator("main")).to_contain_text("2022Q2已由商务厅撤销")
    kept = page.locator("#leftover li")
    expect(kept).to_have_count(1)
    expect(kept).to_contain_text("trade_import额：abc")
    page.locator("#leftover [data-discard]").click()
    expect(page.locator("#leftover")).to_be_hidden()
    page.goto("/collect/")
    expect(page.locator("#unsaved")).to_be_empty()
    without_network_errors(record)


@contextmanager
def pressed(page, button):
    """Within it the button is held down, as long as a hand holds it."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    yield
    page.wait_for_timeout(PRESS)
    page.mouse.up()


def test_a_press_that_leaves_a_figure_that_is_refused_still_counts(open_page, people):
    page = start(open_page("yichang"), FORM)
    page.keyboard.type("abc")
    with pressed(page, page.locator("button[value=save]")):
        pass
    expect_status(line(page, "trade_import"), "failed")
    expect(field(page, "trade_import")).to_be_focused()


def test_a_press_during_which_a_figure_is_refused_still_counts(open_page, people):
    page = open_page("yichang")
    gate = Gate(page, CELLS)
    start(page, FORM)
    gate.shut()
    type_in(page, "abc")
    expect_status(line(page, "trade_import"), "saving")
    with pressed(page, page.locator("button[value=save]")):
        gate.open()
    expect_status(line(page, "trade_import"), "failed")
    expect(field(page, "trade_import")).to_be_focused()


def test_figures_handed_in_meanwhile_are_closed_and_what_was_typed_stays(open_page, people):
    page = start(open_page("yichang"), FORM)
    type_in(page, "12")
    expect_all_saved(page)
    late = start(page.context.new_page(), GRID)
    agree(page)
    page.locator("button[value=submit]").click()
    expect(page.locator(".zt-message.is-success")).to_contain_text("已提交")
    paste(late, "13\t14\n")
    expect(issues(late).locator("li")).to_have_count(2)
    expect(issues(late)).to_contain_text("待审核")
    assert place(late, GRID, "trade_export").locator(".zg-value").inner_text() == "14"
    assert stored() == {"trade_import": 12}


# What the checks find


def test_what_the_checks_find_is_said_as_a_figure_is_saved_and_gone_as_it_is_mended(
    open_page, people, address
):
    page = start(open_page("yichang"), address)
    said = page.locator(".zg-checks li:visible")
    if address == GRID:
        type_in(page, "60", "40", then="Tab")
        place(page, address, "processing").click()
        type_in(page, "130", then="Enter")
    else:
        field(page, "trade_export").fill("40")
        field(page, "processing").fill("130")
        field(page, "trade_import").fill("60")
        field(page, "trade_import").press("Enter")
    expect_all_saved(page)
    if address == GRID:
        place(page, address, "processing").click()
        expect(place(page, address, "processing").locator(".zg-sign.is-severe")).to_have_count(1)
    expect(said).to_have_count(1)
    expect(said).to_contain_text("130万元")
    if address == GRID:
        type_in(page, "90", then="Enter")
        expect_all_saved(page)
        place(page, address, "processing").click()
    else:
        field(page, "processing").fill("90")
        field(page, "processing").press("Enter")
        expect_all_saved(page)
    expect(said).to_have_count(0)
