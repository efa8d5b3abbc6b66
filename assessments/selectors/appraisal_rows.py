"""Reads the rows of a published year as the extract for leadership appraisal tells them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from zones.display import day

from .. import case_life as life
from ..findings import flag_finding
from ..models import Assessment, Case, CaseGround, CaseMove, Flag, FlagRule, TargetResult
from ..papers.appraisal.facts import AimFacts, CaseFacts, FoundFacts
from ..papers.words import NONE, Words
from ..withdrawn import withdrawn_text
from .appraisal_replies import SaidFacts, replies_told
from .bulletin_rows import target_facts
from .case_facts import facts_of
from .flagged import as_one
from .in_both import in_both

STATUS = TargetResult.Status
#: How a binding yearly target that was not reached stands; nothing reported counts as not met.
MISSED = (STATUS.MISSED, STATUS.NOT_REPORTED)
LAST = Words("{day} {step}", "{day} {step}")


def aim_facts(assessment: Assessment) -> tuple[AimFacts, ...]:
    """The yearly targets of zones and cities, by city; those of all zones together are no city's.

    One query.
    """
    rows = assessment.target_results.select_related(
        "target__indicator", "target__measure", "zone__city", "city"
    ).exclude(zone=None, city=None)
    found = list(rows.order_by("zone__order", "zone_id", "city_id", "target__order", "target_id"))
    for one in found:
        one.assessment = assessment
    return tuple(
        AimFacts(
            city=(row.city or row.zone.city).code,
            target=told,
            is_missed=row.is_binding and row.status in MISSED,
        )
        for row, told in zip(found, target_facts(found), strict=True)
    )


def found_facts(assessment: Assessment) -> tuple[tuple[FoundFacts, ...], Words]:
    """The findings with replies and answers, and whether zones were asked; a handful of queries."""
    rows = assessment.flags.select_related("zone__city", "target__indicator", "measure")
    flags = list(rows.order_by("zone__order", "zone_id", "id"))
    for one in flags:
        one.assessment = assessment
    said = replies_told(assessment)
    told = tuple(_found(flag, said.of(flag)) for flag in as_one(flags))
    return told, said.asked if told else NONE


def _found(flag: Flag, said: SaidFacts) -> FoundFacts:
    is_withdrawn = flag.state == Flag.State.WITHDRAWN
    state = withdrawn_text if is_withdrawn else Flag.get_state_display  # type: ignore[attr-defined]
    return FoundFacts(
        zone=flag.zone.code,
        rule=in_both(flag.get_code_display),
        finding=in_both(lambda: flag_finding(flag)),
        consequence=in_both(lambda: FlagRule.Consequence(flag.consequence).label),
        measure=flag.measure.number if flag.measure else None,
        state=in_both(lambda: state(flag)),
        is_withdrawn=is_withdrawn,
        stance=said.stance,
        is_disputed=said.is_disputed,
        reason=said.reason,
        silence=said.silence,
        unasked=said.unasked,
        outcome=said.outcome,
        answer=said.answer,
    )


def case_facts(year: int, today: date) -> tuple[CaseFacts, ...]:
    """The year's cases, and those of earlier years that are open, on a day; three queries."""
    found = Case.objects.filter(year__lte=year).select_related("zone")
    rows = found.prefetch_related("grounds", "moves")
    kept = [one for one in rows if one.year == year or not one.is_over]
    steps = {move: in_both(lambda: CaseMove.Move(move).label) for move in CaseMove.Move.values}  # noqa: B023
    rules = {code: in_both(lambda: FlagRule.Code(code).label) for code in FlagRule.Code.values}  # noqa: B023
    kept.sort(key=lambda one: (one.zone.order, one.zone_id, -one.year, one.track, one.number))
    return tuple(_case(one, today, steps, rules) for one in kept)


def _case(
    case: Case, today: date, steps: Mapping[str, Words], rules: Mapping[str, Words]
) -> CaseFacts:
    grounds, moves = list(case.grounds.all()), list(case.moves.all())
    facts = life.as_of(facts_of(case, grounds, moves), today)
    state = facts.state
    standing = CaseGround.State.STANDING
    counted = Counter(one.code for one in grounds if one.state == standing)
    last = next((one for one in reversed(moves) if one.move != life.ASSIGN), None)
    return CaseFacts(
        zone=case.zone.code,
        year=case.year,
        track=in_both(case.get_track_display),
        state=in_both(lambda: Case.State(state).label),
        rests_on=tuple((rules[code], count) for code, count in counted.items()),
        opened=day(case.opened_at),
        due=day(case.due_on) if case.due_on and not life.is_gone(facts) else "",
        last=_last(last, steps[last.move]) if last else NONE,
        is_over=case.is_over,
    )


def _last(move: CaseMove, step: Words) -> Words:
    at = day(move.at)
    return Words(LAST.zh.format(day=at, step=step.zh), LAST.en.format(day=at, step=step.en))
