"""How long somebody waits after wrong passwords: the more, the longer, and never for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures are free, each further one doubles the wait up to the longest.

    ``forgets``: after so long without a failure all of them are forgotten.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgets: timedelta


def wait_after(failures: int, limit: Limit) -> timedelta:
    """How long to wait after so many failures; nothing while they are free."""
    over = failures - limit.free
    if over <= 0:
        return timedelta(0)
    return min(limit.first * 2 ** min(over - 1, 30), limit.longest)


def failures_now(failures: int, last: datetime, at: datetime, limit: Limit) -> int:
    """How many of the failures still count."""
    return 0 if at - last >= limit.forgets else failures
