"""Writes how a person signs in: what comes first, the session of the moment, the password."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from ..access import Person
from ..models import Account, AuditEntry, RoleRule
from ..selectors.second_factor import device_of, is_second_factor_needed
from .audit import Change, audit_append

Action, Kind = AuditEntry.Action, AuditEntry.Kind
#: Where the code is asked for: until then only the password is known to be right.
CODE_GATE = "second_factor_code"


def account_gates(user: User) -> list[str]:
    """The names of the pages that the person passes first, in their order."""
    account = Account.objects.filter(user=user).first()
    has_device = device_of(user) is not None
    gates = [CODE_GATE] if has_device else []
    if account is not None and account.must_change and not account.is_demonstration:
        gates.append("password")
    if not has_device and is_second_factor_needed(user):
        gates.append("second_factor")
    return gates


@transaction.atomic
def account_session_keep(*, user: User, key: str) -> str:
    """The key of the session that ends because the person has but one; the new one is known."""
    account, _new = Account.objects.get_or_create(user=user)
    before = account.session_key
    if before != key:
        account.session_key = key
        account.save(update_fields=["session_key"])
    return before if before != key and _has_one_session(user) else ""


def _has_one_session(user: User) -> bool:
    of_role = RoleRule.objects.filter(group__user=user, one_session=True)
    return settings.ONE_SESSION or of_role.exists()


@transaction.atomic
def account_password_changed(*, user: User, by: Person, at: datetime | None = None) -> None:
    """Nothing; the password is the person's own now, and the log tells that it was changed."""
    Account.objects.filter(user=user).update(must_change=False)
    audit_append(by=by, at=at, changes=[Change(Action.PASSWORD_CHANGED, Kind.ACCOUNT)])
