"""The chart of a zone's timeline: a lane a kind of event on one axis of time."""

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from zones.charts import Chart, chart

from ..selectors.timeline_events import LANES, Event

#: Height of a lane, and of the axis.
LANE, FRAME = 34, 60
#: So long is the text that is shown beside the pointer, in lines.
LINE, LINES = 42, 3


def timeline_chart(events: Sequence[Event], finding: str) -> Chart | None:
    """The events as marks, filled where something went wrong; None where there are none."""
    lanes = [lane for lane in LANES if any(one.lane == lane for one in events)]
    if not lanes:
        return None
    figure = go.Figure([_lane(lane, events) for lane in lanes])
    names = [str(LANES[lane]) for lane in lanes]
    figure.update_layout(
        showlegend=False,
        hovermode="closest",
        xaxis={"type": "date", "tickformat": "%Y-%m", "nticks": 8},
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names,
            "autorange": "reversed",
        },
    )
    return chart(
        id="timeline",
        title=_("What happened when"),
        finding=finding,
        figure=figure,
        header=[_("Date"), _("Kind"), _("What happened")],
        rows=[[one.on_text, one.lane_text, one.text] for one in events],
        height=FRAME + LANE * len(lanes),
    )


def _lane(lane: str, events: Sequence[Event]) -> go.Scatter:
    """The marks of a lane; what went wrong is a filled diamond, all else an open circle."""
    own = [one for one in events if one.lane == lane]
    return go.Scatter(
        name=str(LANES[lane]),
        x=[one.on.isoformat() for one in own],
        y=[str(LANES[lane])] * len(own),
        mode="markers",
        marker={
            "size": [11 if one.is_warning else 9 for one in own],
            "symbol": ["diamond" if one.is_warning else "circle-open" for one in own],
            "line": {"width": 2},
        },
        text=[_broken(f"{one.on_text} {one.text}") for one in own],
        hovertemplate="%{text}<extra></extra>",
    )


def _broken(text: str) -> str:
    """A text in lines that fit beside the pointer; plotly reads marks in it, so it has none."""
    plain = text.replace("<", "‹").replace(">", "›").replace("&", "＆")
    lines = [plain[at : at + LINE] for at in range(0, len(plain), LINE)]
    return "<br>".join(lines[:LINES]) + ("…" if len(lines) > LINES else "")
