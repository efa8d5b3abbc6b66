"""Opens, extends and cancels the windows in which zones reply to the findings of a draft."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from zones.access import Person
from zones.services.audit import Act, Change, audit_append

from ..models import Assessment, ReplyTerms, ReplyWindow, ReplyWindowMove
from ..replying import (
    CANCEL,
    EXTEND,
    MOST_DAYS,
    MOST_WORDS,
    OPEN_WINDOW,
    is_allowed,
    state_of,
)
from ..selectors.hearings import findings_of, terms_in_force
from .hearings import findings_show, window_locked
from .refused import Refused

State = Assessment.State
Moved = ReplyWindowMove.Act


@transaction.atomic
def reply_window_open(
    *,
    assessment: Assessment,
    until: datetime,
    at: datetime,
    by: Person | None = None,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> ReplyWindow:
    """The window, open until a moment; each zone with findings is shown them from now on."""
    draft, window = _held(assessment, by)
    if not draft.span.is_year:
        raise Refused("only_years_are_heard", period=draft.period)
    _refuse_unless_allowed(draft, window, OPEN_WINDOW, at)
    if draft.is_provisional:
        raise Refused("provisional", period=draft.period)
    if not findings_of(draft):
        raise Refused("nothing_to_reply_to", period=draft.period)
    least = timedelta(days=terms_in_force().least_days)
    if until < at + least:
        raise Refused("window_too_short", days=least.days)
    _refuse_too_long(until, at)
    window = ReplyWindow.objects.create(
        period=draft.period,
        number=ReplyWindow.objects.filter(period=draft.period).count() + 1,
        assessment=draft,
        opened_at=at,
        opened_by_id=by.user_id if by else None,
        closes_at=until,
        is_demonstration=is_demonstration,
    )
    shown = findings_show(window, draft, at)
    _set(draft, State.UNDER_REPLY, until)
    told: dict[str, object] = {"until": until.isoformat(), "findings_shown": len(shown)}
    _moved(window, Moved.OPENED, "", by=by, at=at, old=None, new=told, log=log)
    return window


@transaction.atomic
def reply_window_extend(
    *,
    assessment: Assessment,
    until: datetime,
    reason: str,
    at: datetime,
    by: Person | None = None,
    log: list[Act] | None = None,
) -> ReplyWindow:
    """The window, open until a later moment; one that is over is open again. Never a shorter one.

    Zones are shown what they were not shown yet: findings that changed after it closed.
    """
    draft, window = _held(assessment, by)
    _refuse_unless_allowed(draft, window, EXTEND, at)
    assert window is not None
    reason = _reason(reason)
    if until <= window.closes_at or until <= at:
        raise Refused("window_is_never_shortened", until=window.closes_at)
    _refuse_too_long(until, at)
    old: dict[str, object] = {"until": window.closes_at.isoformat()}
    window.closes_at = until
    window.save(update_fields=["closes_at"])
    shown = findings_show(window, draft, at)
    _set(draft, State.UNDER_REPLY, until)
    told: dict[str, object] = {
        "until": until.isoformat(),
        "reason": reason,
        "findings_shown": len(shown),
    }
    _moved(window, Moved.EXTENDED, reason, by=by, at=at, old=old, new=told, log=log)
    return window


@transaction.atomic
def reply_window_cancel(
    *,
    assessment: Assessment,
    reason: str,
    at: datetime,
    by: Person | None = None,
    log: list[Act] | None = None,
) -> ReplyWindow:
    """The window, cancelled; the draft is a draft again, and what was replied stays on record."""
    draft, window = _held(assessment, by)
    _refuse_unless_allowed(draft, window, CANCEL, at)
    assert window is not None
    reason = _reason(reason)
    window.state = ReplyWindow.State.CANCELLED
    window.save(update_fields=["state"])
    _set(draft, State.DRAFT, None)
    old: dict[str, object] = {"until": window.closes_at.isoformat()}
    _moved(window, Moved.CANCELLED, reason, by=by, at=at, old=old, new={"reason": reason}, log=log)
    return window


@transaction.atomic
def reply_terms_set(
    *, days: int, least_days: int, reason: str, at: datetime, by: Person
) -> ReplyTerms | None:
    """How long windows are from now on, None where that is so already; open ones stay."""
    if not by.may_hear_zones:
        raise Refused("hearing_not_allowed")
    if not 1 <= least_days <= days <= MOST_DAYS:
        raise Refused("terms_out_of_order", most=MOST_DAYS)
    held = terms_in_force()
    if (held.days, held.least_days) == (days, least_days):
        return None
    reason = _reason(reason)
    terms = ReplyTerms.objects.create(
        days=days, least_days=least_days, reason=reason, set_by_id=by.user_id, set_at=at
    )
    change = Change(
        "reply_terms_set",
        "reply_window",
        old={"days": held.days, "least_days": held.least_days},
        new={"days": days, "least_days": least_days, "reason": reason},
    )
    audit_append(by=by, at=at, changes=[change])
    return terms


def _held(assessment: Assessment, by: Person | None) -> tuple[Assessment, ReplyWindow | None]:
    """The draft and its window, both held; raises Refused for who may not and what is no draft."""
    if by is not None and not by.may_hear_zones:
        raise Refused("hearing_not_allowed")
    draft = Assessment.objects.select_for_update().filter(pk=assessment.pk).first()
    if draft is None or draft.state not in Assessment.OPEN:
        raise Refused("not_open")
    return draft, window_locked(draft)


def _refuse_unless_allowed(
    draft: Assessment, window: ReplyWindow | None, move: str, at: datetime
) -> None:
    state = state_of(window.closes_at if window else None, at)
    if not is_allowed(state, move):
        code = "no_window" if window is None else "window_stands"
        raise Refused(code, period=draft.period)


def _refuse_too_long(until: datetime, at: datetime) -> None:
    if until > at + timedelta(days=MOST_DAYS):
        raise Refused("window_too_long", days=MOST_DAYS)


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refused("reason_missing")
    if len(text) > MOST_WORDS:
        raise Refused("words_too_long", most=MOST_WORDS, count=len(text))
    return text


def _set(draft: Assessment, state: str, until: datetime | None) -> None:
    draft.state, draft.reply_until = state, until
    draft.save(update_fields=["state", "reply_until"])


def _moved(
    window: ReplyWindow,
    act: str,
    reason: str,
    *,
    by: Person | None,
    at: datetime,
    old: dict[str, object] | None,
    new: dict[str, object],
    log: list[Act] | None,
) -> None:
    """Nothing; the move is on record, and in the log."""
    ReplyWindowMove.objects.create(
        window=window,
        act=act,
        closes_at=window.closes_at,
        reason=reason,
        by_id=by.user_id if by else None,
        at=at,
    )
    change = Change(
        f"reply_window_{act}",
        "reply_window",
        code=window.period,
        version=window.number,
        old=old,
        new=new,
    )
    audit_append(by=by, at=at, changes=[change], log=log)
