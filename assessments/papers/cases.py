"""The papers of a case: the notice (通报) and the record of the interview (约谈记录).

Pure. What the system knows is filled in; what only people know is a blank to write in: nothing
official is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .bulletin.built import DEMONSTRATION, numbered_title
from .paper import Block, Cell, Column, Identity, Paper, Paragraph, Part, Table
from .stored import canonical, digest
from .words import NONE, Words, told

#: A place to write in, short and a line long.
BLANK = "________"
LINE = "_" * 52
LINES = 4

NOTICE_TITLE = Words(
    "关于{zone}{year}年度考核有关情况的通报", "Notice on {zone}: findings of {year}"
)
RECORD_TITLE = Words("{zone}{year}年度约谈记录", "Record of the interview: {zone}, {year}")
ADDRESSED = Words("{zone}：", "{zone}:")
NUMBER = Words("____〔____〕____号", "No. ________")
OFFICE = Words("（发文机关）", "(issuing office)")
DATED = Words("____年____月____日", "Date: ____________")
BASIS = Words(
    "依据{day}发布的{year}年度考核结果（第{version}版），现将你单位有关情况通报如下。",
    "On the assessment of {year} as published on {day} (version {version}), this is notified:",
)
FOUND = Words("考核认定的情况", "What was found")
CLAUSES = Words("通报依据", "The clauses")
ASKED = Words("有关要求", "What is asked")
PRINTED = Words("政策第{number}条原文：“{phrase}”。", "Measure {number}, as printed: “{phrase}”.")
ADOPTED = Words("校读后：“{phrase}”。", "As adopted: “{phrase}”.")
INTERVIEW_ASKED = Words(
    "请单位负责人于{day}前到指定地点接受约谈，时间和地点：______________。",
    "The head of the unit is asked to an interview by {day}; time and place: ____________________.",
)
INTERVIEW_OPEN = Words(
    "请单位负责人接受约谈，时间和地点：______________。",
    "The head of the unit is asked to an interview; time and place: ____________________.",
)
RECTIFY = Words(
    "约谈后下达整改要求和期限，请据此制定整改方案，并在期限内提交整改材料。",
    "What has to be put right, and by when, is ordered after the interview.",
)
NOTICE_ALONE = Words(
    "请对照上述情况分析原因，切实改进工作。", "Please find the causes and improve the work."
)
GENERAL = Words("基本信息", "About the interview")
SHEET = Words("约谈情况表", "The interview")
SAID = Words("被约谈单位说明的情况", "What the zone said")
CONCLUDED = Words("约谈意见和整改要求", "What was concluded, and what has to be put right")
SIGNED = Words("签字", "Signatures")
DUE = Words("整改期限：{day}。", "To be put right by: {day}.")
SIGNERS = (
    Words("约谈人（签字）：{blank}", "Interviewer: {blank}"),
    Words("被约谈人（签字）：{blank}", "Interviewed: {blank}"),
    Words("记录人（签字）：{blank}", "Taken down by: {blank}"),
    Words("日期：{blank}", "Date: {blank}"),
)
ROWS = (
    ("reason", Words("约谈事由", "Occasion")),
    ("day", Words("约谈时间", "Date")),
    ("place", Words("约谈地点", "Place")),
    ("interviewer", Words("约谈人（姓名、职务）", "Interviewer (name, post)")),
    ("head", Words("被约谈人（姓名、职务）", "Interviewed (name, post)")),
    ("present", Words("在场人员", "Also present")),
    ("recorder", Words("记录人", "Taken down by")),
)
REASON = Words("{year}年度考核触发通报并约谈规则", "Findings of the assessment of {year}")
CASE, VERSION = Words("处置事项", "Case"), Words("依据考核版本", "Version assessed")


@dataclass(frozen=True)
class Clause:
    """A phrase of a measure as printed and, where it is read otherwise, as adopted."""

    number: int
    printed: str
    adopted: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """What the papers print, in the paper's language."""

    language: str
    code: str
    zone: str
    year: int
    version: int
    published: str
    findings: tuple[str, ...]
    clauses: tuple[Clause, ...]
    has_interview: bool = True
    interview_by: str = ""
    held: str = ""
    head: str = ""
    ordered: str = ""
    due: str = ""
    is_demonstration: bool = False


