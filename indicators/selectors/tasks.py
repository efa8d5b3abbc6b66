"""Reads how the measures' tasks stand: one reading for every page, every file and the bulletin."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from zones.access import Person

from .. import tasks
from ..models import Policy, ReportingQuarter, Submission, Task, TaskDue, TaskReport
from ..periods import DUE_DAYS, Quarter
from ..tasks import Counts, Moment, Report, Standing


@dataclass(frozen=True)
class TaskView:
    """Which quarter's states are looked at, as of which day, and what was known when."""

    quarter: Quarter
    due_on: date
    day: date
    at: datetime
    is_latest: bool = False

    @property
    def moment(self) -> Moment:
        return Moment(self.quarter, self.due_on, self.day, timezone.localdate(self.at))


@dataclass(frozen=True)
class TaskLine:
    """A task with how it stands, the report that it rests on, and by when it is due."""

    task: Task
    standing: Standing
    due_on: date | None
    last: TaskReport | None  # what is held
    before: TaskReport | None  # what was held before the quarter
    said: TaskReport | None  # the quarter's own report


def task_view(who: Person, now: datetime, quarter: Quarter | None = None) -> TaskView | None:
    """The quarter's states as open to a person, the latest quarter's without one; None if none is.

    Who does not follow the tasks reads the quarters whose figures are published.
    """
    found = _quarters_open_to(who)
    row = found.first() if quarter is None else _of(found, quarter)
    if row is None:
        return None
    is_latest = not _later_than(row).exists() if quarter or not who.may_follow_tasks else True
    day = tasks.reference_day(row.code, timezone.localdate(now), is_latest=is_latest)
    return TaskView(row.code, row.due_on, day, now, is_latest)


def task_quarters(who: Person) -> list[Quarter]:
    """The quarters whose states are open to a person, the latest first."""
    return [Quarter(*one) for one in _quarters_open_to(who).values_list("year", "quarter")]


def view_as_at(quarter: Quarter, day: date, at: datetime) -> TaskView:
    """A quarter's states as of a day, as far as they were known at a moment."""
    row = _of(ReportingQuarter.objects.all(), quarter)
    due_on = row.due_on if row else tasks.usual_due(quarter, DUE_DAYS)
    return TaskView(quarter, due_on, day, at)


@dataclass(frozen=True)
class Closing:
    """Why a quarter takes no report any more, and the later quarter that is open, if any is."""

    code: str
    later: str = ""


def closing_of(row: ReportingQuarter, at: datetime) -> Closing | None:
    """Why nobody reports on tasks in a quarter any more; None while it is reported on."""
    later = _later_than(row).last()
    published = Submission.objects.filter(quarter=row, published_at__isnull=False)
    code = tasks.closed_by(
        row.due_on,
        timezone.localdate(at),
        has_later=later is not None,
        is_published=published.exists(),
    )
    return Closing(code, str(later.code) if later else "") if code else None


def published_quarters() -> frozenset[Quarter]:
    """The quarters whose tasks stand as they were published; a query."""
    published = Submission.objects.filter(published_at__isnull=False).order_by()
    found = published.values_list("quarter__year", "quarter__quarter").distinct()
    return frozenset(Quarter(*one) for one in found)


def closing_in(view: TaskView) -> Closing | None:
    """Why nobody reports on tasks in the quarter that is looked at any more."""
    row = _of(ReportingQuarter.objects.all(), view.quarter)
    return closing_of(row, view.at) if row else None


def _quarters_open_to(who: Person) -> QuerySet[ReportingQuarter]:
    rows = ReportingQuarter.objects.all()
    if who.may_follow_tasks:
        return rows
    published = Submission.objects.filter(quarter=OuterRef("pk"), published_at__isnull=False)
    return rows.filter(Exists(published))


def _later_than(row: ReportingQuarter) -> QuerySet[ReportingQuarter]:
    """The later quarters of the collection, the latest first."""
    later = Q(year__gt=row.year) | Q(year=row.year, quarter__gt=row.quarter)
    return ReportingQuarter.objects.filter(later)


