"""What an address names and what may be asked of it: codes, periods, versions; and what is told."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router
from pydantic import Field

from indicators.periods import UnknownPeriod, parse_period

from ..models import Assessment
from ..selectors.published import assessment_of
from .answers import Paging
from .keys import asking
from .problems import Fault, Problem
from .shapes import Many, One, ProblemOut

#: A code as every zone, indicator and criterion has one; nothing else reaches a query.
CODE = r"^[A-Za-z0-9_-]{1,60}$"
PERIOD = r"^(19|20)[0-9]{2}(H[12]|Q[1-4])?$"
QUARTER = r"^(19|20)[0-9]{2}Q[1-4]$"
PAPER = r"^(19|20)[0-9]{2}[HQ][1-4]$"

CodeAsked = Annotated[str, Field(pattern=CODE)]
PeriodInPath = Annotated[str, Path(..., pattern=PERIOD, description="2022Q2, 2022H1, 2022")]
Version = Annotated[int, Field(ge=1, le=32767)]

PROBLEMS = dict.fromkeys((401, 403, 404, 422, 429, 503), ProblemOut)


class Addresses(Router):
    """Addresses of which each that is read also tells its headers alone (HEAD), as every page."""

    def api_operation(self, methods: list[str], path: str, **said: Any) -> Callable[..., Any]:
        """The decorator of a view."""
        answered = super().api_operation(methods, path, **said)
        if methods != ["GET"]:
            return answered
        # The document tells of the reading; what goes without saying would double it.
        told = super().api_operation(["HEAD"], path, **said | {"include_in_schema": False})
        return lambda view: told(answered(view))


def many(shape: type) -> dict[int, Any]:
    """What an address of many rows may answer."""
    return {200: Many[shape], 304: None} | PROBLEMS  # type: ignore[valid-type]


def single(shape: type) -> dict[int, Any]:
    """What an address of one thing may answer."""
    return {200: One[shape], 304: None} | PROBLEMS  # type: ignore[valid-type]


class Versioned(Paging):
    """A version of the assessment; without one the published version, else the open draft."""

    version: Version | None = None


def assessment_asked(request: HttpRequest, period: str, version: int | None) -> Assessment:
    """The assessment that the address names, as far as the person may see it; raises Problem."""
    try:
        found = assessment_of(parse_period(period), asking(request), version)
    except UnknownPeriod as unknown:
        raise Problem(404, "not_found") from unknown
    if found is None:
        text = _("There is no assessment of %(period)s that is open to you.")
        raise Problem(404, "not_found", text % {"period": period})
    return found


def known(name: str, asked: str | None, found: dict[str, Any]) -> list[Any]:
    """All of what there is, or the one asked for; raises Problem for what is not there."""
    if asked is None:
        return list(found.values())
    if asked not in found:
        text = _("There is no “%(code)s” here; correct or leave out “%(name)s”.")
        fault = Fault(name, "unknown", text % {"code": asked, "name": name})
        raise Problem(422, "invalid", faults=[fault])
    return [found[asked]]
