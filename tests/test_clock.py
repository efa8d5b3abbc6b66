"""A clock that jumps an hour back or a year ahead keeps nobody out, and breaks nothing."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from indicators.models import Submission
from tests.collecting import PAGE, seen, typed
from tests.factories import user_of
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db
RIGHT = "right and long enough"
BACK, AHEAD, NOW = timedelta(hours=-1), timedelta(days=365), timedelta(0)
#: A clock that was ahead is set right; one that was right loses an hour.
JUMPS = [(AHEAD, NOW), (NOW, BACK)]
FILE = "/measures/?export=csv"


@pytest.fixture
def clock(monkeypatch):
    """`clock(AHEAD)`: from now on the machine's clock is wrong by so much."""
    wrong_by = [NOW]
    true_now, true_time = timezone.now, time.time
    monkeypatch.setattr(timezone, "now", lambda: true_now() + wrong_by[0])
    monkeypatch.setattr(time, "time", lambda: true_time() + wrong_by[0].total_seconds())

    def set_to(difference: timedelta) -> None:
        wrong_by[0] = difference

    return set_to


@pytest.fixture
def reporter(people):
    """The reporter of yichang, whose password is known."""
    user = user_of(people["yichang"])
    user.set_password(RIGHT)
    user.save()
    return user


def sign_in(password: str = RIGHT) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.post("/login/", {"username": "yichang", "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/measures/").status_code == 200


def save(client: Client):
    return client.post(PAGE, typed(seen=seen(client)))


@pytest.mark.parametrize(("then", "now"), JUMPS)
def test_wrong_passwords_of_a_wrong_clock_keep_nobody_out_for_long(reporter, clock, then, now):
    clock(then)
    for _time in range(8):
        sign_in("wrong")
    assert not is_in(sign_in())
    clock(now)
    assert is_in(sign_in())


@pytest.mark.parametrize(("then", "now"), JUMPS)
def test_files_counted_by_a_wrong_clock_hold_up_nobody(reporter, clock, settings, then, now):
    settings.FILES_PER_MINUTE = 1
    clock(then)
    client = sign_in()
    assert [client.get(FILE).status_code for _time in range(2)] == [200, 429]
    clock(now)
    assert sign_in().get(FILE).status_code == 200


def test_who_signed_in_before_an_hour_was_lost_stays_in_and_saves(reporter, clock):
    client = sign_in()
    clock(BACK)
    assert is_in(client)
    assert save(client).status_code == 302
    assert Submission.objects.get().state == "draft"
    assert audit_verdict().is_intact


def test_entries_stand_in_the_order_of_the_acts_whatever_the_clock_said(reporter, clock):
    for difference in (NOW, AHEAD, BACK, NOW):
        clock(difference)
        assert is_in(sign_in())
    times = list(AuditEntry.objects.order_by("seq").values_list("at", flat=True))
    assert times != sorted(times)
    assert audit_verdict().is_intact


def test_a_session_ends_a_year_ahead_and_one_begun_there_does_not_outlive_it(reporter, clock):
    before = sign_in()
    clock(AHEAD)
    assert before.get("/measures/").status_code == 302
    ahead = sign_in()
    assert is_in(ahead)
    clock(NOW)
    assert not is_in(ahead), "it would last a year"
    assert is_in(sign_in())
