"""What stands between signing in and the site, and when a session ends.

A sign-in writes into its session what the person has to do first. Every request reads its session
anyway, so that holding them to it costs no query.
"""

import time
from collections.abc import Callable
from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from .asked import is_of_a_browser, is_read_only
from .services.account_sessions import CODE_GATE, account_gates, account_session_keep

#: What a person does first, by the name of the page where it is done.
GATES = "gates"
SINCE, SEEN = "since", "seen"
#: The page that was asked for at the sign-in.
ONWARD = "onward"
HOUR = 3600


def session_begin(request: HttpRequest, user, to: str) -> bool:
    """Whether the person is in; else a code is asked for. The session knows what comes first.

    Where one session is all that a person may have, the one before ends once the person is in.
    """
    now = int(time.time())
    request.session[SINCE] = request.session[SEEN] = now
    if gates := account_gates(user):
        request.session[GATES], request.session[ONWARD] = gates, to
    if CODE_GATE in gates:
        return False
    session_follow(request, user)
    return True


def code_passed(request: HttpRequest, user) -> None:
    """Nothing; the person is in, with a new key that nobody knew who had the password alone."""
    request.session.cycle_key()
    gate_passed(request, CODE_GATE)
    session_follow(request, user)


def is_awaited(request: HttpRequest, gate: str) -> bool:
    """Whether something is still to be done at this gate."""
    return gate in request.session.get(GATES, [])


def onward(request: HttpRequest) -> str:
    """The address to go on to: the next gate's, or the page that was asked for at the sign-in."""
    if gates := request.session.get(GATES):
        return reverse(gates[0])
    return request.session.pop(ONWARD, "") or reverse("overview")


def session_follow(request: HttpRequest, user) -> None:
    """Nothing; the account knows its session by its new key."""
    before = account_session_keep(user=user, key=request.session.session_key)
    if before:
        import_module(settings.SESSION_ENGINE).SessionStore(before).delete()


def gate_passed(request: HttpRequest, gate: str) -> None:
    """Nothing; what was to be done at this gate is done."""
    left = [one for one in request.session.get(GATES, []) if one != gate]
    if left:
        request.session[GATES] = left
    else:
        request.session.pop(GATES, None)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Lets nobody in who has not signed in, and leads them back to where they were."""

    def handle_no_permission(self, request: HttpRequest, view) -> HttpResponse:
        """The way to the login."""
        if is_read_only(request):
            return super().handle_no_permission(request, view)
        return _to_sign_in(request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the login, and from there on to the page that is asked for.

    Whose session ended before a press on a button is led back to the button, and told there that
    nothing was done: the address of a deed need not have a page.
    """
    if is_read_only(request):
        return redirect_to_login(request.get_full_path())
    if is_of_a_browser(request):
        told = _("You had been signed out, so nothing was done. Please do it once more.")
        messages.warning(request, told)
    return redirect_to_login(_page_before(request) or request.get_full_path())


def _page_before(request: HttpRequest) -> str:
    """The page of this site from which something was sent; empty where the browser does not say."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return urlsplit(page)._replace(scheme="", netloc="").geturl() if is_ours else ""


class GatesMiddleware:
    """Sends a person to what comes first, and ends a session that lasted or idled too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """The way to the login or to the gate, else nothing."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if _is_over(request):
            logout(request)
            return _to_sign_in(request)
        gates = request.session.get(GATES)
        if not gates or request.resolver_match.view_name == gates[0]:
            return None
        return redirect(gates[0])


def _is_over(request: HttpRequest) -> bool:
    """Whether the session lasted too long; that it is in use is noted now and then.

    An idle session is not even found: it expires so many minutes after it was last noted.
    """
    session, now = request.session, int(time.time())
    # One that begins in the far future was begun by a clock that was ahead, and would not end.
    if abs(now - session.get(SINCE, now)) >= settings.SESSION_HOURS * HOUR:
        return True
    if now - session.get(SEEN, now) >= settings.SESSION_COOKIE_AGE // 10:
        session[SEEN] = now
    return False
