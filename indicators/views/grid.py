"""The grid of a quarter: zones by indicators on one page, and the address that saves its cells."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zones.access import Person, open_to, person
from zones.models import Zone
from zones.views import busy

from ..cell_requests import NotUnderstood, Remark, TooMany, parse_request
from ..cell_sentences import closed_sentence
from ..grid_data import page_json, saved_json
from ..models import ReportingQuarter
from ..selectors.boards import dates_text, zone_address
from ..selectors.collection import zones_open_to
from ..selectors.grid import grid_of
from ..sentences import refusal_sentence
from ..services.cells import Result, cell_save
from ..services.merging import Refused
from ..services.remarks import remark_add
from .asked import quarter_asked, sees_collection

#: Why nothing can be typed, where it is not a matter of single zones.
CLOSED_FOR_ALL = ("read_only", "locked")


@open_to(sees_collection)
@require_safe
def collect_grid(request: HttpRequest, quarter: str) -> HttpResponse:
    """Every zone open to the person in one grid; without scripts a table to read."""
    who, row = person(request), quarter_asked(quarter)
    grid = grid_of(row, list(zones_open_to(who)), who, timezone.now())
    context = {
        "grid": grid,
        "data": page_json(grid, who),
        "dates": dates_text(row),
        "closed": closed_sentence(grid.closed) if grid.closed in CLOSED_FOR_ALL else "",
    }
    return render(request, "collect/grid.html", context)


@require_POST
def collect_cells(request: HttpRequest, quarter: str) -> JsonResponse:
    """Saves cells and remarks; answers each on its own, in JSON, whatever happens."""
    who = person(request)
    if not who.may_collect:
        return _refusal("not_allowed", _("You may read these figures, not enter them."), 403)
    row = quarter_asked(quarter)
    try:
        asked = parse_request(request.body)
    except (TooMany, RequestDataTooBig):
        return _refusal("too_large", _("Too many cells at once; paste a smaller rectangle."), 413)
    except NotUnderstood:
        return _refusal("not_understood", _("The page is out of date; reload it."), 400)
    if asked.person != who.user_id:
        text = _("You are signed in as %(name)s now; whoever typed this has to sign in again.")
        return _refusal("other_person", text % {"name": who.name}, 409)
    zones = {zone.code: zone for zone in zones_open_to(who)}
    at = timezone.now()
    try:
        saved = cell_save(
            quarter=row,
            zones=zones,
            edits=asked.edits,
            by=who,
            at=at,
            revision_reasons=asked.reasons,
        )
        remarks = [_remarked(one, row, zones, who, at) for one in asked.remarks]
    except Refused as refused:  # the database is busy: the page sends everything again
        return _refusal(refused.code, refusal_sentence(refused), 503)
    touched = {one.zone for one in (*asked.edits, *asked.remarks)} | set(asked.zones)
    standing = [zone for code, zone in zones.items() if code in touched]
    answer = saved_json(saved, row, standing, who, at)
    return JsonResponse(answer | {"remarks": remarks})


@require_POST
def collect_remark(request: HttpRequest, quarter: str, zone: str) -> HttpResponse:
    """Takes a remark from the plain form below a zone's figures, and shows them again."""
    who, row = person(request), quarter_asked(quarter)
    place = get_object_or_404(zones_open_to(who), code=zone)
    if not who.may_enter(place):
        raise PermissionDenied
    said = Remark(
        id="",
        zone=place.code,
        indicator=request.POST.get("indicator", ""),
        text=request.POST.get("text", "").replace("\0", ""),
        is_follow_up="is_follow_up" in request.POST,
        is_done="is_done" in request.POST,
    )
    try:
        answer = _remarked(said, row, {place.code: place}, who, timezone.now())
    except Refused:
        return busy(request)
    if answer["result"] == Result.SAVED:
        messages.success(request, _("The remark is saved."))
    else:
        messages.error(request, answer["message"])
    return redirect(zone_address(row.code, place) + "#remarks")


def _remarked(
    said: Remark, row: ReportingQuarter, zones: Mapping[str, Zone], who: Person, at: datetime
) -> dict[str, str]:
    """What became of a remark, in the words of the page; raises Refused where it may come again."""
    try:
        if said.zone not in zones:
            raise Refused("unknown_cell")
        remark_add(
            quarter=row,
            zone=zones[said.zone],
            indicator=said.indicator,
            text=said.text,
            is_follow_up=said.is_follow_up,
            is_done=said.is_done,
            by=who,
            at=at,
        )
    except Refused as refused:
        if refused.code == "busy":
            raise
        return {"id": said.id, "result": Result.FAILED, "message": refusal_sentence(refused)}
    return {"id": said.id, "result": Result.SAVED, "message": ""}


def _refusal(code: str, message: str, status: int) -> JsonResponse:
    """The whole request refused, and why; no cell of it was touched."""
    return JsonResponse({"error": code, "message": message}, status=status)
