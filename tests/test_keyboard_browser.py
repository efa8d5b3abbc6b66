"""Stories told by the keyboard alone: entry, return, correction, review, download, and why.

Nobody touches a mouse and nothing is focused by a script: who presses Tab comes to everything,
sees where they are, and opens it with Enter or marks it with Space.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.bulletins import print_plainly, published
from tests.demo_database import load_demonstration
from tests.test_newcomer_browser import QUARTER

#: More stops than the longest way on a page has; one further and the way is not there.
MOST_STOPS = 250

#: What a reader of the screen hears where the focus is, and the row in which it stands.
WHERE = """() => {
  const one = document.activeElement;
  const labels = [...(one.labels ?? [])].map((label) => label.textContent).join(" ");
  const name = one.getAttribute("aria-label") || labels || one.textContent || one.title;
  return {
    name: name.replace(/\\s+/g, " ").trim(),
    tag: one.tagName,
    field: one.name ?? "",
    row: one.closest("tr, li")?.textContent ?? "",
    region: one.closest("main") ? "main" : "",
    isSeen: one.matches(":focus-visible"),
  };
}"""
#: Whether what has the focus is drawn as such: by itself, or by what it covers.
IS_DRAWN = """() => {
  const one = document.activeElement;
  const around = [one, one.parentElement, one.closest(".zt-stat, .card, td")].filter(Boolean);
  return around.some((it) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
  });
}"""


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


class Hands:
    """A person on a page with nothing but the keyboard."""

    def __init__(self, page):
        self.page = page

    @classmethod
    def signed_in(cls, page, login: str) -> "Hands":
        """Who typed name and password and pressed Enter."""
        page.goto("/login/")
        one = cls(page)
        for field, text in (("username", login), ("password", "zonetrack-demo")):
            one.to(field=field)
            page.keyboard.type(text)
        one.open()
        return one

    def to(self, name: str = "", *, field: str = "", row: str = "", inside: str = "") -> None:
        """Nothing; Tab was pressed until that which is so called has the focus, in sight."""
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            where = self.page.evaluate(WHERE)
            if where["tag"] == "BODY":  # the way has come round
                continue
            is_named = re.search(name, where["name"]) and where["field"] == (
                field or where["field"]
            )
            if is_named and row in where["row"] and inside in where["region"]:
                assert where["isSeen"], where
                assert self.page.evaluate(IS_DRAWN), f"nothing shows the focus on {where}"
                expect(self.page.locator(":focus")).to_be_in_viewport()
                return
        pytest.fail(f"Tab never comes to {name or field} {row} on {self.page.url}")

    def open(self) -> None:
        """Nothing; Enter was pressed, and what it opens is there."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, field: str, text: str) -> None:
        self.to(field=field)
        self.overwrite(text)

    def overwrite(self, text: str) -> None:
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def is_told(self, text: str, kind: str = "is-success") -> None:
        expect(self.page.locator(f".zt-message.{kind}").first).to_contain_text(text)


def hand_in(one: Hands) -> None:
    one.to("^提交审核$")
    one.open()


def test_a_quarter_is_entered_returned_corrected_and_verified(demonstration, open_page):
    reporter = Hands.signed_in(open_page(), "yichang")
    reporter.to("^数据报送$")
    reporter.open()
    reporter.to("^填报$", row="2024Q1")
    reporter.open()
    for code, text in QUARTER.items():
        reporter.type(f"{code}-value", "很多" if code == "tax" else text)
    reporter.to("^提交审核$")
    reporter.page.keyboard.press("Enter")
    refused = reporter.page.locator("[name=tax-value]")
    expect(refused).to_be_focused()  # the page leads there itself
    expect(refused).to_be_in_viewport()
    reporter.overwrite(QUARTER["tax"])
    hand_in(reporter)
    reporter.to("仍要提交")  # the vehicles stay empty
    reporter.page.keyboard.press("Space")
    hand_in(reporter)
    reporter.is_told("已提交，待审核")

    reviewer = Hands.signed_in(open_page(), "commerce2")
    reviewer.to("^数据报送$")
    reviewer.open()
    reviewer.to("^审核$", row="宜昌")
    reviewer.open()
    reviewer.to(field="note")
    reviewer.page.keyboard.type("税收请与税务部门核对")
    reviewer.to("^退回$")
    reviewer.open()
    reviewer.is_told("已退回")

    reporter.page.goto("/collect/")
    reporter.to("^改正$", row="2024Q1")
    reporter.open()
    expect(reporter.page.locator("main")).to_contain_text("税收请与税务部门核对")
    reporter.type("tax-value", "8400")
    hand_in(reporter)
    reporter.to("仍要提交")
    reporter.page.keyboard.press("Space")
    hand_in(reporter)
    reporter.is_told("已提交，待审核")

    reviewer.page.goto("/collect/")
    reviewer.to("^审核$", row="宜昌")
    reviewer.open()
    reviewer.to("^审核通过$")
    reviewer.open()
    reviewer.is_told("已审核")


def test_the_latest_bulletin_is_taken_home(demonstration, open_page, monkeypatch):
    print_plainly(monkeypatch)
    published("2023H2")
    customs = Hands.signed_in(open_page(accept_downloads=True), "customs")
    customs.to("^通报$")
    customs.open()
    for suffix in ("docx", "pdf", "xlsx"):
        customs.to(rf"^{suffix}\b", inside="main")
        with customs.page.expect_download() as download:
            customs.page.keyboard.press("Enter")
        assert download.value.suggested_filename.endswith(f".{suffix}")


def test_a_leader_finds_why_a_zone_stands_where_it_does_and_what_follows(demonstration, open_page):
    leader = Hands.signed_in(open_page(), "leader")
    leader.to(r"^32\.56$", row="新港空港")
    leader.open()
    assert leader.page.url.endswith("/zones/xingang-konggang/#score")
    leader.to("退出机制", inside="main")
    leader.open()
    assert "/cases/" in leader.page.url


def test_what_is_found_by_initials_is_pinned_and_found_again(demonstration, open_page):
    leader = Hands.signed_in(open_page(), "leader")
    leader.page.keyboard.press("Control+K")
    leader.page.keyboard.type("yc")
    expect(leader.page.locator(".zt-found")).to_contain_text("宜昌")
    leader.page.keyboard.press("ArrowDown")
    leader.open()
    assert "/zones/yichang/" in leader.page.url
    leader.page.keyboard.press("Control+K")
    expect(leader.page.get_by_role("button", name="固定本页")).to_be_visible()
    leader.to("^固定本页$")
    leader.open()
    leader.page.goto("/tasks/")
    leader.page.keyboard.press("Control+K")
    expect(leader.page.locator(".zt-found").get_by_text("宜昌综合保税区").first).to_be_visible()
    leader.to("^宜昌综合保税区")
    leader.open()
    assert "/zones/yichang/" in leader.page.url
