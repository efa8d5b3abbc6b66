"""The life of an investment project: its stages, and which may follow which.

Pure. A project is signed when it enters the register; every later stage has its day. Withdrawn is
final: a project that comes back is a new entry.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

SIGNED, CONSTRUCTION, OPERATING, WITHDRAWN = "signed", "construction", "operating", "withdrawn"
STAGES = (SIGNED, CONSTRUCTION, OPERATING, WITHDRAWN)

#: Every move that there is: the stages that may follow each; any other is refused.
TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    "": (SIGNED,),
    SIGNED: (CONSTRUCTION, WITHDRAWN),
    CONSTRUCTION: (OPERATING, WITHDRAWN),
    OPERATING: (WITHDRAWN,),
    WITHDRAWN: (),
}
FINAL = tuple(stage for stage, following in TRANSITIONS.items() if not following)

Days = Mapping[str, date | None]


def stage_of(days: Days) -> str:
    """The stage that a project with these days has reached; empty before the first."""
    reached = [stage for stage in STAGES if days.get(stage)]
    return reached[-1] if reached else ""


def may_follow(stage: str, following: str) -> bool:
    """Whether a project may go from one stage to the other."""
    return following in TRANSITIONS.get(stage, ())


def out_of_order(days: Days) -> tuple[str, str] | None:
    """Two stages of which the later one has the earlier day; None where all days are in order."""
    held = [(stage, day) for stage in STAGES if (day := days.get(stage))]
    for (before, first), (after, then) in pairwise(held):
        if then < first:
            return before, after
    return None


def skipped(days: Days) -> str:
    """The stage that a project cannot have left out; empty where none is missing."""
    if days.get(SIGNED) is None:
        return SIGNED
    if days.get(OPERATING) and not days.get(CONSTRUCTION):
        return CONSTRUCTION
    return ""
