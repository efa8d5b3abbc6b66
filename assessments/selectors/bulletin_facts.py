"""Reads the facts that a bulletin prints, from a stored assessment: the same queries for any size.

What is told of the assessment is what is stored with it; the policy is read as of its period's end
and as known when it was run.
"""

from functools import partial

from django.utils import timezone
from django.utils.translation import override

from indicators.models import Measure, MeasureAgency, Policy
from indicators.selectors.policy import current_policy
from indicators.selectors.readings import clause_title, readings_in_force
from indicators.selectors.tasks import TaskLine, task_lines, view_as_at
from indicators.task_badges import task_state_badge
from indicators.tasks import STATES
from zones.display import DASH, day, moment

from ..models import Assessment, FlagRule, ZoneResult
from ..papers.bulletin.facts import (
    BulletinFacts,
    MeasureFacts,
    ReadingFacts,
    SchemeFacts,
    TaskFacts,
    TotalFacts,
)
from ..papers.sentences.method import Method, method
from ..papers.words import EN, NONE, ZH, Words
from ..rank_words import board_sentence, drawn_text
from .bulletin_cases import case_counts, moment_of
from .bulletin_projects import introduced_in
from .bulletin_replies import hearing_facts
from .bulletin_rows import figure_facts, flag_facts, indicator_facts, target_facts, zone_facts
from .bulletins_before import revisions_since
from .denominators import denominators, secondary_mark
from .exits import left_days
from .in_both import in_both, named
from .published import headline_indicator
from .standings import certainty_of, zone_results


def bulletin_facts(assessment: Assessment) -> BulletinFacts:
    """Everything that the bulletin of an assessment prints."""
    policy = current_policy()
    results = zone_results(assessment)
    targets = _targets(assessment)
    clause = _clause()
    last, revisions = revisions_since(assessment)
    brought_in = introduced_in(assessment.span)
    left = left_days(moment_of(assessment))
    return BulletinFacts(
        year=assessment.year,
        quarter=assessment.quarter,
        kind=assessment.kind,
        province=named(policy, "province"),
        policy=named(policy),
        issued_on=policy.issued_on if policy else None,
        clause=clause.number if clause else None,
        clause_title=named(clause, "title"),
        scheme=_scheme(assessment, results),
        assessed_version=assessment.version,
        assessed_at=moment(assessment.run_at),
        assessed_digest=assessment.digest,
        published_at=day(assessment.published_at) if assessment.published_at else "",
        is_provisional=assessment.is_provisional,
        is_demonstration=assessment.is_demonstration,
        addressees=named(policy, "addressees"),
        first_year=policy.first_year if policy else None,
        zones=tuple(zone_facts(one, left) for one in results),
        indicators=indicator_facts(assessment, headline_indicator()),
        figures=figure_facts(assessment),
        targets=target_facts(targets),
        flags=flag_facts(assessment, left),
        cases=case_counts(assessment, left),
        cases_day=timezone.localdate(moment_of(assessment)),
        hearing=hearing_facts(assessment),
        measures=_measures(policy),
        tasks=_tasks(assessment, policy),
        last=last,
        revisions=revisions,
        totals=_totals(assessment),
        totals_note=in_both(secondary_mark),
        readings=_readings(assessment, policy, {one.target.reading_id for one in targets}),
        project_tier=brought_in.tier,
        project_indicator=brought_in.indicator,
        project_stage=brought_in.stage,
        projects=brought_in.projects,
        register_day=brought_in.day,
    )


def _targets(assessment: Assessment) -> list:
    """The assessment's target results, each with what its sentence names at hand; one query."""
    rows = assessment.target_results.select_related(
        "target__indicator", "target__measure", "zone", "city"
    )
    found = list(rows.order_by("target__order", "target_id", "zone__order", "zone_id", "city_id"))
    for one in found:
        one.assessment = assessment
    return found


