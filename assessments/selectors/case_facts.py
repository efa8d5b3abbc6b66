"""Reads how a case stands, as far as its next steps depend on it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from ..case_life import HAND_IN, ORDER, Facts
from ..case_terms import CaseDays
from ..models import Case, CaseGround, CaseMove, CaseTerms, FlagRule

Consequence = FlagRule.Consequence


def facts_of(case: Case, grounds: Iterable[CaseGround], moves: Sequence[CaseMove] = ()) -> Facts:
    """The case for the arithmetic; without its moves nobody is known to have made one."""
    standing = {
        ground.consequence for ground in grounds if ground.state == CaseGround.State.STANDING
    }
    last = {move.move: move.by_id for move in moves}
    return Facts(
        track=case.track,
        state=case.state,
        due_on=case.due_on,
        has_ground=bool(standing),
        has_interview=Consequence.NOTICE in standing,
        has_exit=Consequence.EXIT in standing,
        is_handed_in=case.is_handed_in,
        ordered_by=last.get(ORDER),
        handed_in_by=last.get(HAND_IN),
    )


def case_terms(known_at: datetime | None = None) -> CaseDays:
    """The days that count now, or counted at a moment."""
    found = CaseTerms.objects.all()
    if known_at is not None:
        found = found.filter(set_at__lte=known_at)
    last = found.order_by("-version").first()
    return last.days if last else CaseDays()
