"""The life of a case: the one table of steps, in every role, state and move."""

import importlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessments import case_life as life
from assessments.case_life import Facts

TODAY = date(2023, 6, 30)
#: Every step there is, written down apart from the table: state, move → state, who; after "or" who
#: stands in for a zone that has no reporter of its own.
STEPS = """
notice flagged      issue     notified     commerce
notice flagged      extend    flagged      taken_back
notice flagged      withdraw  withdrawn    commerce
notice notified     interview interviewed  commerce leadership
notice notified     close     closed       commerce
notice notified     extend    notified     taken_back
notice notified     withdraw  withdrawn    commerce
notice interviewed  order     rectifying   commerce
notice interviewed  extend    interviewed  taken_back
notice interviewed  withdraw  withdrawn    commerce
notice rectifying   hand_in   rectifying   reporter or commerce
notice rectifying   return    rectifying   commerce
notice rectifying   extend    rectifying   commerce
notice rectifying   lapse     overdue      clock
notice rectifying   accept    accepted     commerce
notice rectifying   withdraw  withdrawn    commerce
notice overdue      hand_in   overdue      reporter or commerce
notice overdue      return    overdue      commerce
notice overdue      extend    rectifying   commerce
notice overdue      accept    accepted     commerce
notice overdue      give_up   closed       leadership
notice overdue      withdraw  withdrawn    commerce
notice accepted     close     closed       commerce
exit   warned       initiate  initiated    leadership
exit   warned       lift      withdrawn    leadership
exit   warned       continue  continued    publication
exit   warned       withdraw  withdrawn    commerce
exit   initiated    order     period       commerce
exit   initiated    lift      withdrawn    leadership
exit   initiated    withdraw  withdrawn    commerce
exit   period       hand_in   period       reporter or commerce
exit   period       return    period       commerce
exit   period       extend    period       commerce
exit   period       lift      withdrawn    leadership
exit   period       expel     exited       leadership
exit   period       withdraw  withdrawn    commerce
"""
EXPECTED = {}
for _line in STEPS.split("\n")[1:-1]:
    _told, _or, _stand_in = _line.partition(" or ")
    _track, _state, _move, _to, *_roles = _told.split()
    EXPECTED[_track, _state, _move] = _to, set(_roles), set(_stand_in.split())
for _track, _states in life.STATES.items():
    for _state in set(_states) - life.FINAL:
        EXPECTED[_track, _state, "assign"] = _state, {"commerce"}, set()
        EXPECTED[_track, _state, "attach"] = _state, {"commerce"}, set()


@pytest.mark.parametrize("track", life.TRACKS)
@pytest.mark.parametrize("move", life.MOVES)
def test_in_every_state_and_role_only_the_steps_of_the_table_are_there(track, move):
    for state in life.STATES[track]:
        to, roles, stand_in = EXPECTED.get((track, state, move), (None, set(), set()))
        step = life.TABLE.get((track, state, move))
        assert (step and step.to) == to
        for role in life.ROLES:
            for manned, expected in ((True, roles), (False, roles | stand_in)):
                facts = Facts(track, state, has_reporter=manned)
                assert bool(step and role in life.hands(facts, step)) == (role in expected)


def test_the_table_holds_nothing_else():
    assert set(life.TABLE) == set(EXPECTED)


def test_the_databases_triggers_hold_the_same_steps():
    last = importlib.import_module("assessments.migrations.0032_steps_due_again")
    frozen = last.FIRST
    steps = {(track, *pair) for track in life.TRACKS for pair in life.pairs(track)}
    assert set(last.STEPS) == steps
    assert dict(frozen.FIRST) == life.FIRST
    assert frozen.FINAL == "('closed', 'exited', 'withdrawn', 'continued')"
    assert set(life.FINAL) == {"closed", "exited", "withdrawn", "continued"}


@pytest.mark.parametrize("track", life.TRACKS)
def test_every_state_can_be_reached_and_only_the_last_ones_lead_nowhere(track):
    reached, left = {life.FIRST[track]}, set()
    for state, _move, to in life.pairs(track) * len(life.MOVES):
        if state in reached:
            reached.add(to)
            left.add(state)
    assert reached == set(life.STATES[track])
    assert reached - left == life.FINAL & reached


def notice(state, **fields):
    return Facts(life.NOTICE, state, **fields)


def missing(facts, move, user_id=1, today=TODAY):
    step = life.step_of(facts, move)
    return life.unmet(facts, step, user_id, today)


@pytest.mark.parametrize("state", sorted({*life.STATES[life.NOTICE]} - life.FINAL))
def test_a_notice_asks_nothing_of_a_zone_that_has_left_but_to_be_withdrawn(state):
    due = TODAY - timedelta(days=1)
    facts = notice(state, has_left=True, due_on=due)
    assert not life.is_late(facts, TODAY)
    assert life.as_of(facts, TODAY).state == state
    assert life.waits_for(facts, TODAY) == life.COMMERCE
    steps = life.steps_open_to(facts, [life.COMMERCE], 1, TODAY)
    assert (life.WITHDRAW in steps) == (state != life.ACCEPTED)
    asked = {life.ISSUE, life.INTERVIEW, life.ORDER, life.HAND_IN, life.EXTEND}
    assert not asked & set(steps)
    unmanned = replace(facts, has_reporter=False)
    assert life.HAND_IN not in life.steps_open_to(unmanned, [life.COMMERCE], 1, TODAY)
    assert life.HAND_IN not in life.steps_open_to(facts, [life.REPORTER], 1, TODAY)
    if state == life.FLAGGED:
        assert missing(facts, life.ISSUE) == "in_place"


