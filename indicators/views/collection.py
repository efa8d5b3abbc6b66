"""The pages of the collection: every quarter, one quarter, and one zone's quarter."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import Person, open_to, person
from zones.display import label
from zones.models import Zone
from zones.tables import export, prepared

from ..boards import BoardTable, SheetTable
from ..forms import QuarterForm, SheetForm
from ..models import ReportingQuarter
from ..periods import Quarter, UnknownPeriod, parse_quarter
from ..selectors.boards import board_rows, dates_text, next_quarter, quarter_lines
from ..selectors.checked_sheets import checked_sheet
from ..selectors.collection import zones_open_to
from ..selectors.findings import typed_reasons
from ..selectors.sheets import Sheet, sheet_of
from ..sentences import refusal_sentence
from ..services.figures import quarter_open
from ..services.submissions import (
    Refused,
    submission_hand_in,
    submission_record,
    submission_return,
    submission_verify,
)

QUARTERS_A_PAGE = 8


def _sees(person: Person) -> bool:
    return person.may_collect or person.may_see_unpublished


@open_to(_sees)
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: HttpRequest) -> HttpResponse:
    """Every quarter with where each zone stands; the department opens new quarters here."""
    who = person(request)
    form = QuarterForm(request.POST or None, initial=next_quarter(timezone.localdate()))
    if request.method == "POST":
        if not who.is_commerce:
            raise PermissionDenied
        if form.is_valid():
            about = {**form.cleaned_data, "by": who, "at": timezone.now()}
            quarter = quarter_open(Quarter(about.pop("year"), about.pop("quarter")), **about)
            messages.success(request, _("%(quarter)s is open.") % {"quarter": quarter.code})
            return redirect("collect_quarter", quarter.code)
    zones = list(zones_open_to(who))
    page = Paginator(ReportingQuarter.objects.all(), QUARTERS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "zones": [label(zone, "short") for zone in zones],
        "page": page,
        "lines": quarter_lines(list(page), zones, timezone.localdate()),
        "form": form if who.is_commerce else None,
    }
    return render(request, "collect/quarters.html", context)


@open_to(_sees)
@require_safe
def collect_quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    """One quarter: which zone has handed in what, and what comes next."""
    who, row = person(request), _quarter(quarter)
    rows = board_rows(row, list(zones_open_to(who)), who, timezone.localdate())
    table = prepared(request, BoardTable(rows, title=_("Where each zone stands")))
    if file := export(request, table, f"collection-{row.code}"):
        return file
    context = {"quarter": row, "dates": dates_text(row), "table": table}
    return render(request, "collect/quarter.html", context)


@open_to(_sees)
@require_http_methods(["GET", "HEAD", "POST"])
def collect_zone(request: HttpRequest, quarter: str, zone: str) -> HttpResponse:
    """A zone's quarter: typed, handed in and reviewed here, with every version it had."""
    who, row = person(request), _quarter(quarter)
    place = get_object_or_404(zones_open_to(who), code=zone)
    if request.method == "POST":
        if not who.may_enter(place):
            raise PermissionDenied
        return _moved(request, place, row)
    sheet = checked_sheet(sheet_of(place, row, timezone.localdate()))
    is_revising = "revise" in request.GET and sheet.may_revise(who)
    may_edit = sheet.may_edit(who, is_revising=is_revising)
    return _page(request, sheet, SheetForm(sheet) if may_edit else None)


def _quarter(code: str) -> ReportingQuarter:
    """The collection's quarter of that code; Http404 where there is none."""
    try:
        quarter = parse_quarter(code)
    except UnknownPeriod as error:
        raise Http404 from error
    return get_object_or_404(ReportingQuarter, year=quarter.year, quarter=quarter.quarter)


def _moved(request: HttpRequest, zone: Zone, quarter: ReportingQuarter) -> HttpResponse:
    """The page after a button: the move done, or refused with everything that was typed."""
    move = MOVES.get(request.POST.get("move", ""))
    if move is None:
        raise BadRequest
    today, reasons = timezone.localdate(), typed_reasons(request.POST)
    sheet = checked_sheet(sheet_of(zone, quarter, today), typed=reasons)
    form = SheetForm(sheet, request.POST) if move in (_save, _hand_in) else None
    if form and not form.is_valid():
        return _page(request, sheet, form, _("Some figures cannot be taken; nothing was saved."))
    try:
        messages.success(request, move(request, sheet, form))
    except Refused as refused:
        # Somebody else may have been quicker: the page shows what is stored by now.
        found = refused.params.get("found")
        sheet = checked_sheet(sheet_of(zone, quarter, today), found=found, typed=reasons)
        if form:
            form = SheetForm(sheet, request.POST)
            form.is_valid()
            form.add_findings(refused.findings)
        is_stale = refused.code == "changed_meanwhile"
        return _page(request, sheet, form, refusal_sentence(refused), is_stale=is_stale)
    return redirect(sheet.href)


def _typed(request: HttpRequest, name: str) -> str:
    """A text as typed, without the character that PostgreSQL cannot store."""
    return request.POST.get(name, "").replace("\0", "")


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


def _hand_in(request: HttpRequest, sheet: Sheet, form: SheetForm) -> str:
    submission_hand_in(**_figures(request, sheet, form))
    if form.missing:
        text = _("Handed in for review; %(count)s figures are missing.")
        return text % {"count": form.missing}
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


#: What the page's buttons do.
MOVES: dict[str, Callable[..., str]] = {
    "save": _save,
    "submit": _hand_in,
    "verify": _verify,
    "return": _return,
}


def _page(
    request: HttpRequest,
    sheet: Sheet,
    form: SheetForm | None,
    refusal: str = "",
    *,
    is_stale: bool = False,
) -> HttpResponse:
    """The page of a zone's quarter: its form, or a table to read."""
    who = person(request)
    title = _("Figures of %(quarter)s") % {"quarter": sheet.quarter_code}
    table = prepared(request, SheetTable(sheet.lines, title=title), per_page=0)
    name = f"collection-{sheet.quarter_code}-{sheet.zone.code}"
    if form is None and (file := export(request, table, name)):
        return file
    context = {
        "sheet": sheet,
        "form": form,
        "table": table,
        "refusal": refusal,
        "is_stale": is_stale,
        "may_review": sheet.may_review(who),
        "may_revise": sheet.may_revise(who),
        "note": _typed(request, "note"),
    }
    return render(request, "collect/zone.html", context)
