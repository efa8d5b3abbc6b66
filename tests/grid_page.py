"""The grid as its tests move through it in a browser: by keyboard, and by what it says."""

import json
import re

from playwright.sync_api import Page, expect

GRID = "/collect/2022Q2/grid/"
FORM = "/collect/2022Q2/yichang/"
ZONES = ("donghu", "yichang")
CODES = ("trade_import", "trade_export", "trade_total", "processing", "vehicles")


def open_grid(page: Page, address: str = GRID) -> Page:
    """The page, once its script has taken it up."""
    page.goto(address)
    return ready(page)


def ready(page: Page) -> Page:
    expect(page.locator("html")).to_have_attribute("data-grid", "ready")
    return page


def cell(page: Page, indicator: str, zone: str = "yichang"):
    """A cell of the grid of all zones."""
    row = page.locator("#grid tbody tr").nth(ZONES.index(zone))
    return row.locator("td").nth(CODES.index(indicator))


def line(page: Page, indicator: str):
    """A line of one zone's form."""
    return page.locator(f"tr[data-indicator={indicator}]")


def field(page: Page, indicator: str, name: str = "value"):
    return page.locator(f"[name={indicator}-{name}]")


def type_in(page: Page, *texts: str, then: str = "Enter") -> None:
    """Types into the active cell, and on from there."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press(then)


def agree(page: Page) -> None:
    """Presses for handing in, is asked about what is missing, and says that it goes without."""
    page.locator("button[value=submit]").click()
    page.locator("[name=without]").check()
    ready(page)


def paste(page: Page, text: str) -> None:
    """Puts a text on the page's clipboard and pastes it where the keyboard is."""
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent(
            "paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def copied(page: Page) -> str:
    """What copying puts on the clipboard."""
    return page.evaluate(
        """() => {
          const data = new DataTransfer();
          document.activeElement.dispatchEvent(new ClipboardEvent(
            "copy", {clipboardData: data, bubbles: true, cancelable: true}));
          return data.getData("text/plain");
        }"""
    )


def expect_status(place, status: str) -> None:
    """The cell shows how its saving stands: by a sign with words, not by its colour alone."""
    words = {
        "saved": "已保存",
        "saving": "正在保存",
        "waiting": "尚未保存",
        "failed": "未被接收",
        "conflict": "已被他人修改",
    }
    expect(place.locator(f".zg-sign.is-{status}")).to_have_text(words[status])


def expect_said(page: Page, text: str) -> None:
    """The line below says it, and a screen reader is told."""
    expect(page.locator("#grid-status [data-said]")).to_contain_text(text)
    expect(page.locator("#grid-status [role=status]")).to_contain_text(text)


def expect_all_saved(page: Page) -> None:
    expect(page.locator("#grid-status [data-said]")).to_have_text(re.compile("全部已保存"))


def issues(page: Page):
    return page.locator("#grid-issues")


def drafts(page: Page) -> list[dict]:
    """What the browser keeps of what is not saved yet."""
    kept = page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('zonetrack-unsaved:'))"
        ".map(([, value]) => value)"
    )
    return [json.loads(one) for one in kept]


def without_network_errors(record) -> None:
    """Takes the browser's own complaints about a connection that was cut out of the record."""
    record.complaints[:] = [
        text for text in record.complaints if not text.startswith("Failed to load resource")
    ]
