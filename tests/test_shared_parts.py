"""The processes of a server take from one another what one of them has printed."""

import logging
import os

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.selectors import outdated
from assessments.selectors.outdated import is_outdated
from assessments.selectors.question import question
from assessments.services.assessments import assessment_run
from indicators.models import Submission
from indicators.periods import parse_period
from tests import test_parts
from tests.test_first_print import ADDRESSES, without_token
from tests.test_parts import WRITES, draft_figure, province, target_set  # noqa: F401
from zones.services.audit import Change, audit_append
from zones.shared_parts import answered_once, once, share
from zones.written import ACTS, READ_SO_FAR, last_changes


@pytest.fixture(autouse=True)
def folder(settings, db, tmp_path):
    settings.PARTS_ARE_KEPT = True
    caches["parts"].clear()
    share(tmp_path)
    yield tmp_path
    share(None)


@pytest.fixture
def server(rf):
    """`server()`: another process of the server, made when the log was as it is now."""
    last_changes(rf.get("/"), ACTS)
    read = caches["parts"].get(READ_SO_FAR)

    def made() -> None:
        caches["parts"].clear()
        caches["parts"].set(READ_SO_FAR, read)

    return made


@pytest.fixture
def reader(province):  # noqa: F811
    def open_(name: str, language: str = "en") -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=getattr(province, name).user_id))
        client.cookies["django_language"] = language
        return client

    return open_


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_what_another_process_printed_is_the_page_printed_anew_whatever_is_written(
    province,  # noqa: F811
    reader,
    server,
    settings,
    write,
):
    client = reader("commerce")
    for address in ADDRESSES:
        client.get(address)  # one process, before
    write(province)
    for address in ADDRESSES:
        client.get(address)  # the same process, after
    server()
    for address in ADDRESSES:
        taken = client.get(address).content  # the other one, which was idle meanwhile
        settings.PARTS_ARE_KEPT = False
        assert without_token(taken) == without_token(client.get(address).content)
        settings.PARTS_ARE_KEPT = True


def test_what_one_process_printed_after_a_write_no_other_prints_again(
    province,  # noqa: F811
    reader,
    server,
    queries,
):
    client = reader("leader")
    client.get("/")
    draft_figure(province)
    client.get("/")  # this process has read the log once more than the other will
    target_set(province)
    client.get("/")
    server()
    with queries() as sent:
        assert client.get("/").status_code == 200
    assert not any("assessments_targetresult" in one["sql"] for one in sent)
    assert not any("assessments_zoneresult" in one["sql"] for one in sent)
    assert not any("assessments_flag" in one["sql"] for one in sent)


def test_what_is_under_way_and_what_was_returned_one_process_finds_out_for_all(
    province,  # noqa: F811
    reader,
    server,
    queries,
):
    """It is counted over every zone; the button that runs a period is its reader's alone."""
    target_set(province)
    page = reader("commerce").get("/").content
    assert b'id="running"' in page
    server()
    client = reader("commerce")
    with queries() as sent:
        taken = client.get("/").content
    assert without_token(taken) == without_token(page)
    reports = [one["sql"] for one in sent if "indicators_submission" in one["sql"]]
    assert not any("version" in one for one in reports)  # whether any is a demonstration's, it asks


def test_processes_come_to_the_same_hashes_however_often_each_has_read_the_log(rf, server):
    actions = ["opened", "submitted", "dreamt_of_later", "reminded", "opened", "signed_in"]
    often = []
    for action in actions:
        audit_append(by=None, at=timezone.now(), changes=[Change(action, "of some kind")])
        often.append(last_changes(rf.get("/"), ACTS))
    server()
    assert last_changes(rf.get("/"), ACTS) == often[-1]
    assert len(set(often)) == len(actions) - 1  # who signs in touches nothing
    assert len(often[-1]) == len(ACTS) + 1


