"""Prints what most people open first, before anybody asks: nobody waits for what all share.

The server does it once as it starts, and its processes begin with the parts that were kept
(zones.parts). Who publishes does it again, for every process of the server (zones.shared_parts).
What fails here is printed when somebody asks for it, and fails there.
"""

import logging
import time
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils import translation

from zones.access import COMMERCE, LEADERSHIP, NOBODY, Person

from ..selectors.published import latest_published

log = logging.getLogger(__name__)
#: Those who see most of what is not published; what is published they share with everybody.
ROLES = (LEADERSHIP, COMMERCE)
#: Seconds that whoever publishes waits for it at most, and for the page begun last. At 200 zones
#: publishing takes as long, at 2,000 ten times as long.
AFTER_PUBLISHING = 3.0


def print_first(seconds: float) -> int:
    """How many pages were printed in about so much time."""
    until, printed = time.monotonic() + seconds, 0
    if not settings.PARTS_ARE_KEPT:
        return printed
    try:
        for language, who, address in _pages():
            if time.monotonic() >= until:
                break
            page = resolve(address)
            with translation.override(language):
                page.func(_request(address, who, language), *page.args, **page.kwargs)
            printed += 1
    except Exception:  # the site starts whatever its database says
        log.warning("Nothing more is printed before somebody asks.", exc_info=True)
    return printed


def _pages() -> Iterator[tuple[str, Person, str]]:
    """The pages, the first ones first: in Chinese, of the leaders."""
    last = latest_published()
    if last is None:
        return
    addresses = (
        *(reverse("overview"), last.get_absolute_url()),
        *(reverse("zones"), reverse("targets")),
    )
    for language, _name in settings.LANGUAGES:
        for group in ROLES:
            for address in addresses:
                yield language, Person(NOBODY, "", frozenset({group})), address


def _request(address: str, who: Person, language: str) -> HttpRequest:
    """A question for the page by nobody of a role; it carries no cookie, so no page is kept."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    request.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.session, request.user = {}, AnonymousUser()  # type: ignore[assignment]
    request._person = who  # type: ignore[attr-defined]
    request.LANGUAGE_CODE = language
    return request
