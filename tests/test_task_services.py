"""Reports on tasks as written: role by state by move, corrections, history, the database's word."""

import itertools
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from indicators import tasks
from indicators.models import TaskDue, TaskReport
from indicators.selectors.quarter_terms import is_untouched
from indicators.selectors.tasks import counts_of, task_lines, task_view, view_as_at
from indicators.sentences import refusal_sentence
from indicators.services.task_dues import task_due_set
from indicators.services.tasks import SAME, Refused, TaskEntry, TasksRefused, task_decide
from tests.factories import make_person, make_submission, make_zone
from tests.tasks import (
    Q1,
    Q2,
    at,
    make_agencies,
    make_task,
    make_task_quarters,
    reported,
    said,
)
from zones.access import ADMINISTRATORS, AGENCIES, CUSTOMS, LEADERSHIP
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def agencies():
    return make_agencies()


@pytest.fixture
def people(agencies):
    reform, customs = agencies["development-reform"], agencies["wuhan-customs"]
    return {
        "commerce": make_person("commerce", agency=agencies["commerce"]),
        "fgw": make_person("fgw", AGENCIES, agency=reform),
        "customs": make_person("customs", CUSTOMS, agency=customs),
        "nobody": make_person("nobody", AGENCIES),
        "leader": make_person("leader", LEADERSHIP),
        "yichang": make_person("yichang", zone=make_zone("yichang")),
        "admin": make_person("admin", ADMINISTRATORS),
    }


@pytest.fixture
def quarters():
    return make_task_quarters("2022Q1", "2022Q2", "2022Q3")


@pytest.fixture
def task(agencies):
    return make_task(agencies["development-reform"])


#: How a task comes into each state, in the first quarter.
INTO = {
    "unreported": (),
    "not_started": (("not_started", None),),
    "under_way": (("under_way", 30),),
    "stalled": (("stalled", 30),),
    "done": (("done", None),),
    "dropped": (("under_way", 30), ("drop", None)),
}


def brought(task, state, people, quarters, day="2022-04-10"):
    """Nothing; the task is in that state since the first quarter."""
    for move, percent in INTO[state]:
        if move == "drop":
            decided(task, move, people["commerce"], quarters["2022Q1"], day)
        else:
            entry = said(task, move, percent, "说明")
            reported(quarters["2022Q1"], [entry], people["commerce"], day)


def decided(task, move, by, quarter, day="2022-07-10", note="理由"):
    about = {"seen": task.reports.count(), "by": by, "at": at(day)}
    return task_decide(task=task, quarter=quarter, move=move, note_zh=note, **about)


def moved(task, move, by, quarter):
    """The state after a move with everything that it needs, or the code of its refusal."""
    try:
        if move in tasks.DECISIONS:
            return decided(task, move, by, quarter).state
        percent = 60 if move in ("under_way", "stalled") else None
        return reported(quarter, [said(task, move, percent, "说明")], by, "2022-07-10")[0].state
    except TasksRefused as refused:
        return refused.faults[task.pk][0].code
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize("state", INTO)
def test_every_role_in_every_state_makes_the_moves_of_the_table_and_no_other(
    task, people, quarters, state
):
    brought(task, state, people, quarters)
    before = TaskReport.objects.count()
    for (login, person), move in itertools.product(people.items(), tasks.MOVES):
        may = person.is_commerce or (login == "fgw" and move in tasks.REPORTS)
        own = "not_a_task_keeper" if move in tasks.DECISIONS else "not_your_tasks"
        expected = own
        if may:
            # Nothing was asked, so nothing is declined.
            to = None if move == "decline" else tasks.TRANSITIONS.get((state, move))
            expected = to or "no_such_task_move"
        with transaction.atomic():
            assert moved(task, move, person, quarters["2022Q2"]) == expected, (login, move)
            transaction.set_rollback(True)
    assert TaskReport.objects.count() == before


@pytest.mark.parametrize("state", INTO)
def test_no_decision_is_made_by_a_report_and_no_report_by_a_decision(task, people, quarters, state):
    brought(task, state, people, quarters)
    before = TaskReport.objects.count()
    for login, move in itertools.product(people, (*tasks.DECISIONS, "dropped", "fly")):
        by, entry = people[login], said(task, move, note="理由")
        with pytest.raises(Refused) as caught:
            reported(quarters["2022Q2"], [entry], by, "2022-07-10")
        refused = caught.value
        code = refused.faults[task.pk][0].code if hasattr(refused, "faults") else refused.code
        expected = "not_a_task_keeper" if move in tasks.DECISIONS else "no_such_task_move"
        expected = {"fgw": expected, "commerce": "no_such_task_move"}.get(login, "not_your_tasks")
        assert code == expected, (login, move)
    for login, move in itertools.product(people, tasks.REPORTS):
        code = "no_such_task_move" if login == "commerce" else "not_a_task_keeper"
        with pytest.raises(Refused, match=code):
            decided(task, move, people[login], quarters["2022Q2"])
    assert TaskReport.objects.count() == before


