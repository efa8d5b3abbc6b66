"""The list of a year's rewards as a paper: who has which part of the fund, by which rule, and why.

Pure. The words of the rule stand here, for the page and for the files.
"""

from dataclasses import dataclass
from decimal import Decimal

from zones.numbers import number, percent

from ..rewards import BY_PLACE, BY_RANK, BY_SCORE, RewardTerms
from .bulletin import cells
from .paper import Identity, Paper, Paragraph, Part, Table
from .words import NONE, Words, is_chinese

#: Places after the point with which an amount in 万元 is printed, by the smallest unit paid.
DECIMALS = {"wan": 0, "yuan": 4, "fen": 6}
KINDS = {
    BY_SCORE: Words("按得分比例分配", "shared in proportion to the scores"),
    BY_RANK: Words(
        "按名次分配：n个综保区中第一名得n份，末名得1份",
        "shared by rank: of n zones the first has n parts, the last one",
    ),
    BY_PLACE: Words(
        "按名次定额分配：第一名起依次得{steps}份",
        "shared by place: {steps} parts from the first place on",
    ),
}
PLACES = Words("仅前{most}名", "the first {most} places only")
COVERAGE = Words("指标覆盖率不低于{least}", "coverage of at least {least}")
NO_EXIT = Words(
    "有退出事项（含退出预警）的不参与", "zones with an exit case, a warning too, have no part"
)
UNITS = {
    "wan": Words("金额以万元为最小单位", "paid in whole CNY 10,000"),
    "yuan": Words("金额以元为最小单位", "paid in whole yuan"),
    "fen": Words("金额以分为最小单位", "paid in whole fen"),
}
REASONS = {
    "not_ranked": Words("未参与排名", "not ranked"),
    "low_coverage": Words("指标覆盖率不足", "coverage too low"),
    "exit_case": Words("有退出事项（含退出预警）", "exit case, or warning of one"),
    "beyond": Words("不在奖励名次内", "beyond the places that have a part"),
}
TITLE = Words("{year}年度综合保税区奖励资金分配表", "Rewards of the incentive fund, {year}")
DRAFT = Words("测算稿，尚未确定", "Draft: not fixed yet")
DEMONSTRATION = Words(
    "演示数据：数字均为虚构，不代表实际情况。", "Demonstration data: these figures are made up."
)
FUND = Words(
    "{year}年度奖励资金{amount}（来源：{source}）。",
    "The fund of {year} is {amount} (source: {source}).",
)
NO_FUND = Words(
    "{year}年度奖励资金总额尚未录入，仅列分配比例。",
    "The fund of {year} is not entered yet: shares alone are listed.",
)
RULE = Words("分配规则（第{version}版）：{rule}。", "Rule, version {version}: {rule}.")
ROUNDED = Words(
    "金额按最大余数法取整，合计等于资金总额；并列的综保区之间至多相差一个最小单位。",
    "Amounts are rounded by largest remainder and add up to the fund; zones at the same place"
    " differ by one smallest unit at most.",
)
RESULT = Words("分配结果", "Who has which part")
TOTAL = Words("合计", "Total")
COLUMNS = (
    ("place", Words("奖励名次", "Place"), True, NONE),
    ("zone", Words("综合保税区", "Zone"), False, NONE),
    ("rank", Words("考核名次", "Rank on the board"), True, NONE),
    ("score", Words("考核得分", "Score"), True, NONE),
    ("coverage", Words("指标覆盖率", "Coverage"), True, Words("%", "%")),
    ("share", Words("分配比例", "Share"), True, Words("%", "%")),
    ("amount", Words("奖励金额", "Amount"), True, Words("万元", "CNY 10,000")),
    ("remark", Words("备注", "Remark"), False, NONE),
)


@dataclass(frozen=True)
class RewardLine:
    """A zone's line: its part, or the code of the reason why it has none."""

    code: str
    zone: Words
    rank: int | None
    score: Decimal | None
    coverage: Decimal | None
    place: int | None
    share: Decimal
    amount: Decimal | None
    reason: str = ""


@dataclass(frozen=True)
class RewardFacts:
    """All that a list of rewards prints."""

    year: int
    version: int  # of the assessment
    scheme: Words
    decimals: int  # of a score
    rule_version: int
    terms: RewardTerms
    fund: Decimal | None
    source: str
    lines: tuple[RewardLine, ...]
    is_fixed: bool
    is_demonstration: bool
    fixed_on: str = ""
    sha256: str = ""


