"""Writes tokens: made once and shown once, revoked by their owner or an administrator, used."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q

from ..access import Person, person_of
from ..models import ApiToken, AuditEntry
from .audit import Act, Change, audit_append
from .transactions import Refused, one_transaction

log_of_use = logging.getLogger("zonetrack.api")
Action, Kind = AuditEntry.Action, AuditEntry.Kind

#: What a token begins with, so that one is known for what it is wherever it turns up.
MARK = "zt"
#: Tokens in force that a person may have, and the longest that one lasts.
MOST_TOKENS, MOST_DAYS = 20, 366
#: How exactly the last use is known; a program that asks often writes no oftener.
USE_NOTED_EVERY = timedelta(minutes=1)
#: A failing program asks again and again: the log tells of a token's failures so often.
FAILURE_NOTED_EVERY = timedelta(hours=1)


class TokenRejected(Exception):
    """Raised for a token that opens nothing; the code says why, for the log alone."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Made:
    """A new token and the secret to be shown, this once."""

    token: ApiToken
    secret: str


@one_transaction()
def token_create(
    *,
    by: Person,
    name: str,
    may_read: bool,
    may_submit: bool,
    days: int,
    at: datetime,
    log: list[Act] | None = None,
) -> Made:
    """A token of the person's own, with its secret; raises Refused."""
    owner = User.objects.select_for_update().get(pk=by.user_id)
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise Refused("token_needs_name")
    if not (may_read or may_submit):
        raise Refused("token_needs_scope")
    if may_submit and not by.may_collect:
        raise Refused("token_not_for_submitting")
    if not 1 <= days <= MOST_DAYS:
        raise Refused("token_days", most=MOST_DAYS)
    mine = ApiToken.objects.filter(user=owner, revoked_at__isnull=True, expires_at__gt=at)
    if mine.count() >= MOST_TOKENS:
        raise Refused("too_many_tokens", most=MOST_TOKENS)
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    told = f"{MARK}_{prefix}_{secret}"
    token = ApiToken.objects.create(
        user=owner,
        name=name,
        prefix=prefix,
        digest=digest_of(told),
        may_read=may_read,
        may_submit=may_submit,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    new = {"name": name, "owner": owner.get_username(), "scopes": " ".join(token.scopes)}
    new["expires"] = token.expires_at.isoformat()
    change = Change(Action.TOKEN_MADE, Kind.TOKEN, code=prefix, new=new)
    audit_append(by=by, at=at, changes=[change], log=log)
    return Made(token, told)


@one_transaction()
def token_revoke(
    *, token: ApiToken, by: Person, at: datetime, log: list[Act] | None = None
) -> ApiToken:
    """The token, which opens nothing from now on; revoked twice, it is revoked once."""
    if token.user_id != by.user_id and not by.is_administrator:
        raise Refused("not_your_token")
    held = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    if held.revoked_at is not None:
        return held
    held.revoked_at, held.revoked_by_id = at, by.user_id
    held.save(update_fields=["revoked_at", "revoked_by"])
    old = {"name": held.name, "owner": held.user.get_username()}
    change = Change(Action.TOKEN_REVOKED, Kind.TOKEN, code=held.prefix, old=old)
    audit_append(by=by, at=at, changes=[change], log=log)
    return held


def token_use(*, secret: str, at: datetime, origin: str) -> tuple[ApiToken, Person]:
    """The token and the person behind it, with where they ask from; raises TokenRejected.

    A failure of a token that there is stands in the audit log; what was never a token is a line of
    the server's log, or a stranger could fill the audit log.
    """
    found = ApiToken.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if found is None:
        raise _unknown(secret, at, origin)
    code = _why_not(found, at)
    if code:
        person = person_of(found.user, origin)
        _note_failure(found, code, person, at)
        raise TokenRejected(code)
    # Only when it is due: reading costs no write otherwise.
    if found.last_used_at is None or found.last_used_at <= at - USE_NOTED_EVERY:
        due = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
        ApiToken.objects.filter(due, pk=found.pk).update(last_used_at=at)
    return found, person_of(found.user, origin)


def _why_not(token: ApiToken, at: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    if at >= token.expires_at:
        return "expired"
    return "" if token.user.is_active else "account_closed"


def _unknown(secret: str, at: datetime, origin: str) -> TokenRejected:
    """What is raised for a token that is none; of a known prefix the audit log tells."""
    mark, _, rest = secret.partition("_")
    known = None
    if mark == MARK:
        prefix = rest.partition("_")[0]
        known = ApiToken.objects.select_related("user").filter(prefix=prefix).first()
    if known is None:
        log_of_use.warning("a token that is none was sent from %s", origin or "?")
        return TokenRejected("unknown")
    _note_failure(known, "wrong_secret", person_of(known.user, origin), at)
    return TokenRejected("wrong_secret")


@one_transaction()
def _note_failure(token: ApiToken, code: str, person: Person, at: datetime) -> None:
    """Nothing; the audit log tells of the failure, of many failures of one token the first."""
    log_of_use.warning("token %s was refused (%s) from %s", token.prefix, code, person.origin)
    due = Q(failed_at__isnull=True) | Q(failed_at__lte=at - FAILURE_NOTED_EVERY)
    if not ApiToken.objects.filter(due, pk=token.pk).update(failed_at=at):
        return
    new = {"why": code, "owner": token.user.get_username(), "from": person.origin}
    change = Change(Action.TOKEN_FAILED, Kind.TOKEN, code=token.prefix, new=new)
    audit_append(by=person, at=at, changes=[change])


def digest_of(secret: str) -> str:
    """The SHA-256 under which a token is looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()
