"""The pages of the assessments: all of them, one of them, and running and publishing one."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from indicators.periods import Period, UnknownPeriod, parse_period
from zones.access import open_to, person
from zones.kept_pages import kept
from zones.next_steps import tell
from zones.parts import Part
from zones.replica import from_replica
from zones.tables import export, prepared
from zones.written import CLASSES, REPLIES, TOLD

from ..listings.assessments import VersionTable
from ..models import Assessment
from ..selectors.as_at import version_as_at
from ..selectors.assessment import waiting_for
from ..selectors.assessment_told import assessment_told
from ..selectors.assessment_versions import period_choices, version_href, version_rows
from ..selectors.hearing_card import hearing_card
from ..selectors.next_steps import after_publishing
from ..selectors.published import assessment_of, latest_published
from ..selectors.running import drafts_under_way, running_periods
from ..sentences import refusal_sentence
from ..services.assessments import assessment_publish, assessment_run
from ..services.refused import Refused
from ..wording import period_name
from .as_at import NoDate, as_it_stands, asked_day, never_published, without_date
from .assessment_shown import Shown
from .first_print import AFTER_PUBLISHING, print_first
from .published_parts import CASES, beside_results, tells_of_today


@require_safe
def assessments(request: HttpRequest) -> HttpResponse:
    """Every assessment that the person may see, and for staff the form that runs one."""
    who = person(request)
    table = VersionTable(
        version_rows(who),
        title=_("All assessments"),
        empty_text=_("No assessment is published yet."),
    )
    table = prepared(request, table)
    if file := export(request, table, "assessments"):
        return file
    choices = period_choices() if who.may_publish else []
    context = {
        "table": table,
        "choices": choices,
        "asked": request.GET.get("period", ""),
        "running": running_periods(who, timezone.now(), drafts_under_way(latest_published())),
    }
    return render(request, "assessments/assessments.html", context)


@require_safe
@from_replica
@kept
def assessment(request: HttpRequest, period: str) -> HttpResponse:
    """One assessment: its board, its targets, its flags, and where they come from.

    With a day, the version that was in force on it; where none was, the board recomputed.
    """
    try:
        day = asked_day(request)
    except NoDate as error:
        return without_date(request, error)
    if day is not None:
        in_force = version_as_at(_span(period), day)
        if in_force is None:
            return never_published(request, _span(period), day)
        found = in_force
    else:
        found = _found(request, period, request.GET.get("version", ""))
    return _shown(request, found, day=day.isoformat() if day else "")


def _shown(
    request: HttpRequest, found: Assessment, *, day: str = "", refusal: str = "", reason: str = ""
) -> HttpResponse:
    """The page of one assessment, or a table of it as a file; with what was typed and refused."""
    who, at = person(request), timezone.now()
    shown = Shown(request, found, who.role, at)
    if file := shown.file():
        return file
    is_open = found.state in Assessment.OPEN
    context = {
        "assessment": found,
        "title": _("Assessment of %(period)s") % {"period": period_name(found.span)},
        "is_open": is_open,
        "waiting_for": waiting_for(found) if is_open else "",
        "hearing": hearing_card(found, at) if is_open else None,
        "refusal": refusal,
        "reason": reason,
        "period": found.period,
        "day": day,
        **_parts(shown, day),
    }
    return render(request, "assessments/assessment.html", context)


def _parts(shown: Shown, day: str) -> dict[str, Part]:
    """What the page prints once for everybody, and for everybody of the reader's role."""
    request, found, role = shown.request, shown.assessment, shown.role
    about = {"assessment": found}
    part = partial(Part, request, rests_on=(found.pk, found.state))
    return {
        "standing": part(
            "assessment",
            lambda: shown.context() | {"day": day},
            touched_by=(*beside_results(found), CLASSES),
            by_day=tells_of_today(found),
        ),
        "told": part(
            "versions",
            lambda: {"told": assessment_told(found, role)},
            who=role,
            by_clock=found.state in Assessment.OPEN,
            touched_by=beside_results(found),
        ),
        "cases": part("year's cases", lambda: about, who=role, touched_by=CASES),
        "record": part(
            "record",
            shown.record,
            who=role,
            by_clock=True,
            touched_by=(REPLIES, TOLD),
        ),
    }


@require_safe
def now(request: HttpRequest, period: str) -> HttpResponse:
    """A period's board on what is handed in by now, for those who see provisional ones."""
    if not person(request).may_see_unpublished:
        raise Http404
    return as_it_stands(request, _span(period))


def _span(period: str) -> Period:
    """The period that the address names; 404 for what is none."""
    try:
        return parse_period(period)
    except UnknownPeriod as unknown:
        raise Http404 from unknown


def _found(request: HttpRequest, period: str, version: str) -> Assessment:
    """The assessment asked for; 404 for what is not there or not open to the person."""
    if version and not version.isdecimal():
        raise Http404
    found = assessment_of(_span(period), person(request), int(version) if version else None)
    if found is None:
        raise Http404
    return found


@require_POST
@open_to(lambda who: who.may_publish)
def run(request: HttpRequest) -> HttpResponse:
    """The draft of the period asked for, or the assessment that stands if nothing changed."""
    now = timezone.now()
    try:
        span = parse_period(request.POST.get("period", ""))
        found = assessment_run(period=span, at=now, by=person(request))
    except UnknownPeriod:
        messages.error(request, _("Choose a period to assess."))
        return redirect("assessments")
    except Refused as refused:
        messages.error(request, refusal_sentence(refused))
        return redirect("assessments")
    words = {"period": period_name(span), "version": found.version}
    if found.run_at == now:
        messages.success(request, _("%(period)s is assessed: version %(version)s.") % words)
    else:
        text = _("Nothing has changed since version %(version)s of %(period)s; it stands.") % words
        messages.info(request, text)
    return redirect(version_href(found))


@require_POST
@open_to(lambda who: who.may_publish)
def publish(request: HttpRequest, period: str) -> HttpResponse:
    """The assessment, published, or a sentence saying why it is not."""
    found = _found(request, period, request.POST.get("version", ""))
    reason = request.POST.get("unheard_reason", "").replace("\0", "")
    about = {"at": timezone.now(), "by": person(request), "unheard_reason": reason}
    try:
        found = assessment_publish(assessment=found, **about)
    except Refused as refused:
        if reason.strip() and found.state in Assessment.OPEN:  # what was typed stays
            return _shown(request, found, refusal=refusal_sentence(refused), reason=reason)
        messages.error(request, refusal_sentence(refused))
        return redirect(version_href(found))
    words = {"period": period_name(found.span), "version": found.version}
    said = _("Version %(version)s of %(period)s is published.") % words
    tell(request, said, after_publishing(found, person(request)))
    print_first(AFTER_PUBLISHING)
    return redirect(found)
