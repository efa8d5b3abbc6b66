"""The strings a page prints: every number is made readable here, once, and never in a template.

Missing is "—". Money is stored in 万元 and shown in 亿元. Both languages group thousands with a
comma and write the minus sign "−".
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from .numbers import (
    DASH,
    MINUS,
    WAN_PER_YI,
    Number,
    exact,
    half_up,
    number,
    percent,
    yi,
    yuan_said,
)

__all__ = [
    "DASH",
    "MINUS",
    "WAN_PER_YI",
    "Number",
    "amount",
    "day",
    "half_up",
    "is_chinese",
    "label",
    "moment",
    "named_with_unit",
    "number",
    "page_language",
    "percent",
    "unit",
    "unless_said",
    "yi",
]


def page_language() -> str:
    """The code of the language that the page is being made in."""
    return get_language() or settings.LANGUAGE_CODE


def is_chinese() -> bool:
    """Whether the page being made is in Chinese."""
    return page_language().startswith("zh")


def bracketed(text: str, inner: object) -> str:
    """A text with a remark in the brackets of the page's language; the text alone without one."""
    if not inner:
        return text
    return f"{text}（{inner}）" if is_chinese() else f"{text} ({inner})"


def label(thing, field: str = "name") -> str:
    """A thing's name (or another bilingual field) in the page's language, Chinese failing that."""
    if thing is None:
        return DASH
    chinese = getattr(thing, f"{field}_zh")
    return chinese if is_chinese() else getattr(thing, f"{field}_en") or chinese


def amount(value: Number | None, indicator, *, signed: bool = False) -> str:
    """An indicator's value as shown: money in 亿元, counts with the indicator's decimals."""
    if indicator.unit_kind == "money":
        return yi(value, signed=signed)
    return number(value, indicator.decimals, signed=signed)


def money_said(value: Number | None, decimals: int = 2) -> str:
    """Money stored in 万元 as a sentence says it: "742.05亿元", "CNY 74.205 billion"."""
    if value is None or value != value:
        return DASH
    printed = half_up(exact(value) / WAN_PER_YI, decimals)
    return f"{number(printed, decimals)}亿元" if is_chinese() else yuan_said(printed)


def on_axis(value: Number | None, indicator) -> float | None:
    """A stored value in the unit that an axis shows: money in 亿元, everything else as it is."""
    if value is None:
        return None
    is_money = indicator.unit_kind == "money"
    return round(float(value) / float(WAN_PER_YI), 4) if is_money else float(value)


def unit(indicator, value: Number | None = None) -> str:
    """The unit an indicator is shown in: 亿元 (100 million yuan) for money; 1 in the singular."""
    if indicator.unit_kind == "money":
        return "亿元" if is_chinese() else "CNY 100 m"
    name = label(indicator, "unit")
    if value != 1 or is_chinese():
        return name
    return "person" if name == "people" else name.removesuffix("s")


def named_with_unit(indicator) -> str:
    """An indicator's name with its unit, unless the name says it: "Key projects introduced"."""
    name = label(indicator)
    return bracketed(name, unless_said(unit(indicator), name))


def unless_said(its_unit: str, name: str) -> str:
    """A unit; nothing where the name beside it says it: "Jobs" are counted in jobs."""
    return "" if its_unit in name.lower().split() else its_unit


def measured(text: str, named: str) -> str:
    """An amount as printed, with its unit; Chinese puts no blank between them."""
    return text + named if is_chinese() else " ".join(filter(None, (text, named)))


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
