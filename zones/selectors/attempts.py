"""How long somebody still has to wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ..models import Attempts
from ..sign_in_limits import Counted

#: By how much the clocks of two hosts may differ.
CLOCKS_APART = timedelta(minutes=1)


def waits_for(counted: Sequence[Counted], at: datetime) -> timedelta:
    """The time until the next try is looked at; nothing where there is no wait."""
    keys = [one.key for one in counted]
    # A failure that is still to come was counted by a clock that was ahead, and may be by a year.
    rows = Attempts.objects.filter(key__in=keys, until__gt=at, last_at__lte=at + CLOCKS_APART)
    waits = rows.values_list("until", flat=True)
    return max((until - at for until in waits), default=timedelta(0))
