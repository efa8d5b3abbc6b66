"""Plays what the demonstration tells of the measures' tasks: reports, decisions, due dates.

A task's course has a cell for each quarter: a percentage (0 not started, 100 done), `s` before it
where it is stalled, `a` asks to drop it, `d` dropped, `c` declined, `r` taken up again; an empty
cell is silence, and a point where nothing is asked. Two of them in a quarter stand around a `;`.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from indicators import tasks
from indicators.models import ReportingQuarter, Task
from indicators.periods import Quarter, parse_quarter
from indicators.services.task_dues import task_due_set
from indicators.services.tasks import TaskEntry, task_decide, task_reports_save
from zones.access import Person
from zones.services.audit import Act

DECISIONS = {"d": tasks.DROP, "c": tasks.DECLINE, "r": tasks.REOPEN}
#: Days after the quarter's end: what is taken up again comes before its report, the rest after it.
DECIDED_AFTER = {tasks.REOPEN: 7, tasks.DROP: 14, tasks.DECLINE: 14}
Key = tuple[str, str]
#: On which day an agency, named by its row, reports on a quarter.
DayOf = Callable[[Mapping[str, str], Quarter], date]


@dataclass(frozen=True)
class TaskAct:
    """Something that happened to tasks on a day, in a quarter or to a due date."""

    day: date
    kind: str  # report, decide, due
    by: str
    quarter: Quarter | None = None
    said: tuple[tuple[Key, str], ...] = ()
    row: Mapping[str, str] = field(default_factory=dict)


class TaskScript:
    """The courses of the tasks, and the acts that they are made of."""

    def __init__(self, folder: Path):
        self.courses = {(row["measure"], row["order"]): row for row in _rows(folder, "courses")}
        self.notes = {
            (row["measure"], row["order"], row["quarter"]): (row["note_zh"], row["note_en"])
            for row in _rows(folder, "notes")
        }
        self.reporters = {row["agency"]: row for row in _rows(folder, "reporters")}
        self.dues = list(_rows(folder, "dues"))
        found = Task.objects.select_related("measure", "agency")
        self.tasks = {(str(one.measure.number), str(one.order)): one for one in found}
        self.reports: dict[int, int] = defaultdict(int)
        self.versions: dict[int, int] = defaultdict(int)

    def acts(self) -> list[TaskAct]:
        """What happened until the last quarter that is over, without order."""
        quarters = self._quarters()[:-1]
        found = [
            TaskAct(date.fromisoformat(row["set_on"]), "due", "commerce", row=row)
            for row in self.dues
        ]
        for quarter in quarters:
            found += self._of_quarter(quarter, _day_after)
        return found

    def open_acts(self, today: date) -> list[TaskAct]:
        """What was reported in the quarter that is open, in days from the day of loading."""
        quarter = self._quarters()[-1]
        return self._of_quarter(quarter, lambda row, _code: today + timedelta(int(row["open_day"])))

    def _quarters(self) -> list[Quarter]:
        first = next(iter(self.courses.values()))
        return [parse_quarter(name) for name in first if "Q" in name]

    def _of_quarter(self, quarter: Quarter, day_of: DayOf) -> list[TaskAct]:
        """What is said in a quarter, by day and by who says it, and what the department decides."""
        reported: dict[tuple[date, str], list[tuple[Key, str]]] = defaultdict(list)
        found = []
        for key, row in self.courses.items():
            reporter = self.reporters[self.tasks[key].agency.code]
            for cell in filter(None, row[str(quarter)].split(";")):
                if cell in DECISIONS:
                    day = quarter.ends_on + timedelta(DECIDED_AFTER[DECISIONS[cell]])
                    found.append(TaskAct(day, "decide", "commerce", quarter, ((key, cell),)))
                elif cell != ".":
                    day = day_of(reporter, quarter)
                    reported[day, reporter["by"]].append((key, cell))
        found += [
            TaskAct(day, "report", by, quarter, tuple(said)) for (day, by), said in reported.items()
        ]
        return found

    def play(
        self,
        act: TaskAct,
        by: Person,
        at: datetime,
        quarter: ReportingQuarter | None,
        log: list[Act],
    ) -> None:
        """Nothing; the act is done, at that moment."""
        if act.kind == "due":
            self._due(act.row, by, at, log)
        elif quarter is not None and act.kind == "report":
            entries = [self._entry(key, cell, quarter) for key, cell in act.said]
            about = {"is_demonstration": True, "log": log}
            rows = task_reports_save(quarter=quarter, entries=entries, by=by, at=at, **about)  # type: ignore[arg-type]
            for row in rows:
                self.reports[row.task_id] = row.number
        elif quarter is not None:
            ((key, cell),) = act.said
            task = self.tasks[key]
            zh, en = self._note(key, str(quarter.code), "")
            row = task_decide(
                task=task,
                quarter=quarter,
                move=DECISIONS[cell],
                note_zh=zh,
                note_en=en,
                seen=self.reports[task.pk],
                by=by,
                at=at,
                is_demonstration=True,
                log=log,
            )
            self.reports[task.pk] = row.number

    def _due(self, row: Mapping[str, str], by: Person, at: datetime, log: list[Act]) -> None:
        task = self.tasks[row["measure"], row["order"]]
        task_due_set(
            task=task,
            due_on=date.fromisoformat(row["due_on"]),
            reason_zh=row["reason_zh"],
            reason_en=row["reason_en"],
            seen=self.versions[task.pk],
            by=by,
            at=at,
            is_demonstration=True,
            log=log,
        )
        self.versions[task.pk] += 1

    def _entry(self, key: Key, cell: str, quarter: ReportingQuarter) -> TaskEntry:
        task = self.tasks[key]
        move, percent = _said(cell)
        default = move if move in (tasks.DONE, tasks.STALLED) else ""
        zh, en = self._note(key, str(quarter.code), default)
        seen = self.reports[task.pk]
        is_between = move in (tasks.UNDER_WAY, tasks.STALLED)
        return TaskEntry(task.pk, move, percent if is_between else None, zh, en, seen=seen)

    def _note(self, key: Key, quarter: str, default: str) -> tuple[str, str]:
        """What is said of a task in a quarter; failing that what is said of its kind."""
        nothing = ("", "")
        return self.notes.get((*key, quarter)) or self.notes.get(("", "", default)) or nothing


def _said(cell: str) -> tuple[str, int]:
    """The move and the percentage of a cell."""
    if cell == "a":
        return tasks.ASK, 0
    if cell.startswith("s"):
        return tasks.STALLED, int(cell[1:])
    percent = int(cell)
    ends = {0: tasks.NOT_STARTED, 100: tasks.DONE}
    return ends.get(percent, tasks.UNDER_WAY), percent


def _day_after(row: Mapping[str, str], quarter: Quarter) -> date:
    is_late = row["late_quarter"] == str(quarter)
    return quarter.ends_on + timedelta(int(row["late_days" if is_late else "days_after"]))


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"task_{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
