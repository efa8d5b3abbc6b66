"""The second factor: moved, given up, needed by a role, reset where the device is lost."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import make_person, user_of
from tests.second_factor import (
    CODE_PAGE,
    PAGE,
    begin,
    code,
    code_of,
    forget_last_code,
    is_in,
    is_in_after,
    logged,
    make_account,
    set_up,
    show,
    signed_in,
    wrong,
)
from zones import access
from zones.models import Account, RecoveryCode, RoleRule
from zones.services.accounts import account_password_set, accounts_create_demo
from zones.services.tokens import token_create

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return make_account()


@pytest.fixture
def codes(leader):
    """The leader's recovery codes; the second factor is set up, in a browser that is closed."""
    return set_up(signed_in(), leader)


def test_giving_it_up_takes_a_code(leader, codes):
    client = signed_in()
    show(client, code(leader))
    forget_last_code(leader)
    client.post(PAGE, {"move": "remove", "code": wrong(leader)})
    assert TOTPDevice.objects.exists()
    client.post(PAGE, {"move": "remove", "code": code(leader)})
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert is_in(signed_in())
    assert len(logged("second_factor_removed")) == 1


def test_another_device_takes_a_code_and_the_one_before_stays_valid_until_it_is_confirmed(
    leader, codes
):
    client = signed_in()
    show(client, code(leader))
    client.post(PAGE, {"move": "begin"})
    assert TOTPDevice.objects.count() == 1
    client.post(PAGE, {"move": "begin", "code": codes[0]})
    assert TOTPDevice.objects.count() == 2
    forget_last_code(leader)
    assert is_in_after(code(leader))
    device = TOTPDevice.objects.get(confirmed=False)
    client.post(PAGE, {"move": "confirm", "code": code_of(device, 1)})
    assert TOTPDevice.objects.get() == device
    assert logged("second_factor_set")[-1].new == {"replaces_another": True}
    assert not is_in_after(codes[1])


def test_new_recovery_codes_take_the_place_of_those_before(leader, codes):
    client = signed_in()
    show(client, code(leader))
    page = client.post(PAGE, {"move": "renew", "code": codes[0]}).content.decode()
    new = re.findall(r"<li><code>(.+?)</code>", page)
    assert len(new) == 10
    assert not is_in_after(codes[1])
    assert is_in_after(new[0])
    assert len(logged("recovery_codes_made")) == 1


def test_a_move_that_is_none_changes_nothing(leader):
    assert signed_in().post(PAGE, {"move": "fly"}).status_code == 400


@pytest.fixture
def needed(leader):
    """The leadership needs a second factor."""
    group = Group.objects.get(name=access.LEADERSHIP)
    return RoleRule.objects.create(group=group, needs_second_factor=True)


def test_a_role_that_needs_it_sets_it_up_before_anything_else(leader, needed):
    client = signed_in(to="/targets/")
    assert client.get("/measures/").url == PAGE
    assert "Your role needs a second factor" in client.get(PAGE).content.decode()
    begin(client)
    device = TOTPDevice.objects.get()
    page = client.post(PAGE, {"move": "confirm", "code": code_of(device)}).content.decode()
    assert 'href="/targets/"' in page
    assert is_in(client)


def test_a_role_that_needs_it_cannot_give_it_up(leader, needed, codes):
    client = signed_in()
    show(client, code(leader))
    assert "Remove the second factor" not in client.get(PAGE).content.decode()
    client.post(PAGE, {"move": "remove", "code": codes[0]})
    assert TOTPDevice.objects.filter(confirmed=True).exists()
    assert not logged("second_factor_removed")


def test_another_role_is_asked_nothing(needed):
    make_account("commerce2", access.COMMERCE)
    assert is_in(signed_in(login="commerce2"))


def test_a_password_of_somebody_elses_comes_between_the_code_and_the_device(leader, needed, codes):
    account_password_set(user=leader, by=make_person("admin", access.ADMINISTRATORS))
    client = signed_in()
    assert client.get("/measures/").url == CODE_PAGE
    assert show(client, code(leader)).url == "/account/password/"
    assert client.get("/measures/").url == "/account/password/"


def test_accounts_of_the_demonstration_are_not_forced_but_asked_where_they_set_it_up(needed):
    people = accounts_create_demo_beside()
    client = Client()
    client.cookies["django_language"] = "en"
    sent = {"username": "leader", "password": "zonetrack-demo"}
    client.post("/login/", sent)
    assert is_in(client)
    set_up(client, people["leader"])
    again = Client()
    again.post("/login/", sent)
    assert again.get("/measures/").url == CODE_PAGE


