"""The addresses at which a zone's figures are handed in, by the services that pages use too."""

from typing import Annotated, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query
from pydantic import Field, StrictFloat, StrictInt

from indicators.models import ReportingQuarter
from indicators.selectors.cells import Typed
from indicators.selectors.collection import zones_open_to
from indicators.selectors.sent import Submissions, open_submissions, quarter_row
from indicators.services.sending import NotTaken, Sent, figures_send, submission_send
from indicators.views.asked import quarter_asked, sees_collection
from zones.access import Person
from zones.models import Zone
from zones.services.transactions import Refused

from .answers import Paging, Strict, listed, one
from .asked import CODE, PROBLEMS, QUARTER, Addresses, CodeAsked, many, single
from .keys import asking, either, submitting
from .problems import Problem
from .refusals import not_taken, refused_problem
from .shapes import One, ProblemOut, QuarterOut, SentOut, SubmissionOut

router = Addresses(tags=["submissions"])
QuarterInPath = Annotated[str, Path(..., pattern=QUARTER, description="2022Q2")]
ZoneInPath = Annotated[str, Path(..., pattern=CODE)]
WRITTEN = {200: One[SentOut], 400: ProblemOut, 409: ProblemOut, 413: ProblemOut} | PROBLEMS
#: Figures of one request; a zone has some thirty indicators.
MOST_FIGURES = 200
Seen = Annotated[str, Field(max_length=100)]
Words = Annotated[str, Field(max_length=20_000)]


class FigureIn(Strict):
    """A figure: a value in a unit of entry, or a state with its reason; neither takes it out."""

    indicator: CodeAsked
    value: Annotated[str, Field(max_length=100)] | StrictInt | StrictFloat | None = None
    unit: Annotated[str, Field(max_length=20)] = ""
    basis: Literal["quarter", "ytd"] | None = None
    state: Literal["", "value", "zero", "not_applicable", "cannot_report"] = ""
    reason: Words = ""


class FiguresIn(Strict):
    """Figures of a zone's quarter; those not named stay as they are."""

    figures: Annotated[list[FigureIn], Field(max_length=MOST_FIGURES)]
    revision_reason: Words = ""
    seen: Seen | None = None


class ReasonIn(Strict):
    """Why a figure is right although a rule finds fault with it."""

    rule: CodeAsked
    indicator: CodeAsked
    reason: Words


class HandIn(Strict):
    """What is said with the handing in."""

    accept_incomplete: bool = False
    reasons: Annotated[list[ReasonIn], Field(max_length=MOST_FIGURES)] = []
    seen: Seen | None = None


class SubmissionsAsked(Paging):
    """Which versions; without a filter all that are open to you."""

    zone: CodeAsked | None = None
    quarter: Annotated[str, Field(pattern=QUARTER)] | None = None


@router.get(
    "/submissions",
    auth=either,
    response=many(SubmissionOut),
    url_name="api_submissions",
    summary=_("What was handed in, in all versions that are open to you"),
)
def submissions(request: HttpRequest, asked: Query[SubmissionsAsked]) -> HttpResponse:
    who = _collecting(request)
    found = open_submissions(who)
    if asked.zone is not None:
        found = found.filter(zone__code=asked.zone)
    if asked.quarter is not None:
        found = found.filter(quarter=_quarter(asked.quarter))
    return listed(request, asked, Submissions(found), SubmissionOut)


@router.get(
    "/submissions/{quarter}/{zone}",
    auth=either,
    response=single(QuarterOut),
    url_name="api_submission",
    summary=_("A zone’s quarter: figures, what is missing, what the checks find"),
)
def submission(request: HttpRequest, quarter: QuarterInPath, zone: ZoneInPath) -> HttpResponse:
    who = _collecting(request)
    return one(request, quarter_row(_quarter(quarter), _zone(who, zone)))


@router.post(
    "/submissions/{quarter}/{zone}/figures",
    auth=submitting,
    response=WRITTEN,
    url_name="api_submission_figures",
    summary=_("Figures saved: all of them, or none and why"),
)
def figures(
    request: HttpRequest, quarter: QuarterInPath, zone: ZoneInPath, sent: FiguresIn
) -> HttpResponse:
    who, row = _collecting(request), _quarter(quarter)
    place = _writable(who, zone)
    try:
        done = figures_send(
            zone=place,
            quarter=row,
            figures=[(its.indicator, _typed(its)) for its in sent.figures],
            by=who,
            at=timezone.now(),
            seen=sent.seen,
            revision_reason=sent.revision_reason.replace("\0", ""),
        )
    except NotTaken as wrong:
        raise not_taken(wrong, [its.indicator for its in sent.figures]) from wrong
    except Refused as refused:
        raise refused_problem(refused) from refused
    return _answer(request, row, place, done)


@router.post(
    "/submissions/{quarter}/{zone}/submit",
    auth=submitting,
    response=WRITTEN,
    url_name="api_submission_submit",
    summary=_("A zone’s quarter handed in for review"),
)
def submit(
    request: HttpRequest, quarter: QuarterInPath, zone: ZoneInPath, sent: HandIn
) -> HttpResponse:
    who, row = _collecting(request), _quarter(quarter)
    place = _writable(who, zone)
    reasons = {(its.rule, its.indicator): its.reason.replace("\0", "") for its in sent.reasons}
    try:
        done = submission_send(
            zone=place,
            quarter=row,
            by=who,
            at=timezone.now(),
            seen=sent.seen,
            reasons=reasons,
            is_incomplete_accepted=sent.accept_incomplete,
        )
    except Refused as refused:
        raise refused_problem(refused) from refused
    return _answer(request, row, place, done)


def _collecting(request: HttpRequest) -> Person:
    """The person, whom the collection is open to; raises Problem."""
    who = asking(request)
    if not sees_collection(who):
        raise Problem(403, "not_allowed")
    return who


def _quarter(code: str) -> ReportingQuarter:
    try:
        return quarter_asked(code)
    except Http404 as unknown:
        raise Problem(404, "not_found") from unknown


def _zone(who: Person, code: str) -> Zone:
    """The zone, as far as its collection is open to the person; to others it is not there."""
    found = zones_open_to(who).filter(code=code).first()
    if found is None:
        raise Problem(404, "not_found")
    return found


def _writable(who: Person, code: str) -> Zone:
    zone = _zone(who, code)
    if not who.may_enter(zone):
        raise Problem(403, "not_allowed")
    return zone


def _typed(sent: FigureIn) -> Typed:
    value = "" if sent.value is None else str(sent.value).replace("\0", "").strip()
    basis = sent.basis or "quarter"
    # The two states of a number are told by the number.
    state = "" if sent.state in ("value", "zero") and value else sent.state
    reason = sent.reason.replace("\0", "").strip()
    return Typed(value, sent.unit.replace("\0", "").strip(), basis, state, reason)


def _answer(request: HttpRequest, row: ReportingQuarter, zone: Zone, done: Sent) -> HttpResponse:
    """How the zone's quarter stands now, and what this request has changed of it."""
    told = {"is_changed": done.is_changed, "saved": list(done.saved)}
    return one(request, quarter_row(row, zone) | told)
