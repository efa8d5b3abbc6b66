"""Reads one reply with its finding, for the page on which it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from zones.access import Person
from zones.badges import Badge, Link
from zones.display import label
from zones.evidence import EvidenceRow

from ..badges import consequence_badge, flag_badge
from ..findings import flag_sentence
from ..hearing_words import unanswered_text
from ..models import Assessment, Reply, ReplyAnswer
from ..replying import ANSWER, CORRECT, DISPUTE, is_allowed, is_waiting, state_of
from ..wording import period_name
from .hearing_card import cancelled_sentence
from .hearings import flag_shown, hearing_of
from .reply_rows import (
    files_of,
    older_text,
    outcome_badge,
    stance_badge,
    unanswered_badge,
    written,
)
from .reply_windows import is_cancelled


@dataclass(frozen=True)
class AnswerLine:
    """An answer that was given."""

    outcome: Badge | None
    text: str
    answered: str


@dataclass(frozen=True)
class AnswerPage:
    """All that the page of one reply prints."""

    reply: Reply
    assessment: Assessment
    period: str
    zone: str
    zone_page: Link
    badge: Badge
    consequence: Badge
    finding: str
    stance: Badge
    replied: str
    files: tuple[EvidenceRow, ...]
    answers: tuple[AnswerLine, ...]  # the latest first
    seen: int
    outcome: str
    text: str
    outcomes: tuple[tuple[str, str], ...]
    is_last: bool
    may_answer: bool
    cancelled: str  # that its window was cancelled, when and why; empty where it was not
    unanswered: AnswerLine | None  # why a dispute has no answer, where its window was cancelled
    is_own: bool  # whether the reader recorded the reply, and somebody else answers it
    older: Link | None  # what the zone said of an earlier version, or in a cancelled window


def answer_page(reply: Reply, who: Person, at: datetime) -> AnswerPage:
    """The page of a reply; as many queries for any number of findings."""
    shown = reply.finding
    assessment, window = shown.window.assessment, shown.window
    is_named = who.may_read_findings_of(shown.zone)
    answers = list(reply.answers.select_related("by").order_by("version"))
    last = answers[-1] if answers else None
    is_last = not shown.replies.filter(version__gt=reply.version).exists()
    is_standing = window.state == "standing"
    is_waiting_still = is_waiting(reply.stance, last.outcome if last else None)
    is_cut = is_cancelled(window)
    state = state_of(window.closes_at, at, is_published=not is_standing)
    flag = flag_shown(shown, assessment)
    zone_page = f"{reverse('reply', args=[assessment.period])}?zone={shown.zone.code}"
    return AnswerPage(
        reply=reply,
        assessment=assessment,
        period=period_name(assessment.span),
        zone=label(shown.zone),
        zone_page=Link(label(shown.zone), zone_page if is_named else ""),
        badge=flag_badge(flag),
        consequence=consequence_badge(flag.consequence),
        finding=flag_sentence(flag),
        stance=stance_badge(reply, ""),
        replied=written(reply, is_named, reply.is_from_letter),
        files=files_of(reply, assessment.period, who if is_named else None),
        answers=tuple(_line(one, is_named) for one in reversed(answers)),
        seen=last.version if last else 0,
        outcome=last.outcome if last else "",
        text=last.text if last else "",
        outcomes=tuple(
            (code, str(name))
            for code, name in ReplyAnswer.Outcome.choices
            if code != CORRECT or reply.stance == DISPUTE
        ),
        is_last=is_last,
        may_answer=is_last and who.may_answer(reply.by_id) and is_allowed(state, ANSWER),
        cancelled=cancelled_sentence(window) if is_cut else "",
        unanswered=AnswerLine(unanswered_badge(), unanswered_text(assessment), "")
        if is_cut and is_waiting_still and is_last
        else None,
        is_own=who.is_commerce and reply.by_id == who.user_id and is_standing and is_waiting_still,
        older=_older(reply, assessment),
    )


def _older(reply: Reply, assessment: Assessment) -> Link | None:
    """What the zone had said before of the same, with that reply's page."""
    shown = reply.finding
    hearing = hearing_of(assessment, shown.window, shown.zone)
    heard = next((one for one in hearing.findings if one.shown == shown), None)
    if heard is None or heard.older is None or heard.older.reply is None:
        return None
    address = reverse("reply_answer", args=[assessment.period, heard.older.reply.pk])
    return Link(older_text(heard.older, assessment), address)


def _line(answer: ReplyAnswer, is_named: bool) -> AnswerLine:
    return AnswerLine(outcome_badge(answer, waits=False), answer.text, written(answer, is_named))
