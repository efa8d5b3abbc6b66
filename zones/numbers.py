"""Numbers as they are printed: rounded once, half up, with grouped thousands. Missing is "—".

Both languages group thousands with a comma and write the minus sign "−".
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

DASH = "—"
MINUS = "−"
WAN_PER_YI = Decimal(10_000)
Number = Decimal | float | int


def exact(value: Number) -> Decimal:
    """A number as a decimal, a float read by the digits it prints."""
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def half_up(value: Number, decimals: int) -> Decimal:
    """A number rounded half up."""
    return exact(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: Number | None, decimals: int = 0, *, signed: bool = False) -> str:
    """A number with grouped thousands, rounded half up; "—" for missing (None or NaN)."""
    if value is None or value != value:
        return DASH
    rounded = half_up(value, decimals)
    text = f"{abs(rounded):,}"
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if signed and rounded > 0 else text


def yi(value: Number | None, *, signed: bool = False) -> str:
    """An amount of money stored in 万元, in 亿元 with 2 decimals."""
    if value is None or value != value:
        return DASH
    return number(exact(value) / WAN_PER_YI, 2, signed=signed)


def yuan_said(hundred_millions: Decimal, *, signed: bool = False) -> str:
    """An amount in 亿元 as an English sentence says it: 742.05 gives "CNY 74.205 billion".

    The point moves and every digit stays: billions from one billion on, millions below it.
    """
    is_large = abs(hundred_millions) >= 10
    said = abs(hundred_millions).scaleb(-1 if is_large else 2)
    sign = MINUS if hundred_millions < 0 else "+" if signed and hundred_millions > 0 else ""
    return f"{sign}CNY {said:,f} {'billion' if is_large else 'million'}"


def percent(value: Number | None, decimals: int = 1, *, signed: bool = False) -> str:
    """A fraction as a percentage: 0.35 gives "35.0%"."""
    if value is None or value != value:
        return DASH
    return number(exact(value) * 100, decimals, signed=signed) + "%"


def file_size(size: int) -> str:
    """A file's size: 870 B, 12 KB, 3.4 MB."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{number(size / 1024)} KB"
    return f"{number(size / 1024 / 1024, 1)} MB"


def day_in_words(value: date, language: str) -> str:
    """A day as a letter is dated: 2022年7月28日, 28 July 2022."""
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


MONTHS = (
    "January February March April May June July August September October November December"
).split()
