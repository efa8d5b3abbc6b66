"""A chart as lengths between 0 and 1, ready to be drawn: one drawing for the pdf and the docx."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any

from ..paper import Chart
from .widths import MM, ems

MINUS = "−"
#: Points of a label, mm of a line of it, and mm that labels of rows take at most.
SIZE, LINE, LABELS = 9.0, 4.2, 58.0
#: Mm that a chart is wide.
WIDTH = 156.0
#: Rows of a panel: more begin another panel, so that none is higher than a page.
ROWS, HIGHEST = 44, 195.0
#: Millimetres below the lines of a chart in which names stand.
ACROSS = 140.0


@dataclass(frozen=True)
class Axis:
    """A scale with its marks as (place, text), and the place of zero where it is on the scale."""

    least: Decimal
    most: Decimal
    ticks: tuple[tuple[float, str], ...]
    zero: float | None

    def place(self, value: Decimal | None) -> float | None:
        """Where a value stands between 0 and 1."""
        if value is None:
            return None
        return round(float((value - self.least) / (self.most - self.least)), 5)


def printed(value: Decimal, decimals: int) -> str:
    """A number as a chart labels it: grouped, rounded half up, "−" before a negative one."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return (MINUS if rounded < 0 else "") + f"{abs(rounded):,}"


def axis(values: Sequence[Decimal], *, from_zero: bool) -> Axis:
    """A scale of round steps that holds every value; from zero where lengths are compared."""
    least, most = min(values, default=Decimal(0)), max(values, default=Decimal(1))
    if from_zero:
        least, most = min(least, Decimal(0)), max(most, Decimal(0))
    if least == most:
        least, most = (least, most + 1) if from_zero else (least - 1, most + 1)
    step = _step((most - least) / 5)
    low = (least / step).to_integral_value(ROUND_FLOOR)
    high = (most / step).to_integral_value(ROUND_CEILING)
    scale = Axis(low * step, high * step, (), None)
    decimals = max(0, -int(step.normalize().as_tuple().exponent))
    marks = [step * number for number in range(int(low), int(high) + 1)]
    ticks = tuple((scale.place(mark) or 0.0, printed(mark, decimals)) for mark in marks)
    return Axis(
        scale.least, scale.most, ticks, scale.place(Decimal(0)) if low <= 0 <= high else None
    )


def _step(rough: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, … that is not smaller."""
    unit = Decimal(1).scaleb(rough.adjusted())
    return next(unit * one for one in (1, 2, 5, 10) if unit * one >= rough)


def drawing(chart: Chart) -> dict:
    """The chart as plain data: its words, its scale and its panels."""
    panels: list[dict] = []
    if chart.series and chart.categories:  # else there is nothing to draw
        panels = list(_lines(chart) if chart.kind == "lines" else _rows(chart))
    several = len(chart.series) > 1
    return {
        "form": chart.kind,
        "title": chart.title,
        "unit": chart.unit,
        "finding": chart.finding,
        "legend": [one.name for one in chart.series] if several else [],
        "panels": panels,
    }


def _all_values(chart: Chart) -> list[Decimal]:
    return [
        value
        for one in chart.series
        for row in (one.values, one.low, one.high)
        for value in row
        if value is not None
    ]


# Bars and dots: a row for every category


@dataclass(frozen=True)
class Mark:
    """A bar or a dot of a row: where it is, its interval, and the number beside it."""

    at: float | None
    low: float | None
    high: float | None
    label: str


def _rows(chart: Chart) -> Iterable[dict]:
    scale = axis(_all_values(chart), from_zero=chart.kind == "bars")
    longest_name = max(map(ems, chart.categories), default=0.0)
    labels = min(longest_name * 1.04 * SIZE * MM + 3, LABELS)
    rows: list[dict[str, Any]] = [
        {
            "label": name,
            "height": _height(name, labels, len(chart.series)),
            "marks": [asdict(mark) for mark in _marks(chart, scale, at)],
        }
        for at, name in enumerate(chart.categories)
    ]
    longest = max((ems(mark["label"]) for row in rows for mark in row["marks"]), default=0)
    right = round(longest * SIZE * MM + 4, 2)  # clear of a mark at the edge
    left = right if scale.least < 0 else 2
    ticks = _named(scale.ticks, WIDTH - labels - left - right)
    for panel in _panels(rows):
        yield {
            "labels": round(labels, 2),
            "ticks": ticks,
            "zero": scale.zero,
            "right": right,
            "left": left,
            "rows": panel,
        }


def _height(name: str, labels: float, series: int) -> float:
    lines = ceil(ems(name) * SIZE * MM / (labels - 2) - 0.001) or 1
    return round(max(lines * LINE, series * 3.6 + 1.2, 4.4), 2)


def _marks(chart: Chart, scale: Axis, at: int) -> Iterable[Mark]:
    for one in chart.series:
        value = one.values[at]
        low, high = (row[at] if row else None for row in (one.low, one.high))
        label = "—" if value is None else printed(value, chart.decimals)
        yield Mark(scale.place(value), scale.place(low), scale.place(high), label)


def _panels(rows: list[dict]) -> Iterable[list[dict]]:
    """The rows in panels of about the same height, none higher than a page."""
    total = sum(row["height"] for row in rows)
    count = max(1, ceil(total / HIGHEST), ceil(len(rows) / ROWS))
    panel: list[dict] = []
    above, height, part = 0.0, 0.0, 0
    for row in rows:
        own = row["height"]
        place = min(count - 1, int((above + own / 2) / total * count))
        if panel and (place > part or height + own > HIGHEST):
            yield panel
            panel, height = [], 0.0
        panel.append(row)
        part, above, height = place, above + own, height + own
    yield panel


def _named(ticks: Sequence[tuple[float, str]], room: float) -> list[list]:
    """The marks of a scale with the names for which there is room: every one, every second, …"""
    widest = max((ems(name) for _, name in ticks), default=0.0) * SIZE * MM + 2
    every = max(1, ceil(widest * (len(ticks) - 1) / max(room, 1)))
    return [[at, name if number % every == 0 else ""] for number, (at, name) in enumerate(ticks)]


# Lines: a point for every category


def _lines(chart: Chart) -> Iterable[dict]:
    scale = axis(_all_values(chart), from_zero=False)
    count = len(chart.categories)
    name = max(map(ems, chart.categories), default=0.0) * SIZE * MM + 3
    every = max(1, ceil(count * name / ACROSS))
    number = max((ems(printed(one, chart.decimals)) for one in _all_values(chart)), default=0.0)
    labelled = len(chart.series) == 1 and count * (number * SIZE * MM + 1) < ACROSS
    yield {
        "ticks": [list(tick) for tick in scale.ticks],
        "zero": scale.zero,
        "left": round(max(ems(text) for _, text in scale.ticks) * SIZE * MM + 3, 2),
        "names": [
            [_across(at, count), name]
            for at, name in enumerate(chart.categories)
            if (count - 1 - at) % every == 0
        ],
        "series": [
            [
                {
                    "x": _across(at, count),
                    "y": scale.place(value),
                    "label": printed(value, chart.decimals)
                    if labelled and value is not None
                    else "",
                }
                for at, value in enumerate(one.values)
            ]
            for one in chart.series
        ],
    }


def _across(at: int, count: int) -> float:
    return round((at + 0.5) / count, 5)
