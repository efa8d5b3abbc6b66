"""Writes submissions: the one way in for the web form, files, and the command line.

Each function is one transaction. Nothing verified is overwritten: a change to it is a new version
with a reason, and the earlier one stays readable as superseded.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from zones.access import Person
from zones.models import Zone

from ..models import ReportingQuarter, Submission
from ..selectors.collection import start_of, token_of
from ..selectors.figures import indicators_by_code
from .audit import Act, Change, audit_append, audit_write
from .changes import Action, figure_changes, submission_change
from .entries import Entry, Indicators
from .merging import Refused, merge_entries, replace_figures
from .validation import Reasons, overrides_written

__all__ = [
    "TRANSITIONS",
    "Entry",
    "Refused",
    "merge_entries",
    "submission_hand_in",
    "submission_record",
    "submission_return",
    "submission_submit",
    "submission_verify",
]

State = Submission.State

#: Every move of a submission that there is; any other is refused.
TRANSITIONS: dict[str, tuple[State, ...]] = {
    "submit": (State.DRAFT, State.RETURNED),
    "return": (State.SUBMITTED,),
    "verify": (State.SUBMITTED,),
}


@transaction.atomic
def submission_record(
    *,
    zone: Zone,
    quarter: ReportingQuarter,
    entries: Sequence[Entry],
    by: Person,
    at: datetime,
    source: str = Submission.Source.FORM,
    file_name: str = "",
    revision_reason: str = "",
    revision_reason_en: str = "",
    is_demonstration: bool = False,
    indicators: Indicators | None = None,
    seen: str | None = None,
    reasons: Reasons | None = None,
    log: list[Act] | None = None,
) -> Submission:
    """The open version of a zone's quarter with these figures saved in it; raises Refused.

    Opens a version where none is open: the first, or a revision that starts from the verified
    figures and needs a reason. An empty entry takes the figure out. ``seen`` is the token of the
    version that the person had before their eyes; ``indicators`` saves looking them up again.
    """
    if not by.may_enter(zone):
        raise Refused("not_your_zone")
    latest = _lock_latest(zone, quarter)
    _refuse_unless_open(zone, quarter, latest, revision_reason, seen)
    held = {found.indicator_id: found for found in latest.observations.all()} if latest else {}
    indicators = indicators or indicators_by_code()
    figures = merge_entries(zone, quarter, held, entries, indicators)
    if latest and latest.is_open:
        changes = figure_changes(latest, held, figures, indicators)
        replace_figures(latest, held, figures)
        changes += _reasons_written(latest, reasons, by, at, indicators)
        latest.saved_at = at
        latest.save(update_fields=["saved_at"])
        audit_append(by=by, at=at, changes=changes, log=log)
        return latest
    submission = Submission.objects.create(
        zone=zone,
        quarter=quarter,
        version=latest.version + 1 if latest else 1,
        source=source,
        file_name=file_name,
        is_demonstration=is_demonstration,
        created_by_id=by.user_id,
        created_at=at,
        saved_at=at,
        revision_reason_zh=revision_reason.strip() if latest else "",
        revision_reason_en=revision_reason_en.strip() if latest else "",
    )
    about = {"source": str(source), "file": file_name, "reason": submission.revision_reason_zh}
    changes = [submission_change(Action.OPENED, submission, **about)]
    changes += figure_changes(submission, held, figures, indicators)
    replace_figures(submission, {}, figures)
    changes += _reasons_written(submission, reasons, by, at, indicators)
    audit_append(by=by, at=at, changes=changes, log=log)
    return submission


@transaction.atomic
def submission_submit(
    *,
    submission: Submission,
    by: Person,
    at: datetime,
    indicators: Indicators | None = None,
    reasons: Reasons | None = None,
    log: list[Act] | None = None,
) -> Submission:
    """The submission, handed in for review; Refused where a severe finding has no reason."""
    submission = _locked(submission, "submit")
    if not by.may_enter(submission.zone):
        raise Refused("not_your_zone")
    prefetch_related_objects([submission], "observations")  # looked at here and by the rules
    if not submission.observations.all():
        raise Refused("nothing_reported")
    found, changes = overrides_written(submission, reasons, by, at, indicators)
    if blocking := [one.finding for one in found if one.is_blocking]:
        raise Refused("figures_disagree", blocking, found=found)
    was, submission.state = submission.state, State.SUBMITTED
    submission.submitted_by_id, submission.submitted_at = by.user_id, at
    submission.save(update_fields=["state", "submitted_by", "submitted_at"])
    changes.append(submission_change(Action.SUBMITTED, submission, was))
    audit_append(by=by, at=at, changes=changes, log=log)
    return submission


@transaction.atomic
def submission_hand_in(
    *,
    by: Person,
    at: datetime,
    indicators: Indicators | None = None,
    log: list[Act] | None = None,
    **what: Any,
) -> Submission:
    """The figures recorded and handed in at once, or neither; takes what recording takes."""
    indicators = indicators or indicators_by_code()
    acts: list[Act] = []
    about: dict[str, Any] = {"by": by, "at": at, "indicators": indicators, "log": acts}
    submission = submission_record(**about, **what)
    submission = submission_submit(submission=submission, **about)
    audit_write(acts, log)
    return submission


@transaction.atomic
def submission_return(
    *,
    submission: Submission,
    by: Person,
    at: datetime,
    note: str,
    seen: str | None = None,
    log: list[Act] | None = None,
) -> Submission:
    """The submission, given back to whoever reports, with the note that says why."""
    submission = _locked(submission, "return", seen)
    if not by.may_review(submission.submitted_by_id):
        raise Refused("own_submission" if by.is_commerce else "not_a_reviewer")
    if not note.strip():
        raise Refused("note_missing")
    submission.state, submission.note = State.RETURNED, note.strip()
    submission.save(update_fields=["state", "note"])
    change = submission_change(Action.RETURNED, submission, State.SUBMITTED, note=submission.note)
    audit_append(by=by, at=at, changes=[change], log=log)
    return submission


@transaction.atomic
def submission_verify(
    *,
    submission: Submission,
    by: Person,
    at: datetime,
    seen: str | None = None,
    log: list[Act] | None = None,
) -> Submission:
    """The submission, verified by a second person; the version it replaces is superseded."""
    submission = _locked(submission, "verify", seen)
    if not by.may_review(submission.submitted_by_id):
        raise Refused("own_submission" if by.is_commerce else "not_a_reviewer")
    changes = []
    verified = Submission.objects.filter(zone=submission.zone, state=State.VERIFIED)
    verified = verified.select_related("zone", "quarter")
    if replaced := verified.filter(quarter=submission.quarter).first():
        replaced.state, replaced.superseded_at = State.SUPERSEDED, at
        replaced.save(update_fields=["state", "superseded_at"])
        changes.append(submission_change(Action.SUPERSEDED, replaced, State.VERIFIED))
    submission.state = State.VERIFIED
    submission.reviewed_by_id, submission.verified_at = by.user_id, at
    submission.save(update_fields=["state", "reviewed_by", "verified_at"])
    changes.append(submission_change(Action.VERIFIED, submission, State.SUBMITTED))
    audit_append(by=by, at=at, changes=changes, log=log)
    return submission


def _reasons_written(
    submission: Submission,
    reasons: Reasons | None,
    by: Person,
    at: datetime,
    indicators: Indicators,
) -> list[Change]:
    """The changes of writing these reasons down; nothing is looked up where there are none."""
    if not reasons:
        return []
    return overrides_written(submission, reasons, by, at, indicators)[1]


def _lock_latest(zone: Zone, quarter: ReportingQuarter) -> Submission | None:
    """The latest version of a zone's quarter: the open one, else the verified one.

    The quarter's row is locked first, so that two people who open the same quarter queue up.
    """
    ReportingQuarter.objects.select_for_update().get(pk=quarter.pk)
    versions = Submission.objects.filter(zone=zone, quarter=quarter)
    return versions.select_related("zone", "quarter").order_by("-version").first()


def _refuse_unless_open(
    zone: Zone,
    quarter: ReportingQuarter,
    latest: Submission | None,
    revision_reason: str,
    seen: str | None,
) -> None:
    """Nothing; raises Refused where figures cannot be entered now."""
    start = start_of(zone)
    if start and quarter.code < start:
        raise Refused("before_start", start=str(start))
    if seen is not None and seen != token_of(latest):
        raise Refused("changed_meanwhile")
    if latest and latest.state == State.SUBMITTED:
        raise Refused("already_submitted")
    if latest and latest.state == State.VERIFIED and not revision_reason.strip():
        raise Refused("revision_needs_reason")


def _locked(submission: Submission, move: str, seen: str | None = None) -> Submission:
    current = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("zone", "quarter")
        .get(pk=submission.pk)
    )
    if seen is not None and seen != token_of(current):
        raise Refused("changed_before_review")
    if current.state not in TRANSITIONS[move]:
        raise Refused("no_such_move", state=current.state, move=move)
    return current
