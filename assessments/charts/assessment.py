"""The chart of an assessment: what each theme adds to the scores."""

from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from zones.charts import Chart, chart
from zones.display import DASH, number

from ..selectors.assessment_board import BoardRow, Theme

#: Height of a zone's bar with its gap, and of the axis and legend.
BAR, FRAME = 30, 110


def theme_chart(
    rows: Sequence[BoardRow], themes: Sequence[Theme], decimals: int, *, is_additive: bool
) -> Chart | None:
    """Each ranked zone's score by theme; None where no zone is ranked.

    Under the geometric mean the themes' own scores stand side by side, for they do not add up.
    """
    ranked = [row for row in rows if row.rank is not None]
    if not ranked or not themes:
        return None
    names = [row.name for row in ranked]
    bars = [
        go.Bar(
            name=theme.name,
            y=names,
            x=[_float(row.themes.get(theme.code)) for row in ranked],
            orientation="h",
        )
        for theme in themes
    ]
    figure = go.Figure(
        bars,
        {
            "barmode": "stack" if is_additive else "group",
            "bargap": 0.3,
            "hovermode": "y unified",
            "legend": {"traceorder": "normal"},
            "yaxis": {"autorange": "reversed", "type": "category"},
            "xaxis": {"rangemode": "tozero"},
        },
    )
    header = [_("Zone"), *(theme.name for theme in themes), _("Score")]
    table = [
        [row.name, *(row.theme_texts.get(theme.code, DASH) for theme in themes), row.score_text]
        for row in ranked
    ]
    title = _("What the themes add to the score") if is_additive else _("The scores of the themes")
    finding = _finding(ranked, themes, decimals)
    height = FRAME + BAR * len(ranked) * (1 if is_additive else max(len(themes) // 2, 1))
    return chart("themes", title, finding, figure, header, table, height)


def _float(value: Decimal | float | None) -> float | None:
    return None if value is None else float(value)


def _finding(ranked: Sequence[BoardRow], themes: Sequence[Theme], decimals: int) -> str:
    """Which theme sets the first and the last of these zones most apart."""
    first, last = ranked[0], ranked[-1]
    apart = {
        theme.name: first.themes[theme.code] - last.themes[theme.code]
        for theme in themes
        if first.themes.get(theme.code) is not None and last.themes.get(theme.code) is not None
    }
    words = {"zone": first.name, "score": first.score_text}
    if first is last or not apart:
        return _("%(zone)s has %(score)s points.") % words
    theme = max(apart, key=lambda name: apart[name])
    words |= {
        "last": last.name,
        "last_score": last.score_text,
        "theme": theme,
        "points": number(apart[theme], decimals),
    }
    return (
        _(
            "%(zone)s has %(score)s points, %(last)s %(last_score)s; “%(theme)s” sets them most"
            " apart, by %(points)s points."
        )
        % words
    )
