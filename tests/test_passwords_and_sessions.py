"""Passwords of one's own, and sessions that end."""

import time

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from tests.factories import make_person, user_of
from tests.wording import APART
from zones import access
from zones.access import person_of
from zones.models import Account, AuditEntry, RoleRule
from zones.services.accounts import account_password_set, accounts_create_demo

pytestmark = pytest.mark.django_db
RIGHT, NEW = "right and long enough", "Another-one-7"


@pytest.fixture
def leader():
    user = user_of(make_person("leader", access.LEADERSHIP))
    user.set_password(RIGHT)
    user.save()
    return user


@pytest.fixture
def told(leader):
    """The leader, whose password an administrator has set."""
    account_password_set(user=leader, by=make_person("admin", access.ADMINISTRATORS))
    return leader


def signed_in(password: str = RIGHT) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    answer = client.post("/login/", {"username": "leader", "password": password})
    assert answer.status_code == 302
    return client


def change(client: Client, new: str = NEW, old: str = RIGHT):
    sent = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/password/", sent)


def to_login(response) -> bool:
    return response.status_code == 302 and response.url.startswith("/login/?next=")


@pytest.mark.parametrize("password", ["Abcdef-ghi", "abcdef-gh1", "four plain words here"])
def test_a_password_of_three_kinds_or_a_long_one_is_taken(password):
    validate_password(password)


@pytest.mark.parametrize("password", ["abcdefghij", "abcdefgh12", "Short-1", "1234567890123456789"])
def test_a_plain_or_short_password_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="x"))


def test_chinese_pages_ask_for_a_password_in_their_own_words():
    """What Django asks for is said as the site speaks, without 你 and blanks beside numbers."""
    with translation.override("zh-hans"):
        asked = password_validators_help_texts()
        with pytest.raises(ValidationError) as refused:
            validate_password("Short-1")
    said = [*asked, *refused.value.messages]
    assert "密码至少10个字符。" in said
    assert "密码过短，至少10个字符。" in said
    assert [text for text in said if "你" in text or APART.search(text)] == []


def test_a_password_that_somebody_else_set_is_changed_before_anything_else(told):
    client = signed_in()
    assert client.get("/measures/").url == "/account/password/"
    assert client.post("/schemes/").url == "/account/password/"
    assert client.get("/admin/").url == "/account/password/"
    assert "was set by somebody else" in client.get("/account/password/").content.decode()
    assert change(client).url == "/"
    assert client.get("/measures/").status_code == 200
    assert signed_in(NEW).get("/measures/").status_code == 200
    entry = AuditEntry.objects.get(action="password_changed")
    assert entry.person_id == told.pk


def test_who_must_change_the_password_may_leave_and_choose_the_language(told):
    client = signed_in()
    assert client.post("/i18n/setlang/", {"language": "en", "next": "/login/"}).url == "/login/"
    assert client.post("/logout/").url == "/login/"


def test_the_same_password_again_is_refused_and_nothing_opens(told):
    client = signed_in()
    page = change(client, RIGHT).content.decode()
    assert "The new password differs from the one before." in page
    assert client.get("/measures/").url == "/account/password/"


def test_an_administrator_who_sets_the_own_password_is_asked_nothing():
    who = make_person("admin", access.ADMINISTRATORS)
    account_password_set(user=user_of(who), by=who)
    assert not Account.objects.filter(must_change=True).exists()


def test_accounts_of_the_demonstration_are_exempt():
    people = accounts_create_demo()
    account_password_set(user=people["leader"], by=person_of(people["admin"]))
    client = Client()
    client.post("/login/", {"username": "leader", "password": "zonetrack-demo"})
    assert client.get("/measures/").status_code == 200


def test_changing_the_password_ends_every_other_session(leader):
    here, there = signed_in(), signed_in()
    assert change(here).status_code == 302
    assert here.get("/measures/").status_code == 200
    assert to_login(there.get("/measures/"))


def test_people_may_be_signed_in_at_several_places_where_nothing_says_otherwise(leader):
    first, second = signed_in(), signed_in()
    assert first.get("/measures/").status_code == second.get("/measures/").status_code == 200


