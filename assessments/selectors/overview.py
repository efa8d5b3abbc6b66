"""Reads the leader's overview of one assessment: who leads, who misses what, what follows.

Everything judged is read from the assessment's frozen rows; nothing is judged anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.models import Indicator, Submission, Target
from indicators.periods import UnknownPeriod, parse_period
from zones.access import Person
from zones.display import day, moment, percent

from ..gap_sentences import gap_sentence
from ..models import Assessment, TargetResult, ZoneResult
from ..rank_words import board_sentence, pairs_sentence
from ..wording import period_name, scheme_version_name, sentences
from .cross_checks import frozen_cross_checks
from .flagged import Consequence, consequences, flags_of
from .gaps import gaps_of
from .headlines import (
    Headline,
    headline_results,
    headlines,
    total_figures,
)
from .overview_findings import Judged, counted, findings, judged, who_leads
from .published import assessment_of, assessments_open_to, headline_indicator, latest_published
from .standing_row import StandingRow
from .standings import certainty_of, standing_rows, zone_results

State = Assessment.State


@dataclass(frozen=True)
class Choice:
    """An assessment to choose in the page's form."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Overview:
    """All that the overview prints but its tables' cells and its charts."""

    assessment: Assessment
    period: str
    query: str
    digest: str
    indicator: Indicator | None
    lead: str
    findings: str
    #: The same in numbers, for where the names stand below.
    summary: str
    sure: str
    facts: tuple[tuple[str, str], ...]
    headlines: tuple[Headline, ...]
    checks: tuple[str, ...]
    rows: tuple[StandingRow, ...]
    consequences: tuple[Consequence, ...]
    judged: Judged
    targets: dict[int, Target]
    results: tuple[TargetResult, ...]
    is_preview: bool


@dataclass(frozen=True)
class Nothing:
    """What there is where no assessment is published yet."""

    has_figures: bool
    drafts: tuple[Choice, ...]


def chosen_assessment(who: Person, wanted: str) -> Assessment | None:
    """The assessment asked for as 2023 or 2023v2, else the latest published; None if none is.

    Raises UnknownPeriod for what is no period, and for what is not open to this person.
    """
    if not wanted:
        return latest_published()
    period, _v, version = wanted.partition("v")
    if version and not version.isdecimal():
        raise UnknownPeriod(wanted)
    found = assessment_of(parse_period(period), who, int(version) if version else None)
    if found is None:
        raise UnknownPeriod(wanted)
    return found


def assessment_choices(who: Person, chosen: Assessment | None) -> list[Choice]:
    """The published assessments, latest first, and the open ones for those who may see them."""
    found = assessments_open_to(who).filter(state__in=[State.PUBLISHED, *Assessment.OPEN])
    choices = []
    for one in found.order_by("-year", "-quarter", "-kind", "-version"):
        is_open = one.state in Assessment.OPEN
        text = period_name(one.span)
        choices.append(
            Choice(
                value=f"{one.period}v{one.version}" if is_open else one.period,
                text=_("%(period)s (draft)") % {"period": text} if is_open else text,
                is_chosen=chosen is not None and one.pk == chosen.pk,
            )
        )
    if chosen is not None and not any(choice.is_chosen for choice in choices):
        words = {"period": period_name(chosen.span), "version": chosen.version}
        text = _("%(period)s, version %(version)s") % words
        choices.append(Choice(f"{chosen.period}v{chosen.version}", text, True))
    return choices


def nothing_published(who: Person) -> Nothing:
    """What the page offers while nothing is published."""
    return Nothing(Submission.objects.exists(), tuple(assessment_choices(who, None)))


def overview_page(assessment: Assessment, *, is_latest: bool = False) -> Overview:
    """The overview of an assessment; the number of queries does not depend on the zones.

    Where it is not known to be the latest published, that is asked.
    """
    query = "" if is_latest or assessment == latest_published() else _query(assessment)
    indicator = headline_indicator()
    zones = zone_results(assessment)
    targets = {one.pk: one for one in Target.objects.select_related("indicator")}
    flags = flags_of(assessment, {result.zone_id: result.zone for result in zones}, targets)
    results = headline_results(assessment)
    certainty = certainty_of(assessment)
    by_code = {result.zone.code: result.zone for result in zones if result.rank is not None}
    totals = total_figures(assessment)
    gaps = gaps_of(assessment, zones)
    found = judged(assessment)
    first = [text for text in (gap_sentence(gaps), pairs_sentence(certainty, by_code)) if text]
    return Overview(
        assessment=assessment,
        period=period_name(assessment.span),
        query=query,
        digest=assessment.digest[:12],
        indicator=indicator,
        lead=capfirst(who_leads(assessment, zones)),
        findings=sentences([*first, *findings(assessment, zones, flags, results, gaps, found)]),
        summary=sentences([*first, *counted(assessment, zones, flags, results, gaps, found)]),
        sure=board_sentence(zones, certainty, by_code),
        facts=tuple(_facts(assessment, zones)),
        headlines=tuple(headlines(assessment, results, totals)),
        checks=tuple(frozen_cross_checks(assessment, results, totals)),
        rows=tuple(standing_rows(assessment, zones, indicator, flags, query, certainty)),
        consequences=tuple(consequences(flags, query, assessment)),
        judged=found,
        targets=targets,
        results=tuple(results),
        is_preview=assessment.is_provisional or assessment.state in Assessment.OPEN,
    )


def _query(assessment: Assessment) -> str:
    """What a link to a zone's page carries to open the same assessment."""
    if assessment.state == State.PUBLISHED:
        return f"?period={assessment.period}"
    return f"?period={assessment.period}&version={assessment.version}"


def _facts(assessment: Assessment, zones: Sequence[ZoneResult]) -> Iterable[tuple[str, str]]:
    """When the figures are of, when they were published, under which scheme, how complete."""
    yield _("Data as of"), moment(assessment.run_at)
    if assessment.published_at:
        words = {"day": day(assessment.published_at), "version": assessment.version}
        yield _("Published"), _("%(day)s, version %(version)s") % words
    else:
        yield _("Version"), str(assessment.version)
    yield _("Scheme"), scheme_version_name(assessment.scheme)
    covered = [result.coverage for result in zones if result.coverage is not None]
    if covered:
        words = {"lowest": percent(min(covered)), "highest": percent(max(covered))}
        text = words["lowest"] if words["lowest"] == words["highest"] else None
        yield _("Coverage"), text or _("%(lowest)s to %(highest)s") % words
