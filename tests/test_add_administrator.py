"""A new installation has its first administrator by one command."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client

from zones.models import AuditEntry
from zones.roles import GROUPS

pytestmark = pytest.mark.django_db


def added(capsys, login="zhang") -> str:
    """The password that the command shows."""
    call_command("add_administrator", login, name="张三", email="zhang@example.invalid")
    return re.search(rf"{login} can sign in with (\S+) and", capsys.readouterr().out)[1]


def test_the_first_administrator_signs_in_and_first_chooses_a_password(capsys, english):
    password = added(capsys)
    client = Client()
    answer = client.post("/login/", {"username": "zhang", "password": password}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/password/")
    assert client.get("/admin/").status_code == 302  # nothing else is open before


def test_the_groups_of_people_are_there(capsys, english):
    added(capsys)
    assert {group.name for group in Group.objects.all()} == set(GROUPS)
    user = User.objects.get(username="zhang")
    assert (user.is_staff, user.is_superuser) == (True, False)
    entry = AuditEntry.objects.latest("seq")
    assert (entry.action, entry.code) == ("account_added", "zhang")
    assert entry.new["groups"] == ["administrators"]


def test_a_login_that_is_taken_is_refused(capsys, english):
    added(capsys)
    with pytest.raises(CommandError, match="already exists"):
        call_command("add_administrator", "zhang")
    assert User.objects.filter(username="zhang").count() == 1


def test_a_login_that_is_none_is_refused(capsys, english):
    with pytest.raises(CommandError, match="valid username"):
        call_command("add_administrator", "zhang san")
    assert not User.objects.exists()


@pytest.fixture
def english():
    from django.utils import translation

    with translation.override("en"):
        yield
