"""Reads what a case's papers print."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.selectors.phrases import phrase_reader
from indicators.selectors.policy import current_policy
from zones.access import Person
from zones.display import label
from zones.numbers import day_in_words

from .. import case_life as life
from ..findings import flag_finding
from ..models import Case, CaseGround, CaseMove, FlagRule
from ..papers.cases import (
    CaseFacts,
    Clause,
    exit_decision,
    exit_start,
    exit_warning,
    interview_record,
    notice,
)
from ..papers.paper import Paper
from ..replying import UPHELD
from .case_grounds import BESIDE, OPENED
from .hearings import digest_of
from .replies_found import key_of, replies_of_grounds

#: The papers by the name in their address.
PAPERS: dict[str, Callable[[CaseFacts], Paper]] = {
    "notice": notice,
    "interview": interview_record,
    "warning": exit_warning,
    "start": exit_start,
    "decision": exit_decision,
}
#: Each paper as a page calls it.
NAMES = {
    "notice": gettext_lazy("Notice (docx)"),
    "interview": gettext_lazy("Record of the interview (docx)"),
    "warning": gettext_lazy("Warning of exit (docx)"),
    "start": gettext_lazy("Decision to start the exit procedure (docx)"),
    "decision": gettext_lazy("Decision on the exit (docx)"),
}
#: The step that each paper tells of; its number, day and reasons are that step's.
STEP_OF = {
    "notice": life.ISSUE,
    "interview": life.INTERVIEW,
    "start": life.INITIATE,
    "decision": life.EXPEL,
}


def papers_of(case: Case, grounds: Iterable[CaseGround], who: Person) -> list[str]:
    """The names of the papers that a case has for this reader.

    Until its step is taken a paper is a draft, which whoever takes the step fills in and signs: the
    zone has what was decided, and not what might be.
    """
    names = _papers(case, grounds)
    if who.may_see_every_case:
        return names
    taken = {move.move for move in case.moves.all()}
    return [name for name in names if STEP_OF.get(name) in (None, *taken)]


def _papers(case: Case, grounds: Iterable[CaseGround]) -> list[str]:
    """A notice, and a record where it asks for one; of an exit what its state asks for, and was."""
    if case.track == life.EXIT:
        has_exit = any(one.consequence == FlagRule.Consequence.EXIT for one in grounds)
        started = has_exit or case.state not in (life.WARNED, life.CONTINUED)
        over = case.state in (life.PERIOD, life.EXITED)
        return ["warning", *(["start"] if started else []), *(["decision"] if over else [])]
    with_interview = any(one.consequence == FlagRule.Consequence.NOTICE for one in grounds)
    return ["notice", "interview"] if with_interview else ["notice"]


def case_paper(case: Case, name: str, language: str, who: Person) -> Paper | None:
    """The paper in a language, from the grounds that stand; None where the reader has no such."""
    grounds = list(case.grounds.select_related("target", *BESIDE, *OPENED))
    if name not in papers_of(case, grounds, who):
        return None
    with translation.override(language):
        return PAPERS[name](_facts(case, grounds, language, STEP_OF.get(name, "")))


def _facts(case: Case, grounds: list[CaseGround], language: str, step: str) -> CaseFacts:
    standing = [one for one in grounds if one.state == CaseGround.State.STANDING]
    taken = list(case.moves.all())
    moves = {move.move: move for move in taken}
    order, interview, told = (moves.get(one) for one in (life.ORDER, life.INTERVIEW, step))
    periods = [move.due_on for move in taken if move.due_on]  # the last one is in force
    shown = standing[0].held_by.assessment if standing else case.assessment
    published = shown.published_at
    return CaseFacts(
        language=language,
        code=f"{case.zone.code}-{case.code}",
        zone=label(case.zone),
        year=case.year,
        version=shown.version,
        published=_day(timezone.localdate(published) if published else None, language),
        findings=tuple(_findings(case, standing)),
        clauses=tuple(_clauses(case, standing)),
        has_interview=any(g.consequence == FlagRule.Consequence.NOTICE for g in standing),
        interview_by=_day(case.due_on if case.state == life.NOTIFIED else None, language),
        held=_day(interview.held_on if interview else None, language),
        head=case.head,
        ordered=order.note if order else "",
        due=_day(periods[-1] if periods else None, language),
        number=(told.number or "") if told else "",
        issued=_day(_issued(told), language),
        present=(interview.present or "") if interview else "",
        said=interview.note if interview else "",
        reasons=told.note if told and case.track == life.EXIT else "",
        is_exited=case.state == life.EXITED,
        has_exit=any(g.consequence == FlagRule.Consequence.EXIT for g in standing),
        is_demonstration=case.is_demonstration,
    )


def _findings(case: Case, grounds: list[CaseGround]) -> Iterable[str]:
    """What was found, each with that the zone disputed just this and its reply was upheld."""
    replies = replies_of_grounds(grounds, case.zone)
    for one in grounds:
        text = _("%(finding)s.") % {"finding": flag_finding(one.held_by)}
        row = replies.get(key_of(one, case.zone_id))
        is_upheld = row is not None and row.answer is not None and row.answer.outcome == UPHELD
        if row is not None and is_upheld and digest_of(row.flag) == digest_of(one.held_by):
            words = {"finding": text}
            text = (
                _(
                    "%(finding)s The zone disputed this and its reply was upheld, which counts when"
                    " what follows is decided."
                )
                % words
            )
        yield text


def _issued(told: CaseMove | None) -> date | None:
    """The day of a step's paper: as told, else the day on which a decision was recorded."""
    if told is None or told.move == life.ISSUE:
        return told.held_on if told else None
    return told.held_on or timezone.localdate(told.at)


def _day(day: date | None, language: str) -> str:
    return day_in_words(day, language) if day else ""


def _clauses(case: Case, grounds: Iterable[CaseGround]) -> Iterable[Clause]:
    """The phrases that ask for what follows, each once."""
    reader = phrase_reader(current_policy(), *case.assessment.read_at)
    found = {
        (one.measure.number, one.phrase): None for one in grounds if one.measure and one.phrase
    }
    for number, phrase in found:
        if any(phrase != other and phrase in other for _number, other in found):
            continue  # said by a longer one
        read = reader(str(number), phrase)
        yield Clause(number, read.printed, read.adopted)
