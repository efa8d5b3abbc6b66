"""Reads the record of the right of reply: a row a finding, with its reply and its answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge, Link
from zones.display import DASH, label, moment
from zones.evidence import EvidenceRow, evidence_row

from ..badges import flag_badge
from ..findings import flag_finding
from ..models import Assessment, Flag, Reply, ReplyAnswer
from ..replying import AGREE, CLOSED, OPEN, PUBLISHED
from .hearing_card import hearing_sentences
from .hearings import Heard, Hearing, flag_shown, hearing_of, state_at, window_before, window_of

#: What a page of replies can be narrowed down to.
WAITING, DISPUTED, AGREED, SILENT = "waiting", "disputed", "agreed", "silent"


def choices() -> list[tuple[str, str]]:
    """What the page can be narrowed down to, with its words."""
    return [
        (WAITING, _("waiting for an answer")),
        (DISPUTED, str(Reply.Stance.DISPUTE.label)),
        (AGREED, str(Reply.Stance.AGREE.label)),
        (SILENT, _("without a reply")),
    ]


@dataclass(frozen=True)
class ReplyRow:
    """A finding of a zone with what it replied and was answered, as printed."""

    heard: Heard
    hearing: Hearing
    state: str
    is_named: bool  # whether the reader may know who wrote it

    @property
    def assessment(self) -> Assessment:
        return self.hearing.assessment

    @property
    def zone(self) -> str:
        return label(self.heard.zone, "short")

    @property
    def zone_order(self) -> int:
        return self.heard.zone.order

    @cached_property
    def flag(self) -> Flag:
        """What it says now, or said when the zone was shown it."""
        if self.heard.flag is not None:
            return self.heard.flag
        assert self.heard.shown is not None
        return flag_shown(self.heard.shown, self.assessment)

    @cached_property
    def badge(self) -> Badge:
        return flag_badge(self.flag)

    @cached_property
    def finding(self) -> str:
        return _("%(finding)s.") % {"finding": flag_finding(self.flag)}

    @property
    def spoken(self) -> Heard:
        """The finding with the reply that is shown: its own, failing that the one from before."""
        has_older = self.heard.reply is None and self.heard.before is not None
        return self.heard.before if has_older and self.heard.before else self.heard

    @property
    def reply(self) -> Reply | None:
        return self.spoken.reply

    @property
    def answer(self) -> ReplyAnswer | None:
        return self.spoken.answer

    @property
    def stance_text(self) -> str:
        """What the zone said, or that it said nothing."""
        if self.reply is not None:
            return str(self.reply.get_stance_display())
        return silent_text(self.hearing, self.heard, self.state)

    @cached_property
    def stance(self) -> Badge:
        """The same as a badge."""
        return stance_badge(self.reply, silent_text(self.hearing, self.heard, self.state))

    @property
    def change(self) -> str:
        """That the finding is not what the zone replied to, or is not found any more."""
        if self.spoken is not self.heard:
            return _("The finding has changed since the reply.")
        if self.heard.flag is None:
            if self.heard.is_still_found:
                return _("The finding has changed since the reply.")
            return _("The finding is not made any more.")
        return ""

    @property
    def reason(self) -> str:
        return self.reply.reason if self.reply else ""

    @property
    def files(self) -> str:
        """The names of the files that the reply rests on."""
        names = [one.evidence.name for one in self.reply.papers.all()] if self.reply else []
        return _(", ").join(names)

    @property
    def replied(self) -> str:
        """When the reply came, and from whom."""
        return written(self.reply, self.is_named, self.reply and self.reply.is_from_letter)

    @cached_property
    def outcome(self) -> Badge | None:
        return outcome_badge(self.answer, waits=self.spoken.waits)

    @property
    def text(self) -> str:
        return self.answer.text if self.answer else ""

    @property
    def answered(self) -> str:
        return written(self.answer, self.is_named)

    @property
    def href(self) -> str:
        """The reply's own page; empty where there is none."""
        if self.reply is None:
            return ""
        return reverse("reply_answer", args=[self.assessment.period, self.reply.pk])

    @property
    def order(self) -> tuple:
        return (not self.spoken.waits, self.heard.zone.order, self.flag.pk or 0)


