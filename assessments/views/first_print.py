"""Prints what most people open first, before anybody asks: nobody waits for what all share.

The server does it once as it starts, and its processes begin with the parts that were kept
(zones.parts). What fails here is printed when somebody asks for it, and fails there.
"""

import logging
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from zones.access import COMMERCE, LEADERSHIP, NOBODY, Person

from ..selectors.published import latest_published
from .assessments import assessment
from .overview import overview
from .targets import targets
from .zones import zones

log = logging.getLogger(__name__)
#: Those who see most of what is not published; what is published they share with everybody.
ROLES = (LEADERSHIP, COMMERCE)


def print_first(seconds: float) -> int:
    """How many pages were printed in about so much time."""
    until, printed = time.monotonic() + seconds, 0
    if not settings.PARTS_ARE_KEPT:
        return printed
    try:
        for language, who, address, view in _pages():
            if time.monotonic() >= until:
                break
            with translation.override(language):
                view(_request(address, who, language))
            printed += 1
    except Exception:  # the site starts whatever its database says
        log.warning("Nothing more is printed before somebody asks.", exc_info=True)
    return printed


def _pages() -> Iterator[tuple[str, Person, str, Callable[[HttpRequest], HttpResponse]]]:
    """The pages, the first ones first: in Chinese, of the leaders."""
    last = latest_published()
    if last is None:
        return
    views = {
        reverse("overview"): overview,
        last.get_absolute_url(): lambda request: assessment(request, last.period),
        reverse("zones"): zones,
        reverse("targets"): targets,
    }
    for language, _name in settings.LANGUAGES:
        for group in ROLES:
            for address, view in views.items():
                yield language, Person(NOBODY, "", frozenset({group})), address, view


def _request(address: str, who: Person, language: str) -> HttpRequest:
    """A question for the page by nobody of a role; it carries no cookie, so no page is kept."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    request.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.session, request.user = {}, AnonymousUser()  # type: ignore[assignment]
    request._person = who  # type: ignore[attr-defined]
    request.LANGUAGE_CODE = language
    return request
