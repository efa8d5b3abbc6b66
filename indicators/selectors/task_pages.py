"""Reads the measures' tasks as pages print them: rows, tallies, and who is named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.display import DASH, bracketed, day, is_chinese, label, number
from zones.models import Agency

from ..models import TaskReport
from ..task_badges import (
    asking_badge,
    overdue_badge,
    reporting_badge,
    reporting_code,
    task_state_badge,
)
from ..tasks import Counts
from .readings import Choice
from .tasks import TaskLine, TaskView, counts_of

#: How many tasks or agencies a sentence names before it counts the rest.
NAMED = 6


@dataclass(frozen=True)
class TaskRow:
    """A task as listed."""

    code: str  # its measure and its place there: 3.7
    order: tuple[int, int]
    measure: int
    measure_href: str
    title: str
    href: str
    agency: str
    agency_code: str
    agency_href: str
    state: Badge
    percent: int | None
    percent_text: str
    held: str  # the quarter whose report it is, where that is not the one looked at
    reporting: Badge
    due_on: date | None
    due: str
    overdue: Badge | None
    asks: Badge | None
    note: str
    was: str  # what was held before the quarter
    urgency: tuple[int, int, int, int]
    marks: frozenset[str]

    @property
    def states(self) -> tuple[Badge, ...]:
        """Its state and, where the agency asks to drop it, that too."""
        return (self.state, self.asks) if self.asks else (self.state,)

    @property
    def is_settled(self) -> bool:
        """Whether it is done or dropped, so that nothing is reported any more."""
        return bool(self.marks & {"done", "dropped"})


@dataclass(frozen=True)
class Tally:
    """A headline, as `components/stat.html` prints it."""

    title: str
    value: str
    note: str = ""
    href: str = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class Named:
    """An agency that is named for tasks not reported or overdue, and how many."""

    name: str
    href: str
    count: int


@dataclass(frozen=True)
class CountRow:
    """How many tasks stand how, of one agency or one measure."""

    code: str
    name: str
    href: str
    order: int
    counts: Counts


def task_row(line: TaskLine, view: TaskView) -> TaskRow:
    """A task as listed on the quarter's board."""
    task, found = line.task, line.standing
    is_known = line.last is not None
    marks = {found.state, reporting_code(line)}
    marks |= {"overdue"} if found.is_overdue else set()
    marks |= {"asks"} if found.asks else set()
    marks |= {"on_time"} if found.is_on_time else set()
    is_older = is_known and found.held_since != view.quarter
    return TaskRow(
        code=f"{task.measure.number}.{task.order}",
        order=(task.measure.number, task.order),
        measure=task.measure.number,
        measure_href=task.measure.get_absolute_url(),
        title=label(task, "title"),
        href=task.get_absolute_url(),
        agency=label(task.agency, "short"),
        agency_code=task.agency.code,
        agency_href=agency_address(view, task.agency),
        state=task_state_badge(found.state),
        percent=found.percent if is_known else None,
        percent_text=f"{found.percent}%" if is_known else DASH,
        held=_("as of %(quarter)s") % {"quarter": found.held_since} if is_older else "",
        reporting=reporting_badge(line),
        due_on=line.due_on,
        due=day(line.due_on),
        overdue=overdue_badge(line),
        asks=asking_badge() if found.asks else None,
        note=note_of(line.last),
        was=state_text(line.before),
        urgency=_urgency(line),
        marks=frozenset(marks),
    )


def _urgency(line: TaskLine) -> tuple[int, int, int, int]:
    """What stands first: silent, then overdue, asking and stalled; then as the policy has them."""
    found = line.standing
    first = [found.is_silent, found.is_overdue, found.asks, found.state == "stalled"]
    place = first.index(True) if any(first) else len(first)
    return (place, -found.days_overdue, line.task.measure.number, line.task.order)


def task_rows(lines: Iterable[TaskLine], view: TaskView) -> list[TaskRow]:
    return [task_row(line, view) for line in lines]


def agency_address(view: TaskView, agency: Agency) -> str:
    """The page of an agency's tasks in a quarter."""
    return reverse("agency_tasks", args=[str(view.quarter), agency.code])


def note_of(report: TaskReport | None) -> str:
    """A report's words in the page's language, the other one failing that."""
    if report is None:
        return ""
    return (report.note_zh if is_chinese() else report.note_en) or report.note_zh


def state_text(report: TaskReport | None) -> str:
    """A report's state in words, with the percentage where it is between the ends."""
    if report is None:
        return DASH
    text = str(task_state_badge(report.state))
    is_between = report.state in ("under_way", "stalled", "dropped")
    return bracketed(text, f"{report.percent}%") if is_between else text


# --- counts -------------------------------------------------------------------------------------


