"""Writes what zones reply to findings and what they are answered; each is only ever added."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zones.access import Person
from zones.files.examined import Examined
from zones.services.audit import Act, Change, audit_append, audit_write
from zones.services.evidence import evidence_keep

from ..models import Reply, ReplyAnswer, ReplyEvidence, ReplyWindow, ShownFinding
from ..replying import (
    AGREE,
    ANSWER,
    CORRECT,
    DISPUTE,
    MOST_WORDS,
    OUTCOMES,
    REPLY,
    is_allowed,
    state_of,
)
from ..selectors.hearings import digest_of, findings_of, hearing_of
from .refused import Refused


@dataclass(frozen=True)
class Said:
    """What somebody says of a finding: agree or dispute, why, and what it rests on.

    ``kept`` are the files of the version before that the new one rests on, too; of a first one
    those of the earlier dispute that was never settled.
    """

    stance: str
    reason: str = ""
    files: Sequence[Examined] = ()
    kept: Collection[int] = ()


@transaction.atomic
def reply_save(
    *,
    finding: ShownFinding,
    said: Said,
    seen: int,
    at: datetime,
    by: Person,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> Reply:
    """The reply as a new version; the last one where it says the same. Raises Refused.

    ``seen`` is the version that the person saw, 0 for none: who saw an older one is refused, so
    that two who reply for a zone at once do not overwrite each other.
    """
    window = ReplyWindow.objects.select_for_update().get(pk=finding.window_id)
    if not by.may_reply_for(finding.zone):
        raise Refused("reply_not_allowed")
    _refuse_unless_inside(window, REPLY, at)
    if not is_current(finding, window):
        raise Refused("finding_changed")
    reason = _words(said)
    last = finding.replies.order_by("-version").first()
    before = last or _unsettled(finding, window)
    held = set(before.papers.values_list("evidence", flat=True)) if before else set()
    kept = held & set(said.kept)
    same = (by.user_id, said.stance, reason)
    is_same = last is not None and (last.by_id, last.stance, last.reason) == same
    if last and is_same and kept == held and not said.files:
        return last
    if last and last.version != seen:
        if is_same and last.version == seen + 1 and _sent(last, kept) == _files(said):
            return last
        is_own = last.by_id == by.user_id
        raise Refused("replied_yourself" if is_own else "replied_meanwhile")
    if last is None and seen:
        raise Refused("replied_meanwhile")
    reply = Reply.objects.create(
        finding=finding,
        version=seen + 1,
        stance=said.stance,
        reason=reason,
        is_from_letter=by.is_commerce,
        is_demonstration=is_demonstration,
        by_id=by.user_id,
        at=at,
    )
    acts: list[Act] = []
    for file in said.files:
        evidence = evidence_keep(file=file, by=by, at=at, zone=finding.zone.code, log=acts)
        kept.add(evidence.pk)
    ReplyEvidence.objects.bulk_create(
        ReplyEvidence(reply=reply, evidence_id=one) for one in sorted(kept)
    )
    change = Change(
        "reply_saved",
        "reply",
        code=window.period,
        zone=finding.zone.code,
        version=reply.version,
        old={"stance": last.stance, "reason": last.reason} if last else None,
        new=_about(finding) | {"stance": reply.stance, "reason": reason, "files": len(kept)},
    )
    audit_append(by=by, at=at, changes=[change], log=acts)
    audit_write(acts, log)
    return reply


@transaction.atomic
def reply_answer(
    *,
    reply: Reply,
    outcome: str,
    text: str,
    seen: int,
    at: datetime,
    by: Person,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> ReplyAnswer:
    """The answer as a new version; the last one where it says the same. Raises Refused.

    It changes no figure: a correction is a revision of the zone's report and a new draft.
    """
    finding = reply.finding
    window = ReplyWindow.objects.select_for_update().get(pk=finding.window_id)
    if not by.may_answer(reply.by_id):
        raise Refused("answer_own_reply" if by.is_commerce else "answer_not_allowed")
    _refuse_unless_inside(window, ANSWER, at)
    text = text.strip()
    if outcome not in OUTCOMES:
        raise Refused("outcome_missing")
    if not text:
        raise Refused("answer_without_words")
    _refuse_too_long(text)
    if outcome == CORRECT and reply.stance != DISPUTE:
        raise Refused("nothing_disputed")
    if finding.replies.filter(version__gt=reply.version).exists():
        raise Refused("replied_again")
    last = reply.answers.order_by("-version").first()
    if last and (last.by_id, last.outcome, last.text) == (by.user_id, outcome, text):
        return last
    if (last.version if last else 0) != seen:
        is_own = last is not None and last.by_id == by.user_id
        raise Refused("answered_yourself" if is_own else "answered_meanwhile")
    answer = ReplyAnswer.objects.create(
        reply=reply,
        version=seen + 1,
        outcome=outcome,
        text=text,
        is_demonstration=is_demonstration,
        by_id=by.user_id,
        at=at,
    )
    change = Change(
        "reply_answered",
        "reply",
        code=window.period,
        zone=finding.zone.code,
        version=answer.version,
        old={"outcome": last.outcome, "text": last.text} if last else None,
        new=_about(finding) | {"reply": reply.version, "outcome": outcome, "text": text},
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    return answer


def _unsettled(finding: ShownFinding, window: ReplyWindow) -> Reply | None:
    """The zone's earlier dispute of the same finding, which the form is filled in with."""
    hearing = hearing_of(window.assessment, window, finding.zone)
    shown = (one for one in hearing.findings if one.shown and one.shown.pk == finding.pk)
    return next((one.unsettled for one in shown), None)


def _sent(reply: Reply, kept: Collection[int]) -> set[str]:
    """The files that came with a reply, by their digests; without those kept from before."""
    papers = reply.papers.exclude(evidence__in=kept)
    return set(papers.values_list("evidence__sha256", flat=True))


def _files(said: Said) -> set[str]:
    return {file.sha256 for file in said.files}


def _refuse_unless_inside(window: ReplyWindow, move: str, at: datetime) -> None:
    """Nothing; raises Refused where the window does not allow the move at this moment."""
    if window.state != ReplyWindow.State.STANDING:
        raise Refused(f"window_{window.state}", period=window.period)
    if not is_allowed(state_of(window.closes_at, at), move):
        raise Refused("window_closed", until=window.closes_at)


def is_current(finding: ShownFinding, window: ReplyWindow) -> bool:
    """Whether the draft still says what the zone was shown."""
    flags = findings_of(window.assessment, finding.zone)
    return any(digest_of(flag) == finding.digest for flag in flags)


def _words(said: Said) -> str:
    if said.stance not in (AGREE, DISPUTE):
        raise Refused("stance_missing")
    reason = said.reason.strip()
    if said.stance == DISPUTE and not reason:
        raise Refused("dispute_without_reason")
    _refuse_too_long(reason)
    return reason


def _refuse_too_long(text: str) -> None:
    if len(text) > MOST_WORDS:
        raise Refused("words_too_long", most=MOST_WORDS, count=len(text))


def _about(finding: ShownFinding) -> dict[str, object]:
    target = finding.target.code if finding.target else None
    return {"rule": finding.code, "target": target, "finding": finding.digest[:12]}
