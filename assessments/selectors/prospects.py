"""Reads where figures are heading: by zone and together, beside their yearly targets.

Everything is read from the frozen rows of one assessment; nothing is projected anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.models import Indicator, Target
from zones.display import DASH, amount, is_chinese, label, percent, unit

from ..models import Assessment, Figure, TargetResult
from ..prospects import (
    Need,
    band_of,
    estimated,
    is_projected,
    need_of,
    needed_growth_text,
    season_of,
    season_text,
    shortly_not_projected,
    why_not_projected,
)
from ..wording import listed, per_cent, with_unit

QUARTERS = 4
#: What is still needed where there is no target.
NOTHING = Need("", None, None, "", None)


@dataclass(frozen=True)
class Heading:
    """Where a figure is heading, and what its target still needs, as printed in a cell."""

    projected: float | None
    projected_text: str
    band: str
    band_told: str
    why_not: str
    shortly: str
    season: str
    needed: float | None = None
    needed_text: str = DASH
    growth_text: str = ""
    growth_title: str = ""

    @property
    def rests_on(self) -> str:
        """Whose season the projection rests on, or why there is none."""
        return self.season or self.why_not


def heading_of(result: TargetResult) -> Heading:
    """Where a target's figure is heading; nothing of a class, which has no indicator."""
    indicator = result.target.indicator
    if indicator is None:
        short = shortly_not_projected(result)
        return Heading(None, DASH, "", "", why_not_projected(result), short, "")
    return _heading(result, indicator, need_of(result))


def heading_of_figure(figure: Figure, result: TargetResult | None) -> Heading:
    """Where a figure is heading, with what the target it is judged by still needs."""
    return _heading(figure, figure.indicator, need_of(result) if result else NOTHING)


def _heading(row: Figure | TargetResult, indicator: Indicator, need: Need) -> Heading:
    is_there = is_projected(row)
    has_growth = need.growth is not None
    return Heading(
        projected=row.projected if is_there else None,
        projected_text=estimated(row.projected, indicator) if is_there else DASH,
        band=band_of(row, indicator),
        band_told=band_of(row, indicator, is_told=True),
        why_not=why_not_projected(row),
        shortly=shortly_not_projected(row),
        season=season_text(season_of(row)) if is_there else "",
        needed=need.per_quarter,
        needed_text=_needed_cell(need, indicator),
        growth_text=per_cent(need.growth, signed=True) if has_growth else "",
        growth_title=needed_growth_text(need, indicator),
    )


def _needed_cell(need: Need, indicator: Indicator) -> str:
    """The bare number, or in a word why there is none."""
    if need.how == "reached":
        return _("reached")
    if need.how == "exceeded":
        return _("exceeded")
    text = estimated(need.per_quarter, indicator)
    words = {"needed": text}
    if need.how == "beyond":
        return _("more than %(needed)s") % words
    if need.how == "at_most":
        return _("at most %(needed)s") % words
    return _("less than %(needed)s") % words if need.how == "less_than" else text


@dataclass(frozen=True)
class AheadRow:
    """All zones together, or a zone: the figure so far, where it is heading, its yearly target."""

    order: tuple
    name: str
    full_name: str
    href: str
    is_total: bool
    actual: Decimal | None
    actual_text: str
    heading: Heading
    target: Decimal | None
    target_text: str
    apart: float | None
    apart_text: str
    is_out_of_reach: bool


@dataclass(frozen=True)
class Ahead:
    """Where the headline figure is heading: the finding, and a row for all and for each zone."""

    title: str
    finding: str
    rows: tuple[AheadRow, ...]


def is_under_way(assessment: Assessment) -> bool:
    """Whether the year of an assessment still has quarters to come."""
    return assessment.quarter < QUARTERS