@pytest.mark.parametrize(("name", "language"), [("leader", "zh-hans"), ("customs", "en")])
def test_after_a_publication_no_reader_of_any_process_meets_a_page_that_is_not_printed(
    province,  # noqa: F811
    reader,
    server,
    queries,
    monkeypatch,
    name,
    language,
):
    """Not even the first: who publishes has the pages printed that people open first."""
    monkeypatch.setattr("assessments.views.assessments.AFTER_PUBLISHING", 600.0)
    target_set(province)
    test_parts.past_figures_revised(province)
    draft = assessment_run(period=parse_period("2022"), at=timezone.now())
    form = {"version": draft.version, "unheard_reason": "已征求"}
    answer = reader("commerce").post(reverse("assessment_publish", args=["2022"]), form)
    draft.refresh_from_db()
    assert (answer.status_code, draft.state) == (302, "published")
    server()
    client = reader(name, language)
    for address in ADDRESSES:
        with queries() as sent:
            assert client.get(address).status_code == 200
        assert not any("assessments_contribution" in one["sql"] for one in sent)
        assert not any("assessments_targetresult" in one["sql"] for one in sent)


def test_whether_a_year_must_be_assessed_again_is_found_out_by_one_process_for_all(
    province,  # noqa: F811
    server,
    monkeypatch,
):
    assessment = province.assessments[-1]
    asked, at = [], timezone.now()
    monkeypatch.setattr(outdated, "question", lambda *a, **k: asked.append(a) or question(*a, **k))
    assert not is_outdated(assessment, at)
    assert asked == []  # nothing was written since
    test_parts.past_figures_revised(province)
    Submission.objects.filter(verified_at=test_parts.NOW).update(verified_at=at)
    assert is_outdated(assessment, at)
    assert len(asked) == 2  # the figures of now, and those of the moment
    server()
    assert is_outdated(assessment, at)
    assert len(asked) == 2
    share(None)
    server()
    assert is_outdated(assessment, at)
    assert len(asked) == 4


# The folder


def another_process() -> None:
    caches["parts"].clear()


def test_without_a_folder_each_process_prints_for_itself(folder):
    share(None)
    assert once("a", lambda: b"one") == b"one"
    assert once("a", lambda: b"two") == b"one"
    another_process()
    assert once("a", lambda: b"two") == b"two"
    assert list(folder.iterdir()) == []


def test_a_part_is_made_once(folder):
    assert once("a", lambda: b"one") == b"one"
    another_process()
    assert once("a", lambda: b"two") == b"one"
    assert [one.name for one in folder.iterdir()] == ["a"]


@pytest.mark.parametrize("answer", [True, False])
def test_a_question_is_asked_once(answer):
    assert answered_once(("outdated", 7), lambda: answer) is answer
    another_process()
    assert answered_once(("outdated", 7), lambda: not answer) is answer
    assert answered_once(("outdated", 8), lambda: not answer) is not answer


def test_where_no_part_is_kept_none_is_shared(folder, settings):
    settings.PARTS_ARE_KEPT = False
    assert once("a", lambda: b"one") == b"one"
    assert once("a", lambda: b"two") == b"two"
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_gone_or_full_costs_a_warning_and_no_page(folder, caplog, monkeypatch):
    def full(*_names):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with caplog.at_level(logging.WARNING):
        assert once("a", lambda: b"one") == b"one"
        assert list(folder.iterdir()) == []  # no half of it is left
        share(folder / "gone")
        assert once("b", lambda: b"two") == b"two"
    assert len([one for one in caplog.messages if "not shared" in one]) == 2


def test_the_oldest_parts_make_room(folder, settings):
    settings.PARTS_KEPT = 8
    for number in range(20):
        once(f"part{number}", lambda: b"text")
        os.utime(folder / f"part{number}", (number, number))
        assert len(list(folder.iterdir())) <= 8
    assert (folder / "part19").exists()
    assert not (folder / "part0").exists()
