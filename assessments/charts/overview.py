"""The charts of the overview: trade by quarter, and the year against its path."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from indicators.models import Indicator
from indicators.periods import Quarter
from zones.charts import Chart, chart
from zones.colours import INK, PROVISIONAL, SURFACE, ZoneStyle, zone_style
from zones.display import DASH, amount, label, on_axis, percent, unit

from ..findings import target_sentence
from ..models import TargetResult
from ..selectors.quarters import Quarterly
from ..wording import bare, completed, quarter_name, with_unit

#: How many zones have a band of their own; the others are drawn together.
MOST_BANDS = 6
#: Up to here each quarter is named below its bar; of more, the first one of each year.
MOST_NAMES = 8
#: How strongly a zone's pattern stands out of its colour, and how quarters fade that are no total.
SOLID, FAINT = 0.25, 0.6


class Band(NamedTuple):
    """What a zone's bars are called, and how they look."""

    name: str
    style: ZoneStyle


def quarterly_chart(
    found: Quarterly, indicator: Indicator, shown: Mapping[int, Band]
) -> Chart | None:
    """The last quarters of all zones, stacked; None where nothing was reported."""
    if all(value is None for value in found.total):
        return None
    own = {shown[zone]: list(values) for zone, values in found.zones.items() if zone in shown}
    bands = {band.name: values for band, values in own.items()}
    styles = {band.name: band.style for band in own}
    rest = [_rest(total, index, bands) for index, total in enumerate(found.total)]
    if any(rest):
        bands[_("other zones")] = rest
    figure = go.Figure(
        [
            go.Bar(
                name=name,
                x=[str(quarter) for quarter in found.quarters],
                y=[on_axis(value, indicator) for value in values],
                marker=_marked(found, styles.get(name, zone_style(None))),
            )
            for name, values in bands.items()
        ],
        {
            "barmode": "stack",
            "bargap": 0.25,
            "legend": {"traceorder": "normal"},
            "xaxis": quarter_axis(found.quarters),
            "yaxis": {"title": {"text": unit(indicator)}},
        },
    )
    header = [_("Quarter"), *bands, _("All zones")]
    rows = [
        [
            str(quarter),
            *(amount(values[index], indicator) for values in bands.values()),
            _total(found, index, indicator),
        ]
        for index, quarter in enumerate(found.quarters)
    ]
    title = _("%(name)s by quarter") % {"name": label(indicator)}
    finding = _quarterly_finding(found, indicator, bands)
    return chart("quarterly", title, finding, figure, header, rows)


def quarter_axis(quarters: Sequence[Quarter]) -> dict:
    """An axis of quarters, with the year below the first and below each first quarter."""
    is_dense = len(quarters) > MOST_NAMES
    named = [one for one in quarters if one.quarter == 1 or not is_dense]
    return {
        "type": "category",
        "tickangle": 0,
        "tickvals": [str(one) for one in named],
        "ticktext": [
            f"Q{one.quarter}<br>{one.year}" if place == 0 or one.quarter == 1 else f"Q{one.quarter}"
            for place, one in enumerate(named)
        ],
    }


def _marked(found: Quarterly, style: ZoneStyle) -> dict:
    """A zone's colour and pattern; quarters in which zones are lacking are hatched and paler."""
    lacking = [bool(found.lacking_in(at)[0]) for at in range(len(found.quarters))]
    return {
        "color": style.colour,
        "opacity": [FAINT if one else 1.0 for one in lacking],
        "line": {"color": SURFACE, "width": 1},
        "pattern": {
            "shape": [PROVISIONAL if one else style.pattern for one in lacking],
            "fillmode": "overlay",
            "fgcolor": SURFACE,
            "solidity": SOLID,
            "size": 6,
        },
    }


def _total(found: Quarterly, index: int, indicator: Indicator) -> str:
    """The sum of all zones; where some are lacking, that it is of so many only."""
    text = amount(found.total[index], indicator)
    lacking, asked = found.lacking_in(index)
    if not lacking or found.total[index] is None:
        return text
    words = {"sum": text, "count": asked - lacking, "all": asked}
    return _("%(sum)s (of %(count)s of %(all)s zones, no total)") % words


