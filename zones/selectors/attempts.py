"""How long somebody still has to wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ..models import Attempts
from ..sign_in_limits import Counted


def waits_for(counted: Sequence[Counted], at: datetime) -> timedelta:
    """The time until the next try is looked at; nothing where there is no wait."""
    keys = [one.key for one in counted]
    waits = Attempts.objects.filter(key__in=keys, until__gt=at).values_list("until", flat=True)
    return max((until - at for until in waits), default=timedelta(0))
