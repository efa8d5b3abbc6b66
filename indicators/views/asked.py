"""What an address of the collection asks for, and who is let in."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from zones.access import Person
from zones.services.transactions import Refused

from ..models import ReportingQuarter, Upload
from ..periods import UnknownPeriod, parse_quarter
from ..selectors.quarter_terms import is_cancelled
from ..selectors.uploads import uploads_open_to
from ..sentences import refusal_sentence


def sees_collection(person: Person) -> bool:
    """Whether the collection is open to a person, to work in it or to read it."""
    return person.may_collect or person.may_see_unpublished


def quarter_asked(code: str) -> ReportingQuarter:
    """The collection's quarter of that code; Http404 where there is none."""
    try:
        quarter = parse_quarter(code)
    except UnknownPeriod as error:
        raise Http404 from error
    return get_object_or_404(ReportingQuarter, year=quarter.year, quarter=quarter.quarter)


def upload_asked(person: Person, quarter: str, upload: int) -> Upload:
    """The uploaded file of that number, if the person may see it; Http404 otherwise."""
    return get_object_or_404(uploads_open_to(person), quarter=quarter_asked(quarter), pk=upload)


def told_if_cancelled(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view; where its quarter was cancelled, the collection's page, which says so."""

    @wraps(view)
    def answered(request: HttpRequest, quarter: str, **about) -> HttpResponse:
        try:
            return view(request, quarter, **about)
        except Http404:
            if not is_cancelled(quarter):
                raise
            refused = Refused("quarter_gone", quarter=quarter)
            messages.error(request, refusal_sentence(refused))
            return redirect("collect")

    return answered
