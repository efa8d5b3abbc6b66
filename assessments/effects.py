"""Effects: what of a period's outcome a change of targets would change, before it is adopted.

Pure. Both outcomes are judged by the same function on the same figures, and nothing is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.judgement import Judgement

from .outcome import Outcome
from .rules import Fired

#: Whose judgement: the target, the zone, the city; both empty for all zones together.
Whose = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class StatusEffect:
    """A judgement that would be another; None where there would be none, or is none yet."""

    target: str
    zone: str | None
    city: str | None
    before: Judgement | None
    after: Judgement | None


@dataclass(frozen=True)
class FlagEffect:
    """A flag that would be raised, or raised no longer, or lead to something else."""

    code: str
    zone: str
    target: str | None
    before: Fired | None
    after: Fired | None


@dataclass(frozen=True)
class RankEffect:
    """A zone whose score or rank would be another."""

    zone: str
    before: tuple[Decimal | None, int | None]
    after: tuple[Decimal | None, int | None]


@dataclass(frozen=True)
class Effect:
    """Everything of an outcome that would be otherwise."""

    statuses: tuple[StatusEffect, ...] = ()
    flags: tuple[FlagEffect, ...] = ()
    ranks: tuple[RankEffect, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.statuses or self.flags or self.ranks)


def effect_of(before: Outcome, after: Outcome) -> Effect:
    """What the second outcome says otherwise than the first."""
    return Effect(_statuses(before, after), _flags(before, after), _ranks(before, after))


def _statuses(before: Outcome, after: Outcome) -> tuple[StatusEffect, ...]:
    old: Mapping[Whose, Judgement] = _judged(before)
    new: Mapping[Whose, Judgement] = _judged(after)
    return tuple(
        StatusEffect(*whose, old.get(whose), new.get(whose))
        for whose in dict.fromkeys([*old, *new])
        if old.get(whose) != new.get(whose)
    )


def _judged(outcome: Outcome) -> dict[Whose, Judgement]:
    return {(one.target, one.zone, one.city): one.judgement for one in outcome.judged}


def _flags(before: Outcome, after: Outcome) -> tuple[FlagEffect, ...]:
    """The flags that come, go, or lead to something else; other figures in one are no change."""
    old, new = _fired(before), _fired(after)
    return tuple(
        FlagEffect(*key, old.get(key), new.get(key))
        for key in dict.fromkeys([*old, *new])
        if _consequence(old.get(key)) != _consequence(new.get(key))
    )


def _fired(outcome: Outcome) -> dict[tuple[str, str, str | None], Fired]:
    return {(one.code, one.zone, one.target): one for one in outcome.flags}


def _consequence(fired: Fired | None) -> str | None:
    return fired.consequence if fired else None


def _ranks(before: Outcome, after: Outcome) -> tuple[RankEffect, ...]:
    old, new = _board(before), _board(after)
    nothing = (None, None)
    return tuple(
        RankEffect(zone, old.get(zone, nothing), new.get(zone, nothing))
        for zone in dict.fromkeys([*old, *new])
        if old.get(zone) != new.get(zone)
    )


def _board(outcome: Outcome) -> dict[str, tuple[Decimal | None, int | None]]:
    """The printed score and, where the zone is ranked, the rank."""
    rows = outcome.board.scores.to_dict("index")
    return {
        str(zone): (
            row["score"] if isinstance(row["score"], Decimal) else None,
            int(row["rank"]) if row["is_ranked"] else None,
        )
        for zone, row in rows.items()
    }
