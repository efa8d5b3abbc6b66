"""The life of a case: what follows for a zone from a year's published flags, step by step.

Pure. One table holds every step that there is, on two tracks: notice (通报, 约谈, 整改) and exit
(退出). Who may take it and what it needs stands beside it; whatever is not in the table is refused,
by the one service that writes cases and by the database's triggers, which are made from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

NOTICE, EXIT = "notice", "exit"
TRACKS = (NOTICE, EXIT)

FLAGGED, NOTIFIED, INTERVIEWED = "flagged", "notified", "interviewed"
RECTIFYING, OVERDUE, ACCEPTED, CLOSED = "rectifying", "overdue", "accepted", "closed"
WARNED, INITIATED, PERIOD, EXITED = "warned", "initiated", "period", "exited"
WITHDRAWN, CONTINUED = "withdrawn", "continued"
STATES = {
    NOTICE: (FLAGGED, NOTIFIED, INTERVIEWED, RECTIFYING, OVERDUE, ACCEPTED, CLOSED, WITHDRAWN),
    EXIT: (WARNED, INITIATED, PERIOD, EXITED, WITHDRAWN, CONTINUED),
}
FIRST = {NOTICE: FLAGGED, EXIT: WARNED}
#: Nothing follows in these; what comes up later is another case that names this one.
FINAL = frozenset({CLOSED, EXITED, WITHDRAWN, CONTINUED})
#: The zone has something to put right by a day.
WITH_ZONE = frozenset({RECTIFYING, OVERDUE, PERIOD})

OPEN, ISSUE, INTERVIEW, ORDER = "open", "issue", "interview", "order"
HAND_IN, RETURN, EXTEND, LAPSE = "hand_in", "return", "extend", "lapse"
ACCEPT, CLOSE, GIVE_UP, WITHDRAW = "accept", "close", "give_up", "withdraw"
ASSIGN, ATTACH = "assign", "attach"
INITIATE, LIFT, EXPEL, CONTINUE = "initiate", "lift", "expel", "continue"
MOVES: tuple[str, ...] = (OPEN, ISSUE, INTERVIEW, ORDER, HAND_IN, RETURN, EXTEND, LAPSE)
MOVES += (ACCEPT, CLOSE, GIVE_UP, INITIATE, LIFT, EXPEL, CONTINUE, WITHDRAW)
MOVES += (ATTACH, ASSIGN)

COMMERCE, LEADERSHIP, REPORTER = "commerce", "leadership", "reporter"
#: Nobody's hand: a day that has passed, the publication of an assessment, a zone taken back.
CLOCK, PUBLICATION, TAKEN_BACK = "clock", "publication", "taken_back"
ROLES = (COMMERCE, LEADERSHIP, REPORTER, CLOCK, PUBLICATION, TAKEN_BACK)

#: What a step is told with.
NOTE, DUE_ON, HELD_ON, EVIDENCE = "note", "due_on", "held_on", "evidence"
#: The number of the official document, and who took part in an interview and where.
NUMBER, PRESENT = "number", "present"


@dataclass(frozen=True)
class Step:
    """Where a move leads, who may make it, and what has to be told with it.

    ``needs`` names what must hold of the case; `case_life.unmet` says which of it does not.
    ``stand_in`` makes it only for a zone that has no reporter of its own, see `hands`.
    """

    to: str
    by: frozenset[str]
    asks: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    stand_in: frozenset[str] = frozenset()


#: What a step may need of its case: the names are the codes of the refusals.
A_GROUND, NO_GROUND, AN_EXIT_GROUND = "a_ground", "no_ground", "an_exit_ground"
UP_TO_DATE = "up_to_date"
AN_INTERVIEW, NO_INTERVIEW = "an_interview", "no_interview"
IN_PLACE = "in_place"
HANDED_IN, FOUR_EYES = "is_handed_in", "four_eyes"
AN_ACCEPTOR = "an_acceptor"
PAST_DUE, LAPSED = "past_due", "lapsed"
#: Why a step is not somebody's to make.
NOT_ALLOWED, HAS_REPORTER = "step_not_allowed", "case_has_reporter"
HANDED_IN_ALREADY = "case_is_handed_in_already"
#: What a step may be told with besides what it asks for.
MAY_TELL = {
    ISSUE: frozenset({NOTE, EVIDENCE}),
    RETURN: frozenset({DUE_ON}),
    **{move: frozenset({EVIDENCE}) for move in (INTERVIEW, ORDER, ACCEPT, GIVE_UP, WITHDRAW)},
    **{move: frozenset({EVIDENCE}) for move in (INITIATE, EXPEL)},
    LIFT: frozenset({EVIDENCE, NUMBER, HELD_ON}),
}
#: Who reopens what is over, as a new case: an exit was ended by leadership's decision.
REOPENED_BY = {NOTICE: COMMERCE, EXIT: LEADERSHIP}


def _step(to: str, by: str, asks: str = "", needs: tuple[str, ...] = ()) -> Step:
    return Step(to, frozenset(by.split()), frozenset(asks.split()), needs)


_HAND_IN = replace(
    _step(RECTIFYING, "reporter", "note evidence", (IN_PLACE, AN_ACCEPTOR)),
    stand_in=frozenset({COMMERCE}),
)
_ACCEPT = _step(ACCEPTED, "commerce", "note", (HANDED_IN, FOUR_EYES))
_WITHDRAW = _step(WITHDRAWN, "commerce", "note", (NO_GROUND,))
_LIFT = _step(WITHDRAWN, "leadership", "note")
#: Both decisions on an exit are papers, with a number, a day and their reasons.
_PAPER = "number held_on note"
_ASKS = (A_GROUND, IN_PLACE)
_ASKS_FOR_EXIT = (A_GROUND, AN_EXIT_GROUND, UP_TO_DATE)

TABLE: Mapping[tuple[str, str, str], Step] = {
    (NOTICE, FLAGGED, ISSUE): _step(NOTIFIED, "commerce", "number held_on", _ASKS),
    (NOTICE, NOTIFIED, INTERVIEW): _step(
        INTERVIEWED, "commerce leadership", "held_on present note", (*_ASKS, AN_INTERVIEW)
    ),
    (NOTICE, NOTIFIED, CLOSE): _step(CLOSED, "commerce", "note", (NO_INTERVIEW,)),
    (NOTICE, INTERVIEWED, ORDER): _step(RECTIFYING, "commerce", "note due_on", _ASKS),
    (NOTICE, RECTIFYING, HAND_IN): _HAND_IN,
    (NOTICE, RECTIFYING, RETURN): _step(RECTIFYING, "commerce", "note", (HANDED_IN,)),
    (NOTICE, RECTIFYING, EXTEND): _step(RECTIFYING, "commerce", "note due_on", (IN_PLACE,)),
    (NOTICE, RECTIFYING, LAPSE): _step(OVERDUE, "clock", "", (LAPSED,)),
    (NOTICE, RECTIFYING, ACCEPT): _ACCEPT,
    (NOTICE, OVERDUE, HAND_IN): replace(_HAND_IN, to=OVERDUE),
    (NOTICE, OVERDUE, RETURN): _step(OVERDUE, "commerce", "note", (HANDED_IN,)),
    (NOTICE, OVERDUE, EXTEND): _step(RECTIFYING, "commerce", "note due_on", (IN_PLACE,)),
    (NOTICE, OVERDUE, ACCEPT): _ACCEPT,
    (NOTICE, OVERDUE, GIVE_UP): _step(CLOSED, "leadership", "note"),
    (NOTICE, ACCEPTED, CLOSE): _step(CLOSED, "commerce"),
    **{
        (NOTICE, state, EXTEND): _step(state, "taken_back", "note due_on")
        for state in (FLAGGED, NOTIFIED, INTERVIEWED)
    },
    **{
        (NOTICE, state, WITHDRAW): _WITHDRAW
        for state in (FLAGGED, NOTIFIED, INTERVIEWED, RECTIFYING, OVERDUE)
    },
    (EXIT, WARNED, INITIATE): _step(INITIATED, "leadership", _PAPER, _ASKS_FOR_EXIT),
    (EXIT, WARNED, LIFT): _LIFT,
    (EXIT, WARNED, CONTINUE): _step(CONTINUED, "publication"),
    (EXIT, INITIATED, ORDER): _step(PERIOD, "commerce", "note due_on", _ASKS_FOR_EXIT),
    (EXIT, INITIATED, LIFT): _LIFT,
    (EXIT, PERIOD, HAND_IN): replace(_HAND_IN, to=PERIOD, needs=()),
    (EXIT, PERIOD, RETURN): _step(PERIOD, "commerce", "note", (HANDED_IN,)),
    (EXIT, PERIOD, EXTEND): _step(PERIOD, "commerce", "note due_on"),
    (EXIT, PERIOD, LIFT): _LIFT,
    (EXIT, PERIOD, EXPEL): _step(EXITED, "leadership", _PAPER, (*_ASKS_FOR_EXIT, PAST_DUE)),
    **{(EXIT, state, WITHDRAW): _WITHDRAW for state in (WARNED, INITIATED, PERIOD)},
    **{
        (track, state, move): _step(state, "commerce", asks)
        for track, states in STATES.items()
        for state in states
        for move, asks in ((ATTACH, "note evidence"), (ASSIGN, ""))
        if state not in FINAL
    },
}

#: Who is waited for in a state; what is handed in waits for the department, and on the exit track
#: for leadership, see `waits_for`.
_WAITS = {
    FLAGGED: COMMERCE,
    NOTIFIED: COMMERCE,
    INTERVIEWED: COMMERCE,
    RECTIFYING: REPORTER,
    OVERDUE: REPORTER,
    ACCEPTED: COMMERCE,
    WARNED: LEADERSHIP,
    INITIATED: COMMERCE,
    PERIOD: REPORTER,
}


@dataclass(frozen=True)
class Facts:
    """How a case stands, as far as its next steps depend on it.

    ``ordered_by`` and ``handed_in_by`` are the people who did so last; the rectification is handed
    in until it is returned, or another one is ordered. ``outdated`` are the years that the exit
    rests on and that would be judged on something else by now: figures, classes, earlier years.
    The zone's reporter is one who can sign in, and so is who of the department is in ``staff``
    (None: not asked). A notice asks nothing of a zone that has left.
    """

    track: str
    state: str
    due_on: date | None = None
    has_ground: bool = True
    has_interview: bool = True
    has_exit: bool = False
    has_reporter: bool = True
    has_left: bool = False
    outdated: tuple[int, ...] = ()
    is_handed_in: bool = False
    ordered_by: int | None = None
    handed_in_by: int | None = None
    staff: frozenset[int] | None = None


def is_final(state: str) -> bool:
    """Whether nothing follows in a state."""
    return state in FINAL


def is_late(facts: Facts, today: date) -> bool:
    """Whether a step that was due has not come.

    A rectification handed in in time is not late; leadership's decision on an exit is once its
    period is over, whatever the zone handed in.
    """
    if is_final(facts.state) or facts.due_on is None or is_gone(facts):
        return False
    return today > facts.due_on and (facts.track == EXIT or not facts.is_handed_in)


def as_of(facts: Facts, today: date) -> Facts:
    """The facts on a day: a rectification whose day has passed is overdue, recorded or not."""
    if facts.track == NOTICE and facts.state == RECTIFYING and is_late(facts, today):
        return replace(facts, state=OVERDUE)
    return facts


def is_gone(facts: Facts) -> bool:
    """Whether the zone left while a notice was under way: nothing more follows from it."""
    return facts.has_left and facts.track == NOTICE and not is_final(facts.state)


def is_void(facts: Facts) -> bool:
    """Whether nothing is asked for any more: the case is withdrawn with a reason."""
    return not facts.has_ground or is_gone(facts)


def is_held_up(facts: Facts) -> bool:
    """Whether an exit is neither begun nor decided until a year is assessed again."""
    return bool(facts.outdated) and facts.track == EXIT and not is_final(facts.state)


def waits_for(facts: Facts, today: date) -> str:
    """The role whose step is due; nothing for a case that is over.

    An exit's period that has passed waits for leadership, handed in or not.
    """
    if is_final(facts.state):
        return ""
    if is_void(facts) and facts.state != ACCEPTED:
        return COMMERCE  # to withdraw it
    if is_held_up(facts):
        return COMMERCE  # to assess the year again
    if facts.state == PERIOD and is_late(facts, today):
        return LEADERSHIP
    if facts.is_handed_in:
        return LEADERSHIP if facts.track == EXIT else COMMERCE
    if facts.state == WARNED and not facts.has_exit:
        return ""  # a warning stands until the next year is judged
    return _WAITS[facts.state]


def step_of(facts: Facts, move: str) -> Step | None:
    """The step that a move is in the case's state; None where the table knows none."""
    return TABLE.get((facts.track, facts.state, move))


