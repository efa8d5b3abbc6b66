"""Keeps a reply window with its draft: shows findings, follows a new draft, is over with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zones.access import FROM_COMMAND_LINE, Person
from zones.services.audit import Change

from ..models import Assessment, ReplyWindow, ShownFinding
from ..replying import COMMAND_LINE, OPEN, PUBLISH, is_allowed, state_of
from ..selectors.hearings import digest_of, findings_of, hearing_of, told
from .refused import Refused

State = ReplyWindow.State


def window_locked(assessment: Assessment) -> ReplyWindow | None:
    """The window that stands for the draft, held until the transaction ends."""
    rows = ReplyWindow.objects.select_for_update()
    return rows.filter(assessment=assessment, state=State.STANDING).first()


def findings_show(window: ReplyWindow, assessment: Assessment, at: datetime) -> list[ShownFinding]:
    """What each zone is shown from now on that it was not shown before in this window."""
    known = set(ShownFinding.objects.filter(window=window).values_list("zone", "digest"))
    fresh = []
    for flag in findings_of(assessment):
        digest = digest_of(flag)
        if (flag.zone_id, digest) in known:
            continue
        also = flag.also
        fresh.append(
            ShownFinding(
                window=window,
                zone=flag.zone,
                code=flag.code,
                consequence=flag.consequence,
                target=flag.target,
                measure=flag.measure,
                details=flag.details,
                also=told(also) if also else None,
                digest=digest,
                shown_at=at,
            )
        )
    return ShownFinding.objects.bulk_create(fresh)


def windows_carry(discarded: int | None, assessment: Assessment, at: datetime) -> list[Change]:
    """What became of the windows of a draft that made way for this assessment.

    Replies stay with what they were said of. While the window is open zones are shown what is new.
    """
    if discarded is None:
        return []
    changes = []
    for window in ReplyWindow.objects.select_for_update().filter(assessment_id=discarded):
        window.assessment = assessment
        window.save(update_fields=["assessment"])
        if window.state != State.STANDING:
            continue
        assessment.state, assessment.reply_until = Assessment.State.UNDER_REPLY, window.closes_at
        assessment.save(update_fields=["state", "reply_until"])
        shown = findings_show(window, assessment, at) if window.is_open(at) else []
        changes.append(
            Change(
                "reply_window_carried",
                "reply_window",
                code=window.period,
                version=window.number,
                new={
                    "version": assessment.version,
                    "until": window.closes_at.isoformat(),
                    "findings_shown": len(shown),
                },
            )
        )
    return changes


def window_close(
    assessment: Assessment, *, at: datetime, by: Person | None, reason: str
) -> Sequence[Change]:
    """What became of the right of reply with publication; raises Refused where it must wait.

    Findings that no zone could reply to are published with a reason. The command line is not asked
    for one: that there was no window is written down all the same.
    """
    if not assessment.span.is_year:
        return ()
    window = window_locked(assessment)
    state = state_of(window.closes_at if window else None, at)
    if window is not None and not is_allowed(state, PUBLISH):
        raise Refused("under_reply", until=window.closes_at)
    assert state != OPEN
    hearing = hearing_of(assessment, window)
    if hearing.waiting:
        raise Refused("disputes_unanswered", count=len(hearing.waiting))
    if hearing.to_correct:
        raise Refused("corrections_due", count=len(hearing.to_correct))
    changes = []
    if hearing.unheard:
        reason = reason.strip() or _unasked(by)
        if not reason:
            raise Refused("zones_unheard", count=len(hearing.unheard))
        assessment.unheard_reason = reason
        assessment.save(update_fields=["unheard_reason"])
        changes.append(
            Change(
                "assessment_unheard",
                "assessment",
                code=assessment.period,
                version=assessment.version,
                new={"reason": reason, "findings": len(hearing.unheard)},
            )
        )
    if window is not None:
        window.state = State.PUBLISHED
        window.save(update_fields=["state"])
    return changes


def _unasked(by: Person | None) -> str:
    is_unasked = by is None or by.origin == FROM_COMMAND_LINE
    return COMMAND_LINE if is_unasked else ""