def ahead(assessment: Assessment, indicator: Indicator | None, query: str) -> Ahead | None:
    """Where the headline figure is heading; None where the year is over or nothing was kept.

    Two queries.
    """
    if indicator is None or not is_under_way(assessment):
        return None
    figures = assessment.figures.filter(indicator=indicator).exclude(state="not_applicable")
    figures = figures.exclude(projection_note="", projected=None).select_related("zone")
    results = _results(assessment, indicator)
    rows = []
    for figure in figures.order_by("zone__order", "zone_id"):
        figure.indicator = indicator
        rows.append(_row(figure, results.get(figure.zone_id), query))
    if not rows:
        return None
    rows.sort(key=lambda row: row.order)
    words = {"name": label(indicator), "unit": unit(indicator)}
    title = _("Where the year is heading: %(name)s, %(unit)s") % words
    return Ahead(title, _finding(assessment, indicator, rows), tuple(rows))


def _results(assessment: Assessment, indicator: Indicator) -> dict[int | None, TargetResult]:
    """The result that each zone, and all together, are judged by: one set for the year first."""
    found = assessment.target_results.filter(
        target__indicator=indicator, target__measure_of=Target.MeasureOf.LEVEL, city=None
    ).select_related("target")
    chosen: dict[int | None, TargetResult] = {}
    for one in sorted(found, key=lambda one: (one.basis != "set", one.value is None, one.pk)):
        one.target.indicator = indicator
        chosen.setdefault(one.zone_id, one)
    return chosen


def _row(figure: Figure, result: TargetResult | None, query: str) -> AheadRow:
    zone, indicator = figure.zone, figure.indicator
    heading = heading_of_figure(figure, result)
    target = result.value if result else None
    apart = None
    if heading.projected is not None and target:
        apart = (heading.projected - float(target)) / abs(float(target))
    return AheadRow(
        order=(0, 0) if zone is None else (1, zone.order),
        name=_("All zones") if zone is None else label(zone, "short"),
        full_name=_("All zones") if zone is None else label(zone),
        href="" if zone is None else f"{zone.get_absolute_url()}{query}",
        is_total=zone is None,
        actual=figure.value,
        actual_text=amount(figure.value, indicator),
        heading=heading,
        target=target,
        target_text=amount(target, indicator),
        apart=apart,
        apart_text=percent(apart, signed=True),
        is_out_of_reach=bool(result and result.is_out_of_reach),
    )


def _finding(assessment: Assessment, indicator: Indicator, rows: Sequence[AheadRow]) -> str:
    """Where all zones end the year, and which zones' yearly targets are out of reach."""
    zones = [row for row in rows if not row.is_total and row.apart is not None]
    told = [*_total_told(assessment, indicator, rows)]
    words = {
        "count": len(zones),
        "reaching": sum(1 for row in zones if (row.apart or 0) >= 0),
    }
    if zones:
        told.append(
            _("Of %(count)s zones with a yearly target %(reaching)s are heading past it.") % words
        )
    out = [row.name for row in zones if row.is_out_of_reach]
    if out:
        words = {"zones": listed(out)}
        told.append(_("Out of reach, even at the band’s upper edge: %(zones)s.") % words)
    return ("" if is_chinese() else " ").join(told)


def _total_told(
    assessment: Assessment, indicator: Indicator, rows: Sequence[AheadRow]
) -> Iterable[str]:
    total = next((row for row in rows if row.is_total), None)
    if total is None:
        return
    if total.heading.projected is None:
        yield _("All zones together: %(why)s.") % {"why": total.heading.why_not}
        return
    words = {
        "year": assessment.year,
        "value": with_unit(total.heading.projected, indicator),
        "band": total.heading.band_told,
    }
    if total.apart is None:
        yield _("All zones together are heading for %(value)s in %(year)s (%(band)s).") % words
        return
    words |= {"apart": total.apart_text, "target": with_unit(total.target, indicator)}
    yield (
        _(
            "All zones together are heading for %(value)s in %(year)s (%(band)s), %(apart)s against"
            " the %(target)s of the year."
        )
        % words
    )
