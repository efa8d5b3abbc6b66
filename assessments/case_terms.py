"""The days that the steps of cases are due in: pure, with what counts until staff set others."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

from .case_life import FLAGGED, INITIATED, INTERVIEWED, NOTIFIED, WARNED

#: A step that is due in more days than this is as good as never due.
MOST_DAYS = 730


@dataclass(frozen=True)
class CaseDays:
    """Within how many days each step is due, from the one before it; conventions of this system."""

    notice: int = 10
    interview: int = 20
    order: int = 10
    rectification: int = 90
    decision: int = 30
    exit_order: int = 15
    exit_period: int = 180
    remind: int = 7

    @property
    def is_sound(self) -> bool:
        """Whether every step is due in 1 to `MOST_DAYS` days; it may be reminded of on the day."""
        days = {field.name: getattr(self, field.name) for field in fields(self)}
        remind = days.pop("remind")
        return all(1 <= one <= MOST_DAYS for one in days.values()) and 0 <= remind <= MOST_DAYS


def due_in(days: CaseDays, state: str, *, has_exit: bool = False) -> int | None:
    """Within how many days the next step is due in a state; None where no day is set by rule."""
    if state == WARNED:
        return days.decision if has_exit else None  # a mere warning waits for the next year
    return {
        FLAGGED: days.notice,
        NOTIFIED: days.interview,
        INTERVIEWED: days.order,
        INITIATED: days.exit_order,
    }.get(state)


def due_day(days: CaseDays, state: str, since: date, *, has_exit: bool = False) -> date | None:
    """The day by which the next step is due."""
    within = due_in(days, state, has_exit=has_exit)
    return None if within is None else since + timedelta(days=within)
