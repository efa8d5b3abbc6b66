"""Wrong passwords slow a stranger down, and lock nobody out for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_person, user_of
from zones import access
from zones.models import Attempts, AuditEntry
from zones.sign_in_limits import OF_A_NAME, OF_A_NAME_FROM_ONE_PLACE, OF_AN_ADDRESS
from zones.waiting import Limit, failures_now, wait_after

pytestmark = pytest.mark.django_db
RIGHT = "right and long"
HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"
FREE = OF_A_NAME_FROM_ONE_PLACE.free
AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
LIMIT = Limit(3, timedelta(seconds=30), timedelta(minutes=2), timedelta(hours=1))


@pytest.fixture(autouse=True)
def leader():
    user = user_of(make_person("leader", access.LEADERSHIP))
    user.set_password(RIGHT)
    user.save()
    return user


@pytest.fixture
def browser():
    """Opens a browser of its own, in English."""

    def browser() -> Client:
        client = Client()
        client.cookies["django_language"] = "en"
        return client

    return browser


def sign_in(client: Client, password: str, login: str = "leader", address: str = HERE):
    sent = {"username": login, "password": password}
    return client.post("/login/", sent, REMOTE_ADDR=address)


def fail(client: Client, times: int, **where):
    """The answer to the last of so many wrong passwords."""
    for _time in range(times):
        response = sign_in(client, "wrong", **where)
    return response


def let_pass(seconds: float) -> None:
    """Nothing; every count is as if that long had passed since."""
    for row in Attempts.objects.all():
        row.last_at -= timedelta(seconds=seconds)
        row.until = row.until and row.until - timedelta(seconds=seconds)
        row.save()


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (3, 0), (4, 30), (5, 60), (6, 120), (7, 120), (10**6, 120)]
)
def test_the_wait_doubles_up_to_the_longest(failures, seconds):
    assert wait_after(failures, LIMIT) == timedelta(seconds=seconds)


def test_failures_are_forgotten_after_a_while_without_one():
    assert failures_now(9, AT, AT + timedelta(minutes=59), LIMIT) == 9
    assert failures_now(9, AT, AT + timedelta(hours=1), LIMIT) == 0


def test_some_mistakes_cost_nothing_and_one_more_a_wait_that_is_told(browser):
    client = browser()
    assert fail(client, FREE).status_code == 200
    response = fail(client, 1)
    assert response.status_code == 429
    assert response["Retry-After"] == "30"
    page = response.content.decode()
    assert "Please try again in 30 seconds" in page
    assert 'value="leader"' in page


def test_the_wait_is_told_in_chinese():
    assert "请在30秒后再试" in fail(Client(), FREE + 1).content.decode()


def test_while_waiting_not_even_the_right_password_is_looked_at_and_nothing_is_counted(browser):
    client = browser()
    fail(client, FREE + 1)
    before = list(Attempts.objects.order_by("key").values())
    assert sign_in(client, RIGHT).status_code == 429
    assert fail(client, 3).status_code == 429
    assert list(Attempts.objects.order_by("key").values()) == before
    let_pass(31)
    assert sign_in(client, RIGHT).status_code == 302


def test_each_further_mistake_doubles_the_wait(browser):
    client = browser()
    fail(client, FREE + 1)
    let_pass(31)
    assert fail(client, 1)["Retry-After"] == "60"


def test_a_right_password_begins_the_count_anew(browser):
    client = browser()
    fail(client, FREE)
    assert sign_in(client, RIGHT).status_code == 302
    client.post("/logout/")
    assert fail(client, FREE).status_code == 200


def test_signing_in_again_and_again_is_never_limited(browser):
    for _time in range(OF_A_NAME.free + 5):
        assert sign_in(browser(), RIGHT).status_code == 302
    assert not Attempts.objects.exists()


def test_a_stranger_elsewhere_does_not_lock_the_person_out(browser):
    fail(browser(), FREE + 1, address=ELSEWHERE)
    assert sign_in(browser(), RIGHT).status_code == 302


def test_a_stranger_behind_the_same_address_does_not_lock_out_a_browser_that_is_known(browser):
    own = browser()
    sign_in(own, RIGHT)
    own.post("/logout/")
    fail(browser(), FREE + 1)
    assert sign_in(browser(), RIGHT).status_code == 429
    assert sign_in(own, RIGHT).status_code == 302


def test_a_known_browser_is_limited_by_itself(browser):
    own = browser()
    sign_in(own, RIGHT)
    own.post("/logout/")
    assert fail(own, FREE + 1).status_code == 429
    assert sign_in(browser(), RIGHT).status_code == 302


def test_a_browser_is_known_for_those_who_signed_in_there_and_by_no_cookie_of_ones_own(browser):
    own = browser()
    sign_in(own, RIGHT)
    own.post("/logout/")
    fail(browser(), FREE + 1, login="commerce")
    assert sign_in(own, "wrong", login="commerce").status_code == 429
    forged = browser()
    forged.cookies["zonetrack_browser"] = own.cookies["zonetrack_browser"].value + "x"
    fail(browser(), FREE + 1)
    assert sign_in(forged, RIGHT).status_code == 429


def test_guessing_from_many_addresses_is_slowed_down_by_the_name_for_a_minute_at_most(browser):
    addresses = [f"198.51.100.{place}" for place in range(OF_A_NAME.free + 8)]
    for address in addresses:
        sign_in(browser(), "wrong", address=address)
        let_pass(61)
    waits = fail(browser(), 1, address="203.0.113.1")
    assert waits.status_code == 429
    assert int(waits["Retry-After"]) == 60


def test_trying_many_names_from_one_address_is_slowed_down(browser):
    client = browser()
    for number in range(OF_AN_ADDRESS.free):
        assert fail(client, 1, login=f"nobody{number}").status_code == 200
    assert fail(client, 1, login="one more").status_code == 429


def test_names_without_an_account_wait_like_others(browser):
    client = browser()
    fail(client, FREE + 1, login="nobody")
    assert "The account itself is not blocked" in fail(client, 1, login="nobody").content.decode()


def test_an_empty_form_counts_nothing(browser):
    sign_in(browser(), "")
    assert not Attempts.objects.exists()


def test_the_log_tells_of_each_failure_that_was_looked_at_and_of_the_wait(browser):
    fail(browser(), FREE + 3)
    told = AuditEntry.objects.filter(action="sign_in_failed").order_by("seq")
    assert [entry.new for entry in told] == [None] * FREE + [{"wait_seconds": 30}]


def test_the_counts_name_nobody_and_old_ones_are_thrown_away(browser):
    fail(browser(), 1)
    told = str(list(Attempts.objects.values()))
    assert "leader" not in told
    assert HERE not in told
    Attempts.objects.update(last_at=timezone.now() - timedelta(days=3))
    fail(browser(), 1, login="other", address=ELSEWHERE)
    assert Attempts.objects.count() == 3