def stance_badge(reply: Reply | None, silent: str) -> Badge:
    """The badge of a reply; of none, with what is to be said of that."""
    if reply is None:
        return Badge("quiet", silent, "minus", "", 2)
    if reply.stance == AGREE:
        return Badge("good", str(reply.get_stance_display()), "circle-check", "", 1)
    return Badge("warn", str(reply.get_stance_display()), "alert-triangle", "", 0)


def outcome_badge(answer: ReplyAnswer | None, *, waits: bool) -> Badge | None:
    """The badge of an answer; that one is waited for; None for nothing."""
    if answer is None:
        return Badge("warn", _("waiting for an answer"), "clock", "", 0) if waits else None
    kinds = {"upheld": ("good", 1), "stands": ("info", 2), "correct": ("warn", 3)}
    kind, order = kinds[answer.outcome]
    return Badge(kind, str(answer.get_outcome_display()), "gavel", "", order)


def silent_text(hearing: Hearing, heard: Heard, state: str) -> str:
    """Why there is no reply: not yet, none within the window, or none could be made."""
    if hearing.window is None:
        return _("no reply window")
    if heard.shown is None:
        return _("found after the window")
    if state == OPEN:
        return _("no reply yet")
    return _("no reply within the window")


def written(one: Reply | ReplyAnswer | None, is_named: bool, is_letter: bool | None = False) -> str:
    """When something was written, and by whom for those who may know it."""
    if one is None:
        return DASH
    name = one.by.get_full_name() or one.by.get_username()
    text = f"{moment(one.at)} · {name}" if is_named else moment(one.at)
    return _("%(when)s, recorded from a letter") % {"when": text} if is_letter else text


def files_of(reply: Reply, period: str, who: Person | None) -> tuple[EvidenceRow, ...]:
    """The files of a reply; without a person, their names alone."""
    return tuple(
        evidence_row(
            one.evidence,
            reverse("reply_evidence", args=[period, reply.pk, one.evidence_id]) if who else "",
            who,
        )
        for one in reply.papers.all()
    )


@dataclass(frozen=True)
class Record:
    """The right of reply of an assessment as a reader may see it."""

    hearing: Hearing
    state: str
    rows: tuple[ReplyRow, ...]
    before: Link | None = None  # the record of an earlier version, where this one asked nobody

    @property
    def sentence(self) -> str:
        """Until when zones could reply, and how many did what."""
        if not self.rows:
            return _("The assessment has no finding.")
        if self.hearing.window is None:
            if self.before:
                return _("No reply window was opened for this version of the assessment.")
            return _("No reply window was opened for this assessment.")
        return " ".join(hearing_sentences(self.hearing, self.state))

    @property
    def is_there(self) -> bool:
        """Whether there was a window, or a finding that there could have been one for."""
        return self.hearing.window is not None or bool(self.rows)


def record_of(assessment: Assessment, who: Person, at: datetime, zone=None) -> Record:
    """The record of one zone or of all; six queries. Names are told to those inside only."""
    window = window_of(assessment)
    hearing = hearing_of(assessment, window, zone)
    state = state_at(assessment, at)
    rows = [
        ReplyRow(one, hearing, state, who.may_read_findings_of(one.zone))
        for one in (*hearing.findings, *hearing.earlier)
    ]
    return Record(hearing, state, tuple(rows), None if window else _before(assessment))


def _before(assessment: Assessment) -> Link | None:
    """Where the replies to an earlier version of the same year are read."""
    window = window_before(assessment)
    if window is None:
        return None
    version = window.assessment.version
    words = {"version": version, "until": moment(window.closes_at)}
    text = _("Replies and answers of version %(version)s (its window closed at %(until)s)") % words
    return Link(text, f"{reverse('replies', args=[assessment.period])}?version={version}")


def narrowed(rows: Iterable[ReplyRow], wanted: str) -> list[ReplyRow]:
    """The rows that are asked for; all where nothing is."""
    test = {
        WAITING: lambda row: row.spoken.waits,
        DISPUTED: lambda row: row.reply is not None and row.reply.stance != AGREE,
        AGREED: lambda row: row.reply is not None and row.reply.stance == AGREE,
        SILENT: lambda row: row.reply is None,
    }.get(wanted)
    return [row for row in rows if test is None or test(row)]


def is_over(state: str) -> bool:
    """Whether nobody can reply any more."""
    return state in (CLOSED, PUBLISHED)
