"""Reads what a year's bulletin tells of the right of reply."""

from __future__ import annotations

from zones.display import day, moment

from ..findings import flag_finding
from ..hearing_words import unheard_text
from ..models import Assessment
from ..papers.bulletin.facts import HearingFacts, ReplyFacts
from ..papers.words import NONE, Words
from .hearings import Heard, hearing_of, window_of
from .in_both import in_both
from .reply_rows import CLOSED, ReplyRow


def hearing_facts(assessment: Assessment) -> HearingFacts | None:
    """The replies and answers of a year with findings; None for any other; a handful of queries."""
    if not assessment.span.is_year:
        return None
    hearing = hearing_of(assessment, window_of(assessment))
    everything = (*hearing.findings, *hearing.earlier)
    if not everything:
        return None
    rows = [ReplyRow(one, hearing, CLOSED, False) for one in everything]
    window = hearing.window
    return HearingFacts(
        opened=day(window.opened_at) if window else "",
        closes=moment(window.closes_at) if window else "",
        unheard=in_both(lambda: unheard_text(assessment)) if assessment.unheard_reason else NONE,
        replies=tuple(_reply(row, row.heard) for row in rows),
    )


def _reply(row: ReplyRow, heard: Heard) -> ReplyFacts:
    flag = row.flag
    flag.assessment = row.assessment
    reply, answer = row.reply, row.answer
    change = in_both(lambda: row.change)
    finding = in_both(lambda: flag_finding(flag))
    if change.zh:
        finding = Words(f"{finding.zh}（{change.zh.rstrip('。')}）", f"{finding.en} ({change.en})")
    return ReplyFacts(
        zone=heard.zone.code,
        finding=finding,
        stance=reply.stance if reply else "",
        stance_words=in_both(lambda: row.stance_text),
        reason=reply.reason if reply else "",
        outcome_words=in_both(answer.get_outcome_display) if answer else NONE,
        answer=answer.text if answer else "",
    )
