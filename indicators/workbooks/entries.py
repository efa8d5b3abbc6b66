"""Amounts as people write them: 1.2亿, 12辆, １２３４．５, 35%; what is ambiguous is refused.

A number cell counts with the 15 digits that spreadsheets keep; text is read by half-width digits,
commas by thousands, a magnitude and a unit behind. Nothing becomes zero that is not written as 0.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from ..cells import half_width, parse_number
from ..units import DOLLAR_FACTORS, MONEY_FACTORS
from .grid import Cell
from .vocabulary import KnownIndicator, Vocabulary, name_key

#: What people write for "none", "missing" or "not yet", nobody knows which.
DASHES = frozenset(
    r"- -- --- — —— ― – ‐ ‑ / \ * … ... 无 空 暂无 待定 待报 未填 nil none null n/a na tbd".split()
)
#: A value has fewer digits before its point than this.
MOST_DIGITS = 16
_LONGEST = 200  # letters of an amount

_MAGNITUDES = {
    **{"百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9},
    **{"百亿": 10, "千亿": 11, "万亿": 12},
}
_AMOUNT = re.compile(
    r"(?P<currency>¥|￥|RMB|CNY|人民币|US\$|USD|\$)?\s*"
    r"(?P<number>[+-]?[0-9][0-9,]*(?:\.[0-9]+)?)\s*"
    r"(?P<magnitude>[十百千万]?亿|[十百千]?万|[百千])?\s*(?P<unit>[^\d\s,.+-][^\d]*)?",
    re.ASCII | re.IGNORECASE,
)
_SHORTENED = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?E[+-]?[0-9]+", re.ASCII | re.IGNORECASE)
_DAY = re.compile(
    r"(?:(?:19|20)[0-9]{2}\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*[0-9]{1,2}日?(?:\s.*)?"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}日)?|(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?"
    r"|[0-9]{1,2}-[A-Z][a-z]{2}(?:-[0-9]{2,4})?|[A-Z][a-z]{2}-[0-9]{2,4})",
    re.ASCII,
)


@dataclass(frozen=True)
class Amount:
    """What a cell says: a value with the unit written in the cell (else empty), or a state."""

    value: Decimal | None = None
    unit: str = ""
    state: str = ""
    reason: str = ""


class Refused(Exception):
    """Raised for a cell that cannot be taken; carries the problem's code and parameters.

    ``place`` is the address that the problem stands at, where it is not the cell itself.
    """

    def __init__(self, code: str, place: str = "", **params: object):
        super().__init__(code)
        self.code, self.place, self.params = code, place, params


def read_amount(
    cell: Cell | None, indicator: KnownIndicator, unit: str, vocabulary: Vocabulary
) -> Amount:
    """What the cell says of the indicator; an empty Amount where it says nothing.

    ``unit`` is the one that holds for the cell unless it names its own. Raises Refused.
    """
    if cell is None:
        return Amount()
    if cell.kind in _REFUSED_KINDS:
        raise Refused(_REFUSED_KINDS[cell.kind], value=cell.text)
    number = cell.number
    if number is not None:
        if cell.is_percent:
            number = _percentage(number * 100, indicator, cell.text)
        return Amount(_checked(number, indicator, cell.text))
    return _read_text(cell.text, indicator, unit, vocabulary)


_REFUSED_KINDS = {
    "date": "date_not_number",
    "boolean": "boolean_cell",
    "error": "error_cell",
    "formula": "formula_without_value",
}


def is_dash(text: str) -> bool:
    """Whether the text is one of those that stand for "none" or "missing"."""
    return half_width(text).lower().replace(" ", "") in DASHES


def looks_like_amount(cell: Cell | None) -> bool:
    """Whether somebody put a figure here, well written or not; a day is none."""
    if cell is None or cell.kind == "date":
        return False
    plain = half_width(cell.text)
    is_amount = re.match(r"[¥$+-]?\s*[0-9]", plain) and not _DAY.fullmatch(plain)
    return cell.kind != "text" or bool(is_amount)


def _read_text(text: str, indicator: KnownIndicator, unit: str, vocabulary: Vocabulary) -> Amount:
    plain = half_width(text)
    if not plain:
        return Amount()
    if is_dash(plain):
        raise Refused("dash_is_not_a_value", value=text)
    if amount := _read_state(text, vocabulary):
        return amount
    if len(plain) > _LONGEST:
        raise Refused("not_a_number", value=text)
    if plain.startswith("#") and plain.rstrip("?!").isupper():
        raise Refused("error_cell", value=text)
    if _SHORTENED.fullmatch(plain):
        raise Refused("shortened_number", value=text)
    if _DAY.fullmatch(plain):
        raise Refused("date_not_number", value=text)
    found = _AMOUNT.fullmatch(plain)
    number = parse_number(found["number"]) if found else None
    if found is None or number is None:
        is_grouped = re.fullmatch(r"[+-]?[0-9.,' ]*[,'][0-9.,' ]*", plain)
        raise Refused("bad_grouping" if is_grouped else "not_a_number", value=text)
    if (found["unit"] or "").strip() == "%" and not found["magnitude"]:
        return Amount(_checked(_percentage(number, indicator, text), indicator, text))
    value, own_unit = _scaled(number, found, indicator, unit, vocabulary, text)
    return Amount(_checked(value, indicator, text), own_unit)


def _read_state(text: str, vocabulary: Vocabulary) -> Amount | None:
    """A state written in place of a value, "不适用" or "无法填报：原因"; None for anything else."""
    word, mark, reason = half_width(text).partition(":")
    state = vocabulary.state_words.get(name_key(word), "")
    if state == "zero":
        return Amount(Decimal(0))
    if state in ("not_applicable", "cannot_report"):
        return Amount(state=state, reason=vocabulary.reason(reason) if mark else "")
    return None


def _scaled(
    number: Decimal,
    found: re.Match[str],
    indicator: KnownIndicator,
    unit: str,
    vocabulary: Vocabulary,
    text: str,
) -> tuple[Decimal, str]:
    """The value and the unit that the cell itself names; no unit where it names none."""
    written = (found["unit"] or "").strip()
    if indicator.unit_kind != "money":
        known = vocabulary.unit(written) if written else indicator.unit
        if found["currency"] or known != indicator.unit:
            raise _unit_refused(text, indicator)
        power = _MAGNITUDES[found["magnitude"]] if found["magnitude"] else 0
        return number * 10**power, ""
    currency = _currency(found["currency"], written, unit)
    if found["magnitude"]:
        if currency is None or written.lower() not in _CURRENCY_WORDS:
            raise _unit_refused(text, indicator)
        return _by_magnitude(number, found["magnitude"], currency)
    if written:
        known = vocabulary.unit(written)
        if known not in indicator.units:
            raise _unit_refused(text, indicator)
        return number, known
    if found["currency"] and (currency is None or not unit):
        raise _unit_refused(text, indicator)
    return number, ""


_CURRENCY_WORDS = {
    **dict.fromkeys(("", "元", "人民币", "元人民币", "rmb", "cny"), "元"),
    **dict.fromkeys(("美元", "usd", "us$"), "美元"),
}


def _currency(mark: str | None, written: str, unit: str) -> str | None:
    """元 or 美元, by the mark before the number, the word behind it, or the unit that holds.

    None where they contradict each other.
    """
    named = set()
    if mark:
        named.add("美元" if "$" in mark or mark.upper() == "USD" else "元")
    if written:
        named.add("美元" if "美元" in written or written.lower() in ("usd", "us$") else "元")
    if unit and not written:
        named.add("美元" if unit in DOLLAR_FACTORS else "元")
    if len(named) > 1:
        return None
    return named.pop() if named else "元"


def _by_magnitude(number: Decimal, magnitude: str, currency: str) -> tuple[Decimal, str]:
    """1.2亿 as 1.2 亿元; magnitudes without a unit of their own in 万."""
    if magnitude == "亿" or (magnitude == "千" and currency == "美元"):
        return number, magnitude + currency
    return number * Decimal(10) ** (_MAGNITUDES[magnitude] - 4), f"万{currency}"


def _percentage(number: Decimal, indicator: KnownIndicator, text: str) -> Decimal:
    """The percent number, of an indicator that is reported in percent."""
    if indicator.unit != "%":
        raise Refused(
            "percent_not_possible",
            value=text if "%" in half_width(text) else f"{number.normalize():f}%",
            indicator=indicator.name,
            choices=indicator.units,
        )
    return number


def _unit_refused(text: str, indicator: KnownIndicator) -> Refused:
    return Refused(
        "unit_not_possible", value=text, indicator=indicator.name, choices=indicator.units
    )


def _checked(value: Decimal, indicator: KnownIndicator, text: str) -> Decimal:
    """The value, if it can be a figure of this indicator at all."""
    if value.copy_abs() >= Decimal(10) ** MOST_DIGITS:
        raise Refused("too_large", value=text)
    if indicator.is_whole and value != value.to_integral_value():
        raise Refused("not_whole", value=text, indicator=indicator.name)
    if value == value.to_integral_value():
        return value.to_integral_value() or Decimal(0)  # no minus before a zero
    return value.normalize()


def stored_places(value: Decimal, unit: str) -> int:
    """How many decimals the value has in 万元, or in its own unit: 4 are kept."""
    factor = MONEY_FACTORS.get(unit) or DOLLAR_FACTORS.get(unit) or Decimal(1)
    exponent = (value * factor).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
