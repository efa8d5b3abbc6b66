"""Writes the readings that staff adopt: each a new version, with the amounts that it changes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from indicators.models import AdoptedCondition, Adoption, Reading
from indicators.targets import SetupRefused, check_setup
from zones.access import Person
from zones.models import AuditEntry
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..selectors.effects import bases_of
from ..selectors.reading_terms import (
    AdoptionTerms,
    AmountTerms,
    condition_under,
    printed_amount,
    terms_on,
)

__all__ = ["AdoptionTerms", "AmountTerms", "Refused", "reading_adopt", "refuse_unless_fit"]


@one_transaction()
def reading_adopt(
    *,
    reading: Reading,
    terms: AdoptionTerms,
    in_force_from: date,
    reason_zh: str,
    reason_en: str = "",
    seen: int,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> Adoption:
    """The reading as a new version, with every amount that it carries; raises Refused.

    ``seen`` is the last version that the person saw, 0 for the reading loaded: who decided on an
    older one is refused, and who sends the same twice gets what is stored.
    """
    if not by.may_keep_targets:
        raise Refused("not_a_reading_keeper")
    if not reason_zh.strip():
        raise Refused("reading_needs_reason")
    refuse_long_reasons(reason_zh, reason_en)
    reading = Reading.objects.select_for_update(of=("self",)).get(pk=reading.pk)
    last = reading.adoptions.order_by("-version").first()
    row = Adoption(
        reading=reading,
        version=last.version + 1 if last else 1,
        adopted=terms.adopted.strip(),
        kind=terms.kind,
        confidence=terms.confidence,
        reason_zh=reason_zh.strip(),
        reason_en=reason_en.strip(),
        in_force_from=in_force_from,
        adopted_by_id=by.user_id,
        adopted_at=at,
    )
    amounts = [_amount(one) for one in terms.amounts]
    if last is not None and _says_the_same(last, row, amounts):
        return last  # sent twice
    if seen != (last.version if last else 0):
        raise Refused("reading_changed_meanwhile")
    refuse_unless_fit(reading, terms, in_force_from, at)
    before = terms_on(reading, in_force_from)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            for one in amounts:
                one.adoption = row
            AdoptedCondition.objects.bulk_create(amounts)
    except IntegrityError as error:
        raise Refused("reading_changed_meanwhile") from error
    audit_append(by=by, at=at, changes=[_change(row, before, terms)], log=log)
    return row


def refuse_unless_fit(
    reading: Reading, terms: AdoptionTerms, in_force_from: date, at: datetime
) -> None:
    """Nothing; raises Refused for a reading that is in force already or asks for nonsense."""
    kinds, sureness = Reading.Kind.values, ["", *Reading.Confidence.values]
    if terms.kind not in kinds or terms.confidence not in sureness:
        raise Refused("unknown_reading_kind")
    if terms == terms_on(reading, in_force_from):
        raise Refused("reading_unchanged", day=in_force_from)
    for target in {one.condition.target_id: one.condition.target for one in terms.amounts}.values():
        own = [one for one in terms.amounts if one.condition.target_id == target.pk]
        if len({one.direction for one in own}) != 1:
            raise Refused("two_directions", target=target)
        _refuse_nonsense(own, at)


def _refuse_nonsense(own: Sequence[AmountTerms], at: datetime) -> None:
    """Nothing; raises Refused for an amount that contradicts itself or the base that it starts at.

    What the target asks of all zones is looked at against their sum, what it asks of each zone
    against each zone's own base.
    """
    target, last_year = own[0].condition.target, own[0].condition.last_year
    bases: Sequence[float | None] = bases_of(target, last_year, at) or [None]
    for one in own:
        try:
            condition = condition_under(one)
            for base in bases:
                check_setup(condition, base, one.direction)
        except SetupRefused as refused:
            raise Refused(
                f"reading_{refused.code}",
                target=target,
                amount=printed_amount(one),
                base=refused.params.get("base"),
                direction=one.direction,
            ) from refused


def _amount(one: AmountTerms) -> AdoptedCondition:
    return AdoptedCondition(
        condition=one.condition,
        rule=one.rule,
        amount=one.amount,
        amount_printed=printed_amount(one),
        comparison=one.comparison,
        base_year=one.base_year,
        direction=one.direction,
    )


def _says_the_same(last: Adoption, row: Adoption, amounts: Iterable[AdoptedCondition]) -> bool:
    names = ("adopted", "kind", "confidence", "reason_zh", "reason_en", "in_force_from")
    if any(getattr(last, name) != getattr(row, name) for name in (*names, "adopted_by_id")):
        return False
    return set(map(_key, last.conditions.all())) == set(map(_key, amounts))


def _key(one: AdoptedCondition) -> tuple[object, ...]:
    amount = f"{Decimal(one.amount):.4f}"
    return one.condition_id, one.rule, amount, one.comparison, one.base_year, one.direction


def _change(row: Adoption, before: AdoptionTerms, terms: AdoptionTerms) -> Change:
    new = {"in_force_from": row.in_force_from.isoformat(), "reason": row.reason_zh}
    return Change(
        AuditEntry.Action.READING_ADOPTED,
        AuditEntry.Kind.READING,
        code=f"{row.reading.clause} {row.reading.printed}"[:100],
        version=row.version,
        old=_told(before),
        new=_told(terms) | new | {"reason_en": row.reason_en},
    )


def _told(terms: AdoptionTerms) -> dict[str, object]:
    """A reading as the audit log tells it, amounts in the stored unit."""
    return {
        "adopted": terms.adopted,
        "kind": str(terms.kind),
        "confidence": str(terms.confidence),
        "amounts": [
            {
                "target": one.condition.target.code,
                "condition": one.condition.order,
                "rule": str(one.rule),
                "amount": f"{one.amount:.4f}",
                "comparison": str(one.comparison),
                "direction": one.direction,
            }
            for one in terms.amounts
        ],
    }
