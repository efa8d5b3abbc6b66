"""The charts of a zone's page: a figure from 1 January quarter by quarter, beside what was due."""

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from indicators.periods import Quarter
from zones.charts import Chart, chart
from zones.display import DASH, WAN_PER_YI, amount, label, percent, unit

from ..selectors.zone_courses import Course
from ..wording import quarter_name, with_unit

FAINT = 0.45


def course_chart(course: Course) -> Chart:
    """The course of one figure: bars from 1 January, the path of its yearly targets as a line."""
    indicator = course.indicator
    return chart(
        id=f"course-{indicator.code}",
        title=_("%(name)s from 1 January, %(unit)s")
        % {"name": label(indicator), "unit": unit(indicator)},
        finding=_finding(course),
        figure=_figure(course),
        header=(_("Quarter"), _("Year to date"), _("Due"), _("Yearly target")),
        rows=_rows(course),
    )


def _finding(course: Course) -> str:
    """Where the last judged quarter stands: the figure, what was due, and how far apart."""
    quarters, to_date = course.trend.quarters, course.trend.to_date
    words = {
        "quarter": quarter_name(quarters[-1]),
        "actual": with_unit(to_date[-1], course.indicator),
    }
    if to_date[-1] is None:
        return _("There is no figure up to the %(quarter)s.") % words
    last = next((point for point in course.path if point.quarter == quarters[-1]), None)
    if last is None or last.due is None:
        return _("%(actual)s up to the %(quarter)s; nothing was due by then.") % words
    due = float(last.due)
    words["due"] = with_unit(due, course.indicator)
    words["apart"] = percent(abs(to_date[-1] - due) / due) if due else DASH
    if to_date[-1] >= due:
        return (
            _("%(actual)s up to the %(quarter)s, %(apart)s above the %(due)s due by then.") % words
        )
    return (
        _("%(actual)s up to the %(quarter)s, %(apart)s short of the %(due)s due by then.") % words
    )


def _figure(course: Course) -> go.Figure:
    trend, judged = course.trend, {point.quarter for point in course.path}
    figure = go.Figure()
    figure.add_bar(
        name=_("From 1 January"),
        x=_places(trend.quarters),
        y=[_shown(course, value) for value in trend.to_date],
        # The quarters that were judged stand out; the others lead up to them.
        marker={
            "opacity": [
                1.0 if quarter in judged or quarter.quarter == 4 else FAINT
                for quarter in trend.quarters
            ]
        },
    )
    quarters, due = _path(course)
    figure.add_scatter(
        name=_("Due, and the year’s target at its end"),
        x=_places(quarters),
        y=due,
        mode="lines+markers",
    )
    figure.update_layout(
        xaxis={"tickangle": 0, "tickfont": {"size": 10}},
        yaxis={"rangemode": "tozero"},
        bargap=0.25,
    )
    return figure


def _places(quarters: Sequence[Quarter]) -> list[list[str]]:
    """The two levels of the axis: the years, and the quarters within them."""
    return [[str(one.year) for one in quarters], [f"Q{one.quarter}" for one in quarters]]


def _path(course: Course) -> tuple[list[Quarter], list[float | None]]:
    """What was due by each judged quarter and the target at the year's end, a line a year."""
    quarters: list[Quarter] = []
    due: list[float | None] = []
    for year in sorted({point.quarter.year for point in course.path}):
        points = [point for point in course.path if point.quarter.year == year]
        steps = {point.quarter.quarter: point.due for point in points}
        steps[4] = points[-1].target
        for quarter, value in sorted(steps.items()):
            quarters.append(Quarter(year, quarter))
            due.append(_shown(course, None if value is None else float(value)))
        quarters.append(quarters[-1])
        due.append(None)  # the line is lifted between two years
    return quarters, due


def _rows(course: Course) -> list[tuple[str, str, str, str]]:
    aimed = {point.quarter: point for point in course.path}
    rows = []
    for quarter, value in zip(course.trend.quarters, course.trend.to_date, strict=True):
        point = aimed.get(quarter)
        rows.append(
            (
                str(quarter),
                amount(value, course.indicator),
                amount(point.due if point else None, course.indicator),
                amount(point.target if point else None, course.indicator),
            )
        )
    return rows


def _shown(course: Course, value: float | None) -> float | None:
    """A stored value in the unit of the axis."""
    if value is None or course.indicator.unit_kind != "money":
        return value
    return round(value / float(WAN_PER_YI), 4)
