"""What is said where a page failed, or others are writing just now."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error as django_server_error

from ..busy import is_busy

#: Seconds after which it is worth while to ask a busy database again.
SOON = "5"


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a request that failed: because others were writing, or because of a fault."""
    return busy(request) if is_busy(sys.exception()) else django_server_error(request)


def busy(_request: HttpRequest) -> HttpResponse:
    """The page that says: nothing was saved, come again; it asks the busy database nothing."""
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": SOON})