@pytest.mark.parametrize("by_role", [True, False])
def test_one_session_ends_the_one_before(leader, settings, by_role):
    settings.ONE_SESSION = not by_role
    if by_role:
        RoleRule.objects.create(group=Group.objects.get(name=access.LEADERSHIP), one_session=True)
    first, second = signed_in(), signed_in()
    assert to_login(first.get("/measures/"))
    assert second.get("/measures/").status_code == 200
    assert Session.objects.count() == 1


def test_a_rule_of_another_role_ends_nothing(leader):
    other = Group.objects.get_or_create(name=access.CUSTOMS)[0]
    RoleRule.objects.create(group=other, one_session=True)
    first = signed_in()
    signed_in()
    assert first.get("/measures/").status_code == 200


def test_a_session_in_use_goes_on_and_an_idle_one_is_gone(leader, settings):
    client = signed_in()
    key = client.session.session_key
    before = Session.objects.get(pk=key).expire_date
    set_back(client, seen=settings.SESSION_COOKIE_AGE // 2)
    assert client.get("/measures/").status_code == 200
    assert Session.objects.get(pk=key).expire_date >= before
    assert client.session["seen"] >= int(time.time()) - 60
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")
    assert to_login(client.get("/measures/"))


def test_a_session_ends_after_so_many_hours_however_much_it_is_used(leader, settings):
    client = signed_in()
    set_back(client, since=settings.SESSION_HOURS * 3600)
    assert to_login(client.get("/measures/"))
    assert to_login(client.get("/measures/"))


def test_a_session_ends_with_the_browser(leader):
    assert signed_in().cookies["sessionid"]["max-age"] == ""


def test_a_page_read_soon_after_signing_in_writes_nothing(leader, queries):
    client = signed_in()
    with queries() as sent:
        client.get("/measures/")
    assert [one["sql"] for one in sent if not one["sql"].startswith("SELECT")] == []


def set_back(client: Client, **seconds: int) -> None:
    """Nothing; what the session notes of the time was so many seconds ago."""
    session = client.session
    for name, ago in seconds.items():
        session[name] = int(time.time()) - ago
    session.save()


# Whose session ended before a press on a button

BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml", "HTTP_HOST": "testserver"}
BUTTON = "/assessments/2023/publish/"


def pressed(client: Client, **about):
    return client.post(BUTTON, **BROWSER | about)


def test_who_had_been_signed_out_is_led_back_to_the_button_and_told_so(leader):
    client = Client()
    client.cookies["django_language"] = "en"
    door = pressed(client, HTTP_REFERER="http://testserver/assessments/2023/?sort=-score")
    assert door.url == "/login/?next=/assessments/2023/%3Fsort%3D-score"
    sent = {"username": "leader", "password": RIGHT, "next": "/assessments/2023/?sort=-score"}
    assert client.post("/login/", sent, **BROWSER).url == "/assessments/2023/?sort=-score"
    told = "You had been signed out, so nothing was done. Please do it once more."
    assert told in client.get("/measures/").content.decode()
    assert told not in client.get("/measures/").content.decode()


def test_a_session_that_ended_leads_back_to_the_button_too(leader, settings):
    client = signed_in()
    session = client.session
    session["since"] = int(time.time()) - (settings.SESSION_HOURS + 1) * 3600
    session.save()
    door = pressed(client, HTTP_REFERER="http://testserver/bulletins/")
    assert door.url == "/login/?next=/bulletins/"


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/", "//elsewhere.example/a"])
def test_nobody_is_led_to_another_site(db, page):
    assert pressed(Client(), HTTP_REFERER=page).url == f"/login/?next={BUTTON}"


def test_an_address_that_only_takes_deeds_says_that_it_has_no_page(leader):
    client = signed_in()
    answer = client.get(BUTTON, **BROWSER)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "There is no such page" in answer.content.decode()
    assert "Content-Security-Policy" in answer
    assert client.get(BUTTON, HTTP_ACCEPT="application/json").content == b""
