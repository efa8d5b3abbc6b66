"""The leader's overview: how the zones of a period stand, and what follows."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.models import Target
from indicators.periods import UnknownPeriod, parse_period
from indicators.selectors.late import late_quarters
from indicators.selectors.tasks_now import tasks_now
from zones.access import Person, person
from zones.charts import Chart
from zones.display import amount, label, unit
from zones.kept_pages import kept
from zones.replica import from_replica
from zones.sparkline import sparkline
from zones.tables import export, prepared

from ..badges import assessment_badge, status_badge
from ..charts.certainty import interval_chart
from ..charts.overview import MOST_BANDS, path_chart, quarterly_chart
from ..listings.board import BoardTable, MatrixTable, matrix_table
from ..listings.prospects import AheadTable
from ..models import Assessment, TargetResult
from ..selectors import overview as selectors
from ..selectors.as_at import latest_as_at, version_as_at
from ..selectors.matrix import matrix_columns, matrix_rows, matrix_targets
from ..selectors.overview import Overview
from ..selectors.prospects import ahead, is_under_way
from ..selectors.quarters import Quarterly, quarterly, yearly_results
from ..selectors.running import running_periods
from ..selectors.standings import StandingRow
from .as_at import NoDate, asked_day, none_in_force, without_date


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
    now = timezone.now()
    is_latest = not period and not day
    late = late_quarters(who, now) if is_latest else []
    running = running_periods(who, now) if is_latest else []
    tasks = tasks_now(who, now) if is_latest else None
    if assessment is None:
        context = {"nothing": selectors.nothing_published(who), "late": late, "running": running}
        context["tasks"] = tasks
        return render(request, "assessments/overview_empty.html", context)
    page = selectors.overview_page(assessment)
    board = prepared(request, _board(page))
    if file := export(request, board, f"ranking-{assessment.period}"):
        return file
    shown = _rows_on_page(request, board, page)
    matrix = prepared(request, _matrix(page, shown), per_page=0)
    if file := export(request, matrix, f"targets-{assessment.period}"):
        return file
    heading = _ahead(request, page)
    if heading and (file := export(request, heading, f"projection-{assessment.period}")):
        return file
    figures = quarterly(
        assessment, page.indicator, {row.zone_id for row in [*shown, *_largest(page)]}
    )
    board.trends = _sparklines(figures, shown, page)
    context = {
        "page": page,
        "state": assessment_badge(assessment.state),
        "choices": selectors.assessment_choices(who, assessment),
        "day": day.isoformat() if day else "",
        "late": late,
        "running": running,
        "tasks": tasks,
        "board": board,
        "ahead": heading,
        "is_over": not is_under_way(assessment),
        "matrix": matrix,
        "legend": [status_badge(status) for status in TargetResult.Status],
        "charts": _charts(page, figures, shown),
    }
    return render(request, "assessments/overview.html", context)


def _ahead(request: HttpRequest, page: Overview) -> AheadTable | None:
    """Where the headline figure is heading; None where the year is over or nothing was kept."""
    found = ahead(page.assessment, page.indicator, page.query)
    if found is None:
        return None
    table = AheadTable(found.rows, prefix="p-", title=found.title, note=found.finding)
    return prepared(request, table)


def _chosen(who: Person, period: str, day: date | None) -> Assessment | None:
    """The assessment to show: as it stands now, or the one in force on a day."""
    if day is None:
        return selectors.chosen_assessment(who, period)
    if not period:
        return latest_as_at(day)
    return version_as_at(parse_period(period.partition("v")[0]), day)


def _board(page: Overview) -> BoardTable:
    indicator = page.indicator
    return BoardTable(
        page.rows,
        title=_("Ranking"),
        note=_(
            "In brackets: where the rank lies in 90% of the variants. Movement counts over the"
            " zones ranked in both periods; a shared rank is marked “=”."
        )
        if any(row.rank for row in page.rows)
        else "",
        trade_name=label(indicator) if indicator else "",
        trade_unit=unit(indicator) if indicator else "",
    )


def _rows_on_page(request: HttpRequest, board: BoardTable, page: Overview) -> Sequence[StandingRow]:
    """The zones on the ranking's current page; all of them where the matrix is downloaded."""
    if request.GET.get("m-export"):
        return page.rows
    return [row.record for row in board.page.object_list]


def _matrix(page: Overview, shown: Sequence[StandingRow]) -> MatrixTable:
    targets: list[Target] = matrix_targets(page.assessment, page.targets)
    rows = matrix_rows(page.assessment, shown, targets)
    return matrix_table(
        rows,
        matrix_columns(targets),
        title=_("Zones and targets"),
        note=_(
            "Each cell leads to the target on the zone’s page. Events are a city’s target and count"
            " for each of its zones. An empty cell: the target does not ask this zone."
        ),
    )


def _largest(page: Overview) -> list[StandingRow]:
    """The zones that the quarterly chart draws one by one, the largest first."""
    known = [row for row in page.rows if row.trade is not None]
    return sorted(known, key=lambda row: row.trade, reverse=True)[:MOST_BANDS]


def _sparklines(
    figures: Quarterly, shown: Sequence[StandingRow], page: Overview
) -> dict[int, SafeString]:
    if page.indicator is None:
        return {}  # the policy measures no share: there is no headline figure
    span = {"first": figures.quarters[0], "last": figures.quarters[-1]}
    drawn = {}
    for row in shown:
        values = figures.zones[row.zone_id]
        words = span | {"zone": row.name, "value": _last(values, page)}
        title = _("%(zone)s by quarter, %(first)s to %(last)s; last %(value)s") % words
        drawn[row.zone_id] = sparkline(values, title=title)
    return drawn


def _last(values: Sequence[float | None], page: Overview) -> str:
    known = [value for value in values if value is not None]
    return amount(known[-1] if known else None, page.indicator)


def _charts(page: Overview, figures: Quarterly, shown: Sequence[StandingRow]) -> list[Chart]:
    charts = [interval_chart(shown, page.sure)]
    first = next((one for one in page.results if one.zone_id is None), None)
    if first is not None:
        charts.append(path_chart(yearly_results(page.assessment, first)))
    if page.indicator is not None:
        names = {row.zone_id: row.name for row in _largest(page)}
        bands = Quarterly(
            figures.quarters,
            {zone: figures.zones[zone] for zone in names},
            figures.total,
            figures.lacking,
        )
        charts.append(quarterly_chart(bands, page.indicator, names))
    return [chart for chart in charts if chart is not None]
