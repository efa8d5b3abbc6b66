"""The right of reply: the states of a draft's window, every move in them, and who may make it.

One table says what may follow what. A window closes by the clock alone: at the second it names it
is closed, whether or not anything ran.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

#: How a draft stands: no window, one that is open, one that is over, and published.
NONE, OPEN, CLOSED, PUBLISHED = "none", "open", "closed", "published"
STATES = (NONE, OPEN, CLOSED, PUBLISHED)

OPEN_WINDOW, EXTEND, CANCEL = "open_window", "extend", "cancel"
REPLY, ANSWER, PUBLISH = "reply", "answer", "publish"
MOVES = (OPEN_WINDOW, EXTEND, CANCEL, REPLY, ANSWER, PUBLISH)

#: Every move that there is, from the state it starts in to the one it leads to. Extending a window
#: that is over opens it again: a finding that changed meanwhile can be replied to.
TRANSITIONS = {
    (NONE, OPEN_WINDOW): OPEN,
    (OPEN, EXTEND): OPEN,
    (CLOSED, EXTEND): OPEN,
    (OPEN, CANCEL): NONE,
    (CLOSED, CANCEL): NONE,
    (OPEN, REPLY): OPEN,
    (OPEN, ANSWER): OPEN,
    (CLOSED, ANSWER): CLOSED,
    (CLOSED, PUBLISH): PUBLISHED,
    (NONE, PUBLISH): PUBLISHED,
}

#: What a zone says of a finding, and what the reviewer says of a reply.
AGREE, DISPUTE = "agree", "dispute"
UPHELD, STANDS, CORRECT = "upheld", "stands", "correct"
OUTCOMES = (UPHELD, STANDS, CORRECT)

#: As much as a person writes in one reply; more belongs into a file beside it.
MOST_WORDS = 4000
#: What stands as the reason where the command line published without asking anybody.
COMMAND_LINE = "command line"
#: The longest that a window may stay open, and the hour at which it closes unless another is named.
MOST_DAYS = 120
EVENING = 18


@dataclass(frozen=True)
class Terms:
    """How many days a window has unless staff name a moment, and the fewest that it may have."""

    days: int = 10
    least_days: int = 3


def state_of(closes_at: datetime | None, at: datetime, *, is_published: bool = False) -> str:
    """How a draft stands at a moment: the second at which a window closes is not in it."""
    if is_published:
        return PUBLISHED
    if closes_at is None:
        return NONE
    return OPEN if at < closes_at else CLOSED


def is_allowed(state: str, move: str) -> bool:
    """Whether the move may be made in the state, by whoever may make it."""
    return (state, move) in TRANSITIONS


def finding_digest(finding: Mapping[str, object]) -> str:
    """SHA-256 of what a finding says: it stays while nothing that a zone replied to changes.

    A rank's robustness counts as it is printed, in whole percent: it moves with every draw.
    """
    text = json.dumps(_printed(finding), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _printed(told: object) -> object:
    if isinstance(told, Mapping):
        return {
            name: round(value * 100)
            if name == "robustness" and isinstance(value, float)
            else _printed(value)
            for name, value in told.items()
        }
    if isinstance(told, list):
        return [_printed(one) for one in told]
    return told


def is_waiting(stance: str, outcome: str | None) -> bool:
    """Whether a reply waits for an answer: a dispute does, an agreement needs none."""
    return stance == DISPUTE and outcome is None


def is_correction_due(outcome: str | None, *, is_unchanged: bool) -> bool:
    """Whether figures were promised to be corrected and the draft still finds the same."""
    return outcome == CORRECT and is_unchanged
