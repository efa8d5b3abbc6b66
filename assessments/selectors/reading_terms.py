"""Reads what a reading says and asks for on a day: its text, and the amounts that it carries."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.models import Adoption, Indicator, Reading, Target, TargetCondition
from indicators.selectors.adoptions import adoptions_in_force
from indicators.targets import (
    AVERAGE_GROWTH,
    GRADE,
    LAST_YEAR_ONLY,
    MULTIPLE,
    NEED_BASE,
    POINT_GAIN,
    WHOLE_PATH,
    Condition,
)
from indicators.units import SHOWN_MONEY
from zones.display import WAN_PER_YI

#: Units in which amounts are written; money and counts have their own.
PERCENT, POINTS, TIMES = "%", "个百分点", "倍"


@dataclass(frozen=True)
class AmountTerms:
    """What a condition asks for under a reading, in the stored unit; the direction is its target's.

    How the amount is printed makes no difference between two of them.
    """

    condition: TargetCondition
    rule: str
    amount: Decimal
    comparison: str
    base_year: int | None
    direction: int


@dataclass(frozen=True)
class AdoptionTerms:
    """What a reading says, and what it makes its targets ask for."""

    adopted: str
    kind: str
    confidence: str
    amounts: tuple[AmountTerms, ...] = ()


def conditions_of(reading: Reading) -> list[TargetCondition]:
    """The conditions of the targets that the reading carries, as loaded; a class is no amount."""
    rows = TargetCondition.objects.filter(target__reading=reading).exclude(rule=GRADE)
    rows = rows.select_related("target__indicator", "target__policy")
    return list(rows.order_by("target__order", "target_id", "order"))


def terms_on(reading: Reading, day: date) -> AdoptionTerms:
    """What counts of the reading on the day; of what nobody adopted, what was loaded."""
    return terms_under(reading, adoptions_in_force(day).get(reading.pk))


def terms_under(reading: Reading, adoption: Adoption | None) -> AdoptionTerms:
    """What the reading says and asks for under an adoption; without one, as it was loaded."""
    kept = {one.condition_id: one for one in adoption.conditions.all()} if adoption else {}
    amounts = []
    for row in conditions_of(reading):
        one = kept.get(row.pk)
        amounts.append(
            AmountTerms(
                condition=row,
                rule=str(one.rule if one else row.rule),
                amount=Decimal((one or row).amount or 0),
                comparison=str((one or row).comparison),
                base_year=(one or row).base_year,
                direction=one.direction if one else row.target.direction,
            )
        )
    said = adoption or reading
    return AdoptionTerms(said.adopted, said.kind, said.confidence, tuple(amounts))


def condition_under(one: AmountTerms) -> Condition:
    """The condition as it is under a reading, ready for the arithmetic; raises SetupRefused."""
    row = one.condition
    return Condition(
        rule=one.rule,
        amount=float(one.amount),
        first_year=row.first_year,
        last_year=row.last_year,
        base_year=one.base_year,
        tier=row.tier,
        comparison=one.comparison,
        binds=LAST_YEAR_ONLY if row.is_last_year_only else WHOLE_PATH,
    )


def base_year_for(rule: str, row: TargetCondition) -> int | None:
    """The year that a rule starts from: the condition's own, else the policy's."""
    if row.base_year is None and rule in NEED_BASE:
        return row.target.policy.base_year
    return row.base_year


def shown_amount(one: AmountTerms) -> tuple[Decimal, str]:
    """The amount and the unit that people write it in: 35 %, 2 times, 100 亿元."""
    target = one.condition.target
    if one.rule == AVERAGE_GROWTH:
        return one.amount * 100, PERCENT
    if one.rule in (POINT_GAIN, MULTIPLE):
        return one.amount, POINTS if one.rule == POINT_GAIN else TIMES
    if target.measure_of == Target.MeasureOf.SHARE or target.indicator is None:
        return one.amount, PERCENT
    if target.indicator.unit_kind == Indicator.UnitKind.MONEY:
        return one.amount / WAN_PER_YI, SHOWN_MONEY
    return one.amount, target.indicator.unit_zh


def printed_amount(one: AmountTerms) -> str:
    """The amount with its unit in Chinese, as it is printed."""
    amount, unit = shown_amount(one)
    return f"{amount.normalize():f}{unit}"
