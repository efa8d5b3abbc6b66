"""The small charts of a comparison: a bar a zone or a year, and a sentence on who has most."""

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.models import Indicator
from zones.charts import Chart, chart
from zones.colours import INK, SURFACE
from zones.display import DASH, bracketed, named_with_unit, on_axis

from ..selectors.comparison import MOST, Cell, Column, Compared, Comparison
from ..wording import all_of, listed, sentences, with_unit

#: Height of a bar with its gap, of the axis, and of the key.
BAR, FRAME, KEY = 28, 64, 28
#: Up to here things that are counted have a line each.
SMALL = 6


def comparison_charts(found: Comparison) -> list[Chart]:
    """The score, then each indicator, over the same zones or years."""
    return [_scores(found), *(_indicator(found, one) for one in found.compared)]


def _scores(found: Comparison) -> Chart:
    columns = found.columns
    rows = [
        [
            format_html('<a href="{}">{}</a>', one.href, one.name),
            one.score_text,
            f"{one.rank_text} ({one.interval})" if one.interval else one.rank_text,
            one.movement_text,
            one.coverage_text,
        ]
        for one in columns
    ]
    header = [
        _("Year") if found.is_over_years else _("Zone"),
        *(_("Score"), _("Rank"), _("Movement"), _("Coverage")),
    ]
    known = [
        (one.name, float(one.score), one.score_text) for one in columns if one.score is not None
    ]
    figure = _bars(
        [one.name for one in columns],
        [None if one.score is None else float(one.score) for one in columns],
        [one.score_text for one in columns],
        [one.style.colour for one in columns],
    )
    finding = sentences(filter(None, [_most(known), _unranked(columns)]))
    return chart("compared-score", _("Score"), finding, figure, header, rows, _height(columns))


def _unranked(columns: Sequence[Column]) -> str:
    """Who has no rank, and why; each reason once."""
    reasons = {one.reason for one in columns if one.reason}
    said = [
        _("%(names)s: %(reason)s.")
        % {"names": listed([one.name for one in columns if one.reason == why]), "reason": why}
        for why in sorted(reasons)
    ]
    return sentences(said)


def _indicator(found: Comparison, one: Compared) -> Chart:
    indicator, columns = one.indicator, found.columns
    pairs = list(zip(columns, one.cells, strict=True))
    rows = [
        [
            column.name,
            format_html('<a href="{}">{}</a>', cell.href, cell.text),
            cell.growth_text,
            cell.target_text,
        ]
        for column, cell in pairs
    ]
    figure = _drawn(one, columns)
    known = [
        (column.name, float(cell.value), with_unit(cell.value, indicator))
        for column, cell in pairs
        if cell.value is not None
    ]
    said = [_most(known), _growth(pairs, found), _against_target(pairs), _lacking(pairs)]
    finding = sentences(filter(None, said))
    title = named_with_unit(indicator)
    if indicator.scope == Indicator.Scope.CITY:
        title = _("%(name)s, the city’s count") % {"name": title}
    header = [
        _("Year") if found.is_over_years else _("Zone"),
        *(_("Value"), _("Growth"), _("Yearly target")),
    ]
    has_key = any(cell.target is not None for cell in one.cells)
    height = _height(columns, has_key=has_key)
    return chart(f"compared-{indicator.code}", title, finding, figure, header, rows, height)


def _drawn(one: Compared, columns: Sequence[Column]) -> go.Figure:
    indicator = one.indicator
    return _bars(
        [column.name for column in columns],
        [on_axis(cell.value, indicator) for cell in one.cells],
        [cell.text for cell in one.cells],
        [column.style.colour for column in columns],
        [on_axis(cell.target, indicator) for cell in one.cells],
        is_count=indicator.unit_kind == "count",
    )