def notice(facts: CaseFacts) -> Paper:
    """The notice to the zone, with number, office and date to be filled in."""
    language = facts.language
    makers = ((FOUND, _found(facts)), (CLAUSES, _clauses(facts)), (ASKED, _asked(facts)))
    words = {"day": facts.published, "year": facts.year, "version": facts.version}
    return _identified(
        Paper(
            kind="bulletin",
            language=language,
            title=_title(NOTICE_TITLE, facts),
            number=NUMBER.of(language),
            addressees=ADDRESSED.fill(language, zone=facts.zone),
            preamble=(Paragraph(BASIS.fill(language, **words)),),
            parts=_parts(makers, language),
            office=OFFICE.of(language),
            dated=DATED.of(language),
            marks=_marks(facts),
            facts=_facts(facts),
        ),
        facts,
    )


def interview_record(facts: CaseFacts) -> Paper:
    """The record of the interview, with what was said and the signatures to be filled in."""
    language = facts.language
    makers = (
        (GENERAL, (_general(facts),)),
        (FOUND, _found(facts)),
        (SAID, _lines()),
        (CONCLUDED, tuple(_concluded(facts))),
        (SIGNED, _signatures(language)),
    )
    return _identified(
        Paper(
            kind="bulletin",
            language=language,
            title=_title(RECORD_TITLE, facts),
            parts=_parts(makers, language),
            marks=_marks(facts),
            facts=_facts(facts),
        ),
        facts,
    )


def _title(words: Words, facts: CaseFacts) -> str:
    return words.fill(facts.language, zone=facts.zone, year=facts.year)


def _parts(makers: Sequence[tuple[Words, Sequence[Block]]], language: str) -> tuple[Part, ...]:
    return tuple(
        Part(f"part-{number}", numbered_title(number, title, language), tuple(blocks))
        for number, (title, blocks) in enumerate(makers)
    )


def _found(facts: CaseFacts) -> tuple[Block, ...]:
    return tuple(
        Paragraph(f"{number}. {finding}") for number, finding in enumerate(facts.findings, start=1)
    )


def _clauses(facts: CaseFacts) -> tuple[Block, ...]:
    language = facts.language
    blocks = []
    for one in facts.clauses:
        parts = [PRINTED.fill(language, number=one.number, phrase=one.printed)]
        if one.adopted:
            parts.append(ADOPTED.fill(language, phrase=one.adopted))
        blocks.append(Paragraph(told(parts, language)))
    return tuple(blocks)


def _asked(facts: CaseFacts) -> tuple[Block, ...]:
    language = facts.language
    if not facts.has_interview:
        return (Paragraph(NOTICE_ALONE.of(language)),)
    words = INTERVIEW_ASKED if facts.interview_by else INTERVIEW_OPEN
    asked = words.fill(language, day=facts.interview_by)
    return Paragraph(asked), Paragraph(RECTIFY.of(language))


def _general(facts: CaseFacts) -> Table:
    language = facts.language
    known = {
        "reason": REASON.fill(language, year=facts.year),
        "day": facts.held,
        "head": facts.head,
    }
    rows = tuple((Cell(name.of(language)), Cell(known.get(code) or BLANK)) for code, name in ROWS)
    columns = (
        Column("item", Words("项目", "Item").of(language)),
        Column("content", Words("内容", "Content").of(language)),
    )
    return Table("interview", SHEET.of(language), columns, rows)


def _lines() -> tuple[Block, ...]:
    return tuple(Paragraph(LINE) for _line in range(LINES))


def _concluded(facts: CaseFacts) -> Iterator[Block]:
    if facts.ordered:
        yield Paragraph(facts.ordered)
    else:
        yield from _lines()
    day = facts.due or DATED.of(facts.language)
    yield Paragraph(DUE.fill(facts.language, day=day))


def _signatures(language: str) -> tuple[Block, ...]:
    return tuple(Paragraph(words.fill(language, blank=BLANK * 2)) for words in SIGNERS)


def _marks(facts: CaseFacts) -> tuple[str, ...]:
    marks = DEMONSTRATION if facts.is_demonstration else NONE
    return tuple(filter(None, (marks.of(facts.language),)))


def _facts(facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    language = facts.language
    return (
        (CASE.of(language), facts.code),
        (VERSION.of(language), f"{facts.year} v{facts.version}"),
    )


def _identified(paper: Paper, facts: CaseFacts) -> Paper:
    """The paper with its case's code and the digest of what it prints below every page."""
    return replace(paper, identity=Identity(facts.code, digest(canonical({paper.language: paper}))))
