"""The page that supposes other weights and figures, and its result alone for the page's script.

Nothing is saved by either: they only read.
"""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.periods import UnknownPeriod, parse_period
from zones.access import open_to, person

from ..selectors.assessment_versions import period_choices
from ..selectors.published import latest_published
from ..selectors.what_if import known_of, moved_texts, what_if_page
from ..selectors.what_if_result import Result, result_of
from ..selectors.what_if_start import Start, start_of
from ..what_if import WHILE_MOVING, judge_supposed
from ..what_if_terms import Known, Terms, read_terms

may_try = open_to(lambda who: who.may_see_unpublished)


@require_safe
@may_try
def what_if_choice(request: HttpRequest) -> HttpResponse:
    """On to the period asked for, else to the one published last, else to any with figures.

    Where there are none yet, how there come to be some.
    """
    found = latest_published()
    years = [] if found else period_choices()
    period = request.GET.get("period") or (found and found.period)
    period = period or (years[0].periods[0][0] if years else "")
    if not period:
        return render(request, "assessments/what_if_nothing.html")
    return redirect("what_if", _span(period))


@require_safe
@may_try
def what_if(request: HttpRequest, period: str) -> HttpResponse:
    """A period's board under the weights and figures that the address states."""
    start, known, terms = _asked(request, period)
    context = {
        "page": what_if_page(start, known, terms),
        "terms": terms,
        "result": _result(start, known, terms),
        "version": request.GET.get("version", ""),
        "query": _query(request, terms),
    }
    return render(request, "assessments/what_if.html", context)


@require_safe
@may_try
def what_if_result(request: HttpRequest, period: str) -> JsonResponse:
    """The result alone; with ``moving`` a quicker one, from fewer variants."""
    start, known, terms = _asked(request, period)
    is_moving = bool(request.GET.get("moving"))
    result = _result(start, known, terms, WHILE_MOVING if is_moving else None)
    context = {"result": result, "terms": terms}
    return JsonResponse(
        {
            "result": render_to_string("assessments/what_if/result.html", context, request),
            "said": result.said,
            "texts": moved_texts(known, terms),
            "query": _query(request, terms),
        }
    )


def _asked(request: HttpRequest, period: str) -> tuple[Start, Known, Terms]:
    """Where it starts, and what the address supposes; 404 for what cannot be started from."""
    version = request.GET.get("version", "")
    if version and not version.isdecimal():
        raise Http404
    start = start_of(
        _span(period), person(request), int(version) if version else None, timezone.now()
    )
    if start is None:
        raise Http404
    known = known_of(start)
    return start, known, read_terms(request.GET, known)


def _query(request: HttpRequest, terms: Terms) -> str:
    """The address's part that reproduces the state, of the same version."""
    version = request.GET.get("version", "")
    return "&".join(filter(None, (version and f"version={version}", terms.query)))


def _span(period: str):
    try:
        return parse_period(period)
    except UnknownPeriod as unknown:
        raise Http404 from unknown


def _result(start: Start, known: Known, terms: Terms, variants: int | None = None) -> Result:
    inputs = start.inputs
    if terms.supposed.is_nothing:
        return result_of(start, inputs.outcome, known.zones)
    after = judge_supposed(inputs.question, inputs.ready, terms.supposed, variants=variants)
    return result_of(start, after, known.zones)
