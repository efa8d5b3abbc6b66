"""Pages kept as they were printed: who comes back before anything was written gets the same page.

A kept page belongs to one person, language, address and session; it is asked for by the hash of the
last audit entry that may have changed a page, so every write that is logged outdates it at once, in
every process. What the clock alone changes (a term that ends) is at most five minutes old.
"""

import hashlib
import zlib
from collections.abc import Callable
from copy import copy
from functools import cache as once
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from .access import person
from .asked import is_read_only
from .first_steps import are_to_show
from .written import last_page_change

View = Callable[..., HttpResponse]
HTML = "text/html"
#: A page is printed anew when so many minutes have begun, whatever was written.
MINUTES = 5


def kept(view: View) -> View:
    """The view, asked only where its page is not kept; files and messages always ask it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not _may_be_kept(request):
            return view(request, *args, **kwargs)
        tag = _tag(request)
        pages = caches["pages"]
        response = pages.get(tag)
        if response is not None:
            response.content = zlib.decompress(response.content)
        else:
            response = view(request, *args, **kwargs)
            if not _is_whole_page(response):
                return response
            pages.set(tag, _packed(response))
        response["ETag"] = f'W/"{tag}"'
        response["Cache-Control"] = "private, no-cache"
        return get_conditional_response(request, etag=response["ETag"], response=response)

    return wrapped


def _may_be_kept(request: HttpRequest) -> bool:
    """Whether the page is a reader's, with nothing on it for this one time."""
    return (
        settings.PAGES_ARE_KEPT
        and is_read_only(request)
        # Without the cookie the page is about to make one, and its forms name it.
        and settings.CSRF_COOKIE_NAME in request.COOKIES
        and not len(get_messages(request))
    )


def _is_whole_page(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and response.get("Content-Type", "").startswith(HTML)
        and "Content-Disposition" not in response
    )


def _packed(response: HttpResponse) -> HttpResponse:
    """The response with its page packed: a page of 80 KB is kept in ten."""
    packed = copy(response)
    packed.content = zlib.compress(response.content, 1)
    return packed


def _tag(request: HttpRequest) -> str:
    """What the page depends on, as one hash."""
    now = timezone.localtime()
    parts = [
        last_page_change(request),
        release(),
        repr(person(request)),
        request.session.session_key,
        are_to_show(request),
        request.COOKIES[settings.CSRF_COOKIE_NAME],
        request.LANGUAGE_CODE,
        request.get_host(),
        request.get_full_path(),
        f"{now:%Y-%m-%d %H}:{now.minute // MINUTES}",
    ]
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


@once
def release() -> str:
    """A hash of the code and the texts that print pages, the same in every process of a release."""
    base = Path(settings.BASE_DIR)
    digest = hashlib.sha256()
    for folder in ("zonetrack", "zones", "indicators", "assessments", "templates", "locale"):
        for file in sorted((base / folder).rglob("*")):
            if file.suffix in {".py", ".html", ".mo"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()
