"""Signing in and out, the choice of a language, and what is said where a page failed."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error as django_server_error
from django.views.i18n import set_language as django_set_language

from .busy import is_busy

#: Seconds after which it is worth while to ask a busy database again.
SOON = "5"

login = LoginView.as_view(redirect_authenticated_user=True)
#: Open to strangers: whoever logs out after the session ended lands on the login page, too.
logout = login_not_required(LogoutView.as_view())
#: Strangers read the login page in their language too.
set_language = login_not_required(django_set_language)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a request that failed: because others were writing, or because of a fault."""
    return busy(request) if is_busy(sys.exception()) else django_server_error(request)


def busy(_request: HttpRequest) -> HttpResponse:
    """The page that says: nothing was saved, come again; it asks the busy database nothing."""
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": SOON})
