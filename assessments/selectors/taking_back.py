"""Reads how what staff set last is taken back: the terms that counted before, to be set again.

Nothing is removed. What counted before on the day of the last version is set anew from that day on,
as a version of its own with its own reason, by way of the page that shows the effect first.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from indicators.models import Adoption, AnnualTarget, Indicator, Reading, Target, TargetCondition
from indicators.units import CANONICAL_MONEY

from .reading_terms import PERCENT, AmountTerms, shown_amount, terms_under

#: Names in the query the version that is taken back.
BACK = "back"
Version = TypeVar("Version", AnnualTarget, Adoption)


def last_and_before(versions: Sequence[Version]) -> tuple[Version | None, Version | None]:
    """The version set last, and what would count on its day without it; None where nothing does."""
    last = max(versions, key=lambda one: one.version, default=None)
    if last is None:
        return None, None
    begun = (one for one in versions if one is not last and one.in_force_from <= last.in_force_from)
    return last, max(begun, key=lambda one: (one.in_force_from, one.version), default=None)


def target_back_href(versions: Sequence[AnnualTarget]) -> str:
    """Where the last yearly target of a zone and year is taken back; "" where there is none.

    What the demonstration set is not somebody's slip.
    """
    last, before = last_and_before(versions)
    if last is None or last.is_demonstration:
        return ""
    value = before.value if before else None
    terms = {
        "zone": last.zone.code,
        "year": last.year,
        "value": "" if value is None else _plain(value),
        "unit": _stored_unit(last.target),
    }
    return f"{last.target.get_keeping_url()}?{_query(terms, last)}"


def reading_back_href(reading: Reading, versions: Sequence[Adoption], address: str) -> str:
    """Where the reading adopted last is taken back; "" where none was adopted."""
    last, before = last_and_before(versions)
    if last is None:
        return ""
    said = terms_under(reading, before)
    terms = {"adopted": said.adopted, "kind": said.kind, "confidence": said.confidence}
    for one in said.amounts:
        amount, unit = _written(one)
        asked = {
            "rule": one.rule,
            "comparison": one.comparison,
            "amount": amount,
            "unit": unit,
            "direction": str(one.direction),
        }
        terms |= {f"{name}{one.condition.pk}": value for name, value in asked.items()}
    return f"{address}?{_query(terms, last)}"


def version_taken_back(query: QueryDict) -> int | None:
    """The version that the query takes back; None where it sets something new."""
    asked = query.get(BACK, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else None


def ready_reasons(version: int) -> dict[str, str]:
    """Why an earlier version is set again, in both languages; whoever sets it may say more."""
    reasons = {}
    for name, language in (("reason_zh", "zh-hans"), ("reason_en", "en")):
        with override(language):
            text = _("Version %(version)s is taken back; what counted before it counts again.")
            reasons[name] = text % {"version": version}
    return reasons


def _query(terms: dict[str, object], last: AnnualTarget | Adoption) -> str:
    since = last.in_force_from.isoformat()
    return urlencode({"try": 1, **terms, "since": since, BACK: last.version}) + "#effect"


def _written(one: AmountTerms) -> tuple[str, str]:
    """The amount with no place lost, and its unit."""
    amount, unit = shown_amount(one)
    indicator = one.condition.target.indicator
    if one.rule in (TargetCondition.Rule.LEVEL, TargetCondition.Rule.COUNT_EACH_YEAR) and (
        indicator and _stored_unit(one.condition.target) == CANONICAL_MONEY
    ):
        return _plain(one.amount), CANONICAL_MONEY
    return _plain(amount), unit


def _stored_unit(target: Target) -> str:
    """The unit that a target's amounts are stored in, in which none of their places is lost."""
    if target.measure_of == Target.MeasureOf.SHARE or target.indicator is None:
        return PERCENT
    is_money = target.indicator.unit_kind == Indicator.UnitKind.MONEY
    return CANONICAL_MONEY if is_money else target.indicator.unit_zh


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
