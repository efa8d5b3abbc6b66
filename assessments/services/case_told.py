"""What is told with a step of a case: checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.utils import timezone

from zones.access import COMMERCE
from zones.services.transactions import Refused, refuse_too_long

from .. import case_life as life
from ..models import Case

#: A note tells more than a reason does: what was said in an interview, what was put right.
MOST_NOTE = 2000
MOST_HEAD = 120
MOST_NUMBER, MOST_PRESENT = 60, 200


@dataclass(frozen=True)
class Told:
    """What is told with a step; which of it a step asks for stands in the table."""

    note: str = ""
    due_on: date | None = None
    held_on: date | None = None
    number: str = ""
    present: str = ""
    head: str = ""
    handler_id: int | None = None


def told_checked(move: str, step: life.Step, told: Told, case: Case, today: date) -> Told:
    """What was told, without blanks and without what the step has no use for; raises Refused."""
    takes = step.asks | life.MAY_TELL.get(move, frozenset())
    note = told.note.strip() if life.NOTE in takes else ""
    due_on = told.due_on if life.DUE_ON in takes else None
    held_on = told.held_on if life.HELD_ON in takes else None
    number = told.number.strip() if life.NUMBER in takes else ""
    present = told.present.strip() if life.PRESENT in takes else ""
    for name, value in (
        (life.NUMBER, number),
        (life.PRESENT, present),
        (life.NOTE, note),
        (life.DUE_ON, due_on),
        (life.HELD_ON, held_on),
    ):
        if name in step.asks and not value:
            raise Refused(f"case_needs_{name}")
    refuse_too_long(note, most=MOST_NOTE)
    refuse_too_long(number, most=MOST_NUMBER)
    refuse_too_long(present, most=MOST_PRESENT)
    if due_on is not None and due_on < today:
        raise Refused("case_due_in_the_past", day=due_on)
    if move == life.EXTEND and due_on and case.due_on and due_on <= case.due_on:
        raise Refused("case_due_not_later", day=case.due_on)
    if held_on is not None and not timezone.localdate(case.opened_at) <= held_on <= today:
        raise Refused("case_held_when", first=timezone.localdate(case.opened_at), last=today)
    is_early = held_on is not None and case.due_on is not None and held_on <= case.due_on
    if move == life.EXPEL and is_early:
        raise Refused("case_decided_when", day=case.due_on)
    if move != life.ASSIGN:
        return Told(note, due_on, held_on, number, present)
    head = told.head.strip()
    refuse_too_long(head, most=MOST_HEAD)
    return Told(head=head, handler_id=_handler(told.handler_id))


def _handler(user_id: int | None) -> int | None:
    """The person of the department in charge; raises Refused for anybody else."""
    if user_id is None:
        return None
    if not User.objects.filter(pk=user_id, groups__name=COMMERCE, is_active=True).exists():
        raise Refused("case_handler_unknown")
    return user_id
