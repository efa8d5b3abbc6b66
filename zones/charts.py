"""Charts: a plotly figure, the sentence it shows, and the same data as a table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from plotly.basedatatypes import BaseFigure


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
    """The chart of a plotly `Figure`; missing values become null, which plotly draws as a gap.

    The figure's template is left out: static/js/charts.js gives every chart the page's colours.
    """
    drawn = json.loads(figure.to_json(engine="json"))
    drawn.get("layout", {}).pop("template", None)
    return Chart(id, title, finding, drawn, header, rows, height)
