"""Reads an effect as printed: row by row what stands now and what would stand instead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.judgement import Judgement
from indicators.models import Target
from zones.badges import Badge
from zones.display import DASH, label, number
from zones.models import City, Zone

from ..badges import fired_badge, status_badge
from ..models import FlagRule
from ..rules import Fired
from ..wording import bare, period_name, target_name
from .effects import PeriodEffect


@dataclass(frozen=True)
class Side:
    """One side of a change: its badge, if any, and its figures."""

    badge: Badge | None
    text: str


@dataclass(frozen=True)
class EffectRow:
    """Something that would be otherwise in a period: whose, what, from what to what."""

    period: str
    period_order: tuple[int, int]
    whose: str
    whose_order: int
    what: str
    before: Side
    after: Side
    is_published: bool


@dataclass(frozen=True)
class _Known:
    zones: Mapping[str, Zone]
    cities: Mapping[str, City]
    targets: Mapping[str, Target]


def effect_rows(found: Sequence[PeriodEffect], targets: Iterable[Target]) -> list[EffectRow]:
    """Every change in every period: judgements, then flags, then ranks; two queries."""
    known = _Known(
        {zone.code: zone for zone in Zone.objects.all()},
        {city.code: city for city in City.objects.all()},
        {target.code: target for target in targets},
    )
    return [row for one in found for row in _rows(one, known)]


def _rows(one: PeriodEffect, known: _Known) -> Iterator[EffectRow]:
    for status in one.effect.statuses:
        target = known.targets[status.target]
        if status.zone:
            whose, order = _zone(known.zones[status.zone])
        elif status.city:
            whose, order = label(known.cities[status.city]), 10_000
        else:
            whose, order = _("All zones"), -1
        what = target_name(target, of_zone=status.zone is not None)
        before, after = _judged(status.before, target), _judged(status.after, target)
        yield _row(one, whose, order, what, before, after)
    for flag in one.effect.flags:
        whose, order = _zone(known.zones[flag.zone])
        what = _("flag: %(target)s") % {
            "target": target_name(known.targets[flag.target], of_zone=True)
            if flag.target
            else _("the zone as a whole")
        }
        before, after = (
            _fired(side) if side else Side(None, DASH) for side in (flag.before, flag.after)
        )
        yield _row(one, whose, order, what, before, after)
    for rank in one.effect.ranks:
        whose, order = _zone(known.zones[rank.zone])
        before, after = (_ranked(*side) for side in (rank.before, rank.after))
        yield _row(one, whose, order, _("rank and score"), before, after)


def _fired(flag: Fired) -> Side:
    """A flag with what it leads to: a warning that becomes a procedure is another one."""
    leads_to = str(FlagRule.Consequence(flag.consequence).label)
    return Side(fired_badge(flag.code, flag.consequence), leads_to)


def _row(
    one: PeriodEffect, whose: str, order: int, what: str, before: Side, after: Side
) -> EffectRow:
    return EffectRow(
        period=period_name(one.period),
        period_order=(one.period.year, one.period.quarter),
        whose=whose,
        whose_order=order,
        what=what,
        before=before,
        after=after,
        is_published=one.published is not None,
    )


def _zone(zone: Zone) -> tuple[str, int]:
    return label(zone, "short"), zone.order


def _judged(judgement: Judgement | None, target: Target) -> Side:
    """A judgement's status with its figure against the yearly target, and what is due by now."""
    if judgement is None:
        return Side(None, _("not judged"))
    words = {
        "actual": bare(judgement.actual, target),
        "target": bare(judgement.target, target),
        "due": bare(judgement.due, target),
    }
    if judgement.due is None or judgement.due == judgement.target:
        text = _("%(actual)s of %(target)s") % words
    else:
        text = _("%(actual)s of %(target)s, %(due)s due by then") % words
    return Side(status_badge(judgement.status, is_binding=judgement.is_binding), text)


def _ranked(score, rank: int | None) -> Side:
    words = {"rank": rank if rank is not None else DASH, "score": number(score, 2)}
    return Side(None, _("%(rank)s (%(score)s)") % words)
