"""How an amount stands and how it moved, as clauses: up, down, level, or why that is not said.

A fall is a fall and never negative growth. A base that is missing, zero or below is named, and
nothing is computed on it. A share moves in percentage points.
"""

from dataclasses import dataclass
from decimal import Decimal

from zones.numbers import Number, half_up, number, yuan_said

from ..words import NONE, Words, clauses, is_chinese


@dataclass(frozen=True)
class Measured:
    """What is measured: its name, its unit, and how it is shown. Money is held in 万元."""

    name: Words
    unit: Words
    decimals: int
    is_money: bool = False

    def shown(self, value: Number) -> Decimal:
        """A stored value on the scale that is printed, rounded as printed."""
        return half_up(Decimal(value) / 10_000 if self.is_money else value, self.decimals)


@dataclass(frozen=True)
class Change:
    """An amount against the same span last year: its growth in %, or why there is none."""

    growth: float | None = None
    note: str = ""


UP = Words("同比增长{by}%", "up {by}% on the same span of the year before")
DOWN = Words("同比下降{by}%", "down {by}% on the same span of the year before")
LEVEL = Words("同比持平", "level with the same span of the year before")
HARDLY = Words("同比基本持平", "almost level with the same span of the year before")
AVERAGE_UP = Words("两年平均增长{by}%", "up {by}% a year on average over two years")
AVERAGE_DOWN = Words("两年平均下降{by}%", "down {by}% a year on average over two years")
AVERAGE_LEVEL = Words("两年平均持平", "level on average over two years")
#: Why a total has no growth where the year before some zones reported and others did not.
BASE_IN_PART = "base_in_part"
NO_GROWTH = {
    "base_missing": Words(
        "上年同期无数据，不计算增速", "no growth stated for want of a figure of the year before"
    ),
    BASE_IN_PART: Words(
        "上年同期有综合保税区未能报送，未作汇总，不计算增速",
        "no growth stated since the same span of the year before was not added up:"
        " some zone did not report",
    ),
    "base_incomplete": Words(
        "上年同期运行不满期，不计算增速",
        "no growth stated since the same span of the year before was not whole",
    ),
    "zone_left": Words(
        "本期内已退出，不计算增速", "no growth stated since the zone left within this span"
    ),
    "base_not_positive": Words(
        "上年同期为零或负数，不计算增速",
        "no growth stated since the figure of the year before is zero or below",
    ),
    "now_negative": Words(
        "本期为负数，不计算增速", "no growth stated since the figure itself is below zero"
    ),
}
AMOUNT = Words("{name}{amount}", "{name}: {amount}")
IS_MISSING = Words("{name}{why}", "{name}: {why}")
NOT_ADDED_UP = Words(
    "{name}因有综合保税区{why}，不作汇总", "{name}: not added up, since for some zone it is {why}"
)
ADDED_UP_OF_NONE = Words(
    "{name}各综合保税区均{why}，不作汇总", "{name}: not added up, since for every zone it is {why}"
)
WHY = {
    "not_due": Words("尚未到报送期限", "not yet due"),
    "late": Words("逾期未报", "late"),
    "not_reported": Words("未报送", "not reported"),
    "reason_refused": Words(
        "未报送（所报原因未予认可）", "not reported (the reason given was not accepted)"
    ),
    "cannot_report": Words("无法填报（已说明原因）", "impossible to report (a reason is given)"),
    "not_applicable": Words("不适用（未在运行）", "not applicable (not in operation)"),
    "": Words("无数据", "without a figure"),
}
BEFORE = Words("上年同期{base}", "{base} in the same span of the year before")
KNOWN = Words("其中已报送的部分为{amount}", "what was reported comes to {amount}")
SHARE = Words("占全省的{share}%", "{share}% of the province’s total")
POINTS_UP = Words(
    "比重比上年同期提高{by}个百分点", "{by} percentage points more than a year before"
)
POINTS_DOWN = Words(
    "比重比上年同期下降{by}个百分点", "{by} percentage points less than a year before"
)
POINTS_LEVEL = Words("比重与上年同期持平", "the same share as a year before")
NO_SHARE = Words(
    "全省同期数尚未公布，不计算比重", "no share stated since the province’s total is not published"
)
VINTAGES = {
    "first_published": NONE,
    "revised": Words("全省数为修订数", "the province’s total as revised"),
    "implied": Words("全省数为推算数", "the province’s total being implied"),
}


