"""The strings a page prints: every number is made readable here, once, and never in a template.

Missing is "—". Money is stored in 万元 and shown in 亿元. Both languages group thousands with a
comma and write the minus sign "−".
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language

DASH = "—"
MINUS = "−"
WAN_PER_YI = Decimal(10_000)
Number = Decimal | float | int


def is_chinese() -> bool:
    """Whether the page being made is in Chinese."""
    return (get_language() or "zh").startswith("zh")


def label(thing, field: str = "name") -> str:
    """A thing's name (or another bilingual field) in the page's language, Chinese failing that."""
    if thing is None:
        return DASH
    chinese = getattr(thing, f"{field}_zh")
    return chinese if is_chinese() else getattr(thing, f"{field}_en") or chinese


def half_up(value: Number, decimals: int) -> Decimal:
    """A number rounded half up, a float read by the digits it prints."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


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
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return number(exact / WAN_PER_YI, 2, signed=signed)


def percent(value: Number | None, decimals: int = 1, *, signed: bool = False) -> str:
    """A fraction as a percentage: 0.35 gives "35.0%"."""
    if value is None or value != value:
        return DASH
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return number(exact * 100, decimals, signed=signed) + "%"


def amount(value: Number | None, indicator, *, signed: bool = False) -> str:
    """An indicator's value as shown: money in 亿元, counts with the indicator's decimals."""
    if indicator.unit_kind == "money":
        return yi(value, signed=signed)
    return number(value, indicator.decimals, signed=signed)


def unit(indicator) -> str:
    """The unit an indicator is shown in: 亿元 (100 million yuan) for money."""
    if indicator.unit_kind == "money":
        return "亿元" if is_chinese() else "CNY 100 m"
    return label(indicator, "unit")


def day(value: date | datetime | None) -> str:
    """A date as 2022-07-15, in the site's time zone; "—" for none."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return value.strftime("%Y-%m-%d")


def moment(value: datetime | None) -> str:
    """A date and time as 2022-07-15 14:03, in the site's time zone; "—" for none."""
    if value is None:
        return DASH
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.strftime("%Y-%m-%d %H:%M")
