"""The pages on the policy: measures, agencies and the readings of the text."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.access import person
from zones.display import day, label
from zones.kept_pages import kept
from zones.replica import from_replica
from zones.tables import export, prepared

from ..listings import AgencyTable, MeasureTable, ReadingTable
from ..models import Measure
from ..selectors import policy as selectors
from ..selectors.innovations import innovations_listed
from ..selectors.measure_counts import measure_counts
from ..selectors.readings import chosen_readings, reading_choices, reading_rows
from ..selectors.tasks import task_view


@require_safe
@from_replica
@kept
def measures(request: HttpRequest) -> HttpResponse:
    """The policy's measures, and what it says before them."""
    policy = selectors.current_policy()
    view = task_view(person(request), timezone.now())
    rows = selectors.measure_rows(policy, view)
    note = _("How the tasks stand: %(quarter)s.") % {"quarter": view.quarter} if view else ""
    table = prepared(request, MeasureTable(rows, title=_("The measures"), note=note))
    if file := export(request, table, "measures"):
        return file
    clauses = selectors.opening_clauses(policy) if policy else []
    context = {
        "policy": policy,
        "policy_name": label(policy),
        "issued_on": day(policy.issued_on if policy else None),
        "table": table,
        "clauses": clauses,
    }
    return render(request, "indicators/measures.html", context)


@require_safe
@from_replica
@kept
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """One measure: its text as printed beside as adopted, and what it orders of whom."""
    view = task_view(person(request), timezone.now())
    page = selectors.measure_page(selectors.current_policy(), number, view)
    if page is None:
        raise Http404
    policy = selectors.current_policy()
    is_shown = page.outcome == Measure.Outcome.INNOVATIONS
    context = {
        "page": page,
        "view": view,
        "innovations": innovations_listed() if is_shown else None,
        "counts": measure_counts(policy, number, person(request)),
    }
    return render(request, "indicators/measure.html", context)


@require_safe
@from_replica
@kept
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies, each with its measures."""
    view = task_view(person(request), timezone.now())
    rows = selectors.agency_rows(selectors.current_policy(), view)
    note = _("How the tasks stand: %(quarter)s.") % {"quarter": view.quarter} if view else ""
    table = AgencyTable(rows, title=_("Agencies and their measures"), note=note)
    table = prepared(request, table, per_page=0)
    if file := export(request, table, "agencies"):
        return file
    return render(request, "indicators/agencies.html", {"table": table})


@require_safe
@from_replica
@kept
def readings(request: HttpRequest) -> HttpResponse:
    """Every reading of the text, narrowed down by what the query string asks for."""
    rows = reading_rows(selectors.current_policy())
    choices = reading_choices(rows, request.GET)
    shown = chosen_readings(rows, request.GET)
    # One page: other pages link to each reading by its anchor.
    table = prepared(request, ReadingTable(shown, title=_("Readings")), per_page=0)
    if file := export(request, table, "readings"):
        return file
    context = {"table": table, "choices": choices, "count": len(shown), "total": len(rows)}
    return render(request, "indicators/readings.html", context)
