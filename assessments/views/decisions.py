"""The page of what waits for a decision of the reader."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.access import open_to, person
from zones.tables import export, prepared

from ..listings.decisions import DecisionTable
from ..selectors.decisions import decisions_waiting


@require_safe
@open_to(lambda who: who.may_see_every_case)
def decisions(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the reader, the most urgent first."""
    found = decisions_waiting(person(request), timezone.localdate())
    table = prepared(request, DecisionTable(found, title=_("Decisions")))
    if file := export(request, table, "decisions"):
        return file
    own = sum(not one.is_to_know for one in found)
    context = {"table": table, "count": own, "to_know": len(found) - own}
    return render(request, "assessments/decisions.html", context)
