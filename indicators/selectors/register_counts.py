"""Reads what the register counts beside what the zones reported, quarter by quarter of a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import day, label
from zones.models import MatchmakingEvent, Project, Zone

from ..badges import stage_badge
from ..models import CountingRule, Observation, ReportingQuarter, Submission
from ..periods import Quarter
from .boards import zone_address
from .collection import has_left, state_of, zones_open_to
from .project_rows import rules_in_order
from .register import register_counts, rule_of
from .register_addresses import register_address

State = Submission.State


@dataclass(frozen=True)
class CountRow:
    """An indicator of a zone's quarter: what the register counts, and what was reported."""

    quarter: str
    zone: str
    zone_order: int
    indicator: str
    indicator_order: int
    counted: int | None
    figure: int | None
    state: str
    verdict: Badge
    step: str
    figure_href: str
    register_href: str


def count_rows(year: int, who: Person) -> list[CountRow]:
    """Every count of the year open to a person; as many queries for many zones as for one."""
    zones, rules = list(zones_open_to(who)), rules_in_order()
    quarters = [Quarter(year, number) for number in (1, 2, 3, 4)]
    counts = register_counts([zone.pk for zone in zones], quarters, map(rule_of, rules))
    latest = _latest(year, zones)
    figures = _figures(latest, rules)
    rows = []
    for quarter in quarters:
        for zone in zones:
            counted = counts.of(zone.pk, quarter)
            submission = latest.get((zone.pk, quarter))
            for rule in rules:
                figure = figures.get((submission.pk, rule.indicator_id)) if submission else None
                code = rule.indicator.code
                held = int(counted[code]) if code in counted else None
                if (held or figure is not None) or (submission and held is not None):
                    rows.append(_row(quarter, zone, rule, held, figure, submission))
    return rows


def years_of_register(who: Person) -> list[int]:
    """The years of which something is entered or reported, the latest first; three queries."""
    zones = zones_open_to(who)
    signed = Project.objects.filter(zone__in=zones).dates("signed_on", "year")
    held = MatchmakingEvent.objects.filter(zone__in=zones).dates("held_on", "year")
    asked = ReportingQuarter.objects.order_by().values_list("year", flat=True).distinct()
    return sorted({one.year for one in (*signed, *held)} | set(asked), reverse=True)


def _latest(year: int, zones: Sequence[Zone]) -> dict[tuple[int, Quarter], Submission]:
    """The latest version of each zone's quarter; one query."""
    rows = Submission.objects.filter(quarter__year=year, zone__in=zones).select_related("quarter")
    return {(one.zone_id, one.quarter.code): one for one in rows.order_by("version")}


def _figures(
    latest: Mapping[tuple[int, Quarter], Submission], rules: Sequence[CountingRule]
) -> dict[tuple[int, int], int]:
    """The numbers reported, by submission and indicator; one query."""
    found = Observation.objects.filter(
        submission__in=[one.pk for one in latest.values()],
        indicator__in=[rule.indicator_id for rule in rules],
        value__isnull=False,
    )
    rows = found.order_by().values_list("submission_id", "indicator_id", "value")
    return {(submission, indicator): int(value) for submission, indicator, value in rows}


def _row(
    quarter: Quarter,
    zone: Zone,
    rule: CountingRule,
    counted: int | None,
    figure: int | None,
    submission: Submission | None,
) -> CountRow:
    return CountRow(
        quarter=str(quarter),
        zone=label(zone, "short"),
        zone_order=zone.order,
        indicator=label(rule.indicator),
        indicator_order=rule.indicator.order,
        counted=counted,
        figure=figure,
        state=str(stage_badge(state_of(submission))),
        verdict=_verdict(counted, figure, _left(zone, quarter)),
        step=_("Open the register"),
        figure_href=zone_address(quarter, zone) if submission else "",
        register_href=register_address(rule, quarter, zone.code),
    )


def _left(zone: Zone, quarter: Quarter) -> str:
    """That the zone left before the quarter, which is not reported; else nothing."""
    if not has_left(zone, quarter):
        return ""
    return _("the zone left on %(day)s") % {"day": day(zone.left_on)}


def _verdict(counted: int | None, figure: int | None, left: str) -> Badge:
    """Whether register and figure agree, what is open first."""
    if counted is None:
        return Badge("quiet", _("no register kept yet"), "minus", order=2)
    if figure is None and left:
        return Badge("quiet", left, "minus", order=2)
    if figure is None:
        return Badge("info", _("not reported yet"), "clock", order=1)
    if counted == figure:
        return Badge("good", _("agree"), "circle-check", order=3)
    words = {"figure": figure, "register": counted}
    text = _("figure %(figure)s, register %(register)s: open") % words
    return Badge("warn", text, "alert-triangle", order=0)