def _of(rows: QuerySet[ReportingQuarter], quarter: Quarter) -> ReportingQuarter | None:
    return rows.filter(year=quarter.year, quarter=quarter.quarter).first()


def task_lines(policy: Policy | None, view: TaskView, **which: object) -> list[TaskLine]:
    """Every task of the policy (or those that ``which`` names) and how it stands; three queries."""
    found = Task.objects.filter(measure__policy=policy, **which).annotate(before=_before(view))
    rows = list(found.select_related("measure", "agency").order_by("measure__number", "order"))
    reports = _telling(rows, view)
    dues = dues_of(rows, view.at)
    return [_line(one, reports[one.pk], dues[one.pk], view) for one in rows]


def _before(view: TaskView) -> Subquery:
    """The last report on a task in the quarters before the one that is looked at."""
    now = view.quarter
    earlier = Q(year__lt=now.year) | Q(year=now.year, quarter__lt=now.quarter)
    found = TaskReport.objects.filter(earlier, task=OuterRef("pk"), at__lte=view.at)
    return Subquery(found.order_by("-number").values("pk")[:1])


def _telling(rows: Iterable[Task], view: TaskView) -> Mapping[int, list[TaskReport]]:
    """The reports that tell how these tasks stand: the quarter's, and the last one before it.

    One query; how long tasks have been reported on costs nothing.
    """
    rows = list(rows)
    own = Q(task__in=rows, year=view.quarter.year, quarter=view.quarter.quarter, at__lte=view.at)
    before = [one.before for one in rows if one.before is not None]  # type: ignore[attr-defined]
    return _by_task(TaskReport.objects.filter(own | Q(pk__in=before)))


def reports_of(rows: Iterable[Task]) -> Mapping[int, list[TaskReport]]:
    """The reports on these tasks, by task id, first to last; one query."""
    return _by_task(TaskReport.objects.filter(task__in=list(rows)))


def _by_task(reports: QuerySet[TaskReport]) -> Mapping[int, list[TaskReport]]:
    found: dict[int, list[TaskReport]] = defaultdict(list)
    for one in reports.order_by("task", "number"):
        found[one.task_id].append(one)
    return found


def dues_of(rows: Sequence[Task], at: datetime) -> dict[int, date | None]:
    """By when each task was due, as was known at a moment, by task id; one query."""
    found = {one.pk: one.due_on for one in rows}
    for due in TaskDue.objects.filter(task__in=rows, set_at__lte=at).order_by("version"):
        found[due.task_id] = due.due_on
    return found


def report_of(row: TaskReport) -> Report:
    """A stored report as the rules read it."""
    return Report(
        quarter=row.code,
        move=row.move,
        state=row.state,
        percent=row.percent,
        on=timezone.localdate(row.at),
        done_on=row.done_on,
    )


def _line(
    task: Task, reports: Sequence[TaskReport], due_on: date | None, view: TaskView
) -> TaskLine:
    known = [one for one in reports if one.code <= view.quarter]
    before = [one for one in known if one.code < view.quarter]
    own = [one for one in known if one.code == view.quarter]
    said = [one for one in own if one.move in tasks.REPORTS]
    return TaskLine(
        task=task,
        standing=tasks.standing([report_of(one) for one in known], due_on, view.moment),
        due_on=due_on,
        last=known[-1] if known else None,
        before=before[-1] if before else None,
        said=said[-1] if said else None,
    )


def counts_of(lines: Iterable[TaskLine]) -> Counts:
    """How many of these tasks stand how."""
    return tasks.counts(one.standing for one in lines)


def counts_by(lines: Iterable[TaskLine], field: str) -> dict[int, Counts]:
    """How many tasks stand how, by the id of their ``measure`` or their ``agency``."""
    grouped: dict[int, list[TaskLine]] = defaultdict(list)
    for one in lines:
        grouped[getattr(one.task, f"{field}_id")].append(one)
    return {key: counts_of(some) for key, some in grouped.items()}
