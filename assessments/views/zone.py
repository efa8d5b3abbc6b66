"""A zone's page, and the page of one of its figures: where every number comes from."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.models import Indicator
from indicators.periods import UnknownPeriod, parse_period
from zones.access import Person, person
from zones.display import day, label
from zones.kept_pages import kept
from zones.models import Zone
from zones.parts import Part
from zones.replica import from_replica
from zones.tables import export, prepared
from zones.written import CLASSES, REGISTERS, REPLIES, STEPS, TARGETS, TOLD

from ..badges import assessment_badge
from ..listings.figure import FigureTable
from ..models import Assessment
from ..selectors import zone as selectors
from ..selectors.as_at import latest_as_at, version_as_at
from ..selectors.denominators import denominators, secondary_mark
from ..selectors.exits import owed_links
from ..selectors.figure import figure_page
from ..selectors.reply_record import Record, record_of
from .as_at import NoDate, asked_day
from .published_parts import CASES, beside_results, tells_of_today
from .zone_shown import Shown


@require_safe
@from_replica
@kept
def zone(request: HttpRequest, code: str) -> HttpResponse:
    """A zone: what it is, where it stands, how that comes about, and what binds it."""
    place = get_object_or_404(Zone.objects.select_related("city"), code=code)
    who = person(request)
    assessment = _assessment(request, who)
    shown = Shown(request, place, assessment)
    if file := shown.file():
        return file
    role, now = who.role, timezone.now()
    context = {
        "zone": place,
        "name": label(place),
        "subtitle": _subtitle(place, assessment),
        "is_judged": assessment is not None and place.is_judged,
        "assessment": assessment,
        "owed": owed_links(place, who),
        "state": assessment_badge(assessment.state) if assessment else None,
        "choices": selectors.assessments_to_choose(who),
        "standing": Part(
            request,
            "zone",
            shown.context,
            rests_on=(place.pk, *((assessment.pk, assessment.state) if assessment else ())),
            touched_by=(*beside_results(assessment), REGISTERS, TARGETS, CLASSES, STEPS),
            by_day=tells_of_today(assessment),
        ),
        "cases": Part(
            request,
            "zone's cases",
            lambda: {"zone": place},
            who=role,
            touched_by=CASES,
        ),
        "replies": Part(
            request,
            "replies",
            lambda: {"record": _record(assessment, role, now, place), "assessment": assessment},
            rests_on=(assessment.pk, assessment.state) if assessment else (),
            who=role,
            by_clock=True,
            touched_by=(REPLIES, TOLD),
        ),
    }
    return render(request, "assessments/zone.html", context)


@require_safe
@from_replica
@kept
def figure(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """One figure of a zone: what it means, and where each of its quarters comes from."""
    place = get_object_or_404(Zone.objects.select_related("city"), code=code, is_judged=True)
    measured = get_object_or_404(Indicator.objects.select_related("part_of"), code=indicator)
    who = person(request)
    assessment = _assessment(request, who)
    page = figure_page(place, measured, assessment, who, timezone.localdate())
    hidden = () if measured.unit_kind == Indicator.UnitKind.MONEY else ("stored",)
    table = prepared(
        request, FigureTable(page.rows, exclude=hidden, title=_("Quarters")), per_page=0
    )
    if file := export(request, table, f"{code}-{indicator}"):
        return file
    context = {
        "page": page,
        "table": table,
        "assessment": assessment,
        "denominators": denominators(assessment.span, measured) if assessment else [],
        "secondary": secondary_mark(),
    }
    return render(request, "assessments/figure.html", context)


def _assessment(request: HttpRequest, who: Person) -> Assessment | None:
    """The assessment that the query string asks for; 404 for one that is not there for them.

    Asked as at a day, it is the version that was in force then.
    """
    period, version = (request.GET.get(name, "").strip() for name in ("period", "version"))
    try:
        day_asked = asked_day(request)
        if day_asked is None or version:
            return selectors.chosen_assessment(who, period, version)
        found = (
            version_as_at(parse_period(period), day_asked) if period else latest_as_at(day_asked)
        )
    except (UnknownPeriod, NoDate) as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _record(assessment: Assessment | None, who: Person, at: datetime, place: Zone) -> Record | None:
    """What the zone replied to the findings of a published year."""
    if assessment is None or assessment.published_at is None or not assessment.span.is_year:
        return None
    return record_of(assessment, who, at, place)


def _subtitle(place: Zone, assessment: Assessment | None) -> str:
    """What the page shows, as of when, and whether it is published."""
    if assessment is None or not place.is_judged:
        return place.get_stage_display()
    words = {
        "first": assessment.span.starts_on.isoformat(),
        "last": assessment.span.ends_on.isoformat(),
        "as_of": day(assessment.run_at),
        "published": day(assessment.published_at),
    }
    if assessment.published_at is None:
        return _("%(first)s to %(last)s, on figures as of %(as_of)s") % words
    return (
        _("%(first)s to %(last)s, on figures as of %(as_of)s, published on %(published)s") % words
    )