def test_a_decision_already_made_is_not_taken_for_a_report_sent_twice(task, people, quarters):
    brought(task, "under_way", people, quarters)
    decided(task, "drop", people["commerce"], quarters["2022Q2"])
    with pytest.raises(TasksRefused) as caught:
        reported(quarters["2022Q2"], [said(task, "drop", note="理由")], people["fgw"], "2022-07-11")
    assert caught.value.faults[task.pk][0].code == "not_a_task_keeper"


def test_what_is_asked_is_answered_by_the_department_only(task, people, quarters):
    reported(
        quarters["2022Q1"], [said(task, "ask", note="条件不具备")], people["fgw"], "2022-04-10"
    )
    assert moved(task, "decline", people["fgw"], quarters["2022Q1"]) == "not_a_task_keeper"
    assert decided(task, "decline", people["commerce"], quarters["2022Q1"]).state == "not_started"
    with pytest.raises(Refused, match="no_such_task_move"):
        decided(task, "decline", people["commerce"], quarters["2022Q1"], note="又一次")


def test_all_reports_of_a_page_are_saved_or_none_of_them(agencies, people, quarters):
    first, second = (make_task(agencies["development-reform"]) for _each in range(2))
    entries = [said(first, "under_way", 10), said(second, "under_way")]
    with pytest.raises(TasksRefused) as caught:
        reported(quarters["2022Q1"], entries, people["fgw"], "2022-04-10")
    assert {pk: [one.code for one in found] for pk, found in caught.value.faults.items()} == {
        second.pk: ["percent_missing"]
    }
    assert not TaskReport.objects.exists()


def test_an_agency_reports_on_no_task_of_another(agencies, people, quarters, task):
    foreign = make_task(agencies["wuhan-customs"])
    entries = [said(task, "under_way", 10), said(foreign, "under_way", 10)]
    with pytest.raises(Refused, match="not_your_tasks"):
        reported(quarters["2022Q1"], entries, people["fgw"], "2022-04-10")


def test_the_same_report_sent_twice_is_one(task, people, quarters):
    entry = said(task, "under_way", 10, "说明")
    assert len(reported(quarters["2022Q1"], [entry], people["fgw"], "2022-04-10")) == 1
    assert reported(quarters["2022Q1"], [entry], people["fgw"], "2022-04-10") == []
    assert TaskReport.objects.count() == 1
    assert AuditEntry.objects.filter(kind="task").count() == 1


def test_a_report_made_on_an_older_page_is_refused(task, people, quarters):
    stale = said(task, "under_way", 10)
    reported(quarters["2022Q1"], [said(task, "under_way", 20)], people["commerce"], "2022-04-10")
    with pytest.raises(TasksRefused) as caught:
        reported(quarters["2022Q1"], [stale], people["fgw"], "2022-04-11")
    assert caught.value.faults[task.pk][0].code == "task_changed_meanwhile"


def test_a_report_made_on_ones_own_older_page_is_said_to_be_ones_own(task, people, quarters):
    stale = said(task, "under_way", 10)
    reported(quarters["2022Q1"], [said(task, "under_way", 20)], people["fgw"], "2022-04-10")
    with pytest.raises(TasksRefused) as caught:
        reported(quarters["2022Q1"], [stale], people["fgw"], "2022-04-11")
    (refused,) = caught.value.faults[task.pk]
    with override("zh-hans"):
        assert refusal_sentence(refused).startswith("本页打开后您本人已报送过这项任务")


def test_unchanged_repeats_state_percentage_and_the_reason_that_it_needs(
    agencies, people, quarters
):
    stalled, going = (make_task(agencies["development-reform"]) for _each in range(2))
    entries = [said(stalled, "stalled", 20, "等待批复"), said(going, "under_way", 30, "第一批")]
    reported(quarters["2022Q1"], entries, people["fgw"], "2022-04-10")
    entries = [said(stalled, SAME), said(going, SAME)]
    rows = reported(quarters["2022Q2"], entries, people["fgw"], "2022-07-10")
    assert [(one.state, one.percent, one.note_zh) for one in rows] == [
        ("stalled", 20, "等待批复"),
        ("under_way", 30, ""),
    ]


