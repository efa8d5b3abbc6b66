"""The board of the overview: its tables, charts and files, made only where they are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from indicators.models import Target
from zones.badges import Badge
from zones.charts import Chart
from zones.display import amount, label, unit
from zones.sparkline import sparkline
from zones.tables import export, prepared

from ..badges import status_badge
from ..charts.certainty import interval_chart
from ..charts.overview import MOST_BANDS, Band, path_chart, quarterly_chart
from ..listings.board import BoardTable, MatrixTable, matrix_table
from ..listings.prospects import AheadTable
from ..models import Assessment, TargetResult
from ..selectors.board_map import BoardMap, board_map
from ..selectors.matrix import matrix_columns, matrix_rows, matrix_targets
from ..selectors.overview import Overview, overview_page
from ..selectors.overview_brief import brief
from ..selectors.prospects import ahead, is_under_way
from ..selectors.quarters import Quarterly, quarterly, yearly_results
from ..selectors.standing_row import StandingRow
from ..wording import sentences
from .map_file import map_file
from .published_parts import is_file_asked


@dataclass
class Board:
    """What the overview shows of an assessment, sorted and turned as the query string asks."""

    request: HttpRequest
    assessment: Assessment
    is_latest: bool = False  # as far as that is known

    def file(self) -> HttpResponse | None:
        """The table that the query string asks for as a file; None where it asks for the page."""
        if not is_file_asked(self.request):
            return None
        tables = {"ranking": self.ranking, "targets": self.matrix, "projection": self.heading}
        for name, table in tables.items():
            if table and (file := export(self.request, table, f"{name}-{self.assessment.period}")):
                return file
        if self.request.GET.get("map-export") and (outline := self.map.outline):
            return map_file(self.request, self.assessment, self.map, outline)
        return None

    def context(self) -> dict:
        """What the page prints of it."""
        page = self.page
        figures = quarterly(
            self.assessment,
            page.indicator,
            {row.zone_id for row in [*self.shown, *_largest(page)]},
        )
        board = self.ranking
        board.trends = _sparklines(figures, self.shown, page)
        tables = {"board": board, "matrix": self.matrix, "ahead": self.heading}
        for table in tables.values():
            if table:
                export(self.request, table, "")  # the page offers the downloads
        return {
            "page": page,
            "brief": brief(page),
            "is_over": not is_under_way(self.assessment),
            "legend": _legend(),
            "charts": _charts(page, figures, self.shown),
            "map": self.map,
            **tables,
        }

    @cached_property
    def page(self) -> Overview:
        """What was judged, as it is read."""
        return overview_page(self.assessment, is_latest=self.is_latest)

    @cached_property
    def map(self) -> BoardMap:
        """Where the zones lie, and how each stands."""
        return board_map(self.page.rows)

    @cached_property
    def ranking(self) -> BoardTable:
        """The zones, a page of them."""
        return prepared(self.request, _board(self.page))

    @cached_property
    def shown(self) -> Sequence[StandingRow]:
        """The zones on the ranking's page; all of them where the matrix is downloaded."""
        if self.request.GET.get("m-export"):
            return self.page.rows
        return [row.record for row in self.ranking.page.object_list]

    @cached_property
    def matrix(self) -> MatrixTable:
        """The zones shown against the targets."""
        return prepared(self.request, _matrix(self.page, self.shown), per_page=0)

    @cached_property
    def heading(self) -> AheadTable | None:
        """Where the headline figure is heading; None where the year is over or nothing was kept."""
        found = ahead(self.assessment, self.page.indicator, self.page.query)
        if found is None:
            return None
        table = AheadTable(found.rows, prefix="p-", title=found.title, note=found.finding)
        return prepared(self.request, table)


def _board(page: Overview) -> BoardTable:
    indicator = page.indicator
    return BoardTable(
        page.rows,
        title=_("Ranking"),
        note=_ranking_note(page.rows),
        trade_name=label(indicator) if indicator else "",
        trade_unit=unit(indicator) if indicator else "",
    )


def _ranking_note(rows: Sequence[StandingRow]) -> str:
    """How the ranking is read, and among how many zones movement counts; empty without ranks."""
    if not any(row.rank for row in rows):
        return ""
    note = _("In brackets: the rank in 90% of the variants. “=”: a shared rank.")
    # Every zone that moved is counted among the same.
    count = next((one.result.common_count for one in rows if one.result.movement is not None), None)
    if count is None:
        return note
    moved = _("Movement: among the %(count)s zones ranked in both periods.") % {"count": count}
    return sentences([note, moved])


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


def _legend() -> list[Badge]:
    """Every status as the matrix shows it; an indicative path is reached, not met."""
    path = status_badge(TargetResult.Status.MET, is_binding=False)
    first, *rest = map(status_badge, TargetResult.Status)
    return [first, path, *rest]


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
        drawn[row.zone_id] = sparkline(values, title=title, zone=row.style.name)
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
        largest = {row.zone_id: Band(row.name, row.style) for row in _largest(page)}
        bands = Quarterly(
            figures.quarters,
            {zone: figures.zones[zone] for zone in largest},
            figures.total,
            figures.lacking,
        )
        charts.append(quarterly_chart(bands, page.indicator, largest))
    return [chart for chart in charts if chart is not None]
