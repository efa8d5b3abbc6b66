"""The page of a zone's quarter."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zones.access import Person, open_to, person
from zones.badges import Link
from zones.display import moment
from zones.models import Zone
from zones.next_steps import tell
from zones.tables import export, prepared
from zones.views import busy

from ..boards import SheetTable
from ..cell_requests import Remark
from ..forms import SheetForm
from ..grid_data import page_json
from ..lifecycle import RETURNED, SUBMITTED, VERIFIED
from ..models import ReportingQuarter
from ..selectors.boards import zone_address
from ..selectors.checked_sheets import checked_sheet
from ..selectors.collection import zones_open_to
from ..selectors.findings import typed_reasons
from ..selectors.grid import grid_of, remarks_on
from ..selectors.last_year import statement_on
from ..selectors.next_steps import after_entering, after_reviewing
from ..selectors.register_lines import register_lines
from ..selectors.sheets import Sheet, sheet_of
from ..selectors.uploads import files_of
from ..sentences import refusal_sentence
from ..services.cells import Result
from ..services.counts import with_counts
from ..services.submissions import (
    Refused,
    submission_hand_in,
    submission_record,
    submission_return,
    submission_take_over,
    submission_verify,
)
from .asked import quarter_asked, sees_collection, told_if_cancelled
from .remarks import remark_typed, remarked


@open_to(sees_collection)
@require_http_methods(["GET", "HEAD", "POST"])
@told_if_cancelled
def collect_zone(request: HttpRequest, quarter: str, zone: str) -> HttpResponse:
    """A zone's quarter: typed, handed in and reviewed here, with every version it had."""
    who, row = person(request), quarter_asked(quarter)
    place = get_object_or_404(zones_open_to(who), code=zone)
    if request.method == "POST":
        if not who.may_enter(place):
            raise PermissionDenied
        move = _remarked if request.POST.get("move") == "remark" else _moved
        return move(request, place, row)
    return _opened(request, place, row)


def _opened(request: HttpRequest, zone: Zone, quarter: ReportingQuarter, **said) -> HttpResponse:
    """The page as it stands: to be typed in where the person may, else to be read."""
    sheet, who = checked_sheet(sheet_of(zone, quarter, timezone.now())), person(request)
    is_revising = "revise" in request.GET and sheet.may_revise(who)
    may_edit = sheet.may_edit(who, is_revising=is_revising)
    return _page(request, sheet, SheetForm(sheet) if may_edit else None, **said)


def _remarked(request: HttpRequest, zone: Zone, quarter: ReportingQuarter) -> HttpResponse:
    """The page after a remark: taken, or refused beside the words as they were typed."""
    said = remark_typed(zone, request.POST)
    try:
        answer = remarked(said, quarter, {zone.code: zone}, person(request), timezone.now())
    except Refused:
        return busy(request)
    if answer["result"] == Result.FAILED:
        return _opened(request, zone, quarter, remark=said, remark_refusal=answer["message"])
    messages.success(request, _("The remark is saved."))
    return redirect(zone_address(quarter.code, zone) + "#remarks")


def _moved(request: HttpRequest, zone: Zone, quarter: ReportingQuarter) -> HttpResponse:
    """The page after a button: the move done, or refused with everything that was typed."""
    move = MOVES.get(request.POST.get("move", ""))
    if move is None:
        raise BadRequest
    now, reasons = timezone.now(), typed_reasons(request.POST)
    sheet = checked_sheet(sheet_of(zone, quarter, now), typed=reasons)
    form = SheetForm(sheet, request.POST) if move in (_save, _counts, _hand_in) else None
    if form and not form.is_valid():
        return _page(request, sheet, form, _("Some figures cannot be taken; nothing was saved."))
    try:
        tell(request, move(request, sheet, form), _next_steps(request, sheet, move))
    except Refused as refused:
        # Somebody else may have been quicker: the page shows what is stored by now.
        found = refused.params.get("found") if refused.code == "figures_disagree" else None
        sheet = checked_sheet(sheet_of(zone, quarter, now), found=found, typed=reasons)
        if form:
            form = SheetForm(sheet, request.POST)
            form.is_valid()
        if said := _said_before(request, sheet, move, form):
            messages.info(request, said)
            return redirect(sheet.href)
        if move is _take_over:
            return _opened(request, zone, quarter, refusal=refusal_sentence(refused))
        is_stale = refused.code == "changed_meanwhile"
        # What the form names, each with a link, is not said here once more.
        said = refusal_sentence(refused, form.add_findings(refused.findings) if form else None)
        is_asked = bool(refused.missing or _accepted(request))
        return _page(request, sheet, form, said, is_stale=is_stale, is_asked=is_asked)
    return redirect(sheet.href)


def _next_steps(request: HttpRequest, sheet: Sheet, move: Callable[..., str]) -> list[Link]:
    """Where the person goes on from there; nothing after a draft is saved."""
    about = person(request), sheet.quarter, timezone.now()
    if move is _hand_in:
        return after_entering(*about)
    return after_reviewing(*about) if move in (_verify, _return) else []


def _said_before(
    request: HttpRequest, sheet: Sheet, move: Callable[..., str], form: SheetForm | None
) -> str:
    """What to say to the same button pressed twice by the same person; empty for anything else."""
    latest, who = sheet.latest, person(request).user_id
    if latest is None:
        return ""
    if move is _hand_in and form and (latest.state, latest.submitted_by_id) == (SUBMITTED, who):
        when = {"at": moment(latest.submitted_at)}
        if not any(line.is_changed_meanwhile for line in form.forms):
            return _("You handed these figures in already (%(at)s); nothing was sent twice.") % when
    if move is _verify and (latest.state, latest.reviewed_by_id) == (VERIFIED, who):
        when = {"at": moment(latest.verified_at)}
        return _("You verified these figures already (%(at)s).") % when
    is_returned = move is _return and latest.state == RETURNED
    if is_returned and latest.note == _typed(request, "note").strip():
        return _("These figures are returned already, with this note.")
    return ""


