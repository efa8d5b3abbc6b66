"""How often something may be done: so many times a minute, counted in each process by itself.

A shared count would cost a write for every reading. With several processes a program reaches the
limit later, by at most as many times as there are processes; that it cannot fill one holds.
"""

import time
from dataclasses import dataclass

from django.core.cache import cache

WINDOW = 60  # seconds


@dataclass(frozen=True)
class Rate:
    """So many times in a minute of the clock."""

    name: str
    most: int


def seconds_to_wait(rate: Rate, key: object, now: float | None = None) -> int:
    """Counts one more; 0 where it may be done, else the seconds until it may."""
    now = time.time() if now is None else now
    window, gone = divmod(now, WINDOW)
    place = f"rate:{rate.name}:{key}:{int(window)}"
    if cache.add(place, 1, timeout=2 * WINDOW):
        count = 1
    else:
        try:
            count = cache.incr(place)
        except ValueError:  # put out of the cache in this very moment
            count = 1
    return 0 if count <= rate.most else max(1, WINDOW - int(gone))
