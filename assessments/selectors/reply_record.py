"""Reads the record of the right of reply of an assessment: its rows, and what became of windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Link
from zones.display import day, moment

from ..models import Assessment, ReplyWindow
from .hearing_card import cancelled_sentence, counted_text, hearing_sentences
from .hearings import Hearing, hearing_of, state_at
from .reply_rows import ReplyRow
from .reply_windows import cancelling, is_cancelled, windows_of


@dataclass(frozen=True)
class Record:
    """The right of reply of an assessment as a reader may see it."""

    hearing: Hearing
    state: str
    rows: tuple[ReplyRow, ...]
    aside: tuple[str, ...] = ()  # that other windows of it were opened and cancelled
    before: Link | None = None  # the record of an earlier version, where this one heard nobody out

    @property
    def sentence(self) -> str:
        """Until when zones could reply, how many did what, and what was cancelled."""
        if not self.rows:
            return " ".join([_("The assessment has no finding."), *self.aside])
        if self.hearing.window is None:
            if self.before:
                text = _("No reply window was opened for this version of the assessment.")
                return f"{text} {counted_text(self.hearing)}"
            return _("No reply window was opened for this assessment.")
        return " ".join([*hearing_sentences(self.hearing, self.state), *self.aside])

    @property
    def is_there(self) -> bool:
        """Whether there was a window, or a finding that there could have been one for."""
        return self.hearing.window is not None or bool(self.rows)


def record_of(assessment: Assessment, who: Person, at: datetime, zone=None) -> Record:
    """The record of one zone or of all, what was said in cancelled windows included.

    A handful of queries, whatever the zones. Names are told to those inside only.
    """
    windows = windows_of(assessment)
    hearing = hearing_of(assessment, windows.counts, zone)
    state = state_at(assessment, at)
    rows = [
        ReplyRow(one, hearing, state, who.may_read_findings_of(one.zone))
        for one in (*hearing.findings, *hearing.earlier)
    ]
    for window in windows.aside:
        other = hearing_of(assessment, window, zone)
        for one in other.said:
            is_named = who.may_read_findings_of(one.zone)
            rows.append(ReplyRow(one, other, state, is_named, is_aside=True))
    return Record(
        hearing,
        state,
        tuple(rows),
        aside=tuple(cancelled_sentence(one) for one in windows.aside),
        before=_before(windows.before),
    )


def _before(window: ReplyWindow | None) -> Link | None:
    """Where the replies to an earlier version of the same year are read."""
    if window is None:
        return None
    assessment = window.assessment
    if is_cancelled(window):
        words = {"version": assessment.version, "day": day(cancelling(window).at)}
        text = _("Replies and answers of version %(version)s (its window was cancelled on %(day)s)")
    else:
        words = {"version": assessment.version, "until": moment(window.closes_at)}
        text = _("Replies and answers of version %(version)s (its window closed at %(until)s)")
    return Link(
        text % words,
        f"{reverse('replies', args=[assessment.period])}?version={assessment.version}",
    )
