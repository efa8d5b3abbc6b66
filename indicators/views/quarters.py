"""The pages of the collection's quarters: all of them with one's work, and one's status board."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zones.access import open_to, person
from zones.display import label, moment
from zones.tables import export, prepared

from ..boards import BoardTable, WorkTable
from ..forms import ReopeningForm
from ..models import Reopening, ReportingQuarter
from ..periods import Quarter
from ..quarter_forms import QuarterForm
from ..selectors.boards import dates_text, next_quarter, quarter_lines
from ..selectors.collection import zones_open_to
from ..selectors.reopenings import is_through_lock
from ..selectors.status_board import status_board
from ..selectors.worklist import work_list
from ..sentences import refusal_sentence
from ..services.quarters import quarter_open
from ..services.reopenings import Refused, quarter_reopen, reopening_end
from .asked import quarter_asked, sees_collection, told_if_cancelled

QUARTERS_A_PAGE = 8
WORK_A_PAGE = 10


@open_to(sees_collection)
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: HttpRequest) -> HttpResponse:
    """What waits for the person, and every quarter; the department opens new quarters here."""
    who, now = person(request), timezone.now()
    form = QuarterForm(request.POST or None, initial=next_quarter(timezone.localdate(now)))
    if request.method == "POST":
        if not who.may_open_quarters:
            raise PermissionDenied
        if form.is_valid():
            about = dict(form.cleaned_data)
            about.pop("is_gap_accepted")
            code = Quarter(about.pop("year"), about.pop("quarter"))
            try:
                quarter = quarter_open(code, by=who, at=now, **about)
            except Refused as refused:
                form.add_error(None, refusal_sentence(refused))
            else:
                messages.success(request, _("%(quarter)s is open.") % {"quarter": quarter.code})
                return redirect("collect_quarter", quarter.code)
    zones = list(zones_open_to(who))
    page = Paginator(ReportingQuarter.objects.all(), QUARTERS_A_PAGE).get_page(
        request.GET.get("page")
    )
    work = WorkTable(work_list(who, zones, now), prefix="w-") if who.may_collect else None
    context = {
        "work": work and prepared(request, work, per_page=WORK_A_PAGE),
        "zones": [label(zone, "short") for zone in zones],
        "page": page,
        "lines": quarter_lines(list(page), zones, now),
        "form": form if who.may_open_quarters else None,
    }
    return render(request, "collect/quarters.html", context)


@open_to(sees_collection)
@require_http_methods(["GET", "HEAD", "POST"])
@told_if_cancelled
def collect_quarter(request: HttpRequest, quarter: str) -> HttpResponse:
    """A quarter's status board; the department gives a zone more time here, and ends it."""
    who, row, now = person(request), quarter_asked(quarter), timezone.now()
    zones = list(zones_open_to(who))
    form = None
    if who.may_reopen:
        initial = {"zone": request.GET.get("zone")}
        form = ReopeningForm(request.POST or None, zones=zones, at=now, initial=initial)
    if request.method == "POST":
        move = MOVES.get(request.POST.get("move", ""))
        if form is None:
            raise PermissionDenied
        if move is None:
            raise BadRequest
        if said := move(request, row, form):
            messages.success(request, said)
            return redirect("collect_quarter", row.code)
    board = status_board(row, zones, who, now)
    table = prepared(request, BoardTable(board.rows, title=_("Where each zone stands")))
    if file := export(request, table, f"collection-{row.code}"):
        return file
    context = {"quarter": row, "dates": dates_text(row), "board": board, "table": table}
    context |= {"form": form, "may_collect": who.may_collect}
    context["may_keep"] = who.may_open_quarters
    return render(request, "collect/quarter.html", context)


def _reopen(request: HttpRequest, quarter: ReportingQuarter, form: ReopeningForm) -> str:
    """What to say of the reopening made, empty where it is refused and the form says why."""
    if not form.is_valid():
        return ""
    about = form.cleaned_data
    try:
        reopening = quarter_reopen(quarter=quarter, by=person(request), at=timezone.now(), **about)
    except Refused as refused:
        form.add_error(None, refusal_sentence(refused))
        return ""
    words = {"zone": label(about["zone"]), "until": moment(reopening.until)}
    if is_through_lock(reopening):
        return _("%(zone)s is reopened until %(until)s.") % words
    return _("%(zone)s has more time, until %(until)s.") % words


def _end(request: HttpRequest, quarter: ReportingQuarter, form: ReopeningForm) -> str:
    """What to say of the reopening ended; that it was over already is no fault."""
    pk = request.POST.get("reopening", "")
    if not pk.isdecimal():
        raise BadRequest
    reopening = get_object_or_404(Reopening, quarter=quarter, pk=int(pk))
    try:
        reopening_end(reopening=reopening, by=person(request), at=timezone.now())
    except Refused as refused:
        return refusal_sentence(refused)
    if is_through_lock(reopening):
        return _("The reopening has ended.")
    return _("The additional time has ended.")


#: What the page's buttons do.
MOVES: dict[str, Callable[..., str]] = {"reopen": _reopen, "end": _end}
