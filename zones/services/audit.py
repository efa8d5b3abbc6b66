"""Appends to the audit log: everything that a service writes, in the same transaction.

A service says what it changed with `audit_append`, as its last statement: from then on the log's
head is locked until the transaction ends, and whoever takes other locks after it can be waited for
in a circle. A service that calls others hands them a list, and appends it once at its own end:

    log: list[Act] = []
    submission_hand_in(..., log=log)
    submission_verify(..., log=log)
    audit_write(log)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ..access import FROM_COMMAND_LINE, Person
from ..audit import ACT_FIELDS, WITHOUT_EFFECT, Act, Head, chained, is_plain
from ..models import AuditEntry, AuditHead

__all__ = ["Act", "Change", "audit_append", "audit_write"]

#: Rows a statement; SQLite is given fewer by Django, as many as it takes.
BATCH = 1000


@dataclass(frozen=True)
class Change:
    """What was done to a subject, from what to what; amounts are told as text."""

    action: str
    kind: str
    code: str = ""
    zone: str = ""
    quarter: object = ""  # a quarter or its code
    indicator: str = ""
    version: int | None = None
    old: Mapping[str, object] | None = None
    new: Mapping[str, object] | None = None


def audit_append(
    *,
    by: Person | None,
    at: datetime | None,
    changes: Sequence[Change],
    log: list[Act] | None = None,
) -> None:
    """Nothing; the changes are entries of the log, or are in ``log`` for its holder to write.

    Without a person it was whoever has the site's command line; without a time it is now.
    """
    at = at or timezone.now()
    audit_write([_act(change, by, at) for change in changes], log)


@transaction.atomic(savepoint=False)
def audit_write(acts: Sequence[Act], log: list[Act] | None = None) -> None:
    """Nothing; the acts are the log's last entries, in their order, or are put into ``log``."""
    if log is not None:
        log += acts
        return
    if not acts:
        return
    head = AuditHead.objects.select_for_update().get()  # entries come one after the other
    entries = chained(acts, Head(head.seq, head.hash))
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                seq=entry.seq,
                previous_hash=entry.previous_hash,
                hash=entry.hash,
                **{name: getattr(entry.act, name) for name in ACT_FIELDS},
            )
            for entry in entries
        ],
        batch_size=BATCH,
    )
    head.seq, head.hash = entries[-1].seq, entries[-1].hash
    if any(act.action not in WITHOUT_EFFECT for act in acts):
        head.pages = head.hash
    head.save(update_fields=["seq", "hash", "pages"])


def _act(change: Change, by: Person | None, at: datetime) -> Act:
    if not (is_plain(change.old) and is_plain(change.new)):
        raise TypeError(f"Write amounts and dates as text: {change}")
    return Act(
        at=at,
        person_id=(by.user_id or None) if by else None,
        person_name=by.name if by else "",
        origin=by.origin if by else FROM_COMMAND_LINE,
        action=change.action,
        kind=change.kind,
        code=change.code,
        zone=change.zone,
        quarter=str(change.quarter),
        indicator=change.indicator,
        version=change.version,
        old=change.old,
        new=change.new,
    )
