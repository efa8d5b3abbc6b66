"""Opens what is over again, as a new case that names the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from indicators.services.locking import lock_all_quarters
from indicators.services.reopenings import MOST_DAYS, quarters_owed_again
from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act, Change, audit_append, audit_write
from zones.services.transactions import Refused, one_transaction, refuse_too_long

from .. import case_life as life
from ..case_terms import due_day
from ..models import Case, CaseGround, CaseMove
from ..selectors.case_facts import case_terms, facts_of, is_last_case, still_stands
from .case_rows import case_change, ground_of, locked_case, move_append
from .case_told import MOST_NOTE


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

    Where none of an exit's own stands, it is the warning that it continued which is opened again.
    The old one stays as it ended. A zone that is taken back so owes from now on what was due while
    it was gone: its quarters, and what its notices ask for.
    """
    if case.track == life.EXIT:
        lock_all_quarters()  # before the case, as a publication does
    case = locked_case(case)
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
    if case.track == life.NOTICE and case.zone.left_on is not None:
        raise Refused("case_in_place")
    if not is_last_case(case):
        raise Refused("case_is_not_the_last")
    stands = still_stands(case)
    grounds = list(stands.grounds.filter(state=CaseGround.State.STANDING).select_related("target"))
    if not grounds:
        raise Refused("case_nothing_to_reopen")
    new = _new_case(stands, beside.filter(year=stands.year).count() + 1, grounds, at)
    acts: list[Act] = []
    left_on = case.zone.left_on
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
    told: dict[str, object] = {"reason": note.strip(), "predecessor": stands.code}
    told["grounds"] = [ground_of(one.code, one.consequence, one.target) for one in grounds]
    changes = [case_change("case_reopen", new, new=told)]
    if case.state == life.EXITED and left_on is not None:
        changes += _due_again(case.zone, left_on, note.strip(), by, at)
    audit_append(by=by, at=at, changes=changes, log=acts)
    if case.state == life.EXITED and left_on is not None:
        reason = note.strip()
        quarters_owed_again(zone=case.zone, left_on=left_on, reason=reason, by=by, at=at, log=acts)
    audit_write(acts, log)
    return new


def _due_again(zone: Zone, left_on: date, note: str, by: Person, at: datetime) -> Iterator[Change]:
    """Notices of which something was due while the zone was gone, with time for it from now on.

    Nobody was asked for anything by them then: they are not overdue by a day of that time. The
    department has the days that its step is due in, the zone as many as for its quarters.
    """
    today, days = timezone.localdate(at), case_terms(at)
    rows = Case.objects.select_for_update(of=("self",)).select_related("zone")
    rows = rows.filter(zone=zone, track=life.NOTICE, is_handed_in=False)
    rows = rows.exclude(state__in=life.FINAL).filter(due_on__range=(left_on, today))
    for case in rows.order_by("pk"):
        before = case.state
        case.due_on = due_day(days, before, today) or today + timedelta(days=MOST_DAYS)
        to = life.TABLE[life.NOTICE, before, life.EXTEND].to
        row = move_append(
            case, life.EXTEND, to, by_id=by.user_id, at=at, note=note, due_on=case.due_on
        )
        new = {"seq": row.seq, "note": note, "due_on": str(case.due_on)}
        yield case_change("case_extend", case, old={"state": before}, new=new)


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
