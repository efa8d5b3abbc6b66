"""Sends reminders of tasks, each once: before and after the due date of a quarter."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zones.models import AuditEntry
from zones.services.audit import Change, audit_append

from ..models import TaskReminder
from ..selectors.task_reminders import TaskDue, TaskLetter, task_reminders_due
from ..task_letters import task_letter_body, task_letter_subject
from .locking import lock_quarter
from .posting import CUT_OFF, Posted, letters_post, message_to


def task_reminders_send(*, at: datetime, days: Sequence[int], site: str) -> Posted[TaskLetter]:
    """What was sent of the letters that are due, and what was not."""
    return letters_post(
        task_reminders_due(at, days).letters,
        begin=lambda letter: _begin(letter, at),
        compose=lambda letter, connection: message_to(
            letter.to,
            letter.language,
            lambda: (task_letter_subject(letter), task_letter_body(letter, site)),
            connection,
        ),
        undo=_undo,
        finish=_finish,
    )


def task_reminders_cut_off(at: datetime) -> int:
    """How many reminders were begun and never finished: whether they arrived is not known."""
    return TaskReminder.objects.filter(sent_at__isnull=True, begun_at__lt=at - CUT_OFF).count()


@transaction.atomic
def _begin(letter: TaskLetter, at: datetime) -> TaskLetter | None:
    """The letter with what nobody else is sending, now written down; None where nothing is."""
    lock_quarter(letter.quarter)
    held = TaskReminder.objects.filter(quarter=letter.quarter, recipient=letter.to)
    taken = set(held.values_list("agency", "due_on", "days", "recipient"))
    dues = tuple(due for due in letter.dues if due.key(letter.to) not in taken)
    TaskReminder.objects.bulk_create(
        TaskReminder(
            quarter=letter.quarter,
            agency=due.agency,
            due_on=due.due_on,
            days=due.day,
            recipient=letter.to,
            address=letter.to.email,
            begun_at=at,
        )
        for due in dues
    )
    return replace(letter, dues=dues) if dues else None


def _undo(letter: TaskLetter) -> None:
    """Nothing; the letter was not sent, and is due again."""
    for due in letter.dues:
        _row(letter, due).delete()


@transaction.atomic
def _finish(letter: TaskLetter) -> None:
    """Nothing; the letter is written down as sent, now, and stands in the log."""
    now = timezone.now()
    for due in letter.dues:
        _row(letter, due).update(sent_at=now)
    changes = [
        Change(
            AuditEntry.Action.REMINDED,
            AuditEntry.Kind.TASK,
            code=due.agency.code,
            quarter=letter.quarter.code,
            new={
                "to": letter.to.username,
                "address": letter.to.email,
                "due_on": due.due_on.isoformat(),
                "day": due.day,
            },
        )
        for due in letter.dues
    ]
    audit_append(by=None, at=now, changes=changes)


def _row(letter: TaskLetter, due: TaskDue) -> QuerySet[TaskReminder]:
    """The row of one agency in a letter."""
    return TaskReminder.objects.filter(
        quarter=letter.quarter,
        agency=due.agency,
        due_on=due.due_on,
        days=due.day,
        recipient=letter.to,
    )
