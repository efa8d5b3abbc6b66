"""The pages of the national evaluation: every published class, and one with its versions."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zones.access import person
from zones.display import label
from zones.models import Zone
from zones.tables import export, prepared

from ..class_forms import ClassForm
from ..class_tables import ClassTable, ClassVersionTable
from ..models import ListScope
from ..selectors.class_rows import class_rows
from ..selectors.classes import classes_in_force, versions_of_class
from ..sentences import refusal_sentence
from ..services.classes import ClassTerms, Refused, class_enter


@require_http_methods(["GET", "HEAD", "POST"])
def classes(request: HttpRequest) -> HttpResponse:
    """Every class that the national evaluation published; staff enter one more."""
    may_keep = person(request).may_keep_targets
    if request.method == "POST" and not may_keep:
        raise PermissionDenied
    refusal, form = "", ClassForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        about = {name: typed[name] for name in ("zone", "year", "scope")}
        try:
            kept = class_enter(**about, terms=form.terms, seen=0, **_about(request))
        except Refused as refused:
            refusal = refusal_sentence(refused)
        else:
            words = {"zone": label(kept.zone), "year": kept.year}
            messages.success(request, _("Entered: %(zone)s, %(year)s.") % words)
            return redirect("classes")
    rows = class_rows(classes_in_force(), person(request))
    note = _(
        "What Customs published, with the number of zones on each list: never our own score, and"
        " never mixed with it."
    )
    table = ClassTable(rows, title=_("Published classes"), note=note)
    table.empty_text = (
        _("No published class is entered yet. Enter one below once Customs has published its list.")
        if may_keep
        else _(
            "No published class is entered yet. The commerce department enters them once Customs"
            " has published its list."
        )
    )
    table = prepared(request, table)
    if file := export(request, table, "classes"):
        return file
    context = {"table": table, "form": form if may_keep else None, "refusal": refusal}
    return render(request, "indicators/classes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def published_class(request: HttpRequest, zone: str, year: int, scope: str) -> HttpResponse:
    """One published class with every version; staff correct or withdraw it for a reason."""
    place = get_object_or_404(Zone, code=zone, is_judged=True)
    versions = versions_of_class(place, year, scope)
    if not versions:
        raise Http404
    may_keep, refusal = person(request).may_keep_targets, ""
    if request.method == "POST" and not may_keep:
        raise PermissionDenied
    form = ClassForm(request.POST if request.method == "POST" else None, held=versions[0])
    is_withdrawing = request.POST.get("move") == "withdraw"
    if request.method == "POST" and (is_withdrawing or form.is_valid()):
        held = {name: getattr(versions[0], name) for name in ClassTerms.__dataclass_fields__}
        terms = replace(ClassTerms(**held), is_withdrawn=True) if is_withdrawing else form.terms
        about = {"zone": place, "year": year, "scope": scope, "terms": terms}
        try:
            class_enter(**about, seen=_number(request.POST.get("seen", "")), **_about(request))
        except Refused as refused:
            refusal, versions = refusal_sentence(refused), versions_of_class(place, year, scope)
        else:
            done = _("The class is withdrawn.") if is_withdrawing else _("The class is corrected.")
            messages.success(request, done)
            return redirect("class", zone, year, scope)
    rows = class_rows(versions, person(request))
    table = prepared(request, ClassVersionTable(rows, title=_("Versions")), per_page=0)
    if file := export(request, table, f"class-{zone}-{year}-{scope}"):
        return file
    context = {
        "zone": place,
        "zone_name": label(place),
        "year": year,
        "list": str(ListScope(scope).label),
        "table": table,
        "form": form if may_keep else None,
        "seen": versions[0].version,
        "may_withdraw": not versions[0].is_withdrawn,
        "refusal": refusal,
        "reason_zh": request.POST.get("reason_zh", ""),
        "reason_en": request.POST.get("reason_en", ""),
    }
    return render(request, "indicators/class.html", context)


def _about(request: HttpRequest) -> dict:
    """What every write of a class needs to know."""
    reasons = {
        name: request.POST.get(name, "").replace("\0", "") for name in ("reason_zh", "reason_en")
    }
    return reasons | {"by": person(request), "at": timezone.now()}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else -1
