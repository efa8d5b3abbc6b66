"""The page of what a quarter states of the same quarter last year."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zones.access import open_to, person
from zones.display import is_chinese, label
from zones.models import Zone

from ..forms import MoreTimeForm
from ..models import ReportingQuarter, Submission
from ..selectors.boards import zone_address
from ..selectors.collection import State, zones_open_to
from ..selectors.last_year import LastYear, last_year_of
from ..sentences import refusal_sentence
from ..services.last_year import Refused, last_year_keep, last_year_revise
from .asked import quarter_asked, sees_collection


@open_to(sees_collection)
@require_http_methods(["GET", "HEAD", "POST"])
def collect_last_year(request: HttpRequest, quarter: str, zone: str) -> HttpResponse:
    """What the quarter states of last year's: to be revised there, or the stored figure stays."""
    who, row = person(request), quarter_asked(quarter)
    place = get_object_or_404(zones_open_to(who), code=zone)
    year = _year(place, row)
    if request.method != "POST":
        if year is None:
            return redirect(zone_address(row.code, place))
        return _page(request, place, row, year)
    if not who.may_enter(place):
        raise PermissionDenied
    move = MOVES.get(request.POST.get("move", ""))
    if move is None:
        raise BadRequest
    if year is None:
        raise Http404
    try:
        return move(request, place, row, year)
    except Refused as refused:
        return _page(request, place, row, _year(place, row) or year, refusal_sentence(refused))


def _year(zone: Zone, quarter: ReportingQuarter) -> LastYear | None:
    rows = Submission.objects.filter(zone=zone, quarter=quarter).exclude(state=State.SUPERSEDED)
    latest = rows.select_related("zone", "quarter").order_by("-version").first()
    return last_year_of(latest, timezone.now()) if latest else None


def _about(request: HttpRequest, zone: Zone, quarter: ReportingQuarter) -> dict:
    """What both decisions need to know."""
    return {
        "zone": zone,
        "quarter": quarter,
        "indicators": request.POST.getlist("indicator"),
        "seen": request.POST.get("seen", ""),
        "by": person(request),
        "at": timezone.now(),
    }


def _revise(
    request: HttpRequest, zone: Zone, quarter: ReportingQuarter, year: LastYear
) -> HttpResponse:
    """The revision, open on last year's page; a reason left as suggested is kept in both words."""
    chinese, english = year.reasons(quarter.code)
    reason = _typed(request, "reason")
    is_suggested = reason.strip() in (chinese, english)
    until, reason_code = None, ""
    if year.terms.is_locked and person(request).may_reopen:
        form = MoreTimeForm(request.POST, at=timezone.now())
        if not form.is_valid():
            return _page(request, zone, quarter, year)
        until, reason_code = form.cleaned_data["until"], form.cleaned_data["reason_code"]
    last_year_revise(
        **_about(request, zone, quarter),
        reason=chinese if is_suggested else reason,
        reason_en=english if is_suggested else "",
        until=until,
        reason_code=reason_code,
    )
    words = {"quarter": str(year.row.code)}
    messages.success(
        request,
        _("The revision of %(quarter)s is open with these figures: look at it, and hand it in.")
        % words,
    )
    return redirect(year.href)


def _keep(
    request: HttpRequest, zone: Zone, quarter: ReportingQuarter, _year: LastYear
) -> HttpResponse:
    """This page again, with the stored figures staying."""
    last_year_keep(**_about(request, zone, quarter), reason=_typed(request, "keep_reason"))
    messages.success(request, _("The stored figures stay; the reason is kept."))
    return redirect("collect_last_year", quarter.code, zone.code)


#: What the page's buttons do.
MOVES: dict[str, Callable[..., HttpResponse]] = {"revise": _revise, "keep": _keep}


def _typed(request: HttpRequest, name: str) -> str:
    """A text as typed, without the character that PostgreSQL cannot store."""
    return request.POST.get(name, "").replace("\0", "")


def _page(
    request: HttpRequest,
    zone: Zone,
    quarter: ReportingQuarter,
    year: LastYear,
    refusal: str = "",
) -> HttpResponse:
    who, now = person(request), timezone.now()
    suggested = year.reasons(quarter.code)[0 if is_chinese() else 1]
    context = {
        "zone": zone,
        "zone_name": label(zone),
        "quarter": str(quarter.code),
        "last": str(year.row.code),
        "year": year,
        "may_enter": who.may_enter(zone),
        "more_time": _more_time(request, year, now) if who.may_reopen else None,
        "reason": _typed(request, "reason") or suggested,
        "keep_reason": _typed(request, "keep_reason"),
        "refusal": refusal,
    }
    return render(request, "collect/last_year.html", context)


def _more_time(request: HttpRequest, year: LastYear, now: datetime) -> MoreTimeForm | None:
    """The form of the time that a locked quarter is reopened for."""
    if not year.terms.is_locked:
        return None
    is_revising = request.POST.get("move") == "revise"
    return MoreTimeForm(request.POST if is_revising else None, at=now)
