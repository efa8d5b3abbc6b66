"""Writes submissions: the one way in for the web form, files, and the command line.

Each function is one transaction. Nothing verified is overwritten: a change to it is a new version
with a reason, and the earlier one stays readable as superseded. Which move may follow what is said
in `indicators.lifecycle`; the lock binds everybody, here and nowhere else.

The same page may be sent twice, or go back and be sent again. A draft that holds already what the
page says is saved; any other change since the page was opened is refused.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from zones.access import Person
from zones.models import Zone

from ..lifecycle import BOUND_BY_LOCK, ENTER, REVISE, SUBMIT, TRANSITIONS
from ..models import ReportingQuarter, Submission
from ..selectors.collection import start_of, state_of, token_of
from ..selectors.figures import indicators_by_code
from ..selectors.terms import terms_now
from .audit import Act, Change, audit_append, audit_write
from .changes import Action, figure_changes, submission_change
from .entries import Entry, Indicators
from .locking import lock_quarter, lock_submission, refuse_unless_possible
from .merging import Refused, merge_entries, replace_figures
from .reviews import submission_return, submission_verify, submissions_publish
from .transactions import one_transaction
from .validation import Reasons, overrides_written

__all__ = [
    "Entry",
    "Refused",
    "merge_entries",
    "submission_hand_in",
    "submission_record",
    "submission_return",
    "submission_submit",
    "submission_verify",
    "submissions_publish",
]

State = Submission.State


@one_transaction()
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
    quarter, latest = _lock_latest(zone, quarter)
    is_repeated = _may_be_repeated(latest, seen)
    _refuse_unless_open(zone, quarter, latest, revision_reason, None if is_repeated else seen, at)
    held = {found.indicator_id: found for found in latest.observations.all()} if latest else {}
    indicators = indicators or indicators_by_code()
    figures = merge_entries(zone, quarter, held, entries, indicators)
    if latest and latest.is_open:
        changes = figure_changes(latest, held, figures, indicators)
        if is_repeated and changes:
            raise Refused("changed_meanwhile")
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


@one_transaction()
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
    submission = lock_submission(submission)
    refuse_unless_possible(submission, SUBMIT)
    if not by.may_enter(submission.zone):
        raise Refused("not_your_zone")
    _refuse_if_locked(SUBMIT, submission.zone, submission.quarter, at)
    prefetch_related_objects([submission], "observations")  # looked at here and by the rules
    if not submission.observations.all():
        raise Refused("nothing_reported")
    found, changes = overrides_written(submission, reasons, by, at, indicators)
    if blocking := [one.finding for one in found if one.is_blocking]:
        raise Refused("figures_disagree", blocking, found=found)
    was, submission.state = submission.state, State.SUBMITTED
    submission.first_submitted_at = submission.first_submitted_at or at
    # Whoever waited for another's write may have come before it.
    submission.submitted_at = max(at, submission.first_submitted_at)
    submission.submitted_by_id = by.user_id
    submission.save(update_fields=["state", "submitted_by", "submitted_at", "first_submitted_at"])
    changes.append(submission_change(Action.SUBMITTED, submission, was))
    audit_append(by=by, at=at, changes=changes, log=log)
    return submission


@one_transaction()
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


def _lock_latest(
    zone: Zone, quarter: ReportingQuarter
) -> tuple[ReportingQuarter, Submission | None]:
    """The quarter, locked, and its latest version of a zone: the open one, else the verified."""
    quarter = lock_quarter(quarter)
    versions = Submission.objects.filter(zone=zone, quarter=quarter)
    return quarter, versions.select_related("zone", "quarter").order_by("-version").first()


def _may_be_repeated(latest: Submission | None, seen: str | None) -> bool:
    """Whether a page is sent again after what it asked for was done: it is, if nothing differs."""
    if latest is None or seen is None or seen == token_of(latest):
        return False
    is_same_step = seen.split()[:2] == token_of(latest).split()[:2]
    return latest.state == State.DRAFT or (latest.state == State.RETURNED and is_same_step)


def _refuse_unless_open(
    zone: Zone,
    quarter: ReportingQuarter,
    latest: Submission | None,
    revision_reason: str,
    seen: str | None,
    at: datetime,
) -> None:
    """Nothing; raises Refused where figures cannot be entered now."""
    start = start_of(zone)
    if start and quarter.code < start:
        raise Refused("before_start", start=str(start))
    state = state_of(latest)
    move = REVISE if (state, REVISE) in TRANSITIONS else ENTER
    if (state, move) not in TRANSITIONS:
        raise Refused("already_submitted")
    if seen is not None and seen != token_of(latest):
        raise Refused("changed_meanwhile")
    _refuse_if_locked(move, zone, quarter, at)
    if move == REVISE and not revision_reason.strip():
        raise Refused("revision_needs_reason")


def _refuse_if_locked(move: str, zone: Zone, quarter: ReportingQuarter, at: datetime) -> None:
    """Nothing; raises Refused for what the lock forbids while no reopening is in force."""
    if move not in BOUND_BY_LOCK or timezone.localdate(at) <= quarter.locks_on:
        return
    if terms_now(zone, quarter, at).is_locked:
        raise Refused("locked", quarter=str(quarter.code), day=str(quarter.locks_on))
