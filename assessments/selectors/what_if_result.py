"""Reads the result of a what-if as printed: the board, what it says otherwise, and one sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from django.utils.translation import gettext as _

from indicators.models import Target
from zones.badges import Badge
from zones.display import label, number, percent
from zones.models import Zone

from ..badges import fired_badge
from ..certainty import is_robust
from ..effects import Effect, effect_of
from ..models import FlagRule, ZoneResult
from ..outcome import Outcome
from ..rank_words import standing_text
from ..rules import Fired
from ..words import places_gained_words
from .effect_rows import EffectRow, effect_rows
from .effects import PeriodEffect
from .what_if_sentences import Place, moved_sentence
from .what_if_start import Start

#: So many judgements and flags that change are listed; the rest is counted.
MOST_ROWS = 40
URGENCY = list(FlagRule.Consequence)


@dataclass(frozen=True)
class ResultRow:
    """A zone on the board as it would be, beside the one it starts from."""

    code: str
    name: str
    full_name: str
    href: str
    reason: str
    rank: str
    interval: str
    was: str
    movement: Badge | None
    score: str
    change: str
    coverage: str
    flags: tuple[Badge, ...]
    is_moved: bool


@dataclass(frozen=True)
class Result:
    """What a what-if comes to."""

    said: str
    detail: str
    variants: str
    rows: tuple[ResultRow, ...]
    effects: tuple[EffectRow, ...]
    more: int
    is_moved: bool


def result_of(start: Start, after: Outcome, zones: Mapping[str, Zone]) -> Result:
    """The result beside the start; three queries, however many zones."""
    before = start.inputs.outcome
    is_moved = after is not before
    effect = effect_of(before, after)
    listed = Effect(effect.statuses, effect.flags)
    targets = Target.objects.select_related("indicator")
    rows = effect_rows([PeriodEffect(start.period, listed, None)], targets)
    rows.sort(key=_weight)
    places = places_of(before), places_of(after)
    names = {code: label(zone, "short") for code, zone in zones.items()}
    return Result(
        said=moved_sentence(*places, names)
        if is_moved
        else _("Move a weight or a figure, and the board answers at once."),
        detail=_detail(effect),
        variants=_variants(after, start),
        rows=tuple(_rows(before, after, zones, *places)),
        effects=tuple(rows[:MOST_ROWS]),
        more=max(0, len(rows) - MOST_ROWS),
        is_moved=is_moved,
    )


def _weight(row: EffectRow) -> bool:
    """What only has other figures comes after what has another status or is a flag."""
    sides = (row.before.badge, row.after.badge)
    return None not in sides and str(sides[0]) == str(sides[1])


def places_of(outcome: Outcome) -> dict[str, Place]:
    """Where each zone stands: its rank, its printed score, and the rank's interval.

    A zone ranked alone has no place: nobody is compared with it.
    """
    has_others = outcome.board.scores["is_ranked"].sum() > 1
    spread = outcome.certainty.spread.to_dict("index")
    found = {}
    for zone, row in outcome.board.scores.to_dict("index").items():
        sure = spread.get(zone, {})
        found[str(zone)] = Place(
            rank=int(row["rank"]) if row["is_ranked"] and has_others else None,
            is_tied=bool(row["is_tied"]),
            score=row["score"] if pd.notna(row["score"]) else None,
            interval=_interval(sure.get("q05"), sure.get("q95")) if has_others else "",
        )
    return found


def _interval(low: object, high: object) -> str:
    if low is None or high is None or pd.isna(low) or pd.isna(high):
        return ""
    return f"{low}–{high}"


def _rows(
    before: Outcome,
    after: Outcome,
    zones: Mapping[str, Zone],
    was: Mapping[str, Place],
    now: Mapping[str, Place],
) -> Iterator[ResultRow]:
    flags: dict[str, list[Fired]] = {}
    for fired in after.flags:
        flags.setdefault(fired.zone, []).append(fired)
    held = Counter((one.zone, one.code, one.consequence) for one in before.flags)
    coverage = after.board.scores["coverage"].to_dict()
    order = {zone: at for at, zone in enumerate(after.standing.index)}
    nowhere = Place()

    def position(zone: str) -> tuple:
        place = now.get(zone, nowhere)
        is_last = place.rank is None
        return is_last, place.rank or 0, -(place.score or 0), order[zone]

    for zone in sorted(order, key=position):
        old, new = was.get(zone, nowhere), now.get(zone, nowhere)
        standing = str(after.standing[zone])
        yield ResultRow(
            code=zone,
            name=label(zones[zone], "short"),
            full_name=label(zones[zone]),
            href=zones[zone].get_absolute_url(),
            reason=standing_text(ZoneResult(rank=new.rank, standing=standing)),
            rank=new.text,
            interval=new.interval,
            was=f"{old.text} ({old.interval})" if old.interval else old.text,
            movement=_movement(old, new),
            score=number(new.score, after.rules.decimals),
            change=_change(old, new, after.rules.decimals),
            coverage=percent(coverage.get(zone)),
            flags=tuple(_badges(flags.get(zone, ()), held)),
            is_moved=old.rank != new.rank,
        )


def _movement(old: Place, new: Place) -> Badge | None:
    if old.rank is None or new.rank is None or old.rank == new.rank:
        return None
    gained = old.rank - new.rank
    kind, icon = ("good", "arrow-up") if gained > 0 else ("bad", "arrow-down")
    return Badge(kind, places_gained_words(gained), icon)


def _change(old: Place, new: Place, decimals: int) -> str:
    if old.score is None or new.score is None or old.score == new.score:
        return ""
    return number(new.score - old.score, decimals, signed=True)


def _badges(fired: Sequence[Fired], held: Mapping[tuple[str, str, str], int]) -> Iterator[Badge]:
    """One badge a kind of flag with their number; what is new is said, and what is not robust."""
    kinds: dict[tuple[str, str], list[Fired]] = {}
    for one in sorted(fired, key=lambda one: URGENCY.index(FlagRule.Consequence(one.consequence))):
        kinds.setdefault((one.code, one.consequence), []).append(one)
    for (code, consequence), found in kinds.items():
        badge = fired_badge(code, consequence)
        text = badge.text if len(found) == 1 else f"{badge.text} ×{len(found)}"
        if len(found) > held.get((found[0].zone, code, consequence), 0):
            text = _("new: %(flag)s") % {"flag": text}
        share = found[0].details.get("robustness")
        if isinstance(share, float) and not is_robust(share):
            words = {"flag": text, "share": percent(share, 0)}
            text = _("%(flag)s (not robust: %(share)s)") % words
        yield Badge(badge.kind, text, badge.icon, badge.title)


def _detail(effect: Effect) -> str:
    """How much else is otherwise: target statuses, and flags that come or go."""
    statuses = sum(
        (one.before and one.before.status) != (one.after and one.after.status)
        for one in effect.statuses
    )
    words = {"statuses": statuses, "flags": len(effect.flags)}
    return _("Target statuses that change: %(statuses)s; flags that come or go: %(flags)s.") % words


def _variants(after: Outcome, start: Start) -> str:
    words = {
        "count": number(after.certainty.drawn.count),
        "all": number(start.inputs.question.rules.variants),
    }
    if words["count"] == words["all"]:
        return _("In brackets: the places that nine in ten of %(count)s variants give.") % words
    text = _(
        "In brackets: the places that nine in ten of %(count)s variants give while you move; at"
        " rest all %(all)s are drawn."
    )
    return text % words