def test_an_exit_that_was_opened_again_goes_on_as_ever():
    facts = Facts(life.EXIT, life.WARNED, has_exit=True, has_left=True)
    assert not life.is_void(facts)
    assert life.waits_for(facts, TODAY) == life.LEADERSHIP


def test_without_a_ground_that_stands_only_withdrawing_is_left():
    facts = notice(life.FLAGGED, has_ground=False)
    assert missing(facts, life.ISSUE) == "a_ground"
    assert missing(facts, life.WITHDRAW) == ""
    assert missing(notice(life.FLAGGED), life.WITHDRAW) == "no_ground"


def test_a_notice_without_an_interview_is_closed_after_it():
    alone = notice(life.NOTIFIED, has_interview=False)
    assert missing(alone, life.CLOSE) == ""
    assert missing(alone, life.INTERVIEW) == "an_interview"
    assert missing(notice(life.NOTIFIED), life.CLOSE) == "no_interview"


def test_who_ordered_or_handed_in_a_rectification_does_not_accept_it():
    facts = notice(life.RECTIFYING, is_handed_in=True, ordered_by=1, handed_in_by=2)
    assert [missing(facts, life.ACCEPT, user) for user in (1, 2, 3)] == [
        "four_eyes",
        "four_eyes",
        "",
    ]


def test_nothing_is_accepted_or_returned_that_was_not_handed_in():
    facts = notice(life.OVERDUE, ordered_by=2)
    assert missing(facts, life.ACCEPT) == missing(facts, life.RETURN) == "is_handed_in"


def test_the_due_date_belongs_to_the_zone_and_what_came_in_time_is_not_late():
    facts = notice(life.RECTIFYING, due_on=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    assert life.as_of(facts, TODAY).state == life.RECTIFYING
    assert life.as_of(facts, tomorrow).state == life.OVERDUE
    handed_in = notice(life.RECTIFYING, due_on=TODAY, is_handed_in=True)
    assert life.as_of(handed_in, tomorrow).state == life.RECTIFYING
    assert missing(handed_in, life.LAPSE, today=tomorrow) == "lapsed"
    assert missing(facts, life.LAPSE, today=tomorrow) == ""


def test_the_exit_procedure_needs_its_own_ground_and_its_period_to_be_over():
    warned = Facts(life.EXIT, life.WARNED)
    assert missing(warned, life.INITIATE) == "an_exit_ground"
    # Where nothing stands any more, that is what is said first.
    assert missing(replace(warned, has_ground=False), life.INITIATE) == "a_ground"
    period = Facts(life.EXIT, life.PERIOD, due_on=TODAY, has_exit=True)
    assert missing(period, life.EXPEL) == "past_due"
    assert missing(period, life.EXPEL, today=TODAY + timedelta(days=1)) == ""


@pytest.mark.parametrize(
    ("state", "move", "due_on"),
    [
        (life.WARNED, life.INITIATE, None),
        (life.INITIATED, life.ORDER, None),
        (life.PERIOD, life.EXPEL, date(2023, 6, 29)),
    ],
)
def test_an_exit_on_a_year_to_be_assessed_again_waits_for_the_department(state, move, due_on):
    facts = Facts(life.EXIT, state, has_exit=True, due_on=due_on)
    assert missing(facts, move) == ""
    held_up = replace(facts, outdated=(2022,))
    assert missing(held_up, move) == "up_to_date"
    assert life.waits_for(held_up, TODAY) == "commerce"
    # Lifting it needs no year, and what asks for no exit any more has its own word.
    assert missing(held_up, life.LIFT) == ""
    assert missing(replace(held_up, has_exit=False), move) == "an_exit_ground"


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        (notice(life.FLAGGED), "commerce"),
        (notice(life.RECTIFYING), "reporter"),
        (notice(life.OVERDUE), "reporter"),
        (notice(life.RECTIFYING, is_handed_in=True), "commerce"),
        (notice(life.RECTIFYING, has_ground=False), "commerce"),
        (notice(life.CLOSED), ""),
        (Facts(life.EXIT, life.WARNED), ""),
        (Facts(life.EXIT, life.WARNED, has_exit=True), "leadership"),
        (Facts(life.EXIT, life.INITIATED, has_exit=True), "commerce"),
        (Facts(life.EXIT, life.PERIOD, has_exit=True), "reporter"),
        (Facts(life.EXIT, life.PERIOD, has_exit=True, is_handed_in=True), "leadership"),
        (Facts(life.EXIT, life.PERIOD, has_exit=True, due_on=date(2023, 6, 29)), "leadership"),
        (Facts(life.EXIT, life.WITHDRAWN), ""),
    ],
)
def test_whose_step_is_due(facts, who):
    assert life.waits_for(facts, TODAY) == who


def test_what_the_zone_handed_in_is_not_late_but_a_decision_on_its_exit_is():
    over = date(2023, 6, 29)
    assert not life.is_late(notice(life.RECTIFYING, is_handed_in=True, due_on=over), TODAY)
    period = Facts(life.EXIT, life.PERIOD, has_exit=True, is_handed_in=True, due_on=over)
    assert life.is_late(period, TODAY)
    assert not life.is_late(replace(period, due_on=TODAY), TODAY)