def hands(facts: Facts, step: Step) -> frozenset[str]:
    """Who may make a step of this case: others stand in where the zone has nobody of its own.

    What is handed in already waits to be accepted or returned: nobody stands in once more.
    """
    return step.by if facts.has_reporter or facts.is_handed_in else step.by | step.stand_in


def not_in_hand(facts: Facts, step: Step, roles: Collection[str]) -> str:
    """The code of why somebody in these roles may not make the step; nothing where they may."""
    if hands(facts, step) & set(roles):
        return ""
    if not step.stand_in & set(roles):
        return NOT_ALLOWED
    return HAS_REPORTER if facts.has_reporter else HANDED_IN_ALREADY


def leaves_an_acceptor(facts: Facts, user_id: int | None) -> bool:
    """Whether somebody is left to accept what this person hands in for a zone.

    Whoever ordered it may always: a colleague accepts, or has to be found.
    """
    if facts.has_reporter or facts.staff is None or user_id in (None, facts.ordered_by):
        return True
    return bool(facts.staff - {facts.ordered_by, user_id})


def has_no_hands(facts: Facts) -> bool:
    """Whether a notice's rectification is for the department to hand in, and nobody of it can."""
    if facts.has_reporter or facts.staff is None or facts.track != NOTICE or is_void(facts):
        return False
    if facts.state not in WITH_ZONE or facts.is_handed_in:
        return False
    return not any(leaves_an_acceptor(facts, one) for one in facts.staff)


