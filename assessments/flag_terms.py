"""What of a flag rule can be set, and within which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.rules import (
    ANNUAL_TARGET_MISSED,
    BEHIND_PACE,
    EXIT_WARNING,
    GRADE_MISSED,
    GROUP,
    LATE_REPORT,
    MISSED_YEARS,
    NATIONAL_BOTTOM,
    PROJECTED_MISS,
    RANK_DROPPED,
)
from indicators.classes import NATIONAL, REGIONAL

#: How many years of a run, places of a fall or ranks from the bottom a rule may ask for.
MOST = 50
#: The rules that look at a run of years.
WITH_WINDOW = frozenset([MISSED_YEARS, NATIONAL_BOTTOM])
#: The rules that fire within the year too: they remind and name, and no case follows from them.
WITHIN_THE_YEAR = frozenset([BEHIND_PACE, PROJECTED_MISS, LATE_REPORT])
#: The rules that look at targets of a list.
WITH_TARGETS = frozenset([MISSED_YEARS])
#: The boards that a rule may look at; the usual one first: all zones, or both published lists.
BOARDS: Mapping[str, tuple[str, ...]] = {
    RANK_DROPPED: ("", GROUP),
    NATIONAL_BOTTOM: ("", NATIONAL, REGIONAL),
}
_AT_MOST_A_NOTICE = ("notice", "notice_only", "reminder", "named")
#: What a rule may lead to: who misses a year is notified, who misses for years leaves, and what is
#: found within the year has no consequence but being told.
LEADS_TO: Mapping[str, tuple[str, ...]] = {
    ANNUAL_TARGET_MISSED: _AT_MOST_A_NOTICE,
    RANK_DROPPED: _AT_MOST_A_NOTICE,
    GRADE_MISSED: _AT_MOST_A_NOTICE,
    MISSED_YEARS: ("exit", EXIT_WARNING),
    NATIONAL_BOTTOM: ("exit", EXIT_WARNING, "notice", "notice_only"),
    **dict.fromkeys(WITHIN_THE_YEAR, ("reminder", "named")),
}


@dataclass(frozen=True)
class FlagRuleTerms:
    """What of a flag rule can be set: on or off, when it fires, on which board, what follows.

    Board, consequence and targets that are None stay as the rule has them.
    """

    is_on: bool
    threshold: Decimal | None = None
    window: int | None = None
    board: str | None = None
    consequence: str | None = None
    targets: frozenset[str] | None = None

    def over(self, held: FlagRuleTerms) -> FlagRuleTerms:
        """The terms with those that the rule has where these say nothing."""
        kept = {
            name: getattr(held, name)
            for name in ("board", "consequence", "targets")
            if getattr(self, name) is None
        }
        return replace(self, **kept)
