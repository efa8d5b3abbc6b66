"""Uploaded files: taken, shown cell by cell beside what is stored, then confirmed or put away."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zones.access import Person, open_to, person
from zones.display import label, moment
from zones.models import Zone
from zones.services.transactions import Refused
from zones.tables import prepared

from ..cell_sentences import closed_sentence
from ..models import Upload
from ..selectors.boards import zone_address
from ..selectors.checks import Indicators
from ..selectors.collection import start_of, zones_open_to
from ..selectors.figures import indicators_by_code
from ..selectors.upload_checks import UploadChecks, upload_checks
from ..selectors.upload_page import quarter_meant, why_no_upload
from ..selectors.uploads import was_handed_in
from ..sentences import refusal_sentence
from ..services.comparing import Compared
from ..services.uploads import (
    FileRefused,
    upload_compared,
    upload_confirm,
    upload_discard,
    upload_read,
)
from ..upload_tables import UploadTable, upload_preview
from ..workbook_sentences import file_problem_place, file_problem_text
from .asked import quarter_asked, sees_collection, told_if_cancelled, upload_asked

ROWS_A_PAGE = 50


def _collects(who: Person) -> bool:
    return who.may_collect


@open_to(_collects)
@require_http_methods(["GET", "HEAD", "POST"])
@told_if_cancelled
def collect_upload(request: HttpRequest, quarter: str, zone: str = "") -> HttpResponse:
    """The page that takes a file; what was understood of it is shown on the next one."""
    who, row = person(request), quarter_asked(quarter)
    place = get_object_or_404(zones_open_to(who), code=zone) if zone else None
    problems: list[tuple[str, str]] = []
    meant = ""
    file = request.FILES.get("file")
    if file is not None:
        try:
            upload = upload_read(
                quarter=row, zone=place, name=file.name, file=file, by=who, at=timezone.now()
            )
            return redirect("collect_preview", row.code, upload.pk)
        except FileRefused as refused:
            meant = quarter_meant(refused.problems)
            problems = [
                (file_problem_place(one) or one.file, file_problem_text(one))
                for one in refused.problems
            ]
        except Refused as refused:
            problems = [("", refusal_sentence(refused))]
    elif request.method == "POST":
        problems = [("", _("Choose a file first."))]
    zones = [place] if place else list(zones_open_to(who))
    code = why_no_upload(row, zones, who, timezone.now())
    start = str(start_of(place) or "") if place else ""
    context = {
        "quarter": row,
        "zone": place,
        "zone_name": label(place) if place else "",
        "problems": problems,
        "meant": meant,
        "closed": closed_sentence(code, start) if code else "",
        "is_locked": code == "locked",
    }
    return render(request, "collect/upload.html", context)


@open_to(sees_collection)
@require_http_methods(["GET", "HEAD", "POST"])
@told_if_cancelled
def collect_preview(request: HttpRequest, quarter: str, upload: int) -> HttpResponse:
    """An uploaded file cell by cell beside what is stored; whoever uploaded it decides here."""
    who = person(request)
    found = upload_asked(who, quarter, upload)
    zones = {zone.code: zone for zone in zones_open_to(who)}
    refusal, is_asked = "", False
    if request.method == "POST":
        if found.by_id != who.user_id:
            raise PermissionDenied
        move = MOVES.get(request.POST.get("move", ""))
        if move is None:
            raise BadRequest
        try:
            return move(request, found, zones)
        except Refused as refused:
            refusal = refusal_sentence(refused)
            is_asked = refused.code == "incomplete"
    compared = upload_compared(upload=found, zones=zones, by=who, at=timezone.now())
    known = indicators_by_code()
    checks = _checks(found, compared, zones, known)
    preview = upload_preview(
        compared,
        checks,
        found.quarter.code,
        {zone.code: zone for zone in Zone.objects.filter(is_judged=True)},
        {code: one.model for code, one in known.items()},
        request.GET.get("show", ""),
    )
    table = UploadTable(preview.rows, title=preview.title)
    context = {
        "upload": found,
        "quarter": found.quarter,
        "zone_name": label(found.zone) if found.zone else "",
        "confirmed": moment(found.confirmed_at),
        "compared": compared,
        "preview": preview,
        "table": prepared(request, table, per_page=ROWS_A_PAGE),
        "meant": quarter_meant(compared.parsed.problems),
        "following": str(found.quarter.code.shift(1)),
        "refusal": refusal,
        "is_asked": is_asked,
        "reason": request.POST.get("revision_reason", ""),
        "is_own": found.by_id == who.user_id,
    }
    return render(request, "collect/preview.html", context)


def _checks(
    upload: Upload, compared: Compared, zones: Mapping[str, Zone], known: Indicators
) -> UploadChecks:
    """What the checks would find; nothing of a file that is confirmed: its zones' pages tell it."""
    if upload.confirmed_at is not None:
        return UploadChecks()
    in_file = [(one.cell.zone, one.cell.indicator) for one in compared.cells]
    return upload_checks(upload.quarter, zones, compared.standing, in_file, known)


