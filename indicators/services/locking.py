"""Locks what is written to, in one order for everybody, so that nobody waits in a circle.

Whoever writes to quarters locks them first, the earlier ones before the later, and the head of the
audit log last. Whoever has the quarter sees its submissions as they are, and nobody comes between
what is looked at and what is written.
"""

from django.db.models import Q

from zones.services.transactions import Refused

from ..lifecycle import BOUND_BY_LOCK, TRANSITIONS, Terms
from ..models import ReportingQuarter, Submission
from ..periods import Quarter
from ..selectors.collection import state_of, token_of


def lock_quarter(quarter: ReportingQuarter) -> ReportingQuarter:
    """The quarter as it is now, locked: two people who write to it queue up.

    Raises Refused where somebody has cancelled it meanwhile.
    """
    found = ReportingQuarter.objects.select_for_update().filter(pk=quarter.pk).first()
    if found is None:
        raise Refused("quarter_gone", quarter=str(quarter.code))
    return found


def lock_quarters_until(last: Quarter) -> None:
    """Nothing; every quarter up to the last one is locked."""
    is_covered = Q(year__lt=last.year) | Q(year=last.year, quarter__lte=last.quarter)
    rows = ReportingQuarter.objects.select_for_update().filter(is_covered)
    list(rows.order_by("year", "quarter").values_list("pk"))


def lock_all_quarters() -> None:
    """Nothing; every quarter there is is locked."""
    rows = ReportingQuarter.objects.select_for_update().order_by("year", "quarter")
    list(rows.values_list("pk"))


def lock_submission(submission: Submission) -> Submission:
    """The submission as it is now, its quarter locked."""
    ReportingQuarter.objects.select_for_update().get(pk=submission.quarter_id)
    return Submission.objects.select_related("zone", "quarter").get(pk=submission.pk)


def refuse_unless_possible(current: Submission, move: str, seen: str | None = None) -> None:
    """Nothing; raises Refused for a move that there is not, or for one decided on older figures."""
    if seen is not None and seen != token_of(current):
        raise Refused("changed_before_review")
    if (state_of(current), move) not in TRANSITIONS:
        raise Refused("no_such_move", state=current.state, move=move)


def refuse_if_locked(move: str, quarter: ReportingQuarter, terms: Terms) -> None:
    """Nothing; raises Refused for what the lock forbids while no reopening is in force."""
    if move in BOUND_BY_LOCK and terms.is_locked:
        raise Refused("locked", quarter=str(quarter.code), day=str(quarter.locks_on))
