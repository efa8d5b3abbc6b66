"""Files that people take home: each leaves an entry in the audit log before it is sent."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from .access import person
from .services.signing import file_taking_log


def logged(response: HttpResponse) -> HttpResponse:
    """The response, whose file a service has told the log of in words of its own."""
    response.is_logged = True
    return response


class FilesTakenMiddleware:
    """Tells the log of every file that a page sends, so that no page can forget to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_taken = is_file(response) and request.method == "GET" and request.user.is_authenticated
        if is_taken and not getattr(response, "is_logged", False):
            _tell(request)
        return response


def _tell(request: HttpRequest) -> None:
    match = request.resolver_match
    file_taking_log(
        page=match.view_name,
        place={name: str(value) for name, value in match.kwargs.items()},
        address=request.get_full_path(),
        by=person(request),
    )


def is_file(response: HttpResponseBase) -> bool:
    """Whether the answer is a file to keep, and no page."""
    kept = response.headers.get("Content-Disposition", "").startswith("attachment")
    return response.status_code == 200 and kept