def _typed(request: HttpRequest, name: str) -> str:
    """A text as typed, without the character that PostgreSQL cannot store."""
    return request.POST.get(name, "").replace("\0", "")


def _accepted(request: HttpRequest) -> set[str]:
    """The indicators without which the person has agreed to hand in."""
    return set(filter(None, request.POST.get("without", "").split(",")))


def _figures(request: HttpRequest, sheet: Sheet, form: SheetForm) -> dict:
    """What the services need to record the figures typed."""
    return {
        "zone": sheet.zone,
        "quarter": sheet.quarter,
        "entries": form.entries,
        "by": person(request),
        "at": timezone.now(),
        "revision_reason": _typed(request, "revision_reason"),
        "seen": request.POST.get("seen", ""),
        "reasons": typed_reasons(request.POST),
    }


def _save(request: HttpRequest, sheet: Sheet, form: SheetForm) -> str:
    submission_record(**_figures(request, sheet, form))
    return _("Saved as a draft.")


def _counts(request: HttpRequest, sheet: Sheet, form: SheetForm) -> str:
    lines = register_lines(sheet.zone, sheet.quarter.code)
    if not lines:
        raise Refused("no_counts_to_take")
    typed = _figures(request, sheet, form)
    submission_record(**typed | {"entries": with_counts(typed["entries"], lines)})
    return _("Saved as a draft, with the counts of the register.")


def _hand_in(request: HttpRequest, sheet: Sheet, form: SheetForm) -> str:
    submission_hand_in(
        **_figures(request, sheet, form),
        is_incomplete_accepted=form.missing <= _accepted(request),
    )
    if form.missing:
        return ngettext(
            "Handed in for review; %(count)s figure is missing.",
            "Handed in for review; %(count)s figures are missing.",
            len(form.missing),
        ) % {"count": len(form.missing)}
    return _("Handed in for review.")


def _review(request: HttpRequest, sheet: Sheet) -> dict:
    """What the services need to review the submission that waits."""
    if sheet.latest is None:
        raise BadRequest
    return {
        "submission": sheet.latest,
        "by": person(request),
        "at": timezone.now(),
        "seen": request.POST.get("seen", ""),
    }


def _verify(request: HttpRequest, sheet: Sheet, _form: None) -> str:
    submission_verify(**_review(request, sheet))
    return _("Verified: these figures count from now on.")


def _return(request: HttpRequest, sheet: Sheet, _form: None) -> str:
    submission_return(**_review(request, sheet), note=_typed(request, "note"))
    return _("Returned with your note.")


def _take_over(request: HttpRequest, sheet: Sheet, _form: None) -> str:
    submission_take_over(**_review(request, sheet))
    return _("The figures are yours from now on: once you hand them in, a colleague verifies.")


#: What the page's buttons do.
MOVES: dict[str, Callable[..., str]] = {
    "save": _save,
    "counts": _counts,
    "submit": _hand_in,
    "verify": _verify,
    "return": _return,
    "take_over": _take_over,
}


def _grid_data(sheet: Sheet, who: Person) -> dict:
    """What the script needs to save the form cell by cell."""
    grid = grid_of(sheet.quarter, [sheet.zone], who, timezone.now())
    return page_json(grid, who, is_revising=True)


def _page(
    request: HttpRequest,
    sheet: Sheet,
    form: SheetForm | None,
    refusal: str = "",
    *,
    is_stale: bool = False,
    is_asked: bool = False,
    remark: Remark | None = None,
    remark_refusal: str = "",
) -> HttpResponse:
    """The page of a zone's quarter: its form, or a table to read."""
    who = person(request)
    title = _("Figures of %(quarter)s") % {"quarter": sheet.quarter_code}
    table = prepared(request, SheetTable(sheet.lines, title=title), per_page=0)
    name = f"collection-{sheet.quarter_code}-{sheet.zone.code}"
    if form is None and (file := export(request, table, name)):
        return file
    remarks = remarks_on(sheet)
    marked = next((one.code for one in remarks if one.is_marked), "")
    context = {
        "sheet": sheet,
        "data": _grid_data(sheet, who) if form else None,
        "remarks": remarks,
        "has_remarks": any(one.remarks for one in remarks),
        "has_marks": bool(marked),
        "remark": remark or Remark("", sheet.zone.code, marked, "", is_follow_up=False),
        "remark_refusal": remark_refusal,
        "statement": statement_on(sheet.zone, sheet.quarter.code, timezone.now()),
        "files": files_of(sheet.quarter, sheet.zone, who),
        "register": register_lines(sheet.zone, sheet.quarter.code),
        "may_remark": who.may_enter(sheet.zone),
        "form": form,
        "table": table,
        "refusal": refusal,
        "is_stale": is_stale,
        "is_asked": is_asked,
        "is_agreed": bool(form and form.missing <= _accepted(request)),
        "review": sheet.review(who),
        "theirs": sheet.to_take_over(who) if form else (),
        "waits_with_gaps": sheet.waits_with_gaps(who),
        "may_revise": sheet.may_revise(who),
        "note": _typed(request, "note"),
    }
    return render(request, "collect/zone.html", context)
