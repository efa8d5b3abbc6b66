"""Judgement: one figure against its yearly target, in one of the statuses that rules allow."""

from __future__ import annotations

import math
from dataclasses import dataclass

from indicators import figures
from indicators.figures import FLOW, GRADE, number
from indicators.pace import EVEN, Season, due
from indicators.targets import DueTarget, completion, is_same, progress

MET, MISSED, BELOW_PATH = "met", "missed", "below_path"
ON_TRACK, BEHIND, OFF_TRACK = "on_track", "behind", "off_track"
NO_DATA, LATE, NOT_REPORTED = "no_data", "late", "not_reported"
NOT_APPLICABLE, NOT_ASSESSABLE = "not_applicable", "not_assessable"
AWAITING_PUBLICATION = "awaiting_publication"
PROVINCE_NOT_PUBLISHED = "province_not_published"
STATUSES = (
    MET,
    ON_TRACK,
    BEHIND,
    OFF_TRACK,
    MISSED,
    BELOW_PATH,
    AWAITING_PUBLICATION,
    NO_DATA,
    LATE,
    NOT_REPORTED,
    NOT_APPLICABLE,
    NOT_ASSESSABLE,
    PROVINCE_NOT_PUBLISHED,
)
TOLERANCE = 0.05

# The state of the figure decides first. Beside the states of a quarter a figure may wait for a
# list (class) or for the province's total (share): the caller passes these two as its state.
_STATUS_OF_STATE = {
    figures.NOT_DUE: NO_DATA,
    figures.CANNOT_REPORT: NO_DATA,
    figures.LATE: LATE,
    figures.NOT_REPORTED: NOT_REPORTED,
    figures.REASON_REFUSED: NOT_REPORTED,
    figures.NOT_APPLICABLE: NOT_APPLICABLE,
    PROVINCE_NOT_PUBLISHED: PROVINCE_NOT_PUBLISHED,
}


@dataclass(frozen=True)
class Judgement:
    """One figure judged: what is there, what is due, and the status with the code of its reason.

    `gap` is what is missing to T in the indicator's own unit (negative once exceeded); `must` the
    binding part of the target, which may be less than T; `counts_as_missed` says whether the
    figure fires `annual_target_missed`: a binding target not met, or not reported, at year's end.
    """

    actual: float | None
    state: str
    base: float | None
    target: float | None
    basis: str | None
    rule: str | None
    is_binding: bool
    must: float | None
    due: float | None
    shortfall: float | None
    gap: float | None
    completion: float | None
    progress: float | None
    status: str
    season_basis: str | None
    code_of_reason: str | None
    counts_as_missed: bool
    stretch: float | None
    is_stretch_met: bool | None
    is_implied: bool


def judge(
    *,
    kind: str,
    direction: int,
    quarter: int,
    actual: float | None,
    state: str,
    target: DueTarget,
    base: float | None = None,
    previous: float | None = None,
    season: Season = EVEN,
    is_count: bool = False,
    tolerance: float = TOLERANCE,
    is_implied: bool = False,
) -> Judgement:
    """The judgement of the figure for the span from 1 January to the end of the quarter.

    `previous` is T of the year before (`targets.previous_target`), needed for stocks only.
    `is_implied` marks a share over an implied total: it gets a status but no consequence.
    """
    x, base, goal = number(actual), number(base), target.value
    is_over = quarter == 4
    due_now = None if goal is None else due(kind, goal, previous, quarter, season, is_count)
    shortfall = _shortfall(kind, direction, x, due_now, goal, base)
    status, reason = _status(
        kind, direction, is_over, x, state, target, due_now, shortfall, tolerance
    )
    is_missed = is_over and status in (MISSED, NOT_REPORTED) and target.must is not None
    # A low flow proves nothing before the year is over.
    is_final = is_over or kind != FLOW or direction == 1
    stretch = target.stretch
    is_class = kind == GRADE  # classes are in order, and no distance lies between them
    return Judgement(
        actual=x,
        state=state,
        base=base,
        target=goal,
        basis=target.basis,
        rule=target.condition.rule if target.condition else None,
        is_binding=target.is_binding,
        must=target.must.value if target.must else None,
        due=due_now,
        shortfall=shortfall,
        gap=None if x is None or goal is None or is_class else direction * (goal - x),
        completion=None if is_class else completion(x, goal, direction),
        progress=_progress(x, goal, base, direction) if is_over or kind != FLOW else None,
        status=status,
        season_basis=season.basis if kind == FLOW and not is_over and goal is not None else None,
        code_of_reason=reason,
        counts_as_missed=is_missed and not is_implied,
        stretch=stretch.value if stretch else None,
        is_stretch_met=stretch.is_met(x, direction)
        if stretch and x is not None and is_final
        else None,
        is_implied=is_implied,
    )


