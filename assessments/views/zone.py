"""A zone's page, and the page of one of its figures: where every number comes from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.models import Indicator
from indicators.periods import UnknownPeriod, parse_period
from zones.access import Person, person
from zones.charts import Chart
from zones.display import day, label
from zones.kept_pages import kept
from zones.models import Zone
from zones.replica import from_replica
from zones.tables import HouseTable, export, prepared

from ..badges import assessment_badge
from ..charts.certainty import interval_chart
from ..charts.moves import waterfall
from ..charts.zone import course_chart
from ..listings.figure import FigureTable
from ..listings.lifts import LiftTable
from ..listings.prospects import ONLY_UNDER_WAY
from ..listings.zone import CriterionTable, IndicatorTable, TargetTable
from ..models import Assessment, Scheme
from ..selectors import zone as selectors
from ..selectors.as_at import latest_as_at, version_as_at
from ..selectors.denominators import denominators, secondary_mark
from ..selectors.figure import figure_page
from ..selectors.prospects import is_under_way
from ..selectors.reply_record import Record, record_of
from ..wording import scheme_name
from .as_at import NoDate, asked_day


@require_safe
@from_replica
@kept
def zone(request: HttpRequest, code: str) -> HttpResponse:
    """A zone: what it is, where it stands, how that comes about, and what binds it."""
    place = get_object_or_404(Zone.objects.select_related("city"), code=code)
    who = person(request)
    assessment = _assessment(request, who)
    page = selectors.zone_page(place, assessment)
    tables = {name: prepared(request, table, per_page=0) for name, table in _tables(page).items()}
    for name, table in tables.items():
        if file := export(request, table, f"{code}-{assessment.period}-{name}"):
            return file
    context = {
        "subtitle": _subtitle(page, assessment),
        "page": page,
        "tables": tables,
        "charts": _charts(page),
        "moved": [waterfall(move) for move in page.judged.moves] if page.judged else [],
        "assessment": assessment,
        "state": assessment_badge(assessment.state) if assessment else None,
        "choices": selectors.assessments_to_choose(who),
        "record": _record(assessment, who, place),
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


def _record(assessment: Assessment | None, who: Person, place: Zone) -> Record | None:
    """What the zone replied to the findings of a published year."""
    if assessment is None or assessment.published_at is None or not assessment.span.is_year:
        return None
    return record_of(assessment, who, timezone.now(), place)


def _charts(page: selectors.ZonePage) -> list[Chart]:
    """How sure the zone's rank is among its neighbours, and the courses of its figures."""
    if page.judged is None:
        return []
    judged = page.judged
    sure = interval_chart(judged.sure.around, judged.sure.text, label(page.zone, "short"))
    courses = [course_chart(course) for course in judged.courses]
    return [sure, *courses] if sure else courses


def _subtitle(page: selectors.ZonePage, assessment: Assessment | None) -> str:
    """What the page shows, as of when, and whether it is published."""
    if page.judged is None or assessment is None:
        return page.zone.get_stage_display()
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


def _tables(page: selectors.ZonePage) -> dict[str, HouseTable]:
    """The tables of the page; the prefixes keep their sorting apart in the query string."""
    judged = page.judged
    if judged is None:
        return {}
    is_open = is_under_way(judged.assessment)
    left_out = () if is_open else ONLY_UNDER_WAY
    targets = TargetTable(
        judged.targets,
        prefix="t-",
        title=_("Targets that bind this zone"),
        note="" if is_open else _("The year is over: nothing is projected."),
        exclude=left_out,
    )
    if is_open:  # in files alone: the projection says more, and two columns more do not fit
        targets.columns.hide("completion")
    return {
        "score": CriterionTable(
            judged.criteria,
            prefix="s-",
            title=_("How the score comes about"),
            note=_score_note(judged.assessment.scheme),
        ),
        "indicators": IndicatorTable(
            judged.indicators,
            prefix="i-",
            title=_("Every indicator"),
            note=_("Each name leads to the quarters, the files and the people behind the figure."),
            exclude=left_out,
        ),
        "targets": targets,
        "lifts": LiftTable(
            judged.lifts.rows,
            prefix="l-",
            title=_("What it would take"),
            note=judged.lifts.sentence,
        ),
    }


def _score_note(scheme: Scheme) -> str:
    words = {"scheme": f"{scheme_name(scheme)} · {scheme.get_normalisation_display()}"}
    if scheme.aggregation == Scheme.Aggregation.GEOMETRIC:
        return (
            _("Weighted geometric mean: the criteria are shown, they do not add up. %(scheme)s.")
            % words
        )
    return (
        _(
            "Points are weight × achieved ÷ 100 over the criteria that apply, and add up to the"
            " score. %(scheme)s."
        )
        % words
    )
