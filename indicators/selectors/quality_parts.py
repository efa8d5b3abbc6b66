"""Reads what a quarter's data quality page lists beside its zones: by indicator, what is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.badges import Badge, Link
from zones.display import label, percent
from zones.models import Zone

from ..models import Observation, ReportingQuarter
from ..validation import OUTLIERS, SEVERE
from .boards import zone_address
from .cells import Remark, remarks_of
from .checks import Checked, Indicators
from .last_year import LastYear

#: How many zones without a figure are named in a cell.
NAMED = 4


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator over all zones that are asked: how much is there, and what is found."""

    indicator: str
    order: int
    complete: float | None
    complete_text: str
    missing: int
    cannot_report: int
    not_applicable: int
    findings: int
    severe: int
    outliers: int
    left_out: tuple[Link, ...]  # zones that have begun, without this figure


@dataclass(frozen=True)
class ProposalRow:
    """A figure that is stated otherwise for last year than it is stored."""

    zone: str
    order: int
    href: str
    indicator: str
    indicator_order: int
    history: str
    span: str
    stated: str
    stored: str
    state: Badge
    needs: str
    reason: str
    by: str


@dataclass(frozen=True)
class MarkRow:
    """A figure that is marked to be followed up, with the remark that says why."""

    zone: str
    order: int
    href: str
    indicator: str
    indicator_order: int
    history: str
    text: str
    by: str
    at: str


@dataclass(frozen=True)
class Reported:
    """A zone that is asked for the quarter: its figures by indicator id, and what is found."""

    zone: Zone
    figures: Mapping[int, Observation]
    found: Sequence[Checked]


def indicator_rows(
    quarter: ReportingQuarter, reported: Sequence[Reported], indicators: Indicators
) -> tuple[IndicatorRow, ...]:
    """The indicators that zones are asked for, in their order; no query."""
    found: dict[str, list[Checked]] = defaultdict(list)
    for one in (checked for zone in reported for checked in zone.found):
        found[one.finding.indicator].append(one)
    return tuple(
        _indicator_row(quarter, code, indicators, reported, found[code])
        for code, known in indicators.items()
        if not known.summands
    )


def _indicator_row(
    quarter: ReportingQuarter,
    code: str,
    indicators: Indicators,
    reported: Sequence[Reported],
    found: Sequence[Checked],
) -> IndicatorRow:
    model = indicators[code].model
    held = [one.figures[model.pk].state for one in reported if model.pk in one.figures]
    left_out = [one.zone for one in reported if one.figures and model.pk not in one.figures]
    complete = len(held) / len(reported) if reported else None
    return IndicatorRow(
        indicator=label(model),
        order=model.order,
        complete=complete,
        complete_text=percent(complete, 0),
        missing=len(reported) - len(held),
        cannot_report=held.count(Observation.State.CANNOT_REPORT),
        not_applicable=held.count(Observation.State.NOT_APPLICABLE),
        findings=len(found),
        severe=sum(one.finding.severity == SEVERE for one in found),
        outliers=sum(one.finding.code in OUTLIERS for one in found),
        left_out=_named(quarter, left_out),
    )


def _named(quarter: ReportingQuarter, zones: Sequence[Zone]) -> tuple[Link, ...]:
    """The first of these zones with their addresses, and how many there are more."""
    links = [Link(label(zone, "short"), zone_address(quarter.code, zone)) for zone in zones[:NAMED]]
    if len(zones) > NAMED:
        more = _("and %(count)s more") % {"count": len(zones) - NAMED}
        links.append(Link(more, reverse("collect_quarter", args=[str(quarter.code)])))
    return tuple(links)


def proposal_rows(quarter: ReportingQuarter, years: Iterable[LastYear]) -> tuple[ProposalRow, ...]:
    """What is stated otherwise for last year, zone by zone; no query."""
    return tuple(
        ProposalRow(
            zone=label(year.zone, "short"),
            order=year.zone.order,
            href=reverse("collect_last_year", args=[str(quarter.code), year.zone.code]),
            indicator=one.name,
            indicator_order=one.indicator.order,
            history=reverse("cell_history", args=[str(one.last), year.zone.code, one.code]),
            span=one.span,
            stated=one.stated_text,
            stored=one.stored_text,
            state=one.badge,
            needs=_needs(year) if one.is_pending else "",
            reason=one.reason,
            by=one.by,
        )
        for year in years
        for one in year.proposals
    )


def _needs(year: LastYear) -> str:
    """What has to be done before last year's figure can be revised."""
    words = {"last": str(year.row.code), "day": year.locked_on}
    if year.is_under_review:
        return _("%(last)s waits for review") % words
    if year.terms.is_locked:
        return _("reopening: %(last)s is locked since the end of %(day)s") % words
    return _("a decision: revise %(last)s, or say why it stays") % words


def mark_rows(
    quarter: ReportingQuarter, zones: Sequence[Zone], indicators: Indicators
) -> tuple[MarkRow, ...]:
    """The figures whose latest remark marks them to be followed up; one query."""
    remarks = remarks_of(quarter, zones)
    rows = []
    for zone in zones:
        for code, its in remarks[zone.pk].items():
            if its[-1].is_follow_up:
                rows.append(_mark_row(quarter, zone, code, its[-1], indicators))
    return tuple(rows)


def _mark_row(
    quarter: ReportingQuarter, zone: Zone, code: str, remark: Remark, indicators: Indicators
) -> MarkRow:
    model = indicators[code].model
    return MarkRow(
        zone=label(zone, "short"),
        order=zone.order,
        href=f"{zone_address(quarter.code, zone)}#remarks",
        indicator=label(model),
        indicator_order=model.order,
        history=reverse("cell_history", args=[str(quarter.code), zone.code, code]),
        text=remark.text,
        by=remark.by,
        at=remark.at,
    )
