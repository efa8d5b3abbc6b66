"""The second factor: set up, asked for, recovered from, enforced, reset, and told in the log."""

import re
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import make_person, user_of
from zones import access
from zones.models import Account, Attempts, AuditEntry, RecoveryCode, RoleRule
from zones.selectors.audit import audit_verdict
from zones.services.accounts import account_password_set, accounts_create_demo
from zones.services.tokens import token_create
from zones.sign_in_limits import OF_CODES
from zones.views.second_factor import base32

pytestmark = pytest.mark.django_db
RIGHT = "right and long enough"
PAGE, CODE_PAGE = "/account/second-factor/", "/account/second-factor/code/"


@pytest.fixture
def leader():
    user = user_of(make_person("leader", access.LEADERSHIP))
    user.set_password(RIGHT)
    user.save()
    return user


@pytest.fixture
def codes(leader):
    """The leader's recovery codes; the second factor is set up, in a browser that is closed."""
    client = signed_in()
    return set_up(client, leader)


def signed_in(client: Client | None = None, to: str = "", login: str = "leader") -> Client:
    client = client or Client()
    client.cookies["django_language"] = "en"
    sent = {"username": login, "password": RIGHT, "next": to}
    assert client.post("/login/", sent).status_code == 302
    return client


def begin(client: Client) -> None:
    assert client.post(PAGE, {"move": "begin"}).url == PAGE


def set_up(client: Client, user) -> list[str]:
    """The recovery codes that are shown."""
    begin(client)
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    page = client.post(PAGE, {"move": "confirm", "code": code_of(device)}).content.decode()
    forget_last_code(user)
    return re.findall(r"<li><code>(.+?)</code>", page)


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """What the device shows now, or so many half-minutes from now."""
    return f"{totp(device.bin_key, drift=steps):06}"


def code(user) -> str:
    return code_of(TOTPDevice.objects.get(user=user, confirmed=True))


def wrong(user) -> str:
    """Six digits that the device shows neither now nor a minute before or after."""
    device = TOTPDevice.objects.get(user=user, confirmed=True)
    shown = {code_of(device, steps) for steps in range(-3, 4)}
    return next(
        digits
        for digits in (
            "000000",
            "111111",
            "222222",
            "333333",
            "444444",
            "555555",
            "666666",
            "777777",
        )
        if digits not in shown
    )


def forget_last_code(user) -> None:
    """Nothing; it is as if some minutes had passed since the last code."""
    TOTPDevice.objects.filter(user=user).update(last_t=int(time.time()) // 30 - 10, drift=0)


def show(client: Client, typed: str):
    return client.post(CODE_PAGE, {"code": typed})


def is_in(client: Client) -> bool:
    return client.get("/measures/").status_code == 200


def let_pass(seconds: float) -> None:
    for row in Attempts.objects.all():
        row.last_at -= timedelta(seconds=seconds)
        row.until = row.until and row.until - timedelta(seconds=seconds)
        row.save()


def logged(*actions: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action__in=actions).order_by("seq"))


def test_a_device_is_set_up_with_picture_secret_and_a_first_code(leader):
    client = signed_in()
    assert "Not set up" in client.get(PAGE).content.decode()
    begin(client)
    page = client.get(PAGE).content.decode()
    device = TOTPDevice.objects.get(user=leader)
    assert base32(device) in page.replace(" ", "")
    assert "<svg" in page
    assert not device.confirmed
    answer = client.post(PAGE, {"move": "confirm", "code": code_of(device)})
    assert len(re.findall(r"<li><code>", answer.content.decode())) == 10
    assert answer["Cache-Control"].count("no-store") == 1
    page = client.get(PAGE).content.decode()
    assert "10 recovery codes are left" in page
    assert base32(device) not in page.replace(" ", "")
    assert [entry.person_id for entry in logged("second_factor_set")] == [leader.pk]


def test_a_wrong_first_code_sets_nothing_up_and_the_picture_stays(leader):
    client = signed_in()
    begin(client)
    device = TOTPDevice.objects.get(user=leader)
    off = f"{(int(code_of(device)) + 123457) % 10**6:06}"
    page = client.post(PAGE, {"move": "confirm", "code": off}).content.decode()
    assert "The code is not right." in page
    assert "<svg" in page
    assert not TOTPDevice.objects.get().confirmed
    assert is_in(signed_in())


def test_a_secret_that_was_not_confirmed_within_an_hour_is_shown_no_more(leader):
    client = signed_in()
    begin(client)
    TOTPDevice.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert "Not set up" in client.get(PAGE).content.decode()
    told = code_of(TOTPDevice.objects.get())
    client.post(PAGE, {"move": "confirm", "code": told})
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_setting_up_can_be_left_for_another_day(leader):
    client = signed_in()
    begin(client)
    assert client.post(PAGE, {"move": "cancel"}).url == PAGE
    assert not TOTPDevice.objects.exists()


