"""Reads what a case's papers print."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from indicators.selectors.phrases import phrase_reader
from indicators.selectors.policy import current_policy
from zones.display import label
from zones.numbers import day_in_words

from .. import case_life as life
from ..findings import flag_finding
from ..models import Case, CaseGround, FlagRule
from ..papers.cases import CaseFacts, Clause, interview_record, notice
from ..papers.paper import Paper
from .case_page import BESIDE

#: The papers by the name in their address.
PAPERS: dict[str, Callable[[CaseFacts], Paper]] = {
    "notice": notice,
    "interview": interview_record,
}


def papers_of(case: Case, grounds: Iterable[CaseGround]) -> list[str]:
    """The names of the papers that a case has: a notice, and a record where it asks for one."""
    if case.track != life.NOTICE:
        return []
    with_interview = any(one.consequence == FlagRule.Consequence.NOTICE for one in grounds)
    return ["notice", "interview"] if with_interview else ["notice"]


def case_paper(case: Case, name: str, language: str) -> Paper | None:
    """The paper in a language, from the grounds that stand; None where the case has no such one."""
    grounds = list(case.grounds.select_related("target", *BESIDE))
    if name not in papers_of(case, grounds):
        return None
    with translation.override(language):
        return PAPERS[name](_facts(case, grounds, language))


def _facts(case: Case, grounds: list[CaseGround], language: str) -> CaseFacts:
    standing = [one for one in grounds if one.state == CaseGround.State.STANDING]
    moves = {move.move: move for move in case.moves.all()}
    order, interview = moves.get(life.ORDER), moves.get(life.INTERVIEW)
    shown = standing[0].held_by.assessment if standing else case.assessment
    published = shown.published_at
    return CaseFacts(
        language=language,
        code=f"{case.zone.code}-{case.code}",
        zone=label(case.zone),
        year=case.year,
        version=shown.version,
        published=_day(timezone.localdate(published) if published else None, language),
        findings=tuple(_("%(finding)s.") % {"finding": flag_finding(g.held_by)} for g in standing),
        clauses=tuple(_clauses(case, standing)),
        has_interview=any(g.consequence == FlagRule.Consequence.NOTICE for g in standing),
        interview_by=_day(case.due_on if case.state == life.NOTIFIED else None, language),
        held=_day(interview.held_on if interview else None, language),
        head=case.head,
        ordered=order.note if order else "",
        due=_day(order.due_on if order else None, language),
        is_demonstration=case.is_demonstration,
    )


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
