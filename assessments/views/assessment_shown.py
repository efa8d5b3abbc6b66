"""What an assessment's page shows: tables, charts, files, made only where they are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from indicators.class_tables import ClassTable
from zones.access import Person
from zones.charts import Chart
from zones.tables import HouseTable, export, prepared

from ..charts.assessment import theme_chart
from ..charts.certainty import interval_chart
from ..charts.moves import moves_charts
from ..listings.assessments import FlagTable, ResultTable, assessment_board
from ..listings.prospects import ONLY_UNDER_WAY
from ..listings.replies import ReplyTable
from ..models import Assessment, Scheme
from ..selectors.assessment import AssessmentPage, assessment_page
from ..selectors.assessment_board import BoardRow
from ..selectors.assessment_targets import status_choices, target_rows
from ..selectors.moves import Kind, zone_moves
from ..selectors.prospects import is_under_way
from ..selectors.reply_record import Record, record_of
from .published_parts import is_file_asked


@dataclass
class Shown:
    """An assessment, its tables sorted and turned as the query string asks; of a role's reader."""

    request: HttpRequest
    assessment: Assessment
    role: Person
    at: datetime

    def file(self) -> HttpResponse | None:
        """The table that the query string asks for as a file; None where it asks for the page."""
        if not is_file_asked(self.request):
            return None
        found = self.assessment
        for name, table in {**self.tables, "replies": self.replies}.items():
            if table and (
                file := export(self.request, table, f"{name}-{found.period}-v{found.version}")
            ):
                return file
        return None

    def context(self) -> dict:
        """What the page prints for everybody."""
        page = self.page
        for table in self.tables.values():
            export(self.request, table, "")  # the page offers the downloads
        shown = [row.record for row in self.tables["board"].page.object_list]
        asked = {name: self.request.GET.get(name, "") for name in ("version", "target", "status")}
        return self.tables | {
            "page": page,
            "charts": self._charts(shown),
            "moved": _moved(page, [row.zone_id for row in shown]),
            "statuses": status_choices(self.assessment),
            "wanted": asked,
        }

    def record(self) -> dict:
        """What the page prints of the replies, as the reader's role may see them."""
        table = self.replies
        if table:
            export(self.request, table, "")
        return {"record": self._record, "replies": table, "assessment": self.assessment}

    @cached_property
    def page(self) -> AssessmentPage:
        """What was judged, as it is read."""
        return assessment_page(self.assessment)

    @cached_property
    def tables(self) -> dict[str, HouseTable]:
        """Its tables but the replies, a page of each."""
        page = self.page
        made = {
            "board": _board(page),
            "results": _results(page, self.request),
            "flags": _flags(page),
            "classes": _classes(page),
        }
        return {name: prepared(self.request, table) for name, table in made.items()}

    @cached_property
    def replies(self) -> HouseTable | None:
        """The record of the replies; None for a draft, and where nobody could reply."""
        record = self._record
        if record is None or not record.is_there or self.assessment.state in Assessment.OPEN:
            return None
        rows = sorted(record.rows, key=lambda row: row.order)
        return prepared(self.request, ReplyTable(rows, prefix="r-", title=_("Replies and answers")))

    @cached_property
    def _record(self) -> Record | None:
        if not self.assessment.span.is_year:
            return None
        return record_of(self.assessment, self.role, self.at)

    def _charts(self, shown: Sequence[BoardRow]) -> list[Chart]:
        scheme = self.assessment.scheme
        is_additive = scheme.aggregation == Scheme.Aggregation.ARITHMETIC
        charts = (
            interval_chart(shown, self.page.sure),
            theme_chart(shown, self.page.themes, scheme.decimals, is_additive=is_additive),
        )
        return [one for one in charts if one is not None]


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
