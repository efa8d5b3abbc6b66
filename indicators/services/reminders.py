"""Sends reminders, each once: before and after the due date, to whoever has to hand in."""

from collections.abc import Sequence
from datetime import datetime

from zones.models import AuditEntry

from ..letters import letter_body, letter_subject
from ..models import Reminder, TaskReminder
from ..selectors.reminders import Letter, reminders_due
from ..selectors.task_reminders import TaskLetter, task_reminders_due
from ..task_letters import task_letter_body, task_letter_subject
from .posting import Posted
from .reminding import Reminding

FIGURES: Reminding[Letter] = Reminding(
    rows=Reminder,
    about="zone",
    kind=AuditEntry.Kind.REMINDER,
    logged_as="zone",
    subject=letter_subject,
    body=letter_body,
)
TASKS: Reminding[TaskLetter] = Reminding(
    rows=TaskReminder,
    about="agency",
    kind=AuditEntry.Kind.TASK,
    logged_as="code",
    subject=task_letter_subject,
    body=task_letter_body,
)


def reminders_send(*, at: datetime, days: Sequence[int], site: str) -> Posted[Letter]:
    """What was sent to zones' reporters of the letters that are due, and what was not."""
    return FIGURES.send(reminders_due(at, days).letters, at=at, site=site)


def task_reminders_send(*, at: datetime, days: Sequence[int], site: str) -> Posted[TaskLetter]:
    """What was sent to agencies of the letters that are due, and what was not."""
    return TASKS.send(task_reminders_due(at, days).letters, at=at, site=site)


def reminders_cut_off(at: datetime) -> int:
    """How many reminders of both kinds were begun and never finished."""
    return FIGURES.cut_off(at) + TASKS.cut_off(at)
