"""Reads what a year's bulletin tells of the right of reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zones.display import day, moment

from ..findings import flag_finding
from ..hearing_words import unheard_text
from ..models import Assessment, ReplyWindow
from ..papers.bulletin.facts import HearingFacts, ReplyFacts
from ..papers.words import NONE, Words, annotated
from .hearing_card import cancelled_sentence
from .hearings import Heard, Hearing, hearing_of
from .in_both import in_both
from .reply_rows import CLOSED, ReplyRow, unanswered_badge
from .reply_windows import Windows, is_cancelled, windows_of

#: What stands for the reply to a finding that came with a version which heard nobody to the end.
NOT_ASKED = Words("本版未开启征求意见期", "no reply window in this version")
CANCELLED = Words("本版征求意见期已取消", "the reply window of this version was cancelled")


def hearing_facts(assessment: Assessment) -> HearingFacts | None:
    """The replies and answers of a year with findings; None for any other; a handful of queries.

    A version that heard nobody to the end tells of the window of the version before it. What was
    said in a window that was cancelled stands beside that, or by itself.
    """
    if not assessment.span.is_year:
        return None
    windows = windows_of(assessment)
    window = windows.before or windows.counts
    hearing = hearing_of(assessment, window)
    replies = tuple(_replies(assessment, windows, hearing))
    if not replies:
        return None
    is_heard = window is not None and not is_cancelled(window)
    is_none = is_cancelled(windows.counts)
    return HearingFacts(
        opened=day(window.opened_at) if window and is_heard else "",
        closes=moment(window.closes_at) if window and is_heard else "",
        unheard=in_both(lambda: unheard_text(assessment, is_cancelled=is_none)),
        replies=replies,
        version=windows.before.assessment.version if windows.before else 0,
        cancelled=tuple(map(cancelled_words, windows.cancelled)),
        before=cancelled_words(windows.before)
        if windows.before and is_cancelled(windows.before)
        else NONE,
    )


def _replies(assessment: Assessment, windows: Windows, hearing: Hearing) -> Iterator[ReplyFacts]:
    """A row a finding, and one for whatever was said in a cancelled window beside that."""
    if windows.before is None:
        for one in (*hearing.findings, *hearing.earlier):
            yield _reply(ReplyRow(one, hearing, CLOSED, False))
    else:
        unasked = CANCELLED if windows.cancelled else NOT_ASKED
        for one in _apart(hearing):
            said = _reply(ReplyRow(one, hearing, CLOSED, False))
            yield said if said.is_asked else replace(said, stance_words=unasked)
    for window in windows.cancelled:
        if window == hearing.window:
            continue
        other = hearing_of(assessment, window)
        for one in other.said:
            yield _reply(ReplyRow(one, other, CLOSED, False, is_aside=True))


def cancelled_words(window: ReplyWindow) -> Words:
    """That a window was opened and cancelled, when and why."""
    return in_both(lambda: cancelled_sentence(window))


def _apart(hearing: Hearing) -> Iterator[Heard]:
    """Each finding, and by itself what was said of it before it changed."""
    for one in hearing.findings:
        yield replace(one, before=None)
        if one.before is not None:
            yield one.before
    yield from hearing.earlier


def _reply(row: ReplyRow) -> ReplyFacts:
    flag = row.flag
    flag.assessment = row.assessment
    reply, answer = row.reply, row.answer
    notes = [in_both(lambda: row.since), in_both(lambda: row.aside)]
    finding = annotated(in_both(lambda: flag_finding(flag)), notes)
    return ReplyFacts(
        zone=row.heard.zone.code,
        finding=finding,
        stance=reply.stance if reply else "",
        stance_words=in_both(lambda: row.stance_text),
        reason=reply.reason if reply else "",
        outcome_words=outcome_words(row),
        answer=answer.text if answer else "",
        is_asked=row.heard.shown is not None or row.heard.carried is not None,
        is_found=row.heard.flag is not None,
        is_aside=row.is_aside,
        is_carried=row.is_carried,
    )


def outcome_words(row: ReplyRow) -> Words:
    """What the answer came to; why there is none to a dispute; nothing where none was needed."""
    answer = row.answer
    if row.is_unanswered:
        none = in_both(lambda: unanswered_badge().text)
        return annotated(none, [in_both(lambda: row.text)])
    return in_both(answer.get_outcome_display) if answer else NONE
