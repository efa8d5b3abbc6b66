"""Figures as printed where entry and storage meet: in the unit of entry, or as a state."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zones.display import DASH, measured, number, unit

from .models import Indicator, Observation
from .units import CANONICAL_MONEY

UNITS = {
    "元": _("yuan"),
    "万元": _("× CNY 10,000"),
    "亿元": _("× CNY 100 m"),
    "千美元": _("× 1,000 US dollars"),
    "万美元": _("× 10,000 US dollars"),
    "亿美元": _("× 100 m US dollars"),
}


def unit_of_entry(code: str, indicator: Indicator, entered: str = "") -> str:
    """A unit of entry as printed: a unit of money by its name, else the indicator's own.

    The singular stands beside an entered 1.
    """
    if indicator.unit_kind == Indicator.UnitKind.MONEY:
        return str(UNITS.get(code, code))
    return unit(indicator, 1 if entered == "1" else None)


def stored_amount(value: Decimal | None, indicator: Indicator) -> str:
    """A stored value with its unit and every decimal it has: money in 万元, not rounded to 亿元."""
    if value is None:
        return DASH
    decimals = max(0, -int(value.normalize().as_tuple().exponent))
    named = unit_of_entry(CANONICAL_MONEY, indicator, f"{value.normalize():f}")
    return measured(number(value, decimals), named)


def figure_text(found: Observation | None, indicator: Indicator) -> str:
    """A figure as stored: its amount, or the state it is in instead; "—" where there is none."""
    if found is None:
        return DASH
    if found.value is None:
        return str(found.get_state_display())
    return stored_amount(found.value, indicator)
