"""Writes reopenings: more time for one zone in one quarter, which closes by itself."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from zones.access import Person
from zones.lengths import MOST_REASON
from zones.models import Zone
from zones.services.audit import Act, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_too_long

from ..models import Reopening, ReportingQuarter, Submission
from ..selectors.collection import has_left, start_of
from ..selectors.terms import terms_now
from .changes import Action, reopening_change
from .locking import lock_quarter

__all__ = ["MOST_DAYS", "Refused", "quarter_reopen", "quarters_owed_again", "reopening_end"]

#: How long a reopening lasts at most; whoever needs longer says again why.
MOST_DAYS = 31


@one_transaction()
def quarter_reopen(
    *,
    zone: Zone,
    quarter: ReportingQuarter,
    until: datetime,
    reason_code: str,
    reason: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> Reopening:
    """The reopening of one zone's quarter until a stated moment; raises Refused.

    Granted by the due date it moves that zone's due date; after the lock it lets the zone's
    figures be entered, handed in and revised again.
    """
    _refuse_unless_allowed(by)
    # Locked, so that of two people who reopen at once the second one is told of the first.
    quarter = lock_quarter(quarter)
    at = _after_others(zone, quarter, at)
    _refuse_unless_needed(zone, quarter, until, at)
    if reason_code not in Reopening.Reason.values:
        raise Refused("reason_code_missing")
    if not reason.strip():
        raise Refused("reopening_needs_reason")
    refuse_too_long(reason, most=MOST_REASON)
    reopening = Reopening.objects.create(
        zone=zone,
        quarter=quarter,
        reason_code=reason_code,
        reason=reason.strip(),
        opened_by_id=by.user_id,
        opened_at=at,
        until=until,
    )
    change = reopening_change(Action.REOPENED, reopening)
    audit_append(by=by, at=at, changes=[change], log=log)
    return reopening


@one_transaction()
def quarters_owed_again(
    *,
    zone: Zone,
    left_on: date,
    reason: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> list[Reopening]:
    """The time that a zone taken back has for each quarter that was due while it was gone.

    Nothing was asked of it then, so that it is late with them only when this time is over too, at
    the end of its last day.
    """
    today = timezone.localdate(at)
    last = datetime.combine(today + timedelta(days=MOST_DAYS), time.max)
    until = timezone.make_aware(last)
    due = ReportingQuarter.objects.filter(due_on__lte=today)
    told = set(
        Submission.objects.filter(zone=zone, first_submitted_at__isnull=False).values_list(
            "quarter", flat=True
        )
    )
    wanted = [one for one in due if left_on < one.code.starts_on and one.pk not in told]
    given = Reopening.objects.bulk_create(
        Reopening(
            zone=zone,
            quarter=lock_quarter(one),
            reason_code=Reopening.Reason.OTHER,
            reason=reason,
            opened_by_id=by.user_id,
            opened_at=at,
            until=until,
            sets_due=True,
        )
        for one in wanted
    )
    changes = [reopening_change(Action.REOPENED, one) for one in given]
    audit_append(by=by, at=at, changes=changes, log=log)
    return given


@one_transaction()
def reopening_end(
    *, reopening: Reopening, by: Person, at: datetime, log: list[Act] | None = None
) -> Reopening:
    """The reopening, over from now on although its time is not; raises Refused."""
    _refuse_unless_allowed(by)
    lock_quarter(reopening.quarter)
    reopening = Reopening.objects.select_related("zone", "quarter").get(pk=reopening.pk)
    if reopening.ended_at or at >= reopening.until:
        raise Refused("reopening_is_over")
    reopening.ended_by_id, reopening.ended_at = by.user_id, max(at, reopening.opened_at)
    reopening.save(update_fields=["ended_by", "ended_at"])
    change = reopening_change(Action.REOPENING_ENDED, reopening)
    audit_append(by=by, at=at, changes=[change], log=log)
    return reopening


def _after_others(zone: Zone, quarter: ReportingQuarter, at: datetime) -> datetime:
    """The moment of a write that may have waited for another's: not before what that one did."""
    last = Reopening.objects.filter(zone=zone, quarter=quarter).first()
    return max(at, last.opened_at) if last else at


def _refuse_unless_allowed(by: Person) -> None:
    """Nothing; raises Refused for everybody but the department."""
    if not by.may_reopen:
        raise Refused("not_a_reopener")


def _refuse_unless_needed(
    zone: Zone, quarter: ReportingQuarter, until: datetime, at: datetime
) -> None:
    """Nothing; raises Refused where the zone would gain no time, or too much at once."""
    start = start_of(zone)
    if start and quarter.code < start:
        raise Refused("before_start", start=str(start))
    if has_left(zone, quarter.code):
        raise Refused("zone_has_left", day=str(zone.left_on))
    if until <= at:
        raise Refused("until_is_over")
    if until > at + timedelta(days=MOST_DAYS):
        raise Refused("until_is_too_far", days=MOST_DAYS)
    terms = terms_now(zone, quarter, at)
    if terms.reopened_until:
        code = "reopened_already" if terms.is_past_lock else "more_time_already"
        raise Refused(code, until=terms.reopened_until)
    given = terms.locks_on if terms.is_late else terms.due_on
    if timezone.localdate(until) <= given:
        raise Refused("gives_no_time", day=str(given))
