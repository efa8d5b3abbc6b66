"""What the words in a table mean: zones, indicators, units, states, as printed anywhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..cells import half_width
from ..units import units_of_entry

PROVINCE = "province"

_NUMBERING = re.compile(
    r"^(?:其中[:：]?|#|[*★☆●○·]+|(?:[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[)）]|[、.．](?!\d)))\s*)+"
)
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_FOOTNOTES = "*①②③④⑤⑥⑦⑧⑨"
#: No name is longer; a longer text is neither looked up nor kept for the next time.
_LONGEST_NAME = 200

#: Words for states and spans that stand in tables of any origin; a Vocabulary may add others.
STATES: Mapping[str, str] = {
    **dict.fromkeys(("value", "reported", "已填报", "有数值"), "value"),
    **dict.fromkeys(("zero", "零", "为零"), "zero"),
    **dict.fromkeys(("not_applicable", "not applicable", "不适用"), "not_applicable"),
    **dict.fromkeys(
        ("cannot_report", "cannot be reported", "无法填报", "不能填报"), "cannot_report"
    ),
}
BASES: Mapping[str, str] = {
    **dict.fromkeys(
        ("quarter", "single quarter", "当季", "本季", "本季度", "当季值", "当期", "单季"), "quarter"
    ),
    **dict.fromkeys(
        ("ytd", "year to date", "累计", "本年累计", "年累计", "年初至今", "累计值"), "ytd"
    ),
}
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("元", "人民币元", "yuan", "cny"), "元"),
    **dict.fromkeys(
        ("万元", "人民币万元", "万元人民币", "万", "cny 10,000", "10,000 yuan"), "万元"
    ),
    **dict.fromkeys(
        ("亿元", "人民币亿元", "亿元人民币", "亿", "cny 100 million", "100 million yuan"), "亿元"
    ),
    **dict.fromkeys(("千美元", "usd 1,000", "us$ 1,000", "usd thousand"), "千美元"),
    **dict.fromkeys(("万美元", "usd 10,000", "us$ 10,000"), "万美元"),
    **dict.fromkeys(("亿美元", "usd 100 million", "us$ 100 million"), "亿美元"),
}


def name_key(text: str) -> str:
    """A name as it is looked up: half-width, lower case, without blanks and footnote marks."""
    return _short_key(text) if len(text) <= _LONGEST_NAME else _key(text)


@lru_cache(maxsize=16_384)
def _short_key(text: str) -> str:
    return _key(text)


def _key(text: str) -> str:
    plain = half_width(text).lower()
    if not plain.isascii():
        plain = re.sub(r"\s+", "", plain)
    return re.sub(r"\s+", " ", plain).rstrip(_FOOTNOTES).strip(" :;,")


def without_numbering(text: str) -> str:
    """A name without 一、 or 1. or 其中： before it."""
    return _NUMBERING.sub("", half_width(text))


def without_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """A name without what stands in brackets, and that."""
    return _BRACKETED.sub("", text).strip(), tuple(_BRACKETED.findall(text))


@dataclass(frozen=True)
class KnownIndicator:
    """An indicator as a table may name it; ``unit`` is its own one, of money the shown one."""

    code: str
    names: tuple[str, ...]
    unit_kind: str = "money"  # money, count or ratio
    unit: str = "亿元"
    unit_names: tuple[str, ...] = ()
    basis: str = "quarter"
    is_whole: bool = False  # counted in whole numbers

    @property
    def name(self) -> str:
        return self.names[0] if self.names else self.code

    @property
    def units(self) -> tuple[str, ...]:
        """The units that it may be entered in."""
        return units_of_entry(self.unit_kind, self.unit)


@dataclass(frozen=True)
class Area:
    """A customs area: a zone, or one park of a zone that has several."""

    code: str
    zone: str
    names: tuple[str, ...] = ()  # of the park


@dataclass(frozen=True)
class Vocabulary:
    """Every printed name with what it means.

    ``zones`` holds codes, names and aliases of each zone that reports, and of the province;
    ``unusable`` the names that must not be matched, with the problem's code; ``flows`` which
    indicator customs' total, export and import are.
    """

    zones: Mapping[str, str] = field(hash=False)
    indicators: tuple[KnownIndicator, ...]
    unusable: Mapping[str, str] = field(default_factory=dict, hash=False)
    areas: tuple[Area, ...] = ()
    flows: Mapping[str, str] = field(default_factory=dict, hash=False)
    states: Mapping[str, str] = field(default_factory=dict, hash=False)
    bases: Mapping[str, str] = field(default_factory=dict, hash=False)
    units: Mapping[str, str] = field(default_factory=dict, hash=False)
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)

    @cached_property
    def by_code(self) -> dict[str, KnownIndicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def zone_names(self) -> dict[str, str]:
        """Zone codes by every name's key; names that must not be matched are not in it."""
        found = _keyed(self.zones) | {name_key(code): code for code in self.zones.values()}
        return _longest_first(
            {name: zone for name, zone in found.items() if name not in self.unusable_names}
        )

    @cached_property
    def unusable_names(self) -> dict[str, str]:
        return _keyed(self.unusable)

    @cached_property
    def indicator_names(self) -> dict[str, str]:
        return _longest_first(
            {
                name_key(name): indicator.code
                for indicator in self.indicators
                for name in (*indicator.names, indicator.code)
            }
        )

    @cached_property
    def state_words(self) -> dict[str, str]:
        return _keyed(STATES) | _keyed(self.states)

    @cached_property
    def basis_words(self) -> dict[str, str]:
        return _keyed(BASES) | _keyed(self.bases)

    @cached_property
    def unit_words(self) -> dict[str, str]:
        own = {
            name_key(name): indicator.unit
            for indicator in self.indicators
            for name in (indicator.unit, *indicator.unit_names)
        }
        return own | _keyed(UNITS) | _keyed(self.units)

    @cached_property
    def reason_words(self) -> dict[str, str]:
        return _keyed(self.reasons)

    def zone(self, text: str) -> str:
        """The code of the zone that the text names; empty where it names none."""
        return self._look_up(self.zone_names, text)

    def unusable_zone(self, text: str) -> str:
        """Why the name must not be matched; empty for any other text."""
        return self._look_up(self.unusable_names, text)

    def indicator(self, text: str) -> str:
        """The code of the indicator that the text names; empty where it names none."""
        return self._look_up(self.indicator_names, text)

    def unit(self, text: str) -> str:
        return self.unit_words.get(name_key(text), "")

    def reason(self, text: str) -> str:
        """The reason as it is kept: a chosen one by its code, any other as written."""
        return self.reason_words.get(name_key(text), text.strip())

    def zones_in(self, text: str) -> set[str]:
        """The zones that a title names: the longest names win where one lies within another."""
        return _names_in(name_key(text), self.zone_names)

    def indicators_in(self, text: str) -> set[str]:
        """The indicators that a title names."""
        return _names_in(name_key(text), self.indicator_names)

    def _look_up(self, names: Mapping[str, str], text: str) -> str:
        bare = without_numbering(text)
        return names.get(name_key(text)) or names.get(name_key(bare)) or ""


def _keyed(words: Mapping[str, str]) -> dict[str, str]:
    return {name_key(word): meaning for word, meaning in words.items()}


def _names_in(text: str, names: Mapping[str, str]) -> set[str]:
    """What the names within the text mean, longer ones first; ASCII names only as whole words."""
    found = set()
    for name in names:
        if len(name) < 2 or name not in text:
            continue
        pattern = re.escape(name)
        if name.isascii():
            pattern = rf"(?<![a-z0-9_]){pattern}(?![a-z0-9_])"
        text, count = re.subn(pattern, "\0", text)
        if count:
            found.add(names[name])
    return found


def _longest_first(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda item: len(item[0]), reverse=True))
