"""The list of zones, and of the places that are on the way to becoming one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.kept_pages import kept
from zones.parts import Part
from zones.replica import from_replica
from zones.tables import HouseTable, export, prepared
from zones.written import STEPS

from ..listings.board import PlaceTable, ZoneTable
from ..selectors.published import latest_published
from ..selectors.zones import place_rows, zone_rows
from ..wording import period_name
from .published_parts import is_file_asked


@require_safe
@from_replica
@kept
def zones(request: HttpRequest) -> HttpResponse:
    """Every zone with its place in the latest published assessment, and the places to come."""
    if is_file_asked(request):
        tables = _tables(request)
        if file := export(request, tables["table"], "zones"):
            return file
        if file := export(request, tables["places"], "places"):
            return file
    listed = Part(request, "zones", lambda: _listed(request), touched_by=(STEPS,), by_day=False)
    return render(request, "assessments/zones.html", {"listed": listed})


def _listed(request: HttpRequest) -> dict[str, HouseTable]:
    """What the page prints for everybody."""
    tables = _tables(request)
    for table in tables.values():
        export(request, table, "")  # the page offers the downloads
    return tables


def _tables(request: HttpRequest) -> dict[str, HouseTable]:
    assessment = latest_published()
    period = period_name(assessment.span) if assessment else ""
    note = _("Rank, score and warnings: %(period)s.") % {"period": period} if period else ""
    places = PlaceTable(
        place_rows(),
        title=_("On the way to becoming a zone"),
        note=_("They report no figures here and are never ranked."),
        prefix="p-",
    )
    table = ZoneTable(zone_rows(assessment), title=_("Zones that are judged"), note=note)
    return {"table": prepared(request, table), "places": prepared(request, places)}
