"""A board as it stood on a date: the address of an assessment with that date in its query."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.periods import Period
from zones.access import person
from zones.display import moment
from zones.tables import export, prepared

from ..listings.assessments import FlagTable, ResultTable, assessment_board
from ..selectors.recomputed import RecomputedPage, recomputed_page
from ..sentences import refusal_sentence
from ..services.assessments import Refused
from ..services.recomputing import Recomputed, board_now, board_recompute
from ..wording import period_name


class NoDate(Exception):
    """What was asked for as a date is none, or lies ahead; its text is the sentence to show."""


def asked_day(request: HttpRequest) -> date | None:
    """The day that the query string asks for; None where it asks for none. Raises NoDate."""
    told = request.GET.get("as_at", "").strip()
    if not told:
        return None
    try:
        day = date.fromisoformat(told)
    except ValueError as error:
        words = {"told": told}
        raise NoDate(
            _("“%(told)s” is no date. Write it as 2024-06-30, or leave it empty.") % words
        ) from error
    if day > timezone.localdate():
        words = {"day": day.isoformat()}
        raise NoDate(_("%(day)s lies ahead: choose a day up to today.") % words)
    return day


def without_date(request: HttpRequest, error: NoDate) -> HttpResponse:
    """Back to the same page as it stands now, with the sentence."""
    messages.error(request, str(error))
    query = request.GET.copy()
    del query["as_at"]
    return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)


def none_in_force(request: HttpRequest, period: str, day: date) -> HttpResponse:
    """Where an overview of nothing leads: to the period's board as at that day, else to now."""
    if period:
        return redirect(f"{reverse('assessment', args=[period])}?as_at={day.isoformat()}")
    messages.info(request, _("Nothing was published yet on %(day)s.") % {"day": day.isoformat()})
    return redirect("overview")


def never_published(request: HttpRequest, span: Period, day: date) -> HttpResponse:
    """The board recomputed for those who may see it, else that there was none that day."""
    context = {"period": str(span), "name": period_name(span), "day": day.isoformat()}
    if not person(request).may_see_unpublished:
        return render(request, "assessments/as_at_nothing.html", context)
    try:
        found = board_recompute(span, day)
    except Refused as refused:
        context["reason"] = refusal_sentence(refused)
        return render(request, "assessments/as_at_nothing.html", context)
    file_name = f"{span}-as-at-{day.isoformat()}"
    return _shown(request, found, "assessments/as_at.html", context, file_name)


def as_it_stands(request: HttpRequest, span: Period) -> HttpResponse:
    """The board on what is handed in by now, provisional, or why there is none."""
    at = timezone.now()
    context = {"period": str(span), "name": period_name(span), "moment": moment(at)}
    try:
        found = board_now(span, at)
    except Refused as refused:
        context["reason"] = refusal_sentence(refused)
        return render(request, "assessments/now_nothing.html", context)
    file_name = f"{span}-{timezone.localdate(at).isoformat()}"
    return _shown(request, found, "assessments/now.html", context, file_name)


def _shown(
    request: HttpRequest, found: Recomputed, template: str, context: dict, file_name: str
) -> HttpResponse:
    """The page of a board that is not stored, or the file of one of its tables."""
    page = recomputed_page(found.assessment, found.rows)
    tables = _tables(page)
    for name, table in tables.items():
        prepared(request, table)
        if file := export(request, table, f"{name}-{file_name}"):
            return file
    return render(request, template, context | tables | {"page": page})


def _tables(page: RecomputedPage) -> dict:
    return {
        "board": assessment_board(page.rows, page.themes, title=_("Ranking")),
        "flags": FlagTable(
            page.flags,
            prefix="f-",
            title=_("Flags"),
            note=_("A preview: nothing follows from a board that is only recomputed.")
            if page.published
            else _("A preview: nothing follows from a board that was never published."),
        ),
        "results": ResultTable(page.targets, prefix="t-", title=_("Targets")),
    }
