"""The life of a zone's quarter: its states, every move between them, and the dates that bind it.

One table says what may follow what. Who may make a move is said in `zones.access`, and checked with
the table in the one service that writes submissions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

NOT_STARTED, DRAFT, SUBMITTED, RETURNED = "not_started", "draft", "submitted", "returned"
VERIFIED, PUBLISHED, SUPERSEDED = "verified", "published", "superseded"
STATES = (NOT_STARTED, DRAFT, SUBMITTED, RETURNED, VERIFIED, PUBLISHED, SUPERSEDED)

ENTER, SUBMIT, RETURN, VERIFY = "enter", "submit", "return", "verify"
PUBLISH, REVISE = "publish", "revise"
MOVES = (ENTER, SUBMIT, RETURN, VERIFY, PUBLISH, REVISE)

#: Every move that there is, from the state it starts in to the one it leads to; any other is
#: refused. A revision is a new version: the verified one counts until the new one is verified,
#: and is superseded then, for good.
TRANSITIONS = {
    (NOT_STARTED, ENTER): DRAFT,
    (DRAFT, ENTER): DRAFT,
    (RETURNED, ENTER): RETURNED,
    (DRAFT, SUBMIT): SUBMITTED,
    (RETURNED, SUBMIT): SUBMITTED,
    (SUBMITTED, RETURN): RETURNED,
    (SUBMITTED, VERIFY): VERIFIED,
    (VERIFIED, PUBLISH): PUBLISHED,
    (VERIFIED, REVISE): DRAFT,
    (PUBLISHED, REVISE): DRAFT,
}
#: What the lock forbids to everybody. The review of what came in time goes on after it.
BOUND_BY_LOCK = frozenset({ENTER, REVISE, SUBMIT})


@dataclass(frozen=True)
class Terms:
    """The dates that bind one zone's quarter on a day."""

    today: date
    due_on: date
    locks_on: date
    reopened_until: datetime | None = None  # while a reopening is in force

    @property
    def is_past_lock(self) -> bool:
        """Whether the lock date is over; it belongs to the reporter itself."""
        return self.today > self.locks_on

    @property
    def is_locked(self) -> bool:
        """Whether nobody may enter, hand in or revise now."""
        return self.is_past_lock and self.reopened_until is None

    @property
    def is_late(self) -> bool:
        """Whether what is not handed in yet is late; the due date belongs to the reporter."""
        return self.today > self.due_on

    def days_late(self, handed_in_on: date | None) -> int | None:
        """How many days after its due date a quarter came, or is missing; None if in time."""
        days = ((handed_in_on or self.today) - self.due_on).days
        return days if days > 0 else None


def reminder_day(days: Iterable[int], since_due: int) -> int | None:
    """The day of reminding that has come last, ``since_due`` days after the due date; None if none.

    A day on which nobody sent anything is made up for on the next; of several, the last one.
    """
    return max((day for day in days if day <= since_due), default=None)
