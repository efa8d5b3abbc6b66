"""Reads what it would take: the smallest changes that lift a zone by a place or clear a target."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from django.utils.translation import gettext as _

from zones.display import (
    DASH,
    WAN_PER_YI,
    amount,
    is_chinese,
    label,
    measured,
    number,
    percent,
    unit,
)
from zones.numbers import yuan_said

from ..models import Assessment, Lift, ZoneResult
from ..normalising import RANK_POINTS
from ..wording import sentences, target_name
from ..words import trimmed

Aim = Lift.Aim


@dataclass(frozen=True)
class LiftRow:
    """One indicator's smallest change, or why none does it."""

    order: int
    code: str
    aim: str
    indicator: str
    href: str
    unit: str
    value: str
    change: float | None
    change_text: str
    share: float | None
    share_text: str
    outcome: str


@dataclass(frozen=True)
class Lifts:
    """A zone's rows, the cheapest first within each aim, and the sentence that they come to."""

    rows: tuple[LiftRow, ...]
    sentence: str


def zone_lifts(result: ZoneResult | None, assessment: Assessment, query: str) -> Lifts:
    """What it would take for a zone; one query."""
    if result is None:
        return Lifts((), "")
    found = list(result.lifts.select_related("indicator", "target").order_by("id"))
    rows = tuple(_row(order, one, result, query) for order, one in enumerate(found))
    return Lifts(rows, _sentence(found, result, assessment))


def _row(order: int, one: Lift, result: ZoneResult, query: str) -> LiftRow:
    return LiftRow(
        order=order,
        code=f"{one.aim}-{one.target.code if one.target else one.indicator.code}",
        aim=_aim(one, result.assessment.scheme.decimals),
        indicator=label(one.indicator),
        href=f"{result.zone.get_absolute_url()}{query}#indicator-{one.indicator.code}",
        unit=unit(one.indicator),
        value=amount(one.value, one.indicator),
        change=one.change,
        change_text=change_text(one),
        share=one.share,
        share_text=percent(one.share, 1),
        outcome=_outcome(one, result.assessment.scheme.decimals),
    )


def _aim(one: Lift, decimals: int) -> str:
    if one.target is not None:
        return target_name(one.target, of_zone=True)
    if one.score is None:
        return _("a better place")
    return _("a better place: %(score)s points") % {"score": number(one.score, decimals)}


def _outcome(one: Lift, decimals: int) -> str:
    """Where the change leads, or why no change of this indicator does it."""
    if one.change is None:
        text = str(one.get_obstacle_display())
        if one.obstacle == Lift.Obstacle.CAP and one.best is not None:
            words = {"best": number(one.best, decimals)}
            return _("not enough: at its upper goalpost %(best)s points") % words
        return text
    if one.aim == Aim.TARGET:
        return _("the target is reached")
    words = {"rank": one.rank}
    if one.is_tied:
        return _("place %(rank)s, shared") % words
    return _("place %(rank)s") % words


def change_text(one: Lift) -> str:
    """The change with its sign, rounded up and never less than it takes: "+0.3124"."""
    if one.change is None:
        return DASH
    size = _change(one)
    return ("+" if size > 0 else "") + trimmed(number(size, _places(one)))


def _change_said(one: Lift) -> str:
    """The same within a sentence, with its unit."""
    if one.change is None:
        return DASH
    if one.indicator.unit_kind == "money" and not is_chinese():
        return yuan_said(_change(one).normalize(), signed=True)
    is_named = one.indicator.unit_kind == "count" and not is_chinese()
    return measured(change_text(one), "" if is_named else unit(one.indicator))


def _change(one: Lift) -> Decimal:
    """The change as printed, money in 亿元."""
    size = Decimal(repr(one.change))
    if one.indicator.unit_kind == "money":
        size /= WAN_PER_YI
    return size.quantize(Decimal(1).scaleb(-_places(one)), ROUND_UP)


def _places(one: Lift) -> int:
    return 4 if one.indicator.unit_kind == "money" else one.indicator.decimals


def _sentence(found: Sequence[Lift], result: ZoneResult, assessment: Assessment) -> str:
    return sentences([*_to_a_place(found, result, assessment), *_to_the_targets(found)])


def _to_a_place(found: Sequence[Lift], result: ZoneResult, assessment: Assessment) -> Iterable[str]:
    if result.rank is None:
        return
    if result.rank == 1:
        yield _("It is first: there is no better place.")
        return
    if assessment.scheme.normalisation == RANK_POINTS:
        yield _(
            "Under points by place every change moves the others’ scores as well: what a better"
            " place takes cannot be said of one indicator."
        )
        return
    ways = [one for one in found if one.aim == Aim.PLACE]
    if not ways:
        return
    cheapest = ways[0]
    if cheapest.change is None:
        yield _("No single indicator lifts it by a place.")
        return
    words = _words(cheapest) | {"rank": cheapest.rank}
    if cheapest.is_tied:
        yield (
            _(
                "The cheapest way to share place %(rank)s: %(indicator)s %(change)s,"
                " %(share)s of its own."
            )
            % words
        )
        return
    yield (
        _("The cheapest way to place %(rank)s: %(indicator)s %(change)s, %(share)s of its own.")
        % words
    )


def _to_the_targets(found: Sequence[Lift]) -> Iterable[str]:
    ways = [one for one in found if one.aim == Aim.TARGET]
    if not ways:
        return
    words = _words(ways[0]) | {
        "count": len(ways),
        "target": target_name(ways[0].target, of_zone=True),
    }
    yield (
        _(
            "Targets not reached: %(count)s. Cheapest: “%(target)s”, %(indicator)s %(change)s"
            ", %(share)s of its own."
        )
        % words
    )


def _words(one: Lift) -> dict[str, object]:
    return {
        "indicator": label(one.indicator),
        "change": _change_said(one),
        "share": percent(one.share, 1),
    }