def _most(known: Sequence[tuple[str, float, str]]) -> str:
    """Who has most and who least, as printed; whether that is good is not said."""
    if not known:
        return ""
    values = {text for _name, _value, text in known}
    if len(known) == 1:
        name, _value, text = known[0]
        return _("Only %(name)s has a figure: %(value)s.") % {"name": name, "value": text}
    if len(values) == 1:
        return _("All stand at %(value)s.") % {"value": values.pop()}
    _name, _value, highest = max(known, key=lambda one: one[1])
    _name, _value, lowest = min(known, key=lambda one: one[1])
    top = [name for name, _value, text in known if text == highest]
    low = [name for name, _value, text in known if text == lowest]
    first = ngettext(
        "%(names)s is highest at %(value)s", "%(names)s are highest at %(value)s", len(top)
    ) % {"names": all_of(top), "value": highest}
    last = ngettext(
        "%(names)s is lowest at %(value)s", "%(names)s are lowest at %(value)s", len(low)
    ) % {"names": all_of(low), "value": lowest}
    return capfirst(_("%(first)s; %(last)s.") % {"first": first, "last": last})


def _growth(pairs: Sequence[tuple[Column, Cell]], found: Comparison) -> str:
    """Over the years: how the last one compares with the year before, as it was judged."""
    column, cell = pairs[-1]
    if not found.is_over_years or cell.growth_text == DASH:
        return ""
    words = {"year": column.name, "growth": cell.growth_text}
    return capfirst(_("%(year)s: %(growth)s on the year before.") % words)


def _against_target(pairs: Sequence[tuple[Column, Cell]]) -> str:
    """Who meets the yearly target that is drawn and who does not, as it was judged."""
    names: dict[str, list[str]] = {}
    for column, cell in pairs:
        if cell.value is not None and cell.status_text:
            names.setdefault(cell.status_text, []).append(column.name)
    standings = [bracketed(status, listed(those, MOST)) for status, those in names.items()]
    words = {"standings": _(", ").join(standings)}
    return _("Against the yearly target: %(standings)s.") % words if standings else ""


def _lacking(pairs: Sequence[tuple[Column, Cell]]) -> str:
    names = [column.name for column, cell in pairs if cell.value is None]
    return _("Without a figure: %(names)s.") % {"names": listed(names)} if names else ""


def _bars(
    names: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    colours: Sequence[str],
    targets: Sequence[float | None] = (),
    *,
    is_count: bool = False,
) -> go.Figure:
    """A bar a column in its zone's colour, its value beside the name, and a mark at its target."""
    places = [f"{name} {text}" for name, text in zip(names, texts, strict=True)]
    drawn = [one for one in (*values, *targets) if one is not None]
    is_small = is_count and bool(drawn) and max(drawn) <= SMALL
    figure = go.Figure()
    figure.add_bar(
        name=_("Value"),
        y=places,
        x=list(values),
        orientation="h",
        marker={"color": list(colours)},
        showlegend=False,  # each bar is named beside it, and has its zone's own colour
        hovertemplate="%{y}<extra></extra>",
    )
    has_targets = any(one is not None for one in targets)
    if has_targets:
        # On a bar as dark as ink the mark is seen by the pale edge below it.
        for colour, width in ((SURFACE, 7), (INK, 3)):
            figure.add_scatter(
                name=_("Yearly target"),
                y=places,
                x=list(targets),
                mode="markers",
                marker={
                    "symbol": "line-ns-open",
                    "size": 18,
                    "color": colour,
                    "line": {"width": width},
                },
                showlegend=colour == INK,
                hoverinfo="skip",
            )
    figure.update_layout(
        bargap=0.3,
        hovermode="closest",
        showlegend=has_targets,
        yaxis={"autorange": "reversed", "type": "category"},
        xaxis={"rangemode": "tozero", "nticks": 5, "tickformat": ",", "tickangle": 0},
    )
    if is_small:
        figure.update_xaxes(dtick=1)
    return figure


def _height(columns: Sequence[Column], *, has_key: bool = False) -> int:
    return FRAME + BAR * len(columns) + (KEY if has_key else 0)
