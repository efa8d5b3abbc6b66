"""Reads who has to be told what of the reply windows, and was not told yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from indicators.selectors.waiting import reporters_of
from zones.models import Zone

from ..models import ReplyNotice, ReplyWindow, ReplyWindowMove, ShownFinding
from .hearings import Heard, hearing_of

#: How long before a window closes zones are told so, and how long a cancelled one is told of.
CLOSING, RECENT = timedelta(days=1), timedelta(days=14)
OPENED, EXTENDED, CHANGED = "opened", "extended", "changed"
CLOSES_SOON, CLOSED, CANCELLED = "closing", "closed", "cancelled"
State = ReplyWindow.State
#: A window, a zone, a recipient, and what is told.
Key = tuple[int, int, int, str]


@dataclass(frozen=True)
class Notice:
    """One thing that a zone is told of a window, with how many of its findings have no reply."""

    window: ReplyWindow
    zone: Zone
    kind: str
    about: str
    reason: str
    left: int
    findings: int

    def key(self, to: User) -> Key:
        """What a notice is told apart by."""
        return self.window.pk, self.zone.pk, to.pk, self.about


@dataclass(frozen=True)
class ReplyLetter:
    """One mail: everything that one person has to be told now."""

    to: User
    notices: tuple[Notice, ...]

    @property
    def language(self) -> str:
        """The recipient's language of mails; empty where nobody has chosen one."""
        return self.to.post.language


@dataclass(frozen=True)
class ReplyMailing:
    """The letters to send now, and who would get one if they had an address."""

    letters: tuple[ReplyLetter, ...]
    unreachable: tuple[User, ...]


def reply_letters_due(at: datetime) -> ReplyMailing:
    """Who has to be told what of the windows; a handful of queries for each that stands."""
    notices = [notice for window in _windows() for notice in _notices(window, at)]
    reporters = reporters_of({notice.zone for notice in notices})
    told = told_of({notice.window.pk for notice in notices})
    wanted: dict[User, list[Notice]] = defaultdict(list)
    for notice in notices:
        for person in reporters.get(notice.zone.pk, ()):
            if notice.key(person) not in told:
                wanted[person].append(notice)
    return ReplyMailing(
        tuple(ReplyLetter(to, tuple(about)) for to, about in wanted.items() if to.email),
        tuple(to for to in wanted if not to.email),
    )


def told_of(windows: Iterable[int]) -> set[Key]:
    """What was told of windows, or is being told."""
    rows = ReplyNotice.objects.filter(window__in=list(windows)).order_by()
    return set(rows.values_list("window", "zone", "recipient", "about"))


def _windows() -> Iterable[ReplyWindow]:
    rows = ReplyWindow.objects.exclude(state=State.PUBLISHED)
    return rows.select_related("assessment").order_by("period", "number")


def _notices(window: ReplyWindow, at: datetime) -> Iterator[Notice]:
    """What each zone that was shown something has to be told of a window at a moment."""
    moves = list(ReplyWindowMove.objects.filter(window=window).order_by("at", "pk"))
    kinds = list(_kinds(window, moves, at))
    is_open = window.is_open(at)
    if not kinds and not is_open:
        return
    hearing = hearing_of(window.assessment, window)
    shown = _shown(window)
    for zone in _zones(shown):
        current = [one for one in hearing.findings if one.zone == zone]
        about = [*kinds, *_changed(shown, zone, moves)] if is_open else kinds
        for kind, text, reason in about:
            yield _notice(window, zone, (kind, text, reason), current)


def _notice(
    window: ReplyWindow, zone: Zone, what: tuple[str, str, str], current: Sequence[Heard]
) -> Notice:
    kind, about, reason = what
    left = sum(one.is_silent for one in current)
    return Notice(window, zone, kind, about, reason, left, len(current))


def _kinds(
    window: ReplyWindow, moves: Sequence[ReplyWindowMove], at: datetime
) -> Iterator[tuple[str, str, str]]:
    """What every zone is told of the window itself: kind, what it is told apart by, reason."""
    until = window.closes_at.isoformat()
    last = moves[-1]
    if window.state == State.CANCELLED:
        if at - last.at < RECENT:
            yield CANCELLED, CANCELLED, last.reason
    elif not window.is_open(at):
        yield CLOSED, f"{CLOSED} {until}", ""
    else:
        if last.act == ReplyWindowMove.Act.EXTENDED:
            yield EXTENDED, f"{EXTENDED} {until}", last.reason
        else:
            yield OPENED, OPENED, ""
        if window.closes_at - at <= CLOSING:
            yield CLOSES_SOON, f"{CLOSES_SOON} {until}", ""


def _shown(window: ReplyWindow) -> list[ShownFinding]:
    rows = ShownFinding.objects.filter(window=window).select_related("zone")
    return list(rows.order_by("zone__order", "shown_at"))


def _zones(shown: Iterable[ShownFinding]) -> list[Zone]:
    return list({one.zone_id: one.zone for one in shown}.values())


def _changed(
    shown: Iterable[ShownFinding], zone: Zone, moves: Sequence[ReplyWindowMove]
) -> Iterator[tuple[str, str, str]]:
    """That the zone was shown something after the window was opened: new, or changed."""
    last = max(one.shown_at for one in shown if one.zone_id == zone.pk)
    if last > moves[0].at:
        yield CHANGED, f"{CHANGED} {last.isoformat()}", ""