def test_there_is_nothing_to_repeat_of_a_task_never_reported(task, people, quarters):
    with pytest.raises(TasksRefused) as caught:
        reported(quarters["2022Q1"], [said(task, SAME)], people["fgw"], "2022-04-10")
    assert caught.value.faults[task.pk][0].code == "nothing_to_repeat"


def test_what_the_department_enters_for_an_agency_says_so(agencies, people, quarters, task):
    own = make_task(agencies["commerce"])
    entries = [said(task, "under_way", 10), said(own, "under_way", 10)]
    rows = reported(quarters["2022Q1"], entries, people["commerce"], "2022-04-10")
    assert [one.is_on_behalf for one in rows] == [True, False]
    (row,) = reported(
        quarters["2022Q2"], [said(task, "under_way", 20)], people["fgw"], "2022-07-10"
    )
    assert not row.is_on_behalf


def test_every_write_is_in_the_log(task, people, quarters):
    brought(task, "dropped", people, quarters)
    set_due(task, date(2022, 12, 31), people["commerce"])
    found = AuditEntry.objects.filter(kind="task").order_by("seq")
    assert [(one.action, one.code, one.quarter, one.version) for one in found] == [
        ("task_reported", "1.1", "2022Q1", 1),
        ("task_decided", "1.1", "2022Q1", 2),
        ("task_due_set", "1.1", "", 1),
    ]
    assert found[1].old["state"] == "under_way"
    assert found[1].new["state"] == "dropped"
    assert audit_verdict().is_intact


def test_a_quarter_that_was_reported_on_is_not_cancelled(task, people, quarters):
    assert is_untouched(quarters["2022Q1"])
    brought(task, "under_way", people, quarters)
    assert not is_untouched(quarters["2022Q1"])


# Due dates


def set_due(task, due_on, by, day="2022-01-05", **fields):
    about = {"reason_zh": "经协商确定", "seen": task.dues.count(), "by": by, "at": at(day)}
    return task_due_set(task=task, due_on=due_on, **(about | fields))


def test_a_due_date_is_the_departments_with_a_reason_and_a_history(task, people):
    commerce = people["commerce"]
    for login in people.keys() - {"commerce"}:
        with pytest.raises(Refused, match="not_a_task_keeper"):
            set_due(task, date(2022, 12, 31), people[login])
    with pytest.raises(Refused, match="task_due_needs_reason"):
        set_due(task, date(2022, 12, 31), commerce, reason_zh=" ")
    set_due(task, date(2022, 6, 30), commerce)
    with pytest.raises(Refused, match="task_due_unchanged"):
        set_due(task, date(2022, 6, 30), commerce, reason_zh="又一次")
    with pytest.raises(Refused, match="task_due_changed_yourself"):
        set_due(task, date(2022, 9, 30), commerce, seen=0)
    with pytest.raises(Refused, match="task_due_changed_meanwhile"):
        set_due(task, date(2022, 9, 30), make_person("commerce2"), seen=0)
    set_due(task, None, commerce, day="2022-03-05")
    assert list(TaskDue.objects.values_list("version", "due_on")) == [
        (1, date(2022, 6, 30)),
        (2, None),
    ]


def test_the_day_that_the_policy_names_holds_until_another_is_set(agencies, people, quarters):
    task = make_task(agencies["development-reform"], due_on=date(2022, 3, 1))
    policy = task.measure.policy
    set_due(task, date(2022, 12, 31), people["commerce"], day="2022-05-01")
    known = {}
    for day in ("2022-04-30", "2022-05-02"):
        view = view_as_at(Q1, Q1.ends_on, at(day))
        (line,) = task_lines(policy, view)
        known[day] = (line.due_on, line.standing.is_overdue)
    assert known == {
        "2022-04-30": (date(2022, 3, 1), True),
        "2022-05-02": (date(2022, 12, 31), False),
    }


# What was known when


def test_what_was_known_on_a_day_comes_from_the_reports_made_by_then(task, people, quarters):
    policy = task.measure.policy
    reported(quarters["2022Q1"], [said(task, "under_way", 10)], people["fgw"], "2022-04-10")
    reported(quarters["2022Q1"], [said(task, "under_way", 15)], people["fgw"], "2022-04-15")
    reported(quarters["2022Q2"], [said(task, "done", note="建成")], people["fgw"], "2022-07-10")

    def percent(quarter, day):
        (line,) = task_lines(policy, view_as_at(quarter, quarter.ends_on, at(day)))
        return line.standing.percent

    assert percent(Q1, "2022-04-12") == 10
    assert percent(Q1, "2022-12-31") == 15
    assert percent(Q2, "2022-07-01") == 15
    assert percent(Q2, "2022-12-31") == 100