def rule_words(terms: RewardTerms, language: str) -> str:
    """What a rule says, in one sentence without its full stop."""
    steps = " / ".join(f"{step.normalize():f}" for step in terms.steps)
    parts = [
        KINDS[terms.kind].fill(language, steps=steps),
        PLACES.fill(language, most=terms.most_places) if terms.most_places else "",
        COVERAGE.fill(language, least=percent(terms.min_coverage, 0)),
        NO_EXIT.of(language) if terms.leaves_out_exit else "",
        UNITS[terms.unit].of(language),
    ]
    return ("；" if is_chinese(language) else "; ").join(filter(None, parts))


def amount_text(amount: Decimal, unit: str) -> str:
    """An amount in 万元 as printed."""
    return number(amount, DECIMALS[unit])


def amount_said(amount: Decimal, language: str) -> str:
    """An amount in 万元 within a sentence: "1,500万元"; English says it in full yuan."""
    unit, scale = ("{}万元", 0) if is_chinese(language) else ("CNY {}", 4)
    said = amount.scaleb(scale).normalize()
    return unit.format(number(said, max(0, -int(said.as_tuple().exponent))))


def fund_words(facts: RewardFacts, language: str) -> str:
    """The fund and where it is from, or that it is not entered."""
    if facts.fund is None:
        return NO_FUND.fill(language, year=facts.year)
    printed = amount_said(facts.fund, language)
    return FUND.fill(language, year=facts.year, amount=printed, source=facts.source)


def build_rewards(facts: RewardFacts, language: str) -> Paper:
    """The list as a paper."""
    rule = RULE.fill(language, version=facts.rule_version, rule=rule_words(facts.terms, language))
    title = TITLE.fill(language, year=facts.year)
    notes = (ROUNDED.of(language),) if facts.fund is not None else ()
    table = Table(
        "rewards",
        title,
        tuple(
            cells.column(code, name, language, is_number=is_number, unit=unit)
            for code, name, is_number, unit in COLUMNS
        ),
        tuple(_rows(facts, language)),
        notes,
    )
    words = (Words("考核版本", "Assessment version"), Words("考核方案", "Scheme"))
    told = (str(facts.version), facts.scheme.of(language))
    fixed = (
        ((Words("确定日期", "Fixed on").of(language), facts.fixed_on),) if facts.is_fixed else ()
    )
    return Paper(
        kind="review",
        language=language,
        title=title,
        preamble=(Paragraph(fund_words(facts, language)), Paragraph(rule)),
        parts=(Part("rewards", RESULT.of(language), (table,)),),
        marks=(DEMONSTRATION.of(language),) if facts.is_demonstration else (),
        watermark="" if facts.is_fixed else DRAFT.of(language),
        facts=(
            *((name.of(language), text) for name, text in zip(words, told, strict=True)),
            *fixed,
        ),
        identity=Identity(f"{facts.year}-v{facts.version}", facts.sha256)
        if facts.is_fixed
        else Identity("", ""),
    )


def _rows(facts: RewardFacts, language: str) -> list[tuple]:
    """A row for each zone, and the sum."""
    decimals = DECIMALS[facts.terms.unit]
    rows = []
    for line in facts.lines:
        why = REASONS[line.reason].of(language) if line.reason else ""
        has_part = not line.reason
        rows.append(
            (
                cells.plain(line.place, why=why),
                cells.zone(line.zone.of(language), line.code),
                cells.plain(line.rank),
                cells.plain(line.score, facts.decimals),
                cells.plain(None if line.coverage is None else line.coverage * 100, 1),
                cells.plain(line.share * 100 if has_part else None, 2),
                cells.plain(line.amount, decimals),
                cells.remark(why),
            )
        )
    empty = cells.remark("")
    shared = any(not line.reason for line in facts.lines)
    paid = [line.amount for line in facts.lines if line.amount is not None]
    sums = (
        cells.plain(Decimal(100) if shared else None, 2),
        cells.plain(sum(paid, Decimal(0)) if paid else None, decimals),
    )
    rows.append((empty, cells.remark(TOTAL.of(language)), empty, empty, empty, *sums, empty))
    return rows
