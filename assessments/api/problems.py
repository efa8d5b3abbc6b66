"""What went wrong, in the one shape in which every address says so (RFC 9457), and why.

{"type": "about:blank", "title": "Not found", "status": 404, "code": "not_found",
 "detail": "…", "errors": [{"place": "figures/3/value", "code": "…", "message": "…"}]}
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

CONTENT_TYPE = "application/problem+json"
#: The most places that one answer names.
MOST_ERRORS = 500


@dataclass(frozen=True)
class Fault:
    """One place of what was sent, and what is wrong there."""

    place: str
    code: str
    message: str


class Problem(Exception):
    """Raised for a request that is not answered as asked."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        faults: Iterable[Fault] = (),
        headers: dict[str, str] | None = None,
    ):
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.faults, self.headers = tuple(faults), headers or {}


def problem_response(problem: Problem) -> HttpResponse:
    """The problem as it is sent, in the language of the request."""
    title, detail = words_of(problem)
    body = {
        "type": "about:blank",
        "title": title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail or detail,
        "errors": [asdict(one) for one in problem.faults[:MOST_ERRORS]],
    }
    if incident := problem.headers.get("Incident"):
        body["incident"] = incident
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=problem.status, content_type=CONTENT_TYPE
    )
    response["Cache-Control"] = "no-store"
    if problem.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="zonetrack"'
    for name, value in problem.headers.items():
        response[name] = value
    return response


def problem_of(error: Exception) -> Problem:
    """The problem that an error of the framework is."""
    match error:
        case Problem():
            return error
        case AuthenticationError():
            return Problem(401, "unauthenticated")
        case ValidationError():
            return Problem(422, "invalid", faults=map(_fault, error.errors))
        case HttpError():
            return Problem(error.status_code, CODES.get(error.status_code, "refused"))
        case Http404():
            return Problem(404, "not_found")
        case RequestDataTooBig():
            return Problem(413, CODES[413])
    raise error


def _fault(error: dict) -> Fault:
    """A place that does not fit its description, in words."""
    place = "/".join(str(part) for part in error["loc"] if part not in ("body", "path", "query"))
    place = place.removeprefix("sent/").removeprefix("asked/")
    kind, told = error["type"], error.get("ctx", {})
    words = {"pattern": told.get("pattern", ""), "expected": told.get("expected", "")}
    words |= {"least": told.get("ge", ""), "most": told.get("le", told.get("max_length", ""))}
    sentence = SENTENCES.get(kind, SENTENCES["other"])
    return Fault(place, kind, sentence() % words)


#: What each kind of misfit is called; the codes are pydantic's.
SENTENCES = {
    "missing": lambda: _("This is missing; send it."),
    "extra_forbidden": lambda: _("There is no such field; correct its name or leave it out."),
    "string_pattern_mismatch": lambda: _("This must have the form %(pattern)s."),
    "string_too_long": lambda: _("This is longer than %(most)s characters."),
    "too_long": lambda: _("There are more than %(most)s entries; send fewer at once."),
    "literal_error": lambda: _("This must be one of: %(expected)s."),
    "greater_than_equal": lambda: _("This must be at least %(least)s."),
    "less_than_equal": lambda: _("This must be at most %(most)s."),
    "int_parsing": lambda: _("This must be a whole number."),
    "bool_parsing": lambda: _("This must be true or false."),
    "other": lambda: _("This does not have the form that the interface’s document describes."),
}
CODES = {400: "not_understood", 403: "not_allowed", 404: "not_found", 405: "no_such_method"}
CODES |= {413: "too_large", 429: "too_often", 500: "fault", 503: "busy"}


def words_of(problem: Problem) -> tuple[str, str]:
    """Title and sentence of a problem: of its code where that has its own, else of its status."""
    rest = WORDS[400 if problem.status < 500 else 500]
    title, detail = HINDERED.get(problem.code) or WORDS.get(problem.status) or rest
    return title(), detail()


#: What hinders the site for a while, other than that it is busy.
HINDERED = {
    "away": (
        lambda: _("Database away"),
        lambda: _(
            "The database does not answer just now; what was sent was most likely not saved. Once"
            " it is back, send the same again: what was saved after all is not changed twice."
        ),
    ),
    "full": (
        lambda: _("No room"),
        lambda: _(
            "The server’s disk is full; nothing was saved. Tell the administrator to make room,"
            " then send the same again."
        ),
    ),
}
WORDS = {
    400: (
        lambda: _("Not understood"),
        lambda: _("What was sent cannot be read; send JSON as the interface’s document describes."),
    ),
    401: (
        lambda: _("Token needed"),
        lambda: _(
            "Send a token in force: “Authorization: Bearer zt_…”; make one at /account/tokens/."
        ),
    ),
    403: (lambda: _("Not allowed"), lambda: _("You may not do this.")),
    404: (
        lambda: _("Not there"),
        lambda: _("It is not there, or not open to you; check the address."),
    ),
    405: (
        lambda: _("Not possible here"),
        lambda: _("This address does not answer this method; see the header “Allow”."),
    ),
    409: (
        lambda: _("Not possible now"),
        lambda: _("It stands otherwise by now; read it again and decide anew."),
    ),
    412: (
        lambda: _("Changed meanwhile"),
        lambda: _("It has changed since you read it; read it again and decide anew."),
    ),
    413: (lambda: _("Too large"), lambda: _("Too much was sent at once; send less.")),
    422: (
        lambda: _("Cannot be taken"),
        lambda: _("Something that was sent cannot be taken; each place is named."),
    ),
    429: (
        lambda: _("Too often"),
        lambda: _("Too many requests; wait for the seconds that “Retry-After” names."),
    ),
    500: (
        lambda: _("A fault of the site"),
        lambda: _("Something went wrong here; nothing was saved. Tell the administrator."),
    ),
    503: (
        lambda: _("Busy"),
        lambda: _("Others are writing at the moment; nothing was saved. Try again."),
    ),
}


def answered(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to an error that an operation raised."""
    return problem_response(problem_of(error))
