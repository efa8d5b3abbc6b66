"""Writes cases: every step that people and days take, and what is over opened again as a new case.

Whether there is such a step, who may take it and what it needs is read from one table; the
database's triggers hold the same table against whoever goes round this service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from zones.access import COMMERCE, Person
from zones.files.examined import Examined
from zones.models import Zone
from zones.services.audit import Act, Change, audit_append, audit_write
from zones.services.evidence import evidence_keep
from zones.services.transactions import Refused, one_transaction, refuse_too_long

from .. import case_life as life
from ..case_terms import due_day
from ..models import Case, CaseEvidence, CaseGround, CaseMove
from ..selectors.case_facts import (
    case_terms,
    facts_of,
    is_last_case,
    manned_zones,
)
from ..selectors.outdated import outdated_grounds
from .case_rows import case_change, ground_of, move_append

__all__ = ["AGAIN", "Refused", "Told", "case_move", "case_reopen", "cases_lapse", "moved_since"]

#: A note tells more than a reason does: what was said in an interview, what was put right.
MOST_NOTE = 2000
MOST_HEAD = 120
MOST_NUMBER, MOST_PRESENT = 60, 200
#: What a step is that was taken a moment ago and is sent once more.
AGAIN = "again"


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
    case = _locked(case)
    moves, grounds = list(case.moves.all()), list(case.grounds.all())
    today = timezone.localdate(at)
    last = moves[-1]
    moved = moved_since(last, move, told, seen, by)
    if moved == AGAIN:
        return last
    if moved:
        raise Refused(moved)
    manned = manned_zones(zone=case.zone_id)
    held = facts_of(case, grounds, moves, outdated_grounds(case=case), manned)
    facts = life.as_of(held, today)
    step = life.step_of(facts, move)
    if step is None:
        raise Refused("no_such_step")
    roles = by.roles_in_cases_of(case.zone_id)
    if code := life.not_in_hand(facts, step, roles):
        raise Refused(code)
    if unmet := life.unmet(facts, step, by.user_id, today):
        raise Refused(f"case_{unmet}", years=facts.outdated)
    told = _checked(move, step, told, case, today)
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


def _locked(case: Case) -> Case:
    """The case's row, locked: who moves the same case waits."""
    found = Case.objects.select_for_update(of=("self",)).select_related("zone")
    return found.get(pk=case.pk)


def _checked(move: str, step: life.Step, told: Told, case: Case, today: date) -> Told:
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
    due = due.filter(state=life.RECTIFYING, due_on__lt=today, is_handed_in=False).order_by("pk")
    found = list(due)
    changes = [_lapse(case, at) for case in found]
    audit_append(by=None, at=at, changes=changes, log=log)
    return found


@one_transaction()
def case_reopen(
    *,
    case: Case,
    note: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> Case:
    """A new case that names the one that is over, on the grounds that still stand; raises Refused.

    The old one stays as it ended.
    """
    case = _locked(case)
    if life.REOPENED_BY[case.track] not in by.roles_in_cases_of(case.zone_id):
        raise Refused("step_not_allowed")
    if not note.strip():
        raise Refused("case_needs_note")
    refuse_too_long(note, most=MOST_NOTE)
    if not case.is_over or case.state == life.CONTINUED:
        raise Refused("case_is_not_over")
    beside = Case.objects.filter(zone=case.zone, track=case.track)
    is_same = Q(year=case.year)
    rivals = beside.exclude(state__in=life.FINAL)
    if (rivals if case.track == life.EXIT else rivals.filter(is_same)).exists():
        raise Refused("case_is_open_already")
    if not is_last_case(case):
        raise Refused("case_is_not_the_last")
    grounds = list(case.grounds.filter(state=CaseGround.State.STANDING).select_related("target"))
    if not grounds:
        raise Refused("case_nothing_to_reopen")
    new = _new_case(case, beside.filter(is_same).count() + 1, grounds, at)
    if case.state == life.EXITED:
        Zone.objects.filter(pk=case.zone_id).update(left_on=None)
    CaseMove.objects.create(
        case=new,
        seq=1,
        move=life.OPEN,
        to_state=new.state,
        at=at,
        by_id=by.user_id,
        note=note.strip(),
    )
    for ground in grounds:
        ground.pk, ground.case, ground.added_at, ground.changed_at = None, new, at, None
        ground._state.adding = True
    CaseGround.objects.bulk_create(grounds)
    told: dict[str, object] = {"reason": note.strip(), "predecessor": case.code}
    told["grounds"] = [ground_of(one.code, one.consequence, one.target) for one in grounds]
    audit_append(by=by, at=at, changes=[case_change("case_reopen", new, new=told)], log=log)
    return new


def _new_case(case: Case, number: int, grounds: Sequence[CaseGround], at: datetime) -> Case:
    state = life.FIRST[case.track]
    has_exit = facts_of(case, grounds).has_exit
    return Case.objects.create(
        zone=case.zone,
        year=case.year,
        track=case.track,
        number=number,
        state=state,
        assessment=case.assessment,
        predecessor=case,
        opened_at=at,
        due_on=due_day(case_terms(at), state, timezone.localdate(at), has_exit=has_exit),
        handler=case.handler,
        head=case.head,
        is_demonstration=case.is_demonstration,
    )
