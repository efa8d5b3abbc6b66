"""The face in a real browser: on a phone, in the dark, without scripts, and on paper."""

from django.urls import reverse

from indicators.models import Measure
from tests.browser import fits
from tests.factories import make_person, make_policy
from zones.badges import Badge
from zones.templatetags.house import badge

PHONE = {"width": 390, "height": 844}


def open_measures(open_page, **options):
    """A window on the measures, signed in."""
    policy = make_policy()
    Measure.objects.create(
        policy=policy, number=1, title_zh="压实目标责任", title_en="Targets", text="1.压实。\n"
    )
    make_person("leader", "leadership")
    page = open_page("leader", **options)
    page.goto(reverse("measures"))
    return page


def test_a_phone_shows_no_sideways_scroll_and_opens_the_menu(open_page):
    page = open_measures(open_page, viewport=PHONE)
    assert fits(page)
    link = page.locator(f'.zt-menu a[href="{reverse("readings")}"]')
    assert not link.is_visible()
    page.locator("[data-menu]").click()
    link.click()
    assert page.url.endswith(reverse("readings"))


def test_without_scripts_the_menu_is_open_and_the_language_switches(open_page):
    page = open_measures(open_page, viewport=PHONE, java_script_enabled=False)
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.locator('button[name="language"]').click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.endswith(reverse("measures"))
    assert page.locator(f'.zt-menu a[href="{reverse("readings")}"]').is_visible()


def test_the_dark_colours_are_kept_from_page_to_page_and_left_out_on_paper(open_page):
    page = open_measures(open_page)
    theme = "document.documentElement.dataset.bsTheme"
    assert page.evaluate(theme) == "light"
    page.locator("[data-theme-toggle]").click()
    assert page.locator("[data-theme-toggle]").get_attribute("aria-pressed") == "true"
    page.goto(reverse("readings"))
    assert page.evaluate(theme) == "dark"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(theme) == "light"


def test_the_first_stop_of_the_keyboard_skips_to_the_content(open_page):
    page = open_measures(open_page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_line_of_long_badges_stays_within_a_phone(open_page):
    page = open_measures(open_page, viewport=PHONE)
    flag = Badge("bad", "among the last of the national evaluation", "flag")
    said = [badge(flag), badge(Badge("warn", "disputed", "alert-triangle"))]
    line = (
        f'<p class="zt-line"><span>{" ".join(said)}</span>{badge(flag)}'
        '<a class="zt-clause" href="#">Measure 1</a></p>'
    )
    page.evaluate(
        "line => document.querySelector('main').insertAdjacentHTML('beforeend',"
        " `<section class='card'><ul class='zt-list'><li>${line}</li></ul></section>`)",
        line,
    )
    assert fits(page)
    card = page.locator("section.card").last
    box, link = card.bounding_box(), card.locator("a").bounding_box()
    assert link["x"] + link["width"] <= box["x"] + box["width"]


def test_a_table_of_many_columns_is_whole_on_a_desk_in_both_languages(open_page, live_server):
    page = open_measures(open_page)
    for language in ("zh-hans", "en"):
        choice = {"name": "django_language", "value": language, "url": live_server.url}
        page.context.add_cookies([choice])
        page.goto(reverse("measures"))
        assert page.locator("thead th").count() == 11
        box = page.locator("[data-scroll]", has=page.locator("thead"))
        assert box.evaluate("one => one.scrollWidth <= one.clientWidth"), language
