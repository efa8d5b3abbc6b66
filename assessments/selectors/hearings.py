"""Reads the right of reply of an assessment: what zones were shown, replied, and were answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zones.models import Zone

from ..models import (
    Assessment,
    Flag,
    Reply,
    ReplyAnswer,
    ReplyTerms,
    ReplyWindow,
    ShownFinding,
)
from ..replying import NONE, Terms, finding_digest, is_correction_due, is_waiting, state_of
from .flagged import as_one
from .reply_windows import is_cancelled, shown_aside, shown_before

Key = tuple[int, str, int | None]


def told(flag: Flag) -> dict[str, object]:
    """All that a flag says, which is what its zone replies to."""
    also = flag.also
    return {
        "code": str(flag.code),
        "consequence": str(flag.consequence),
        "target": flag.target.code if flag.target else None,
        "measure": flag.measure.number if flag.measure else None,
        "details": flag.details,
        "also": told(also) if also else None,
    }


def digest_of(flag: Flag) -> str:
    """The digest of what a flag says."""
    return finding_digest(told(flag))


def findings_of(assessment: Assessment, zone: Zone | None = None) -> list[Flag]:
    """The findings of an assessment that a zone can reply to, each thing once; one query."""
    flags = assessment.flags.filter(state=Flag.State.RAISED)
    if zone is not None:
        flags = flags.filter(zone=zone)
    rows = flags.select_related("zone__city", "target__indicator", "measure")
    found = list(rows.order_by("zone__order", "id"))
    for flag in found:
        flag.assessment = assessment
    return as_one(found)


def terms_in_force() -> Terms:
    """How long a window is unless staff name a moment; one query."""
    row = ReplyTerms.objects.first()
    return Terms(row.days, row.least_days) if row else Terms()


def state_at(assessment: Assessment, at: datetime) -> str:
    """How the right of reply of an assessment stands at a moment; no query."""
    is_published = assessment.state not in Assessment.OPEN
    if not is_published and assessment.state == Assessment.State.DRAFT:
        return NONE
    return state_of(assessment.reply_until, at, is_published=is_published)


@dataclass(frozen=True)
class Heard:
    """A finding with what its zone said of it and what it was answered.

    ``flag`` is what the assessment says now, None where it does not say this any more; ``shown``
    is what the zone was shown, None where it came when the window was over. ``before`` is a reply
    to what the finding said before it changed; ``carried`` one to the very same finding of an
    earlier version, which stands while the zone says nothing else. ``older`` is a reply that does
    not stand: an earlier version found otherwise by the same rule on the same target, or the same
    (it has the flag then) and the dispute was never settled, as one of a window that was cancelled.
    It is told of, and the zone asked.
    """

    zone: Zone
    flag: Flag | None
    shown: ShownFinding | None
    replies: tuple[Reply, ...] = ()
    answers: tuple[ReplyAnswer, ...] = ()  # of the last reply
    before: Heard | None = None
    is_still_found: bool = True  # whether something of the same rule and target is found
    carried: Heard | None = None
    older: Heard | None = None

    @property
    def is_silent(self) -> bool:
        """Whether the zone has said nothing of it, now or of an earlier version."""
        return self.reply is None and self.carried is None

    @property
    def stance(self) -> str:
        """What the zone says of the finding as it stands; empty where it said nothing."""
        said = self.reply or (self.carried.reply if self.carried else None)
        return said.stance if said else ""

    @property
    def reply(self) -> Reply | None:
        """The reply that counts: the last."""
        return self.replies[-1] if self.replies else None

    @property
    def answer(self) -> ReplyAnswer | None:
        """The answer that counts: the last to the last reply."""
        return self.answers[-1] if self.answers else None

    @property
    def waits(self) -> bool:
        """Whether somebody has to answer before the assessment is published."""
        if self.reply is not None:
            outcome = self.answer.outcome if self.answer else None
            return is_waiting(self.reply.stance, outcome) and self.is_still_found
        return self.before is not None and self.before.waits

    @property
    def unsettled(self) -> Reply | None:
        """The zone's earlier dispute of the very same finding, which was never settled."""
        return self.older.reply if self.older and self.older.flag else None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be answered or corrected of it."""
        return not self.waits and not self.waits_for_correction

    @property
    def waits_for_correction(self) -> bool:
        """Whether a correction was promised and the finding is still the same."""
        outcome = self.answer.outcome if self.answer else None
        return is_correction_due(outcome, is_unchanged=self.flag is not None)


@dataclass(frozen=True)
class Hearing:
    """The right of reply of an assessment in one window, or without any."""

    assessment: Assessment
    window: ReplyWindow | None
    findings: tuple[Heard, ...]
    earlier: tuple[Heard, ...]  # replied to, and not found any more

    @property
    def is_cancelled(self) -> bool:
        """Whether the window was cancelled: what was said stands, and nothing waits any more."""
        return is_cancelled(self.window)

    @property
    def waiting(self) -> list[Heard]:
        return [one for one in self.findings if one.waits and not self.is_cancelled]

    @property
    def unanswered(self) -> list[Heard]:
        """The disputes that a cancelled window left without an answer."""
        return [one for one in self.findings if one.waits and self.is_cancelled]

    @property
    def to_correct(self) -> list[Heard]:
        return [one for one in self.findings if one.waits_for_correction and not self.is_cancelled]

    @property
    def unheard(self) -> list[Heard]:
        """The findings that no zone was shown while it could reply to the end."""
        return [one for one in self.findings if one.shown is None or self.is_cancelled]

    @property
    def said(self) -> Iterator[Heard]:
        """What was replied to in the window, whatever is found now, each by itself."""
        for one in (*self.findings, *self.earlier):
            if one.replies:
                yield replace(one, before=None, carried=None, older=None)
            if one.before is not None:
                yield one.before


def hearing_of(
    assessment: Assessment, window: ReplyWindow | None, zone: Zone | None = None
) -> Hearing:
    """The findings with their replies and answers, of one zone or of all; at most six queries."""
    flags = findings_of(assessment, zone)
    shown = _shown(window, zone)
    earlier = shown_before(window.assessment if window else assessment, zone)
    aside = shown_aside(window, zone)
    said = _said([*shown, *earlier.values(), *aside.values()])
    by_digest = {(one.zone_id, one.digest): one for one in shown}
    current = {(flag.zone_id, digest_of(flag)): flag for flag in flags}
    still = {_key(flag) for flag in flags}
    last = {_key(one): one for one in sorted(earlier.values(), key=_order)}
    gone: dict[Key, Heard] = {}
    for one in shown:
        if (one.zone_id, one.digest) not in current and said[one.pk][0]:
            gone[_key(one)] = _heard(one, None, said, is_still_found=_key(one) in still)
    findings = []
    for at_key, flag in current.items():
        before = gone.pop(_key(flag), None)
        heard = _heard(by_digest.get(at_key), flag, said, before=before)
        same = _heard(earlier[at_key], flag, said) if at_key in earlier else None
        cut = _heard(aside[at_key], flag, said) if at_key in aside else None
        if cut is not None:  # what it said last, so that nothing from before stands instead
            heard = heard if cut.is_settled else replace(heard, older=cut)
        elif same is not None and same.is_settled:
            heard = replace(heard, carried=same)
        elif same is not None:
            heard = replace(heard, older=same)
        elif _key(flag) in last:
            heard = replace(heard, older=_heard(last[_key(flag)], None, said))
        findings.append(heard)
    return Hearing(assessment, window, tuple(findings), tuple(gone.values()))


def _shown(window: ReplyWindow | None, zone: Zone | None) -> list[ShownFinding]:
    if window is None:
        return []
    rows = ShownFinding.objects.filter(window=window)
    if zone is not None:
        rows = rows.filter(zone=zone)
    rows = rows.select_related("zone__city", "target__indicator", "measure")
    shown = list(rows.order_by("zone__order", "id"))
    for one in shown:
        one.window = window
    return shown


Said = dict[int, tuple[list[Reply], list[ReplyAnswer]]]


def _said(shown: Sequence[ShownFinding]) -> Said:
    """By the finding shown: its replies, and the answers to the last of them; two queries."""
    by_finding: dict[int, list[Reply]] = defaultdict(list)
    if shown:
        rows = Reply.objects.filter(finding__in=[one.pk for one in shown])
        rows = rows.select_related("by").prefetch_related("papers__evidence__by__groups")
        for reply in rows.order_by("version"):
            by_finding[reply.finding_id].append(reply)
    last: dict[int, list[ReplyAnswer]] = {replies[-1].pk: [] for replies in by_finding.values()}
    if last:
        answers = ReplyAnswer.objects.filter(reply__in=last).select_related("by")
        for answer in answers.order_by("version"):
            last[answer.reply_id].append(answer)
    return {
        one.pk: (by_finding[one.pk], last[by_finding[one.pk][-1].pk] if by_finding[one.pk] else [])
        for one in shown
    }


def _key(one: Flag | ShownFinding) -> Key:
    """What a finding is about, whatever it says."""
    return one.zone_id, str(one.code), one.target_id


def _order(one: ShownFinding) -> tuple[int, int, int]:
    """The later version after the earlier one."""
    return one.window.assessment.version, one.window.number, one.pk


def _heard(
    shown: ShownFinding | None,
    flag: Flag | None,
    said: Said,
    *,
    before: Heard | None = None,
    is_still_found: bool = True,
) -> Heard:
    replies, answers = said[shown.pk] if shown else ([], [])
    whose = flag or shown
    assert whose is not None
    return Heard(whose.zone, flag, shown, tuple(replies), tuple(answers), before, is_still_found)


def flag_shown(shown: ShownFinding, assessment: Assessment) -> Flag:
    """The finding as a flag, not stored, for what makes sentences of flags."""
    flag = _flag(shown, assessment, shown.code, shown.consequence, shown.details)
    if shown.also:
        also = shown.also
        flag.also = _flag(shown, assessment, also["code"], also["consequence"], also["details"])
    return flag


def _flag(
    shown: ShownFinding, assessment: Assessment, code: str, consequence: str, details: dict
) -> Flag:
    return Flag(
        assessment=assessment,
        zone=shown.zone,
        code=code,
        consequence=consequence,
        target=shown.target,
        measure=shown.measure,
        details=details,
    )
