"""Reads what a year's bulletin tells of the right of reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zones.display import day, moment

from ..findings import flag_finding
from ..hearing_words import unheard_text
from ..models import Assessment
from ..papers.bulletin.facts import HearingFacts, ReplyFacts
from ..papers.words import NONE, Words
from .hearings import Heard, Hearing, hearing_of, window_before, window_of
from .in_both import in_both
from .reply_rows import CLOSED, ReplyRow

#: What stands for the reply to a finding that came with a version which asked nobody.
NOT_ASKED = Words("本版未开启征求意见期", "no reply window in this version")


def hearing_facts(assessment: Assessment) -> HearingFacts | None:
    """The replies and answers of a year with findings; None for any other; a handful of queries.

    A version that asked nobody tells of the window of the version before it.
    """
    if not assessment.span.is_year:
        return None
    own = window_of(assessment)
    before = None if own else window_before(assessment)
    window = own or before
    hearing = hearing_of(assessment, window)
    everything = _apart(hearing) if before else (*hearing.findings, *hearing.earlier)
    replies = tuple(_reply(ReplyRow(one, hearing, CLOSED, False)) for one in everything)
    if not replies:
        return None
    return HearingFacts(
        opened=day(window.opened_at) if window else "",
        closes=moment(window.closes_at) if window else "",
        unheard=in_both(lambda: unheard_text(assessment)) if assessment.unheard_reason else NONE,
        replies=tuple(map(_unasked, replies)) if before else replies,
        version=before.assessment.version if before else 0,
    )


def _apart(hearing: Hearing) -> Iterator[Heard]:
    """Each finding, and by itself what was said of it before it changed."""
    for one in hearing.findings:
        yield replace(one, before=None)
        if one.before is not None:
            yield one.before
    yield from hearing.earlier


def _unasked(one: ReplyFacts) -> ReplyFacts:
    return one if one.is_asked else replace(one, stance_words=NOT_ASKED)


def _reply(row: ReplyRow) -> ReplyFacts:
    flag = row.flag
    flag.assessment = row.assessment
    reply, answer = row.reply, row.answer
    change = in_both(lambda: row.change)
    finding = in_both(lambda: flag_finding(flag))
    if change.zh:
        finding = Words(f"{finding.zh}（{change.zh.rstrip('。')}）", f"{finding.en} ({change.en})")
    return ReplyFacts(
        zone=row.heard.zone.code,
        finding=finding,
        stance=reply.stance if reply else "",
        stance_words=in_both(lambda: row.stance_text),
        reason=reply.reason if reply else "",
        outcome_words=in_both(answer.get_outcome_display) if answer else NONE,
        answer=answer.text if answer else "",
        is_asked=row.heard.shown is not None,
        is_found=row.heard.flag is not None,
    )
