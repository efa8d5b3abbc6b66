"""Words that several pages share: periods and quarters, names in a row, figures with their unit."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.models import Indicator, Target
from indicators.periods import Period, Quarter, parse_quarter
from indicators.targets import CLASSES
from zones.display import (
    DASH,
    WAN_PER_YI,
    Number,
    amount,
    half_up,
    is_chinese,
    label,
    measured,
    money_said,
    number,
    page_language,
    percent,
    unit,
)
from zones.numbers import exact

from .models import Scheme, TargetResult
from .papers.words import listed as in_a_row

CLASS_OF_NUMBER = {float(value): letter for letter, value in CLASSES.items()}
#: Parts of a year as people call them, by the period's kind and last quarter.
PARTS = {
    ("year", 4): lambda: _("%(year)s"),
    ("half", 2): lambda: _("the first half of %(year)s"),
    ("quarter", 1): lambda: _("the first quarter of %(year)s"),
    ("quarter", 2): lambda: _("January to June %(year)s"),
    ("quarter", 3): lambda: _("January to September %(year)s"),
    ("quarter", 4): lambda: _("January to December %(year)s"),
}
QUARTERS = {
    1: lambda: _("first quarter of %(year)s"),
    2: lambda: _("second quarter of %(year)s"),
    3: lambda: _("third quarter of %(year)s"),
    4: lambda: _("fourth quarter of %(year)s"),
}


def period_name(period: Period) -> str:
    """A span from 1 January as people call it: 2023, the first half of 2023."""
    return PARTS[period.kind, period.quarter]() % {"year": period.year}


def scheme_name(scheme: Scheme) -> str:
    """A scheme by name and version, or a draft by its code: versions may share a name."""
    words = {
        "name": label(scheme),
        "version": scheme.version,
        "year": scheme.effective_year,
        "code": scheme.code,
    }
    if scheme.state == Scheme.State.DRAFT:
        return _("%(name)s, draft %(code)s") % words
    return _("%(name)s, version %(version)s (from %(year)s)") % words


def scheme_version_name(scheme: Scheme) -> str:
    """Which version of the scheme, in few words; a draft by its code."""
    if scheme.state == Scheme.State.DRAFT:
        return _("draft %(code)s") % {"code": scheme.code}
    words = {"version": scheme.version, "year": scheme.effective_year}
    return _("version %(version)s (from %(year)s)") % words


def year_name(year: int) -> str:
    """A year as people call it."""
    return _("%(year)s") % {"year": year}


def quarter_name(quarter: Quarter | str) -> str:
    """A single quarter as people call it."""
    found = parse_quarter(quarter) if isinstance(quarter, str) else quarter
    return QUARTERS[found.quarter]() % {"year": found.year}


def listed(names: Sequence[str], most: int = 4) -> str:
    """Names in a row; beyond ``most`` of them the rest is counted."""
    shown = _(", ").join(names[:most])
    if len(names) <= most:
        return shown
    return _("%(names)s and %(count)s more") % {"names": shown, "count": len(names) - most}


def all_of(names: Sequence[str]) -> str:
    """Every name in a row, as the subject of a sentence: A, B and C."""
    return in_a_row(names, page_language())


def sentences(texts: Iterable[str]) -> str:
    """Sentences one after another; Chinese puts no space between them."""
    return ("" if is_chinese() else " ").join(texts)


def per_cent(value: Number | None, decimals: int = 1, *, signed: bool = False) -> str:
    """A number that is in percent already, as printed: 35 gives "35.0%"."""
    text = number(value, decimals, signed=signed)
    return text if text == DASH else f"{text}%"


def points(value: Number | None, *, signed: bool = False) -> str:
    """A difference between two shares, in percentage points."""
    text = number(value, 2, signed=signed)
    return text if text == DASH else _("%(points)s percentage points") % {"points": text}


def with_unit(value: Number | None, indicator) -> str:
    """An indicator's value with its unit, as a sentence says it: "742.05亿元".

    English says "CNY 74.205 billion", the digits of the tables. It has named what is counted and
    prints the number alone: "1 projects" is no English.
    """
    if indicator.unit_kind == "money":
        return money_said(value)
    text = amount(value, indicator)
    is_named = indicator.unit_kind == "count" and not is_chinese()
    return text if text == DASH or is_named else measured(text, unit(indicator))


def aimed(value: Number | None, target: Target) -> str:
    """A value on the scale of a target, with its unit: an amount, a share or a class."""
    if value is None:
        return DASH
    if target.measure_of == Target.MeasureOf.SHARE:
        return per_cent(value, 2)
    if target.indicator is None:
        return CLASS_OF_NUMBER.get(float(value), DASH)
    return with_unit(value, target.indicator)


def bare(value: Number | None, target: Target) -> str:
    """The same without its unit, for a cell or a card that prints the unit elsewhere."""
    if value is None or target.indicator is None or target.measure_of == Target.MeasureOf.SHARE:
        return aimed(value, target)
    return amount(value, target.indicator)


def distance(value: Number | None, target: Target) -> str:
    """A difference on the scale of a target: shares differ in percentage points."""
    is_share = target.measure_of == Target.MeasureOf.SHARE
    return points(value) if is_share else aimed(value, target)


def as_printed(value: Number, target: Target) -> Decimal:
    """A value rounded as it is printed on the scale of a target, in the unit that is stored."""
    if target.measure_of == Target.MeasureOf.SHARE:
        return half_up(value, 2)
    indicator = target.indicator
    if indicator is not None and indicator.unit_kind == "money":
        return half_up(exact(value) / WAN_PER_YI, 2) * WAN_PER_YI
    return half_up(value, indicator.decimals if indicator else 0)


def apart(one: Number, other: Number, target: Target) -> Decimal:
    """One value less another, both as printed: readers subtract what they see."""
    return as_printed(one, target) - as_printed(other, target)


def gap_text(one: Number | None, other: Number | None, target: Target) -> str:
    """How far two values lie apart as printed; where they only print alike, less than one place."""
    if one is None or other is None:
        return DASH
    gap = abs(apart(one, other, target))
    if gap == 0 and exact(one) != exact(other):
        return _("less than %(amount)s") % {"amount": distance(_last_place(target), target)}
    return distance(gap, target)


def behind_text(actual: Number | None, due: Number | None, target: Target) -> str:
    """How far a figure is behind what is due by now, of the two numbers as printed.

    A flow's is a percentage of what is due, which is what it is judged by. A level is judged by its
    way from the base, which is not printed beside it; of a share a percentage reads as one more.
    """
    if actual is None or due is None:
        return DASH
    printed, indicator = as_printed(due, target), target.indicator
    is_flow = indicator is not None and indicator.kind == Indicator.Kind.FLOW
    if not is_flow or target.measure_of == Target.MeasureOf.SHARE or not printed:
        return gap_text(due, actual, target)
    return percent(abs(apart(due, actual, target)) / abs(printed))


def _last_place(target: Target) -> Decimal:
    """The least amount that is printed on the scale of a target, in the unit that is stored."""
    indicator = target.indicator
    if target.measure_of == Target.MeasureOf.SHARE or indicator is None:
        return Decimal("0.01")
    if indicator.unit_kind == "money":
        return WAN_PER_YI / 100
    return Decimal(1).scaleb(-indicator.decimals)


def completed(actual: Number | None, value: Number | None, target: Target) -> Decimal | None:
    """The rate of completion as a fraction, of the two numbers as printed; None above nothing."""
    if actual is None or value is None or as_printed(value, target) <= 0:
        return None
    return as_printed(actual, target) / as_printed(value, target)


def measured_name(target: Target) -> str:
    """What a target measures, in words."""
    if target.indicator is None:
        return label(target)
    if target.measure_of == Target.MeasureOf.SHARE:
        return _("%(name)s as a share of the province") % {"name": label(target.indicator)}
    return label(target.indicator)


def target_name(target: Target, *, of_zone: bool) -> str:
    """What a target is called for whom it is judged.

    A zone is judged by its own yearly target where the policy speaks of all zones together; the
    policy's words would say that the zone itself has promised them.
    """
    if of_zone and target.scope == Target.Scope.PROVINCE and target.indicator:
        return _("%(name)s: the zone's yearly target") % {"name": measured_name(target)}
    return label(target)


def status_text(status: str, *, is_binding: bool = True) -> str:
    """A status in words: an indicative path is reached, what is met is a target of that year."""
    if status == TargetResult.Status.MET and not is_binding:
        return _("on the path")
    return str(TargetResult.Status(status).label)


def result_name(result: TargetResult) -> str:
    """What a result's target is called: for a zone, for a city or for all zones together."""
    return target_name(result.target, of_zone=result.zone_id is not None)
