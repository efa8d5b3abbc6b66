"""Reads which reminders of tasks are due: to whom, of whose tasks of the latest quarter."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.utils import timezone

from zones.access import AGENCIES, COMMERCE, CUSTOMS
from zones.models import Agency

from ..lifecycle import reminder_day
from ..models import ReportingQuarter, TaskReminder
from .policy import current_policy
from .tasks import TaskLine, task_lines, view_as_at

#: What a reminder is told apart by, beside its quarter: agency, due date, day, recipient.
Key = tuple[int, date, int, int]


@dataclass(frozen=True)
class TaskDue:
    """An agency with tasks that are not reported for the quarter, and the day of reminding."""

    agency: Agency
    day: int
    due_on: date
    today: date
    missing: Sequence[TaskLine]
    people: Sequence[User]

    @property
    def is_late(self) -> bool:
        return self.today > self.due_on

    def key(self, recipient: User) -> Key:
        return self.agency.pk, self.due_on, self.day, recipient.pk


@dataclass(frozen=True)
class TaskLetter:
    """One mail: to one person, of one quarter, with every agency that they are reminded of."""

    to: User
    quarter: ReportingQuarter
    dues: tuple[TaskDue, ...]

    @property
    def language(self) -> str:
        """The recipient's language of mails; empty where nobody has chosen one."""
        post = getattr(self.to, "post", None)
        return post.language if post else ""


@dataclass(frozen=True)
class TaskMailing:
    """The letters to send now, and the people who would get one if they had an address."""

    letters: tuple[TaskLetter, ...]
    unreachable: tuple[User, ...]


def task_reminders_due(at: datetime, days: Sequence[int]) -> TaskMailing:
    """What is to be sent at a moment of the latest quarter; a handful of queries.

    ``days`` are those around the due date on which a reminder goes out; after the quarter's lock
    none does. An agency's people get it; the department where an agency has nobody with an address,
    and of late ones all the same.
    """
    today = timezone.localdate(at)
    quarter = ReportingQuarter.objects.first()
    if quarter is None or quarter.locks_on < today:
        return TaskMailing((), ())
    day = reminder_day(days, (today - quarter.due_on).days)
    if day is None:
        return TaskMailing((), ())
    rows = TaskReminder.objects.filter(quarter=quarter).order_by()
    sent = set(rows.values_list("agency", "due_on", "days", "recipient"))
    department = _department()
    wanted: dict[int, tuple[User, list[TaskDue]]] = {}
    unreachable: dict[int, User] = {}
    for due in _dues(quarter, day, today, at):
        for person in _recipients(due, department):
            if not person.email:
                unreachable[person.pk] = person
            elif due.key(person) not in sent:
                wanted.setdefault(person.pk, (person, []))[1].append(due)
    letters = [TaskLetter(person, quarter, tuple(dues)) for person, dues in wanted.values()]
    return TaskMailing(tuple(letters), tuple(unreachable.values()))


def _dues(quarter: ReportingQuarter, day: int, today: date, at: datetime) -> list[TaskDue]:
    """Each agency with tasks that the quarter asks for and nobody has reported."""
    missing: dict[int, list[TaskLine]] = defaultdict(list)
    agencies: dict[int, Agency] = {}
    for line in task_lines(current_policy(), view_as_at(quarter.code, today, at)):
        if line.standing.is_silent or line.standing.is_awaited:
            agencies[line.task.agency_id] = line.task.agency
            missing[line.task.agency_id].append(line)
    people = _people_of(agencies.values())
    return [
        TaskDue(agency, day, quarter.due_on, today, missing[pk], people[pk])
        for pk, agency in agencies.items()
    ]


def _people_of(agencies: Iterable[Agency]) -> dict[int, list[User]]:
    """Who reports for each agency, by its id; one query. The department's own people are its."""
    found: dict[int, list[User]] = defaultdict(list)
    groups = (AGENCIES, CUSTOMS, COMMERCE)
    users = User.objects.filter(is_active=True, groups__name__in=groups)
    users = users.filter(post__agency__in=list(agencies)).distinct()
    for user in users.select_related("post").order_by("pk"):
        found[user.post.agency_id].append(user)
    return found


def _department() -> list[User]:
    users = User.objects.filter(is_active=True, groups__name=COMMERCE)
    return list(users.select_related("post").order_by("pk"))


def _recipients(due: TaskDue, department: Sequence[User]) -> Iterable[User]:
    """An agency's people; the department where none has an address, and where it is late."""
    found = {person.pk: person for person in due.people}
    is_reached = any(person.email for person in due.people)
    if not is_reached or (due.is_late and due.day > 0):
        found |= {person.pk: person for person in department}
    return found.values()
