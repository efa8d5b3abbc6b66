"""Sparklines: a row's trend as a small inline SVG, made on the server."""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .colours import OTHERS

MARGIN = 3.0
Point = tuple[float, float]


def sparkline(
    values: Sequence[float | None],
    width: int = 96,
    height: int = 24,
    title: str = "",
    zone: str = OTHERS,
) -> SafeString:
    """A line through the values with gaps where one is missing and its last value marked.

    Empty where no value is known. The title says in words what the line shows; `zone` names the
    colour of the zone that it is of.
    """
    points = _points([None if v is None or v != v else float(v) for v in values], width, height)
    known = [point for point in points if point]
    if not known:
        return SafeString("")
    lines = format_html_join(
        "", '<polyline points="{}"/>', ((_written(run),) for run in _runs(points) if len(run) > 1)
    )
    alone = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="1.2"/>',
        (run[0] for run in _runs(points) if len(run) == 1 and run[0] != known[-1]),
    )
    return format_html(
        '<svg class="zt-spark" data-zone="{zone}" width="{w}" height="{h}" role="img"'
        ' viewBox="0 0 {w} {h}">'
        '<title>{title}</title>{lines}{alone}<circle class="is-last" cx="{x}" cy="{y}" r="2.2"/>'
        "</svg>",
        w=width,
        h=height,
        title=title,
        zone=zone,
        lines=lines,
        alone=alone,
        x=known[-1][0],
        y=known[-1][1],
    )


def _points(values: Sequence[float | None], width: int, height: int) -> list[Point | None]:
    """Each value's place, y downwards; a flat line runs through the middle."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    step = (width - 2 * MARGIN) / max(len(values) - 1, 1)
    reach = height - 2 * MARGIN

    def y(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(height - MARGIN - share * reach, 1)

    return [
        None if value is None else (round(MARGIN + index * step, 1), y(value))
        for index, value in enumerate(values)
    ]


def _runs(points: Sequence[Point | None]) -> Iterator[list[Point]]:
    """The points between gaps."""
    run: list[Point] = []
    for point in [*points, None]:
        if point:
            run.append(point)
        elif run:
            yield run
            run = []


def _written(run: Sequence[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in run)
