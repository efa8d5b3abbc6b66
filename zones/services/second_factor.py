"""Writes the second factor: set up, asked for, given up, and reset where the device is lost."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import get_random_string, salted_hmac
from django_otp.plugins.otp_totp.models import TOTPDevice

from ..access import Person
from ..legible import LEGIBLE
from ..models import AuditEntry, RecoveryCode
from ..selectors.attempts import waits_for
from ..selectors.second_factor import device_awaited, device_of, is_second_factor_needed
from ..sign_in_limits import Counted
from .accounts import MOST_CODE
from .attempts import attempts_count, attempts_forget
from .audit import Change, audit_append
from .transactions import Refused

Action, Kind = AuditEntry.Action, AuditEntry.Kind
NO_WAIT = timedelta(0)
SALT = "zones.recovery_code"
#: Recovery codes at a time, and the groups of letters in each: 55 bits.
CODES, GROUPS, LETTERS = 10, 3, 4
#: What a person showed: the device's code or a recovery code.
CODE, RECOVERY_CODE = "code", "recovery_code"


@dataclass(frozen=True)
class Checked:
    """What was shown ("" where it was not right), and how long to wait for the next try."""

    way: str = ""
    wait: timedelta = NO_WAIT


@transaction.atomic
def second_factor_begin(*, user: User) -> None:
    """Nothing; a new device waits for its first code. The one in use stays in use until then."""
    _lock(user)
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    TOTPDevice.objects.create(user=user, name=user.get_username()[:64], confirmed=False)


@transaction.atomic
def second_factor_cancel(*, user: User) -> None:
    """Nothing; no device waits for its first code any more."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()


@transaction.atomic
def second_factor_confirm(*, user: User, code: str, by: Person, at: datetime) -> list[str]:
    """The recovery codes, to be shown this once; none where the code is not the new device's."""
    _lock(user)
    device = device_awaited(user, at)
    if device is None or not device.verify_token(_digits(code)):
        return []
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    replaced, _rows = TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    codes = _recovery_codes(user)
    told = {"replaces_another": bool(replaced)}
    audit_append(by=by, at=at, changes=[_change(Action.SECOND_FACTOR_SET, user, told)])
    return codes


@transaction.atomic
def second_factor_check(
    *, user: User, code: str, counted: Sequence[Counted], by: Person, at: datetime
) -> Checked:
    """Whether the code is right. One that is wrong is counted and logged, a right one used up.

    Whoever tries at the same time waits: as many tries as ever find the same count.
    """
    _lock(user)
    if wait := waits_for(counted, at):
        return Checked(wait=wait)
    if way := _way(user, code):
        attempts_forget(counted=counted)
        return Checked(way)
    wait = attempts_count(counted=counted, at=at)
    told = {"wait_seconds": int(wait.total_seconds())} if wait else None
    audit_append(by=by, at=at, changes=[_change(Action.SECOND_FACTOR_FAILED, user, told)])
    return Checked(wait=wait)


@transaction.atomic
def recovery_codes_renew(*, user: User, by: Person, at: datetime) -> list[str]:
    """New recovery codes, to be shown this once; those before open nothing any more."""
    _lock(user)
    codes = _recovery_codes(user)
    audit_append(by=by, at=at, changes=[_change(Action.RECOVERY_CODES_MADE, user)])
    return codes


@transaction.atomic
def second_factor_remove(*, user: User, by: Person, at: datetime) -> None:
    """Nothing; the password alone lets the person in. Raises Refused where the role forbids it."""
    if is_second_factor_needed(user):
        raise Refused("second_factor_needed")
    _lock(user)
    _forget(user)
    audit_append(by=by, at=at, changes=[_change(Action.SECOND_FACTOR_REMOVED, user)])


@transaction.atomic
def second_factor_reset(*, user: User, by: Person | None, at: datetime | None = None) -> bool:
    """Whether there was a second factor; if so it is gone, and the log tells who took it away."""
    _lock(user)
    if not _forget(user):
        return False
    audit_append(by=by, at=at, changes=[_change(Action.SECOND_FACTOR_RESET, user)])
    return True


def _lock(user: User) -> None:
    """Nothing; until the transaction ends nobody else changes or tries this person's factor."""
    User.objects.select_for_update().get(pk=user.pk)


def _change(action: str, user: User, new: Mapping[str, object] | None = None) -> Change:
    return Change(action, Kind.ACCOUNT, code=user.get_username()[:MOST_CODE], new=new)


def _forget(user: User) -> int:
    """How many rows of the second factor there were; none is left."""
    rows = (TOTPDevice.objects.filter(user=user), RecoveryCode.objects.filter(user=user))
    return sum(found.delete()[0] for found in rows)


def _way(user: User, code: str) -> str:
    """What the code is, used up with that; "" where it opens nothing."""
    device = device_of(user)
    if device is None:
        return ""
    if digits := _digits(code):
        return CODE if device.verify_token(digits) else ""
    used, _rows = RecoveryCode.objects.filter(user=user, digest=_digest(user, code)).delete()
    return RECOVERY_CODE if used else ""


def _recovery_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [
        "-".join(get_random_string(LETTERS, LEGIBLE) for _group in range(GROUPS))
        for _code in range(CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(user, code)) for code in codes
    )
    return codes


def _digest(user: User, code: str) -> str:
    return salted_hmac(SALT, f"{user.pk}\n{_plain(code)}", algorithm="sha256").hexdigest()


def _plain(code: str) -> str:
    """What was typed without blanks and hyphens, also by a Chinese keyboard's wide letters."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", code)).upper()


def _digits(code: str) -> str:
    """The six digits of a device's code; "" where it is none."""
    plain = _plain(code)
    return plain if re.fullmatch("[0-9]{6}", plain) else ""
