"""Reads the yearly targets that staff set for zones: all of them, and what counts by now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.models import AnnualTarget, Target
from zones.access import Person
from zones.display import Number, day, label, moment, unit
from zones.models import Zone
from zones.people import named_for

from ..wording import bare, target_name
from .taking_back import target_back_href


@dataclass(frozen=True)
class AnnualRow:
    """A yearly target set for a zone, with its reason and the day it took effect."""

    pk: int
    target: str
    target_href: str
    target_order: int
    zone: str
    zone_href: str
    zone_order: int
    year: int
    version: int
    value: Number | None
    value_text: str
    unit: str
    reason: str
    in_force_from: date
    in_force_text: str
    set_by: str
    set_text: str
    is_demonstration: bool
    is_replaced: bool
    #: Where it is taken back; "" for who may not, and for all but the one that was set last.
    back_href: str


def annual_rows(who: Person | None = None, target: Target | None = None) -> Iterator[AnnualRow]:
    """The yearly targets set, each with whether another one replaced it; two queries at most.

    On its target's own page the one set last leads whoever sets targets to taking it back.
    """
    found = AnnualTarget.objects.select_related("target__indicator", "zone", "set_by")
    if target is not None:
        found = found.filter(target=target)
    order = ("target__order", "target_id", "zone__order", "-year", "-in_force_from", "-version")
    today = timezone.localdate()
    may_take_back = target is not None and who is not None and who.may_keep_targets
    rows = found.order_by(*order).prefetch_related("set_by__groups")
    for _key, versions in groupby(rows, lambda one: (one.target_id, one.zone_id, one.year)):
        held = list(versions)
        last = max(one.version for one in held)
        back = target_back_href(held) if may_take_back else ""
        is_replaced = False
        for one in held:
            its_back = back if one.version == last else ""
            yield _annual_row(one, who, is_replaced=is_replaced, back_href=its_back)
            is_replaced = is_replaced or one.in_force_from <= today


def _annual_row(
    one: AnnualTarget, who: Person | None, *, is_replaced: bool, back_href: str
) -> AnnualRow:
    is_share = one.target.measure_of == Target.MeasureOf.SHARE
    return AnnualRow(
        pk=one.pk,
        target=target_name(one.target, of_zone=True),
        target_href=one.target.get_keeping_url(),
        target_order=one.target.order,
        zone=label(one.zone, "short"),
        zone_href=one.zone.get_absolute_url(),
        zone_order=one.zone.order,
        year=one.year,
        version=one.version,
        value=one.value,
        value_text=_("withdrawn") if one.value is None else bare(one.value, one.target),
        unit="" if is_share or one.target.indicator is None else unit(one.target.indicator),
        reason=label(one, "reason"),
        in_force_from=one.in_force_from,
        in_force_text=day(one.in_force_from),
        set_by=named_for(who, one.set_by),
        set_text=moment(one.set_at),
        is_demonstration=one.is_demonstration,
        is_replaced=is_replaced,
        back_href=back_href,
    )


def zones_asked(target: Target) -> list[Zone]:
    """The zones that a yearly target can be set for: those the target may ask; one query."""
    zones = Zone.objects.filter(is_judged=True)
    if target.scope == Target.Scope.NAMED_ZONES:
        zones = zones.filter(named_targets=target)
    return list(zones.order_by("order"))


def versions_of(target: Target, zone: Zone, year: int) -> list[AnnualTarget]:
    """Everything that was set for the zone and year, in the order in which it was set."""
    rows = AnnualTarget.objects.filter(target=target, zone=zone, year=year)
    rows = rows.select_related("set_by", "zone", "target__indicator")
    return list(rows.order_by("version"))


def ends_on(versions: list[AnnualTarget], since: date) -> date | None:
    """The day on which one that is set already takes the place of one in force from `since`."""
    return min((one.in_force_from for one in versions if one.in_force_from > since), default=None)
