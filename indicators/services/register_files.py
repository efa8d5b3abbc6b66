"""Files of projects and events: read, tried out for the preview, and saved when confirmed.

What a row does is done by the services that the pages use. The preview does the same and takes it
all back, so that it never promises what the confirmation refuses.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction

from zones.access import Person
from zones.models import AuditEntry, RegisterUpload
from zones.selectors.names import printed_names
from zones.services.audit import Act, Change, audit_append, audit_write
from zones.services.transactions import Refused, one_transaction

from ..register_files import (
    EVENT_COLUMNS,
    PROJECT_COLUMNS,
    Fault,
    RowRead,
    read_rows,
    rows_as_json,
    rows_from_json,
)
from ..tables import Problem
from ..workbooks.codes import Problem as FileProblem
from ..workbooks.sheets import read_sheets
from .register_events import event_row
from .register_projects import project_row
from .register_reading import CHANGED, NEW, REFUSED, Applying, RowOutcome, RowReading

#: A file that nobody confirmed is forgotten after so long; whoever uploaded it has it.
KEPT_UNCONFIRMED = timedelta(days=30)
COLUMNS = {
    RegisterUpload.Register.PROJECTS: PROJECT_COLUMNS,
    RegisterUpload.Register.EVENTS: EVENT_COLUMNS,
}


class FileRefused(Exception):
    """Raised for a file that cannot be read as a whole; carries what is wrong with it."""

    def __init__(self, faults: Sequence[Fault | FileProblem]):
        super().__init__("file_refused")
        self.faults = tuple(faults)


def register_upload_read(
    *, register: str, name: str, file: BinaryIO, by: Person, at: datetime
) -> tuple[RegisterUpload, tuple[str, ...]]:
    """The file with its rows as read, and the headings that say nothing here; else FileRefused."""
    sheets = read_sheets(name, file)
    if sheets.problems:
        raise FileRefused(sheets.problems)
    found = read_rows(sheets.sheets, COLUMNS[RegisterUpload.Register(register)])
    if found.faults:
        raise FileRefused(found.faults)
    file.seek(0)
    upload = RegisterUpload(
        register=register,
        file_name=name[-200:],
        sha256=hashlib.sha256(file.read()).hexdigest(),
        rows=rows_as_json(found.rows),
        by_id=by.user_id,
        at=at,
    )
    with one_transaction():
        old = RegisterUpload.objects.filter(confirmed_at=None, at__lt=at - KEPT_UNCONFIRMED)
        old.delete()
        upload.save(force_insert=True)
    return upload, found.unread


class _TakenBack(Exception):
    """Ends the preview's transaction."""


def register_upload_tried(*, upload: RegisterUpload, by: Person, at: datetime) -> list[RowOutcome]:
    """What the file would do now, row by row; nothing is saved."""
    outcomes: list[RowOutcome] = []
    try:
        with one_transaction():
            outcomes = _applied(upload, by, at, [])
            raise _TakenBack
    except _TakenBack:
        return outcomes


def digest_of(outcomes: Sequence[RowOutcome]) -> str:
    """SHA-256 of what rows do: which entries are new, and what changes from what to what."""
    told = [(one.row.sheet, one.row.number, one.kind, one.changes) for one in outcomes]
    return hashlib.sha256(repr(told).encode()).hexdigest()


@one_transaction()
def register_upload_confirm(
    *, upload: RegisterUpload, shown: str, by: Person, at: datetime
) -> RegisterUpload:
    """The upload, every row of it saved, or none: raises Refused where one is refused.

    ``shown`` is the digest of the preview that is confirmed: where the register was changed since,
    so that the file would do something else, nothing is saved.
    """
    held = RegisterUpload.objects.select_for_update().get(pk=upload.pk)
    if held.confirmed_at is not None:
        raise Refused("upload_confirmed")
    if held.by_id != by.user_id:
        raise Refused("not_your_file")
    log: list[Act] = []
    outcomes = _applied(held, by, at, log)
    if any(one.kind == REFUSED for one in outcomes):
        raise Refused("upload_has_problems")
    if digest_of(outcomes) != shown:
        raise Refused("upload_shown_otherwise")
    saved = sum(one.kind in (NEW, CHANGED) for one in outcomes)
    if not saved:
        raise Refused("upload_is_nothing")
    held.confirmed_at, held.saved = at, saved
    held.save()
    told = {"file": held.file_name, "sha256": held.sha256, "saved": saved}
    change = Change(
        AuditEntry.Action.REGISTER_IMPORTED, AuditEntry.Kind.REGISTER, code=held.register, new=told
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    audit_write(log)
    return held


def _applied(upload: RegisterUpload, by: Person, at: datetime, log: list[Act]) -> list[RowOutcome]:
    """What each row did, in their order; a row that is refused did nothing."""
    applying = Applying(by, at, printed_names(), log)
    is_projects = upload.register == RegisterUpload.Register.PROJECTS
    act = project_row if is_projects else event_row
    return [_row(applying, row, act) for row in rows_from_json(upload.rows)]


def _row(
    applying: Applying, row: RowRead, act: Callable[[Applying, RowReading], RowOutcome]
) -> RowOutcome:
    reading = RowReading(row, applying)
    name = row.text("name_zh") or row.text("title_zh")
    try:
        with transaction.atomic():
            outcome = act(applying, reading)
            if reading.problems:
                raise Refused("row_has_problems")
            return outcome
    except Refused as refused:
        wrong: list[tuple[str, Problem | Refused]] = [
            (row.address(one.column or ""), one) for one in reading.problems
        ]
        if not wrong:
            wrong = [(row.address(_column_of(refused)), refused)]
        return RowOutcome(row, REFUSED, name, reading.zone, (), tuple(wrong))


def _column_of(refused: Refused) -> str:
    if refused.code == "day_after_exit":
        return f"{refused.params['stage']}_on"
    return _COLUMN_OF.get(refused.code, "name_zh")


#: The column that a refusal is named at.
_COLUMN_OF = {
    "not_your_zone": "zone",
    "zone_without_register": "zone",
    "amount_out_of_range": "expected_trade",
    "amount_needs_reason": "reason",
    "withdrawal_needs_reason": "reason",
    "correction_needs_reason": "reason",
    "day_needs_reason": "reason",
    "days_out_of_order": "signed_on",
    "stage_skipped": "construction_on",
    "day_not_come": "signed_on",
    "event_not_held": "held_on",
    "event_after_exit": "held_on",
    "event_too_early": "held_on",
    "event_named_alike": "title_zh",
    "event_incomplete": "title_zh",
    "participants_out_of_range": "participants",
    "no_such_step": "withdrawn_on",
}
