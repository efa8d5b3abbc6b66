"""Reads the rows of a published year as the extract for leadership appraisal tells them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from zones.display import day

from .. import case_life as life
from ..findings import flag_finding
from ..hearing_words import unheard_text
from ..models import Assessment, Case, CaseGround, CaseMove, Flag, FlagRule, TargetResult
from ..papers.appraisal.facts import AimFacts, CaseFacts, FoundFacts
from ..papers.words import NONE, Words
from ..withdrawn import withdrawn_text
from .bulletin_rows import target_facts
from .case_facts import facts_of
from .flagged import as_one
from .hearings import Heard, Hearing, hearing_of, window_of
from .in_both import in_both

STATUS = TargetResult.Status
#: How a binding yearly target that was not reached stands; nothing reported counts as not met.
MISSED = (STATUS.MISSED, STATUS.NOT_REPORTED)
HEARD = Words(
    "发布前已就认定事项征求意见，期限至{until}。",
    "Before publication the zones could reply to the findings until {until}.",
)
UNHEARD = Words(
    "发布前没有开启征求意见期。", "No reply window was opened before the assessment was published."
)
NO_WINDOW = Words("发布前没有征求意见", "no reply window was opened before publication")
AFTERWARDS = Words(
    "征求意见期结束后形成，未征求意见", "found after the window had closed; the zone was not asked"
)
SILENT = Words("期限内未提出意见", "no reply within the window")
GONE = Words("认定已撤销，不征求意见", "withdrawn: there is nothing to reply to")
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
    """The findings with replies and answers, and whether zones were asked; seven queries."""
    rows = assessment.flags.select_related("zone__city", "target__indicator", "measure")
    flags = list(rows.order_by("zone__order", "zone_id", "id"))
    for one in flags:
        one.assessment = assessment
    hearing = hearing_of(assessment, window_of(assessment))
    heard = {(one.zone.pk, one.flag.code, one.flag.target_id): one for one in _still(hearing)}
    told = tuple(
        _found(flag, heard.get((flag.zone_id, flag.code, flag.target_id)), hearing)
        for flag in as_one(flags)
    )
    return told, _asked(assessment, hearing) if told else NONE


def _still(hearing: Hearing) -> Iterable[Heard]:
    return (one for one in hearing.findings if one.flag is not None)


def _asked(assessment: Assessment, hearing: Hearing) -> Words:
    """That zones could reply, and until when; that they could not, and why."""
    unheard = in_both(lambda: unheard_text(assessment))
    window = hearing.window
    if window is None:
        return unheard if unheard.zh else UNHEARD
    until = in_both(lambda: day(window.closes_at))
    asked = Words(HEARD.zh.format(until=until.zh), HEARD.en.format(until=until.en))
    return Words(asked.zh + unheard.zh, " ".join(filter(None, [asked.en, unheard.en])))


def _found(flag: Flag, heard: Heard | None, hearing: Hearing) -> FoundFacts:
    reply, answer = (heard.reply, heard.answer) if heard else (None, None)
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
        stance=in_both(reply.get_stance_display) if reply else NONE,
        is_disputed=reply is not None and reply.stance == reply.Stance.DISPUTE,
        reason=reply.reason if reply else "",
        silence=NONE if reply else _silence(heard, hearing, is_withdrawn=is_withdrawn),
        unasked=NO_WINDOW if hearing.window is None else NONE,
        outcome=in_both(answer.get_outcome_display) if answer else NONE,
        answer=answer.text if answer else "",
    )


def _silence(heard: Heard | None, hearing: Hearing, *, is_withdrawn: bool) -> Words:
    """Why there is no reply to a finding, where zones were asked."""
    if hearing.window is None:
        return NONE
    if is_withdrawn:
        return GONE
    return SILENT if heard is not None and heard.shown is not None else AFTERWARDS


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
    state = life.as_of(facts_of(case, grounds, moves), today).state
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
        due=day(case.due_on) if case.due_on else "",
        last=_last(last, steps[last.move]) if last else NONE,
        is_over=case.is_over,
    )


def _last(move: CaseMove, step: Words) -> Words:
    at = day(move.at)
    return Words(LAST.zh.format(day=at, step=step.zh), LAST.en.format(day=at, step=step.en))
