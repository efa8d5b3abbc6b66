"""How a task stands is read from few of its reports, and is what all of them say."""

import random
from datetime import timedelta

import pytest
from django.db.models.signals import post_init

from indicators import tasks
from indicators.models import TaskReport
from indicators.periods import Quarter
from indicators.selectors.tasks import report_of, task_lines, view_as_at
from tests.factories import make_agency, make_person
from tests.tasks import Q1, at, make_task

pytestmark = pytest.mark.django_db

QUARTERS = [Q1.shift(step) for step in range(6)]
MOVES = ("not_started", "under_way", "stalled", "ask", "decline")


def make_reports(task, by, quarters, chance) -> None:
    """A report of each of these quarters, in their order, each made somewhen."""
    for number, quarter in enumerate(quarters, 1):
        move = chance.choice(MOVES)
        state = move if move in tasks.STATES else "under_way"
        TaskReport.objects.create(
            task=task,
            number=number,
            year=quarter.year,
            quarter=quarter.quarter,
            move=move,
            state=state,
            percent=0 if state == "not_started" else chance.randrange(1, 100),
            note_zh="说明",
            agency=task.agency,
            by_id=by.user_id,
            at=at("2022-04-10") + timedelta(days=chance.randrange(700)),
        )


def by_all_reports(task, view) -> tuple:
    """The same, read from every report there is."""
    told = [one for one in task.reports.order_by("number") if one.at <= view.at]
    known = [one for one in told if one.code <= view.quarter]
    before = [one for one in known if one.code < view.quarter]
    said = [one for one in known if one.code == view.quarter and one.move in tasks.REPORTS]
    standing = tasks.standing([report_of(one) for one in told], task.due_on, view.moment)
    return (
        standing,
        known[-1] if known else None,
        before[-1] if before else None,
        said[-1] if said else None,
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_task_stands_as_all_its_reports_say(seed):
    chance, agency = random.Random(seed), make_agency("fgw")
    by, made = make_person("fgw", agency=agency), [make_task(agency) for _number in range(4)]
    for task in made[1:]:
        make_reports(task, by, sorted(chance.choices(QUARTERS, k=12)), chance)
    compared = 0
    for quarter in QUARTERS:
        for day in ("2022-05-01", "2022-12-31", "2023-06-30", "2024-12-31"):
            view = view_as_at(quarter, quarter.ends_on, at(day))
            for line in task_lines(made[0].measure.policy, view):
                found = line.standing, line.last, line.before, line.said
                assert found == by_all_reports(line.task, view)
                compared += line.last is not None
    assert compared > 30


def test_a_long_history_of_reports_is_not_read():
    """Of each task the quarter's reports and the one before, however many quarters there were."""
    agency, chance, read = make_agency("fgw"), random.Random(1), []
    by, task = make_person("fgw", agency=agency), make_task(agency)
    make_reports(task, by, [Quarter(2012, 1).shift(step) for step in range(48)], chance)
    last = Quarter(2023, 4)
    view = view_as_at(last, last.ends_on, at("2026-12-31"))

    def note(instance, **_about) -> None:
        read.append(instance.number)

    post_init.connect(note, sender=TaskReport)
    try:
        (line,) = task_lines(task.measure.policy, view)
    finally:
        post_init.disconnect(note, sender=TaskReport)
    assert line.last.number == 48
    assert sorted(read) == [47, 48]
