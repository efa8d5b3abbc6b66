"""Reads a zone's page: where it stands, how that comes about, and what binds it.

Everything judged is read from the frozen rows of one assessment; nothing is judged anew.
"""

from dataclasses import dataclass

from indicators.periods import UnknownPeriod, parse_period
from indicators.selectors.class_rows import ClassRow, class_rows
from indicators.selectors.classes import classes_in_force
from indicators.selectors.innovations import Listed, innovations_listed
from indicators.selectors.readings import clause_title
from zones.access import Person
from zones.badges import Badge, Link
from zones.display import label
from zones.models import Zone

from ..badges import flag_badge
from ..findings import flag_sentence
from ..models import Assessment, Flag, ZoneResult
from .exits import Exit, zones_exited
from .flagged import as_one
from .lifts import Lifts, zone_lifts
from .moves import Move, moves_of
from .published import assessment_of, assessments_open_to, latest_published
from .standings import without_lone_rank
from .zone_certainty import ZoneCertainty, zone_certainty
from .zone_courses import Course, courses, zone_trends
from .zone_facts import ZoneFacts, zone_facts
from .zone_figures import (
    IndicatorRow,
    TargetRow,
    indicator_rows,
    target_results,
    target_rows,
    zone_figures,
)
from .zone_score import CriterionRow, criterion_rows
from .zone_standing import Stat, headline_stats, standing_stats, target_stat, why_not_ranked


@dataclass(frozen=True)
class FlagLine:
    """A flag with its sentence and the clause that it rests on."""

    badge: Badge
    sentence: str
    clause: Link | None


@dataclass(frozen=True)
class Judged:
    """What an assessment says of a zone."""

    assessment: Assessment
    stats: tuple[Stat, ...]
    standing: str
    sure: ZoneCertainty
    criteria: tuple[CriterionRow, ...]
    indicators: tuple[IndicatorRow, ...]
    targets: tuple[TargetRow, ...]
    courses: tuple[Course, ...]
    flags: tuple[FlagLine, ...]
    moves: tuple[Move, ...]
    lifts: Lifts


@dataclass(frozen=True)
class ZonePage:
    """All that a zone's page prints. `judged` is None where no assessment is open to be seen."""

    zone: Zone
    name: str
    facts: ZoneFacts
    judged: Judged | None
    classes: tuple[ClassRow, ...] = ()
    innovations: Listed | None = None
    exited: Exit | None = None


def chosen_assessment(who: Person, period: str, version: str) -> Assessment | None:
    """The assessment asked for, else the latest published one; None where there is none.

    An open draft stands in while nothing is published, for those who may see it. Raises
    UnknownPeriod for a period or a version that is none.
    """
    if not period:
        return latest_published() or assessments_open_to(who).order_by("-year", "-quarter").first()
    if version and not version.isdecimal():
        raise UnknownPeriod(version)
    found = assessment_of(parse_period(period), who, int(version) if version else None)
    if found is None:
        raise UnknownPeriod(period)
    return found


def assessments_to_choose(who: Person) -> list[Assessment]:
    """The latest version of each period open to a person, latest period first; one query."""
    newest: dict[str, Assessment] = {}
    for one in assessments_open_to(who).order_by("-year", "-quarter", "-kind", "-version"):
        held = newest.setdefault(one.period, one)
        if one.state == Assessment.State.PUBLISHED != held.state:
            newest[one.period] = one
    return list(newest.values())


def zone_page(zone: Zone, assessment: Assessment | None) -> ZonePage:
    """A zone's page; the number of queries depends on neither zones nor quarters."""
    exited = zones_exited([zone.pk]).get(zone.pk)
    return ZonePage(
        zone=zone,
        name=label(zone),
        facts=zone_facts(zone, exited.badge.text if exited else ""),
        judged=_judged(zone, assessment) if assessment and zone.is_judged else None,
        classes=tuple(class_rows(classes_in_force(zone=zone))),
        innovations=innovations_listed(zone),
        exited=exited,
    )


def zone_query(assessment: Assessment) -> str:
    """What an address of a zone's page carries to open this very assessment."""
    if assessment.state == Assessment.State.PUBLISHED:
        return f"?period={assessment.period}"
    return f"?period={assessment.period}&version={assessment.version}"


def _judged(zone: Zone, assessment: Assessment) -> Judged:
    found = _result(zone, assessment)
    figures = zone_figures(assessment, zone)
    results = list(target_results(assessment, zone))
    indicators = [figure.indicator for figure in figures]
    trends = zone_trends(assessment, zone, indicators)
    flags = assessment.flags.filter(zone=zone).select_related(
        "assessment", "zone__city", "target__indicator", "measure"
    )
    decimals = assessment.scheme.decimals
    return Judged(
        assessment=assessment,
        stats=(
            *standing_stats(found, assessment),
            target_stat(results),
            *headline_stats(figures),
        ),
        standing=why_not_ranked(found, assessment),
        sure=zone_certainty(found, assessment),
        criteria=tuple(criterion_rows(found, assessment.span, decimals)) if found else (),
        indicators=tuple(indicator_rows(assessment, zone, figures, results, trends)),
        targets=tuple(target_rows(assessment, zone, results)),
        courses=tuple(courses(zone, assessment, figures, results, trends)),
        flags=tuple(map(_flag_line, as_one(flags.order_by("state", "id")))),
        moves=tuple(moves_of(assessment, [found])) if found and found.rank else (),
        lifts=zone_lifts(found, assessment, zone_query(assessment)),
    )


def _result(zone: Zone, assessment: Assessment) -> ZoneResult | None:
    """The zone's result, without a place where no other zone has one; two queries."""
    found = assessment.results.filter(zone=zone).select_related("zone").first()
    if found is None or found.rank is None:
        return found
    has_others = assessment.results.filter(rank__isnull=False).exclude(pk=found.pk).exists()
    return found if has_others else without_lone_rank([found])[0]


def _flag_line(flag: Flag) -> FlagLine:
    measure = flag.measure
    return FlagLine(
        badge=flag_badge(flag),
        sentence=flag_sentence(flag),
        clause=Link(clause_title(str(measure.number)), measure.get_absolute_url())
        if measure
        else None,
    )
