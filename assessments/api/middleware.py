"""Below the interface everything that goes wrong is told in its own shape, whoever refuses it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zones.views.errors import Hindered

from .problems import CODES, CONTENT_TYPE, Problem, problem_response

PREFIX = "/api/"
#: What a client has to know of the refusal beside its shape.
KEPT = ("Allow", "Incident", "Retry-After", "WWW-Authenticate")


class ProblemsMiddleware:
    """Turns pages of errors into problems; a redirect to the login stays what it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX) or response.status_code < 400:
            return response
        if response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        headers = {name: response[name] for name in KEPT if name in response}
        code = CODES.get(response.status_code, "refused")
        if isinstance(response, Hindered):
            code = response.by.value
        answer = problem_response(Problem(response.status_code, code, headers=headers))
        # The log has its line already, with the reason.
        answer._has_been_logged = getattr(response, "_has_been_logged", False)
        return answer