def test_who_follows_the_tasks_reads_the_latest_quarter_and_others_what_is_published(
    people, quarters
):
    now = at("2022-10-20")
    assert task_view(people["yichang"], now) is None
    by = {"by": people["yichang"], "verified_by": people["commerce"], "published_at": now}
    make_submission(make_zone("donghu"), quarters["2022Q1"], {}, **by)
    seen = {login: task_view(person, now).quarter for login, person in people.items()}
    assert {login for login, quarter in seen.items() if quarter == Q1} == {"yichang", "admin"}
    assert {str(quarter) for quarter in seen.values()} == {"2022Q1", "2022Q3"}
    assert task_view(people["yichang"], now, Q2) is None
    assert task_view(people["leader"], now, Q2).day == Q2.ends_on


def test_the_latest_quarter_is_as_of_today(task, people, quarters):
    set_due(task, date(2022, 10, 10), people["commerce"])
    view = task_view(people["leader"], at("2022-10-20"))
    (line,) = task_lines(task.measure.policy, view)
    assert line.standing.days_overdue == 10
    assert counts_of([line]).overdue == 1


# The database's word


@pytest.fixture
def held(task, people, quarters):
    """A report and a due date."""
    reported(quarters["2022Q1"], [said(task, "under_way", 10)], people["fgw"], "2022-04-10")
    set_due(task, date(2022, 12, 31), people["commerce"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicators_taskreport SET percent = 50",
        "DELETE FROM indicators_taskreport",
        "UPDATE indicators_taskdue SET reason_zh = 'x'",
        "DELETE FROM indicators_taskdue",
    ],
)
def test_the_database_refuses_to_rewrite_history(held, statement):
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def forced(task, by, **fields):
    """A report put into the table past the service."""
    last = task.reports.last()
    about = {"task": task, "agency": task.agency, "by_id": by.user_id, "at": at("2022-07-11")}
    about |= {"year": 2022, "quarter": 2, "number": last.number + 1 if last else 1}
    with transaction.atomic():
        return TaskReport.objects.create(**(about | fields))


def test_the_database_takes_no_report_on_a_settled_task(task, people, quarters):
    by = people["commerce"]
    brought(task, "dropped", people, quarters)
    with pytest.raises(IntegrityError, match="taken up again"):
        forced(task, by, move="under_way", state="under_way", percent=50)
    forced(task, by, move="reopen", state="under_way", percent=30, note_zh="恢复")


def test_the_database_takes_a_correction_of_done_in_the_same_quarter_only(
    agencies, people, quarters
):
    by, task = people["commerce"], make_task(agencies["commerce"])
    brought(task, "done", people, quarters)
    with pytest.raises(IntegrityError, match="taken up again"):
        forced(task, by, move="under_way", state="under_way", percent=50)
    forced(task, by, quarter=1, move="under_way", state="under_way", percent=50)


def test_the_database_keeps_reports_in_the_order_of_their_quarters(task, people, quarters):
    reported(quarters["2022Q2"], [said(task, "under_way", 10)], people["fgw"], "2022-07-10")
    with pytest.raises(IntegrityError, match="in the order"):
        forced(task, people["fgw"], quarter=1, move="under_way", state="under_way", percent=5)
    with pytest.raises(IntegrityError, match="in the order"):
        forced(task, people["fgw"], number=1, move="under_way", state="under_way", percent=5)


@pytest.mark.parametrize(
    "fields",
    [
        {"move": "under_way", "state": "under_way", "percent": 100},
        {"move": "done", "state": "done", "percent": 90, "done_on": date(2022, 6, 30)},
        {"move": "done", "state": "done", "percent": 100},
        {"move": "not_started", "state": "not_started", "percent": 5},
        {"move": "stalled", "state": "stalled", "percent": 5},
        {"move": "fly", "state": "under_way", "percent": 5},
        {"move": "under_way", "state": "flying", "percent": 5},
        {"move": "under_way", "state": "under_way", "percent": 5, "quarter": 5},
    ],
    ids=str,
)
def test_the_database_refuses_nonsense(task, people, fields):
    with pytest.raises(IntegrityError):
        forced(task, people["fgw"], **fields)


