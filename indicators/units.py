"""Units of entry and the canonical units that figures are stored in.

Money is stored in 万元 with 4 decimals and shown in 亿元; 1 亿元 = 10,000 万元.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

CANONICAL_MONEY = "万元"
SHOWN_MONEY = "亿元"
PLACES = Decimal("0.0001")

#: How many 万元 (or 万美元, before the quarter's rate) one unit of entry is.
MONEY_FACTORS: Mapping[str, Decimal] = {
    "元": Decimal("0.0001"),
    "万元": Decimal(1),
    "亿元": Decimal(10_000),
}
DOLLAR_FACTORS: Mapping[str, Decimal] = {
    "千美元": Decimal("0.1"),
    "万美元": Decimal(1),
    "亿美元": Decimal(10_000),
}


class UnknownUnit(ValueError):
    """Raised for a unit that the indicator cannot be entered in; carries the unit."""


class RateMissing(ValueError):
    """Raised for a dollar amount in a quarter without a stated rate."""


def units_of_entry(kind_of_unit: str, own_unit: str, *, has_rate: bool = True) -> tuple[str, ...]:
    """The units an indicator may be entered in, canonical first.

    Dollars are among them in a quarter that ``has_rate``: without one they cannot be stored.
    """
    if kind_of_unit == "money":
        return ("万元", "亿元", "元", *(DOLLAR_FACTORS if has_rate else ()))
    return (own_unit,)


def stored_unit(kind_of_unit: str, own_unit: str) -> str:
    """The unit an indicator's values are stored in: 万元 for money, else its own."""
    return CANONICAL_MONEY if kind_of_unit == "money" else own_unit


def to_canonical(
    value: Decimal, unit: str, *, kind_of_unit: str, own_unit: str, rate: Decimal | None = None
) -> Decimal:
    """The value in the indicator's canonical unit, 4 decimals, half up.

    ``rate`` is the quarter's 元 per dollar; RateMissing where a dollar amount needs one.
    """
    if kind_of_unit != "money":
        if unit not in ("", own_unit):
            raise UnknownUnit(unit)
        return value.quantize(PLACES, ROUND_HALF_UP)
    if unit in MONEY_FACTORS or unit == "":
        factor = MONEY_FACTORS[unit or CANONICAL_MONEY]
    elif unit in DOLLAR_FACTORS:
        if rate is None:
            raise RateMissing(unit)
        factor = DOLLAR_FACTORS[unit] * rate
    else:
        raise UnknownUnit(unit)
    return (value * factor).quantize(PLACES, ROUND_HALF_UP)
