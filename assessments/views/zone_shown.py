"""What a zone's page shows of an assessment: tables, charts, files, made only where asked for."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zones.charts import Chart
from zones.colours import zone_style
from zones.display import label
from zones.models import Zone
from zones.tables import HouseTable, export, prepared

from ..charts.certainty import interval_chart
from ..charts.moves import waterfall
from ..charts.zone import course_chart
from ..listings.lifts import LiftTable
from ..listings.prospects import ONLY_UNDER_WAY
from ..listings.zone import CriterionTable, IndicatorTable, TargetTable
from ..models import Assessment, Scheme
from ..selectors.prospects import is_under_way
from ..selectors.zone import ZonePage, zone_page
from ..wording import scheme_name
from .published_parts import is_file_asked


@dataclass
class Shown:
    """A zone under an assessment, its tables sorted as the query string asks."""

    request: HttpRequest
    zone: Zone
    assessment: Assessment | None

    def file(self) -> HttpResponse | None:
        """The table that the query string asks for as a file; None where it asks for the page."""
        if self.assessment is None or not is_file_asked(self.request):
            return None
        for name, table in self.tables.items():
            file = export(self.request, table, f"{self.zone.code}-{self.assessment.period}-{name}")
            if file:
                return file
        return None

    def context(self) -> dict:
        """What the page prints of it."""
        page = self.page
        for table in self.tables.values():
            export(self.request, table, "")  # the page offers the downloads
        return {
            "page": page,
            "tables": self.tables,
            "charts": _sureness(page),
            "courses": _courses(page),
            "moved": [waterfall(move) for move in page.judged.moves] if page.judged else [],
            "assessment": self.assessment,
        }

    @cached_property
    def page(self) -> ZonePage:
        """What was judged of it, as it is read."""
        return zone_page(self.zone, self.assessment)

    @cached_property
    def tables(self) -> dict[str, HouseTable]:
        """Its tables, every row."""
        return {
            name: prepared(self.request, table, per_page=0)
            for name, table in _tables(self.page).items()
        }


def _sureness(page: ZonePage) -> list[Chart]:
    """How sure the zone's rank is among its neighbours; empty where that is not known."""
    if page.judged is None:
        return []
    sure = page.judged.sure
    found = interval_chart(sure.around, sure.text, label(page.zone, "short"))
    return [found] if found else []


def _courses(page: ZonePage) -> list[Chart]:
    """The courses of its figures."""
    if page.judged is None:
        return []
    colour = zone_style(page.zone.order).colour
    return [course_chart(course, colour) for course in page.judged.courses]


def _tables(page: ZonePage) -> dict[str, HouseTable]:
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
            zone=zone_style(page.zone.order).name,
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
