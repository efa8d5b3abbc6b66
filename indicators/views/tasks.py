"""The pages of the measures' tasks in a quarter: the board, and an agency's own page."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import Person, person
from zones.display import day, label
from zones.models import Agency
from zones.services.transactions import Refused
from zones.tables import export, prepared

from ..models import ReportingQuarter
from ..periods import UnknownPeriod, parse_quarter
from ..selectors.phrases import phrase_reader
from ..selectors.policy import current_policy
from ..selectors.task_history import evidence_of
from ..selectors.task_pages import (
    chosen_tasks,
    count_rows,
    named_agencies,
    tallies,
    task_choices,
    task_row,
    task_rows,
)
from ..selectors.tasks import (
    Closing,
    TaskView,
    closing_in,
    counts_of,
    report_of,
    reports_of,
    task_lines,
    task_quarters,
    task_view,
)
from ..sentences import refusal_sentence
from ..services.tasks import CHANGED_SINCE, TaskEntry, TasksRefused, task_reports_save
from ..task_forms import TaskForm, options_for, today
from ..task_tables import CountTable, TaskTable

#: What the board is printed by: the tasks themselves, or counts by agency and by measure.
BY = ("task", "agency", "measure")


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """To one's own tasks of the latest quarter; to the board for whoever has none of their own."""
    who = person(request)
    view = task_view(who, timezone.now())
    if view is None:
        return render(request, "tasks/nothing.html", {"may_open": who.may_open_quarters})
    agency = Agency.objects.filter(pk=who.agency_id).first() if who.agency_id else None
    if agency is not None and not who.may_keep_tasks:
        return redirect("agency_tasks", str(view.quarter), agency.code)
    return redirect("task_board", str(view.quarter))


def view_asked(who: Person, now: datetime, quarter: str) -> TaskView:
    """The quarter's states as open to a person; Http404 where there is none like it."""
    try:
        found = task_view(who, now, parse_quarter(quarter))
    except UnknownPeriod as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


@require_safe
def task_board(request: HttpRequest, quarter: str) -> HttpResponse:
    """Every task in a quarter: who is silent, what is overdue, what is stalled, and the rest."""
    who, now = person(request), timezone.now()
    view = view_asked(who, now, quarter)
    lines = task_lines(current_policy(), view)
    by = request.GET.get("by", "task")
    if by not in BY:
        by = "task"
    rows = task_rows(lines, view)
    shown = chosen_tasks(rows, request.GET)
    table = _board_table(request, view, by, lines, shown)
    if file := export(request, table, f"tasks-{view.quarter}"):
        return file
    context = {
        "view": view,
        "as_of": day(view.day),
        "due_on": day(view.due_on),
        "quarters": [str(one) for one in task_quarters(who)],
        "tallies": tallies(counts_of(lines), request.path),
        "silent": named_agencies(lines, view, "silent"),
        "overdue": named_agencies(lines, view, "overdue"),
        "by": by,
        "choices": task_choices(rows, request.GET),
        "count": len(shown),
        "total": len(rows),
        "table": table,
        "own": Agency.objects.filter(pk=who.agency_id).first() if who.agency_id else None,
    }
    return render(request, "tasks/board.html", context)


def _board_table(request: HttpRequest, view: TaskView, by: str, lines, shown) -> TaskTable:
    if by == "task":
        table = TaskTable(shown, title=_("Tasks in %(quarter)s") % {"quarter": view.quarter})
        return prepared(request, table)
    title = _("Tasks by agency") if by == "agency" else _("Tasks by measure")
    table = CountTable(count_rows(lines, view, by), title=title)
    if by == "measure":
        table.columns["name"].column.verbose_name = _("Measure")
    return prepared(request, table, per_page=0)


@require_http_methods(["GET", "HEAD", "POST"])
def agency_tasks(request: HttpRequest, quarter: str, agency: str) -> HttpResponse:
    """An agency's tasks in a quarter; its people, or the department for it, report on them here."""
    who, now = person(request), timezone.now()
    view = view_asked(who, now, quarter)
    one = get_object_or_404(Agency, code=agency)
    may_report = who.may_report_tasks_of(one.pk)
    if request.method == "POST" and not may_report:
        raise PermissionDenied
    lines = task_lines(current_policy(), view, agency=one)
    if not lines and not may_report:
        raise Http404
    said, saved = "", []
    closed = closing_in(view) if may_report else None
    # What is posted to a quarter that was closed meanwhile stands in its fields, beside the reason.
    has_forms = may_report and (closed is None or request.method == "POST")
    forms = _forms(lines, view, who) if has_forms else []
    if request.method == "POST":
        for form in forms:
            form.take(request.POST, request.FILES)
        said = _closed_text(closed, view)
        if not said:
            said, saved = _save(request, view, forms, now)
        if saved and not any(form.is_touched for form in forms if form not in saved):
            messages.success(request, _saved_text(len(saved), view))
            return redirect("agency_tasks", str(view.quarter), one.code)
        if saved:
            # The rest of what was typed stays in its fields; what was saved is read anew.
            messages.success(request, _saved_text(len(saved), view))
            lines = task_lines(current_policy(), view, agency=one)
            forms = _kept(forms, saved, _forms(lines, view, who))
    for form in forms:
        if form.attached:  # a browser does not fill in files again
            form.problems.append(_("Choose its files again; they are not kept until it is saved."))
    table = TaskTable(task_rows(lines, view), title=label(one))
    table = prepared(request, table, per_page=0)
    if file := export(request, table, f"tasks-{view.quarter}-{one.code}"):
        return file
    context = {
        "view": view,
        "agency": one,
        "name": label(one),
        "as_of": day(view.day),
        "due_on": day(view.due_on),
        "is_due": view.moment.known_on > view.due_on,
        "quarters": [str(code) for code in task_quarters(who)],
        "tallies": tallies(counts_of(lines)),
        "counts": counts_of(lines),
        "forms": [form for form in forms if form.options],
        "to_say": [form for form in forms if form.options and form.line.said is None],
        "to_correct": [form for form in forms if form.options and form.line.said is not None],
        "is_correcting": any(form.is_touched for form in forms if form.line.said is not None),
        "table": table,
        "is_on_behalf": who.is_commerce and who.agency_id != one.pk,
        "has_rest": any(form.can_repeat for form in forms),
        "refusal": said,
        "closed": "" if said else _closed_text(closed, view),
        "later": closed.later if closed else "",
        "today": today(),
    }
    return render(request, "tasks/agency.html", context)