def tallies(counts: Counts, href: str = "") -> list[Tally]:
    """The counts as headlines; each leads to its tasks on the board, where an address is given."""

    def tally(title: str, value: int, mark: str = "", note: str = "") -> Tally:
        return Tally(title, number(value), note, f"{href}?show={mark}" if href and mark else "")

    return [
        tally(_("Tasks"), counts.total),
        tally(
            capfirst(_("done")),
            counts.done,
            "done",
            _done_when(counts),
        ),
        tally(capfirst(_("under way")), counts.under_way, "under_way"),
        tally(
            capfirst(_("stalled")),
            counts.stalled,
            "stalled",
            _("asking to be dropped: %(count)s") % {"count": counts.asks} if counts.asks else "",
        ),
        tally(
            capfirst(_("not started")),
            counts.not_started,
            "not_started",
            _("never reported: %(count)s") % {"count": counts.unreported}
            if counts.unreported
            else "",
        ),
        tally(capfirst(_("dropped")), counts.dropped, "dropped"),
        tally(capfirst(_("overdue tasks")), counts.overdue, "overdue"),
        tally(
            capfirst(_("report overdue")),
            counts.silent,
            "silent",
            _("still to be reported: %(count)s") % {"count": counts.awaited}
            if counts.awaited
            else "",
        ),
    ]


def _done_when(counts: Counts) -> str:
    """How many of those done were so by their due date, after it, and without one."""
    words = {"on_time": counts.on_time, "late": counts.done_late, "undated": counts.done_undated}
    if counts.done_undated:
        text = _(
            "on time: %(on_time)s, after the due date: %(late)s, without a due date: %(undated)s"
        )
        return text % words
    return _("on time: %(on_time)s, after the due date: %(late)s") % words


def counts_sentence(counts: Counts) -> str:
    """The counts in one line, for a table's note or a page's head."""
    parts = [
        (capfirst(_("done")), counts.done),
        (_("on time"), counts.on_time),
        (capfirst(_("under way")), counts.under_way),
        (capfirst(_("stalled")), counts.stalled),
        (capfirst(_("not started")), counts.not_started),
        (capfirst(_("dropped")), counts.dropped),
        (_("never reported"), counts.unreported),
        (capfirst(_("overdue tasks")), counts.overdue),
        (capfirst(_("report overdue")), counts.silent),
    ]
    return " · ".join(f"{name} {number(count)}" for name, count in parts if count)


def named_agencies(lines: Sequence[TaskLine], view: TaskView, mark: str) -> list[Named]:
    """The agencies with tasks that are ``silent`` or ``overdue``, the most of them first."""
    found: dict[int, list[TaskLine]] = {}
    for line in lines:
        if getattr(line.standing, f"is_{mark}"):
            found.setdefault(line.task.agency_id, []).append(line)
    rows = [
        Named(
            label(its[0].task.agency, "short"), agency_address(view, its[0].task.agency), len(its)
        )
        for its in found.values()
    ]
    return sorted(rows, key=lambda one: -one.count)


def count_rows(lines: Sequence[TaskLine], view: TaskView, by: str) -> list[CountRow]:
    """How many tasks stand how, by ``agency`` or by ``measure``, in their order."""
    grouped: dict[int, list[TaskLine]] = {}
    for line in lines:
        grouped.setdefault(getattr(line.task, f"{by}_id"), []).append(line)
    rows = []
    for its in grouped.values():
        task, counts = its[0].task, counts_of(its)
        if by == "agency":
            one, code = task.agency, task.agency.code
            rows.append(CountRow(code, label(one), agency_address(view, one), one.order, counts))
        else:
            measure = task.measure
            name = f"{measure.number}. {label(measure, 'title')}"
            href = measure.get_absolute_url()
            rows.append(CountRow(str(measure.number), name, href, measure.number, counts))
    return sorted(rows, key=lambda row: row.order)


# --- what rows are narrowed down by -------------------------------------------------------------


def task_choices(rows: Sequence[TaskRow], wanted: Mapping[str, str]) -> list[Choice]:
    """What the board can be narrowed down by: each with the values that occur, in order."""
    every = sorted(rows, key=lambda row: row.order)
    agencies = dict(sorted({row.agency_code: row.agency for row in every}.items()))
    measures = {
        str(row.measure): _("Measure %(number)s") % {"number": row.measure} for row in every
    }
    shown = {mark: text for mark, text in marks().items() if any(mark in row.marks for row in rows)}
    return [
        Choice("show", _("State"), wanted.get("show", ""), tuple(shown.items())),
        Choice("agency", _("Agency"), wanted.get("agency", ""), tuple(agencies.items())),
        Choice("measure", _("Measure"), wanted.get("measure", ""), tuple(measures.items())),
    ]


def chosen_tasks(rows: Iterable[TaskRow], wanted: Mapping[str, str]) -> list[TaskRow]:
    """The rows that the query string asks for."""
    show, agency, measure = (wanted.get(name, "") for name in ("show", "agency", "measure"))
    return [
        row
        for row in rows
        if (not show or show in row.marks)
        and (not agency or agency == row.agency_code)
        and (not measure or measure == str(row.measure))
    ]


def marks() -> dict[str, str]:
    """What the board can be asked to show, with its words."""
    return {
        "silent": _("report overdue"),
        "overdue": _("overdue tasks"),
        "asks": _("asks to drop it"),
        "stalled": _("stalled"),
        "awaited": _("to be reported"),
        "late": _("reported late"),
        "not_started": _("not started"),
        "under_way": _("under way"),
        "done": _("done"),
        "on_time": _("done on time"),
        "dropped": _("dropped"),
        "unreported": _("never reported"),
    }
