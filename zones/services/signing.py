"""Tells the audit log who comes in, goes out, is turned away, and takes which file home."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from ..access import Person, stranger
from ..models import AuditEntry
from .accounts import MOST_CODE
from .audit import Change, audit_append

Action, Kind = AuditEntry.Action, AuditEntry.Kind
#: Of an address and what was asked of it the beginning says enough.
MOST_ADDRESS = 500
NO_WAIT = timedelta(0)


def sign_in_log(*, by: Person, second_factor: str = "", at: datetime | None = None) -> None:
    """Nothing; that they signed in stands in the log, and what they showed beside the password."""
    told = {"second_factor": second_factor} if second_factor else None
    audit_append(by=by, at=at, changes=[Change(Action.SIGNED_IN, Kind.ACCOUNT, new=told)])


def code_awaited_log(*, by: Person, at: datetime | None = None) -> None:
    """Nothing; that the password was right stands in the log; they are not in yet."""
    audit_append(by=by, at=at, changes=[Change(Action.CODE_AWAITED, Kind.ACCOUNT)])


def sign_out_log(*, by: Person, at: datetime | None = None) -> None:
    """Nothing; that they signed out stands in the log."""
    audit_append(by=by, at=at, changes=[Change(Action.SIGNED_OUT, Kind.ACCOUNT)])


def sign_in_failure_log(
    *, login: str, origin: str, wait: timedelta = NO_WAIT, at: datetime | None = None
) -> None:
    """Nothing; that somebody was turned away stands in the log, with the account they named.

    A name without an account is not kept: it may be a password typed into the wrong field.
    """
    known = User.objects.filter(username=login).values_list("username", flat=True).first()
    told = {"wait_seconds": int(wait.total_seconds())} if wait else None
    code = (known or "")[:MOST_CODE]
    change = Change(Action.SIGN_IN_FAILED, Kind.ACCOUNT, code=code, new=told)
    audit_append(by=stranger(origin), at=at, changes=[change])


def file_taking_log(
    *,
    page: str,
    place: Mapping[str, str],
    address: str,
    by: Person,
    at: datetime | None = None,
) -> None:
    """Nothing; that they were given a file stands in the log.

    ``page`` is the name of the page, ``place`` its zone and quarter where it has them.
    """
    change = Change(
        Action.FILE_TAKEN,
        Kind.TAKEN,
        code=page[:MOST_CODE],
        zone=place.get("zone", "")[:60],
        quarter=place.get("quarter", "")[:10],
        new={"address": address[:MOST_ADDRESS]},
    )
    audit_append(by=by, at=at, changes=[change])
