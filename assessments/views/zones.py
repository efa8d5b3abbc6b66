"""The list of zones, and of the places that are on the way to becoming one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.kept_pages import kept
from zones.replica import from_replica
from zones.tables import export, prepared

from ..listings.board import PlaceTable, ZoneTable
from ..selectors.published import latest_published
from ..selectors.zones import place_rows, zone_rows
from ..wording import period_name


@require_safe
@from_replica
@kept
def zones(request: HttpRequest) -> HttpResponse:
    """Every zone with its place in the latest published assessment, and the places to come."""
    assessment = latest_published()
    period = period_name(assessment.span) if assessment else ""
    note = _("Rank, score and warnings: %(period)s.") % {"period": period} if period else ""
    table = prepared(
        request, ZoneTable(zone_rows(assessment), title=_("Zones that are judged"), note=note)
    )
    if file := export(request, table, "zones"):
        return file
    places = prepared(
        request,
        PlaceTable(
            place_rows(),
            title=_("On the way to becoming a zone"),
            note=_("They report no figures here and are never ranked."),
            prefix="p-",
        ),
    )
    if file := export(request, places, "places"):
        return file
    return render(request, "assessments/zones.html", {"table": table, "places": places})
