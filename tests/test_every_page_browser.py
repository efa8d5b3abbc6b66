"""Every page in a real browser: axe finds nothing in either theme, and nothing is cut or crossed.

axe-core judges by WCAG 2.2 AA and by its own good practice; `tests/looking.js` measures how a page
lies in its window, on a phone and on a desk, in both languages; `tests/wording.py` judges which
words are in the wrong language.
"""

from collections import defaultdict
from pathlib import Path

from django.contrib.auth import get_user_model

from tests.walk import load_walked
from tests.wording import TEXTS, UNMARKED, leftovers

HERE = Path(__file__).resolve().parent
AXE = (HERE / "vendor/axe.min.js").read_text("utf-8")
LOOK = (HERE / "looking.js").read_text("utf-8")
# The phone comes first: what is drawn to a window may grow with it at once, and shrinks later.
WINDOWS = {
    "phone": {"width": 390, "height": 844},
    "desk at 200 %": {"width": 683, "height": 384},
    "desk": {"width": 1366, "height": 768},
}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUICKLY = {"resultTypes": ["violations"], "preload": False, "iframes": False}
WHOLE = QUICKLY | {
    "runOnly": {"type": "tag", "values": LEVELS},
    "rules": {"target-size": {"enabled": True}},  # new in 2.2, and off unless asked for
}
#: What another theme may change.
COLOURS = QUICKLY | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
IN_THEME = (
    "([theme, how]) => { document.documentElement.dataset.bsTheme = theme; return axe.run(how) }"
)


def violations(page, theme: str, how: dict):
    """What axe finds on the page in this theme: rule, place and reason."""
    for found in page.evaluate(IN_THEME, [theme, how])["violations"]:
        for node in found["nodes"]:
            yield f"{theme} {found['id']}: {node['html'][:120]} {node['failureSummary']}"


def disorder(page, window: str):
    """What lies badly on the page in this window."""
    page.set_viewport_size(WINDOWS[window])
    for what, places in page.evaluate(LOOK).items():
        for place in places:
            yield f"{window}: {what}: {place}"


def test_every_page_is_accessible_and_in_order(open_page, record, live_server, monkeypatch):
    stops = load_walked(monkeypatch)
    people = get_user_model().objects.values_list("username", "first_name", "last_name")
    names = frozenset(name for person in people for name in person)
    found = defaultdict(list)
    for language in ("zh-hans", "en"):
        pages = {}
        for stop in stops:
            if stop.login not in pages:
                pages[stop.login] = open_in(language, open_page, stop.login, live_server)
            page = pages[stop.login]
            page.set_viewport_size(WINDOWS["phone"])
            response = page.goto(stop.path)
            assert response.status == stop.status, stop
            assert response.headers["content-type"].startswith("text/html"), stop
            if stop.status >= 400:
                record.complaints.pop()  # the browser says so of every such answer
            for window in WINDOWS:
                found[language, str(stop)] += disorder(page, window)
            texts = page.evaluate(TEXTS, "en" if language == "zh-hans" else "zh")
            found[language, str(stop)] += leftovers(texts, language, names)
            if language == "en":
                found[language, str(stop)] += page.evaluate(UNMARKED)
            if language == "zh-hans":  # in another language the same elements stand there
                page.evaluate(AXE)
                found[language, str(stop)] += violations(page, "light", WHOLE)
                found[language, str(stop)] += violations(page, "dark", COLOURS)
    assert {stop: faults for stop, faults in found.items() if faults} == {}


def open_in(language: str, open_page, login: str | None, live_server):
    """A window of this person's in this language."""
    # Colours that fade into each other would be judged half way.
    page = open_page(login, reduced_motion="reduce")
    choice = {"name": "django_language", "value": language, "url": live_server.url}
    page.context.add_cookies([choice])
    return page


PLANTED = """<!doctype html><html lang="en"><title>Planted</title><main><h1>Faults</h1>
  <p style="width: 3rem; overflow: hidden; white-space: nowrap">cut before its end</p>
  <button style="position: relative; left: 1rem; margin-right: -2rem">One</button>
  <button>Other</button>
  <table><tr><td style="max-width: 2rem; white-space: nowrap">runs out of its cell</td></tr></table>
  <p style="line-height: 1"><a href="/one/">One of two</a><br><a href="/two/">and the other</a></p>
  <p>Alone: <a href="/three/">a third</a></p>
  <select><option>---------</option></select>
  <p style="width: 3rem">2024-03-31</p><p style="width: 4rem">made of CNY 12.5 million</p>
  <div style="width: 3000px">wide</div><p style="color: #bbb; background: #fff">pale</p>
"""


def test_what_is_planted_is_found(page):
    page.set_content(PLANTED)
    page.evaluate(AXE)
    told = "\n".join([*disorder(page, "phone"), *violations(page, "light", WHOLE)])
    assert "is cut off: p “cut before its end”" in told
    assert "overlaps: button “One” × button “Other”" in told
    assert "is chosen unread: select “---------”" in told
    assert "is too small to touch: a “One of two”" in told
    assert "is too small to touch: a “a third”" not in told
    assert "sticks out: td “runs out of its cell”" in told
    assert "parted by a line's end: p “2024-03-31”: 2024-03-31" in told
    assert "parted by a line's end: p “made of CNY 12.5 million”: CNY 12.5" in told
    assert "scrolls sideways: 30" in told
    assert "light color-contrast: <p style=" in told


def test_a_word_of_the_other_language_is_found_and_what_the_data_say_is_not():
    people = frozenset({"商务厅经办"})
    assert leftovers(["保存 Save", "下载 xlsx", "/zones/donghu/"], "zh-hans", people) == [
        "保存 Save"
    ]
    said = ["Save 保存草稿", "2024 · 商务厅经办", "到2023年,进口整车将超过2000辆"]
    assert leftovers(said, "en", people) == ["Save 保存草稿"]
