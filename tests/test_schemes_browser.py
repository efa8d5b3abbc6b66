"""From a version to the next in a browser: weights and their running sum, preview, adoption."""

import pytest
from playwright.sync_api import expect

from assessments.models import Scheme
from assessments.selectors.question import scheme_in_force
from tests.demo_database import load_demonstration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(transactional_db):
    load_demonstration()


def test_a_draft_is_put_away_only_after_what_is_lost_was_read(site, open_page):
    page = open_page("commerce")
    page.goto("/schemes/province-2021/")
    page.get_by_role("button", name="以此版新建版本").click()
    page.goto("/schemes/province-2021-v2/preview/")
    sure = page.get_by_role("button", name="确认撤销")
    expect(sure).to_be_hidden()
    page.get_by_text("撤销草案", exact=True).click()
    expect(page.get_by_text("撤销后不可恢复")).to_be_visible()
    page.get_by_role("link", name="保留草案").click()
    assert Scheme.objects.filter(code="province-2021-v2").exists()
    page.goto("/schemes/province-2021-v2/preview/")
    page.locator("#discard > summary").focus()
    page.keyboard.press("Enter")
    sure.dblclick()
    expect(page.get_by_role("status")).to_contain_text("草案已撤销")
    assert not Scheme.objects.filter(code="province-2021-v2").exists()


def test_staff_edit_weights_preview_and_adopt(site, open_page):
    page = open_page("commerce")
    page.goto("/schemes/")
    page.get_by_role("link", name="全省综合保税区发展绩效考核方案").click()
    page.get_by_role("button", name="以此版新建版本").click()

    total = page.locator("[data-sum=total]")
    expect(total).to_have_text("下级权重合计：100")
    trade = page.get_by_label("权重：外贸规模与增长")
    trade.fill("30.5")
    expect(total).to_have_text("下级权重合计：90.5，应为100")
    page.get_by_role("button", name="保存并预览影响").click()
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("“综合得分”下的权重合计为90.5，应为100。")
    expect(trade).to_have_value("30.5")

    trade.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("９２")  # full-width digits, as an input method types them
    for theme in ("保税加工、物流与维修", "跨境电商", "市场主体", "招商引资"):
        page.get_by_label(f"权重：{theme}", exact=True).fill("2")
    page.get_by_label("权重：进出口额占全省比重").fill("90")
    expect(page.locator("[data-sum=trade]")).to_have_text("下级权重合计：140，应为100")
    page.get_by_label("权重：进出口额同比增速").fill("10")
    expect(page.locator("[data-sum=trade]")).to_have_text("下级权重合计：100")
    expect(total).to_have_text("下级权重合计：100")
    page.get_by_role("button", name="保存并预览影响").click()

    expect(page.get_by_role("heading", name="草案预览")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="2023年").filter(has_text="东湖")
    expect(row.get_by_role("cell").nth(2)).to_have_text("4")
    expect(row.get_by_role("cell").nth(3)).to_have_text("1")

    page.get_by_label("生效年度").fill("2023")
    page.get_by_label("理由（中文）").fill("突出外贸规模")
    page.get_by_role("button", name="采用此版").click(timeout=60_000)  # judges every year anew
    expect(page.get_by_role("alert")).to_contain_text("2023年的结果已经发布")
    expect(page.get_by_label("理由（中文）")).to_have_value("突出外贸规模")
    page.get_by_label("生效年度").fill("2024")
    page.get_by_role("button", name="采用此版").dblclick()

    expect(page.get_by_text("第2版已采用，2024年起生效。")).to_be_visible()
    expect(page.get_by_text("突出外贸规模").first).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="外贸规模与增长").last).to_contain_text("40")
    assert scheme_in_force(2024).code == "province-2021-v2"
    assert scheme_in_force(2023).code == "province-2021"
    assert Scheme.objects.filter(state="draft").count() == 0
