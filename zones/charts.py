"""Charts: a plotly figure, the sentence it shows, and the same data as a table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.io
from plotly.basedatatypes import BaseFigure

# Every chart gets the page's colours from static/js/charts.js: plotly's own are not even copied.
plotly.io.templates.default = None


@dataclass(frozen=True)
class Chart:
    """A chart ready for components/chart.html; `figure` is plain JSON data for plotly.js."""

    id: str
    title: str
    finding: str
    figure: dict
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    height: int = 260


def chart(
    id: str,
    title: str,
    finding: str,
    figure: BaseFigure,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    height: int = 260,
) -> Chart:
    """The chart of a plotly `Figure`; missing values become null, which plotly draws as a gap."""
    drawn = json.loads(figure.to_json(engine="json"))
    return Chart(id, title, finding, drawn, header, rows, height)
