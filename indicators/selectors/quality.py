"""Reads how good a quarter's figures are: complete, in time, and what the rules find in them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.display import DASH, day, label, number, percent
from zones.models import Zone

from ..badges import severity_badge, stage_badge
from ..findings import rule_sentence
from ..lifecycle import Terms
from ..models import Observation, ReportingQuarter, Submission, ValidationRule
from ..validation import NOTE, OUTLIERS, SEVERE, WARNING
from .boards import completeness, first_handed_in, zone_address
from .checks import Checked, check_submissions
from .collection import stage_of
from .figures import indicators_by_code
from .findings import CheckLine, check_lines
from .last_year import last_years
from .quality_parts import (
    IndicatorRow,
    MarkRow,
    ProposalRow,
    Reported,
    indicator_rows,
    mark_rows,
    proposal_rows,
)
from .terms import reopenings_of, terms_of


@dataclass(frozen=True)
class QualityRow:
    """One zone's quarter: how much is there, how late it came, how many findings of each kind."""

    code: str
    zone: str
    href: str
    stage: Badge
    complete: float | None
    complete_text: str
    missing: int | None
    cannot_report: int | None
    handed_in: str
    handed_in_on: date | None
    late_days: int | None
    severe: int | None
    warnings: int | None
    notes: int | None
    outliers: int | None
    overridden: int | None
    order: int


@dataclass(frozen=True)
class FindingRow:
    """One finding of the quarter, and the reason for which it is right all the same."""

    zone: str
    href: str
    order: int
    indicator: str
    indicator_order: int
    history: str
    severity: Badge
    rule: str
    text: str
    reason: str
    by: str


@dataclass(frozen=True)
class RuleRow:
    """One rule in force, as printed."""

    rule: str
    indicator: str
    severity: Badge
    text: str


@dataclass(frozen=True)
class Stat:
    """A headline figure of the page."""

    title: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Quality:
    """A quarter's quality: the headlines, zone by zone, and finding by finding."""

    stats: tuple[Stat, ...]
    zones: tuple[QualityRow, ...]
    indicators: tuple[IndicatorRow, ...]
    proposals: tuple[ProposalRow, ...]
    marks: tuple[MarkRow, ...]
    findings: tuple[FindingRow, ...]
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True)
class _Report:
    """A zone's versions of a quarter, oldest first, what the rules find, the dates that bind."""

    zone: Zone
    versions: Sequence[Submission]
    found: Sequence[Checked]
    terms: Terms

    @property
    def latest(self) -> Submission | None:
        return self.versions[-1] if self.versions else None

    @property
    def figures(self) -> dict[int, Observation]:
        """The latest version's figures by indicator id."""
        observations = self.latest.observations.all() if self.latest else ()
        return {found.indicator_id: found for found in observations}


def quality_of(quarter: ReportingQuarter, zones: Sequence[Zone], at: datetime) -> Quality:
    """The quality of a quarter's latest versions, verified or not.

    The number of queries does not depend on how many zones there are.
    """
    indicators = indicators_by_code()
    expected = {known.model.pk for known in indicators.values() if not known.summands}
    reports = _reports(quarter, zones, expected, at)
    rows = tuple(_zone_row(one, quarter, expected) for one in reports)
    orders = {code: known.model.order for code, known in indicators.items()}
    findings = tuple(
        _finding_row(quarter, one.zone, row.href, line, orders)
        for one, row in zip(reports, rows, strict=True)
        for line in check_lines(quarter, one.zone, one.found, indicators)
    )
    handed = {one.zone: (one.latest, one.found) for one in reports if one.latest}
    proposals = proposal_rows(quarter, last_years(handed, indicators, at).values())
    asked = [
        Reported(one.zone, one.figures, one.found)
        for one, row in zip(reports, rows, strict=True)
        if row.complete is not None
    ]
    return Quality(
        stats=_stats(rows, len(expected)),
        zones=rows,
        indicators=indicator_rows(quarter, asked, indicators),
        proposals=proposals,
        marks=mark_rows(quarter, zones, indicators),
        findings=findings,
        rules=_rules(),
    )


