"""Reads what a yearly target that is not set yet would change, and what it would replace."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.models import Target
from zones.display import day, label
from zones.models import Zone

from ..wording import aimed
from .annual_targets import ends_on, versions_of
from .effect_rows import EffectRow, effect_rows
from .effects import effects, summary, with_annual_target


@dataclass(frozen=True)
class TargetPreview:
    """A yearly target before it is adopted: what it says, what counts now, what would change."""

    seen: int
    title: str
    now: str
    sentences: tuple[str, ...]
    rows: tuple[EffectRow, ...]


def target_preview(
    *,
    target: Target,
    zone: Zone,
    year: int,
    value: Decimal | None,
    in_force_from: date,
    at: datetime,
) -> TargetPreview:
    """The effect of a yearly target on every period that it touches; nothing is saved."""
    versions = versions_of(target, zone, year)
    until = ends_on(versions, in_force_from)
    change = with_annual_target(
        target.code, zone.code, year, None if value is None else float(value), until
    )
    years = {year, min(year + 1, target.policy.last_year)}
    found = effects(change, since=in_force_from, years=years, at=at)
    # The year after rests on this one where a stock's path starts from it.
    found = [one for one in found if one.period.year == year or not one.effect.is_nothing]
    sentences = summary(found)
    if until is not None:
        text = _("From %(until)s on another one is set already, which stays in force from then.")
        sentences.append(text % {"until": day(until)})
    return TargetPreview(
        seen=versions[-1].version if versions else 0,
        title=_title(target, zone, year, value, in_force_from),
        now=_now(target, [one for one in versions if one.in_force_from <= in_force_from]),
        sentences=tuple(sentences),
        rows=tuple(effect_rows(found, target.policy.targets.select_related("indicator"))),
    )


def _title(
    target: Target, zone: Zone, year: int, value: Decimal | None, in_force_from: date
) -> str:
    words = {
        "zone": label(zone, "short"),
        "year": year,
        "value": aimed(value, target),
        "day": day(in_force_from),
    }
    if value is None:
        return _("%(zone)s, %(year)s: no yearly target from %(day)s on") % words
    return _("%(zone)s, %(year)s: %(value)s, in force from %(day)s") % words


def _now(target: Target, begun: list) -> str:
    """What is in force on that day so far."""
    if not begun:
        return _("So far no yearly target is set for this zone and year.")
    one = max(begun, key=lambda row: (row.in_force_from, row.version))
    words = {
        "value": aimed(one.value, target),
        "day": day(one.in_force_from),
        "reason": label(one, "reason"),
    }
    if one.value is None:
        return _("So far: withdrawn, from %(day)s on (%(reason)s).") % words
    return _("So far: %(value)s, in force from %(day)s (%(reason)s).") % words