def _status(
    kind: str,
    direction: int,
    is_over: bool,
    x: float | None,
    state: str,
    target: DueTarget,
    due_now: float | None,
    shortfall: float | None,
    tolerance: float,
) -> tuple[str, str | None]:
    """The status and the code of its reason: the state first, then the target, then the figure."""
    silent = _status_of_state(state, target)
    if silent is not None:
        return silent
    if x is None:
        raise ValueError(f"a figure in state {state!r} without a number")
    if target.demand is None:
        return NOT_ASSESSABLE, target.reason
    if is_over:
        status, reason = _status_at_year_end(x, direction, target), None
    else:
        status, reason = _status_within_year(
            kind, direction, x, target, due_now, shortfall, tolerance
        )
    if status in (MET, ON_TRACK) and target.left_out:
        # All conditions must hold, and one of them could not be checked.
        return NOT_ASSESSABLE, target.left_out[0][1]
    return status, reason


def _progress(
    x: float | None, goal: float | None, base: float | None, direction: int
) -> float | None:
    """p; None for a target that does not lie ahead of the base (a yearly count may not)."""
    if goal is None or base is None or direction * (goal - base) <= 0:
        return None
    return progress(x, goal, base)


def _status_of_state(state: str, target: DueTarget) -> tuple[str, str | None] | None:
    """The status that the figure's state alone decides, with its reason; None for a value."""
    if state in (figures.VALUE, figures.ZERO):
        return None
    if state == AWAITING_PUBLICATION:
        if target.value is None:
            return NOT_ASSESSABLE, target.reason  # no list is waited for before the last year
        return AWAITING_PUBLICATION, None
    if state not in _STATUS_OF_STATE:
        raise ValueError(f"unknown state of a figure: {state!r}")
    return _STATUS_OF_STATE[state], state


def _status_at_year_end(x: float, direction: int, target: DueTarget) -> str:
    """Met; missed where a binding demand is not met; else below the indicative path."""
    if target.demand is not None and target.demand.is_met(x, direction):
        return MET
    if target.must is not None and not target.must.is_met(x, direction):
        return MISSED
    return BELOW_PATH


def _status_within_year(
    kind: str,
    direction: int,
    x: float,
    target: DueTarget,
    due_now: float | None,
    shortfall: float | None,
    tolerance: float,
) -> tuple[str, str | None]:
    """Met, on track, behind or off track, with the reason where the measure is not the usual.

    A flow that had better stay low can still grow past its target until the year is over, so
    being under it early is no success yet.
    """
    can_be_met = not (kind == FLOW and direction == -1)
    if can_be_met and target.demand is not None and target.demand.is_met(x, direction):
        return MET, None
    if kind == GRADE:
        return AWAITING_PUBLICATION, "judged_at_year_end"
    if due_now is None:
        return NOT_ASSESSABLE, "no_previous_target"
    if is_same(x, due_now) or direction * (due_now - x) < 0:
        return ON_TRACK, None
    if shortfall is not None:
        return (BEHIND if shortfall <= tolerance + 1e-9 else OFF_TRACK), None
    # No distance from B to T to measure by: what is due is the measure, and the page says so.
    part = abs(due_now - x) / abs(due_now) if due_now else math.inf
    return (BEHIND if part <= tolerance + 1e-9 else OFF_TRACK), "measured_by_due"


def _shortfall(
    kind: str,
    direction: int,
    x: float | None,
    due_now: float | None,
    goal: float | None,
    base: float | None,
) -> float | None:
    """d(due - x) over what is due (flow) or over |T - B| (stock, ratio); None without that."""
    if x is None or due_now is None or goal is None:
        return None
    if kind == FLOW:
        scale = abs(due_now)
    else:
        scale = 0.0 if base is None or is_same(goal, base) else abs(goal - base)
    return direction * (due_now - x) / scale if scale else None
