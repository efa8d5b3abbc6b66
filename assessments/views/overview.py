"""The leader's overview: how the zones of a period stand, and what follows."""

from dataclasses import asdict
from datetime import date
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.periods import UnknownPeriod, parse_period
from indicators.selectors.late import last_typed, late_quarters, returned_reports
from indicators.selectors.tasks_now import tasks_now
from indicators.selectors.terms import reopened_now
from zones.access import Person, person
from zones.first_steps import first_steps_to_show
from zones.kept_pages import kept
from zones.parts import Part
from zones.replica import from_replica
from zones.written import DRAFTS, PAPERS, REOPENINGS, REPLIES, STEPS, TASKS, TOLD, VERIFIED

from ..badges import assessment_badge
from ..models import Assessment
from ..selectors import overview as selectors
from ..selectors.as_at import latest_as_at, version_as_at
from ..selectors.outdated import outdated_grounds
from ..selectors.running import Draft, drafts_under_way, running_periods
from ..wording import period_name
from .as_at import NoDate, asked_day, none_in_force, without_date
from .overview_board import Board
from .published_parts import CASES, beside_results, tells_of_today


@require_safe
@from_replica
@kept
def overview(request: HttpRequest) -> HttpResponse:
    """The overview of the period that the query string asks for, else of the latest published.

    With a day, of the version that was in force on it.
    """
    who, period = person(request), request.GET.get("period", "")
    try:
        day = asked_day(request)
        assessment = _chosen(who, period, day)
    except NoDate as error:
        return without_date(request, error)
    except UnknownPeriod as unknown:
        raise Http404 from unknown
    if day is not None and assessment is None:
        return none_in_force(request, period.partition("v")[0], day)
    # Who is late and what is under way is said as of now, so not beside an earlier period or day.
    is_latest = not period and day is None
    beside = _beside(request, who, assessment) if is_latest else {}
    beside["steps"] = first_steps_to_show(request)
    if assessment is None:
        nothing = selectors.nothing_published(who)
        return render(request, "assessments/overview_empty.html", {"nothing": nothing, **beside})
    board = Board(request, assessment, is_latest)
    if file := board.file():
        return file
    outdated = Part(
        request,
        "outdated grounds",
        lambda: {"grounds": sorted(outdated_grounds().items())},
        touched_by=CASES,
    ).found("grounds")
    context = {
        "assessment": assessment,
        "period": period_name(assessment.span),
        "state": assessment_badge(assessment.state),
        "choices": selectors.assessment_choices(who, assessment),
        "day": day.isoformat() if day else "",
        "waiting": Part(
            request,
            "waiting",
            lambda: {"outdated": dict(outdated)},
            who=who,
            # Of what is verified: whether an exit waits for a year to be assessed again.
            rests_on=outdated,
            touched_by=(STEPS, PAPERS, TOLD),
        ),
        "replies": Part(
            request,
            "waiting replies",
            who=who,
            by_clock=True,
            touched_by=(REPLIES, TOLD),
        ),
        "standing": Part(
            request,
            "standing",
            board.context,
            rests_on=(assessment.pk, assessment.state),
            touched_by=beside_results(assessment),
            by_day=tells_of_today(assessment),
        ),
        "cases": Part(
            request,
            "cases",
            lambda: {"assessment": assessment},
            who=who.role,
            touched_by=(STEPS,),
        ),
        **beside,
    }
    return render(request, "assessments/overview.html", context)


def _beside(request: HttpRequest, who: Person, published: Assessment | None) -> dict:
    """How it stands now: what is under way since, who is late, how the tasks stand.

    Told to everybody of a role alike: what is asked knows no more of the reader. What came and what
    is late changes within a day only with what is written, and with the time that quarters are
    reopened for; every zone is looked at for it.
    """
    now, role = timezone.now(), who.role
    part = partial(Part, request, who=role)
    reopened = part(
        "reopened",
        lambda: {"reopened": reopened_now(now)},
        by_clock=True,
        touched_by=(REOPENINGS,),
    ).found("reopened")
    returned = part(
        "returned", lambda: {"returned": returned_reports()}, touched_by=(DRAFTS,)
    ).found("returned")
    found = part(
        "drafts",
        lambda: {"drafts": [(of, asdict(one)) for of, one in drafts_under_way(published).items()]},
        touched_by=(DRAFTS, VERIFIED),
    ).found("drafts")
    drafts = {period: Draft(**one) for period, one in found}
    running = part(
        "running",
        lambda: {"running": [asdict(one) for one in running_periods(role, now, drafts)]},
        rests_on=(*reopened, *drafts.items()),
        touched_by=(DRAFTS, REOPENINGS),
    )
    return {
        "running": running.found("running"),
        "late": part(
            "late",
            lambda: {"late": late_quarters(role, now)},
            rests_on=(*reopened, last_typed(returned)),
            touched_by=(DRAFTS, REOPENINGS),
        ),
        "tasks": part(
            "tasks",
            lambda: {"tasks": tasks_now(role, now)},
            touched_by=(TASKS,),
        ),
    }


def _chosen(who: Person, period: str, day: date | None) -> Assessment | None:
    """The assessment to show: as it stands now, or the one in force on a day."""
    if day is None:
        return selectors.chosen_assessment(who, period)
    if not period:
        return latest_as_at(day)
    return version_as_at(parse_period(period.partition("v")[0]), day)
