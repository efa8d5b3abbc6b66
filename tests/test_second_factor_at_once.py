"""Tries at the same time: a code opens one session, and nobody gets more tries by being quick."""

from functools import partial

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.at_once import at_once
from tests.factories import make_person, user_of
from zones.access import person_of
from zones.models import Attempts, AuditEntry
from zones.selectors.audit import audit_verdict
from zones.services.attempts import use_count
from zones.services.second_factor import (
    recovery_codes_renew,
    second_factor_begin,
    second_factor_check,
    second_factor_confirm,
)
from zones.sign_in_limits import OF_CODES, Counted

pytestmark = pytest.mark.django_db(transaction=True)
COUNTED = [Counted("k" * 64, OF_CODES, True)]
MANY = 9


@pytest.fixture
def user():
    """Somebody with a second factor, whose next code was not shown yet."""
    user = user_of(make_person("commerce"))
    second_factor_begin(user=user)
    device = TOTPDevice.objects.get()
    shown = f"{totp(device.bin_key):06}"
    assert second_factor_confirm(user=user, code=shown, by=person_of(user), at=timezone.now())
    return user


def tried(user: User, code: str) -> list:
    """What many tries of one code at the same time come to."""
    by = person_of(user)
    one = partial(
        second_factor_check, user=user, code=code, counted=COUNTED, by=by, at=timezone.now()
    )
    return at_once(*[one] * MANY)


def test_a_recovery_code_lets_one_in(user):
    codes = recovery_codes_renew(user=user, by=person_of(user), at=timezone.now())
    assert sorted(one.way for one in tried(user, codes[0])) == [""] * (MANY - 1) + ["recovery_code"]


def test_a_code_of_the_device_lets_one_in(user):
    device = TOTPDevice.objects.get()
    TOTPDevice.objects.update(last_t=0)
    shown = f"{totp(device.bin_key, drift=device.drift):06}"
    assert sorted(one.way for one in tried(user, shown)) == [""] * (MANY - 1) + ["code"]


def test_wrong_codes_at_once_are_looked_at_as_often_as_one_after_the_other(user):
    found = tried(user, "AAAA-AAAA-AAAA")
    assert [one.way for one in found] == [""] * MANY
    assert sum(bool(one.wait) for one in found) == MANY - OF_CODES.free
    assert Attempts.objects.get().count == OF_CODES.free + 1
    failures = AuditEntry.objects.filter(action="second_factor_failed")
    assert failures.count() == OF_CODES.free + 1
    assert audit_verdict().is_intact


def test_files_at_once_are_counted_as_one_after_the_other():
    now = timezone.now()
    waits = at_once(*[partial(use_count, key="k" * 64, most=4, at=now)] * MANY)
    assert sum(not wait for wait in waits) == 4
    assert sum(wait.total_seconds() == 60 for wait in waits) == MANY - 4
