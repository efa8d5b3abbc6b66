"""The pages of the assessments: all of them, one of them, and running and publishing one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from indicators.class_tables import ClassTable
from indicators.periods import Period, UnknownPeriod, parse_period
from zones.access import open_to, person
from zones.charts import Chart
from zones.kept_pages import kept
from zones.next_steps import tell
from zones.replica import from_replica
from zones.tables import export, prepared

from ..charts.assessment import theme_chart
from ..charts.certainty import interval_chart
from ..charts.moves import moves_charts
from ..listings.assessments import FlagTable, ResultTable, VersionTable, assessment_board
from ..listings.prospects import ONLY_UNDER_WAY
from ..listings.replies import ReplyTable
from ..models import Assessment, Scheme
from ..selectors.as_at import version_as_at
from ..selectors.assessment import OPEN, AssessmentPage, assessment_page, waiting_for
from ..selectors.assessment_targets import status_choices, target_rows
from ..selectors.assessment_versions import period_choices, version_href, version_rows
from ..selectors.hearing_card import hearing_card
from ..selectors.moves import Kind, zone_moves
from ..selectors.next_steps import after_publishing
from ..selectors.prospects import is_under_way
from ..selectors.published import assessment_of
from ..selectors.reply_record import record_of
from ..selectors.running import running_periods
from ..sentences import refusal_sentence
from ..services.assessments import assessment_publish, assessment_run
from ..services.refused import Refused
from ..wording import period_name
from .as_at import NoDate, as_it_stands, asked_day, never_published, without_date


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
        "running": running_periods(who, timezone.now()),
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
    who = person(request)
    page = assessment_page(found, who)
    tables = {
        "board": _board(page),
        "results": _results(page, request),
        "flags": _flags(page),
        "classes": _classes(page),
    }
    record = record_of(found, who, timezone.now()) if found.span.is_year else None
    if record is not None and record.is_there and not page.is_open:
        rows = sorted(record.rows, key=lambda row: row.order)
        tables["replies"] = ReplyTable(rows, prefix="r-", title=_("Replies and answers"))
    for name, table in tables.items():
        prepared(request, table)
        if file := export(request, table, f"{name}-{found.period}-v{found.version}"):
            return file
    shown = [row.record for row in tables["board"].page.object_list]
    is_additive = found.scheme.aggregation == Scheme.Aggregation.ARITHMETIC
    context = tables | {
        "page": page,
        "moved": _moved(page, [row.zone_id for row in shown]),
        "charts": [
            one
            for one in (
                interval_chart(shown, page.sure),
                theme_chart(shown, page.themes, found.scheme.decimals, is_additive=is_additive),
            )
            if one is not None
        ],
        "statuses": status_choices(found),
        "wanted": {name: request.GET.get(name, "") for name in ("version", "target", "status")},
        "waiting_for": waiting_for(found) if page.is_open else "",
        "hearing": hearing_card(found, timezone.now()) if page.is_open else None,
        "record": record,
        "refusal": refusal,
        "reason": reason,
        "period": found.period,
        "day": day,
    }
    return render(request, "assessments/assessment.html", context)


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


def _board(page: AssessmentPage):
    return assessment_board(
        page.rows,
        page.themes,
        title=_("Ranking"),
        note=_(
            "In brackets: where the rank lies in 90% of the variants. Movement counts over the"
            " zones ranked in both periods; beside it the places as published, each with its number"
            " of ranked zones."
        )
        if any(row.rank for row in page.rows)
        else "",
    )


def _moved(page: AssessmentPage, shown: list[int]) -> list[Chart]:
    """Why the zones on this page of the board moved, against each board compared with."""
    if all(row.rank is None for row in page.rows):
        return []
    moves = zone_moves(page.assessment, shown)
    return [
        drawn
        for kind in Kind.values
        for drawn in moves_charts([one for one in moves if one.kind == kind])
    ]


def _results(page: AssessmentPage, request: HttpRequest) -> ResultTable:
    wanted = {name: request.GET.get(name, "") for name in ("target", "status")}
    rows = target_rows(page.assessment, page.targets, page.zones, page.query, wanted)
    left_out = () if is_under_way(page.assessment) else ONLY_UNDER_WAY
    return ResultTable(rows, prefix="t-", title=_("Targets"), exclude=left_out)


def _flags(page: AssessmentPage) -> FlagTable:
    note = (
        _("A preview: nothing follows from a flag before the assessment is published.")
        if page.is_open
        else ""
    )
    return FlagTable(page.flags, prefix="f-", title=_("Flags"), note=note)


def _classes(page: AssessmentPage) -> ClassTable:
    note = _(
        "What Customs had published when this assessment was run: it decides the promised classes"
        " and is never part of the score."
    )
    left_out = ("year", "entered")
    return ClassTable(
        page.classes,
        prefix="n-",
        title=_("National evaluation"),
        note=note,
        exclude=left_out,
        order_by="zone",
    )


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
        if reason.strip() and found.state in OPEN:  # what was typed stays
            return _shown(request, found, refusal=refusal_sentence(refused), reason=reason)
        messages.error(request, refusal_sentence(refused))
        return redirect(version_href(found))
    words = {"period": period_name(found.span), "version": found.version}
    said = _("Version %(version)s of %(period)s is published.") % words
    tell(request, said, after_publishing(found, person(request)))
    return redirect(found)
