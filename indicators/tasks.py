"""The life of a measure's task: its states, every move between them, and how it stands on a day.

Pure. An agency reports each of its tasks once a quarter; the last report counts. Whoever reports
says how far the task is; only the department drops a task, or takes up one again that is settled.
Who may make a move is said in `zones.access`, and checked with the table in the one service that
writes reports.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .periods import Quarter

NOT_STARTED, UNDER_WAY, STALLED = "not_started", "under_way", "stalled"
DONE, DROPPED, UNREPORTED = "done", "dropped", "unreported"
#: The states that a report can leave a task in. A task that was never reported is in none of them.
STATES = (NOT_STARTED, UNDER_WAY, STALLED, DONE, DROPPED)
#: Nothing more is asked of these.
SETTLED = (DONE, DROPPED)

#: A report's move is the state it says, or that the agency asks to drop the task.
ASK = "ask"
REPORTS = (NOT_STARTED, UNDER_WAY, STALLED, DONE, ASK)
#: The department's own: to drop a task, to decline what was asked, to take up what was settled.
DROP, DECLINE, REOPEN = "drop", "decline", "reopen"
DECISIONS = (DROP, DECLINE, REOPEN)
MOVES = (*REPORTS, *DECISIONS)

#: Every move that there is, from the state it starts in to the one it leads to; any other is
#: refused. What has begun is never "not started" again; done and dropped end a task until the
#: department takes it up again.
TRANSITIONS = {
    (UNREPORTED, NOT_STARTED): NOT_STARTED,
    (UNREPORTED, UNDER_WAY): UNDER_WAY,
    (UNREPORTED, STALLED): STALLED,
    (UNREPORTED, DONE): DONE,
    (UNREPORTED, ASK): NOT_STARTED,
    (UNREPORTED, DROP): DROPPED,
    (NOT_STARTED, NOT_STARTED): NOT_STARTED,
    (NOT_STARTED, UNDER_WAY): UNDER_WAY,
    (NOT_STARTED, STALLED): STALLED,
    (NOT_STARTED, DONE): DONE,
    (NOT_STARTED, ASK): NOT_STARTED,
    (NOT_STARTED, DROP): DROPPED,
    (NOT_STARTED, DECLINE): NOT_STARTED,
    (UNDER_WAY, UNDER_WAY): UNDER_WAY,
    (UNDER_WAY, STALLED): STALLED,
    (UNDER_WAY, DONE): DONE,
    (UNDER_WAY, ASK): UNDER_WAY,
    (UNDER_WAY, DROP): DROPPED,
    (UNDER_WAY, DECLINE): UNDER_WAY,
    (STALLED, UNDER_WAY): UNDER_WAY,
    (STALLED, STALLED): STALLED,
    (STALLED, DONE): DONE,
    (STALLED, ASK): STALLED,
    (STALLED, DROP): DROPPED,
    (STALLED, DECLINE): STALLED,
    (DONE, REOPEN): UNDER_WAY,
    (DROPPED, REOPEN): UNDER_WAY,
}


@dataclass(frozen=True)
class Report:
    """What was reported of a task: in which quarter, by which move, how far it was, and when."""

    quarter: Quarter
    move: str
    state: str
    percent: int
    on: date
    done_on: date | None = None

    @property
    def is_decision(self) -> bool:
        return self.move in DECISIONS

    @property
    def asks(self) -> bool:
        """Whether it asks to drop the task; the department has not answered while it is last."""
        return self.move == ASK


@dataclass(frozen=True)
class Said:
    """What somebody wants to report of a task."""

    move: str
    percent: int | None = None
    has_note: bool = False
    has_evidence: bool = False
    done_on: date | None = None


# --- moves --------------------------------------------------------------------------------------


def base_of(reports: Sequence[Report], quarter: Quarter) -> Report | None:
    """What a report in the quarter starts from: what was held before its agency's own in it.

    So a report is corrected by another one in the same quarter, whatever it said; a decision of
    the department is not corrected.
    """
    held = [one for one in reports if one.quarter < quarter or one.is_decision]
    return held[-1] if held else None


def next_state(reports: Sequence[Report], quarter: Quarter, move: str) -> str | None:
    """The state that a move leads to; None where there is no such move.

    A decision starts from what stands now, and only what is asked can be declined.
    """
    last = reports[-1] if reports else None
    if move == DECLINE and not (last and last.asks):
        return None
    start = last if move in DECISIONS else base_of(reports, quarter)
    if move in REPORTS and last is not None and last.state == DROPPED:
        return None
    return TRANSITIONS.get((start.state if start else UNREPORTED, move))


def percent_after(reports: Sequence[Report], quarter: Quarter, said: Said, state: str) -> int:
    """How far the task is after a move: 100 if and only if it is done."""
    if state == DONE:
        return 100
    if said.percent is not None and said.move in (UNDER_WAY, STALLED):
        return said.percent
    last = reports[-1] if reports else None
    start = last if said.move in DECISIONS else base_of(reports, quarter)
    # What was done and is not any more is just short of it, until the next report says how far.
    held = 0 if start is None else min(start.percent, 99)
    return 0 if state == NOT_STARTED else held


def done_day(said: Said, quarter: Quarter, on: date, due_on: date) -> date:
    """The day from which a task counts as done: as said, else the report's.

    A report that is in time tells of its quarter, and counts from the quarter's last day at the
    latest; one that comes after the due date is not dated back.
    """
    return said.done_on or (on if on > due_on else min(on, quarter.ends_on))


def closed_by(due_on: date, on: date, *, has_later: bool, is_published: bool) -> str:
    """The code of why a quarter takes no report any more; nothing while it does.

    What is published stays as it was known. Otherwise a quarter is reported on, late too, until
    the next one is open, and in any case until its own due date is over.
    """
    if is_published:
        return "task_quarter_published"
    return "task_quarter_over" if has_later and on > due_on else ""


def first_done_day(
    reports: Sequence[Report], quarter: Quarter, published: Collection[Quarter], since: date
) -> date:
    """The first day that "done" in a quarter can name; ``since`` is when the task came to be.

    What an earlier quarter was published as stands: where it says that the task was not done, it
    was done after that quarter at the earliest.
    """
    held = {one.quarter: one.state for one in reports if one.quarter < quarter}  # the last of each
    otherwise = (one for one, state in held.items() if state != DONE and one in published)
    return max([since, *(one.ends_on + timedelta(days=1) for one in otherwise)])


def faults_of(
    reports: Sequence[Report],
    quarter: Quarter,
    said: Said,
    on: date,
    first: date | None = None,
) -> list[str]:
    """What is wrong with a move, as codes; nothing where it can be made.

    ``first`` is the first day that it can name, see `first_done_day`.
    """
    state = next_state(reports, quarter, said.move)
    if reports and quarter < reports[-1].quarter:
        return ["later_quarter_reported"]
    if state is None:
        return ["no_such_task_move"]
    return [
        *_percent_faults(said),
        *_note_faults(reports, quarter, said),
        *_day_faults(said, on, first),
    ]


def _percent_faults(said: Said) -> Iterable[str]:
    if said.move in (UNDER_WAY, STALLED):
        if said.percent is None:
            yield "percent_missing"
        elif not 0 <= said.percent <= 99:
            yield "percent_of_unfinished"
    elif said.move == DONE and said.percent not in (None, 100):
        yield "percent_of_done"
    elif said.move == NOT_STARTED and said.percent not in (None, 0):
        yield "percent_of_not_started"


def _note_faults(reports: Sequence[Report], quarter: Quarter, said: Said) -> Iterable[str]:
    """What needs words: what holds a task up, ends it or sets it back, and the proof of "done"."""
    base = base_of(reports, quarter)
    if said.has_note:
        return
    if said.move == STALLED:
        yield "stalled_needs_note"
    elif said.move == DONE and not said.has_evidence:
        yield "done_needs_proof"
    elif said.move == UNDER_WAY and said.percent is not None:
        # How far it is after it was taken up again, this report says for the first time.
        if base and base.move != REOPEN and 0 <= said.percent < base.percent:
            yield "setback_needs_note"
    elif said.move in (ASK, *DECISIONS):
        yield "task_move_needs_reason"


def _day_faults(said: Said, on: date, first: date | None) -> Iterable[str]:
    if said.done_on is None:
        return
    if said.move != DONE:
        yield "done_day_without_done"
    elif said.done_on > on:
        yield "done_day_in_future"
    elif first is not None and said.done_on < first:
        yield "done_day_too_early"


# --- how a task stands --------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """What is asked for: a quarter's states, as of a day, as far as was known on another.

    `due_on` is the day by which the quarter was to be reported.
    """

    quarter: Quarter
    due_on: date
    day: date  # the day on which a task is overdue or not; at its end, once it is over
    known_on: date  # the day on which a report is silent or not


@dataclass(frozen=True)
class Standing:
    """How a task stands in a quarter."""

    state: str
    percent: int
    held_since: Quarter | None  # the quarter whose report it is
    is_asked: bool  # whether the quarter asks for a report: not of what was settled before
    is_reported: bool
    is_awaited: bool  # not reported, and not due yet
    is_silent: bool  # not reported, and due
    days_late: int  # of the first report of the quarter, after its due date
    is_overdue: bool
    days_overdue: int
    is_on_time: bool
    is_done_late: bool
    asks: bool


def standing(reports: Sequence[Report], due_on: date | None, at: Moment) -> Standing:
    """How a task stands, from the reports known by then in the order in which they were made."""
    known = [one for one in reports if one.quarter <= at.quarter]
    last = known[-1] if known else None
    before = [one for one in known if one.quarter < at.quarter]
    state = last.state if last else UNREPORTED
    own = [one for one in known if one.quarter == at.quarter]
    said = [one for one in own if not one.is_decision]
    was_settled = bool(before) and before[-1].state in SETTLED
    is_taken_up = any(one.move == REOPEN for one in own)
    # A decision in the quarter asks for nothing more where it settled the task.
    is_asked = not (was_settled and not is_taken_up) and not (state == DROPPED and not said)
    is_due = at.known_on > at.due_on
    is_open = state not in SETTLED
    days_overdue = (at.day - due_on).days if due_on and is_open else -1
    # What was due on the day itself is past due once that day is over.
    first_overdue = 0 if at.known_on > at.day else 1
    done_on = last.done_on if last and state == DONE else None
    is_missing = is_asked and not said
    return Standing(
        state=state,
        percent=last.percent if last else 0,
        held_since=last.quarter if last else None,
        is_asked=is_asked,
        is_reported=bool(said),
        is_awaited=is_missing and not is_due,
        is_silent=is_missing and is_due,
        days_late=max((said[0].on - at.due_on).days, 0) if said else 0,
        is_overdue=days_overdue >= first_overdue,
        days_overdue=max(days_overdue, 0),
        is_on_time=bool(done_on and due_on and done_on <= due_on),
        is_done_late=bool(done_on and due_on and done_on > due_on),
        asks=bool(last and last.asks),
    )


@dataclass(frozen=True)
class Counts:
    """How many tasks stand how. The six states make up the total; the rest counts among them."""

    total: int = 0
    not_started: int = 0
    under_way: int = 0
    stalled: int = 0
    done: int = 0
    dropped: int = 0
    unreported: int = 0
    on_time: int = 0  # of those done: by their due date
    done_late: int = 0  # of those done: after it
    overdue: int = 0
    silent: int = 0
    awaited: int = 0
    reported: int = 0
    asks: int = 0

    @property
    def done_undated(self) -> int:
        """Of those done: what had no due date."""
        return self.done - self.on_time - self.done_late


def counts(standings: Iterable[Standing]) -> Counts:
    """How many of these stand how."""
    every = list(standings)
    by_state = {state: sum(one.state == state for one in every) for state in (*STATES, UNREPORTED)}
    return Counts(
        total=len(every),
        **by_state,
        on_time=sum(one.is_on_time for one in every),
        done_late=sum(one.is_done_late for one in every),
        overdue=sum(one.is_overdue for one in every),
        silent=sum(one.is_silent for one in every),
        awaited=sum(one.is_awaited for one in every),
        reported=sum(one.is_reported for one in every),
        asks=sum(one.asks for one in every),
    )


def reference_day(quarter: Quarter, today: date, *, is_latest: bool) -> date:
    """The day as of which a quarter's tasks are overdue.

    Today in the latest quarter, while it is the one to be reported; else the quarter's last day.
    """
    is_current = is_latest and today <= quarter.shift(1).ends_on
    return today if is_current else min(today, quarter.ends_on)


def usual_due(quarter: Quarter, days: int) -> date:
    """The usual due date of a quarter that the collection does not have."""
    return quarter.ends_on + timedelta(days=days)
