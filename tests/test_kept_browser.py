"""In a browser: a yearly target is set and a reading adopted, each seen before it counts."""

import pytest
from playwright.sync_api import expect

from indicators.models import Adoption, AnnualTarget, Reading
from tests.assessing import make_world, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """Zone a trades 600 (万元) in 2022, and misses the 620 set for it; all zones together 1,000."""
    world = make_world()
    world.set_target(world.a, 2022, 620)
    world.target.reading = Reading.objects.create(
        policy=world.policy,
        order=1,
        clause="1",
        printed="年均进出口额下降35%以上",
        adopted="年均进出口额增长35%以上",
        kind="direction",
        reason_zh="下降与下文不符",
    )
    world.target.save()
    published()
    return world


def test_a_target_is_set_with_its_effect_before_the_eyes(world, open_page):
    page = open_page("commerce")
    page.goto("/targets/")
    page.get_by_role("link", name="各综保区年度目标").click()
    page.get_by_label("综合保税区").select_option("a")
    page.get_by_label("年份").select_option("2022")
    page.get_by_label("年度目标", exact=True).fill("580")
    page.get_by_label("单位").select_option("万元")
    page.get_by_label("生效日期").fill("2022-07-01")
    page.get_by_role("button", name="试算影响").click()

    effect = page.get_by_role("region", name="将发生的变动")
    year = effect.get_by_role("row").filter(has_text="2022年").filter(has_text="未完成")
    expect(year.first).to_contain_text("完成")
    expect(page.get_by_text("已发布：2022年。")).to_be_visible()
    assert AnnualTarget.objects.count() == 1

    page.get_by_label("理由（中文）").fill("经协商调整")
    page.get_by_role("button", name="采用", exact=True).dblclick()
    expect(page.get_by_role("status")).to_contain_text("已设定")
    rows = page.get_by_role("region", name="为各综保区设定的年度目标").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("经协商调整")
    expect(rows.nth(2)).to_contain_text("已替换")
    assert AnnualTarget.objects.count() == 2


def test_a_reading_is_adopted_and_both_stay_to_be_read(world, open_page):
    page = open_page("commerce")
    page.goto("/readings/")
    page.get_by_role("row").filter(has_text="下降35%").get_by_role("link", name="1").first.click()
    page.get_by_label("校读为").fill("年均进出口额增长15%以上")
    page.get_by_label("数值").fill("-5")
    page.get_by_label("生效日期").fill("2022-07-01")
    page.get_by_role("button", name="试算影响").click()
    expect(page.get_by_role("alert")).to_contain_text("低于基期")

    page.get_by_label("数值").fill("15")
    page.get_by_role("button", name="试算影响").click()
    expect(page.get_by_text("35% → 15%")).to_be_visible()
    assert not Adoption.objects.exists()
    page.get_by_label("理由（中文）").fill("核对原件")
    page.get_by_role("button", name="采用", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已采用新的校读")
    history = page.get_by_role("region", name="本条校读的历史").get_by_role("row")
    expect(history.nth(1)).to_contain_text("核对原件")
    expect(history.nth(2)).to_contain_text("年均进出口额增长35%以上")
    assert Adoption.objects.get().conditions.get().amount_printed == "15%"
