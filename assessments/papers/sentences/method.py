"""The method in brief, as sentences: how zones are scored, ranked and judged."""

from dataclasses import dataclass
from decimal import Decimal

from ..words import Words

SCORE = Words(
    "得分：各项指标以{normalisation}换算为分值，再以{aggregation}汇总。缺失的数据不按零计，"
    "其权重在有数据的指标间重新分配，数据覆盖率随得分列示；覆盖率低于{coverage}%的只列示、不排名。",
    "Score: each indicator becomes points, measured {normalisation}; points are put together by"
    " {aggregation}. What is missing is not counted as zero: its weight goes to the rest, and"
    " the coverage stands beside the score; below {coverage}% a zone is shown and not ranked.",
)
GRACE = Words(
    "首年：在期间第一天尚未满{months}个月的综合保税区只列示、不排名。",
    "First year: a zone that has not completed {months} months on the period’s first day is shown"
    " and not ranked.",
)
RANK = Words(
    "名次：得分四舍五入至{decimals}位小数后排序，得分相同的名次相同。",
    "Rank: scores are rounded half up to {decimals} decimals and then ranked; equal scores share a"
    " place.",
)
GROWTH = Words(
    "同比：均为自1月1日起累计数与上年同期相比；上年同期缺失、为零或为负的，不计算增速。占全省比重的变动以"
    "百分点表示。",
    "Growth: sums from 1 January on the same span of the year before; without a base above zero no"
    " growth is stated. Shares move in percentage points.",
)
TARGETS = Words(
    "目标：只有约束性年度目标未完成才引起处置；指示性进度只作提示。未报送的按未完成计。",
    "Targets: only a binding yearly target that is missed has consequences; the indicative path"
    " between is a reminder. What is not reported counts as not met.",
)


@dataclass(frozen=True)
class Method:
    """What of a scheme the sentences name."""

    normalisation: Words
    aggregation: Words
    min_coverage: Decimal
    grace_months: int
    decimals: int


def method(one: Method) -> tuple[Words, ...]:
    """The method in brief, in both languages."""
    coverage = f"{one.min_coverage * 100:.0f}"
    score = Words(
        SCORE.zh.format(
            normalisation=one.normalisation.zh, aggregation=one.aggregation.zh, coverage=coverage
        ),
        SCORE.en.format(
            normalisation=one.normalisation.en, aggregation=one.aggregation.en, coverage=coverage
        ),
    )
    grace = _both(GRACE, months=one.grace_months) if one.grace_months else None
    rank = _both(RANK, decimals=one.decimals)
    return tuple(words for words in (score, grace, rank, GROWTH, TARGETS) if words)


def _both(words: Words, **parts: object) -> Words:
    return Words(words.zh.format(**parts), words.en.format(**parts))
