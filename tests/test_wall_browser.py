"""The wall in the browser: it goes on by itself, halts when told, and cuts nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser import fits
from tests.demo_database import load_demonstration

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


def heading(page) -> str:
    return page.locator("section.is-shown h2").inner_text()


def test_it_shows_one_thing_after_the_other_until_it_is_halted(demonstration, open_page):
    page = open_page("leader")
    page.clock.install()
    page.goto("/wall/")
    expect(page.locator("section.is-shown h2")).to_have_text("结论")
    seen = []
    for _turn in range(page.locator("section").count()):
        seen.append(heading(page))
        expect(page.locator("section:visible")).to_have_count(1)
        assert page.evaluate("document.querySelector('main').scrollHeight") <= page.evaluate(
            "document.querySelector('main').clientHeight"
        )
        page.clock.run_for(15_000)
    assert len(set(seen)) == len(seen)
    assert heading(page) == seen[0], "and again from the first"
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="继续")).to_be_visible()
    page.clock.run_for(60_000)
    assert heading(page) == seen[0]
    page.keyboard.press("ArrowRight")
    assert heading(page) == seen[1]


def test_the_buttons_are_seen_while_somebody_moves_and_by_keyboard(demonstration, open_page):
    page = open_page("leader")
    page.clock.install()
    page.goto("/wall/")
    pause = page.get_by_role("button", name="暂停")
    expect(pause).to_have_css("opacity", "1")
    page.clock.run_for(5_000)
    expect(pause).to_have_css("opacity", "0")
    page.mouse.move(300, 300)
    expect(pause).to_have_css("opacity", "1")
    page.clock.run_for(5_000)
    expect(pause).to_have_css("opacity", "0")
    page.keyboard.press("Tab")
    pause.focus()
    page.clock.run_for(5_000)
    expect(pause).to_have_css("opacity", "1")


def test_a_consequence_for_one_zone_does_not_stand_small_on_an_empty_wall(demonstration, open_page):
    page = open_page("leader")
    page.goto("/wall/")
    for _turn in range(page.locator("section").count() - 1):
        page.keyboard.press("ArrowRight")
    last = page.locator("section.is-shown")
    assert last.locator("li").count() == 1
    assert last.bounding_box()["height"] > 768 / 3


#: What cannot be read across a room: small letters, words upon words, a figure stuck to its name.
UNREADABLE = """() => {
  const size = (one) => parseFloat(getComputedStyle(one).fontSize);
  const least = size(document.querySelector(".zt-wall")) * 0.55;
  const ownWords = (one) =>
    [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const seen = [...document.querySelectorAll(".zt-wall > header *, .is-shown *")]
    .filter((one) => one.checkVisibility() && one.clientWidth !== 1 && ownWords(one))
    .filter((one) => !one.closest(".zt-wall-tools"));
  const place = (one) => one.getBoundingClientRect();
  const tight = (one) => parseFloat(getComputedStyle(one).lineHeight) < size(one);
  const stuck = (one) => one.localName === "dt" &&
    place(one.nextElementSibling).left - place(one).right < size(one) / 3;
  return seen
    .filter((one) => size(one) < least || tight(one) || stuck(one))
    .map((one) => `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 30)}`);
}"""


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("window", [(1366, 768), (1920, 1080)])
def test_all_that_it_shows_is_read_across_a_room(demonstration, open_page, locale, window):
    page = open_page("leader", locale=locale)
    page.set_viewport_size(dict(zip(["width", "height"], window, strict=True)))
    page.goto("/wall/")
    for _turn in range(page.locator("section").count()):
        assert page.evaluate(UNREADABLE) == []
        rule, first = (page.locator(one).bounding_box() for one in ["header", ".is-shown h2"])
        assert first["y"] - rule["y"] - rule["height"] > 8
        page.keyboard.press("ArrowRight")


def test_a_phone_shows_all_below_each_other(demonstration, open_page):
    page = open_page("customs", viewport=PHONE, locale="en")
    page.goto("/wall/")
    expect(page.locator("section:visible")).to_have_count(page.locator("section").count())
    assert fits(page)


def test_where_the_site_is_away_it_shows_what_it_has_and_says_so(demonstration, open_page, record):
    page = open_page("leader")
    page.clock.install()
    page.goto("/wall/")
    page.route("**/wall/", lambda route: route.abort())
    page.clock.run_for(5 * 60_000 + 1)
    expect(page.locator("[data-wall-said]")).to_contain_text("连接中断")
    expect(page.locator("section:visible")).to_have_count(1)
    record.complaints = [one for one in record.complaints if "ERR_FAILED" not in one]
