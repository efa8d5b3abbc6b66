"""A newcomer goes by the handbook's words alone: each press is one that its page tells.

A quarter is entered and verified, a published one corrected, the year judged anew and published
with its bulletin, the rank and its reason read, and the bulletin taken home.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.demo_database import load_demonstration

TEXTS = Path(__file__).parents[1] / "docs" / "handbook" / "zh"
QUARTER = {
    **{"trade_import": "90000", "trade_export": "200000", "processing": "100000"},
    **{"logistics": "105000", "ecommerce": "12500", "repair": "13500", "enterprises": "70"},
    **{"projects_leading": "0", "projects_key": "0", "events": "0", "tax": "8300"},
    **{"income": "270000", "employees": "6200", "fdi": "6500"},
}


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


class Newcomer:
    """A person with the handbook open at one page, who presses only what it says."""

    def __init__(self, page):
        self.page = page
        page.goto("/")

    def read(self, slug: str) -> None:
        text = (TEXTS / f"{slug}.md").read_text("utf-8")
        self.words = set(re.findall(r"\*\*(.+?)\*\*|“(.+?)”", text))
        self.words = {bold or quoted for bold, quoted in self.words}

    def place(self, word: str, within=None):
        """The link or button of this name (and a file's size), which the handbook must say."""
        assert word in self.words
        where, name = within or self.page, re.compile(rf"^{word}( [\d.]+ [KM]B)?$")
        return (
            where.get_by_role("link", name=name).or_(where.get_by_role("button", name=name)).first
        )

    def press(self, word: str, within=None) -> None:
        self.place(word, within).click()
        self.page.wait_for_load_state()

    def row(self, *texts: str):
        """The line of a table in which all of this stands."""
        found = self.page.locator("main tr")
        for text in texts:
            found = found.filter(has_text=text)
        return found.first

    def type(self, figures: dict[str, str]) -> None:
        for code, value in figures.items():
            self.page.fill(f"[name={code}-value]", value)

    def is_told(self, text: str) -> None:
        expect(self.page.locator(".zt-message.is-success")).to_contain_text(text, timeout=60_000)


def test_the_handbooks_words_lead_from_a_quarter_to_the_bulletin(demonstration, open_page):
    reporter, staff, reviewer = (
        Newcomer(open_page(who)) for who in ("yichang", "commerce", "commerce2")
    )
    enters(reporter)
    verifies(reviewer, "2024Q1")
    corrects(staff)
    verifies(reviewer, "2023Q4")
    publishes(reviewer)
    reads_the_reason(Newcomer(open_page("leader")))
    customs = Newcomer(open_page("customs", accept_downloads=True))
    customs.read("take-bulletin")
    customs.press("通报")
    with customs.page.expect_download() as download:
        customs.press("docx")
    assert download.value.suggested_filename.startswith("bulletin-2023H2-v1")


def enters(one: Newcomer) -> None:
    one.read("enter-figures")
    one.press("数据报送")
    one.press("填报", one.row("2024Q1"))
    one.type(QUARTER)  # vehicles stay empty
    one.press("提交审核")
    missing = one.page.get_by_label(re.compile("仍要提交"))
    assert "仍要提交" in one.words
    missing.check()
    one.press("提交审核")
    assert "已提交，待审核" in one.words
    one.is_told("已提交，待审核")


def verifies(one: Newcomer, quarter: str) -> None:
    one.read("verify-figures")
    one.press("数据报送")
    one.press("审核", one.row(quarter, "宜昌"))
    one.press("审核通过")
    one.is_told("已审核")


def corrects(one: Newcomer) -> None:
    """A published and locked quarter is opened again for one zone, and another figure handed in."""
    page = one.page
    one.read("open-quarter")
    one.press("数据报送")
    page.get_by_role("link", name="2023Q4", exact=True).click()
    page.get_by_label("综合保税区", exact=True).select_option(label="宜昌综合保税区")
    page.get_by_label("原因类别").select_option(label="海关更正")
    page.get_by_label("理由", exact=True).fill("海关数据核对后更正")
    one.press("延期或重新开放")
    one.row("宜昌综合保税区").get_by_role("link", name="宜昌综合保税区", exact=True).click()
    one.press("修订")
    page.get_by_label("修订原因").fill("海关数据核对后更正")
    one.type({"trade_export": "150000"})
    one.read("enter-figures")
    one.press("提交审核")
    one.is_told("已提交，待审核")


def publishes(one: Newcomer) -> None:
    """The year's assessment and the bulletin that rests on it."""
    one.read("publish-year")
    one.press("考核", one.page.get_by_role("navigation").first)
    assert "开展考核" in one.words
    form = one.page.locator("section", has_text="开展考核").locator("form.zt-run")
    form.get_by_label("考核期", exact=True).select_option(label="2023年")
    one.press("考核", form)
    one.page.get_by_label(re.compile("不征求意见")).fill("已电话征求意见")
    one.press("发布")
    one.is_told("2023年第2版已发布")
    one.press("通报")
    one.read("publish-bulletin")
    one.press("编制草稿", one.page.locator("section", has_text="2023H2"))
    one.is_told("草稿已编制")
    one.press("发布")
    one.press("发布")
    one.is_told("2023H2-v1")


def reads_the_reason(one: Newcomer) -> None:
    one.read("understand-rank")
    one.page.locator("main table").first.get_by_role("link", name="宜昌", exact=True).click()
    for word in ("得分构成", "升降原因", "提升测算"):
        assert word in one.words
        expect(one.page.locator("h2, figcaption, h3", has_text=word).first).to_be_visible()
