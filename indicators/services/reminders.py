"""Sends reminders, each once: before and after the due date, to whoever has to hand in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from ..letters import letter_body, letter_subject
from ..models import Reminder
from ..selectors.reminders import Due, Letter, reminders_due
from .audit import Change, audit_append
from .changes import Action, Kind
from .locking import lock_quarter

#: After how long a reminder that was begun and not finished counts as cut off.
CUT_OFF = timedelta(hours=1)


@dataclass(frozen=True)
class Failed:
    """A letter that the mail server did not take, and what it said."""

    letter: Letter
    why: str


@dataclass(frozen=True)
class Sent:
    """What was sent, and what the mail server refused, to be tried again next time.

    ``unreachable`` says why there was no connection to it, and nothing more was sent.
    """

    letters: tuple[Letter, ...]
    failed: tuple[Failed, ...]
    unreachable: str = ""


def reminders_send(*, at: datetime, days: Sequence[int], site: str) -> Sent:
    """What was sent of the letters that are due, and what was not.

    No transaction is open while a mail is on its way: a slow server holds up nobody else. What is
    to be sent is written down first, so that two who do this at once never send the same.
    """
    sent: list[Letter] = []
    failed: list[Failed] = []
    connection = mail.get_connection()
    try:
        for due in reminders_due(at, days).letters:
            try:
                connection.open()
            except OSError as error:
                return Sent(tuple(sent), tuple(failed), str(error) or type(error).__name__)
            letter = _begin(due, at)
            if not letter.dues:
                continue
            try:
                _message(letter, site, connection).send()
            except (OSError, ValueError) as error:  # SMTP's errors are OSErrors
                _undo(letter)
                connection.close()  # whatever state the conversation was in
                failed.append(Failed(letter, str(error)))
            else:
                _finish(letter)
                sent.append(letter)
    finally:
        connection.close()
    return Sent(tuple(sent), tuple(failed))


def reminders_cut_off(at: datetime) -> int:
    """How many reminders were begun and never finished: whether they arrived is not known."""
    return Reminder.objects.filter(sent_at__isnull=True, begun_at__lt=at - CUT_OFF).count()


@transaction.atomic
def _begin(letter: Letter, at: datetime) -> Letter:
    """The letter with what nobody else is sending: it is written down as being sent."""
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
    return replace(letter, dues=dues)


def _message(letter: Letter, site: str, connection: BaseEmailBackend) -> mail.EmailMessage:
    with translation.override(letter.language or settings.LANGUAGE_CODE):
        return mail.EmailMessage(
            subject=letter_subject(letter),
            body=letter_body(letter, site),
            to=[letter.to.email],
            connection=connection,
            headers={"Auto-Submitted": "auto-generated"},
        )


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
