"""Counts failures, and what is used sparingly; how long to wait follows from the count."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from ..models import Attempts
from ..sign_in_limits import Counted
from ..waiting import failures_now, wait_after

#: Longer than any limit remembers.
KEPT = timedelta(days=2)
MINUTE = timedelta(minutes=1)


@transaction.atomic
def attempts_count(*, counted: Sequence[Counted], at: datetime) -> timedelta:
    """How long to wait from now on; the failure is counted everywhere it counts."""
    Attempts.objects.filter(last_at__lt=at - KEPT).delete()
    waits = [timedelta(0)]
    for one in sorted(counted):  # everybody locks in the same order
        row, _new = Attempts.objects.select_for_update().get_or_create(
            key=one.key, defaults={"last_at": at}
        )
        row.count = failures_now(row.count, row.last_at, at, one.limit) + 1
        wait = wait_after(row.count, one.limit)
        row.last_at, row.until = at, at + wait if wait else None
        row.save()
        waits.append(wait)
    return max(waits)


@transaction.atomic
def use_count(*, key: str, most: int, at: datetime) -> timedelta:
    """How long to wait where so many were used within a minute; else nothing, and one more is."""
    row, _new = Attempts.objects.select_for_update().get_or_create(
        key=key, defaults={"last_at": at, "until": at + MINUTE}
    )
    # A minute that ends later than in one was begun by a clock that was ahead.
    if row.until is None or not at < row.until <= at + MINUTE:
        row.count, row.until = 0, at + MINUTE
    if row.count >= most:
        return row.until - at
    row.count, row.last_at = row.count + 1, at
    row.save()
    return timedelta(0)


def attempts_forget(*, counted: Sequence[Counted]) -> None:
    """Nothing; what ends with a success is counted from the beginning."""
    keys = [one.key for one in counted if one.ends_with_success]
    Attempts.objects.filter(key__in=keys).delete()
