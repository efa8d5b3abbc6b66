"""Writes how the measures' tasks stand: reported each quarter, and decided on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from zones.access import Person
from zones.files.examined import Examined
from zones.models import AuditEntry
from zones.services.audit import Act, Change, audit_append, audit_write
from zones.services.evidence import evidence_keep
from zones.services.transactions import Refused, one_transaction, refuse_too_long

from .. import tasks
from ..models import ReportingQuarter, Task, TaskEvidence, TaskReport
from ..periods import Quarter
from ..selectors.tasks import closing_of, published_quarters, report_of, reports_of
from ..tasks import Report, Said
from .locking import lock_quarter

__all__ = ["CHANGED_SINCE", "SAME", "TaskEntry", "TasksRefused", "task_decide", "task_reports_save"]

Action, Kind = AuditEntry.Action, AuditEntry.Kind
#: What repeats the report of the quarter before.
SAME = "same"
#: Somebody else, or the same person elsewhere, has reported since the page was loaded.
CHANGED_SINCE = (MEANWHILE, YOURSELF) = ("task_changed_meanwhile", "task_changed_yourself")
BATCH = 500


@dataclass(frozen=True)
class TaskEntry:
    """What somebody reports of a task; ``seen`` is the number of the last report they saw, or 0."""

    task_id: int
    move: str
    percent: int | None = None
    note_zh: str = ""
    note_en: str = ""
    done_on: date | None = None
    seen: int = 0
    files: tuple[Examined, ...] = ()

    @property
    def has_evidence(self) -> bool:
        return bool(self.files)

    @property
    def said(self) -> Said:
        has_note = bool(self.note_zh)
        return Said(self.move, self.percent, has_note, self.has_evidence, self.done_on)


class TasksRefused(Refused):
    """Nothing was saved: what is wrong with which task, by its id."""

    def __init__(self, faults: Mapping[int, Sequence[Refused]]):
        super().__init__("tasks_refused", count=len(faults))
        self.faults = faults


@one_transaction()
def task_reports_save(
    *,
    quarter: ReportingQuarter,
    entries: Sequence[TaskEntry],
    by: Person,
    at: datetime,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> list[TaskReport]:
    """The tasks' reports of the quarter, all of them or none; who sends the same twice adds none.

    A report in the same quarter corrects an earlier one, which stays readable, until the quarter
    is closed to everybody (`closing_of`). A decision is no report, whoever sends it: `task_decide`
    makes those. Raises Refused, and TasksRefused with everything that is wrong, task by task.
    """
    wanted = {entry.task_id: _stripped(entry) for entry in entries}
    quarter = lock_quarter(quarter)
    code = quarter.code
    known = lock_tasks(list(wanted))
    if any(not by.may_report_tasks_of(task.agency_id) for task in known.values()):
        raise Refused("not_your_tasks")
    if len(known) < len(wanted):
        raise Refused("unknown_task")
    if closed := closing_of(quarter, at):
        raise Refused(closed.code, quarter=str(code), later=closed.later)
    held = reports_of(known.values())
    rows: list[TaskReport] = []
    faults: dict[int, list[Refused]] = {}
    for pk, entry in wanted.items():
        entry = _spelled_out(entry, held[pk], code)
        found = _not_a_report(entry, by)
        if not found and held[pk] and _says_the_same(held[pk][-1], entry, code):
            continue
        found = found or _faults(known[pk], entry, held[pk], code, by, at)
        if found:
            faults[pk] = found
        else:
            rows.append(_row(known[pk], held[pk], entry, quarter, by, at, is_demonstration))
    if faults:
        raise TasksRefused(faults)
    files = {pk: entry.files for pk, entry in wanted.items()}
    _add(rows, held, files, log, by, at)
    return rows


@one_transaction()
def task_decide(
    *,
    task: Task,
    quarter: ReportingQuarter,
    move: str,
    note_zh: str,
    note_en: str = "",
    seen: int,
    by: Person,
    at: datetime,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> TaskReport:
    """The department's decision on a task: dropped, not dropped as asked, or taken up again.

    Raises Refused.
    """
    if not by.may_keep_tasks:
        raise Refused("not_a_task_keeper")
    if move not in tasks.DECISIONS:
        raise Refused("no_such_task_move")
    quarter = lock_quarter(quarter)
    code = quarter.code
    known = lock_tasks([task.pk])[task.pk]
    held = reports_of([known])[known.pk]
    entry = _stripped(TaskEntry(known.pk, move, note_zh=note_zh, note_en=note_en, seen=seen))
    if held and _says_the_same(held[-1], entry, code):
        return held[-1]  # sent twice
    if found := _faults(known, entry, held, code, by, at):
        raise found[0]
    row = _row(known, held, entry, quarter, by, at, is_demonstration)
    _add([row], {known.pk: held}, {}, log, by, at)
    return row


def lock_tasks(wanted: Sequence[int]) -> dict[int, Task]:
    """These tasks by id, locked: whoever reports on one of them queues up."""
    rows = Task.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    return {one.pk: one for one in rows.select_related("measure__policy", "agency").order_by("pk")}


def _stripped(entry: TaskEntry) -> TaskEntry:
    return replace(entry, note_zh=entry.note_zh.strip(), note_en=entry.note_en.strip())


def _reports(held: Sequence[TaskReport]) -> list[Report]:
    return [report_of(one) for one in held]


def _spelled_out(entry: TaskEntry, held: Sequence[TaskReport], quarter: Quarter) -> TaskEntry:
    """The entry; where it says "as before", with what was said before, its reason included."""
    if entry.move != SAME:
        return entry
    every = _reports(held)
    base = tasks.base_of(every, quarter)
    if base is None:
        return entry
    before = held[every.index(base)]
    move = base.move if base.asks else base.state
    needs_words = move in (tasks.STALLED, tasks.ASK)
    return replace(
        entry,
        move=move,
        percent=base.percent if move in (tasks.UNDER_WAY, tasks.STALLED) else None,
        note_zh=entry.note_zh or (before.note_zh if needs_words else ""),
        note_en=entry.note_en or (before.note_en if needs_words and not entry.note_zh else ""),
    )


def _says_the_same(last: TaskReport, entry: TaskEntry, quarter: Quarter) -> bool:
    """Whether the entry is what was reported last in the quarter, so that it adds nothing."""
    told = (last.code, last.move, last.note_zh, last.note_en)
    if told != (quarter, entry.move, entry.note_zh, entry.note_en) or entry.has_evidence:
        return False
    is_same_percent = entry.percent is None or entry.percent == last.percent
    return is_same_percent and entry.done_on in (None, last.done_on)


def _not_a_report(entry: TaskEntry, by: Person) -> list[Refused]:
    """Why the move is none that a report makes; a decision is the department's, on its own page."""
    if entry.move in (*tasks.REPORTS, SAME):
        return []
    is_taken = entry.move in tasks.DECISIONS and not by.may_keep_tasks
    return [Refused("not_a_task_keeper" if is_taken else "no_such_task_move")]