def amount(value: Number, what: Measured, language: str) -> str:
    """An amount with its unit: "300.60亿元", "CNY 30.060 billion".

    English has named what is counted: "7".
    """
    shown = what.shown(value)
    if is_chinese(language):
        return number(shown, what.decimals) + what.unit.zh
    return yuan_said(shown) if what.is_money else number(shown, what.decimals)


def growth(change: Change, language: str, decimals: int = 1) -> str:
    """How it moved against the same span last year: up, down, level, or why that is not said."""
    if change.growth is None:
        return NO_GROWTH.get(change.note, NONE).of(language)
    by = half_up(change.growth, decimals)
    if by == 0:
        return (LEVEL if change.growth == 0 else HARDLY).of(language)
    return (UP if by > 0 else DOWN).fill(language, by=number(abs(by), decimals))


def average(two_years: float | None, language: str, decimals: int = 1) -> str:
    """The average growth over two years; nothing where it is not known."""
    if two_years is None:
        return ""
    by = half_up(two_years, decimals)
    if by == 0:
        return AVERAGE_LEVEL.of(language)
    return (AVERAGE_UP if by > 0 else AVERAGE_DOWN).fill(language, by=number(abs(by), decimals))


def missing(
    state: str,
    what: Measured,
    known: Number | None,
    language: str,
    *,
    is_total: bool = False,
    is_of_every: bool = False,
) -> str:
    """That there is no figure and why, and what part of it was reported.

    A total is missing because it is for a zone, or for every one; where it applies to none, it is
    simply missing.
    """
    words = NOT_ADDED_UP if is_total and state != "not_applicable" else IS_MISSING
    if words is NOT_ADDED_UP and is_of_every:
        words = ADDED_UP_OF_NONE
    why = WHY.get(state, WHY[""]).of(language)
    parts = [words.fill(language, name=what.name.of(language), why=why)]
    if known is not None and not is_of_every and state not in ("not_applicable", "not_due"):
        parts.append(KNOWN.fill(language, amount=amount(known, what, language)))
    return ("，" if is_chinese(language) else "; ").join(parts)


def counted(
    value: Number | None,
    what: Measured,
    base: Number | None,
    language: str,
    *,
    state: str = "",
    known: Number | None = None,
    is_total: bool = False,
    is_of_every: bool = False,
) -> str:
    """A count as observed beside that of the year before: percentages of few say nothing."""
    if value is None:
        return missing(state, what, known, language, is_total=is_total, is_of_every=is_of_every)
    printed = amount(value, what, language)
    parts = [AMOUNT.fill(language, name=what.name.of(language), amount=printed)]
    if base is not None:
        parts.append(BEFORE.fill(language, base=amount(base, what, language)))
    return clauses(parts, language)


def standing(
    value: Number | None,
    what: Measured,
    change: Change,
    language: str,
    *,
    state: str = "",
    known: Number | None = None,
    two_years: float | None = None,
    is_total: bool = False,
    is_of_every: bool = False,
) -> str:
    """An indicator's amount and how it moved, as a clause; where it is missing, why."""
    if value is None:
        return missing(state, what, known, language, is_total=is_total, is_of_every=is_of_every)
    name, printed = what.name.of(language), amount(value, what, language)
    parts = [
        AMOUNT.fill(language, name=name, amount=printed),
        growth(change, language),
        average(two_years, language),
    ]
    return clauses(parts, language)


def share(now: float | None, before: float | None, vintage: str, language: str) -> str:
    """A share of the province and how it moved, in percentage points of the shares as printed."""
    if now is None:
        return NO_SHARE.of(language)
    parts = [SHARE.fill(language, share=number(now, 2))]
    if before is not None:
        by = half_up(now, 2) - half_up(before, 2)
        words = POINTS_LEVEL if by == 0 else POINTS_UP if by > 0 else POINTS_DOWN
        parts.append(words.fill(language, by=number(abs(by), 2)))
    parts.append(VINTAGES.get(vintage, NONE).of(language))
    return clauses(parts, language)
