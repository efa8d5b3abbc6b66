"""The workbook's way in, in a browser: a wrong file, a refused cell, a double click, and back."""

import io

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import expect

from indicators.models import Observation, Submission
from tests.collecting import make_people, make_place
from zones.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    return make_people(make_place())


def book(*rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("二季度")
        header = ("综合保税区", "trade_import额", "trade_export额")
        for place, row in enumerate([("2022年二季度",), ("单位：万元",), header, *rows]):
            sheet.write_row(place, 0, row)
    return out.getvalue()


def choose(page, data: bytes, name: str = "二季度.xlsx") -> None:
    kind = "application/octet-stream"
    page.set_input_files("#file", {"name": name, "mimeType": kind, "buffer": data})
    page.get_by_role("button", name="上传并核对").click()


def test_a_reporter_uploads_corrects_and_confirms(people, open_page, tmp_path):
    page = open_page("yichang", accept_downloads=True)
    page.goto("/collect/2022Q2/yichang/")
    page.get_by_role("link", name="上传", exact=True).click()

    choose(page, b"%PDF-1.7", "二季度.xlsx")
    expect(page.get_by_role("alert")).to_contain_text("文件无法读取，未保存任何内容")
    expect(page.get_by_role("alert")).to_contain_text("PDF")

    choose(page, book(("yichang区", 100, "约7万")))
    expect(page.get_by_role("alert")).to_contain_text("须更正：1处")
    refused = page.get_by_role("row").filter(has_text="拒绝")
    expect(refused).to_contain_text("二季度 C4")
    expect(refused).to_contain_text("“约7万”不是数字")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载已标注的表格").click()
    marked = tmp_path / "marked.xlsx"
    download.value.save_as(marked)
    assert download.value.suggested_filename == "二季度（已标注）.xlsx"

    corrected = openpyxl.load_workbook(marked)
    assert "不是数字" in corrected.worksheets[0]["C4"].comment.text
    corrected.worksheets[0]["C4"] = 7
    out = io.BytesIO()
    corrected.save(out)
    page.get_by_role("link", name="上传更正后的文件").click()
    choose(page, out.getvalue())
    expect(page.get_by_role("row").filter(has_text="新增")).to_have_count(2)
    preview = page.url
    page.get_by_role("button", name="将2项数据保存为草稿").dblclick()

    expect(page.get_by_role("status").first).to_contain_text("2项数据已保存为草稿")
    expect(page.locator("[name=trade_export-value]")).to_have_value("7")
    page.go_back()
    page.reload()
    expect(page.locator("header.zt-head")).to_contain_text("保存了2项数据")
    expect(page.get_by_role("button", name="保存为草稿")).to_have_count(0)
    assert page.url == preview
    assert Submission.objects.count() == 1
    assert Observation.objects.filter(is_computed=False).count() == 2
    assert AuditEntry.objects.filter(action="file_confirmed").count() == 1


def test_two_people_s_files_on_one_quarter_do_not_replace_each_other(people, open_page):
    """The second one's preview was made before the first one confirmed: it is shown anew."""
    first, second = open_page("commerce"), open_page("yichang")
    for page, amount in ((first, 100), (second, 250)):
        page.goto("/collect/2022Q2/yichang/upload")
        choose(page, book(("yichang区", amount, 7)))
    first.get_by_role("button", name="将2项数据保存为草稿").click()
    expect(first.get_by_role("status").first).to_contain_text("已保存为草稿")
    second.get_by_role("button", name="将2项数据保存为草稿").click()
    expect(second.get_by_role("alert")).to_contain_text("已存数据发生了变化")
    changed = second.get_by_role("row").filter(has_text="变更")
    expect(changed).to_contain_text("100万元")
    expect(changed).to_contain_text("250万元")
    second.get_by_role("button", name="将1项数据保存为草稿").click()
    expect(second.get_by_role("status").first).to_contain_text("已保存为草稿")
    assert Observation.objects.get(indicator__code="trade_import").value == 250


def test_the_page_says_that_it_is_at_work(people, open_page):
    page = open_page("yichang")
    page.goto("/collect/2022Q2/yichang/upload")
    # The form is kept from leaving, so that the page can be looked at while it would be sent.
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")
    kind = "application/octet-stream"
    data = book(("yichang区", 1, 2))
    page.set_input_files("#file", {"name": "二季度.xlsx", "mimeType": kind, "buffer": data})
    expect(page.locator("[data-progress]")).to_be_hidden()
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator("[data-progress]")).to_be_visible()
    expect(page.get_by_text("正在上传并读取文件")).to_be_visible()


@pytest.mark.parametrize("by", ["its button", "Escape"])
def test_a_file_on_its_way_is_given_up_and_sent_again(people, open_page, by):
    page = open_page("yichang")
    page.goto("/collect/2022Q2/yichang/upload")
    routes = []
    page.route("**/collect/2022Q2/yichang/upload", lambda route: routes.append(route))
    # The page is about to be left and cannot be asked: it answers itself, as late as a hand.
    page.evaluate(
        """(by) => {
          const progress = document.querySelector("[data-progress]");
          const watch = new MutationObserver(() => {
            if (progress.hidden) return;
            watch.disconnect();
            setTimeout(() => {
              if (by === "Escape") dispatchEvent(new KeyboardEvent("keydown", {key: by}));
              else progress.querySelector("button").click();
              console.info("given up");
            }, 700);
          });
          watch.observe(progress, {attributes: true});
        }""",
        by,
    )
    kind = "application/octet-stream"
    data = book(("yichang区", 1, 2))
    page.set_input_files("#file", {"name": "二季度.xlsx", "mimeType": kind, "buffer": data})
    button = page.get_by_role("button", name="上传并核对")
    with page.expect_console_message(lambda message: message.text == "given up"):
        button.click(no_wait_after=True)
    expect(page.locator("[data-progress]")).to_be_hidden()
    assert not Observation.objects.exists()
    page.unroute("**/collect/2022Q2/yichang/upload")
    button.click()
    expect(page.get_by_role("button", name="将2项数据保存为草稿")).to_be_visible()


def test_what_saves_figures_cannot_be_given_up_and_says_so(people, open_page):
    page = open_page("yichang")
    page.goto("/collect/2022Q2/yichang/upload")
    choose(page, book(("yichang区", 1, 2)))
    expect(page.get_by_role("button", name="将2项数据保存为草稿")).to_be_visible()
    expect(page.locator("[data-progress-stop]")).to_have_count(0)
    expect(page.locator("[data-progress]")).to_contain_text("离开本页也会办完，且只办一次")


def test_the_whole_way_goes_by_keyboard(people, open_page):
    page = open_page("yichang")
    page.goto("/collect/2022Q2/yichang/upload")
    page.locator("#file").focus()
    kind = "application/octet-stream"
    data = book(("yichang区", 1, 2))
    page.set_input_files("#file", {"name": "二季度.xlsx", "mimeType": kind, "buffer": data})
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="上传并核对")).to_be_focused()
    page.keyboard.press("Enter")
    save = page.get_by_role("button", name="将2项数据保存为草稿")
    save.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("已保存为草稿")
