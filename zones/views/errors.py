"""What is said where a page failed, or something hinders it just now."""

import sys
from contextlib import suppress

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import page_not_found

from ..busy import Hindrance, hindrance
from ..legible import LEGIBLE

#: Seconds after which it is worth while to ask again.
SOON = {Hindrance.BUSY: "5", Hindrance.AWAY: "30", Hindrance.FULL: "300"}
PAGES = {
    Hindrance.BUSY: "503.html",
    Hindrance.AWAY: "503_away.html",
    Hindrance.FULL: "503_full.html",
}


class Hindered(HttpResponse):
    """Made without the database: what hinders, and when it is worth while to come again."""

    def __init__(self, by: Hindrance, incident: str = ""):
        self.by = by
        page = render_to_string(PAGES[by], {"incident": incident})
        super().__init__(page, status=503, headers={"Retry-After": SOON[by]})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of an address that is not there, whatever was sent to it.

    The page has forms, for which Django looks into what was sent. What it cannot read it would take
    for a fault of the site, the first time that it looks.
    """
    with suppress(MultiPartParserError, TooManyFilesSent):
        request.POST.get("csrfmiddlewaretoken")
    return page_not_found(request, exception)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a request that failed: because something hindered it, or because of a fault.

    It gets a number, by which the log's line is found, and names no person and no cause.
    """
    request.incident = incident = get_random_string(8, LEGIBLE)
    response: HttpResponse
    if hindered := hindrance(sys.exception()):
        response = Hindered(hindered, incident)
    else:
        response = HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)
    response["Incident"] = incident
    return response


def busy(_request: HttpRequest) -> HttpResponse:
    """The page that says: nothing was saved, come again; it asks the busy database nothing."""
    return Hindered(Hindrance.BUSY)
