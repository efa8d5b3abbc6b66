"""The page of one task: its phrase, its history, and what the department decides on it."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import Person, person
from zones.display import day, label
from zones.evidence import evidence_response
from zones.file_limits import gives_file
from zones.services.transactions import Refused
from zones.tables import export, prepared

from .. import tasks as rules
from ..models import ReportingQuarter, Task, TaskEvidence, TaskReport
from ..selectors.phrases import phrase_reader
from ..selectors.policy import current_policy
from ..selectors.task_history import due_rows, history_rows
from ..selectors.task_pages import task_row
from ..selectors.tasks import (
    TaskView,
    dues_of,
    report_of,
    reports_of,
    task_lines,
    task_view,
)
from ..sentences import refusal_sentence
from ..services.task_dues import task_due_set
from ..services.tasks import task_decide
from ..task_forms import DueForm
from ..task_tables import DueTable, HistoryTable

BUTTONS = {
    rules.DECLINE: lambda: _("Decline: the task goes on"),
    rules.DROP: lambda: _("Drop the task"),
    rules.REOPEN: lambda: _("Take it up again"),
}
SAID = {
    rules.DROP: lambda: _("The task is dropped."),
    rules.DECLINE: lambda: _("The task goes on."),
    rules.REOPEN: lambda: _("The task is taken up again."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, number: int, order: int) -> HttpResponse:
    """One task with everything reported on it; the department decides on it and sets its date."""
    who, now = person(request), timezone.now()
    found = Task.objects.filter(measure__policy=current_policy(), measure__number=number)
    one = get_object_or_404(found.select_related("measure", "agency"), order=order)
    if request.method == "POST" and not who.may_keep_tasks:
        raise PermissionDenied
    is_due = request.POST.get("move") == "due"
    due_on = dues_of([one], now)[one.pk]
    form, refusal = DueForm(request.POST if is_due else None, due_on=due_on), ""
    if request.method == "POST" and (not is_due or form.is_valid()):
        try:
            messages.success(request, _done(request, one, form, now))
            return redirect(one)
        except Refused as refused:
            refusal = refusal_sentence(refused)
    view = task_view(who, now)
    reports = reports_of([one])[one.pk]
    history = HistoryTable(history_rows(reports, who, view))
    history = prepared(request, history, per_page=0)
    if file := export(request, history, f"task-{number}-{order}"):
        return file
    context = _context(one, who, view, reports) | {
        "history": history,
        "form": form if who.may_keep_tasks else None,
        "refusal": refusal,
        "move": request.POST.get("move", ""),
        "reason_zh": request.POST.get("reason_zh", ""),
        "reason_en": request.POST.get("reason_en", ""),
    }
    context["dues"] = prepared(request, DueTable(due_rows(one, who), prefix="d-"), per_page=0)
    return render(request, "tasks/task.html", context)


def _context(
    one: Task, who: Person, view: TaskView | None, reports: Sequence[TaskReport]
) -> dict[str, object]:
    """What the page prints of the task, and which decisions are open to the person."""
    policy = current_policy()
    (line,) = task_lines(policy, view, pk=one.pk) if view else (None,)
    made = [report_of(row) for row in reports]
    quarter = view.quarter if view and who.may_keep_tasks else None
    return {
        "task": one,
        "title": label(one, "title"),
        "agency": label(one.agency),
        "measure": label(one.measure, "title"),
        "phrase": phrase_reader(policy)(str(one.measure.number), one.phrase),
        "view": view,
        "as_of": day(view.day) if view else "",
        "row": task_row(line, view) if line and view else None,
        "seen": reports[-1].number if reports else 0,
        "due_seen": one.dues.count(),
        "moves": [
            (move, text())
            for move, text in BUTTONS.items()
            if quarter and rules.next_state(made, quarter, move)
        ],
        "may_report": who.may_report_tasks_of(one.agency_id),
    }


def _done(request: HttpRequest, one: Task, form: DueForm, now: datetime) -> str:
    """What to say of the decision made or the due date set; raises Refused."""
    posted = {name: text.replace("\0", "") for name, text in request.POST.items()}
    move, seen = posted.get("move", ""), posted.get("seen", "")
    if not (seen.isdecimal() and len(seen) < 9):
        raise BadRequest
    about = {"task": one, "seen": int(seen), "by": person(request), "at": now}
    if move == "due":
        reasons = {name: posted.get(name, "") for name in ("reason_zh", "reason_en")}
        task_due_set(due_on=form.cleaned_data["due_on"], **reasons, **about)
        return _("The due date is set.")
    quarter = ReportingQuarter.objects.first()
    if move not in SAID or quarter is None:
        raise BadRequest
    notes = {f"note_{name}": posted.get(f"reason_{name}", "") for name in ("zh", "en")}
    task_decide(quarter=quarter, move=move, **notes, **about)
    return SAID[move]()


@gives_file
@require_safe
def task_evidence(request: HttpRequest, number: int, order: int, evidence: int) -> HttpResponse:
    """A file attached to a report on the task, to be saved; 404 for whom it is not open to."""
    found = TaskEvidence.objects.filter(
        report__task__measure__policy=current_policy(),
        report__task__measure__number=number,
        report__task__order=order,
    )
    file = get_object_or_404(found.select_related("report", "evidence"), evidence=evidence)
    is_open = person(request).may_read_task_evidence_of(file.report.agency_id)
    return evidence_response(request, file.evidence, is_open=is_open)
