"""The chart of how sure ranks are: each zone's interval, its rank and its median."""

from collections.abc import Sequence
from typing import Protocol

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from zones.charts import Chart, chart

from ..rank_words import Sureness

#: Height of a zone's bar with its gap, and of the axis and legend.
BAR, FRAME = 26, 96
#: How far a bar reaches beyond the places it covers, so that a single place can be seen.
REACH = 0.35
FAINT, STRONG = 0.4, 0.85


class Ranked(Protocol):
    """A row of a ranking."""

    @property
    def name(self) -> str: ...
    @property
    def rank(self) -> int | None: ...
    @property
    def rank_text(self) -> str: ...
    @property
    def sure(self) -> Sureness: ...


def interval_chart(rows: Sequence[Ranked], finding: str, own: str = "") -> Chart | None:
    """The intervals of the ranked zones, one of them set off; None where none is known."""
    known = [row for row in rows if row.rank is not None and row.sure.interval]
    if not known:
        return None
    names = [row.name for row in known]
    # The key is as pale as the bars that it stands for.
    whole = STRONG if own in names else FAINT
    bars = go.Bar(
        name=_("in 90% of the variants"),
        y=names,
        base=[(row.sure.low or 0) - REACH for row in known],
        x=[(row.sure.high or 0) - (row.sure.low or 0) + 2 * REACH for row in known],
        orientation="h",
        opacity=whole,
        marker={"opacity": [1 if name == own else FAINT / whole for name in names]},
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[row.sure.title for row in known],
    )
    median = _points(_("Median"), names, [row.sure.median for row in known], "line-ns-open", 14)
    rank = _points(_("Rank"), names, [row.rank for row in known], "diamond", 9)
    figure = go.Figure(
        [bars, median, rank],
        {
            "bargap": 0.35,
            "hovermode": "closest",
            "legend": {"traceorder": "normal"},
            "yaxis": {"autorange": "reversed", "type": "category"},
            "xaxis": _axis(max(row.sure.high or 0 for row in known)),
        },
    )
    header = [
        _("Zone"),
        _("Rank"),
        _("Rank in 90% of the variants"),
        _("Median"),
        _("Chance of being last"),
    ]
    table = [
        [row.name, row.rank_text, row.sure.interval, row.sure.median_text, row.sure.last_text]
        for row in known
    ]
    height = FRAME + BAR * len(known)
    return chart("certainty", _("How sure the ranks are"), finding, figure, header, table, height)


def _points(name: str, names: Sequence[str], places: Sequence, symbol: str, size: int):
    """Marks at a place on each zone's bar."""
    return go.Scatter(
        name=name,
        x=list(places),
        y=list(names),
        mode="markers",
        marker={"symbol": symbol, "size": size, "line": {"width": 2}},
        hoverinfo="skip",
    )


def _axis(last: int) -> dict:
    """The places from the first to the last one reached, each named where there is room."""
    return {
        "range": [0.5, last + 0.5],
        "dtick": max(1, -(-last // 20)),
        "tick0": 1,
        "title": {"text": _("Rank")},
    }
