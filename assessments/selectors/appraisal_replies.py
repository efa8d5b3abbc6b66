"""Reads what zones replied to findings as the extract for leadership appraisal tells it."""

from __future__ import annotations

from dataclasses import dataclass

from zones.display import day

from ..hearing_words import unheard_text
from ..models import Assessment, Flag, ReplyWindow
from ..papers.words import LANGUAGES, NONE, Words, annotated, told
from ..replying import DISPUTE
from .bulletin_replies import cancelled_words, outcome_words
from .in_both import in_both
from .replies_found import Rows, hearings_of, key_of, rows_found, version_replied_to
from .reply_rows import ReplyRow
from .reply_windows import Windows, is_cancelled, windows_of

HEARD = Words(
    "发布前已就认定事项征求意见，期限至{until}。",
    "Before publication the zones could reply to the findings until {until}.",
)
HEARD_BEFORE = Words(
    "第{version}版考核发布前已就其认定事项征求意见，期限至{until}。",
    "Before version {version} was published the zones could reply to its findings until {until}.",
)
CANCELLED_BEFORE = Words("第{version}版考核：{cancelled}", "Version {version}: {cancelled}")
UNHEARD = Words(
    "发布前没有开启征求意见期。", "No reply window was opened before the assessment was published."
)
NO_WINDOW = Words("发布前没有征求意见", "no reply window was opened before publication")
AFTERWARDS = Words(
    "征求意见期结束后形成，未征求意见", "found after the window had closed; the zone was not asked"
)
SILENT = Words("期限内未提出意见", "no reply within the window")
CUT_SHORT = Words("征求意见期取消前未提出意见", "no reply before the window was cancelled")
GONE = Words("认定已撤销，不征求意见", "withdrawn: there is nothing to reply to")
OF_VERSION = Words("对第{version}版考核所提", "to version {version}")


@dataclass(frozen=True)
class SaidFacts:
    """What was said of a finding and answered; without a stance, why nothing was."""

    stance: Words = NONE
    is_disputed: bool = False
    reason: str = ""
    silence: Words = NONE
    unasked: Words = NONE
    outcome: Words = NONE
    answer: str = ""


@dataclass(frozen=True)
class RepliesTold:
    """The replies to the findings of an assessment, in whatever window they were made."""

    asked: Words  # that zones could reply and until when; that they could not, and why
    is_any: bool  # whether there was a window
    rows: Rows

    def of(self, flag: Flag) -> SaidFacts:
        """What was said of a finding."""
        is_withdrawn = flag.state == Flag.State.WITHDRAWN
        row = self.rows.get(key_of(flag, flag.zone_id))
        if row is not None and row.reply is not None and not is_withdrawn:
            return _said(row)
        if not self.is_any:
            return SaidFacts(unasked=NO_WINDOW)
        if is_withdrawn:
            return SaidFacts(silence=GONE)
        if row is None or row.heard.shown is None:
            return SaidFacts(silence=AFTERWARDS)
        silence = CUT_SHORT if row.hearing.is_cancelled else SILENT
        return SaidFacts(silence=annotated(silence, _changes(row)))


def replies_told(assessment: Assessment) -> RepliesTold:
    """The replies of an assessment's own windows, and of the version before where it has none."""
    windows = windows_of(assessment)
    hearings = hearings_of(assessment, windows)
    rows = rows_found(hearings, windows)
    return RepliesTold(_asked(assessment, windows), bool(hearings), rows)


def _said(row: ReplyRow) -> SaidFacts:
    reply, answer = row.reply, row.answer
    assert reply is not None
    notes = _changes(row)
    version = version_replied_to(row)
    if version and not row.is_carried:
        notes.insert(0, Words(*(OF_VERSION.fill(code, version=version) for code in LANGUAGES)))
    return SaidFacts(
        stance=annotated(in_both(reply.get_stance_display), notes),
        is_disputed=reply.stance == DISPUTE and row.spoken is not row.heard.before,
        reason=reply.reason,
        outcome=outcome_words(row),
        answer=answer.text if answer else "",
    )


def _changes(row: ReplyRow) -> list[Words]:
    """That the finding is another one since, and in which window it was said, as notes."""
    return [in_both(lambda: row.since), in_both(lambda: row.aside)]


def _asked(assessment: Assessment, windows: Windows) -> Words:
    """That zones could reply, and until when; that they could not, and why."""
    told_of = [*map(cancelled_words, windows.cancelled)]
    if windows.counts is not None and not is_cancelled(windows.counts):
        told_of.append(_until(HEARD, windows.counts))
    is_cut = is_cancelled(windows.counts)
    unheard = in_both(lambda: unheard_text(assessment, is_cancelled=is_cut))
    told_of.append(unheard)
    before = windows.before
    if before is not None:
        told_of.append(_of_before(before))
    if not any(one.zh for one in told_of):
        return UNHEARD
    return Words(*(told([one.of(code) for one in told_of], code) for code in LANGUAGES))


def _of_before(window: ReplyWindow) -> Words:
    """That an earlier version's zones could reply, or could until it was cancelled."""
    version = window.assessment.version
    if not is_cancelled(window):
        return _until(HEARD_BEFORE, window, version=version)
    words = cancelled_words(window)
    return Words(
        *(
            CANCELLED_BEFORE.fill(code, version=version, cancelled=words.of(code))
            for code in LANGUAGES
        )
    )


def _until(words: Words, window: ReplyWindow, **named: object) -> Words:
    until = in_both(lambda: day(window.closes_at))
    return Words(*(words.fill(code, until=until.of(code), **named) for code in LANGUAGES))
