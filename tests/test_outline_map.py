"""The map on the operator's outline: with its review number, or not at all."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation
from lxml import etree
from lxml.html import fromstring

from assessments.selectors.board_map import board_map
from assessments.selectors.overview import overview_page
from assessments.selectors.published import latest_published
from tests.demo_database import demonstration  # noqa: F401
from tests.made_up_outline import (
    REVIEW_NUMBER,
    SCRIPT,
    geojson,
    load_made_up_outline,
    write_made_up_outline,
)
from tests.test_wall import opened
from zones.models import AuditEntry, Outline, Zone

pytestmark = pytest.mark.usefixtures("demonstration", "db")
LABEL = "{http://www.w3.org/2000/svg}text"


def load(*arguments: str, language: str = "en") -> str:
    out = io.StringIO()
    with translation.override(language):
        call_command("load_outline", *arguments, stdout=out)
    return out.getvalue()


def overview(client: Client, query: str = "", language: str = "zh-hans"):
    client.cookies["django_language"] = language
    return client.get(f"/{query}")


@pytest.fixture
def leader(client):
    from django.contrib.auth.models import User

    client.force_login(User.objects.get(username="leader"))
    return client


def test_without_an_outline_the_zones_are_tiles(leader):
    page = fromstring(overview(leader).content.decode())
    assert page.find_class("zt-map")
    assert not page.find_class("zt-outline")
    assert not page.xpath("//*[@data-review-number] | //a[contains(@href, 'map-export')]")


def test_without_its_review_number_an_outline_is_refused(tmp_path):
    path = str(write_made_up_outline(tmp_path))
    with pytest.raises(CommandError, match="only shown with the review number"):
        load(path, "--commit")
    with pytest.raises(CommandError, match="“none yet” is no review number"):
        load(path, "--review-number", "none yet", "--commit")
    with pytest.raises(CommandError, match="审图号"):
        load(path, "--commit", language="zh-hans")
    assert not Outline.objects.exists()


def test_the_database_keeps_no_outline_without_a_number_and_no_second_one():
    load_made_up_outline()
    for wrong in ({"review_number": ""}, {"id": 2}, {"east": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Outline.objects.update(**wrong)


@pytest.mark.parametrize("number", ["鄂S(2021)005号", "GS（2020）4619号", "京审字(2016)第2023号"])
def test_numbers_as_authorities_write_them_are_taken_as_they_are(number, tmp_path):
    load(str(write_made_up_outline(tmp_path)), "--review-number", f" {number} ", "--commit")
    assert Outline.objects.get().review_number == number


def test_a_dry_run_saves_nothing_and_the_same_file_twice_changes_nothing(tmp_path):
    asked = [str(write_made_up_outline(tmp_path)), "--review-number", REVIEW_NUMBER]
    assert load(*asked) == "The outline can be drawn. Nothing was saved; add --commit.\n"
    assert not Outline.objects.exists()
    assert REVIEW_NUMBER in load(*asked, "--commit")
    assert load(*asked, "--commit") == "This outline was there already.\n"
    (entry,) = AuditEntry.objects.filter(action="outline_loaded")
    assert (entry.kind, entry.new["review_number"]) == ("outline", REVIEW_NUMBER)


def test_another_one_takes_its_place_and_the_log_knows_both(tmp_path):
    load_made_up_outline()
    path = str(write_made_up_outline(tmp_path))
    load(path, "--review-number", "测S(2022)001号", "--commit")
    assert Outline.objects.get().review_number == "测S(2022)001号"
    last = AuditEntry.objects.filter(action="outline_loaded").last()
    assert last.old["review_number"] == REVIEW_NUMBER


def test_removed_it_leaves_tiles(leader):
    load_made_up_outline()
    assert "Nothing was removed" in load("--remove")
    assert "is removed" in load("--remove", "--commit")
    assert load("--remove", "--commit") == "There is no outline.\n"
    assert AuditEntry.objects.last().action == "outline_removed"
    assert fromstring(overview(leader).content.decode()).find_class("zt-map")


def test_what_is_wrong_with_a_file_is_said_and_so_is_which_file(tmp_path):
    path = write_made_up_outline(tmp_path, b"<svg/>")
    with pytest.raises(CommandError, match=r"made-up.geojson: The file is no GeoJSON: line 1"):
        load(str(path), "--review-number", REVIEW_NUMBER)
    with pytest.raises(CommandError, match="cannot be read"):
        load(str(tmp_path / "none"), "--review-number", REVIEW_NUMBER)
    with pytest.raises(CommandError, match="Name the outline’s file"):
        load()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_overview_and_the_wall_show_it_with_its_number(leader, language):
    load_made_up_outline()
    pages = overview(leader, language=language), opened("leader", language)
    for page in (fromstring(one.content.decode()) for one in pages):
        (said,) = page.xpath("//*[@data-review-number]")
        word = "审图号" if language == "zh-hans" else "Map review number"
        assert said.text_content().startswith(word)
        assert REVIEW_NUMBER in said.text_content()
        marks = page.find_class("zt-mark")
        assert len(marks) == len(board_map(overview_page(latest_published()).rows).tiles)
        assert {mark.get("href").split("/")[1] for mark in marks} == {"zones"}
        assert not page.find_class("zt-map")


def test_nothing_of_the_file_but_its_lines_comes_to_the_page(leader):
    load_made_up_outline()
    text = overview(leader).content.decode()
    assert SCRIPT not in text
    assert "elsewhere.example" not in text


def test_a_label_tells_rank_and_state_to_who_does_not_see_it(leader):
    load_made_up_outline()
    page = fromstring(overview(leader, language="en").content.decode())
    (mark,) = (one for one in page.find_class("zt-mark") if "/jingkai/" in one.get("href"))
    assert " ".join(mark.text_content().split()).startswith("Place 1")
    assert "nothing found" in mark.text_content()


@pytest.mark.parametrize("place", [{"longitude": None}, {"longitude": 80}])
def test_a_zone_that_lies_nowhere_on_it_makes_the_board_one_of_tiles_and_is_named(
    leader, place, tmp_path
):
    load_made_up_outline()
    Zone.objects.filter(code="jingkai").update(**place)
    with translation.override("en"):
        found = board_map(overview_page(latest_published()).rows)
    assert found.outline is None
    assert found.lacks_outline
    text = overview(leader, language="en").content.decode()
    assert "The outline is not shown: a zone’s coordinates are missing" in text
    told = load(str(write_made_up_outline(tmp_path)), "--review-number", REVIEW_NUMBER)
    assert "outside the outline: jingkai." in told


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_taken_home_it_carries_its_number_its_finding_and_that_it_is_made_up(leader, language):
    load_made_up_outline()
    answer = overview(leader, "?map-export=svg", language)
    assert answer["Content-Type"] == "image/svg+xml"
    assert "map-2023-demonstration.svg" in answer["Content-Disposition"]
    drawing = etree.fromstring(answer.content)
    words = " ".join("".join(one.itertext()) for one in drawing.iter(LABEL))
    assert REVIEW_NUMBER in words
    assert ("演示数据" if language == "zh-hans" else "Demonstration data") in words
    assert ("有警示" if language == "zh-hans" else "Findings at") in words
    assert not [one for one in drawing.iter() if "script" in str(one.tag) or "href" in one.attrib]


def test_without_an_outline_there_is_no_file_of_the_map(leader):
    assert "attachment" not in overview(leader, "?map-export=svg").get("Content-Disposition", "")


def test_a_files_bytes_are_told_to_the_log(tmp_path):
    load_made_up_outline()
    import hashlib

    digest = hashlib.sha256(geojson()).hexdigest()
    assert AuditEntry.objects.filter(action="outline_loaded").last().new["digest"] == digest
