"""The grid of all zones in a browser: moved through, filled, pasted into and undone by keyboard."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from indicators.models import CellNote, Observation
from tests.collecting import entry, hand_in, make_place, record
from tests.factories import make_quarter, make_submission
from tests.grid_page import (
    GRID,
    cell,
    copied,
    drafts,
    expect_all_saved,
    expect_said,
    expect_status,
    issues,
    open_grid,
    paste,
    type_in,
)
from zones.models import AuditEntry


@pytest.fixture
def place(transactional_db):
    return make_place()


@pytest.fixture
def grid(open_page, people):
    """The grid of both zones, open to the department; the first cell is the active one."""
    page = open_grid(open_page("commerce"))
    cell(page, "trade_import", "donghu").click()
    return page


def stored(zone: str = "donghu") -> dict[str, Decimal | None]:
    rows = Observation.objects.filter(submission__zone__code=zone)
    return dict(rows.values_list("indicator__code", "value"))


def expect_active(page, indicator, zone="donghu"):
    expect(cell(page, indicator, zone).locator(".zg-input")).to_be_focused()


# Keys


def test_the_grid_is_reached_and_left_by_tab_and_esc_alone(open_page, people):
    page = open_grid(open_page("commerce"))
    page.locator("#content").focus()
    for _step in range(10):
        page.keyboard.press("Tab")
        if page.locator(".zg-input").count():
            break
    expect_active(page, "trade_import")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".zg-input")).to_have_count(0)
    assert not page.evaluate("document.activeElement.closest('#grid tbody')")


def test_arrows_enter_and_tab_go_where_a_spreadsheet_goes(grid):
    grid.keyboard.press("ArrowRight")
    expect_active(grid, "trade_export")
    grid.keyboard.press("ArrowDown")
    expect_active(grid, "trade_export", "yichang")
    grid.keyboard.press("Control+Home")
    expect_active(grid, "trade_import")
    type_in(grid, "10", "20", then="Tab")  # the total between is skipped
    expect_active(grid, "processing")
    type_in(grid, "30")  # back below the cell that the run of tabs began in
    expect_active(grid, "trade_import", "yichang")
    type_in(grid, "40", then="ArrowRight")
    expect_active(grid, "trade_export", "yichang")
    expect_all_saved(grid)
    assert stored() == {
        "trade_import": 10,
        "trade_export": 20,
        "trade_total": 30,
        "processing": 30,
    }
    assert stored("yichang") == {"trade_import": 40}


def test_typing_replaces_f2_edits_and_esc_brings_back(grid):
    type_in(grid, "120")
    grid.keyboard.press("ArrowUp")
    type_in(grid, "7")
    expect(cell(grid, "trade_import", "donghu").locator(".zg-value")).to_have_text("7")
    grid.keyboard.press("ArrowUp")
    grid.keyboard.press("F2")
    grid.keyboard.type("51")
    grid.keyboard.press("ArrowLeft")
    grid.keyboard.press("Backspace")
    type_in(grid, "0")
    expect(cell(grid, "trade_import", "donghu").locator(".zg-value")).to_have_text("701")
    grid.keyboard.press("ArrowUp")
    grid.keyboard.type("999")
    grid.keyboard.press("Escape")
    expect(grid.locator(".zg-input")).to_have_value("701")
    grid.keyboard.press("ArrowDown")
    expect_all_saved(grid)
    assert stored() == {"trade_import": 701}


def test_an_answer_does_not_disturb_the_caret_of_who_edits_on(grid):
    type_in(grid, "120", then="ArrowRight")
    grid.keyboard.press("F2")
    expect_status(cell(grid, "trade_import", "donghu"), "saved")
    grid.keyboard.type("5")
    grid.keyboard.press("ArrowLeft")
    expect_active(grid, "trade_export")


def test_undo_says_what_it_does_and_leaves_what_somebody_else_stored_since(grid, people, place):
    type_in(grid, "5")
    expect_all_saved(grid)
    undo = grid.locator("[data-undo]")
    expect(undo).to_have_attribute("title", re.compile("donghu区.*恢复为空"))
    record(place["donghu"], [entry("trade_import", 7)], people["commerce2"])
    cell(grid, "processing", "donghu").click()
    type_in(grid, "3")
    expect_all_saved(grid)  # by its answer the page knows of the 7
    expect(cell(grid, "trade_import", "donghu").locator(".zg-value")).to_have_text("7")
    undo.click()
    expect(cell(grid, "processing", "donghu").locator(".zg-value")).to_have_text("")
    expect_said(grid, "已撤销：donghu区 / processing额恢复为空。")
    undo.click()
    expect(issues(grid)).to_contain_text("此后他人已在该处保存新数")
    expect(undo).to_be_disabled()
    expect_all_saved(grid)
    assert stored()["trade_import"] == 7
    changes = AuditEntry.objects.filter(action="figure_changed", indicator="processing")
    assert changes.count() == 2, "what is taken back is a change like any other"


def test_undo_takes_back_a_pasted_rectangle_as_one_step_and_redo_puts_it_back(grid):
    paste(grid, "1\t2\n3\t4\n")
    expect_all_saved(grid)
    assert (stored()["trade_total"], stored("yichang")["trade_total"]) == (3, 7)
    grid.keyboard.press("Control+z")
    expect(cell(grid, "trade_export", "yichang").locator(".zg-value")).to_have_text("")
    expect_all_saved(grid)
    expect_said(grid, "已撤销：4个单元格恢复为原来的数。")
    expect(cell(grid, "trade_total", "yichang").locator(".zg-value")).to_have_text("")
    assert stored() == stored("yichang") == {}
    grid.keyboard.press("Control+y")
    expect(cell(grid, "trade_total", "yichang").locator(".zg-value")).to_have_text("7")
    assert stored("yichang") == {"trade_import": 3, "trade_export": 4, "trade_total": 7}
    expect_said(grid, "已重做：4个单元格恢复为撤销前的数。")
    cell(grid, "processing", "donghu").click()
    type_in(grid, "9")
    expect_said(grid, "全部已保存")
    expect(grid.locator("#grid-status")).not_to_contain_text("已重做")


def test_unit_span_state_reason_and_remark_are_reached_without_a_mouse(grid, place, people):
    make_submission(place["donghu"], "2022Q1", {"trade_import": 10000}, by=people["commerce"])
    grid.keyboard.press("ArrowUp")  # above the first zone: unit and span of the column
    expect(grid.locator("[data-pick=trade_import]")).to_be_focused()
    grid.locator("[data-pick=trade_import]").press("ArrowDown")
    expect(grid.locator("[data-pick=trade_import]")).to_have_value("亿元 quarter")
    grid.keyboard.press("Enter")
    type_in(grid, "1.5")
    expect_status(cell(grid, "trade_import", "donghu"), "saved")
    assert stored() == {"trade_import": 15000}
    grid.keyboard.press("ArrowUp")
    grid.keyboard.press("Alt+ArrowDown")
    menu = grid.locator("#grid-menu")
    expect(menu.locator("[name=value]")).to_be_focused()
    grid.keyboard.press("Tab")
    grid.keyboard.press("Tab")
    expect(menu.locator("[name=basis]")).to_be_focused()
    grid.keyboard.press("ArrowDown")  # year to date
    grid.keyboard.press("Enter")
    expect(menu).to_be_hidden()
    expect(grid.locator("[data-part=now]")).to_contain_text("5,000万元 = 0.50亿元")
    expect(grid.locator("[data-part=ytd]")).to_have_text("年初累计15,000万元")
    expect(cell(grid, "trade_import", "donghu").locator(".zg-unit")).to_have_text("累计")
    assert stored() == {"trade_import": 5000}
    grid.keyboard.press("Shift+F2")
    for _step in range(3):
        grid.keyboard.press("Tab")
    expect(menu.locator("[name=state]")).to_be_focused()
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("ArrowDown")  # cannot be reported
    grid.keyboard.press("Tab")
    grid.keyboard.type("系统切换")
    grid.keyboard.press("Tab")
    grid.keyboard.type("请海关核对")
    grid.keyboard.press("Tab")
    grid.keyboard.press("Space")  # to be followed up
    grid.keyboard.press("Tab")
    grid.keyboard.press("Enter")
    expect(menu).to_be_hidden()
    place = cell(grid, "trade_import", "donghu")
    expect(place.locator(".zg-sign.is-marked")).to_have_text("需跟进")
    expect(grid.locator(".zg-input")).to_have_value("无法填报")
    expect(grid.locator("#grid-marks li")).to_contain_text("请海关核对")
    assert CellNote.objects.get().is_follow_up
    assert Observation.objects.get(submission__quarter__quarter=2).reason == "系统切换"


def test_the_bar_tells_what_was_reported_before_and_what_it_means(open_page, place, people):
    both = {"by": people["commerce2"], "verified_by": people["commerce"]}
    make_submission(place["donghu"], "2022Q1", {"trade_import": 11000}, **both)
    make_submission(place["donghu"], "2021Q2", {"trade_import": 9000}, **both)
    make_submission(place["donghu"], "2022Q2", {"trade_import": 12000}, state="draft", **both)
    page = open_grid(open_page("commerce"))
    cell(page, "trade_import", "donghu").click()
    assert page.locator("[data-part=last]").inner_text() == "11,000万元 = 1.10亿元"
    assert page.locator("[data-part=before]").inner_text() == "9,000万元 = 0.90亿元"
    assert page.locator("[data-part=ytd]").inner_text() == "年初累计23,000万元"
    assert cell(page, "trade_import", "donghu").locator(".zg-before").inner_text().split() == [
        *("上季", "11,000"),
        *("同期", "9,000"),
    ]


def test_the_zones_names_stand_left_of_their_figures(grid):
    grid.keyboard.press("ArrowLeft")
    expect(grid.locator("#grid tbody th a").first).to_be_focused()
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("ArrowRight")
    expect_active(grid, "trade_import", "yichang")
    grid.keyboard.press("ArrowLeft")
    grid.keyboard.press("Enter")
    grid.wait_for_url("**/collect/2022Q2/yichang/")


def test_a_window_left_to_copy_elsewhere_keeps_its_cell_and_what_was_typed(grid):
    grid.keyboard.type("12")
    grid.evaluate(
        "document.activeElement.dispatchEvent(new FocusEvent('focusout', {bubbles: true}))"
    )
    expect_all_saved(grid)
    expect_active(grid, "trade_import")
    paste(grid, "13\n14\n")
    expect_all_saved(grid)
    assert (stored(), stored("yichang")) == ({"trade_import": 13}, {"trade_import": 14})


def test_what_is_refused_and_what_is_saved_but_severe_differ_in_shape_and_in_words(grid):
    paste(grid, "60\t40\t\t130\t5%\n")  # processing above the total; vehicles in percent
    expect(issues(grid).locator("li")).to_have_count(1)
    severe = cell(grid, "processing", "donghu").locator(".zg-sign.is-severe")
    refused = cell(grid, "vehicles", "donghu").locator(".zg-sign.is-failed")
    expect(severe.locator(".zg-word")).to_have_text("严重")
    expect(refused.locator(".zg-word")).to_have_text("未被接收")
    shapes = [one.locator("use").get_attribute("href") for one in (severe, refused)]
    assert [one.partition("#")[2] for one in shapes] == ["alert-octagon", "circle-x"]
    assert stored()["processing"] == 130, "saved all the same"


#: Whether the active cell stands wholly above the bar that tells of saving.
IS_SEEN = """() => document.querySelector("td.is-active").getBoundingClientRect().bottom
  <= document.querySelector("#grid-status").getBoundingClientRect().top"""


def test_the_cell_that_one_goes_to_is_not_left_below_the_bar(grid):
    grid.set_viewport_size({"width": 768, "height": 560})
    cell(grid, "trade_import", "donghu").click()
    grid.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    grid.keyboard.press("ArrowDown")
    expect_active(grid, "trade_import", "yichang")
    grid.wait_for_function(IS_SEEN)


# Selecting and pasting


def test_a_selection_is_filled_with_one_value_copied_and_cleared(grid):
    grid.keyboard.press("Shift+ArrowRight")
    grid.keyboard.press("Shift+ArrowDown")
    expect(grid.locator("[data-part=count]")).to_have_text("已选中4格（2行 × 2列）")
    paste(grid, "5\n")
    expect_all_saved(grid)
    assert (
        stored() == stored("yichang") == {"trade_import": 5, "trade_export": 5, "trade_total": 10}
    )
    assert copied(grid) == "5\t5\n5\t5"
    grid.keyboard.type("6")
    grid.keyboard.press("Control+Enter")
    expect(cell(grid, "trade_total", "yichang").locator(".zg-value")).to_have_text("12")
    grid.keyboard.press("Delete")
    expect(cell(grid, "trade_total", "yichang").locator(".zg-value")).to_have_text("")
    assert stored() == stored("yichang") == {}
    grid.keyboard.press("Control+z")
    expect(cell(grid, "trade_total", "yichang").locator(".zg-value")).to_have_text("12")


def test_a_selection_is_made_with_the_mouse_too(grid):
    cell(grid, "trade_export", "yichang").click(modifiers=["Shift"])
    assert grid.locator("td.is-selected").count() == 4
    cell(grid, "trade_import", "donghu").click()
    assert grid.locator("td.is-selected").count() == 0
    grid.mouse.down()
    cell(grid, "trade_total", "donghu").hover()
    grid.mouse.up()
    assert grid.locator("td.is-selected").count() == 3


def test_what_was_copied_says_the_same_where_it_is_pasted(grid):
    type_in(grid, "1.2亿", "无法填报：系统切换")
    expect_all_saved(grid)
    grid.keyboard.press("Control+Home")
    grid.keyboard.press("Shift+ArrowDown")
    text = copied(grid)
    assert text == "1.2亿元\n无法填报：系统切换"
    grid.keyboard.press("ArrowRight")
    paste(grid, text)
    expect_all_saved(grid)
    kept = ("entered", "unit", "value", "state", "reason")
    found = Observation.objects.filter(is_computed=False).order_by("submission", "indicator")
    one, other, third, fourth = found.values_list(*kept)
    assert (one, third) == (other, fourth)


def test_a_pasted_rectangle_names_its_bad_cells_and_keeps_the_good_ones(grid):
    make_quarter("2022Q2")
    paste(grid, '"１,２００"\t1.2亿\t\t5%\t-\n"1,5\n00"\t2,000\t\t' + "9" * 70 + "\t3\n")
    expect(issues(grid).locator("li")).to_have_count(4)
    told = issues(grid).locator("li").all_inner_texts()
    assert told[0].startswith("donghu区 / processing额：processing额应填金额或数量")
    assert told[1].startswith("donghu区 / vehicles额：“-”可能表示零")
    assert told[2].startswith("yichang区 / trade_import额：“1,5 00”")
    assert told[3].startswith("yichang区 / processing额：")
    assert stored() == {"trade_import": 1200, "trade_export": 12000, "trade_total": 13200}
    assert stored("yichang") == {"trade_export": 2000, "vehicles": 3}
    expect_status(cell(grid, "processing", "donghu"), "failed")
    # The way out: the keyboard goes to the cell, says why, and a right figure settles it.
    issues(grid).locator("li a").first.click()
    expect(grid.locator("#grid-bar-why")).to_contain_text("不能填百分数")
    expect(grid.locator(".zg-input")).to_have_attribute("aria-invalid", "true")
    type_in(grid, "5")
    expect(issues(grid).locator("li")).to_have_count(3)
    grid.keyboard.press("Control+Home")
    issues(grid).locator("li button").first.click()
    expect(issues(grid).locator("li")).to_have_count(2)


def test_a_rectangle_over_the_edge_says_how_much_was_left_out(grid):
    cell(grid, "vehicles", "yichang").click()
    paste(grid, "1\t2\n3\t4\n")
    expect(issues(grid).locator("li")).to_have_text("粘贴区域有3格超出填报表，未录入。")
    expect_all_saved(grid)
    assert stored("yichang") == {"vehicles": 1}


def test_a_text_longer_than_any_cell_is_named_and_the_others_are_kept(grid):
    paste(grid, "x" * 5000 + "\t7\n")
    expect(issues(grid).locator("li")).to_have_count(1)
    assert len(issues(grid).locator("li p").inner_text()) < 150
    assert stored() == {"trade_export": 7}


def test_dollars_take_the_quarters_rate_and_without_one_it_is_said(grid, open_page):
    dollars = "[data-pick=trade_import] option[value='万美元 quarter']"
    assert grid.locator(dollars).count() == 0
    assert "美元" in grid.inner_text("body"), "that the department has to state the rate is said"
    row = make_quarter("2022Q2")
    row.dollar_rate, row.rate_source = Decimal("6.7"), "人民银行"
    row.save()
    page = open_grid(open_page("commerce2"))
    assert "1美元折合6.7000元（人民银行）" in page.inner_text("body")
    page.locator("[data-pick=trade_import]").select_option("亿美元 quarter")
    cell(page, "trade_import", "donghu").click()
    type_in(page, "0.5", then="ArrowRight")
    expect_all_saved(page)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-part=now]")).to_have_text("33,500万元 = 3.35亿元")
    assert (Observation.objects.get().entered, stored()["trade_import"]) == ("0.5", 33500)


# What cannot be typed in


def test_a_locked_quarter_is_read_not_typed_in(open_page, people):
    row = make_quarter("2022Q2")
    row.locks_on = row.due_on + timedelta(days=1)
    row.save()
    page = open_grid(open_page("commerce"))
    expect(page.locator("main .zt-message[role=note]")).to_contain_text("已锁定")
    assert page.locator("td[data-open]").count() == 0
    cell(page, "trade_import", "donghu").click()
    page.keyboard.type("5")
    paste(page, "5\n")
    expect(issues(page).locator("li")).to_contain_text("已锁定")
    expect(page.locator(".zg-input")).to_have_count(0)
    assert stored() == {}


def test_the_leadership_moves_through_the_grid_and_is_offered_nothing_to_type(open_page, people):
    page = open_grid(open_page("leader"))
    cell(page, "trade_import", "donghu").click()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#grid-bar [data-part=name]")).to_contain_text("yichang区")
    expect(page.locator("[data-pick]")).to_have_count(0)
    expect(page.get_by_role("button", name="撤销")).to_have_count(0)
    expect(page.get_by_text("逐格自动保存")).to_be_hidden()


def test_a_row_that_is_handed_in_is_closed_and_the_keys_pass_it(open_page, people, place):
    make_submission(place["donghu"], "2022Q2", {"vehicles": 3}, by=people["donghu"])
    page = open_grid(open_page("commerce"))
    cell(page, "trade_import", "donghu").click()
    expect(page.locator("#grid-bar-why")).to_contain_text("待审核")
    page.keyboard.press("Tab")
    expect_active(page, "trade_import", "yichang")


def test_without_scripts_the_grid_is_a_table_to_read(open_page, people, place):
    make_submission(place["donghu"], "2022Q2", {"vehicles": 3}, by=people["donghu"])
    page = open_page("commerce", java_script_enabled=False)
    page.goto(GRID)
    assert cell(page, "vehicles", "donghu").locator(".zg-value").inner_text() == "3"
    assert not page.locator("#grid-status").is_visible()


def test_header_and_zone_stay_in_sight(grid):
    grid.set_viewport_size({"width": 700, "height": 500})
    grid.evaluate("document.querySelector('.zg-scroll').style.maxHeight = '9rem'")
    cell(grid, "vehicles", "yichang").click()
    box = grid.locator(".zg-scroll").bounding_box()
    head = grid.locator("#grid thead th").nth(5).bounding_box()
    zone = grid.locator("#grid tbody th").nth(1).bounding_box()
    assert abs(head["y"] - box["y"]) < 2
    assert abs(zone["x"] - box["x"]) < 2
    input_box = grid.locator(".zg-input").bounding_box()
    assert input_box["x"] > zone["x"] + zone["width"]
    assert input_box["y"] > head["y"] + head["height"]


def test_the_history_of_the_active_cell_is_one_click_away(grid):
    link = grid.get_by_role("link", name="该数据的变更历史")
    expect(link).to_have_attribute("href", "/collect/2022Q2/donghu/history/trade_import/")
    cell(grid, "vehicles", "yichang").click()
    expect(link).to_have_attribute("href", "/collect/2022Q2/yichang/history/vehicles/")


@pytest.mark.parametrize(
    "keys",
    [("131800", "Enter"), ("F2", "5", "Backspace", "Enter"), ("F2", "5", "Backspace", "Escape")],
    ids=" ".join,
)
def test_a_cell_retyped_as_it_was_leaves_nothing_to_save(grid, keys):
    type_in(grid, "131800")
    expect_status(cell(grid, "trade_import", "donghu"), "saved")
    grid.keyboard.press("ArrowUp")
    for key in keys:
        (grid.keyboard.type if key.isdigit() else grid.keyboard.press)(key)
    expect_status(cell(grid, "trade_import", "donghu"), "saved")
    expect_all_saved(grid)
    assert drafts(grid) == []


def test_a_long_unit_stays_within_its_cell(open_page, people, place, live_server):
    row = make_quarter("2022Q2")
    row.dollar_rate, row.rate_source = Decimal("6.7"), "人民银行"
    row.save()
    hand_in(place["yichang"], [entry("trade_import", 1)], people["commerce"], "2022Q1")
    figure = entry("trade_import", 200000, unit="千美元", basis="ytd")
    record(place["donghu"], [entry("trade_import", 5)], people["commerce"])
    record(place["yichang"], [figure], people["commerce"])
    page = open_page("commerce")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    open_grid(page)
    unit = cell(page, "trade_import").locator(".zg-unit")
    expect(unit).to_have_text("× 1,000 US dollars year to date")
    inner, outer = unit.bounding_box(), cell(page, "trade_import").bounding_box()
    assert outer["x"] <= inner["x"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
