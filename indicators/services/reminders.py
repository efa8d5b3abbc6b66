"""Sends reminders, each once: before and after the due date, to whoever has to hand in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zones.services.audit import Change, audit_append

from ..letters import letter_body, letter_subject
from ..models import Reminder
from ..selectors.reminders import Due, Letter, reminders_due
from .changes import Action, Kind
from .locking import lock_quarter
from .posting import CUT_OFF, Posted, letters_post, message_to


def reminders_send(*, at: datetime, days: Sequence[int], site: str) -> Posted[Letter]:
    """What was sent of the letters that are due, and what was not."""
    return letters_post(
        reminders_due(at, days).letters,
        begin=lambda letter: _begin(letter, at),
        compose=lambda letter, connection: message_to(
            letter.to,
            letter.language,
            lambda: (letter_subject(letter), letter_body(letter, site)),
            connection,
        ),
        undo=_undo,
        finish=_finish,
    )


def reminders_cut_off(at: datetime) -> int:
    """How many reminders were begun and never finished: whether they arrived is not known."""
    return Reminder.objects.filter(sent_at__isnull=True, begun_at__lt=at - CUT_OFF).count()


@transaction.atomic
def _begin(letter: Letter, at: datetime) -> Letter | None:
    """The letter with what nobody else is sending, now written down; None where nothing is."""
    lock_quarter(letter.quarter)
    held = Reminder.objects.filter(quarter=letter.quarter, recipient=letter.to)
    taken = set(held.values_list("zone", "due_on", "days", "recipient"))
    dues = tuple(due for due in letter.dues if due.key(letter.to) not in taken)
    Reminder.objects.bulk_create(
        Reminder(
            quarter=letter.quarter,
            zone=due.zone,
            due_on=due.terms.due_on,
            days=due.day,
            recipient=letter.to,
            address=letter.to.email,
            begun_at=at,
        )
        for due in dues
    )
    return replace(letter, dues=dues) if dues else None


def _undo(letter: Letter) -> None:
    """Nothing; the letter was not sent, and is due again."""
    for due in letter.dues:
        _row(letter, due).delete()


@transaction.atomic
def _finish(letter: Letter) -> None:
    """Nothing; the letter is written down as sent, now, and stands in the log."""
    now = timezone.now()
    for due in letter.dues:
        _row(letter, due).update(sent_at=now)
    changes = [
        Change(
            Action.REMINDED,
            Kind.REMINDER,
            zone=due.zone.code,
            quarter=letter.quarter.code,
            new={
                "to": letter.to.username,
                "address": letter.to.email,
                "due_on": due.terms.due_on.isoformat(),
                "day": due.day,
            },
        )
        for due in letter.dues
    ]
    audit_append(by=None, at=now, changes=changes)


def _row(letter: Letter, due: Due) -> QuerySet[Reminder]:
    """The row of one zone in a letter."""
    return Reminder.objects.filter(
        quarter=letter.quarter,
        zone=due.zone,
        due_on=due.terms.due_on,
        days=due.day,
        recipient=letter.to,
    )
