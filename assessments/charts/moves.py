"""The charts of why zones moved: a waterfall for one zone, and all zones' causes side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from zones.charts import Chart, chart
from zones.display import number

from ..selectors.moves import Move, Part, move_sentence, places_text, points_text
from ..wording import sentences

#: Height of a zone's bar with its gap, and of the axis and legend.
BAR, FRAME = 38, 110


@dataclass(frozen=True)
class Measure:
    """What of a move is drawn: points of the score, or places."""

    name: str

    def of(self, thing: Move | Part) -> Decimal:
        return Decimal(getattr(thing, self.name))

    def text(self, value: Decimal, decimals: int) -> str:
        return points_text(value, decimals) if self.name == "points" else places_text(value)

    def ends(self, move: Move) -> tuple[str, str]:
        if self.name == "places":
            return str(move.rank_before), str(move.rank)
        return number(move.score_before, move.decimals), number(move.score, move.decimals)


POINTS, PLACES = Measure("points"), Measure("places")


def waterfall(move: Move) -> Chart:
    """The way from the earlier score to the later one, a step a cause."""
    rows = [
        (move.before, number(move.score_before, move.decimals), str(move.rank_before)),
        *(_row(part, move.decimals) for part in move.parts),
        (move.now, number(move.score, move.decimals), str(move.rank)),
    ]
    return chart(
        id=f"moved-{move.kind}",
        title=_("Why it moved, from %(before)s to %(now)s")
        % {"before": move.before, "now": move.now},
        finding=move_sentence(move),
        figure=_steps(move),
        header=(_("Cause"), _("Points"), _("Places")),
        rows=rows,
        height=FRAME + BAR * len(rows),
    )


def _row(part: Part, decimals: int) -> tuple[str, str, str]:
    return part.name, points_text(part.points, decimals), places_text(part.places)


def _steps(move: Move) -> go.Figure:
    """Bars from where the step before has ended; the sign stands on each, not in colour alone."""
    ends = [(move.before, move.score_before), (move.now, move.score)]
    figure = go.Figure()
    figure.add_bar(
        name=_("Score"),
        y=[name for name, _score in ends],
        x=[float(score) for _name, score in ends],
        text=[number(score, move.decimals) for _name, score in ends],
        textposition="inside",
        orientation="h",
    )
    steps = list(_floating(move))
    for is_gain, name in ((True, _("gained")), (False, _("lost"))):
        chosen = [(part, start) for part, start in steps if (part.points >= 0) == is_gain]
        if chosen:
            figure.add_bar(
                name=name,
                y=[_step_name(part, move.decimals) for part, _start in chosen],
                x=[float(abs(part.points)) for part, _start in chosen],
                base=[float(start) for _part, start in chosen],
                orientation="h",
                hovertemplate="%{y}",
            )
    causes = (_step_name(part, move.decimals) for part, _start in steps)
    names = [ends[0][0], *causes, ends[1][0]]
    figure.update_layout(
        barmode="overlay",
        bargap=0.25,
        hovermode="closest",
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names,
            "autorange": "reversed",
            "tickfont": {"size": 11},
        },
        xaxis={"rangemode": "tozero"},
    )
    return figure


def _floating(move: Move) -> Iterable[tuple[Part, Decimal]]:
    """Each cause with the lower end of its bar."""
    at = move.score_before
    for part in move.parts:
        yield part, min(at, at + part.points)
        at += part.points


def _step_name(part: Part, decimals: int) -> str:
    """A cause with what it adds below it: a step of no points is seen as well."""
    return f"{part.name}<br>{_step_text(part, decimals)}"


def _step_text(part: Part, decimals: int) -> str:
    if not part.places:
        return points_text(part.points, decimals)
    words = {
        "points": points_text(part.points, decimals),
        "places": places_text(part.places),
    }
    if abs(part.places) == 1:
        return _("%(points)s points, %(places)s place") % words
    return _("%(points)s points, %(places)s places") % words


def moves_charts(moves: Sequence[Move]) -> list[Chart]:
    """What each cause adds to every zone's score and place; nothing where nothing is compared."""
    if not moves:
        return []
    first = moves[0]
    words = {"before": first.before, "now": first.now}
    titles = {
        POINTS: _("Why the scores moved, from %(before)s to %(now)s"),
        PLACES: _("Why the places moved, from %(before)s to %(now)s"),
    }
    return [
        chart(
            id=f"moves-{first.kind}-{measure.name}",
            title=titles[measure] % words,
            finding=_finding(moves, measure),
            figure=_bars(moves, measure),
            header=[
                _("Zone"),
                first.before,
                *(part.name for part in first.parts),
                first.now,
            ],
            rows=[_all_of(move, measure) for move in moves],
            height=FRAME + BAR * len(moves),
        )
        for measure in (POINTS, PLACES)
    ]


def _bars(moves: Sequence[Move], measure: Measure) -> go.Figure:
    zones = [move.zone for move in moves]
    bars = []
    for place, cause in enumerate(moves[0].parts):
        values = [float(measure.of(move.parts[place])) for move in moves]
        if any(values):
            bars.append(go.Bar(name=cause.name, y=zones, x=values, orientation="h"))
    return go.Figure(
        bars,
        {
            "barmode": "relative",
            "bargap": 0.3,
            "hovermode": "y unified",
            "showlegend": True,
            "legend": {"traceorder": "normal"},
            "yaxis": {"autorange": "reversed", "type": "category"},
            "xaxis": {"zeroline": True},
        },
    )


def _all_of(move: Move, measure: Measure) -> list[str]:
    before, now = measure.ends(move)
    parts = (measure.text(measure.of(part), move.decimals) for part in move.parts)
    return [move.zone, before, *parts, now]


def _finding(moves: Sequence[Move], measure: Measure) -> str:
    """Who gained and who lost most against the earlier board, and by which cause."""
    top, low = max(moves, key=measure.of), min(moves, key=measure.of)
    if not measure.of(top) and not measure.of(low):
        words = {"before": moves[0].before}
        if measure is POINTS:
            return _("No zone’s score has changed against %(before)s.") % words
        return _("No zone’s place has changed against %(before)s.") % words
    extremes = [move for move in dict.fromkeys((top, low)) if measure.of(move)]
    return sentences(_gain(move, measure) for move in extremes)


def _gain(move: Move, measure: Measure) -> str:
    largest = max(move.parts, key=lambda part: abs(measure.of(part)))
    words = {
        "zone": move.zone,
        "change": measure.text(measure.of(move), move.decimals),
        "before": move.before,
        "cause": largest.name,
        "most": measure.text(measure.of(largest), move.decimals),
    }
    if measure is POINTS:
        return (
            _("%(zone)s: %(change)s points against %(before)s, most of it %(cause)s (%(most)s).")
            % words
        )
    if abs(measure.of(move)) == 1:
        return (
            _("%(zone)s: %(change)s place against %(before)s, most of it %(cause)s (%(most)s).")
            % words
        )
    return (
        _("%(zone)s: %(change)s places against %(before)s, most of it %(cause)s (%(most)s).")
        % words
    )
