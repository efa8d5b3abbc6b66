"""The grid of a quarter: zones by indicators on one page, and the address that saves its cells."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zones.access import open_to, person
from zones.services.transactions import Refused

from ..cell_requests import NotUnderstood, TooMany, parse_request
from ..cell_sentences import closed_sentence
from ..grid_data import names_json, page_json, saved_json
from ..selectors.boards import dates_text
from ..selectors.collection import zones_open_to
from ..selectors.grid import grid_of
from ..selectors.quarter_terms import is_cancelled
from ..sentences import refusal_sentence
from ..services.cells import cell_save
from .asked import quarter_asked, sees_collection
from .remarks import remarked

#: Why nothing can be typed, where it is not a matter of single zones.
CLOSED_FOR_ALL = ("read_only", "locked")
JSON = "application/json"


@open_to(sees_collection)
@require_safe
def collect_grid(request: HttpRequest, quarter: str) -> HttpResponse:
    """Every zone open to the person in one grid; without scripts a table to read."""
    who = person(request)
    try:
        row = quarter_asked(quarter)
    except Http404:
        if not is_cancelled(quarter):
            raise
        return _grid_gone(request, quarter)
    grid = grid_of(row, list(zones_open_to(who)), who, timezone.now())
    context = {
        "grid": grid,
        "data": page_json(grid, who),
        "dates": dates_text(row),
        "is_read_only": not who.may_collect,
        "closed": closed_sentence(grid.closed) if grid.closed in CLOSED_FOR_ALL else "",
    }
    return render(request, "collect/grid.html", context)


def _grid_gone(request: HttpRequest, quarter: str) -> HttpResponse:
    """What a browser still keeps of a cancelled quarter, to be copied and discarded."""
    zones = list(zones_open_to(person(request)))
    said = refusal_sentence(Refused("quarter_gone", quarter=quarter))
    context = {"quarter": quarter, "said": said, "names": names_json(zones)}
    return render(request, "collect/grid_gone.html", context)


@require_POST
def collect_cells(request: HttpRequest, quarter: str) -> JsonResponse:
    """Saves cells and remarks; answers each on its own, in JSON, whatever happens."""
    who = person(request)
    if not who.may_collect:
        return _refusal("not_allowed", _("You may read these figures, not enter them."), 403)
    try:
        row = quarter_asked(quarter)
    except Http404:
        if not is_cancelled(quarter):
            raise
        gone = Refused("quarter_gone", quarter=quarter)
        return _refusal(gone.code, refusal_sentence(gone), 404)
    try:
        # A form's body has been read by whoever asked for its fields before this view.
        asked = parse_request(request.body if request.content_type == JSON else b"")
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
        remarks = [remarked(one, row, zones, who, at) for one in asked.remarks]
    except Refused as refused:  # the database is busy: the page sends everything again
        return _refusal(refused.code, refusal_sentence(refused), 503)
    touched = {one.zone for one in (*asked.edits, *asked.remarks)} | set(asked.zones)
    standing = [zone for code, zone in zones.items() if code in touched]
    answer = saved_json(saved, row, standing, who, at)
    return JsonResponse(answer | {"remarks": remarks})


def _refusal(code: str, message: str, status: int) -> JsonResponse:
    """The whole request refused, and why; no cell of it was touched."""
    return JsonResponse({"error": code, "message": message}, status=status)
