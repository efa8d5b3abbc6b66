"""A paper as a page prints it: its parts with paragraphs, tables and charts ready to show."""

from collections.abc import Iterator
from dataclasses import dataclass

import plotly.graph_objects as go

from zones.charts import Chart, chart
from zones.numbers import DASH, number

from ..papers import paper as papers
from ..papers.printers.widths import ems

#: Height of a bar with its gap, and of the axis and legend.
BAR, FRAME = 26, 96
#: A column whose texts are all as short as this, in Chinese characters, breaks none of them.
SHORT = 7.5
#: Up to so many categories every whole number is named.
MOST_TICKS = 20


@dataclass(frozen=True)
class Line:
    """A paragraph; `is_written` where a person wrote it."""

    text: str
    is_written: bool
    kind: str = "line"


@dataclass(frozen=True)
class Head:
    """A column's heading and what it means."""

    text: str
    about: str
    is_number: bool


@dataclass(frozen=True)
class Grid:
    """A table: its rows hold (text, whether it is a number, whether its line is never broken)."""

    id: str
    title: str
    columns: tuple[Head, ...]
    rows: tuple[tuple[tuple[str, bool, bool], ...], ...]
    notes: tuple[str, ...]
    kind: str = "grid"


@dataclass(frozen=True)
class Drawing:
    """A chart."""

    chart: Chart
    kind: str = "drawing"


@dataclass(frozen=True)
class Shown:
    """A part of a paper with its blocks."""

    id: str
    title: str
    blocks: tuple[Line | Grid | Drawing, ...]
    is_annex: bool


@dataclass(frozen=True)
class PaperPage:
    """A paper ready for components/paper.html."""

    paper: papers.Paper
    preamble: tuple[Line, ...]
    parts: tuple[Shown, ...]


def paper_page(paper: papers.Paper) -> PaperPage:
    """A paper as a page prints it; the cells hold what every other form of it prints."""
    return PaperPage(
        paper,
        tuple(map(_line, paper.preamble)),
        tuple(
            Shown(part.code, part.title, tuple(_blocks(part, paper.language)), part.is_annex)
            for part in paper.parts
        ),
    )


def _line(one: papers.Paragraph) -> Line:
    return Line(one.text, one.author == papers.WRITTEN)


def _blocks(part: papers.Part, language: str) -> Iterator[Line | Grid | Drawing]:
    for block in part.blocks:
        if isinstance(block, papers.Paragraph):
            yield _line(block)
        elif isinstance(block, papers.Table):
            yield _grid(block, language)
        else:
            yield Drawing(_chart(block))


def _grid(table: papers.Table, language: str) -> Grid:
    heads = tuple(
        Head(column.heading(language), column.about, _counts(table, at))
        for at, column in enumerate(table.columns)
    )
    short = {
        at
        for at in range(len(heads))
        if max((ems(row[at].text) for row in table.rows), default=0) <= SHORT
    }
    rows = tuple(
        tuple(
            (cell.text, cell.is_number or head.is_number, at in short)
            for at, (cell, head) in enumerate(zip(row, heads, strict=True))
        )
        for row in table.rows
    )
    return Grid(table.code, table.title, heads, rows, table.notes)


def _counts(table: papers.Table, at: int) -> bool:
    """Whether a column holds numbers: those of places are some shared, and some missing."""
    if table.columns[at].is_number:
        return True
    cells = [row[at] for row in table.rows]
    return any(cell.is_number for cell in cells) and all(
        cell.is_number or cell.text == DASH or cell.text.rstrip("=*").isdecimal() for cell in cells
    )


def _chart(one: papers.Chart) -> Chart:
    """The chart of the page, drawn from the same data as in the files."""
    if one.kind == "lines":
        traces = [_lines(one, series) for series in one.series]
    elif one.kind == "dots":
        traces = [trace for series in one.series for trace in _dots(one, series)]
    else:
        traces = [_bars(one, series) for series in one.series]
    axis: dict = {"title": {"text": one.unit}}
    if one.kind == "dots" and one.decimals == 0 and len(one.categories) <= MOST_TICKS:
        axis["dtick"] = 1  # there is no place between two places
    layout: dict = {"bargap": 0.35, "hovermode": "closest", "showlegend": len(one.series) > 1}
    if one.kind == "lines":
        layout["yaxis"] = axis
    else:
        layout |= {"yaxis": {"autorange": "reversed", "type": "category"}, "xaxis": axis}
    header = ["", *(series.name for series in one.series)]
    rows = [
        [name, *(_printed(one, series, place) for series in one.series)]
        for place, name in enumerate(one.categories)
    ]
    height = 280 if one.kind == "lines" else FRAME + BAR * len(one.categories)
    figure = go.Figure(traces, layout)
    return chart(f"chart-{one.code}", one.title, one.finding, figure, header, rows, height)


def _printed(one: papers.Chart, series: papers.Series, place: int) -> str:
    text = number(series.values[place], one.decimals)
    if not series.low or series.low[place] is None:
        return text
    low, high = (number(some[place], one.decimals) for some in (series.low, series.high))
    return f"{text} ({low}–{high})"


def _bars(one: papers.Chart, series: papers.Series) -> go.Bar:
    values = [None if value is None else float(value) for value in series.values]
    return go.Bar(name=series.name, y=list(one.categories), x=values, orientation="h")


def _lines(one: papers.Chart, series: papers.Series) -> go.Scatter:
    values = [None if value is None else float(value) for value in series.values]
    return go.Scatter(name=series.name, x=list(one.categories), y=values, mode="lines+markers")


def _dots(one: papers.Chart, series: papers.Series) -> Iterator:
    """Each interval as a pale bar, and the value as a mark on it."""
    low = [None if value is None else float(value) for value in series.low]
    high = [None if value is None else float(value) for value in series.high]
    if low:
        reach = [
            None if a is None or b is None else b - a + 0.3 for a, b in zip(low, high, strict=True)
        ]
        base = [None if a is None else a - 0.15 for a in low]
        yield go.Bar(
            y=list(one.categories),
            base=base,
            x=reach,
            orientation="h",
            marker={"opacity": 0.4},
            hoverinfo="skip",
        )
    values = [None if value is None else float(value) for value in series.values]
    yield go.Scatter(
        name=series.name,
        x=values,
        y=list(one.categories),
        mode="markers",
        marker={"symbol": "diamond", "size": 9},
    )