def _confirm(request: HttpRequest, upload: Upload, zones: Mapping[str, Zone]) -> HttpResponse:
    return _confirmed(request, upload, zones, is_handed_in=False)


def _hand_in(request: HttpRequest, upload: Upload, zones: Mapping[str, Zone]) -> HttpResponse:
    return _confirmed(request, upload, zones, is_handed_in=True)


def _confirmed(
    request: HttpRequest, upload: Upload, zones: Mapping[str, Zone], *, is_handed_in: bool
) -> HttpResponse:
    """Where to go on, with what was done said; by another button before, that it was."""
    at = timezone.now()
    done = upload_confirm(
        upload=upload,
        zones=zones,
        by=person(request),
        at=at,
        seen=request.POST.get("seen", ""),
        revision_reason=request.POST.get("revision_reason", "").replace("\0", ""),
        is_handed_in=is_handed_in,
        is_incomplete_accepted="is_incomplete_accepted" in request.POST,
    )
    words = {"count": done.saved, "file": done.file_name, "when": moment(done.confirmed_at)}
    if done.confirmed_at != at and was_handed_in(done) != is_handed_in:
        messages.info(request, _before(is_handed_in=not is_handed_in) % words)
    else:
        messages.success(request, _now(done.saved, is_handed_in=is_handed_in) % words)
    return _place_of(done)


def _now(count: int, *, is_handed_in: bool) -> str:
    """What was done with a file's figures."""
    if is_handed_in:
        return ngettext(
            "%(file)s: %(count)s figure is saved and handed in for review.",
            "%(file)s: %(count)s figures are saved and handed in for review.",
            count,
        )
    return ngettext(
        "%(file)s: %(count)s figure is saved as a draft. Hand it in when everything is ready.",
        "%(file)s: %(count)s figures are saved as a draft. Hand them in when they are ready.",
        count,
    )


def _before(*, is_handed_in: bool) -> str:
    """What had been done with a file when another button was pressed."""
    if is_handed_in:
        return _("%(file)s was confirmed already (%(when)s) and handed in; nothing was done now.")
    return _("%(file)s was confirmed already (%(when)s) as a draft; nothing was done now.")


def _put_away(request: HttpRequest, upload: Upload, _zones: Mapping[str, Zone]) -> HttpResponse:
    upload_discard(upload=upload, by=person(request))
    messages.success(request, _("The file was put away; nothing of it was saved."))
    return _place_of(upload)


def _place_of(upload: Upload) -> HttpResponse:
    """Where to go on: the page of the one zone that it was about, or the quarter's board."""
    zones = [upload.zone] if upload.zone else list(upload.zones.all()[:2])
    if len(zones) == 1:
        return redirect(zone_address(upload.quarter.code, zones[0]))
    return redirect("collect_quarter", upload.quarter.code)


#: What the page's buttons do.
MOVES: dict[str, Callable[..., HttpResponse]] = {
    "confirm": _confirm,
    "hand_in": _hand_in,
    "discard": _put_away,
}
