"""Hands in submissions of one quarter, many at once, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act, Change, audit_append, audit_write
from zones.services.transactions import Refused, one_transaction

from ..lifecycle import SUBMIT, Terms
from ..models import Indicator, ReportingQuarter, Submission
from ..selectors.checks import Checked, check_submissions
from ..selectors.figures import indicators_by_code
from ..selectors.terms import terms_by_zone
from .changes import Action, submission_change
from .entries import Indicators
from .locking import lock_quarter, refuse_if_locked, refuse_unless_possible
from .recording import Outcomes, ZoneEntries, submissions_record
from .validation import Reasons, overrides_written

State = Submission.State
WRITTEN = ["state", "submitted_by", "submitted_at", "first_submitted_at"]


@one_transaction()
def submissions_submit(
    *,
    quarter: ReportingQuarter,
    submissions: Sequence[Submission],
    by: Person,
    at: datetime,
    indicators: Indicators | None = None,
    reasons: Mapping[int, Reasons] | None = None,
    is_incomplete_accepted: bool = False,
    log: list[Act] | None = None,
) -> Outcomes:
    """What became of each zone: handed in for review, or refused and left as it was.

    All are of the one quarter, one a zone. Refused is also what has a severe finding without a
    reason; ``reasons`` are those written now, by the submission's id. What lacks figures is refused
    with their names, unless the person has seen that and hands it in without them.
    """
    quarter = lock_quarter(quarter)
    indicators = indicators or indicators_by_code()
    rows = Submission.objects.filter(pk__in=[one.pk for one in submissions])
    current = {one.pk: one for one in rows.select_related("zone", "quarter")}
    waiting = [current[one.pk] for one in submissions]
    prefetch_related_objects(waiting, "observations")  # looked at here and by the rules
    terms = terms_by_zone(quarter, [one.zone for one in waiting], at)
    found = check_submissions(waiting, indicators)
    outcomes, changes = Outcomes(), []
    for one in waiting:
        try:
            _refuse_unless_ready(one, by, terms[one.zone_id])
            missing = () if is_incomplete_accepted else _missing(one, indicators)
            its_reasons = (reasons or {}).get(one.pk)
            changes += _checked(one, found[one.pk], missing, its_reasons, by, at, indicators)
        except Refused as refused:
            outcomes.refused[one.zone_id] = refused
            continue
        was, one.state = one.state, State.SUBMITTED
        one.first_submitted_at = one.first_submitted_at or at
        # Whoever waited for another's write may have come before it.
        one.submitted_at = max(at, one.first_submitted_at)
        one.submitted_by_id = by.user_id
        changes.append(submission_change(Action.SUBMITTED, one, was))
        outcomes.done[one.zone_id] = one
    Submission.objects.bulk_update(outcomes.done.values(), WRITTEN)
    audit_append(by=by, at=at, changes=changes, log=log)
    return outcomes


@one_transaction()
def submissions_hand_in(
    *,
    quarter: ReportingQuarter,
    sheets: Sequence[ZoneEntries],
    by: Person,
    at: datetime,
    indicators: Indicators | None = None,
    is_incomplete_accepted: bool = False,
    log: list[Act] | None = None,
    **what: Any,
) -> Outcomes:
    """What became of each zone: its figures recorded and handed in; takes what recording takes.

    A zone that is refused only when it is handed in has its figures recorded all the same.
    """
    acts: list[Act] = []
    about: dict[str, Any] = {"by": by, "at": at, "log": acts}
    about |= {"quarter": quarter, "indicators": indicators or indicators_by_code()}
    recorded = submissions_record(sheets=sheets, **about, **what)
    done = list(recorded.done.values())
    outcomes = submissions_submit(
        submissions=done, is_incomplete_accepted=is_incomplete_accepted, **about
    )
    audit_write(acts, log)
    return Outcomes(outcomes.done, recorded.refused | outcomes.refused, recorded.held)


def _refuse_unless_ready(submission: Submission, by: Person, terms: Terms) -> None:
    """Nothing; raises Refused where the submission cannot be handed in, whatever it says."""
    refuse_unless_possible(submission, SUBMIT)
    if not by.may_enter(submission.zone):
        raise Refused("not_your_zone")
    refuse_if_locked(SUBMIT, submission.quarter, terms)
    if not submission.observations.all():
        raise Refused("nothing_reported")


def _missing(submission: Submission, indicators: Indicators) -> tuple[Indicator, ...]:
    """The indicators that have neither a value nor a state."""
    held = {found.indicator_id for found in submission.observations.all()}
    asked = (known.model for known in indicators.values() if not known.summands)
    return tuple(one for one in asked if one.pk not in held)


def _checked(
    submission: Submission,
    found: tuple[Checked, ...],
    missing: tuple[Indicator, ...],
    reasons: Reasons | None,
    by: Person,
    at: datetime,
    indicators: Indicators,
) -> list[Change]:
    """The changes of the reasons written now; raises Refused where anything holds it up.

    What is missing and which severe findings have no reason is said at once.
    """
    lacking = ((submission.zone, missing),) if missing else ()
    if not reasons:
        _refuse_if_blocked(found, lacking)
        return []
    with transaction.atomic():  # what is refused keeps no reason either
        found, changes = overrides_written(submission, reasons, by, at, indicators)
        _refuse_if_blocked(found, lacking)
    return changes


def _refuse_if_blocked(
    found: tuple[Checked, ...], missing: tuple[tuple[Zone, tuple[Indicator, ...]], ...]
) -> None:
    if blocking := [one.finding for one in found if one.is_blocking]:
        raise Refused("figures_disagree", blocking, found=found, missing=missing)
    if missing:
        raise Refused("incomplete", missing=missing)
