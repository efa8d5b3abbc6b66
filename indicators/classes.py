"""Published classes: what the national evaluation says of a zone on a list in a year.

Pure. It is sourced data with a denominator of its own and never mixes with the zone's own score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .targets import CLASSES

NATIONAL, REGIONAL = "national", "regional"
SCOPES = (NATIONAL, REGIONAL)


@dataclass(frozen=True)
class Placing:
    """A zone's class on a list, its rank where that is published, and how many the list has."""

    grade: str
    list_name: str
    size: int
    rank: int | None = None

    @property
    def level(self) -> float:
        """The class as a number: a better class is a higher one."""
        return float(CLASSES[self.grade])

    def is_among_last(self, count: int) -> bool:
        """Whether the zone is one of the last `count` of its list; no without a published rank."""
        return self.rank is not None and self.rank > self.size - count


#: By (zone, list, year); a list is the national one or the one of the zone's region.
Placings = Mapping[tuple[str, str, int], Placing]


def years_among_last(
    placings: Placings, zone: str, year: int, count: int, scopes: Sequence[str] = SCOPES
) -> int:
    """How many years running up to this one the zone is among the last of each of the lists."""
    found = 0
    while all(
        (placing := placings.get((zone, scope, year - found))) is not None
        and placing.is_among_last(count)
        for scope in scopes
    ):
        found += 1
    return found
