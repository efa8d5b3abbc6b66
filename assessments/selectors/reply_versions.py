"""Every version of what a zone said of a finding, with its answer, as pages print them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zones.access import Person
from zones.badges import Badge
from zones.evidence import EvidenceRow

from ..hearing_words import unanswered_text
from ..replying import DISPUTE
from .hearings import Heard
from .reply_rows import ReplyRow, files_of, outcome_badge, stance_badge, unanswered_badge, written
from .reply_windows import is_cancelled


@dataclass(frozen=True)
class Said:
    """A version of a reply, with its answer."""

    stance: Badge
    reason: str
    written: str
    outcome: Badge | None = None
    text: str = ""
    answered: str = ""
    files: tuple[EvidenceRow, ...] = ()
    is_earlier: bool = False  # of an earlier version of the assessment
    is_cut: bool = False  # in a window of this version that was cancelled


def versions_of(
    row: ReplyRow, heard: Heard, who: Person | None, *, is_earlier: bool = False
) -> Iterator[Said]:
    """What was said, the latest first: of the finding, then of what it was before."""
    is_named, period = who is not None, row.assessment.period
    for place, reply in enumerate(reversed(heard.replies)):
        answer = heard.answer if place == 0 else None
        waits = place == 0 and answer is None and reply.stance == DISPUTE
        said_in = heard.shown.window if heard.shown else None
        is_unanswered = waits and is_cancelled(said_in)
        yield Said(
            stance_badge(reply, ""),
            reply.reason,
            written(reply, is_named, reply.is_from_letter),
            unanswered_badge() if is_unanswered else outcome_badge(answer, waits=waits),
            unanswered_text(said_in.assessment)
            if is_unanswered and said_in
            else answer.text
            if answer
            else "",
            written(answer, is_named) if answer else "",
            files_of(reply, period, who),
            is_earlier,
            is_earlier and said_in is not None and said_in.assessment_id == row.assessment.pk,
        )
    if heard.before is not None:
        yield from versions_of(row, heard.before, who)
    if heard.carried is not None:
        yield from versions_of(row, heard.carried, who)
    if heard.older is not None:
        yield from versions_of(row, heard.older, who, is_earlier=True)
