"""The life of a measure's task as pure rules: moves, percentages, late and silent ones."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from indicators import tasks
from indicators.periods import Quarter
from indicators.task_badges import overdue_badge
from indicators.tasks import Counts, Moment, Said, counts, faults_of, next_state, standing
from tests.tasks import Q1, Q2, Q3, report

DUE = {Q1: date(2022, 4, 15), Q2: date(2022, 7, 15), Q3: date(2022, 10, 15)}
NOTE = {"has_note": True}


def seen(quarter: Quarter, day: date | None = None, known_on: date | None = None) -> Moment:
    """The quarter's states as of its last day, as known a month later."""
    day = day or quarter.ends_on
    return Moment(quarter, DUE[quarter], day, known_on or quarter.ends_on + timedelta(days=31))


# Moves


def test_every_move_leads_to_a_known_state_and_none_starts_beside_them():
    for (start, move), end in tasks.TRANSITIONS.items():
        assert start in (*tasks.STATES, tasks.UNREPORTED)
        assert move in tasks.MOVES
        assert end in tasks.STATES


def test_what_is_settled_is_only_taken_up_again():
    for state in tasks.SETTLED:
        moves = {move for start, move in tasks.TRANSITIONS if start == state}
        assert moves == {tasks.REOPEN}


def test_nothing_comes_back_to_not_started():
    starts = {start for (start, _move), end in tasks.TRANSITIONS.items() if end == "not_started"}
    assert starts == {"unreported", "not_started"}


def test_a_report_is_corrected_in_its_quarter_and_goes_on_from_the_one_before():
    held = [report(Q1, "not_started"), report(Q2, "under_way", 40)]
    assert next_state(held, Q2, "not_started") == "not_started"
    assert next_state(held, Q3, "not_started") is None


def test_done_by_mistake_is_corrected_in_the_same_quarter_only():
    held = [report(Q1, "under_way", 40), report(Q2, "done")]
    assert next_state(held, Q2, "under_way") == "under_way"
    assert next_state(held, Q3, "under_way") is None
    assert next_state(held, Q3, "reopen") == "under_way"


def test_a_decision_of_the_department_is_not_corrected_by_a_report():
    held = [report(Q1, "under_way", 40), report(Q2, "dropped", 40, move="drop")]
    assert next_state(held, Q2, "under_way") is None
    assert next_state(held, Q2, "reopen") == "under_way"


def test_only_what_is_asked_is_declined():
    held = [report(Q1, "stalled", 10)]
    assert next_state(held, Q1, "decline") is None
    held.append(report(Q2, "stalled", 10, move="ask"))
    assert next_state(held, Q2, "decline") == "stalled"
    assert next_state(held, Q2, "drop") == "dropped"


def test_asking_to_drop_keeps_state_and_percentage():
    held = [report(Q1, "under_way", 35)]
    assert next_state(held, Q2, "ask") == "under_way"
    assert tasks.percent_after(held, Q2, Said("ask", **NOTE), "under_way") == 35


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        (Said("under_way"), ["percent_missing"]),
        (Said("under_way", 100), ["percent_of_unfinished"]),
        (Said("under_way", -1), ["percent_of_unfinished"]),
        (Said("under_way", 99), []),
        (Said("under_way", 49), ["setback_needs_note"]),
        (Said("under_way", 49, **NOTE), []),
        (Said("under_way", 50), []),
        (Said("done", 99, **NOTE), ["percent_of_done"]),
        (Said("done"), ["done_needs_proof"]),
        (Said("done", has_evidence=True), []),
        (Said("done", 100, **NOTE), []),
        (Said("stalled", 50), ["stalled_needs_note"]),
        (Said("stalled", 50, has_evidence=True), ["stalled_needs_note"]),
        (Said("stalled", 50, **NOTE), []),
        (Said("ask"), ["task_move_needs_reason"]),
        (Said("drop"), ["task_move_needs_reason"]),
        (Said("not_started"), ["no_such_task_move"]),
        (Said("under_way", 60, done_on=date(2022, 6, 1)), ["done_day_without_done"]),
        (Said("done", done_on=date(2022, 7, 9), **NOTE), ["done_day_in_future"]),
        (Said("done", done_on=date(2022, 7, 8), **NOTE), []),
    ],
)
def test_what_is_wrong_with_a_report_after_fifty_percent(said, faults):
    assert faults_of([report(Q1, "under_way", 50)], Q2, said, date(2022, 7, 8)) == faults


