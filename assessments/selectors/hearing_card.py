"""Reads how the right of reply of a draft stands, for the page on which it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.access import Person
from zones.display import moment

from ..hearing_words import cancelled_text
from ..models import Assessment, ReplyWindow, ReplyWindowMove
from ..replying import CLOSED, EVENING, MOST_DAYS, NONE, OPEN
from .assessment_versions import name_of
from .hearings import Hearing, hearing_of, state_at, terms_in_force
from .reply_windows import cancelling, window_of

#: How a browser writes a moment.
MINUTE = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class HearingCard:
    """How the window of a draft stands, what it waits for, and what can be done with it."""

    state: str
    sentences: tuple[str, ...]
    refusal: str  # why nothing can be published yet; empty where it can
    unheard: str  # what has to be given a reason for; empty where nothing has
    until: str  # the moment that the form offers
    earliest: str
    latest: str
    may_open: bool

    @property
    def may_extend(self) -> bool:
        return self.state in (OPEN, CLOSED)


def hearing_card(assessment: Assessment, at: datetime) -> HearingCard | None:
    """The card of a year's open assessment that has findings or a window; None for any other."""
    if not assessment.span.is_year:
        return None
    window = window_of(assessment)
    hearing = hearing_of(assessment, window)
    if not hearing.findings and window is None:
        return None
    state = state_at(assessment, at)
    terms = terms_in_force()
    closes = window.closes_at if window and state != NONE else None
    first = (
        closes if closes and closes > at else at + timedelta(days=0 if closes else terms.least_days)
    )
    start = closes if closes and closes > at else at
    return HearingCard(
        state=state,
        sentences=tuple(hearing_sentences(hearing, state)),
        refusal=_refusal(hearing, state),
        unheard=_unheard(hearing, state),
        until=_local(start + timedelta(days=terms.days))
        .replace(hour=EVENING, minute=0)
        .strftime(MINUTE),
        earliest=_local(first + timedelta(minutes=1)).strftime(MINUTE),
        latest=_local(at + timedelta(days=MOST_DAYS)).strftime(MINUTE),
        may_open=state == NONE and not assessment.is_provisional and bool(hearing.findings),
    )


def _local(value: datetime) -> datetime:
    return timezone.localtime(value)


def hearing_sentences(hearing: Hearing, state: str) -> Iterator[str]:
    """What a reader of the card has to know: until when, and how many replied what."""
    if hearing.window is None:
        count = len(hearing.findings)
        text = ngettext(
            "%(count)s finding; no zone was asked about it yet.",
            "%(count)s findings; no zone was asked about them yet.",
            count,
        )
        yield text % {"count": count}
        return
    words = {"until": moment(hearing.window.closes_at)}
    if hearing.is_cancelled:
        yield cancelled_sentence(hearing.window)
        yield counted_text(hearing)
        if hearing.unanswered:
            yield _("Disputed and not answered: %(count)s.") % {"count": len(hearing.unanswered)}
        return
    if state == OPEN:
        yield _("The zones may reply until %(until)s; the window closes by itself.") % words
    else:
        yield _("The window closed at %(until)s.") % words
    yield counted_text(hearing)


def cancelled_sentence(window: ReplyWindow) -> str:
    """That a window was opened and cancelled, when and why."""
    move = cancelling(window)
    return cancelled_text(window.opened_at, window.closes_at, move.at, move.reason)


def counted_text(hearing: Hearing) -> str:
    """How many findings were agreed to, disputed and not replied to."""
    said = [one.stance for one in hearing.findings]
    return _(
        "Findings: %(all)s; agreed: %(agreed)s, disputed: %(disputed)s, without a reply: %(none)s."
    ) % {
        "all": len(said),
        "agreed": said.count("agree"),
        "disputed": said.count("dispute"),
        "none": said.count(""),
    }


def _refusal(hearing: Hearing, state: str) -> str:
    if state == OPEN:
        return _("It is published after the window has closed, or after it was cancelled.")
    if hearing.waiting:
        text = _("Disputed findings without an answer: %(count)s. Answer them first.")
        return text % {"count": len(hearing.waiting)}
    if hearing.to_correct:
        return _(
            "Findings whose figure is to be corrected, and that the draft still makes: %(count)s."
            " Revise the figure and assess again, or change the answer."
        ) % {"count": len(hearing.to_correct)}
    return ""


def _unheard(hearing: Hearing, state: str) -> str:
    count = len(hearing.unheard)
    if not count or state == OPEN:
        return ""
    if hearing.window is None:
        return _("No reply window was opened: say why it is published without one.")
    if hearing.is_cancelled:
        return _cancelled(hearing)
    text = ngettext(
        "%(count)s finding is new or changed since the window closed, and its zone could not reply:"
        " extend the window, or say why it is published without.",
        "%(count)s findings are new or changed since the window closed, and their zones could not"
        " reply: extend the window, or say why it is published without.",
        count,
    )
    return text % {"count": count}


def _cancelled(hearing: Hearing) -> str:
    """What the reason for publishing after a window was cancelled is asked for."""
    if not hearing.unanswered:
        return _("The reply window was cancelled: say why it is published without one.")
    text = ngettext(
        "The reply window was cancelled and left %(count)s dispute without an answer: say why it is"
        " published all the same; the reason is printed beside it.",
        "The reply window was cancelled and left %(count)s disputes without an answer: say why it"
        " is published all the same; the reason is printed beside each.",
        len(hearing.unanswered),
    )
    return text % {"count": len(hearing.unanswered)}


@dataclass(frozen=True)
class MoveLine:
    """That a window was opened, extended or cancelled."""

    text: str
    reason: str
    when: str


def window_history(assessment: Assessment, who: Person) -> list[MoveLine]:
    """Every move of the windows of an assessment, the earliest first; one query."""
    rows = ReplyWindowMove.objects.filter(window__assessment=assessment)
    rows = rows.select_related("by").order_by("window__number", "at", "pk")
    return [
        MoveLine(
            MOVES[one.act]() % {"until": moment(one.closes_at)},
            one.reason,
            f"{moment(one.at)} · {name_of(one.by) or _('the command line')}"
            if who.may_see_unpublished
            else moment(one.at),
        )
        for one in rows
    ]


MOVES = {
    "opened": lambda: _("Opened until %(until)s"),
    "extended": lambda: _("Extended until %(until)s"),
    "cancelled": lambda: _("Cancelled; it was open until %(until)s"),
}
