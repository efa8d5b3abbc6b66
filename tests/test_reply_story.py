"""The right of reply in a browser, by three people, from an open window to a published year."""

import pytest
from django.utils import timezone

from tests.browser import fits
from tests.evidence_files import pdf
from tests.hearing import CLOSES, OPENED, WITHIN, make_hearing

PHONE = {"width": 390, "height": 844}
OWN, ALL = "/assessments/2022/reply/", "/assessments/2022/replies/"


@pytest.fixture
def clock(monkeypatch, settings):
    """`clock(moment)`: it is that moment from now on, for the site too."""

    settings.SESSION_COOKIE_AGE = 10**9  # the clock may stride on, and nobody is signed out

    def stand_at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    stand_at(OPENED)
    return stand_at


def test_from_an_open_window_to_a_published_year(transactional_db, clock, open_page, tmp_path):
    make_hearing()
    chief = open_page("commerce", locale="en")
    chief.goto("/assessments/2022/?version=1")
    chief.fill("#open-until", "2023-03-12T08:00")
    chief.click("button[value=open]")
    chief.wait_for_url("**/replies/**")

    clock(WITHIN)
    zone = open_page("reporter-a", locale="en", viewport=PHONE)
    zone.goto("/collect/")
    zone.click("a[href='/assessments/2022/reply/']")
    assert fits(zone)
    zone.check("input[value=dispute]")
    zone.fill("textarea[name=reason]", "基数口径与海关不一致")
    zone.goto("/collect/")  # the window is closed on what was typed, and nothing is lost
    zone.goto(OWN)
    zone.wait_for_selector("[data-restored]:visible")
    assert zone.is_checked("input[value=dispute]")
    assert zone.input_value("textarea[name=reason]") == "基数口径与海关不一致"
    paper = tmp_path / "海关证明.pdf"
    paper.write_bytes(pdf())
    zone.set_input_files("input[name=files]", paper)
    zone.click(".zr-form button.btn-primary")
    zone.wait_for_selector("a[download]:has-text('海关证明.pdf')")
    assert zone.is_hidden("[data-restored]")

    reviewer = open_page("commerce2", locale="en")
    reviewer.goto(f"{ALL}?show=waiting")
    reviewer.click("#replies tbody a")
    reviewer.check("input[value=upheld]")
    reviewer.fill("textarea[name=text]", "情况属实")
    reviewer.click(".zr-form button.btn-primary")
    reviewer.wait_for_url("**/replies/**")
    chief.goto("/assessments/2022/?version=1")
    assert chief.is_disabled("form[action$='/publish/'] button")

    clock(CLOSES)
    zone.goto(OWN)
    assert zone.locator(".zr-form").count() == 0
    assert "情况属实" in zone.inner_text(".zr-version")
    chief.goto("/assessments/2022/?version=1")
    chief.click("form[action$='/publish/'] button")
    chief.wait_for_selector("#replies table")
    assert "情况属实" in chief.inner_text("#replies")
