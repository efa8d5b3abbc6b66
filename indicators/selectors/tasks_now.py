"""Reads how the measures' tasks stand by now, in a few lines for the overview."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from zones.access import Person

from .policy import current_policy
from .task_pages import Named, Tally, named_agencies, tallies
from .tasks import counts_of, task_lines, task_view


@dataclass(frozen=True)
class TasksNow:
    """How the tasks stand in the latest quarter, as the overview prints it."""

    quarter: str
    href: str
    tallies: tuple[Tally, ...]
    silent: tuple[Named, ...]
    overdue: tuple[Named, ...]


def tasks_now(who: Person, now: datetime) -> TasksNow | None:
    """How the tasks stand in the latest quarter open to a person; None where there is nothing.

    With all that is told by the end of the day: within it nothing changes but by what is written.
    """
    today = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    view = task_view(who, today)
    lines = task_lines(current_policy(), view) if view else []
    if view is None or not lines:
        return None
    href = reverse("task_board", args=[str(view.quarter)])
    return TasksNow(
        quarter=str(view.quarter),
        href=href,
        tallies=tuple(tallies(counts_of(lines), href)),
        silent=tuple(named_agencies(lines, view, "silent")),
        overdue=tuple(named_agencies(lines, view, "overdue")),
    )
