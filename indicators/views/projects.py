"""The pages of the register of projects: the list, one to enter, one with history, the counts."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import Person, open_to, person
from zones.display import label, moment
from zones.models import AuditEntry, Project
from zones.services.projects import (
    Refused,
    project_advance,
    project_change,
    project_correct,
    project_enter,
    project_strike,
    project_trade_set,
)
from zones.tables import export, prepared

from ..project_moves import forms_of, offered, sent_form
from ..register_forms import (
    Dressed,
    ProjectForm,
    StepForm,
    TradeForm,
)
from ..register_tables import CountTable, ProjectTable
from ..selectors.collection import zones_open_to
from ..selectors.project_rows import (
    Asked,
    next_stages,
    project_row,
    project_rows,
    rules_in_order,
    stage_names,
    tiers,
)
from ..selectors.register_counts import count_rows, years_of_register
from ..selectors.register_history import changes_of, steps_of, trade_lines
from ..sentences import refusal_sentence


def sees_register(who: Person) -> bool:
    return who.may_see_investment


def enters_register(who: Person) -> bool:
    return who.may_collect


def asked_of(request: HttpRequest) -> Asked:
    """What the query string narrows a list of the register down by."""
    get = request.GET.get
    names = ("zone", "tier", "stage", "counted", "text")
    said = {name: get(name, "").replace("\0", "").strip() for name in names}
    return Asked(**said, is_struck=get("struck") == "1")


@open_to(sees_register)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The projects open to the person, narrowed down, sorted, and as a file."""
    who, asked = person(request), asked_of(request)
    rows = project_rows(asked, who)
    title = _("Projects struck out") if asked.is_struck else _("Projects")
    table = prepared(request, ProjectTable(rows, title=title))
    if file := export(request, table, "projects"):
        return file
    context = {
        "table": table,
        "asked": asked,
        "zones": [(zone.code, label(zone, "short")) for zone in zones_open_to(who)],
        "tiers": tiers(rules_in_order()),
        "stages": stage_names(),
        "years": years_of_register(who),
        "may_enter": who.may_collect,
    }
    return render(request, "projects/projects.html", context)


@open_to(enters_register)
@require_http_methods(["GET", "HEAD", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """One more project to enter."""
    who, refused = person(request), None
    form = ProjectForm(request.POST if request.method == "POST" else None, who=who)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            entered = project_enter(
                zone=typed["zone"],
                terms=form.terms,
                days=form.days,
                reason=typed["reason"],
                is_another=request.POST.get("is_another") == "1",
                by=who,
                at=timezone.now(),
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Entered: %(name)s.") % {"name": label(entered)})
            return redirect(entered)
    context = {
        "form": form,
        "refusal": refusal_sentence(refused) if refused else "",
        "is_alike": refused is not None and refused.code == "project_named_alike",
    }
    return render(request, "projects/new.html", context)


def _asked_project(request: HttpRequest, pk: int) -> Project:
    """The project of that number, if the person may see it; Http404 otherwise."""
    rows = Project.objects.filter(zone__in=zones_open_to(person(request)))
    return get_object_or_404(rows.select_related("zone").prefetch_related("trade"), pk=pk)


@open_to(sees_register)
@require_http_methods(["GET", "HEAD", "POST"])
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """A project with its history; who enters for its zone changes it here."""
    found, who = _asked_project(request, pk), person(request)
    if request.method != "POST":
        return _page(request, found, forms_of(found, who))
    if not who.may_enter(found.zone):
        raise PermissionDenied
    move, refusal = request.POST.get("move", ""), ""
    if move not in MOVES:
        raise BadRequest
    form = sent_form(found, who, move, request.POST)
    try:
        if form is None or form.is_valid():
            messages.success(request, MOVES[move](request, found, form))
            return redirect(found)
        _refuse_what_is_over(found, move)
    except Refused as refused:
        refusal, found = refusal_sentence(refused), _asked_project(request, pk)
    forms = forms_of(found, who)
    if form is None or move in forms:
        return _page(request, found, forms | offered(found, move, form), refusal)
    return _page(request, found, forms, refusal, form.typed)


def _refuse_what_is_over(held: Project, move: str) -> None:
    """Nothing; raises Refused where no form is left in which what was typed could be mended."""
    if held.is_struck:
        raise Refused("project_is_struck")
    if move == "advance" and not next_stages(held):
        raise Refused("project_is_withdrawn")


def _page(
    request: HttpRequest,
    held: Project,
    forms: dict[str, Dressed],
    refusal: str = "",
    typed: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    context = {
        "project": held,
        "row": project_row(held),
        "zone_name": label(held.zone),
        "struck_at": moment(held.struck_at),
        "steps": steps_of(held),
        "trade": trade_lines(held),
        "changes": changes_of(AuditEntry.Kind.PROJECT, held.pk),
        "forms": forms,
        "refusal": refusal,
        "typed": typed,
        "struck_reason": request.POST.get("struck_reason", ""),
    }
    return render(request, "projects/project.html", context)


def _about(request: HttpRequest) -> dict:
    return {"by": person(request), "at": timezone.now()}


def seen_of(request: HttpRequest) -> int:
    """The version of the entry that the person had before their eyes; -1 for none."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _change(request: HttpRequest, held: Project, form: ProjectForm) -> str:
    reason = form.cleaned_data["reason"]
    about = {"seen": seen_of(request), "reason": reason} | _about(request)
    project_change(project=held, terms=form.terms, **about)
    return _("The project is changed.")


def _step(request: HttpRequest, form: StepForm) -> dict:
    typed = {name: form.cleaned_data[name] for name in ("stage", "on", "reason")}
    return typed | {"seen": seen_of(request)} | _about(request)


def _advance(request: HttpRequest, held: Project, form: StepForm) -> str:
    project_advance(project=held, **_step(request, form))
    return _("The project is at its next stage.")


def _correct(request: HttpRequest, held: Project, form: StepForm) -> str:
    project_correct(project=held, **_step(request, form))
    return _("The day is corrected; the one before stays in the history.")


def _trade(request: HttpRequest, held: Project, form: TradeForm) -> str:
    typed = form.cleaned_data
    project_trade_set(
        project=held,
        year=typed["year"],
        value=form.in_wan,
        entered=typed["amount"][1],
        unit=typed["unit"],
        seen=seen_of(request),
        **_about(request),
    )
    return _("The trade of %(year)s is entered.") % {"year": typed["year"]}


def _strike(request: HttpRequest, held: Project, _form: None) -> str:
    reason = request.POST.get("struck_reason", "").replace("\0", "")
    project_strike(project=held, reason=reason, **_about(request))
    return _("The project is struck out; it counts nowhere any more.")


#: What the page's buttons do.
MOVES: dict[str, Callable[..., str]] = {
    "change": _change,
    "advance": _advance,
    "correct": _correct,
    "trade": _trade,
    "strike": _strike,
}


@open_to(sees_register)
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """What the register counts beside what the zones reported, of one year."""
    who = person(request)
    years = years_of_register(who) or [timezone.localdate().year]
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and int(text) in years else years[0]
    rows = count_rows(year, who)
    title = _("Register and reported figures of %(year)s") % {"year": year}
    table = prepared(request, CountTable(rows, title=title), per_page=50)
    if file := export(request, table, f"register-counts-{year}"):
        return file
    open_rows = sum(row.verdict.order == 0 for row in rows)
    context = {"table": table, "years": years, "year": year, "open": open_rows}
    return render(request, "projects/counts.html", context)
