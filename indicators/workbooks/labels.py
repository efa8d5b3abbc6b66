"""What a header or a row's name says: an indicator, a zone, a span, a unit, a column's role."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from ..cells import half_width
from .spans import Span, find_span
from .vocabulary import Vocabulary, name_key, without_brackets, without_numbering

_WORDS = {
    "zone": "zone zone_name 综合保税区 综保区 保税区 海关特殊监管区域 特殊监管区域 特殊区域 "
    "特定地区 地区 区域 园区 区域名称 园区名称 综保区名称 综合保税区名称 填报单位 报送单位 "
    "单位名称 填报区域",
    "indicator": "indicator 指标 指标名称 统计指标 项目 项目名称 指标项 填报指标 item",
    "quarter": "quarter 季度 报告期 统计期 数据期 期间 时期 所属季度 填报季度 期别 period",
    "unit": "unit 单位 计量单位 金额单位 units",
    "value": "value amount figure 数值 数据 数量 金额 值 指标值 本期 本期数 本期值 本期数值 数 "
    "完成 完成数 完成值 完成情况 完成额 实际 实际数 实际完成 实绩 填报数 填报值 填报数据 报送数 "
    "发生额",
    "basis": "basis 口径 统计口径 span",
    "state": "state 状态 填报状态 status",
    "reason": "reason 原因 理由 未填原因",
    "stated_ytd": "stated_ytd 所报累计数",
    "stated_last_year": "stated_last_year 所报上年同期数",
    "stated_growth": "stated_growth 所报同比增速",
    "number": "no no. # 序号 编号 行次 栏次",
    "skip": "comment comments note remark remarks definition 备注 说明 定义 指标定义 责任人 填报人",
}
ROLES = {name_key(word): role for role, words in _WORDS.items() for word in words.split()}
#: Roles without which a row of words is no header.
STRONG = ("zone", "indicator", "quarter", "value")
SUBTOTALS = frozenset("合计 小计 总计 总和 共计 总数 合计数 total subtotal sum totals".split()) | {
    "grand total",
    "sub-total",
    "全省合计",
    "全省综保区合计",
}
_LONGEST = 200  # letters of a name; a longer text is a note
#: Figures of other times and changes since: never this quarter's.
_COMPARISONS = re.compile(
    r"同比|环比|增长|增幅|增速|增减|±|上年|去年|同期|上季|上期|比重|占比|目标|计划|预期|"
    r"\b(?:growth|change|previous|last|earlier|ago|before|target|share)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Label:
    """What a text says; ``rest`` is what nobody understands, ``bad`` why a name is refused."""

    text: str = ""
    zone: str = ""
    indicator: str = ""
    span: Span | None = None
    basis: str = ""
    unit: str = ""
    role: str = ""
    rest: str = ""
    bad: str = ""

    @cached_property
    def is_subtotal(self) -> bool:
        return name_key(without_numbering(self.rest)) in SUBTOTALS

    @cached_property
    def is_comparison(self) -> bool:
        """Whether it names figures of another time, or a change since."""
        return bool(_COMPARISONS.search(half_width(self.rest)))

    @cached_property
    def names_figures(self) -> bool:
        """Whether figures below it are those of an indicator, a zone or a span."""
        has_facet = bool(self.indicator or self.zone or self.span or self.basis)
        return (has_facet or self.role == "value") and not self.rest

    def joined(self, other: "Label") -> "Label":
        """Both labels as one, as a column's upper and lower header are."""
        return Label(
            " ".join(filter(None, (self.text, other.text))),
            self.zone or other.zone,
            self.indicator or other.indicator,
            self.span or other.span,
            self.basis or other.basis,
            self.unit or other.unit,
            self.role or other.role,
            " ".join(filter(None, (self.rest, other.rest))),
            self.bad or other.bad,
        )


class Reader:
    """Reads labels, each distinct text once."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self._known: dict[str, Label] = {"": Label()}

    def label(self, text: str) -> Label:
        """What the text says."""
        if text not in self._known:
            label = self._read(text) if len(text) <= _LONGEST else Label(rest=text)
            self._known[text] = replace(label, text=text)
        return self._known[text]

    def _read(self, text: str) -> Label:
        if found := self._whole(text):
            return found
        name, brackets = without_brackets(half_width(text))
        label = Label()
        for bracket in brackets:
            inner = self._facet(bracket)
            label = label.joined(inner or Label(rest=bracket))
        if name and (found := self._whole(name)):
            return label.joined(found)
        span = find_span(name)
        if span and span.span:
            label = label.joined(Label(span=span.span, basis=span.span.basis))
            name = span.rest
        elif span:  # months that end no quarter
            return label.joined(Label(rest=name))
        for word, basis in self.vocabulary.basis_words.items():
            key = name_key(name)
            if key != word and (key.startswith(word) or key.endswith(word)) and not word.isascii():
                name = key.removeprefix(word) if key.startswith(word) else key.removesuffix(word)
                label = label.joined(Label(basis=basis))
                break
        name = name.strip(" :,;、-")
        return label.joined((self._whole(name) or Label(rest=name)) if name else Label())

    def _whole(self, text: str) -> Label | None:
        """What the text says as one name; None where it is none."""
        known, key = self.vocabulary, name_key(text)
        if zone := known.zone(text):
            return Label(zone=zone)
        if indicator := known.indicator(text):
            return Label(indicator=indicator)
        if key in ROLES:
            # "quarter" is a column as well as a span; which of them, the column tells.
            return Label(role=ROLES[key], basis=known.basis_words.get(key, ""))
        if bad := known.unusable_zone(text):
            return Label(bad=bad, rest=text)
        return self._facet(text)

    def _facet(self, text: str) -> Label | None:
        """A basis, a unit or a span that is the whole text."""
        known, key = self.vocabulary, name_key(text)
        if basis := known.basis_words.get(key):
            return Label(basis=basis)
        if unit := known.unit(re.sub(r"^(?:计量|金额)?单位[:：]", "", half_width(text))):
            return Label(unit=unit)
        found = find_span(text)
        if found and found.span and not found.rest:
            return Label(span=found.span, basis=found.span.basis)
        return None