def _reports(
    quarter: ReportingQuarter, zones: Sequence[Zone], expected: set[int], at: datetime
) -> list[_Report]:
    """Each zone with its versions and findings, in the zones' order."""
    versions: dict[int, list[Submission]] = defaultdict(list)
    rows = Submission.objects.filter(quarter=quarter, zone__in=zones).select_related("quarter")
    present = Count("observations", filter=Q(observations__indicator__in=expected))
    for version in rows.annotate(present=present).order_by("version"):
        versions[version.zone_id].append(version)
    found = check_submissions([of_zone[-1] for of_zone in versions.values()])
    reopened = reopenings_of([quarter], zones)
    reports = []
    for zone in zones:
        own = versions.get(zone.pk, [])
        terms = terms_of(quarter, reopened.get((quarter.pk, zone.pk), ()), at)
        reports.append(_Report(zone, own, found[own[-1].pk] if own else (), terms))
    return reports


def _zone_row(one: _Report, quarter: ReportingQuarter, expected: set[int]) -> QualityRow:
    latest = one.latest
    stage = stage_of(latest, quarter.code, one.zone, one.terms)
    is_asked = stage != "not_applicable"
    held = [found for pk, found in one.figures.items() if pk in expected]
    first, came = first_handed_in(one.versions), completeness(one.versions, len(expected))
    complete = len(held) / len(expected) if is_asked and expected else None
    cannot = sum(found.state == Observation.State.CANNOT_REPORT for found in held)
    counts = Counter(found.finding.severity for found in one.found)
    return QualityRow(
        code=one.zone.code,
        zone=label(one.zone, "short"),
        href=zone_address(quarter.code, one.zone),
        stage=stage_badge(stage),
        complete=complete,
        complete_text=percent(complete, 0),
        missing=len(expected) - len(held) if is_asked else None,
        cannot_report=cannot if latest else None,
        handed_in=day(first),
        handed_in_on=first,
        late_days=one.terms.days_late(came.late_since) if is_asked else None,
        severe=counts[SEVERE] if latest else None,
        warnings=counts[WARNING] if latest else None,
        notes=counts[NOTE] if latest else None,
        outliers=sum(found.finding.code in OUTLIERS for found in one.found) if latest else None,
        overridden=sum(map(_is_overridden, one.found)) if latest else None,
        order=one.zone.order,
    )


def _is_overridden(one: Checked) -> bool:
    return one.finding.severity == SEVERE and one.override is not None


def _finding_row(
    quarter: ReportingQuarter, zone: Zone, href: str, line: CheckLine, orders: Mapping[str, int]
) -> FindingRow:
    return FindingRow(
        zone=label(zone, "short"),
        href=href,
        order=zone.order,
        indicator=line.label,
        indicator_order=orders[line.indicator],
        history=reverse("cell_history", args=[str(quarter.code), zone.code, line.indicator]),
        severity=line.badge,
        rule=str(ValidationRule.Kind(line.code).label),
        text=line.text,
        reason=line.reason,
        by=line.by,
    )


def _stats(rows: Iterable[QualityRow], expected: int) -> tuple[Stat, ...]:
    asked = [row for row in rows if row.complete is not None]
    due = expected * len(asked)
    present = due - sum(row.missing or 0 for row in asked)
    late = sum(row.late_days is not None for row in asked)

    def total(name: str) -> int:
        return sum(getattr(row, name) or 0 for row in asked)

    share = percent(present / due, 0) if due else DASH
    figures = {"present": number(present), "due": number(due)}
    findings = {"severe": total("severe"), "overridden": total("overridden")}
    return (
        Stat(_("Complete"), share, _("%(present)s of %(due)s figures") % figures),
        Stat(_("Late"), number(late), _("Zones asked: %(zones)s") % {"zones": len(asked)}),
        Stat(
            _("Severe findings"),
            number(findings["severe"]),
            _("With a reason: %(overridden)s") % findings,
        ),
        Stat(
            _("Warning findings"),
            number(total("warnings")),
            _("Hints: %(notes)s") % {"notes": total("notes")},
        ),
        Stat(_("Outliers"), number(total("outliers")), _("against each zone's own history")),
    )


def _rules() -> tuple[RuleRow, ...]:
    """The rules in force as staff keep them, in their order; one query."""
    rules = ValidationRule.objects.filter(is_on=True).select_related("indicator")
    return tuple(
        RuleRow(
            rule=str(rule.get_kind_display()),
            indicator=label(rule.indicator) if rule.indicator else _("every indicator"),
            severity=severity_badge(rule.severity),
            text=rule_sentence(rule),
        )
        for rule in rules
    )
