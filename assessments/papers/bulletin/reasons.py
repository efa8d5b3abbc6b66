"""Why a figure, its base, its growth or its share is missing, in words."""

from dataclasses import dataclass

from ..words import Words
from .facts import FigureFacts

NOT_OPERATING = Words("本期尚未运行", "not operating in this period")
NO_FIGURE = Words("没有该项数据", "no such figure is held")
NO_BASE = Words("上年同期无数据", "no figure of the same span last year")
BASE_NOT_ADDED_UP = Words(
    "上年同期有综合保税区未能报送，未作汇总",
    "the same span last year was not added up, since some zone did not report",
)
NO_TWO_YEARS = Words(
    "两年前同期没有可比的正值（无数据、运行季度数较少或不为正）",
    "no figure to compare of the same span two years before (none, of fewer quarters in operation,"
    " or not above zero)",
)
BELOW_ZERO = Words("本期为负数", "this span’s figure is below zero")
NO_TOTAL = Words("没有全省同期数", "no total of the province is held")
NO_TOTAL_BEFORE = Words("没有全省上年同期数", "no total of the province a year before is held")


@dataclass(frozen=True)
class Whys:
    """Why each number of a figure is missing, where it is; what is there is not asked."""

    value: str
    base: str
    growth: str
    two_years: str
    share: str
    share_base: str


def whys(
    found: FigureFacts | None,
    language: str,
    *,
    is_operating: bool = True,
    is_base_in_part: bool = False,
) -> Whys:
    """Why a zone's or a total's figure, or (None) all of it, is missing.

    Of a total's base a part may have been reported: then it is there and was not added up.
    """
    if not is_operating and (found is None or (found.value is None and found.base is None)):
        return Whys(*[NOT_OPERATING.of(language)] * 6)
    if found is None:
        return Whys(*[NO_FIGURE.of(language)] * 6)
    has_value = found.value is not None
    value = found.state_words.of(language) or NO_FIGURE.of(language)
    growth = found.growth_words.of(language) if has_value else value
    is_without_base = found.growth_note == "base_missing"
    base = growth if is_without_base and growth else NO_BASE.of(language)
    if is_base_in_part:
        base = BASE_NOT_ADDED_UP.of(language)
        growth = base if is_without_base else growth
    is_negative = has_value and found.value < 0  # type: ignore[operator]
    return Whys(
        value=value,
        base=base,
        growth=growth or base,
        two_years=value
        if not has_value
        else (BELOW_ZERO if is_negative else NO_TWO_YEARS).of(language),
        share=NO_TOTAL.of(language) if has_value else value,
        share_base=base
        if found.base is None
        else (NO_TOTAL_BEFORE if found.share is not None else NO_TOTAL).of(language),
    )
