"""Addresses that lead to no page: one that no database can look up, one that only takes deeds."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from .asked import is_of_a_browser, is_read_only
from .views.errors import not_found


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
        is_looked_at = is_read_only(request) and is_of_a_browser(request)
        if answer.status_code != 405 or not is_looked_at or answer.content:
            return answer
        page = not_found(request, Http404())
        page.status_code, page["Allow"] = answer.status_code, answer["Allow"]
        return page