def accounts_create_demo_beside():
    """The demonstration's accounts, the leader among them made one of them."""
    people = accounts_create_demo()
    user = people["leader"]
    user.set_password("zonetrack-demo")
    user.save()
    Account.objects.update_or_create(user=user, defaults={"is_demonstration": True})
    return people


@pytest.fixture
def office(db):
    """An administrator's browser."""
    people = accounts_create_demo()
    client = Client()
    client.force_login(people["admin"])
    client.cookies["django_language"] = "en"
    return client


def reset(office: Client, *users):
    picked = [user.pk for user in users]
    sent = {"action": "reset_second_factor", "_selected_action": picked}
    return office.post("/admin/auth/user/", sent, follow=True).content.decode()


def test_an_administrator_resets_a_lost_device_and_the_log_tells_who(leader, codes, office):
    assert "Second factors reset: 1." in reset(office, leader)
    assert is_in(signed_in())
    assert not RecoveryCode.objects.exists()
    (entry,) = logged("second_factor_reset")
    assert (entry.code, entry.person_name) == ("leader", "系统管理员")
    assert "Second factors reset: 0." in reset(office, leader)
    assert len(logged("second_factor_reset")) == 1


def test_who_waits_for_a_code_while_the_device_is_reset_signs_in_again(leader, codes, office):
    client = signed_in()
    reset(office, leader)
    assert show(client, "123456").url == "/login/"
    assert is_in(signed_in(client))


def test_an_administrator_says_in_the_administration_that_a_role_needs_it(office):
    group = Group.objects.get(name=access.CUSTOMS)
    sent = {"group": group.pk, "needs_second_factor": "on"}
    assert office.post("/admin/zones/rolerule/add/", sent).status_code == 302
    assert RoleRule.objects.get(group=group).needs_second_factor
    assert logged("reference_kept")[-1].code == f"zones.rolerule {group.pk}"


def test_the_log_tells_what_a_role_was_asked_for_and_what_it_is_asked_for_now(office):
    group = Group.objects.get(name=access.CUSTOMS)
    rule = f"/admin/zones/rolerule/{group.pk}"
    office.post("/admin/zones/rolerule/add/", {"group": group.pk, "needs_second_factor": "on"})
    assert logged("reference_kept")[-1].new["values"]["needs_second_factor"] is True
    office.post(f"{rule}/change/", {"one_session": "on"})
    entry = logged("reference_kept")[-1]
    assert entry.old == {"needs_second_factor": True, "one_session": False}
    assert entry.new["values"] == {"needs_second_factor": False, "one_session": True}
    office.post(f"{rule}/delete/", {"post": "yes"})
    entry = logged("reference_kept")[-1]
    assert (entry.new["what"], entry.new["values"]) == ("removed", {})
    assert entry.old == {"group_id": group.pk, "needs_second_factor": False, "one_session": True}


def test_a_rule_stays_with_its_role(office):
    group, other = (Group.objects.get(name=one) for one in (access.CUSTOMS, access.LEADERSHIP))
    RoleRule.objects.create(group=group, needs_second_factor=True)
    sent = {"group": other.pk, "needs_second_factor": "on"}
    office.post(f"/admin/zones/rolerule/{group.pk}/change/", sent)
    assert [one.group for one in RoleRule.objects.all()] == [group]


def test_an_administrator_resets_nobody_above(leader, codes, office):
    leader.is_superuser = True
    leader.save()
    assert "Second factors reset: 0." in reset(office, leader)
    assert TOTPDevice.objects.filter(user=leader).exists()


def test_an_administrator_does_not_reset_the_own_one(office):
    admin = User.objects.get(username="admin")
    set_up(office, admin)
    assert "Your own is removed" in reset(office, admin)
    assert TOTPDevice.objects.filter(user=admin).exists()


def test_nobody_else_resets_anything(leader, codes):
    client = Client()
    client.force_login(user_of(make_person("commerce2")))
    client.post(
        "/admin/auth/user/", {"action": "reset_second_factor", "_selected_action": [leader.pk]}
    )
    assert TOTPDevice.objects.filter(user=leader).exists()


def test_the_command_line_resets_the_last_administrators(leader, codes):
    out = StringIO()
    call_command("reset_second_factor", "leader", stdout=out)
    assert "leader" in out.getvalue()
    (entry,) = logged("second_factor_reset")
    assert (entry.person_id, entry.origin) == (None, access.FROM_COMMAND_LINE)
    for login in ("leader", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", login)


def test_a_token_goes_on_as_before(leader, codes, needed):
    token = token_create(
        by=access.person_of(leader),
        name="x",
        may_read=True,
        may_submit=False,
        days=1,
        at=timezone.now(),
    )
    answer = Client().get("/api/v1/zones", headers={"authorization": f"Bearer {token.secret}"})
    assert answer.status_code == 200
