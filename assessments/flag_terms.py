"""What of a flag rule can be set, and within which bounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assessments.rules import MISSED_YEARS, NATIONAL_BOTTOM

#: How many years of a run, places of a fall or ranks from the bottom a rule may ask for.
MOST = 50
#: The rules that look at a run of years.
WITH_WINDOW = frozenset([MISSED_YEARS, NATIONAL_BOTTOM])


@dataclass(frozen=True)
class FlagRuleTerms:
    """What of a flag rule can be set: whether it is on, and by how much it fires."""

    is_on: bool
    threshold: Decimal | None = None
    window: int | None = None
