"""Writes cases: every step that people and days take.

Whether there is such a step, who may take it and what it needs is read from one table; the
database's triggers hold the same table against whoever goes round this service.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from zones.access import Person
from zones.files.examined import Examined
from zones.models import Zone
from zones.services.audit import Act, Change, audit_append, audit_write
from zones.services.evidence import evidence_keep
from zones.services.transactions import Refused, one_transaction

from .. import case_life as life
from ..case_terms import due_day
from ..models import Case, CaseEvidence, CaseMove
from ..selectors.case_facts import AWAITED, case_terms, facts_of, hands_there
from ..selectors.outdated import outdated_grounds
from .case_rows import case_change, locked_case, move_append
from .case_told import Told, told_checked

__all__ = ["AGAIN", "Refused", "case_move", "cases_lapse", "moved_since"]

#: What a step is that was taken a moment ago and is sent once more.
AGAIN = "again"


@one_transaction()
def case_move(
    *,
    case: Case,
    move: str,
    told: Told,
    seen: int,
    by: Person,
    at: datetime,
    files: Sequence[Examined] = (),
    log: list[Act] | None = None,
) -> CaseMove:
    """The step, taken; raises Refused.

    ``seen`` is the number of the last move that the person saw: who sends the same twice gets the
    move that is there.
    """
    case = locked_case(case)
    moves, grounds = list(case.moves.all()), list(case.grounds.all())
    today = timezone.localdate(at)
    last = moves[-1]
    moved = moved_since(last, move, told, seen, by)
    if moved == AGAIN:
        return last
    if moved:
        raise Refused(moved)
    held = facts_of(case, grounds, moves, outdated_grounds(case=case), hands_there())
    facts = life.as_of(held, today)
    step = life.step_of(facts, move)
    if step is None:
        raise Refused("no_such_step")
    roles = by.roles_in_cases_of(case.zone_id)
    if code := life.not_in_hand(facts, step, roles):
        raise Refused(code)
    if unmet := life.unmet(facts, step, by.user_id, today):
        raise Refused(f"case_{unmet}", years=facts.outdated)
    told = told_checked(move, step, told, case, today)
    takes = step.asks | life.MAY_TELL.get(move, frozenset())
    if life.EVIDENCE in step.asks and not files:
        raise Refused("case_needs_evidence")
    changes = []
    if facts.state != case.state:  # the day has passed, and nobody has written it down yet
        changes.append(_lapse(case, at))
    state_before, case_before = case.state, _people(case)
    _take(case, move, step, facts, told, at)
    row = move_append(
        case,
        move,
        step.to,
        by_id=by.user_id,
        at=at,
        note=told.note,
        due_on=told.due_on,
        held_on=told.held_on,
        number=told.number,
        present=told.present,
    )
    if move == life.EXPEL:
        Zone.objects.filter(pk=case.zone_id).update(left_on=told.held_on)
    acts: list[Act] = []
    changes.append(_told_change(case, row, state_before, case_before))
    audit_append(by=by, at=at, changes=changes, log=acts)
    if life.EVIDENCE in takes:
        _keep(row, files, case.zone.code, by, at, acts)
    audit_write(acts, log)
    return row


def moved_since(last: CaseMove, move: str, told: Told, seen: int, by: Person) -> str:
    """What became of the case since the person saw it: nothing, AGAIN, or the refusal's code.

    AGAIN: its last move is this very step, sent once more.
    """
    if last.seq == seen:
        return ""
    is_own = last.by_id is not None and last.by_id == by.user_id
    held = (last.number, told.number), (last.present, told.present)
    is_same = all(not kept or kept == said.strip() for kept, said in held)
    is_same = is_same and (last.move, last.note) == (move, told.note.strip())
    if is_own and last.seq == seen + 1 and is_same:
        return AGAIN
    return "case_moved_yourself" if is_own else "case_changed_meanwhile"


def _keep(
    row: CaseMove, files: Sequence[Examined], zone: str, by: Person, at: datetime, log: list[Act]
) -> None:
    """Nothing; the files are kept with the step."""
    for file in files:
        kept = evidence_keep(file=file, by=by, at=at, zone=zone, log=log)
        CaseEvidence.objects.create(move=row, evidence=kept)


def _take(
    case: Case, move: str, step: life.Step, facts: life.Facts, told: Told, at: datetime
) -> None:
    """Nothing; the case has the due date, the people and the rest that follow from the step."""
    if move == life.ASSIGN:
        case.head, case.handler_id = told.head, told.handler_id
        return
    if move in (life.HAND_IN, life.RETURN, life.ORDER, life.INITIATE):
        case.is_handed_in = move == life.HAND_IN
    if told.due_on is not None:
        case.due_on = told.due_on
    elif step.to != facts.state:
        since = told.held_on or timezone.localdate(at)
        case.due_on = due_day(case_terms(at), step.to, since, has_exit=facts.has_exit)
    if not facts.has_interview and step.to == life.NOTIFIED:
        case.due_on = None  # it is closed once the notice is issued: nothing is due


def _people(case: Case) -> dict[str, object]:
    return {"head": case.head, "handler": case.handler_id}


def _told_change(case: Case, row: CaseMove, before: str, people: dict[str, object]) -> Change:
    """A step as the audit log tells it."""
    old: dict[str, object] = {"state": str(before)}
    new: dict[str, object] = {"seq": row.seq}
    if row.move == life.ASSIGN:
        old, new = old | people, new | _people(case)
    for name in ("note", "due_on", "held_on", "number", "present"):
        if value := getattr(row, name):
            new[name] = str(value)
    return case_change(f"case_{row.move}", case, old=old, new=new)


def _lapse(case: Case, at: datetime) -> Change:
    before = case.state
    move_append(case, life.LAPSE, life.OVERDUE, by_id=None, at=at)
    return case_change("case_lapse", case, old={"state": before})


@one_transaction()
def cases_lapse(*, at: datetime, log: list[Act] | None = None) -> list[Case]:
    """The cases whose rectification is overdue since, written down now; of each once."""
    today = timezone.localdate(at)
    due = Case.objects.select_for_update(of=("self",)).select_related("zone")
    due = due.filter(state=life.RECTIFYING, due_on__lt=today, **AWAITED).order_by("pk")
    found = list(due)
    changes = [_lapse(case, at) for case in found]
    audit_append(by=None, at=at, changes=changes, log=log)
    return found