def _closed_text(closed: Closing | None, view: TaskView) -> str:
    """Why the quarter takes no report any more; nothing where it does."""
    if closed is None:
        return ""
    return refusal_sentence(Refused(closed.code, quarter=str(view.quarter), later=closed.later))


def _forms(lines: Sequence, view: TaskView, who: Person) -> list[TaskForm]:
    """A form for each task, the most urgent first within its measure's order."""
    reports = reports_of([line.task for line in lines])
    kept = evidence_of([line.said for line in lines if line.said], who)
    read = phrase_reader(current_policy())
    forms = []
    for line in lines:
        made = [report_of(one) for one in reports[line.task.pk]]
        # A quarter after which another was reported takes no report any more.
        is_past = bool(made) and made[-1].quarter > view.quarter
        options = [] if is_past else options_for(line, made, view.quarter)
        phrase = read(str(line.task.measure.number), line.task.phrase)
        form = TaskForm(line, task_row(line, view), options, phrase)
        form.kept = kept.get(line.said.pk, ()) if line.said else ()
        forms.append(form)
    return forms


def _save(
    request: HttpRequest, view: TaskView, forms: Sequence[TaskForm], now: datetime
) -> tuple[str, list[TaskForm]]:
    """Why nothing was saved, or the forms that were; none of either where nothing was typed."""
    wanted = request.POST.get("save", "")
    chosen = [form for form in forms if form.is_touched]
    if wanted.isdecimal():
        chosen = [form for form in forms if str(form.line.task.pk) == wanted]
    elif wanted not in ("all", "unchanged"):
        raise BadRequest
    entries: dict[int, TaskEntry] = {}
    for form in chosen:
        if entry := form.entry():
            entries[form.line.task.pk] = entry
    if wanted == "unchanged":
        same = [form for form in forms if form.can_repeat and not form.is_touched]
        entries |= {form.line.task.pk: form.repeat() for form in same}
        chosen = [*chosen, *same]
    if not chosen:
        return _("Nothing was typed yet: choose a state, or “as last quarter”."), []
    unread = {form.line.task.pk: [Refused(code) for code in form.codes] for form in chosen}
    faults = {pk: found for pk, found in unread.items() if found}
    unfit = {form.line.task.pk: form.problems for form in chosen if form.problems}
    faults |= {pk: faults.get(pk, []) for pk in unfit}
    try:
        if faults:
            raise TasksRefused(faults)
        row = get_object_or_404(
            ReportingQuarter, year=view.quarter.year, quarter=view.quarter.quarter
        )
        task_reports_save(quarter=row, entries=list(entries.values()), by=person(request), at=now)
    except TasksRefused as refused:
        for form in chosen:
            found = refused.faults.get(form.line.task.pk, [])
            form.problems = [*unfit.get(form.line.task.pk, ()), *map(refusal_sentence, found)]
            if any(one.code in CHANGED_SINCE for one in found):
                form.typed_seen = (
                    ""  # what stands now is shown beside it; the next save replaces it
                )
        return refusal_sentence(refused), []
    except Refused as refused:
        return refusal_sentence(refused), []
    return "", chosen


def _kept(
    old: Sequence[TaskForm], saved: Sequence[TaskForm], new: Sequence[TaskForm]
) -> list[TaskForm]:
    """The new forms, with what was typed and not saved in the old ones."""
    done = {form.line.task.pk for form in saved}
    typed = {form.line.task.pk: form for form in old if form.line.task.pk not in done}
    for form in new:
        before = typed.get(form.line.task.pk)
        if before is not None and before.is_touched:
            form.typed, form.typed_seen = before.typed, before.typed_seen
            form.attached = before.attached
    return list(new)


def _saved_text(count: int, view: TaskView) -> str:
    text = ngettext(
        "%(count)s task of %(quarter)s is saved.",
        "%(count)s tasks of %(quarter)s are saved.",
        count,
    )
    return text % {"count": count, "quarter": view.quarter}
