"""A write that waits too long for another's is refused in a sentence, and nothing typed is lost.

In use the wait is twenty seconds; here it is short, and the other write does not end.
"""

import contextlib
import json

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import translation

from indicators.models import CellNote, Submission
from tests.at_once import browser_of
from tests.collecting import PAGE, entry, hand_in, seen, typed
from tests.factories import user_of
from tests.grid import edit, remark

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "Others are saving just now, and it took too long: nothing was saved."
HOLD = {
    "sqlite": ["BEGIN IMMEDIATE"],
    "postgresql": [
        "BEGIN",
        "LOCK TABLE indicators_reportingquarter, django_session IN EXCLUSIVE MODE",
    ],
}
WAIT_BRIEFLY = {"sqlite": "PRAGMA busy_timeout = 50", "postgresql": "SET lock_timeout = '50ms'"}


@pytest.fixture
def browser(people):
    """`browser("commerce")`: a browser in which they are signed in, in English."""
    return lambda login: browser_of(people[login])


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


@contextlib.contextmanager
def somebody_writing():
    """As long as the block lasts, somebody else has locked what everybody wants to write to."""
    other = connection.copy()
    other.inc_thread_sharing()
    try:
        with other.cursor() as cursor, connection.cursor() as ours:
            ours.execute(WAIT_BRIEFLY[connection.vendor])
            for statement in HOLD[connection.vendor]:
                cursor.execute(statement)
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()
        connection.close()


def test_a_form_that_waits_too_long_comes_back_with_what_was_typed(browser):
    client = browser("yichang")
    form = typed(seen=seen(client))
    with somebody_writing():
        response = client.post(PAGE, form)
    assert response.status_code == 200
    assert response.context["refusal"].startswith(SENTENCE)
    assert 'value="1200"' in response.content.decode()
    assert not Submission.objects.exists()
    assert client.post(PAGE, form).status_code == 302


@pytest.mark.parametrize("move", ["verify", "return"])
def test_a_review_that_waits_too_long_says_so_and_keeps_the_note(browser, place, people, move):
    hand_in(place["yichang"], [entry("trade_import", 1200)], people["yichang"])
    client = browser("commerce")
    form = {"move": move, "note": "请核对进口", "seen": seen(client)}
    with somebody_writing():
        response = client.post(PAGE, form)
    assert response.context["refusal"].startswith(SENTENCE)
    assert "请核对进口" in response.content.decode()
    assert Submission.objects.get().state == "submitted"


@pytest.mark.parametrize(
    "sent", [{"edits": [edit("vehicles", 3)]}, {"remarks": [remark("vehicles", "核对")]}]
)
def test_cells_that_wait_too_long_are_sent_again_by_the_page(browser, people, sent):
    client = browser("yichang")
    body = json.dumps({"person": people["yichang"].user_id} | sent)
    with somebody_writing():
        response = client.post("/collect/2022Q2/cells/", body, content_type="application/json")
    assert response.status_code == 503
    assert response.json()["message"].startswith(SENTENCE)
    assert not Submission.objects.exists()
    assert not CellNote.objects.exists()


def test_any_other_write_that_waits_too_long_answers_with_a_page_that_says_so(browser, people):
    reporter, strangers = browser("yichang"), Client(raise_request_exception=False)
    user = user_of(people["yichang"])
    user.set_password("zonetrack-demo")
    user.save()
    signing_in = {"username": "yichang", "password": "zonetrack-demo"}
    with somebody_writing():
        responses = [
            reporter.post(PAGE, {"move": "remark", "indicator": "vehicles", "text": "核对"}),
            strangers.post("/login/", signing_in),
        ]
    assert strangers.post("/login/", signing_in).status_code == 302
    for response in responses:
        check_says_that_it_is_busy(response)


def check_says_that_it_is_busy(response) -> None:
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "本次没有保存任何改动" in response.content.decode()
    assert "nothing of yours was saved" in response.content.decode()


def test_pages_are_read_while_somebody_writes(browser):
    client = browser("commerce")
    with somebody_writing():
        for path in ("/collect/", "/collect/2022Q2/", "/collect/2022Q2/grid/", PAGE):
            assert client.get(path).status_code == 200


def test_a_write_waits_for_others_as_long_as_the_settings_say():
    with connection.cursor() as cursor:
        cursor.execute(
            {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}[connection.vendor]
        )
        (waits,) = cursor.fetchone()
    assert waits in (settings.WRITE_WAITS * 1000, f"{settings.WRITE_WAITS}s")


def test_a_fault_is_not_taken_for_a_busy_database(browser, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("indicators.views.quarters.status_board", fail)
    response = browser("commerce").get("/collect/2022Q2/")
    assert response.status_code == 500
    assert "系统出错" in response.content.decode()
