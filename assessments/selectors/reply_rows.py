"""A row of the right of reply: a finding with its reply and its answer, as pages print them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, day, label, moment
from zones.evidence import EvidenceRow, evidence_row

from ..badges import flag_badge
from ..findings import flag_finding
from ..hearing_words import unanswered_text
from ..models import Assessment, Flag, Reply, ReplyAnswer, ReplyWindow
from ..replying import AGREE, CLOSED, OPEN, PUBLISHED
from .hearings import Heard, Hearing, flag_shown

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
    is_aside: bool = False  # whether it was said in a cancelled window before the one that counts

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
        if self.heard.reply is not None:
            return self.heard
        return self.heard.before or self.heard.carried or self.heard

    @property
    def is_carried(self) -> bool:
        """Whether the reply was made to the same finding of an earlier version."""
        return self.heard.carried is not None and self.spoken is self.heard.carried

    @property
    def is_unsettled(self) -> bool:
        """Whether the zone disputed the same finding before and that was never settled."""
        return self.heard.reply is None and self.heard.unsettled is not None

    @property
    def window(self) -> ReplyWindow | None:
        """The window in which the reply was made."""
        shown = self.spoken.shown
        return shown.window if self.is_carried and shown else self.hearing.window

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
        """That the finding is another one since; in which cancelled window the reply was made."""
        return " ".join(filter(None, [self.since, self.aside]))

    @property
    def aside(self) -> str:
        """In which window it was said, where that was cancelled beside the one that counts."""
        if not self.is_aside or self.hearing.window is None:
            return ""
        words = {"opened": day(self.hearing.window.opened_at)}
        return _("Said in the window opened on %(opened)s, which was cancelled.") % words

    @property
    def since(self) -> str:
        """That the finding is another one, or the same, since; what was said before of it."""
        if self.is_carried and self.window is not None:
            words = {"version": self.window.assessment.version}
            return _("Said of version %(version)s; the finding has not changed.") % words
        if self.spoken is not self.heard:
            return _("The finding has changed since the reply.")
        if self.reply is None and self.heard.older is not None:
            return older_text(self.heard.older, self.assessment)
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

    @property
    def waits(self) -> bool:
        """Whether somebody has to answer before the assessment is published."""
        return self.spoken.waits and not self.is_unanswered

    @property
    def is_unanswered(self) -> bool:
        """Whether it is a dispute whose window was cancelled before it was answered."""
        return self.spoken.waits and self.hearing.is_cancelled

    @cached_property
    def outcome(self) -> Badge | None:
        if self.is_unanswered:
            return unanswered_badge()
        return outcome_badge(self.answer, waits=self.waits)

    @property
    def text(self) -> str:
        """What was answered; why nothing was, where a dispute was left without an answer."""
        if self.is_unanswered and self.window is not None:
            return unanswered_text(self.window.assessment)
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
        return (not self.waits, self.is_aside, self.heard.zone.order, self.flag.pk or 0)


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


def unanswered_badge() -> Badge:
    """The badge of a dispute whose window was cancelled before it was answered."""
    return Badge("warn", _("not answered"), "minus", "", 0)


def silent_text(hearing: Hearing, heard: Heard, state: str) -> str:
    """Why there is no reply: not yet, none within the window, or none could be made."""
    if hearing.window is None and hearing.assessment.version > 1:
        return _("no reply window in this version")
    if hearing.window is None:
        return _("no reply window")
    if hearing.is_cancelled:
        return _("no reply before the window was cancelled")
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


def narrowed(rows: Iterable[ReplyRow], wanted: str) -> list[ReplyRow]:
    """The rows that are asked for; all where nothing is."""
    test = {
        WAITING: lambda row: row.waits,
        DISPUTED: lambda row: row.reply is not None and row.reply.stance != AGREE,
        AGREED: lambda row: row.reply is not None and row.reply.stance == AGREE,
        SILENT: lambda row: row.reply is None,
    }.get(wanted)
    return [row for row in rows if test is None or test(row)]


def is_over(state: str) -> bool:
    """Whether nobody can reply any more."""
    return state in (CLOSED, PUBLISHED)


def older_text(older: Heard, assessment: Assessment) -> str:
    """What the zone said of an earlier version, what came of it, and whether it found the same."""
    assert older.shown is not None
    assert older.reply is not None
    said_of = older.shown.window.assessment
    words = {"version": said_of.version, "said": _settling(older)}
    if said_of.pk == assessment.pk:
        return _("In the window that was cancelled the zone said of it: %(said)s.") % words
    if older.flag is not None:
        return _("Of version %(version)s, which found the same, the zone said: %(said)s.") % words
    return _("Of version %(version)s, which found otherwise, the zone said: %(said)s.") % words


def _settling(heard: Heard) -> str:
    """The stance, and what came of it."""
    assert heard.reply is not None
    words = {"stance": heard.reply.get_stance_display()}
    if heard.answer is not None:
        words["outcome"] = heard.answer.get_outcome_display()
        return _("%(stance)s; answered: %(outcome)s") % words
    return _("%(stance)s; not answered") % words if heard.waits else words["stance"]
