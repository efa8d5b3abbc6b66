"""The language of a page: the one a person chose, else Chinese; a program says which it wants.

And addresses that lead nowhere: one that no database can look up, one that only takes deeds; and
a page whose reading an upgrade stood in the way of.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)

from .busy import is_deadlock
from .views.errors import not_found

#: Below this a program asks, which keeps no cookie.
INTERFACE = "/api/"


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Like Django's, but what the browser would like decides nothing: offices share their PCs."""

    def process_request(self, request: HttpRequest) -> None:
        """Nothing; the language is active, and said on the request."""
        language = settings.LANGUAGE_CODE
        for chosen in _wanted(request):
            try:
                language = get_supported_language_variant(chosen)
            except LookupError:
                continue
            break
        translation.activate(language)
        request.LANGUAGE_CODE = language


def _wanted(request: HttpRequest) -> list[str]:
    """The languages asked for, the dearest first."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen is not None or not request.path_info.startswith(INTERFACE):
        return [chosen or settings.LANGUAGE_CODE]
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return [language for language, _weight in asked]


class UnreadableAddressMiddleware:
    """Answers 404 where an address names something by a NUL: PostgreSQL refuses to look for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        """Nothing; raises Http404."""
        if any(isinstance(part, str) and "\0" in part for part in kwargs.values()):
            raise Http404


class NoEmptyPageMiddleware:
    """Says in words that there is no page where an address only takes what is sent to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        is_read = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if answer.status_code != 405 or not is_read or answer.content:
            return answer
        page = not_found(request, Http404())
        page.status_code, page["Allow"] = answer.status_code, answer["Allow"]
        return page


class ReadAgainMiddleware:
    """Reads a page once more where an upgrade's migration and its reader waited for each other.

    PostgreSQL then ends one of the two, and a page that is only read has written nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page, where it is read again."""
        if request.method not in ("GET", "HEAD") or not is_deadlock(error):
            return None
        asked = request.resolver_match
        return asked.func(request, *asked.args, **asked.kwargs)
