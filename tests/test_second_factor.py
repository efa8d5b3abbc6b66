"""The second factor: set up, asked for after the password, limited, and told in the log."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.second_factor import (
    CODE_PAGE,
    PAGE,
    begin,
    code,
    code_of,
    forget_last_code,
    is_in,
    is_in_after,
    let_pass,
    logged,
    make_account,
    set_up,
    show,
    signed_in,
    wrong,
)
from zones import access
from zones.models import Attempts, AuditEntry, RecoveryCode
from zones.selectors.audit import audit_verdict
from zones.sign_in_limits import OF_CODES
from zones.views.second_factor import base32

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return make_account()


@pytest.fixture
def codes(leader):
    """The leader's recovery codes; the second factor is set up, in a browser that is closed."""
    return set_up(signed_in(), leader)


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


def test_recovery_codes_are_stored_nowhere(codes):
    stored = str(list(RecoveryCode.objects.values()) + list(AuditEntry.objects.values()))
    for one in codes:
        assert one not in stored
        assert one.replace("-", "") not in stored


def test_anothers_recovery_code_opens_nothing(leader, codes):
    other = make_account("commerce2", access.COMMERCE)
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
