"""Reads how many cases stood in which state when an assessment was published, for its bulletin."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils import timezone

from .. import case_life as life
from ..models import Assessment, Case, CaseMove
from ..papers.bulletin.facts import CaseCounts
from ..papers.words import Words
from .in_both import in_both

#: The steps after which a rectification is handed in, or not any more.
_HANDS_IN = (life.HAND_IN, life.RETURN, life.ORDER, life.INITIATE)
#: What a state is called where several stand in a row.
_IN_A_ROW = {life.FLAGGED: Words("待通报", "notice due")}


def case_counts(assessment: Assessment, left: Collection[str]) -> tuple[CaseCounts, ...]:
    """The year's cases and open ones of earlier years, by track and state; two queries.

    As they stood when the assessment was published, or run where it is not: the history tells,
    so that the same paper says the same whenever it is printed. A notice of a zone that had
    ``left`` by then is not overdue.
    """
    at = moment_of(assessment)
    moves = CaseMove.objects.filter(at__lte=at).order_by("seq")
    found = Case.objects.filter(opened_at__lte=at, year__lte=assessment.year)
    found = found.select_related("zone")
    counted: Counter[tuple[str, str]] = Counter()
    for case in found.prefetch_related(Prefetch("moves", queryset=moves, to_attr="held_moves")):
        has_left = case.zone.code in left
        made = case.held_moves  # type: ignore[attr-defined]
        state = state_at(case.track, made, timezone.localdate(at), has_left=has_left)
        if case.year == assessment.year or not life.is_final(state):
            counted[case.track, state] += 1
    return tuple(
        CaseCounts(
            track=in_both(lambda: Case.Track(track).label),  # noqa: B023
            state=_IN_A_ROW.get(state) or in_both(lambda: Case.State(state).label),  # noqa: B023
            count=counted[track, state],
            is_over=life.is_final(state),
        )
        for track, states in life.STATES.items()
        for state in states
        if counted[track, state]
    )


def moment_of(assessment: Assessment) -> datetime:
    """Of when the bulletin tells cases: of the publication, or of the run before that."""
    return assessment.published_at or assessment.run_at


def state_at(track: str, moves: Sequence[CaseMove], today: date, *, has_left: bool = False) -> str:
    """The state of a case after its moves so far; overdue from the day, written down or not."""
    dues = [move.due_on for move in moves if move.due_on is not None]
    hands = [move.move for move in moves if move.move in _HANDS_IN]
    facts = life.Facts(
        track=track,
        state=moves[-1].to_state,
        due_on=dues[-1] if dues else None,
        is_handed_in=hands[-1:] == [life.HAND_IN],
        has_left=has_left,
    )
    return life.as_of(facts, today).state