def _faults(
    task: Task,
    entry: TaskEntry,
    held: Sequence[TaskReport],
    quarter: Quarter,
    by: Person,
    at: datetime,
) -> list[Refused]:
    """Everything that is wrong with what is reported of a task."""
    if entry.move == SAME:
        return [Refused("nothing_to_repeat")]
    if entry.seen != (held[-1].number if held else 0):
        is_own = bool(held) and held[-1].by_id is not None and held[-1].by_id == by.user_id
        return [Refused(YOURSELF if is_own else MEANWHILE)]
    try:
        refuse_too_long(entry.note_zh, "note_too_long")
        refuse_too_long(entry.note_en, "note_too_long")
    except Refused as refused:
        return [refused]
    on, every, first = timezone.localdate(at), _reports(held), None
    if entry.done_on is not None:
        since = task.measure.policy.issued_on
        first = tasks.first_done_day(every, quarter, published_quarters(), since)
    codes = tasks.faults_of(every, quarter, entry.said, on, first)
    return [Refused(code, first=str(first)) for code in codes]


def _row(
    task: Task,
    held: Sequence[TaskReport],
    entry: TaskEntry,
    row: ReportingQuarter,
    by: Person,
    at: datetime,
    is_demonstration: bool,
) -> TaskReport:
    """The report to add, of an entry without faults."""
    every, quarter = _reports(held), row.code
    state = tasks.next_state(every, quarter, entry.move)
    assert state is not None
    day = tasks.done_day(entry.said, quarter, timezone.localdate(at), row.due_on)
    return TaskReport(
        task=task,
        number=held[-1].number + 1 if held else 1,
        year=quarter.year,
        quarter=quarter.quarter,
        move=entry.move,
        state=state,
        percent=tasks.percent_after(every, quarter, entry.said, state),
        done_on=day if state == tasks.DONE else None,
        note_zh=entry.note_zh,
        note_en=entry.note_en,
        agency_id=task.agency_id,
        is_on_behalf=entry.move in tasks.REPORTS
        and by.is_commerce
        and by.agency_id != task.agency_id,
        by_id=by.user_id,
        at=at,
        is_demonstration=is_demonstration,
    )


def _add(
    rows: Sequence[TaskReport],
    held: Mapping[int, Sequence[TaskReport]],
    files: Mapping[int, Sequence[Examined]],
    log: list[Act] | None,
    by: Person,
    at: datetime,
) -> None:
    """Nothing; the reports are stored with their files, and in the log."""
    try:
        with transaction.atomic():
            TaskReport.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError as error:
        raise Refused(MEANWHILE) from error
    acts: list[Act] = []
    for row in rows:
        for file in files.get(row.task_id, ()):
            kept = evidence_keep(file=file, by=by, at=at, log=acts)
            TaskEvidence.objects.create(report=row, evidence=kept)
    changes = [_change(row, held[row.task_id][-1] if held[row.task_id] else None) for row in rows]
    audit_append(by=by, at=at, changes=changes, log=acts)
    audit_write(acts, log)


def task_code(task: Task) -> str:
    """A task as the log names it: its measure and its place there, 3.7."""
    return f"{task.measure.number}.{task.order}"


def _told(row: TaskReport) -> dict[str, object]:
    return {
        "move": str(row.move),
        "state": str(row.state),
        "percent": row.percent,
        "done_on": row.done_on.isoformat() if row.done_on else None,
        "note": row.note_zh,
    }


def _change(row: TaskReport, last: TaskReport | None) -> Change:
    is_decision = row.move in tasks.DECISIONS
    about: dict[str, object] = {"is_on_behalf": True} if row.is_on_behalf else {}
    return Change(
        Action.TASK_DECIDED if is_decision else Action.TASK_REPORTED,
        Kind.TASK,
        code=task_code(row.task),
        quarter=row.code,
        version=row.number,
        old=_told(last) if last else None,
        new=_told(row) | about,
    )
