"""The charts of a zone's page: a figure from 1 January, beside what was due and is projected."""

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from indicators.periods import Quarter
from zones.charts import Chart, chart
from zones.colours import INK, PROVISIONAL
from zones.display import DASH, amount, is_chinese, label, on_axis, percent, unit

from ..selectors.zone_courses import Course, Drawn
from ..wording import quarter_name, with_unit

FAINT = 0.45
#: With more quarters than this their names are set smaller.
MANY_PLACES = 16
#: Readable on light and on dark; neither good nor bad.
PROJECTED, BAND = "#2f9c8f", "rgba(47, 156, 143, 0.4)"


def course_chart(course: Course, colour: str) -> Chart:
    """The course of one figure: bars from 1 January, the path of its yearly targets as a line.

    The bars have the zone's colour.
    """
    indicator = course.indicator
    return chart(
        id=f"course-{indicator.code}",
        title=_("%(name)s from 1 January, %(unit)s")
        % {"name": label(indicator), "unit": unit(indicator)},
        finding=f"{_finding(course)}{'' if is_chinese() else ' '}{course.prospect}",
        figure=_figure(course, colour),
        header=_header(course),
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
    if not course.path:
        return _("%(actual)s up to the %(quarter)s.") % words
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


def _figure(course: Course, colour: str) -> go.Figure:
    figure = go.Figure()
    _add_bars(figure, course, colour)
    quarters, due = _path(course)
    if quarters:
        figure.add_scatter(
            name=_("Due, and the year’s target at its end"),
            x=_places(quarters),
            y=due,
            mode="lines+markers",
            line={"color": INK, "dash": "dot", "width": 2},
            marker={"symbol": "diamond", "size": 7},
        )
    _add_projection(figure, course)
    places = [*course.trend.quarters, *_to_come(course)]
    figure.update_layout(
        xaxis={"tickangle": 0, "tickfont": {"size": 10 if len(places) <= MANY_PLACES else 8}},
        yaxis={"rangemode": "tozero"},
        bargap=0.25,
    )
    return figure


def _add_bars(figure: go.Figure, course: Course, colour: str) -> None:
    """Nothing; the sums from 1 January are drawn, what is not verified yet hatched."""
    trend = course.trend
    judged = {point.quarter for point in course.path} | {course.last}
    figure.add_bar(
        name=_("From 1 January"),
        # The quarters to come are places without a bar.
        x=_places([*trend.quarters, *_to_come(course)]),
        y=[on_axis(value, course.indicator) for value in trend.to_date]
        + [None for _one in _to_come(course)],
        marker={
            "color": colour,
            # The quarters that were judged stand out; the others lead up to them.
            "opacity": [
                1.0 if quarter in judged or quarter.quarter == 4 else FAINT
                for quarter in trend.quarters
            ],
            "pattern": {
                "shape": [PROVISIONAL if one in trend.provisional else "" for one in trend.quarters]
            },
        },
    )


def _to_come(course: Course) -> list[Quarter]:
    """The quarters that the last year still has before it."""
    return [Quarter(course.last.year, quarter) for quarter in range(course.last.quarter + 1, 5)]


def _add_projection(figure: go.Figure, course: Course) -> None:
    """Nothing; a dashed line runs from the last figure to the projected year, within its band."""
    ahead = course.ahead
    if ahead is None:
        return
    places = _places([course.last, Quarter(course.last.year, 4)])
    start = on_axis(course.trend.to_date[-1], course.indicator)
    edges = (ahead.low, ahead.high)
    if None not in edges:
        for edge, fill in zip(edges, ("none", "tonexty"), strict=True):
            figure.add_scatter(
                name=_("Band"),
                x=places,
                y=[start, on_axis(edge, course.indicator)],
                mode="lines",
                line={"width": 0, "color": PROJECTED},
                fill=fill,
                fillcolor=BAND,
                showlegend=fill != "none",
            )
    figure.add_scatter(
        name=_("Projected"),
        x=places,
        y=[start, on_axis(ahead.value, course.indicator)],
        mode="lines+markers",
        line={"dash": "dash", "width": 2, "color": PROJECTED},
        marker={"size": 8, "symbol": "circle-open"},
    )


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
            due.append(on_axis(value, course.indicator))
        quarters.append(quarters[-1])
        due.append(None)  # the line is lifted between two years
    return quarters, due


def _header(course: Course) -> tuple[str, ...]:
    """The columns of the table; one more where the year's end is projected."""
    always = (_("Quarter"), _("Year to date"), _("Due"), _("Yearly target"))
    return (*always, _("Projected year")) if course.ahead else always


def _rows(course: Course) -> list[tuple[str, ...]]:
    aimed = {point.quarter: point for point in course.path}
    rows = []
    for quarter, value in zip(course.trend.quarters, course.trend.to_date, strict=True):
        point = aimed.get(quarter)
        name = str(quarter)
        if quarter in course.trend.provisional:
            name = _("%(quarter)s, provisional") % {"quarter": name}
        rows.append(
            (
                name,
                amount(value, course.indicator),
                amount(point.due if point else None, course.indicator),
                amount(point.target if point else None, course.indicator),
            )
        )
    if course.ahead is None:
        return rows
    return [*((*row, DASH) for row in rows), _row_of_the_year(course, course.ahead)]


def _row_of_the_year(course: Course, ahead: Drawn) -> tuple[str, ...]:
    """The year's end as it is projected."""
    last = next((point for point in course.path if point.quarter == course.last), None)
    target = amount(last.target if last else None, course.indicator)
    projected = _("%(value)s (%(band)s)") % {"value": ahead.text, "band": ahead.band}
    return str(Quarter(course.last.year, 4)), DASH, target, target, projected
