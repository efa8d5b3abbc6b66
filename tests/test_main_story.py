"""The main job, in a browser: a figure is entered, verified, judged, read and taken home."""

import io

import pytest
from docx import Document
from openpyxl import load_workbook

from assessments.models import Assessment
from tests.demo_database import load_demonstration
from tests.paper_reading import docx_tables

#: What 宜昌's last quarter of 2023 is revised to, in 万元: trade falls below its yearly target.
REVISED = {
    "trade_export": "30675",
    "processing": "535",
    "logistics": "34092",
    "ecommerce": "2329",
}
QUARTER = "/collect/2023Q4/yichang/"


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


def ranked(page):
    """The zones' short names in the order of the overview's ranking, with what their rows say."""
    page.goto("/")
    rows = page.locator("table").first.locator("tbody tr").all_inner_texts()
    return [" ".join(row.split()) for row in rows]


def position(rows, zone):
    return next(place for place, row in enumerate(rows, start=1) if zone in row)


def test_a_figure_entered_becomes_a_rank_a_leader_reads_and_a_file_customs_takes_home(
    demonstration, open_page
):
    leader = open_page("leader")
    before = ranked(leader)
    assert position(before, "宜昌") == 2
    assert "105.29" in before[1]

    commerce = open_page("commerce")
    commerce.goto(QUARTER + "?revise")
    assert commerce.locator("button[value=submit]").count() == 0, "the quarter is locked"
    commerce.locator("main a[href*='#reopen']").click()
    commerce.wait_for_url("**/collect/2023Q4/**")
    assert commerce.input_value("#id_zone") == "yichang"
    commerce.select_option("#id_reason_code", "correction_by_customs")
    commerce.fill("#id_reason", "海关数据核对后更正四季度数")
    commerce.locator("button[value=reopen]").click()
    commerce.wait_for_load_state()
    commerce.goto(QUARTER)
    commerce.locator("a[href='?revise=1']").click()
    commerce.wait_for_load_state()
    commerce.fill("#revision_reason", "海关数据核对后更正")
    for code, value in REVISED.items():
        commerce.fill(f"[name={code}-value]", value)
    commerce.locator("button[value=submit]").click()
    commerce.wait_for_selector(".zt-message.is-success")  # once every figure is saved
    assert commerce.locator("button[value=verify]").count() == 0, "nobody reviews their own"

    reviewer = open_page("commerce2")
    reviewer.goto(QUARTER)
    reviewer.locator("button[value=verify]").click()
    reviewer.wait_for_load_state()
    assert ranked(leader) == before, "what is published does not move with the figures"

    commerce.goto("/assessments/")
    commerce.select_option("#run-period", "2023")
    commerce.locator("form.zt-run button").click()
    commerce.wait_for_url("**/assessments/2023/**")
    commerce.fill("#unheard-reason", "已电话征求意见")
    commerce.locator("form[action='/assessments/2023/publish/'] button").click()
    commerce.wait_for_load_state()

    after = ranked(leader)
    assert position(after, "宜昌") == 3
    row = after[position(after, "宜昌") - 1]
    assert "87.29" in row
    assert "未完成年度目标" in row
    assert "未完成年度目标" not in before[1]

    published = Assessment.objects.get(period="2023", state="published")
    assert published.version == 2
    score = f"{published.results.get(zone__code='yichang').score:.2f}"
    assert score in row

    commerce.goto("/bulletins/2023H2/")
    commerce.locator("form[action='/bulletins/2023H2/prepare/'] button").click()
    commerce.wait_for_url("**/bulletins/2023H2/?version=1")
    assert "草稿" in commerce.locator(".zb-paper").get_attribute("data-watermark")
    ranking = "e => e.parentElement.scrollWidth <= e.parentElement.clientWidth"
    assert commerce.locator("#table-ranking").evaluate(ranking)  # nothing to scroll on a desk
    commerce.set_viewport_size({"width": 390, "height": 844})
    broken = ".zb-grid td:not(.zt-num, .zt-nowrap, :empty, :first-child)"
    widths = commerce.locator(broken).evaluate_all("all => all.map(e => e.offsetWidth)")
    assert min(widths) > 100  # a sentence is not crushed on a phone
    commerce.set_viewport_size({"width": 1366, "height": 768})
    commerce.locator("a[href='/bulletins/2023H2/publish/']").click()
    commerce.locator("main form button").click()
    commerce.wait_for_selector(".zt-message.is-success", timeout=60_000)  # the files are printed

    customs = open_page("customs", accept_downloads=True)
    customs.goto("/bulletins/")
    files = {}
    for suffix in ("docx", "xlsx"):
        with customs.expect_download() as download:
            customs.locator(f"a[href='/bulletins/2023H2.{suffix}']").click()
        files[suffix] = download.value.path().read_bytes()
    lines = [line for table in docx_tables(Document(io.BytesIO(files["docx"]))) for line in table]
    printed = next(line for line in lines if line[2:3] == ["宜昌综合保税区"])
    assert printed[4] == score
    assert printed[6] == "87.29"
    book = load_workbook(io.BytesIO(files["xlsx"]))
    rows = [line for sheet in book.worksheets for line in sheet.values]
    found = next(line for line in rows if line[2:3] == ("宜昌综合保税区",))
    assert (f"{found[4]:.2f}", f"{found[6]:.2f}") == (score, "87.29")


@pytest.mark.parametrize("login", ["leader", "customs", "commerce"])
def test_a_person_signs_in_and_reads_the_overview(demonstration, open_page, login):
    page = open_page()
    page.goto("/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", "zonetrack-demo")
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")
    assert "武汉经开" in page.inner_text("main")


def test_a_wrong_password_is_said_and_the_name_stays(demonstration, open_page):
    page = open_page()
    page.goto("/login/")
    page.fill("[name=username]", "leader")
    page.fill("[name=password]", "wrong")
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    assert page.url.endswith("/login/")
    assert page.input_value("[name=username]") == "leader"
