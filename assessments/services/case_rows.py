"""Writes what every service of cases writes: the next move, and what the log says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Max

from indicators.models import Target
from zones.services.audit import Change

from .. import case_life as life
from ..models import Case, CaseMove


def locked_case(case: Case) -> Case:
    """The case's row, locked: who moves the same case waits."""
    found = Case.objects.select_for_update(of=("self",)).select_related("zone")
    return found.get(pk=case.pk)


def move_append(
    case: Case,
    move: str,
    to: str,
    *,
    by_id: int | None,
    at: datetime,
    note: str = "",
    due_on: date | None = None,
    held_on: date | None = None,
    number: str = "",
    present: str = "",
) -> CaseMove:
    """The case's next move, and the case in the state that it leads to; the case is locked.

    What the case's due date and whether it is handed in become is its caller's to set before.
    """
    last = CaseMove.objects.filter(case=case).aggregate(last=Max("seq"))["last"] or 0
    row = CaseMove.objects.create(
        case=case,
        seq=last + 1,
        move=move,
        from_state=case.state,
        to_state=to,
        at=at,
        by_id=by_id,
        note=note,
        due_on=due_on,
        held_on=held_on,
        number=number or None,
        present=present or None,
    )
    case.state = to
    if life.is_final(to):
        case.ended_at, case.due_on = at, None
    case.save(update_fields=["state", "ended_at", "due_on", "is_handed_in", "handler", "head"])
    return row


def case_change(
    action: str, case: Case, *, old: Mapping | None = None, new: Mapping | None = None
) -> Change:
    """What became of a case, as the audit log tells it."""
    told = {"state": str(case.state), **(new or {})}
    return Change(action, "case", code=case.code, zone=case.zone.code, old=old, new=told)


def ground_of(code: str, consequence: str, target: Target | None) -> str:
    """A ground in one word: rule, target, what it leads to."""
    return ":".join([code, target.code if target else "", consequence])
