"""What the tests of the measures' tasks share: a policy with tasks, and reports on them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from indicators.models import Policy, ReportingQuarter, Task, TaskReport
from indicators.periods import Quarter
from indicators.services.tasks import TaskEntry, task_reports_save
from indicators.tasks import Report
from tests.factories import make_agency, make_measure, make_policy, make_quarter
from zones.access import Person
from zones.models import Agency

Q1, Q2, Q3, Q4 = (Quarter(2022, number) for number in (1, 2, 3, 4))


def at(day: str) -> datetime:
    """Noon of that day in China."""
    year, month, number = map(int, day.split("-"))
    return datetime(year, month, number, 4, tzinfo=UTC)


def report(quarter: Quarter, state: str, percent: int = 0, on: date | None = None, **fields):
    """A report as the rules read it, made ten days after its quarter; a move other than its state
    is named."""
    percent = 100 if state == "done" else percent
    made = on or date(quarter.year + quarter.quarter // 4, 3 * quarter.quarter % 12 + 1, 10)
    fields = {"move": state} | fields
    if state == "done":
        fields = {"done_on": quarter.ends_on} | fields
    return Report(quarter, state=state, percent=percent, on=made, **fields)


def make_task(agency: Agency, policy: Policy | None = None, measure: int = 1, **fields) -> Task:
    """A task of an agency under a measure, both made where they are missing."""
    policy = policy or Policy.objects.first() or make_policy()
    found = policy.measures.filter(number=measure).first() or make_measure(policy, measure)
    order = found.tasks.count() + 1
    fields = {
        "title_zh": f"任务{measure}之{order}",
        "title_en": f"Task {measure}.{order}",
        "phrase": "条",
        "order": order,
    } | fields
    return Task.objects.create(measure=found, agency=agency, **fields)


def make_agencies() -> dict[str, Agency]:
    codes = ("commerce", "wuhan-customs", "development-reform")
    found = {one.code: one for one in Agency.objects.filter(code__in=codes)}
    return {code: found.get(code) or make_agency(code) for code in codes}


def make_task_quarters(*codes: str) -> dict[str, ReportingQuarter]:
    """These quarters, each due fifteen days after its end."""
    return {code: make_quarter(code, locks_on=date(2999, 12, 31)) for code in codes}


def said(task: Task, move: str, percent: int | None = None, note: str = "", **fields) -> TaskEntry:
    """What is reported of a task, by somebody who saw its last report."""
    seen = task.reports.count()
    return TaskEntry(task.pk, move, percent, note, **({"seen": seen} | fields))


def reported(
    quarter: ReportingQuarter, entries: Sequence[TaskEntry], by: Person, day: str, **fields
) -> list[TaskReport]:
    return task_reports_save(quarter=quarter, entries=entries, by=by, at=at(day), **fields)
