"""Writes what the department does with submissions: taken over, returned, verified, published.

Each function is one transaction. Nothing verified is overwritten: the version that another takes
the place of stays readable as superseded.
"""

from datetime import datetime

from zones.access import Person
from zones.services.audit import Act, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_too_long

from ..lifecycle import ENTER, RETURN, VERIFY
from ..models import Submission
from ..periods import Quarter
from ..selectors.collection import published_by
from ..selectors.reviewers import entered_by, reviewers, theirs_in
from ..selectors.terms import terms_now
from .changes import Action, published_change, submission_change, taken_over_changes
from .locking import lock_quarters_until, lock_submission, refuse_if_locked, refuse_unless_possible

State = Submission.State


@one_transaction()
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
    submission = lock_submission(submission)
    refuse_unless_possible(submission, RETURN, seen)
    if not by.may_return(submission.submitted_by_id):
        raise Refused("own_submission" if by.is_commerce else "not_a_reviewer")
    if not note.strip():
        raise Refused("note_missing")
    refuse_too_long(note, "note_too_long")
    submission.state, submission.note = State.RETURNED, note.strip()
    submission.save(update_fields=["state", "note"])
    change = submission_change(Action.RETURNED, submission, State.SUBMITTED, note=submission.note)
    audit_append(by=by, at=at, changes=[change], log=log)
    return submission


@one_transaction()
def submission_verify(
    *,
    submission: Submission,
    by: Person,
    at: datetime,
    seen: str | None = None,
    log: list[Act] | None = None,
) -> Submission:
    """The submission, verified by a second person; the version it replaces is superseded."""
    submission = lock_submission(submission)
    refuse_unless_possible(submission, VERIFY, seen)
    _refuse_their_own(submission, by)
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


def _refuse_their_own(submission: Submission, by: Person) -> None:
    """Nothing; raises Refused for whoever handed the figures in, or entered any of them."""
    if not by.may_return(submission.submitted_by_id):
        raise Refused("own_submission" if by.is_commerce else "not_a_reviewer")
    if not by.may_verify(submission.submitted_by_id, entered_by([submission])[submission.pk]):
        raise Refused("own_figures")


@one_transaction()
def submission_take_over(
    *,
    submission: Submission,
    by: Person,
    at: datetime,
    seen: str | None = None,
    log: list[Act] | None = None,
) -> Submission:
    """The submission, its colleagues' figures the person's own, who has checked each of them.

    No figure changes: the log says of each who answers for it from now on, so that a colleague is
    free to verify. Pressed twice, it is done once.
    """
    submission = lock_submission(submission)
    if not by.is_commerce:
        raise Refused("not_a_reviewer")
    terms = terms_now(submission.zone, submission.quarter, at)
    refuse_if_locked(ENTER, submission.quarter, terms)
    refuse_unless_possible(submission, ENTER, seen)
    theirs = theirs_in(submission, reviewers(), but=by.user_id)
    codes = [code for one in theirs for code in one.codes]
    audit_append(by=by, at=at, changes=taken_over_changes(submission, codes), log=log)
    return submission


@one_transaction()
def submissions_publish(
    *,
    covers: Quarter,
    as_at: datetime,
    by: Person | None,
    at: datetime,
    log: list[Act] | None = None,
) -> int:
    """How many versions are published now: those a published assessment is the first to rest on.

    It covers the quarters up to ``covers``, as they were verified at the moment ``as_at``.
    Without a person it is whoever has the site's command line. Raises Refused.
    """
    if by is not None and not by.may_publish:
        raise Refused("not_a_publisher")
    lock_quarters_until(covers)
    resting = published_by(covers, as_at).filter(published_at__isnull=True)
    changes = [published_change(one) for one in resting.select_related("zone", "quarter")]
    resting.update(published_at=at)
    audit_append(by=by, at=at, changes=changes, log=log)
    return len(changes)
