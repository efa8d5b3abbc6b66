"""What every request knows of the data behind it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from indicators.selectors.demonstration import is_demonstration


class DemonstrationMiddleware:
    """Says on the request whether figures are made up; asked only where a page or file needs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_demonstration = SimpleLazyObject(is_demonstration)  # type: ignore[attr-defined]
        return self.get_response(request)
