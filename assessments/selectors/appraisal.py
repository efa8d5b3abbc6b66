"""Reads the extract for leadership appraisal of a published year, whole or for one city."""

from dataclasses import dataclass, replace
from datetime import date

from indicators.models import Measure
from indicators.selectors.policy import current_policy
from zones.display import day, moment

from ..models import Assessment, FlagRule
from ..papers.appraisal.built import build_both
from ..papers.appraisal.facts import AppraisalFacts, CityFacts
from ..papers.paper import Identity, Paper
from ..papers.stored import canonical, digest
from ..papers.words import NONE, Words
from ..rank_words import board_sentence
from .appraisal_rows import aim_facts, case_facts, found_facts
from .bulletin_rows import indicator_facts, zone_facts
from .in_both import in_both, named
from .published import headline_indicator
from .standings import certainty_of, zone_results

State = Assessment.State


@dataclass(frozen=True)
class Extract:
    """The extract in both languages, its name, and the cities that it can be narrowed down to."""

    assessment: Assessment
    name: str
    papers: dict[str, Paper]
    cities: tuple[CityFacts, ...]
    only: str


def appraised_years() -> list[str]:
    """The years whose assessment is published, the latest first; one query."""
    found = Assessment.objects.filter(state=State.PUBLISHED, kind="year")
    return list(found.order_by("-year").values_list("period", flat=True))


def appraised(period: str, version: int | None = None) -> Assessment | None:
    """The year's assessment in force, or a version that was published once; one query."""
    found = Assessment.objects.filter(kind="year", period=period).select_related("scheme")
    if version is None:
        return found.filter(state=State.PUBLISHED).first()
    return found.filter(state__in=[State.PUBLISHED, State.SUPERSEDED], version=version).first()


def appraisal_clause() -> Measure | None:
    """The measure that asks for it: the one that also orders notices and interviews. One query."""
    rules = FlagRule.objects.filter(
        consequence=FlagRule.Consequence.NOTICE, measure__isnull=False
    ).select_related("measure")
    rule = rules.first()
    return rule.measure if rule else None


def extract_of(assessment: Assessment, today: date, city: str = "") -> Extract | None:
    """The extract of a published year as of a day; None where there is no such city.

    The number of queries depends on nothing. The same data on the same day give the same extract.
    """
    facts = _facts(assessment, today)
    if city and city not in {one.code for one in facts.cities}:
        return None
    papers = build_both(_narrowed(facts, city) if city else facts)
    name = "-".join(filter(None, ["appraisal", assessment.period, f"v{assessment.version}", city]))
    identity = Identity(name, digest(canonical(papers)))
    papers = {code: replace(paper, identity=identity) for code, paper in papers.items()}
    return Extract(assessment, name, papers, facts.cities, city)


def _facts(assessment: Assessment, today: date) -> AppraisalFacts:
    policy, clause = current_policy(), appraisal_clause()
    results = sorted(zone_results(assessment), key=lambda one: (one.zone.order, one.zone_id))
    cities = _cities(results)
    place = {one.code: at for at, one in enumerate(cities)}
    known = (one for one in aim_facts(assessment) if one.city in place)
    aims = tuple(sorted(known, key=lambda one: (place[one.city], one.target.zone != "")))
    found, heard = found_facts(assessment)
    used = {one.target.measured.name for one in aims}
    zones = {one.zone.code: one.zone for one in results if one.rank is not None}
    ranked = [one for one in results if one.rank is not None]
    certainty = certainty_of(assessment)
    sure = in_both(lambda: board_sentence(ranked, certainty, zones)) if certainty else NONE
    judged = {one.zone.code for one in results}
    return AppraisalFacts(
        year=assessment.year,
        province=named(policy, "province"),
        policy=named(policy),
        clause=clause.number if clause else None,
        clause_title=named(clause, "title"),
        version=assessment.version,
        period=assessment.period,
        assessed_at=moment(assessment.run_at),
        published_at=day(assessment.published_at),
        digest=assessment.digest,
        scheme=named(assessment.scheme),
        decimals=assessment.scheme.decimals,
        day=today.isoformat(),
        is_demonstration=assessment.is_demonstration,
        is_superseded=assessment.state == State.SUPERSEDED,
        ranked=len(ranked),
        sure=sure,
        heard=heard,
        cities=cities,
        zones=tuple(map(zone_facts, results)),
        aims=aims,
        found=found,
        cases=tuple(one for one in case_facts(assessment.year, today) if one.zone in judged),
        indicators=tuple(
            one
            for one in indicator_facts(assessment, headline_indicator())
            if one.measured.name in used
        ),
    )


def _cities(results) -> tuple[CityFacts, ...]:
    """The cities of the zones judged, in the zones' order."""
    found: dict[str, tuple[Words, list[str]]] = {}
    for result in results:
        city = result.zone.city
        found.setdefault(city.code, (named(city), []))[1].append(result.zone.code)
    return tuple(CityFacts(code, name, tuple(zones)) for code, (name, zones) in found.items())


def _narrowed(facts: AppraisalFacts, city: str) -> AppraisalFacts:
    """The facts of one city and its zones."""
    kept = next(one for one in facts.cities if one.code == city)
    aims = tuple(one for one in facts.aims if one.city == city)
    used = {one.target.measured.name for one in aims}
    return replace(
        facts,
        cities=(kept,),
        zones=tuple(one for one in facts.zones if one.code in kept.zones),
        aims=aims,
        found=tuple(one for one in facts.found if one.zone in kept.zones),
        cases=tuple(one for one in facts.cases if one.zone in kept.zones),
        indicators=tuple(one for one in facts.indicators if one.measured.name in used),
        sure=NONE,
        only=city,
    )
