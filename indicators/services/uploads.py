"""Uploaded files: read once, compared with what is stored, and saved by the same way in as a form.

upload_read      a file              -> Upload     kept, with what was understood of it
upload_compared  an Upload           -> Compared   the preview; nothing is saved
upload_confirm   what was previewed  -> Upload     every figure in one transaction, or none
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act, Change, audit_append, audit_write
from zones.services.transactions import Refused, one_transaction

from ..models import ReportingQuarter, Submission, Upload
from ..selectors.cells import held_of
from ..selectors.figures import indicators_by_code
from ..selectors.vocabulary import vocabulary
from ..workbooks.archive import Limits
from ..workbooks.codes import Problem
from ..workbooks.layout import parse
from ..workbooks.parsed import Context
from ..workbooks.sheets import read_sheets
from ..workbooks.stored import parsed_as_json, parsed_from_json
from .changes import Action, Kind
from .comparing import Compared, compare
from .locking import lock_quarter
from .recording import ZoneEntries, submissions_record
from .submitting import submissions_submit

State = Submission.State

#: A file that nobody confirmed is forgotten after so long; whoever uploaded it has it.
KEPT_UNCONFIRMED = timedelta(days=30)
#: So long it stays beside a newer one of the same person on the same page.
KEPT_BESIDE = timedelta(days=1)


class FileRefused(Exception):
    """Raised for a file that cannot be read as a whole; carries its problems."""

    def __init__(self, problems: Sequence[Problem]):
        super().__init__(problems[0].code)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class _Saving:
    """What the saving of every zone shares."""

    upload: Upload
    compared: Compared
    zones: Mapping[str, Zone]
    revision_reason: str
    is_handed_in: bool
    is_incomplete_accepted: bool
    about: Mapping[str, Any]


def upload_read(
    *,
    quarter: ReportingQuarter,
    zone: Zone | None,
    name: str,
    file: BinaryIO,
    by: Person,
    at: datetime,
    limits: Limits | None = None,
) -> Upload:
    """The file, kept with what was understood of it; FileRefused where it cannot be read at all.

    An earlier file on the same page that was not confirmed stays for a day: two may be looked at
    in two windows.
    """
    sheets = read_sheets(name, file, limits)
    parsed = parse(sheets, vocabulary(), Context(zone.code if zone else "", quarter.code))
    if parsed.problems and not parsed.cells and not any(one.address for one in parsed.problems):
        raise FileRefused(parsed.problems)
    file.seek(0)
    data = file.read()
    upload = Upload(
        quarter=quarter,
        zone=zone,
        file_name=name[-200:],
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        understood=parsed_as_json(parsed),
        by_id=by.user_id,
        at=at,
    )
    with one_transaction():  # begun only now: nobody waits while a large file is read
        lock_quarter(quarter)
        _forget(quarter=quarter, zone=zone, by_id=by.user_id, at__lt=at - KEPT_BESIDE)
        _forget(at__lt=at - KEPT_UNCONFIRMED)
        upload.save(force_insert=True)
    return upload


def _forget(**which: Any) -> None:
    """Nothing; these files are gone unless they are confirmed, also in this very moment."""
    waiting = Upload.objects.select_for_update(of=("self",)).filter(confirmed_at__isnull=True)
    Upload.objects.filter(
        pk__in=list(waiting.filter(**which).values_list("pk", flat=True))
    ).delete()


def upload_compared(
    *, upload: Upload, zones: Mapping[str, Zone], by: Person, at: datetime
) -> Compared:
    """The upload beside what is stored now; ``zones`` are those open to the person, by code."""
    parsed = parsed_from_json(upload.file_name, upload.understood)
    return compare(parsed, quarter=upload.quarter, zones=zones, by=by, at=at)


@one_transaction()
def upload_confirm(
    *,
    upload: Upload,
    zones: Mapping[str, Zone],
    by: Person,
    at: datetime,
    seen: str,
    revision_reason: str = "",
    is_handed_in: bool = False,
    is_incomplete_accepted: bool = False,
) -> Upload:
    """The upload, every figure of it saved as a draft, or handed in; raises Refused, saving none.

    ``seen`` is the token of the preview that the person agreed to: if anything has changed since,
    it is to be looked at again. Confirmed twice, it is saved once.
    """
    quarter = lock_quarter(upload.quarter)
    held = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
    if held is None:
        raise Refused("file_put_away", file=upload.file_name)
    upload = held
    upload.quarter = quarter
    if upload.confirmed_at is not None:
        return upload
    compared = upload_compared(upload=upload, zones=zones, by=by, at=at)
    if compared.token != seen:
        raise Refused("preview_changed")
    if compared.is_refused:
        raise Refused("file_to_be_corrected", file=upload.file_name)
    if compared.revised and not revision_reason.strip():
        raise Refused("revision_needs_reason")
    log: list[Act] = []
    about = {"by": by, "at": at, "log": log, "indicators": indicators_by_code()}
    how = (revision_reason, is_handed_in, is_incomplete_accepted)
    _save(_Saving(upload, compared, zones, *how, about))
    upload.confirmed_at, upload.saved = at, sum(map(len, compared.entries.values()))
    upload.save(update_fields=["confirmed_at", "saved"])
    upload.zones.set(zones[code] for code in compared.zones)
    told = {"file": upload.file_name, "sha256": upload.sha256, "figures": upload.saved}
    change = Change(Action.FILE_CONFIRMED, Kind.FILE, quarter=quarter.code, new=told)
    audit_append(by=by, at=at, changes=[change], log=log)
    audit_write(log)
    return upload


@one_transaction()
def upload_discard(*, upload: Upload, by: Person) -> None:
    """Nothing; a file that was not confirmed is forgotten. One that was stays."""
    _forget(pk=upload.pk, by_id=by.user_id)


def _save(saving: _Saving) -> None:
    """Nothing; what is new and changed is saved, and every zone handed in if that is wanted."""
    quarter, entries = saving.upload.quarter, saving.compared.entries
    recorded = submissions_record(
        quarter=quarter,
        sheets=[
            ZoneEntries(saving.zones[code], its, revision_reason=saving.revision_reason)
            for code, its in entries.items()
        ],
        source=Submission.Source.FILE,
        file_name=saving.upload.file_name,
        **saving.about,
    )
    for code in entries:
        recorded.of(saving.zones[code].pk)
    if not saving.is_handed_in:
        return
    zones = {saving.zones[code].pk: saving.zones[code] for code in saving.compared.zones}
    found = [held.submission for held in held_of(quarter, list(zones.values())).values()]
    waiting = [one for one in found if one and one.state in (State.DRAFT, State.RETURNED)]
    handed_in = submissions_submit(
        quarter=quarter,
        submissions=waiting,
        is_incomplete_accepted=saving.is_incomplete_accepted,
        **saving.about,
    )
    missing: list[Any] = []
    for pk, refused in handed_in.refused.items():
        if refused.code != "incomplete":
            raise Refused("zone_not_handed_in", zone=zones[pk], refused=refused) from refused
        missing += refused.missing
    if missing:  # asked last: it is the one thing that the person can simply accept
        raise Refused("incomplete", missing=tuple(missing))