def test_a_report_of_an_earlier_quarter_than_the_last_is_refused():
    held = [report(Q2, "under_way", 50)]
    assert faults_of(held, Q1, Said("under_way", 40), Q2.ends_on) == ["later_quarter_reported"]


def test_a_task_counts_as_done_in_its_quarter_unless_another_day_is_said():
    on = date(2022, 7, 8)
    due = date(2022, 7, 15)
    assert tasks.done_day(Said("done"), Q2, on, due) == date(2022, 6, 30)
    assert tasks.done_day(Said("done"), Q2, date(2022, 6, 3), due) == date(2022, 6, 3)
    assert tasks.done_day(Said("done", done_on=date(2022, 5, 2)), Q2, on, due) == date(2022, 5, 2)


ISSUED = date(2021, 10, 21)


@pytest.mark.parametrize(
    ("held", "published", "first"),
    [
        ([], [Q1, Q2], ISSUED),
        ([report(Q1, "stalled", 30)], [Q1], date(2022, 4, 1)),
        ([report(Q1, "stalled", 30)], [], ISSUED),  # nobody was told so
        ([report(Q1, "stalled", 30), report(Q2, "under_way", 50)], [Q1, Q2], date(2022, 7, 1)),
        ([report(Q1, "stalled", 30), report(Q2, "under_way", 50)], [Q1], date(2022, 4, 1)),
        ([report(Q1, "stalled", 30), report(Q1, "done")], [Q1], ISSUED),  # the last one counts
        ([report(Q1, "done"), report(Q2, "under_way", 90)], [Q1, Q2], date(2022, 7, 1)),
        ([report(Q3, "under_way", 60)], [Q1, Q2, Q3], ISSUED),  # its own quarter's, corrected
    ],
)
def test_the_first_day_of_done_follows_what_was_published_otherwise(held, published, first):
    assert tasks.first_done_day(held, Q3, published, ISSUED) == first


def test_a_day_before_the_first_one_is_refused_and_the_quarters_own_days_are_taken():
    held, first = [report(Q1, "stalled", 30)], date(2022, 4, 1)
    for day, faults in ((first - timedelta(days=1), ["done_day_too_early"]), (first, [])):
        said = Said("done", done_on=day, **NOTE)
        assert faults_of(held, Q2, said, date(2022, 7, 8), first) == faults


def test_what_is_said_after_the_due_date_is_not_dated_back_into_its_quarter():
    due, late = date(2022, 7, 15), date(2022, 7, 16)
    assert tasks.done_day(Said("done"), Q2, due, due) == date(2022, 6, 30)
    assert tasks.done_day(Said("done"), Q2, late, due) == late
    assert tasks.done_day(Said("done", done_on=date(2022, 6, 9)), Q2, late, due) == date(2022, 6, 9)


@pytest.mark.parametrize(
    ("on", "has_later", "is_published", "code"),
    [
        (date(2022, 7, 15), True, False, ""),
        (date(2022, 7, 16), True, False, "task_quarter_over"),
        (date(2023, 7, 16), False, False, ""),
        (date(2022, 7, 1), False, True, "task_quarter_published"),
        (date(2022, 7, 16), True, True, "task_quarter_published"),
    ],
)
def test_a_quarter_is_reported_on_until_the_next_is_open_or_it_is_published(
    on, has_later, is_published, code
):
    about = {"has_later": has_later, "is_published": is_published}
    assert tasks.closed_by(date(2022, 7, 15), on, **about) == code