def _rest(total: float | None, index: int, bands: Mapping[str, list]) -> float | None:
    """What the zones without a band of their own add up to in a quarter."""
    if total is None:
        return None
    rest = round(total - sum(values[index] or 0 for values in bands.values()), 4)
    return rest or None


def _quarterly_finding(
    found: Quarterly, indicator: Indicator, bands: Mapping[str, Sequence[float | None]]
) -> str:
    index = max(place for place, value in enumerate(found.total) if value is not None)
    largest = max(bands, key=lambda name: bands[name][index] or 0)
    words = {
        "quarter": quarter_name(found.quarters[index]),
        "total": with_unit(found.total[index], indicator),
        "zone": largest,
        "value": with_unit(bands[largest][index], indicator),
    }
    lacking, asked = found.lacking_in(index)
    if lacking:
        words |= {"count": asked - lacking, "all": asked}
        return (
            _(
                "In the %(quarter)s %(count)s of %(all)s zones have reported: %(total)s"
                " from these alone, which is no total; hatched."
            )
            % words
        )
    return _("In the %(quarter)s: %(total)s in all, most of it %(zone)s with %(value)s.") % words


def path_chart(results: Sequence[TargetResult]) -> Chart | None:
    """A target's yearly figures against its path; None where there is nothing to draw.

    A part of a year is judged by what was due by then: that is drawn too, below the year's target.
    """
    drawn = [one for one in results if one.actual is not None or one.value is not None]
    if not drawn:
        return None
    last = drawn[-1]
    target, indicator = last.target, last.target.indicator
    base_year = _base_year(last)
    points = [(str(one.assessment.span), one.actual, one.value) for one in drawn]
    if base_year and last.base is not None:
        points.insert(0, (str(base_year), last.base, last.base))
    years = [year for year, _actual, _value in points]
    # What may still change is hatched, and said in the table.
    provisional = {str(one.assessment.span) for one in drawn if one.assessment.is_provisional}
    actual = [on_axis(one, indicator) for _year, one, _value in points]
    path = [on_axis(one, indicator) for _year, _actual, one in points]
    figure = go.Figure(
        [
            go.Bar(
                name=_("Actual"),
                x=years,
                y=actual,
                width=0.5,
                marker={"pattern": {"shape": ["/" if one in provisional else "" for one in years]}},
            ),
            go.Scatter(
                name=_("Path of the target"),
                x=years,
                y=path,
                mode="lines+markers",
                line={"color": INK, "dash": "dot", "width": 2},
                marker={"color": INK, "size": 8, "symbol": "diamond"},
            ),
        ],
        {"xaxis": {"type": "category"}, "yaxis": {"title": {"text": unit(indicator)}}},
    )
    part = last if not last.assessment.span.is_year and last.due is not None else None
    if part is not None:
        figure.add_scatter(
            name=_("Due by now"),
            x=[str(part.assessment.span)],
            y=[on_axis(part.due, indicator)],
            mode="markers",
            marker={"symbol": "line-ew-open", "size": 34, "color": INK, "line": {"width": 3}},
        )
    header = [_("Period"), _("Actual"), _("Path of the target"), _("Completion")]
    rows = [
        [
            _("%(quarter)s, provisional") % {"quarter": year} if year in provisional else year,
            *(bare(one, target), bare(value, target), percent(completed(one, value, target))),
        ]
        for year, one, value in points
    ]
    if part is not None:
        header.append(_("Due by now"))
        rows = [*([*row, DASH] for row in rows[:-1]), [*rows[-1], bare(part.due, target)]]
    return chart("path", label(target), target_sentence(last), figure, header, rows)


def _base_year(result: TargetResult) -> int | None:
    conditions = result.target.conditions.all()
    return next((one.base_year for one in conditions if one.base_year is not None), None)
