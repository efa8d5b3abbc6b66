"""What stands between signing in and the site, and when a session ends.

A sign-in writes into its session what the person has to do first. Every request reads its session
anyway, so that holding them to it costs no query.
"""

import time
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .services.account_sessions import account_gates, account_session_keep

#: What a person does first, by the name of the page where it is done.
GATES = "gates"
SINCE, SEEN = "since", "seen"
HOUR = 3600


def session_begin(request: HttpRequest, user) -> None:
    """Nothing; the session of a sign-in knows what comes first, and when it began.

    Where one session is all that a person may have, the one before ends.
    """
    now = int(time.time())
    request.session[SINCE] = request.session[SEEN] = now
    if gates := account_gates(user):
        request.session[GATES] = gates
    session_follow(request, user)


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
            return redirect_to_login(request.get_full_path())
        gates = request.session.get(GATES)
        if not gates or request.resolver_match.view_name == gates[0]:
            return None
        return redirect(gates[0])


def _is_over(request: HttpRequest) -> bool:
    """Whether the session lasted too long; that it is in use is noted now and then.

    An idle session is not even found: it expires so many minutes after it was last noted.
    """
    session, now = request.session, int(time.time())
    if now - session.get(SINCE, now) >= settings.SESSION_HOURS * HOUR:
        return True
    if now - session.get(SEEN, now) >= settings.SESSION_COOKIE_AGE // 10:
        session[SEEN] = now
    return False
