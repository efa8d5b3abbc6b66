"""The page of a zone's timeline."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.access import person
from zones.display import label
from zones.kept_pages import kept
from zones.models import Zone
from zones.replica import from_replica
from zones.tables import export, prepared

from ..charts.timeline import timeline_chart
from ..listings.timeline import TimelineTable
from ..selectors.timeline import timeline_of


@require_safe
@from_replica
@kept
def timeline(request: HttpRequest, code: str) -> HttpResponse:
    """What happened to a zone when: a lane a kind, and every event with the page it leads to."""
    place = get_object_or_404(Zone.objects.select_related("city"), code=code)
    wanted = {name: request.GET.get(name, "") for name in ("kind", "year")}
    found = timeline_of(place, person(request), wanted)
    table = prepared(request, TimelineTable(found.events, title=_("Events")))
    if file := export(request, table, f"{code}-timeline"):
        return file
    context = {
        "zone": place,
        "name": label(place),
        "page": found,
        "chart": timeline_chart(found.events, found.finding),
        "table": table,
        "wanted": wanted,
    }
    return render(request, "assessments/timeline.html", context)