# How a task stands


def test_a_task_that_nobody_reported_is_awaited_until_the_due_date_and_silent_after_it():
    before = standing([], None, seen(Q2, known_on=DUE[Q2]))
    assert (before.state, before.is_awaited, before.is_silent) == ("unreported", True, False)
    after = standing([], None, seen(Q2, known_on=DUE[Q2] + timedelta(days=1)))
    assert (after.is_awaited, after.is_silent) == (False, True)


def test_a_silent_task_keeps_what_was_held_before():
    found = standing([report(Q1, "under_way", 30)], None, seen(Q2))
    assert (found.state, found.percent, found.held_since) == ("under_way", 30, Q1)
    assert found.is_silent


def test_a_report_after_the_due_date_is_late_and_not_silent():
    made = report(Q2, "under_way", 30, on=date(2022, 7, 18))
    found = standing([made], None, seen(Q2))
    assert (found.is_silent, found.is_reported, found.days_late) == (False, True, 3)


def test_how_late_a_report_came_is_counted_from_the_first_one():
    first = report(Q2, "under_way", 30, on=date(2022, 7, 10))
    second = report(Q2, "under_way", 35, on=date(2022, 7, 20))
    assert standing([first, second], None, seen(Q2)).days_late == 0


@pytest.mark.parametrize(
    ("state", "overdue"),
    [("under_way", 10), ("stalled", 10), ("not_started", 10), ("done", 0), ("dropped", 0)],
)
def test_overdue_is_what_is_past_its_due_date_and_neither_done_nor_dropped(state, overdue):
    found = standing([report(Q2, state)], date(2022, 6, 20), seen(Q2))
    assert (found.is_overdue, found.days_overdue) == (bool(overdue), overdue)


def test_the_due_date_belongs_to_the_agency():
    held, today = [report(Q2, "under_way", 30)], date(2022, 6, 30)
    assert not standing(held, today, seen(Q2, known_on=today)).is_overdue
    assert standing(held, date(2022, 6, 29), seen(Q2, known_on=today)).is_overdue


def test_once_a_day_is_over_what_was_due_on_it_and_is_not_done_is_past_due():
    held, due = [report(Q2, "under_way", 90)], date(2022, 6, 30)
    found = standing(held, due, seen(Q2, known_on=date(2022, 7, 1)))
    assert (found.is_overdue, found.days_overdue) == (True, 0)
    with translation.override("en"):
        assert str(overdue_badge(SimpleNamespace(standing=found))) == "not done on its last day"
    assert not standing(held, date(2022, 7, 1), seen(Q2)).is_overdue
    assert not standing([report(Q2, "done", 100)], due, seen(Q2)).is_overdue


@pytest.mark.parametrize(
    ("due", "on_time", "late"),
    [(date(2022, 6, 30), True, False), (date(2022, 6, 29), False, True), (None, False, False)],
)
def test_done_by_the_due_date_is_on_time(due, on_time, late):
    found = standing([report(Q2, "done")], due, seen(Q2))
    assert (found.is_on_time, found.is_done_late) == (on_time, late)


def test_nothing_is_asked_of_a_task_settled_in_an_earlier_quarter():
    for state in tasks.SETTLED:
        found = standing([report(Q1, state)], None, seen(Q2))
        assert (found.is_asked, found.is_silent, found.is_awaited) == (False, False, False)


def test_a_task_taken_up_again_is_asked_for_in_that_quarter():
    held = [report(Q1, "done"), report(Q2, "under_way", 99, move="reopen")]
    assert standing(held, None, seen(Q2)).is_silent


def test_a_task_dropped_before_it_was_reported_is_not_silent():
    held = [report(Q1, "stalled", 20), report(Q2, "dropped", 20, move="drop")]
    assert not standing(held, None, seen(Q2)).is_silent


