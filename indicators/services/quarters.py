"""Opens the collection's quarters."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from zones.access import Person
from zones.services.audit import Act, audit_append
from zones.services.transactions import Refused, one_transaction

from ..models import QuarterDates, ReportingQuarter
from ..periods import Quarter, usual_dates
from .changes import quarter_change


@one_transaction()
def quarter_open(
    quarter: Quarter,
    *,
    by: Person | None = None,
    at: datetime | None = None,
    log: list[Act] | None = None,
    due_on: date | None = None,
    locks_on: date | None = None,
    dollar_rate: Decimal | None = None,
    rate_source: str = "",
) -> ReportingQuarter:
    """The collection's quarter, opened with the given or the usual dates if it is new.

    Raises Refused where somebody has opened it with other dates or another rate than those given.
    """
    usual_due, usual_lock = usual_dates(quarter, timezone.localdate(at))
    given = {"due_on": due_on, "locks_on": locks_on, "dollar_rate": dollar_rate}
    found, is_new = ReportingQuarter.objects.get_or_create(
        year=quarter.year,
        quarter=quarter.quarter,
        defaults={
            "due_on": due_on or usual_due,
            "locks_on": locks_on or usual_lock,
            "dollar_rate": dollar_rate,
            "rate_source": rate_source,
        },
    )
    if is_new:
        if by is not None and not by.may_open_quarters:
            raise Refused("quarter_not_open", quarter=str(quarter))
        dates_keep(found, by=by, at=at)
        audit_append(by=by, at=at, changes=[quarter_change(found)], log=log)
    elif any(value not in (None, getattr(found, name)) for name, value in given.items()):
        raise Refused(
            "quarter_is_open",
            quarter=str(quarter),
            due_on=str(found.due_on),
            locks_on=str(found.locks_on),
        )
    return found


def dates_keep(
    quarter: ReportingQuarter,
    *,
    by: Person | None,
    at: datetime | None,
    is_cancelled: bool = False,
) -> None:
    """Nothing; from then on the quarter's history has the dates that it has, or that it has none.

    For services that hold the quarter's lock, in whose transaction it is written.
    """
    held = QuarterDates.objects.filter(year=quarter.year, quarter=quarter.quarter)
    last = held.aggregate(last=Max("version"))["last"]
    QuarterDates.objects.create(
        year=quarter.year,
        quarter=quarter.quarter,
        version=(last or 0) + 1,
        due_on=None if is_cancelled else quarter.due_on,
        locks_on=None if is_cancelled else quarter.locks_on,
        set_by_id=by.user_id if by else None,
        set_at=at or timezone.now(),
    )
