"""The page of a search, and the list that opens below its field while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zones.access import person
from zones.selectors.pins import pins_of

from ..selectors.search import MOST, MOST_WHILE_TYPING
from ..selectors.search import search as search_for


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """What answers ``q``; with ``list`` a part of a page. Nothing asked: what the person pinned."""
    who = person(request)
    is_list = "list" in request.GET
    asked = request.GET.get("q", "").strip()
    here = request.GET.get("here", "")
    pins = () if asked else pins_of(who)
    context = {
        "asked": asked,
        "groups": search_for(asked, who, MOST_WHILE_TYPING if is_list else MOST),
        "pins": pins,
        "here": here,
        "is_pinned": any(pin.address == here for pin in pins),
    }
    template = "assessments/search/list.html" if is_list else "assessments/search/page.html"
    return render(request, template, context)