def refusal(quarter, entry, by, day) -> str:
    """The code of why a report is refused."""
    with pytest.raises(Refused) as refused:
        reported(quarter, [entry], by, day)
    return refused.value.code


@pytest.mark.parametrize("who", ["fgw", "commerce"])
def test_a_quarter_is_reported_on_until_the_next_is_open_and_its_due_date_is_over(
    task, people, quarters, who
):
    by, quarter = people[who], quarters["2022Q1"]
    reported(quarter, [said(task, "done", note="建成")], by, "2022-04-15")
    corrected = said(task, "under_way", 60, "验收未过")
    assert refusal(quarter, corrected, by, "2022-04-16") == "task_quarter_over"
    assert task.reports.count() == 1


def test_the_last_quarter_is_reported_on_late_and_late_done_is_not_dated_back(
    task, people, quarters
):
    latest = quarters["2022Q3"]
    (row,) = reported(latest, [said(task, "done", note="建成")], people["fgw"], "2023-02-01")
    assert row.done_on == date(2023, 2, 1)


def test_what_is_published_takes_no_report_from_anybody_by_service_or_sql(task, people, quarters):
    latest = quarters["2022Q3"]
    reported(latest, [said(task, "under_way", 10)], people["fgw"], "2022-10-05")
    published = {"by": people["yichang"], "verified_by": people["commerce"]}
    make_submission(make_zone("donghu"), latest, {}, **published, published_at=at("2022-10-06"))
    for who in ("fgw", "commerce"):
        said_late = said(task, "done", note="建成")
        assert refusal(latest, said_late, people[who], "2022-10-07") == "task_quarter_published"
    fields = {"quarter": 3, "move": "under_way", "state": "under_way", "percent": 20}
    with pytest.raises(IntegrityError, match="published"):
        forced(task, people["fgw"], at=at("2022-10-07"), **fields)
    # What the department decides in the latest quarter is no report.
    decided(task, "drop", people["commerce"], latest, "2022-10-07")


def first_quarter_published_as_stalled(task, people, quarters):
    reported(quarters["2022Q1"], [said(task, "stalled", 30, "缺地")], people["fgw"], "2022-04-05")
    published = {"by": people["yichang"], "verified_by": people["commerce"]}
    moment = {"published_at": at("2022-04-20")}
    make_submission(make_zone("donghu"), quarters["2022Q1"], {}, **published, **moment)


@pytest.mark.parametrize("who", ["fgw", "commerce"])
@pytest.mark.parametrize("day", ["2022-03-31", "2021-10-21", "2019-01-01"])
def test_nobody_makes_a_task_done_on_time_by_a_day_that_is_published_otherwise(
    task, people, quarters, who, day
):
    first_quarter_published_as_stalled(task, people, quarters)
    about = {"note": "建成", "done_on": date.fromisoformat(day)}
    with pytest.raises(TasksRefused) as caught:
        reported(quarters["2022Q2"], [said(task, "done", **about)], people[who], "2022-07-05")
    (fault,) = caught.value.faults[task.pk]
    assert (fault.code, fault.params) == ("done_day_too_early", {"first": "2022-04-01"})
    assert task.reports.last().state == "stalled"


@pytest.mark.parametrize("day", ["2022-04-01", "2022-06-30", "2022-07-05"])
def test_a_day_after_what_was_published_is_taken_as_it_is_said(task, people, quarters, day):
    first_quarter_published_as_stalled(task, people, quarters)
    about = {"note": "建成", "done_on": date.fromisoformat(day)}
    (row,) = reported(
        quarters["2022Q2"], [said(task, "done", **about)], people["fgw"], "2022-07-05"
    )
    assert str(row.done_on) == day


def test_no_task_was_done_before_it_was_ordered(task, people, quarters):
    about = {"note": "建成", "done_on": date(2021, 10, 20)}
    with pytest.raises(TasksRefused) as caught:
        reported(quarters["2022Q1"], [said(task, "done", **about)], people["fgw"], "2022-04-05")
    (fault,) = caught.value.faults[task.pk]
    assert (fault.code, fault.params) == ("done_day_too_early", {"first": "2021-10-21"})


def test_an_entry_of_a_task_that_is_gone_is_refused(task, people, quarters):
    with pytest.raises(Refused, match="unknown_task"):
        reported(
            quarters["2022Q1"],
            [TaskEntry(task.pk + 1000, "under_way", 5)],
            people["fgw"],
            "2022-04-10",
        )
