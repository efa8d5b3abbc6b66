"""Charts that the workbook draws itself, from cells that hold what the paper's charts show."""

from typing import Any

import xlsxwriter

from ..paper import Chart, Series
from .phrases import Phrases

INK = "#1F3B63"
PATTERNS = (None, "wide_upward_diagonal", "light_horizontal", "small_grid", "percent_25")
DASHES = ("solid", "dash", "round_dot", "dash_dot", "long_dash")
MARKS = ("circle", "square", "triangle", "diamond", "x")
#: Pixels.
WIDE, HIGH, ROW = 680, 420, 22


def columns(chart: Chart, words: Phrases) -> list[tuple[str, tuple]]:
    """The columns of a chart's data: a heading and a value or None for every category."""
    found: list[tuple[str, tuple]] = []
    for one in chart.series:
        found.append((one.name, one.values))
        if one.low and one.high:
            found += [(f"{one.name} {words.low}", one.low), (f"{one.name} {words.high}", one.high)]
    return found


def draw(book: xlsxwriter.Workbook, page: Any, chart: Chart, first: int, words: Phrases) -> None:
    """Nothing; the sheet holds the chart, drawn from its columns below row `first`, the header."""
    kind = {"bars": "bar", "lines": "line", "dots": "line"}[chart.kind]
    made = book.add_chart({"type": kind})
    last, column = first + len(chart.categories), 1
    for number, series in enumerate(chart.series):
        has_interval = bool(series.low and series.high)
        shown = [series.name, f"{series.name} {words.low}", f"{series.name} {words.high}"]
        for part, name in enumerate(shown if has_interval else shown[:1]):
            made.add_series(
                {
                    "name": name,
                    "categories": [page.get_name(), first + 1, 0, last, 0],
                    "values": [page.get_name(), first + 1, column, last, column],
                    **_look(chart, number, part),
                }
            )
            column += 1
    _axes(made, chart)
    if any(_has_interval(one) for one in chart.series):
        made.set_high_low_lines({"line": {"color": INK, "width": 1}})
    made.show_blanks_as("gap")
    high = max(HIGH, 120 + ROW * len(chart.categories)) if chart.kind == "bars" else HIGH
    made.set_size({"width": WIDE, "height": high})
    where = {"description": chart.finding or chart.title, "object_position": 2}
    page.insert_chart(first, column + 1, made, where)


def _has_interval(series: Series) -> bool:
    return bool(series.low and series.high)


def _axes(made: Any, chart: Chart) -> None:
    places = "0" * chart.decimals
    values: dict[str, Any] = {
        "num_format": f"#,##0.{places}" if places else "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": "#CDCDCD"}},
    }
    if chart.unit:
        values["name"] = chart.unit
    names: dict[str, Any] = {"label_position": "low", "major_gridlines": {"visible": False}}
    if chart.kind == "bars":  # they lie, and the first is on top
        made.set_x_axis(values)
        made.set_y_axis(names | {"reverse": True, "crossing": "max"})
    else:
        made.set_x_axis(names)
        made.set_y_axis(values)
    made.set_title({"name": chart.title, "name_font": {"size": 12}})
    made.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})


def _look(chart: Chart, number: int, part: int) -> dict[str, Any]:
    """How a series looks in black and white; `part` 1 and 2 are the ends of an interval."""
    if chart.kind == "bars":
        pattern = PATTERNS[number % len(PATTERNS)]
        fill: dict[str, Any] = (
            {"pattern": {"pattern": pattern, "fg_color": INK, "bg_color": "white"}}
            if pattern
            else {"fill": {"color": INK}}
        )
        labels = {"data_labels": {"value": True}} if len(chart.categories) <= 30 else {}
        return fill | {"border": {"color": INK}, "gap": 60} | labels
    mark = {"type": "long_dash" if part else MARKS[number % len(MARKS)], "size": 7}
    mark |= {"fill": {"color": INK if number % 2 == 0 else "white"}, "border": {"color": INK}}
    if chart.kind == "dots":
        return {"line": {"none": True}, "marker": mark}
    line = {"color": INK, "width": 1.5, "dash_type": DASHES[number % len(DASHES)]}
    return {"line": line, "marker": mark}
