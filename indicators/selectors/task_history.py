"""Reads everything that was ever reported on a task, and every due date that was set for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge, Link
from zones.display import bracketed, day, is_chinese, moment
from zones.evidence import EvidenceRow, evidence_row
from zones.people import named_for

from ..models import Task, TaskDue, TaskEvidence, TaskReport
from ..task_badges import task_state_badge
from .task_pages import note_of
from .tasks import TaskView


@dataclass(frozen=True)
class HistoryRow:
    """One report as listed."""

    number: int
    quarter: str
    move: str
    state: Badge
    percent: int
    percent_text: str
    done_on: str
    note: str
    files: tuple[Link, ...]
    by: str
    at: str
    moment: datetime


@dataclass(frozen=True)
class DueRow:
    """One due date set, as listed."""

    version: int
    due: str
    reason: str
    by: str
    at: str
    moment: datetime


def history_rows(
    reports: Sequence[TaskReport], who: Person, view: TaskView | None
) -> list[HistoryRow]:
    """The reports open to a person; two queries.

    Who does not follow the tasks reads those of the quarters that are published, and by which role
    they were made.
    """
    open_ = [one for one in reports if who.may_follow_tasks or (view and one.code <= view.quarter)]
    people = User.objects.filter(pk__in={one.by_id for one in open_}).prefetch_related("groups")
    by_id = {one.pk: one for one in people}
    files = evidence_of(open_, who)
    return [
        HistoryRow(
            number=one.number,
            quarter=str(one.code),
            move=one.get_move_display(),
            state=task_state_badge(one.state),
            percent=one.percent,
            percent_text=f"{one.percent}%",
            done_on=day(one.done_on),
            note=note_of(one),
            files=tuple(
                Link(file.name, file.address, file.about) for file in files.get(one.pk, ())
            ),
            by=_by(one, named_for(who, by_id.get(one.by_id))),
            at=moment(one.at),
            moment=one.at,
        )
        for one in open_
    ]


def evidence_of(reports: Sequence[TaskReport], who: Person) -> dict[int, list[EvidenceRow]]:
    """The files of these reports that are open to a person, by report id; two queries."""
    found: dict[int, list[EvidenceRow]] = {}
    open_ = [one.pk for one in reports if who.may_read_task_evidence_of(one.agency_id)]
    files = TaskEvidence.objects.filter(report__in=open_)
    files = files.select_related("report__task__measure", "evidence__by")
    for file in files.prefetch_related("evidence__by__groups"):
        row = evidence_row(file.evidence, _address(file), who)
        found.setdefault(file.report_id, []).append(row)
    return found


def _address(file: TaskEvidence) -> str:
    task = file.report.task
    return reverse("task_evidence", args=[task.measure.number, task.order, file.evidence_id])


def _by(one: TaskReport, name: str) -> str:
    return bracketed(name, _("for the agency")) if one.is_on_behalf else name


def due_rows(task: Task, who: Person) -> list[DueRow]:
    """Every due date set for a task; two queries."""
    rows = TaskDue.objects.filter(task=task).select_related("set_by")
    return [
        DueRow(
            version=one.version,
            due=day(one.due_on),
            reason=(one.reason_zh if is_chinese() else one.reason_en) or one.reason_zh,
            by=named_for(who, one.set_by),
            at=moment(one.set_at),
            moment=one.set_at,
        )
        for one in rows.prefetch_related("set_by__groups")
    ]
