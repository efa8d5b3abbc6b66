"""What is said where a page failed, or something hinders it just now."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.views.decorators.csrf import requires_csrf_token

from ..busy import Hindrance, hindrance
from ..legible import LEGIBLE

#: Seconds after which it is worth while to ask again.
SOON = {Hindrance.BUSY: "5", Hindrance.AWAY: "30", Hindrance.FULL: "300"}
PAGES = {
    Hindrance.BUSY: "503.html",
    Hindrance.AWAY: "503_away.html",
    Hindrance.FULL: "503_full.html",
}


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a request that failed: because something hindered it, or because of a fault.

    A fault gets a number, by which the log's line is found. It names no person and no cause.
    """
    if hindered := hindrance(sys.exception()):
        return _hindered(hindered)
    request.incident = get_random_string(8, LEGIBLE)
    page = render_to_string("500.html", {"incident": request.incident})
    return HttpResponse(page, status=500, headers={"Incident": request.incident})


def busy(_request: HttpRequest) -> HttpResponse:
    """The page that says: nothing was saved, come again; it asks the busy database nothing."""
    return _hindered(Hindrance.BUSY)


def _hindered(by: Hindrance) -> HttpResponse:
    """A page that is made without the database, and says when it is worth while to come again."""
    page = render_to_string(PAGES[by])
    return HttpResponse(page, status=503, headers={"Retry-After": SOON[by]})
