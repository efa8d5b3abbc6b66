"""What is said where a page failed, or others are writing just now."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.views.decorators.csrf import requires_csrf_token

from ..busy import is_busy
from ..legible import LEGIBLE

#: Seconds after which it is worth while to ask a busy database again.
SOON = "5"


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a request that failed: because others were writing, or because of a fault.

    A fault gets a number, by which the log's line is found. It names no person and no cause.
    """
    if is_busy(sys.exception()):
        return busy(request)
    request.incident = get_random_string(8, LEGIBLE)
    page = render_to_string("500.html", {"incident": request.incident})
    return HttpResponse(page, status=500, headers={"Incident": request.incident})


def busy(_request: HttpRequest) -> HttpResponse:
    """The page that says: nothing was saved, come again; it asks the busy database nothing."""
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": SOON})
