"""Writes evidence: a file is kept once, and every reading of it is told to the log."""

from datetime import datetime

from django.utils import timezone

from ..access import Person
from ..files.examined import Examined
from ..models import AuditEntry, Evidence, EvidenceContent
from .audit import Act, Change, audit_append
from .transactions import one_transaction

Action, Kind = AuditEntry.Action, AuditEntry.Kind


@one_transaction()
def evidence_keep(
    *,
    file: Examined,
    by: Person,
    at: datetime | None = None,
    zone: str = "",
    log: list[Act] | None = None,
) -> Evidence:
    """The evidence, kept as it came in and never changed. It is examined before: see `zones.forms`.

    ``zone`` is the code of the zone that it speaks of, for the log. Who may read it is for whoever
    attaches it to say.
    """
    at = at or timezone.now()
    evidence = Evidence.objects.create(
        name=file.name, kind=file.kind, size=file.size, sha256=file.sha256, by_id=by.user_id, at=at
    )
    EvidenceContent.objects.create(evidence=evidence, data=file.data)
    told = {"file": file.name, "kind": file.kind, "size": file.size, "sha256": file.sha256}
    change = Change(Action.EVIDENCE_KEPT, Kind.EVIDENCE, code=str(evidence.pk), zone=zone, new=told)
    audit_append(by=by, at=at, changes=[change], log=log)
    return evidence


@one_transaction()
def evidence_note_reading(*, evidence: Evidence, by: Person, at: datetime | None = None) -> None:
    """Nothing; that they were given the file stands in the log."""
    told = {"file": evidence.name, "sha256": evidence.sha256}
    change = Change(Action.EVIDENCE_READ, Kind.EVIDENCE, code=str(evidence.pk), new=told)
    audit_append(by=by, at=at, changes=[change])