def test_a_quarter_knows_nothing_of_later_ones():
    held = [report(Q1, "under_way", 30), report(Q2, "done")]
    found = standing(held, None, seen(Q1))
    assert (found.state, found.percent) == ("under_way", 30)


@pytest.mark.parametrize(
    ("today", "is_latest", "day"),
    [
        (date(2022, 5, 20), True, date(2022, 5, 20)),  # still in the quarter
        (date(2022, 9, 30), True, date(2022, 9, 30)),  # it is the one to be reported
        (date(2022, 10, 1), True, date(2022, 6, 30)),  # the next one is over
        (date(2022, 9, 30), False, date(2022, 6, 30)),
    ],
)
def test_the_latest_quarter_is_as_of_today_while_it_is_to_be_reported(today, is_latest, day):
    assert tasks.reference_day(Q2, today, is_latest=is_latest) == day


# Properties


@st.composite
def histories(draw):
    """What happens to a task over the year: only moves that there are, quarter after quarter."""
    held = []
    for quarter in (Q1, Q2, Q3):
        for _again in range(draw(st.integers(0, 3))):
            move = draw(st.sampled_from(tasks.MOVES))
            percent = draw(st.integers(0, 99)) if move in ("under_way", "stalled") else None
            said = Said(move, percent, has_note=True)
            on = quarter.ends_on + timedelta(days=draw(st.integers(-40, 29)))
            if faults_of(held, quarter, said, on):
                continue
            state = next_state(held, quarter, move)
            reached = tasks.percent_after(held, quarter, said, state)
            done_on = (
                tasks.done_day(said, quarter, on, quarter.ends_on) if state == "done" else None
            )
            held.append(tasks.Report(quarter, move, state, reached, on, done_on))
    return held


DUES = st.none() | st.dates(date(2022, 1, 1), date(2022, 12, 31))


@given(histories())
def test_a_hundred_percent_is_done_and_done_is_a_hundred_percent(held):
    assert all((one.percent == 100) == (one.state == "done") for one in held)
    assert all(one.percent == 0 for one in held if one.state == "not_started")


@given(histories())
def test_a_dropped_task_stays_dropped_until_it_is_taken_up_again(held):
    for before, after in itertools.pairwise(held):
        assert before.state != "dropped" or after.move == "reopen"


@given(histories(), DUES, st.sampled_from([Q1, Q2, Q3]))
def test_a_standing_never_contradicts_itself(held, due, quarter):
    found = standing(held, due, seen(quarter))
    assert found.is_asked or not (found.is_silent or found.is_awaited)
    assert not (found.is_reported and found.is_silent)
    assert not (found.is_overdue and found.state in tasks.SETTLED)
    assert not (found.is_on_time and found.is_done_late)
    assert found.state == "done" or not (found.is_on_time or found.is_done_late)
    assert (found.held_since is None) == (found.state == "unreported")


@given(st.lists(st.tuples(histories(), DUES), max_size=8))
def test_the_states_make_up_the_total(courses):
    found = [standing(held, due, seen(Q3)) for held, due in courses]
    told = counts(found)
    assert sum(getattr(told, one) for one in (*tasks.STATES, tasks.UNREPORTED)) == told.total
    assert told.on_time + told.done_late <= told.done
    assert told.silent + told.awaited + told.reported <= told.total
    halves = counts(found[:3]), counts(found[3:])
    both = {name: sum(getattr(one, name) for one in halves) for name in vars(told)}
    assert Counts(**both) == told


@given(histories())
def test_what_was_known_earlier_rests_on_the_earlier_reports_alone(held):
    whole = standing(held, None, seen(Q1))
    assert whole == standing([one for one in held if one.quarter == Q1], None, seen(Q1))


def test_a_report_knows_whether_it_was_the_departments():
    asked = report(Q1, "stalled", 5, move="ask")
    assert (asked.asks, asked.is_decision) == (True, False)
    dropped = replace(asked, move="drop", state="dropped")
    assert (dropped.asks, dropped.is_decision) == (False, True)
