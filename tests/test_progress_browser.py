"""In a browser: what takes longer than a moment is seen to be on its way, and is asked once."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.assessing import published_target

ASKED = "**/targets/*/?try=*"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def target(transactional_db):
    """The address of a target that a yearly target can be tried of; 2022 is published."""
    return published_target()


def held(page, pattern):
    """What the page asks for from now on, not answered until it is let through."""
    routes = []

    def hold(route):
        routes.append(route)

    page.route(pattern, hold)
    return routes


@contextmanager
def seen_on_its_way(page):
    """Within it the progress shows: the page tells so itself, for it is about to be left."""
    page.evaluate(
        """() => {
          const busy = document.querySelector("[data-busy]");
          new MutationObserver(() => { if (!busy.hidden) console.info(busy.textContent.trim()); })
            .observe(busy, {attributes: true});
        }"""
    )
    with page.expect_console_message(lambda message: message.text.startswith("正在计算")):
        yield


def busy(page):
    return page.locator("[data-busy]")


def filled_in(page, target):
    page.goto(target)
    page.get_by_label("综合保税区").select_option("a")
    page.get_by_label("年份").select_option("2022")
    page.get_by_label("年度目标", exact=True).fill("580")
    page.get_by_label("单位").select_option("万元")
    page.get_by_label("生效日期").fill("2022-07-01")
    return page.get_by_role("button", name="试算影响")


def test_a_slow_preview_shows_progress_and_is_asked_once(target, open_page):
    page = open_page("commerce")
    button = filled_in(page, target)
    expect(busy(page)).to_be_hidden()
    routes = held(page, ASKED)
    with seen_on_its_way(page):
        button.dblclick(no_wait_after=True)
    assert len(routes) == 1
    routes[0].continue_()
    expect(page.get_by_role("region", name="将发生的变动")).to_be_visible()
    expect(busy(page)).to_be_hidden()
    assert len(routes) == 1


def test_a_question_without_an_answer_may_be_given_up_and_asked_again(target, open_page):
    page = open_page("commerce")
    button = filled_in(page, target)
    page.route(ASKED, lambda route: route.fulfill(status=204))
    button.click()
    expect(busy(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(busy(page)).to_be_hidden()
    page.unroute(ASKED)
    button.click()
    expect(page.get_by_role("region", name="将发生的变动")).to_be_visible()


def given_up_as_it_shows(page):
    """Nothing; as soon as the progress shows, its button is pressed by somebody at the page."""
    page.evaluate(
        """() => {
          const busy = document.querySelector("[data-busy]");
          const stop = busy.querySelector("[data-busy-stop]");
          const watch = new MutationObserver(() => {
            if (busy.hidden || stop.hidden) return;
            watch.disconnect();  // who asks again wants the answer, however late
            stop.click();
            console.info("given up");
          });
          watch.observe(busy, {attributes: true});
        }"""
    )


def test_a_question_is_given_up_by_its_button_and_asked_again(target, open_page):
    page = open_page("commerce")
    button = filled_in(page, target)
    given_up_as_it_shows(page)
    routes = held(page, ASKED)
    with page.expect_console_message(lambda message: message.text == "given up"):
        button.click(no_wait_after=True)
    expect(busy(page)).to_be_hidden()
    page.unroute(ASKED)
    assert len(routes) == 1
    button.click()
    expect(page.get_by_role("region", name="将发生的变动")).to_be_visible()


def test_what_is_written_says_that_it_goes_on_and_offers_no_end(target, open_page):
    page = open_page("commerce")
    page.goto("/assessments/")
    page.route("**/assessments/run/", lambda route: route.fulfill(status=204))
    page.locator("form.zt-run button").click()
    expect(busy(page)).to_contain_text("离开本页也会办完")
    expect(busy(page).get_by_role("button")).to_have_count(0)


def test_a_file_printed_on_request_is_seen_on_its_way_and_can_be_given_up(target, open_page):
    page = open_page("commerce")
    page.goto("/bulletins/")
    page.get_by_role("button", name="编制草稿").first.click()
    page.wait_for_url("**/bulletins/2022H2/**")
    routes = held(page, "**/bulletins/*.zip*")
    link = page.locator("a[data-printed]", has_text="zip").first
    link.click()
    expect(busy(page)).to_be_visible()
    busy(page).get_by_role("button").click()
    expect(busy(page)).to_be_hidden()
    page.unroute("**/bulletins/*.zip*")
    with page.expect_download() as found:
        link.click()
    assert "-draft-" in found.value.suggested_filename
    expect(busy(page)).to_be_hidden()
    assert len(routes) == 1


def test_a_link_to_a_slow_page_shows_progress_and_the_way_back_does_not(target, open_page):
    page = open_page("commerce")
    page.goto("/targets/")
    routes = held(page, f"**{target}")
    with seen_on_its_way(page):
        page.locator(f"main a[href='{target}']").first.click(no_wait_after=True)
    routes[0].continue_()
    expect(page.get_by_role("button", name="试算影响")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/targets/$"))
    expect(busy(page)).to_be_hidden()


def test_a_file_and_a_place_on_the_page_leave_nothing_on_its_way(target, open_page):
    page = open_page("commerce")
    page.goto("/targets/")
    page.clock.install()
    with page.expect_download():
        page.locator("a[download]").first.click()
    page.locator(".zt-skip").press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    page.clock.run_for(10_000)
    expect(busy(page)).to_be_hidden()
