"""Writes the yearly targets that staff set for zones: each a new row, no old one is changed."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from indicators.models import AnnualTarget, Target
from indicators.targets import SetupRefused, check_sides
from zones.access import Person
from zones.models import AuditEntry, Zone
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..selectors.effects import base_of

__all__ = ["Refused", "annual_target_set"]


@one_transaction()
def annual_target_set(
    *,
    target: Target,
    zone: Zone,
    year: int,
    value: Decimal | None,
    in_force_from: date,
    reason_zh: str,
    reason_en: str = "",
    seen: int,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> AnnualTarget:
    """The zone's yearly target as a new version, withdrawn where there is no value.

    ``seen`` is the last version that the person saw, 0 for none: whoever decided on an older one
    is refused, and who sends the same twice gets what is stored. Raises Refused.
    """
    if not by.may_keep_targets:
        raise Refused("not_a_target_keeper")
    if not reason_zh.strip():
        raise Refused("target_needs_reason")
    refuse_long_reasons(reason_zh, reason_en)
    target = (
        Target.objects.select_for_update(of=("self",))
        .select_related("indicator", "policy")
        .get(pk=target.pk)
    )
    held = list(
        AnnualTarget.objects.filter(target=target, zone=zone, year=year).order_by("version")
    )
    last = held[-1] if held else None
    row = AnnualTarget(
        target=target,
        zone=zone,
        year=year,
        version=last.version + 1 if last else 1,
        value=value,
        reason_zh=reason_zh.strip(),
        reason_en=reason_en.strip(),
        in_force_from=in_force_from,
        set_by_id=by.user_id,
        set_at=at,
    )
    if last is not None and _says_the_same(last, row):
        return last  # sent twice
    if seen != (last.version if last else 0):
        raise Refused("annual_target_changed_meanwhile")
    refuse_unless_fit(target, zone, year, value, in_force_from, at)
    _refuse_unless_new(held, row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("annual_target_changed_meanwhile") from error
    audit_append(by=by, at=at, changes=[_change(row, _in_force(held, in_force_from))], log=log)
    return row


def refuse_unless_fit(
    target: Target, zone: Zone, year: int, value: Decimal | None, in_force_from: date, at: datetime
) -> None:
    """Nothing; raises Refused for a yearly target that says nothing or contradicts its base."""
    policy = target.policy
    if target.indicator is None:
        raise Refused("class_is_not_set")
    if not zone.is_judged or (
        target.scope == Target.Scope.NAMED_ZONES and not target.zones.filter(pk=zone.pk).exists()
    ):
        raise Refused("target_does_not_bind_zone", zone=zone)
    if not policy.first_year <= year <= policy.last_year:
        raise Refused("year_not_of_policy", first=policy.first_year, last=policy.last_year)
    if in_force_from > date(year, 12, 31):
        raise Refused("in_force_too_late", year=year)
    if value is None:
        return
    if value < 0:
        raise Refused("target_below_zero")
    base = base_of(target, zone, year, at)
    try:
        check_sides(float(value), base, target.direction, fields=("value", "base"))
    except SetupRefused as refused:
        direction = target.direction
        raise Refused(
            refused.code, target=target, value=value, base=base, direction=direction
        ) from refused


def _says_the_same(last: AnnualTarget, row: AnnualTarget) -> bool:
    names = ("value", "in_force_from", "reason_zh", "reason_en", "set_by_id")
    return all(getattr(last, name) == getattr(row, name) for name in names)


def _in_force(held: list[AnnualTarget], day: date) -> AnnualTarget | None:
    """What counts on the day: of those in force by then the latest date, then the last version."""
    begun = [one for one in held if one.in_force_from <= day]
    return max(begun, key=lambda one: (one.in_force_from, one.version), default=None)


def _refuse_unless_new(held: list[AnnualTarget], row: AnnualTarget) -> None:
    """Nothing; raises Refused where the value is in force on that day already."""
    now = _in_force(held, row.in_force_from)
    if (now.value if now else None) == row.value:
        raise Refused("annual_target_unchanged", day=row.in_force_from)


def _change(row: AnnualTarget, before: AnnualTarget | None) -> Change:
    """What was set, as the audit log tells it, beside what was in force on that day before."""
    return Change(
        AuditEntry.Action.TARGET_SET
        if row.value is not None
        else AuditEntry.Action.TARGET_WITHDRAWN,
        AuditEntry.Kind.TARGET,
        code=f"{row.target.code} {row.year}",
        zone=row.zone.code,
        indicator=row.target.indicator.code if row.target.indicator else "",
        version=row.version,
        old=_told(before) if before else None,
        new=_told(row) | {"reason": row.reason_zh, "reason_en": row.reason_en},
    )


def _told(row: AnnualTarget) -> dict[str, object]:
    return {
        "value": None if row.value is None else f"{Decimal(row.value):.4f}",
        "in_force_from": row.in_force_from.isoformat(),
    }