def test_after_the_password_nothing_opens_without_the_code(leader, codes):
    client = signed_in(to="/targets/")
    for address in ("/measures/", "/admin/", PAGE, "/account/password/", "/account/tokens/"):
        assert client.get(address).url == CODE_PAGE, address
    assert client.post(PAGE, {"move": "remove"}).url == CODE_PAGE
    assert "authenticator app" in client.get(CODE_PAGE).content.decode()
    assert show(client, code(leader)).url == "/targets/"
    assert is_in(client)


def test_the_key_of_the_session_is_another_one_once_the_code_was_right(leader, codes):
    client = signed_in()
    before = client.session.session_key
    show(client, code(leader))
    assert client.session.session_key != before


def test_a_code_is_taken_once(leader, codes):
    shown = code(leader)
    assert show(signed_in(), shown).status_code == 302
    again = signed_in()
    assert "The code is not right." in show(again, shown).content.decode()
    assert not is_in(again)


def test_a_code_may_be_typed_with_blanks_or_wide_digits(leader, codes):
    shown = code(leader)
    wide = " ".join(chr(ord(digit) + 0xFEE0) for digit in shown)
    assert show(signed_in(), wide).status_code == 302


def test_a_recovery_code_lets_in_once_however_it_is_typed(leader, codes):
    client = signed_in()
    assert show(client, codes[0].lower().replace("-", " ")).status_code == 302
    assert is_in(client)
    assert RecoveryCode.objects.count() == 9
    assert not is_in_after(codes[0])
    assert logged("signed_in")[-1].new == {"second_factor": "recovery_code"}


def is_in_after(typed: str) -> bool:
    client = signed_in()
    show(client, typed)
    return is_in(client)


def test_recovery_codes_are_stored_nowhere(codes):
    stored = str(list(RecoveryCode.objects.values()) + list(AuditEntry.objects.values()))
    for one in codes:
        assert one not in stored
        assert one.replace("-", "") not in stored


def test_anothers_recovery_code_opens_nothing(leader, codes):
    other = user_of(make_person("commerce2"))
    other.set_password(RIGHT)
    other.save()
    client = signed_in(login="commerce2")
    set_up(client, other)
    again = signed_in(login="commerce2")
    show(again, codes[0])
    assert not is_in(again)


def test_wrong_codes_make_wait_and_while_waiting_not_even_a_right_one_is_looked_at(leader, codes):
    client = signed_in()
    for _time in range(OF_CODES.free):
        assert show(client, wrong(leader)).status_code == 200
    response = show(client, wrong(leader))
    assert response.status_code == 429
    assert response["Retry-After"] == "30"
    assert "Please try again in 30 seconds" in response.content.decode()
    assert show(client, code(leader)).status_code == 429
    assert show(client, codes[0]).status_code == 429
    let_pass(31)
    assert show(client, code(leader)).status_code == 302
    assert not Attempts.objects.exists()


def test_a_new_browser_gives_no_more_tries(leader, codes):
    for _time in range(OF_CODES.free):
        show(signed_in(), wrong(leader))
    assert show(signed_in(), wrong(leader)).status_code == 429


def test_the_persons_own_browser_is_not_kept_out_by_anothers_tries(leader, codes):
    own = signed_in()
    show(own, code(leader))
    own.post("/logout/")
    for _time in range(OF_CODES.free + 1):
        show(signed_in(), wrong(leader))
    forget_last_code(leader)
    assert show(signed_in(), code(leader)).status_code == 429
    assert show(signed_in(own), code(leader)).status_code == 302


def test_the_log_tells_of_the_password_the_wrong_codes_and_the_way_in(leader, codes):
    AuditEntry.objects.count()
    client = signed_in()
    show(client, wrong(leader))
    show(client, code(leader))
    told = [(one.action, one.new) for one in AuditEntry.objects.order_by("-seq")[:3]][::-1]
    assert told == [
        ("code_awaited", None),
        ("second_factor_failed", None),
        ("signed_in", {"second_factor": "code"}),
    ]
    assert audit_verdict().is_intact


def test_where_one_session_is_all_it_ends_only_once_the_code_was_right(leader, codes, settings):
    settings.ONE_SESSION = True
    first = signed_in()
    show(first, code(leader))
    second = signed_in()
    assert is_in(first)
    forget_last_code(leader)
    show(second, code(leader))
    assert is_in(second)
    assert not is_in(first)


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
    user = user_of(make_person("commerce2"))
    user.set_password(RIGHT)
    user.save()
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


def test_an_administrator_does_not_reset_the_own_one(office):
    admin = user_of(make_person("other-admin", access.ADMINISTRATORS)).__class__.objects.get(
        username="admin"
    )
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
