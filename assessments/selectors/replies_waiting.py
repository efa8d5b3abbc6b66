"""Reads what of the right of reply waits for a person: to reply to, or to answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.access import Person
from zones.display import moment
from zones.models import Zone

from ..models import ReplyWindow
from ..replying import OPEN, state_of
from ..wording import period_name
from .hearings import hearing_of


@dataclass(frozen=True)
class WaitingReplies:
    """What waits, in a sentence, and where it is done."""

    kind: str
    text: str
    step: str
    href: str


def replies_waiting(who: Person, at: datetime) -> list[WaitingReplies]:
    """What waits for a reporter or for the department; one query where no window stands."""
    if not who.may_collect:
        return []
    rows = ReplyWindow.objects.filter(state=ReplyWindow.State.STANDING)
    windows = rows.select_related("assessment").order_by("period")
    about = _to_answer if who.is_commerce else _to_reply
    return [line for window in windows for line in about(window, who, at)]


def _to_reply(window: ReplyWindow, who: Person, at: datetime) -> Iterable[WaitingReplies]:
    """What the zone has to reply to, or that its time is over."""
    zone = Zone.objects.get(pk=who.zone_id)
    hearing = hearing_of(window.assessment, window, zone)
    if not hearing.findings:
        return
    words = {
        "period": period_name(window.assessment.span),
        "until": moment(window.closes_at),
        "left": sum(one.is_silent for one in hearing.findings),
        "all": len(hearing.findings),
    }
    href = reverse("reply", args=[window.period])
    if state_of(window.closes_at, at) != OPEN:
        text = _("Findings of %(period)s: the reply window closed at %(until)s.") % words
        yield WaitingReplies("info", text, _("To findings and replies"), href)
    elif words["left"]:
        text = ngettext(
            "Findings of %(period)s: reply until %(until)s; %(left)s of %(all)s has no reply yet.",
            "Findings of %(period)s: reply until %(until)s; %(left)s of %(all)s have no reply yet.",
            words["left"],
        )
        yield WaitingReplies("warning", text % words, _("Reply"), href)
    else:
        text = _("Findings of %(period)s: every one has its reply; changes until %(until)s.")
        yield WaitingReplies("info", text % words, _("To findings and replies"), href)


def _to_answer(window: ReplyWindow, who: Person, at: datetime) -> Iterable[WaitingReplies]:
    """The disputes that somebody of the department has to answer, and a window that is over."""
    hearing = hearing_of(window.assessment, window)
    words = {
        "period": period_name(window.assessment.span),
        "until": moment(window.closes_at),
        "count": len(hearing.waiting),
    }
    href = f"{reverse('replies', args=[window.period])}?version={window.assessment.version}"
    if hearing.waiting:
        text = ngettext(
            "Right of reply of %(period)s, until %(until)s: %(count)s disputed finding waits for an"
            " answer.",
            "Right of reply of %(period)s, until %(until)s: %(count)s disputed findings wait for an"
            " answer.",
            len(hearing.waiting),
        )
        yield WaitingReplies("warning", text % words, _("Answer"), f"{href}&show=waiting")
    elif state_of(window.closes_at, at) != OPEN:
        text = _("Right of reply of %(period)s: the window closed at %(until)s; nothing waits.")
        yield WaitingReplies("info", text % words, _("To replies and answers"), href)