def is_to_stand_in(facts: Facts, roles: Collection[str], user_id: int | None, today: date) -> bool:
    """Whether a rectification waits for somebody to hand it in for a zone without a reporter."""
    step = step_of(facts, HAND_IN)
    if facts.has_reporter or step is None or waits_for(facts, today) != REPORTER:
        return False
    return bool(step.stand_in & set(roles)) and not unmet(facts, step, user_id, today)


def is_stuck(facts: Facts) -> bool:
    """Whether what is handed in waits for acceptance, and nobody is left who may accept it."""
    if facts.staff is None or not facts.is_handed_in or step_of(facts, ACCEPT) is None:
        return False
    return not facts.staff - {facts.ordered_by, facts.handed_in_by}


def unmet(facts: Facts, step: Step, user_id: int | None, today: date) -> str:
    """The code of the first thing that a step needs and the case does not have; else nothing."""
    held = {
        A_GROUND: facts.has_ground,
        IN_PLACE: not is_gone(facts),
        NO_GROUND: is_void(facts),
        AN_EXIT_GROUND: facts.has_exit,
        UP_TO_DATE: not facts.outdated,
        AN_INTERVIEW: facts.has_interview,
        NO_INTERVIEW: facts.has_ground and not facts.has_interview,
        HANDED_IN: facts.is_handed_in,
        FOUR_EYES: user_id is None or user_id not in (facts.ordered_by, facts.handed_in_by),
        AN_ACCEPTOR: leaves_an_acceptor(facts, user_id),
        PAST_DUE: facts.due_on is not None and today > facts.due_on,
        LAPSED: is_late(facts, today),
    }
    return next((need for need in step.needs if not held[need]), "")


def steps_open_to(
    facts: Facts, roles: Collection[str], user_id: int | None, today: date
) -> list[str]:
    """The moves that somebody in these roles can make now, in the order of `MOVES`."""
    return [
        move
        for move in MOVES
        if (step := step_of(facts, move)) is not None
        and hands(facts, step) & set(roles)
        and not unmet(facts, step, user_id, today)
    ]


def pairs(track: str) -> list[tuple[str, str, str]]:
    """Every step of a track as (state before, move, state after): what the triggers allow."""
    return [(state, move, step.to) for (one, state, move), step in TABLE.items() if one == track]
