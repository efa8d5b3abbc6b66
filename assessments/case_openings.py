"""Which cases a year's flags open: pure, so that rules can be tried before they are adopted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .case_life import EXIT, NOTICE

#: The track that a consequence leads to; the others are told and nothing follows from them.
TRACK_OF = {
    "notice": NOTICE,
    "notice_only": NOTICE,
    "exit_warning": EXIT,
    "exit": EXIT,
}
#: The consequences that ask for an interview.
WITH_INTERVIEW = frozenset({"notice"})


@dataclass(frozen=True)
class Ground:
    """A flag as a case rests on it."""

    zone: str
    code: str
    consequence: str
    target: str | None = None


@dataclass(frozen=True)
class Opening:
    """A case that would be opened: for which zone, on which track, on which grounds."""

    zone: str
    track: str
    grounds: tuple[Ground, ...]

    @property
    def has_exit(self) -> bool:
        """Whether the exit procedure itself is asked for, not the warning alone."""
        return any(ground.consequence == "exit" for ground in self.grounds)

    @property
    def has_interview(self) -> bool:
        return any(ground.consequence in WITH_INTERVIEW for ground in self.grounds)


def openings(grounds: Iterable[Ground]) -> list[Opening]:
    """One case a zone and track, with everything that leads there, in the order given."""
    found: dict[tuple[str, str], list[Ground]] = {}
    for ground in grounds:
        track = TRACK_OF.get(ground.consequence)
        if track is not None:
            found.setdefault((ground.zone, track), []).append(ground)
    return [Opening(zone, track, tuple(held)) for (zone, track), held in found.items()]


@dataclass(frozen=True)
class Held:
    """A case of the zone and track that is there already, and what it covers.

    ``year`` is that of the case; ``covers`` the grounds that stand in it: (rule, target, what they
    lead to).
    """

    pk: int
    year: int
    is_open: bool
    is_warned: bool
    covers: frozenset[tuple[str, str | None, str]]

    @property
    def has_exit(self) -> bool:
        """Whether the exit itself is asked for, and waits for leadership's decision."""
        return any(consequence == "exit" for _code, _target, consequence in self.covers)


@dataclass(frozen=True)
class Plan:
    """What becomes of an opening: which case takes it up, or a new one and what goes before it."""

    grounds: tuple[Ground, ...]
    into: int | None = None
    follows: int | None = None
    continues: int | None = None


def plan(
    opening: Opening, year: int, cases: Iterable[Held], *, has_left: bool = False
) -> Plan | None:
    """The case that takes up the opening, given the cases that are there, earliest first.

    What a case of the year covered before it ended is done with; None where that is everything. An
    open case of the year takes up the rest. On the exit track a procedure that is under way goes on
    with the new year's grounds; a mere warning of an earlier year is continued in a new case. An
    exit that waits for its decision is not continued as a later year's warning. From what is found
    of a zone that has left nothing follows, until its exit is opened again.
    """
    if has_left:
        return None
    held = list(cases)
    over = [one for one in held if one.year == year and not one.is_open]
    covered = frozenset[tuple[str, str | None, str]]().union(*(one.covers for one in over))
    new = tuple(
        one for one in opening.grounds if (one.code, one.target, one.consequence) not in covered
    )
    if not new:
        return None
    running = [one for one in held if one.is_open and (one.year == year or opening.track == EXIT)]
    earlier = [one for one in running if one.is_warned and one.year < year]
    warned = next((one for one in earlier if opening.has_exit or not one.has_exit), None)
    if running and warned is None:
        return Plan(new, into=running[-1].pk)
    before = warned or (over[-1] if over else None)
    return Plan(new, follows=before.pk if before else None, continues=warned.pk if warned else None)
