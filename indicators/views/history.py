"""The page of a cell's history."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.access import open_to, person
from zones.display import label
from zones.tables import export, prepared

from ..histories import HistoryTable
from ..models import Indicator, ReportingQuarter
from ..periods import UnknownPeriod, parse_quarter
from ..selectors.collection import zones_open_to
from ..selectors.history import history_of


@open_to(lambda who: who.may_collect or who.may_see_unpublished)
@require_safe
def cell_history(request: HttpRequest, quarter: str, zone: str, indicator: str) -> HttpResponse:
    """Everything written to one figure of a zone's quarter: who, when, from where, what."""
    try:
        code = parse_quarter(quarter)
    except UnknownPeriod as error:
        raise Http404 from error
    row = get_object_or_404(ReportingQuarter, year=code.year, quarter=code.quarter)
    place = get_object_or_404(zones_open_to(person(request)), code=zone)
    figure = get_object_or_404(Indicator, code=indicator)
    table = prepared(
        request, HistoryTable(history_of(place, row, figure), title=_("What was written"))
    )
    if file := export(request, table, f"history-{code}-{place.code}-{figure.code}"):
        return file
    context = {
        "quarter": str(code),
        "zone": place,
        "zone_name": label(place),
        "indicator": label(figure),
        "definition": label(figure, "definition"),
        "table": table,
    }
    return render(request, "collect/history.html", context)
