"""One kind of reminder, each of its lines sent once, whoever else sends at the same time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zones.models import AuditEntry
from zones.services.audit import Change, audit_append

from ..models import Reminder, TaskReminder
from ..selectors.reminders import Letter
from ..selectors.task_reminders import TaskLetter
from .locking import lock_quarter
from .posting import CUT_OFF, Posted, letters_post, message_to

L = TypeVar("L", Letter, TaskLetter)


@dataclass(frozen=True)
class Reminding(Generic[L]):
    """Where letters of a kind are written down, what a line is about, and what they say.

    ``about`` is the field of `rows` that names who owes, ``logged_as`` the log's for its code.
    """

    rows: type[Reminder] | type[TaskReminder]
    about: str
    kind: AuditEntry.Kind
    logged_as: str
    subject: Callable[[L], str]
    body: Callable[[L, str], str]

    def send(self, letters: Iterable[L], *, at: datetime, site: str) -> Posted[L]:
        """What was sent of the letters that are due, and what was not."""
        return letters_post(
            letters,
            begin=lambda letter: self._begin(letter, at),
            compose=lambda letter, connection: message_to(
                letter.to,
                letter.language,
                lambda: (self.subject(letter), self.body(letter, site)),
                connection,
            ),
            undo=self._undo,
            finish=self._finish,
        )

    def cut_off(self, at: datetime) -> int:
        """How many were begun and never finished: whether they arrived is not known."""
        begun = self._rows.filter(sent_at__isnull=True, begun_at__lt=at - CUT_OFF)
        return begun.count()

    @transaction.atomic
    def _begin(self, letter: L, at: datetime) -> L | None:
        """The letter with what nobody else is sending, now written down; None where nothing is."""
        lock_quarter(letter.quarter)
        held = self._rows.filter(quarter=letter.quarter, recipient=letter.to)
        taken = set(held.values_list(self.about, "due_on", "days", "recipient"))
        dues = tuple(due for due in letter.dues if due.key(letter.to) not in taken)
        self._rows.bulk_create(
            self.rows(
                **self._line(letter, due), recipient=letter.to, address=letter.to.email, begun_at=at
            )
            for due in dues
        )
        return replace(letter, dues=dues) if dues else None

    def _undo(self, letter: L) -> None:
        """Nothing; the letter was not sent, and is due again."""
        for due in letter.dues:
            self._rows.filter(**self._line(letter, due), recipient=letter.to).delete()

    @transaction.atomic
    def _finish(self, letter: L) -> None:
        """Nothing; the letter is written down as sent, now, and stands in the log."""
        now = timezone.now()
        changes = []
        for due in letter.dues:
            self._rows.filter(**self._line(letter, due), recipient=letter.to).update(sent_at=now)
            told = {
                "to": letter.to.username,
                "address": letter.to.email,
                "due_on": due.due_on.isoformat(),
                "day": due.day,
            }
            code = {self.logged_as: getattr(due, self.about).code}
            change = Change(
                AuditEntry.Action.REMINDED,
                self.kind,
                quarter=letter.quarter.code,
                new=told,
                **code,
            )
            changes.append(change)
        audit_append(by=None, at=now, changes=changes)

    @property
    def _rows(self) -> QuerySet[Any]:
        return self.rows._default_manager.all()

    def _line(self, letter: L, due: Any) -> dict[str, Any]:
        """What makes a line one of its own, whoever it goes to."""
        return {
            "quarter": letter.quarter,
            self.about: getattr(due, self.about),
            "due_on": due.due_on,
            "days": due.day,
        }
