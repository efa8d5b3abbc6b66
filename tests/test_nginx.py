"""What nginx says by itself: to people by a page, to programs as a problem."""

import json
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from assessments.api.problems import CODES, CONTENT_TYPE, Problem, problem_response

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
SETTINGS = (DEPLOY / "nginx.conf").read_text("utf-8")
#: The pages by name, each with the status that it is sent with.
SHOWN = {
    name: int(sent or got)
    for got, sent, name in re.findall(
        r"error_page (\d+)(?: \d+)*(?: =(\d+))? /(\w+)\.\$zonetrack_form;", SETTINGS
    )
}
(MEGABYTES,) = re.findall(r"client_max_body_size (\d+)m;", SETTINGS)


def test_what_nginx_says_is_there_as_a_page_and_for_programs():
    assert SHOWN == {"away": 503, "full": 503, "too_large": 413, "too_often": 429}
    there = {page.name for page in (DEPLOY / "pages").iterdir()}
    assert there == {f"{name}.{form}" for name in SHOWN for form in ("html", "json")}
    assert "root /opt/zonetrack/app/deploy/pages;" in SETTINGS


@pytest.mark.parametrize("form", ["html", "json"])
@pytest.mark.parametrize("name", SHOWN)
def test_it_says_in_both_languages_what_was_saved_and_what_to_do(name, form):
    text = (DEPLOY / "pages" / f"{name}.{form}").read_text("utf-8")
    for sentence in ("保存", "saved", "请"):
        assert sentence in text


@pytest.mark.parametrize("name", SHOWN)
def test_programs_are_told_in_the_shape_of_the_interface(name):
    told = json.loads((DEPLOY / "pages" / f"{name}.json").read_text("utf-8"))
    of_the_site = json.loads(problem_response(Problem(SHOWN[name], told["code"])).content)
    assert {key: type(value) for key, value in told.items()} == {
        key: type(value) for key, value in of_the_site.items()
    }
    assert told["status"] == SHOWN[name]
    assert told["code"] == (name if SHOWN[name] == 503 else CODES[SHOWN[name]])
    assert f"types {{ text/html html; {CONTENT_TYPE} json; }}" in SETTINGS


def test_what_nginx_says_is_too_large_is_as_large_as_it_takes():
    for page in (DEPLOY / "pages").glob("too_large.*"):
        assert set(re.findall(r"(\d+) MB", page.read_text("utf-8"))) == {MEGABYTES}


def test_its_pages_look_like_those_that_the_site_says_alone():
    own = around_what_is_said(render_to_string("503_full.html"))
    for page in (DEPLOY / "pages").glob("*.html"):
        assert around_what_is_said(page.read_text("utf-8")) == own, page.name


def test_a_full_disk_is_called_the_same_by_nginx_and_by_the_site():
    said = (DEPLOY / "pages" / "full.html").read_text("utf-8")
    assert called(said) == called(render_to_string("503_full.html"))


def around_what_is_said(html):
    return [line for line in html.splitlines() if not re.match(r"\s*<(title|h1|p)\b", line)]


def called(html):
    return re.findall(r"<(?:title|h1)>(.*)</", html)
