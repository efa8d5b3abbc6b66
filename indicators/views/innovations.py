"""The register of innovations: the list, one more to enter, one with its copies and its history."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import open_to, person
from zones.display import label, moment
from zones.evidence import evidence_response
from zones.file_limits import gives_file
from zones.models import Innovation, InnovationCopy
from zones.services.innovations import (
    innovation_change,
    innovation_copy_enter,
    innovation_copy_strike,
    innovation_enter,
    innovation_strike,
)
from zones.services.transactions import Refused
from zones.tables import export, prepared

from ..innovation_forms import CopyForm, InnovationForm
from ..innovation_tables import InnovationTable
from ..selectors import innovations as selectors
from ..sentences import refusal_sentence


@require_safe
def innovations(request: HttpRequest) -> HttpResponse:
    """The innovations that count, narrowed down, sorted, and as a file."""
    rows = selectors.innovation_rows(selectors.innovations_in_force())
    shown = selectors.chosen_innovations(rows, request.GET)
    note = selectors.innovation_counts(shown).text
    table = InnovationTable(shown, title=_("Register of innovations"), note=note)
    if rows:
        table.empty_text = _("No innovation is as you asked.")
    else:
        table.empty_text = _("No innovation is entered yet.")
    table = prepared(request, table)
    if file := export(request, table, "innovations"):
        return file
    context = {
        "table": table,
        "choices": selectors.innovation_choices(rows, request.GET),
        "count": len(shown),
        "total": len(rows),
        "may_enter": person(request).may_collect,
    }
    return render(request, "innovations/innovations.html", context)


@open_to(lambda who: who.may_collect)
@require_http_methods(["GET", "HEAD", "POST"])
def innovation_new(request: HttpRequest) -> HttpResponse:
    """One more innovation to enter."""
    who, refusal, form = person(request), "", InnovationForm(who=person(request))
    if request.method == "POST":
        form = InnovationForm(request.POST, request.FILES, who=who)
        if form.is_valid():
            try:
                entered = innovation_enter(
                    origin=form.cleaned_data["origin"],
                    terms=form.terms,
                    files=form.cleaned_data["papers"],
                    by=who,
                    at=timezone.now(),
                )
            except Refused as refused:
                refusal = refusal_sentence(refused)
            else:
                messages.success(
                    request, _("Entered: %(name)s.") % {"name": label(entered, "title")}
                )
                return redirect(entered)
    return render(request, "innovations/new.html", {"form": form, "refusal": refusal})


@require_http_methods(["GET", "HEAD", "POST"])
def innovation(request: HttpRequest, pk: int) -> HttpResponse:
    """An innovation; the department and its zone change it, and say where it was copied."""
    found, who = _found(pk), person(request)
    may_keep = who.may_enter(found.origin)
    forms = {"form": InnovationForm(who=who, held=found), "copy_form": CopyForm(innovation=found)}
    refusal = ""
    if request.method == "POST":
        move = MOVES.get(request.POST.get("move", ""))
        if not may_keep:
            raise PermissionDenied
        if move is None:
            raise BadRequest
        try:
            if said := move(request, found, forms):
                messages.success(request, said)
                return redirect(found)
        except Refused as refused:
            refusal, found = refusal_sentence(refused), _found(pk)
    is_kept = may_keep and found.struck_at is None
    context = {
        "innovation": found,
        "row": selectors.innovation_rows([found])[0],
        "description": label(found, "description"),
        "struck_at": moment(found.struck_at),
        "copies": selectors.copy_rows(found, who),
        "papers": selectors.paper_rows(found, who),
        "history": selectors.innovation_history(found, who),
        "refusal": refusal,
        "may_keep": is_kept,
        "struck_reason": request.POST.get("struck_reason", ""),
        **forms,
    }
    return render(request, "innovations/innovation.html", context)


@gives_file
@require_safe
def innovation_evidence(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """A paper of an innovation: what is to be copied everywhere is open to everybody here."""
    paper = selectors.paper_of(_found(pk), evidence)
    if paper is None:
        raise Http404
    return evidence_response(request, paper, is_open=True)


def _found(pk: int) -> Innovation:
    found = selectors.innovation_by_id(pk)
    if found is None:
        raise Http404
    return found


def _change(request: HttpRequest, found: Innovation, forms: dict) -> str:
    """What was done; empty where the form is not valid."""
    who = person(request)
    form = InnovationForm(request.POST, request.FILES, who=who, held=found)
    forms["form"] = form
    if not form.is_valid():
        return ""
    innovation_change(
        innovation=found,
        terms=form.terms,
        files=form.cleaned_data["papers"],
        seen=_number(request.POST.get("seen", "")),
        by=who,
        at=timezone.now(),
    )
    return _("The entry is changed.")


def _copy(request: HttpRequest, found: Innovation, forms: dict) -> str:
    form = CopyForm(request.POST, request.FILES, innovation=found)
    forms["copy_form"] = form
    if not form.is_valid():
        return ""
    innovation_copy_enter(
        innovation=found,
        terms=form.terms,
        files=form.cleaned_data["papers"],
        by=person(request),
        at=timezone.now(),
    )
    return _("The copy is entered.")


def _strike(request: HttpRequest, found: Innovation, _forms: dict) -> str:
    innovation_strike(
        innovation=found, reason=_reason(request), by=person(request), at=timezone.now()
    )
    return _("The innovation is struck out; it counts nowhere any more.")


def _strike_copy(request: HttpRequest, found: Innovation, _forms: dict) -> str:
    copies = InnovationCopy.objects.filter(innovation=found)
    copy = copies.filter(pk=_number(request.POST.get("copy", ""))).first()
    if copy is None:
        raise Http404
    innovation_copy_strike(
        copy=copy, reason=_reason(request), by=person(request), at=timezone.now()
    )
    return _("The copy is struck out; it counts nowhere any more.")


MOVES: dict[str, Callable[[HttpRequest, Innovation, dict], str]] = {
    "change": _change,
    "copy": _copy,
    "strike": _strike,
    "strike_copy": _strike_copy,
}


def _reason(request: HttpRequest) -> str:
    return request.POST.get("struck_reason", "").replace("\0", "")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else -1
