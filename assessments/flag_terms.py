"""What of a flag rule can be set, and within which bounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assessments.rules import (
    BEHIND_PACE,
    LATE_REPORT,
    MISSED_YEARS,
    NATIONAL_BOTTOM,
    PROJECTED_MISS,
)

#: How many years of a run, places of a fall or ranks from the bottom a rule may ask for.
MOST = 50
#: The rules that look at a run of years.
WITH_WINDOW = frozenset([MISSED_YEARS, NATIONAL_BOTTOM])
#: The rules that fire within the year too: they remind and name, and no case follows from them.
WITHIN_THE_YEAR = frozenset([BEHIND_PACE, PROJECTED_MISS, LATE_REPORT])


@dataclass(frozen=True)
class FlagRuleTerms:
    """What of a flag rule can be set: whether it is on, and by how much it fires."""

    is_on: bool
    threshold: Decimal | None = None
    window: int | None = None
