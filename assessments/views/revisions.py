"""The page of revised figures."""

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.access import person
from zones.display import day, moment
from zones.tables import export, prepared

from ..listings.revisions import RevisionTable
from ..selectors.bulletins import Since, since_bulletins
from ..selectors.revisions import RevisionRow, revisions

ALL = "all"


@require_safe
def revised(request: HttpRequest) -> HttpResponse:
    """What was revised since the last bulletin, or in another time that is asked for."""
    choices = since_bulletins()
    chosen = request.GET.get("since", choices[0].half if choices else ALL)
    bulletin = next((one for one in choices if one.half == chosen), None)
    begins, ends = _day(request, "from"), _day(request, "to")
    since = begins or (bulletin.at if bulletin else None)
    rows = revisions(person(request), since, ends and ends + timedelta(days=1))
    zones = _choices(rows, "zone_code", "zone", "zone_order")
    indicators = _choices(rows, "indicator_code", "indicator", "indicator_order")
    wanted = {name: request.GET.get(name, "") for name in ("zone", "indicator")}
    shown = [
        row
        for row in rows
        if wanted["zone"] in ("", row.zone_code) and wanted["indicator"] in ("", row.indicator_code)
    ]
    table = RevisionTable(shown, title=_("Revised figures"), note=_span(begins, ends, bulletin))
    table = prepared(request, table)
    if file := export(request, table, "revisions"):
        return file
    context = {
        "table": table,
        "choices": choices,
        "chosen": "" if begins else chosen,
        "begins": request.GET.get("from", "") if begins else "",
        "ends": request.GET.get("to", "") if ends else "",
        "zones": zones,
        "indicators": indicators,
        "wanted": wanted,
    }
    return render(request, "assessments/revisions.html", context)


def _day(request: HttpRequest, name: str) -> datetime | None:
    """The beginning of the day that the query names; None for none, or for a text that is none."""
    try:
        found = parse_date(request.GET.get(name, ""))
    except ValueError:  # the thirtieth of February
        found = None
    return timezone.make_aware(datetime.combine(found, time.min)) if found else None


def _choices(rows: list[RevisionRow], code: str, name: str, order: str) -> list[tuple[str, str]]:
    """What the rows can be filtered by: code and name, in order."""
    found = {(getattr(row, order), getattr(row, code), getattr(row, name)) for row in rows}
    return [(its_code, its_name) for _order, its_code, its_name in sorted(found)]


def _span(begins: datetime | None, ends: datetime | None, bulletin: Since | None) -> str:
    """From when to when the table tells."""
    if begins:
        text = _("Revised from %(day)s on") % {"day": day(begins)}
    elif bulletin:
        words = {"half": bulletin.half, "at": moment(bulletin.at)}
        text = _("Revised since the bulletin of %(half)s took its figures (%(at)s)") % words
    else:
        text = _("Every revision")
    if ends:
        text = _("%(span)s, up to %(day)s") % {"span": text, "day": day(ends)}
    return text