def _clause() -> Measure | None:
    """The measure that asks for notices, which is the one that orders reviews and bulletins."""
    rule = (
        FlagRule.objects.filter(consequence=FlagRule.Consequence.NOTICE, measure__isnull=False)
        .select_related("measure")
        .first()
    )
    return rule.measure if rule else None


def _scheme(assessment: Assessment, results: list[ZoneResult]) -> SchemeFacts:
    scheme, certainty = assessment.scheme, certainty_of(assessment)
    zones = {one.zone.code: one.zone for one in results if one.rank is not None}
    told: tuple[Words, ...] = ()
    if certainty is not None and zones:
        ranked = [one for one in results if one.rank is not None]
        told = (
            in_both(lambda: board_sentence(ranked, certainty, zones)),
            in_both(lambda: drawn_text(certainty)),
        )
    brief = method(
        Method(
            normalisation=in_both(scheme.get_normalisation_display),
            aggregation=in_both(scheme.get_aggregation_display),
            min_coverage=scheme.min_coverage,
            grace_months=scheme.grace_months,
            decimals=scheme.decimals,
        )
    )
    return SchemeFacts(named(scheme), scheme.decimals, brief, told)


def _measures(policy: Policy | None) -> tuple[MeasureFacts, ...]:
    found = Measure.objects.filter(policy=policy).prefetch_related("responsibilities__agency")
    return tuple(_measure(one) for one in found.order_by("number"))


def _measure(one: Measure) -> MeasureFacts:
    every = list(one.responsibilities.all())
    lead = [row for row in every if row.role == MeasureAgency.Role.LEAD][:1]
    others = tuple(named(row.agency, "short") for row in every if row not in lead)
    return MeasureFacts(
        number=one.number,
        title=named(one, "title"),
        lead=named(lead[0].agency, "short") if lead else Words(DASH, DASH),
        others=others,
    )


def _tasks(assessment: Assessment, policy: Policy | None) -> tuple[TaskFacts, ...]:
    """How the measures' tasks stood at the period's end, as was known when it was assessed."""
    span = assessment.span
    view = view_as_at(span.last_quarter, span.ends_on, assessment.run_at)
    words = {state: in_both(partial(task_state_badge, state)) for state in STATES}
    return tuple(_task(one, words) for one in task_lines(policy, view))


def _task(line: TaskLine, words: dict[str, Words]) -> TaskFacts:
    task, found, last = line.task, line.standing, line.last
    what = {
        "measure": task.measure.number,
        "title": named(task, "title"),
        "agency": named(task.agency, "short"),
        "due": day(line.due_on) if line.due_on else "",
        "is_overdue": found.is_overdue,
        "is_silent": found.is_silent,
    }
    if last is None:
        return TaskFacts(**what)
    return TaskFacts(
        **what,
        state=found.state,
        state_words=words[found.state],
        note=named(last, "note"),
        percent=found.percent,
        is_on_time=found.is_on_time,
    )


def _totals(assessment: Assessment) -> tuple[TotalFacts, ...]:
    with override(ZH):
        chinese = denominators(assessment.span)
    with override(EN):
        english = denominators(assessment.span)
    return tuple(
        TotalFacts(named(zh.indicator), zh.span, zh.value, Words(zh.vintage, en.vintage), zh.source)
        for zh, en in zip(chinese, english, strict=True)
    )


def _readings(
    assessment: Assessment, policy: Policy | None, wanted: set[int | None]
) -> tuple[ReadingFacts, ...]:
    """The readings that targets and rules rest on, as they counted for the assessment."""
    phrases = [one.phrase for one in FlagRule.objects.all()]
    return tuple(
        ReadingFacts(
            clause=in_both(lambda one=one: clause_title(one.clause)),  # type: ignore[misc]
            printed=one.printed,
            adopted=one.adopted or one.printed,
            sureness=in_both(one.get_confidence_display) if one.confidence else NONE,
            reason=named(one, "reason"),
        )
        for one in readings_in_force(policy, *assessment.read_at)
        if one.pk in wanted or any(one.printed in phrase for phrase in phrases)
    )
