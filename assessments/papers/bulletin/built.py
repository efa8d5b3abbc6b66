"""Builds a bulletin: one paper from the facts, in a language."""

from zones.numbers import day_in_words

from ..paper import Paper, Paragraph, Part
from ..words import LANGUAGES, Words
from .annexes import annexes
from .facts import BulletinFacts
from .followed import NEXT, REVISED, required, revised
from .overall import INVESTMENT, WHOLE, investment, whole, whole_in_short
from .promised import PROMISES, missed, promises
from .ranked import ZONES, ranked, ranked_in_short
from .tasked import MEASURES, measures

TITLES = {
    "year": Words(
        "关于{year}年{province}综合保税区运行情况的通报",
        "Bulletin on the operation of the comprehensive bonded zones of {province} in {year}",
    ),
    "half": Words(
        "关于{year}年上半年{province}综合保税区运行情况的通报",
        "Bulletin on the operation of the comprehensive bonded zones of {province} in the first"
        " half of {year}",
    ),
}
SPANS: dict[str | int, Words] = {
    "year": Words("{year}年", "{year}"),
    "half": Words("{year}年上半年", "the first half of {year}"),
    1: Words("{year}年一季度", "the first quarter of {year}"),
    2: Words("{year}年1—6月", "January to June {year}"),
    3: Words("{year}年1—9月", "January to September {year}"),
    4: Words("{year}年1—12月", "January to December {year}"),
}
#: Where the policy's bundle names nobody.
ADDRESSEES = Words("有关地方人民政府：", "To the local governments concerned:")
BASIS = Words(
    "根据《{policy}》第{clause}条“{title}”关于按季调度、每半年通报的要求，现将{span}{province}"
    "综合保税区运行情况通报如下。",
    "As measure {clause} (“{title}”) of the {policy} requires a review every quarter and a report"
    " every half-year, the operation of the comprehensive bonded zones of {province} in {span} is"
    " reported as follows.",
)
NO_BASIS = Words(
    "现将{span}{province}综合保税区运行情况通报如下。",
    "The operation of the comprehensive bonded zones of {province} in {span} is reported as"
    " follows.",
)
DEMONSTRATION = Words(
    "演示数据：数字均为虚构，不代表实际情况。", "Demonstration data: these figures are made up."
)
PROVISIONAL = Words("初步结果，不作处置依据。", "Provisional: nothing follows from these figures.")
REVIEW = Words(
    "{span}{province}综合保税区运行调度表",
    "Review sheet of the comprehensive bonded zones of {province}, {span}",
)
BEHIND = Words("进度与提醒", "Progress and reminders")
ORDINALS = "一二三四五六七八九十"
FACTS = {
    "period": Words("期间", "Period"),
    "span": Words("数据区间", "Span"),
    "assessed": Words("数据截至", "Figures as of"),
    "version": Words("考核版本", "Assessment version"),
    "published": Words("考核发布", "Assessment published"),
    "scheme": Words("考核方案", "Scheme"),
    "digest": Words("考核数据摘要（SHA-256）", "Digest of the assessment’s data (SHA-256)"),
}
SPAN = Words("{year}年1月1日至{day}", "1 January {year} to {day}")


def build_bulletin(facts: BulletinFacts, language: str) -> Paper:
    """The bulletin of a half-year or year in a language, without what staff write."""
    names = _names(facts, language)
    return Paper(
        kind="bulletin",
        language=language,
        title=TITLES[facts.kind].fill(language, **names),
        addressees=facts.addressees.of(language) or ADDRESSEES.of(language),
        preamble=(Paragraph(_basis(facts, language)),),
        parts=(*_numbered(facts, language), *annexes(facts, language)),
        marks=_marks(facts, language),
        facts=_facts(facts, language),
    )


def build_both(facts: BulletinFacts) -> dict[str, Paper]:
    """The bulletin, of a quarter the review sheet, by language."""
    build = build_review if facts.kind == "quarter" else build_bulletin
    return {code: build(facts, code) for code in LANGUAGES}


def build_review(facts: BulletinFacts, language: str) -> Paper:
    """The sheet of a quarter's review: how all stand, each zone, and who is reminded of what."""
    makers = ((whole_in_short, WHOLE), (ranked_in_short, ZONES), (missed, BEHIND), (required, NEXT))
    return Paper(
        kind="review",
        language=language,
        title=REVIEW.fill(language, **_names(facts, language)),
        parts=tuple(
            make(facts, language, numbered_title(number, title, language))
            for number, (make, title) in enumerate(makers)
        ),
        marks=_marks(facts, language),
        facts=_facts(facts, language),
    )


def _names(facts: BulletinFacts, language: str) -> dict[str, object]:
    span = _span(facts).fill(language, year=facts.year)
    province = facts.province.of(language)
    return {"year": facts.year, "province": province, "span": span}


def _span(facts: BulletinFacts) -> Words:
    return SPANS[facts.quarter if facts.kind == "quarter" else facts.kind]


def _basis(facts: BulletinFacts, language: str) -> str:
    names = _names(facts, language)
    if facts.clause is None:
        return NO_BASIS.fill(language, **names)
    named = {"policy": facts.policy.of(language), "clause": facts.clause}
    return BASIS.fill(language, title=facts.clause_title.of(language), **named, **names)


def _numbered(facts: BulletinFacts, language: str) -> tuple[Part, ...]:
    """The parts of the text in their order, each with its number."""
    makers = (
        (whole, WHOLE),
        (ranked, ZONES),
        (investment, INVESTMENT),
        (promises, PROMISES),
        (measures, MEASURES),
        (required, NEXT),
        (revised, REVISED),
    )
    return tuple(
        make(facts, language, numbered_title(number, title, language))
        for number, (make, title) in enumerate(makers)
    )


def numbered_title(number: int, title: Words, language: str) -> str:
    """A part's title with its number from 0 on: 一、总体情况, 1. The zones together."""
    if language.startswith("zh"):
        return f"{ORDINALS[number]}、{title.zh}"
    return f"{number + 1}. {title.of(language)}"


def _marks(facts: BulletinFacts, language: str) -> tuple[str, ...]:
    marks = [DEMONSTRATION] if facts.is_demonstration else []
    if facts.is_provisional or facts.kind == "quarter":  # a quarter's board is never final
        marks.append(PROVISIONAL)
    return tuple(words.of(language) for words in marks)


def _facts(facts: BulletinFacts, language: str) -> tuple[tuple[str, str], ...]:
    span = SPAN.fill(language, year=facts.year, day=day_in_words(facts.last_day, language))
    period = _span(facts).fill(language, year=facts.year)
    told = {
        "period": "" if facts.kind == "quarter" else period,  # a sheet's title says it
        "span": span,
        "assessed": facts.assessed_at,
        "version": str(facts.assessed_version),
        "published": facts.published_at,
        "scheme": facts.scheme.name.of(language),
        "digest": facts.assessed_digest,
    }
    return tuple((FACTS[name].of(language), value) for name, value in told.items() if value)
