"""A page is read once more where PostgreSQL ended its reading to break a circle of waiters."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .asked import is_read_only
from .busy import is_deadlock


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
        if not is_read_only(request) or not is_deadlock(error):
            return None
        asked = request.resolver_match
        return asked.func(request, *asked.args, **asked.kwargs)
