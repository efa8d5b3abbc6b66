"""The papers of a case: notice (通报), record of the interview (约谈记录), and those of an exit.

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
#: The parts of a paper: what each is called, and what stands in it.
Makers = Sequence[tuple[Words, Sequence[Block]]]

NOTICE_TITLE = Words(
    "关于{zone}{year}年度考核有关情况的通报", "Notice on {zone}: findings of {year}"
)
RECORD_TITLE = Words("{zone}{year}年度约谈记录", "Record of the interview: {zone}, {year}")
WARNING_TITLE = Words("关于对{zone}予以退出预警的通知", "Warning of exit: {zone}, on {year}")
START_TITLE = Words(
    "关于对{zone}启动退出程序的决定", "Decision to start the exit procedure: {zone}, on {year}"
)
EXIT_TITLE = Words("关于{zone}退出事项的决定", "Decision on the exit: {zone}, on {year}")
WARNED = Words(
    "现对你单位予以退出预警。请分析原因，落实整改；是否启动退出程序，视以后年度考核结果依据上述政策决定。",
    "This is a warning of exit. Please find the causes and put them right; whether the exit"
    " procedure starts depends on the assessments of the years to come, under the clauses above.",
)
#: Where what was found asks for the exit itself, leadership decides without another year.
WARNED_OF_EXIT = Words(
    "现对你单位予以退出预警。上述情况已达到政策规定的退出条件，是否启动退出程序，将依据上述政策研究决定。",
    "This is a warning of exit. What was found meets the policy's condition for the exit; whether"
    " the procedure starts is decided on it.",
)
STARTED = Words(
    "决定对你单位启动退出程序。整改要求和期限另行下达，期满后就是否退出作出决定。",
    "The exit procedure starts. What has to be put right, and by when, is ordered next; whether the"
    " zone leaves is decided after that.",
)
DECISION, GROUNDS_OF = Words("决定事项", "The decision"), Words("决定依据", "The clauses")
REASONS = Words("理由：{reasons}", "Reasons: {reasons}")
PERIOD_UNTIL = Words("整改期限：{day}。", "Rectification period until: {day}.")
LEAVES = Words("决定：该综合保税区退出。", "Decided: this zone leaves.")
TO_DECIDE = Words("决定（退出或者不予退出）：", "Decided (whether the zone leaves or not):")
ADDRESSED = Words("{zone}：", "{zone}:")
NUMBER = Words("____〔____〕____号", "No. ________")
OFFICE = Words("（发文机关）", "(issuing office)")
DATED = Words("____年____月____日", "Date: ____________")
DAY = Words("____年____月____日", "____________")
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
#: A notice bears the day on which it was issued, and so tells of a later one without a past tense.
INTERVIEW_DAY = Words("约谈时间：{day}。", "Day of the interview: {day}.")
RECTIFY = Words(
    "约谈后下达整改要求和期限，请据此制定整改方案，并在期限内提交整改材料。",
    "What has to be put right, and by when, is ordered after the interview.",
)
NOTICE_ALONE = Words(
    "请对照上述情况分析原因，切实改进工作。", "Please find the causes and improve the work."
)
GENERAL = Words("基本信息", "About the interview")
SHEET = Words("约谈情况表", "The interview")
SAID = Words("约谈内容", "What was said")
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
#: People and place are recorded in one line, which then stands for these rows.
TOOK_PART = Words("约谈人、参加人员和地点", "Who took part, and where")
IN_ONE_LINE = ("place", "interviewer")
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
    number: str = ""
    issued: str = ""
    present: str = ""
    said: str = ""
    reasons: str = ""
    is_exited: bool = False
    has_exit: bool = False
    is_demonstration: bool = False


def notice(facts: CaseFacts) -> Paper:
    """The notice to the zone, with number, office and date to be filled in."""
    makers = ((FOUND, _found(facts)), (CLAUSES, _clauses(facts)), (ASKED, _asked(facts)))
    return _letter(facts, NOTICE_TITLE, makers)


def exit_warning(facts: CaseFacts) -> Paper:
    """The warning of exit to the zone, in the layout of the notice."""
    words = WARNED_OF_EXIT if facts.has_exit else WARNED
    asked = (Paragraph(words.of(facts.language)),)
    makers = ((FOUND, _found(facts)), (CLAUSES, _clauses(facts)), (ASKED, asked))
    return _letter(facts, WARNING_TITLE, makers)


def exit_start(facts: CaseFacts) -> Paper:
    """The decision to start the exit procedure, with its reasons or room for them."""
    decided = (Paragraph(STARTED.of(facts.language)), *_reasons(facts))
    makers = ((FOUND, _found(facts)), (GROUNDS_OF, _clauses(facts)), (DECISION, decided))
    return _letter(facts, START_TITLE, makers)


def exit_decision(facts: CaseFacts) -> Paper:
    """The decision on the exit after the period; until it is recorded, with room to write it in."""
    language = facts.language
    day = facts.due or DAY.of(language)
    words = LEAVES if facts.is_exited else TO_DECIDE
    decided = [Paragraph(PERIOD_UNTIL.fill(language, day=day)), Paragraph(words.of(language))]
    makers = (
        (FOUND, _found(facts)),
        (GROUNDS_OF, _clauses(facts)),
        (DECISION, (*decided, *_reasons(facts))),
    )
    return _letter(facts, EXIT_TITLE, makers)


def _reasons(facts: CaseFacts) -> tuple[Block, ...]:
    if facts.reasons:
        return (Paragraph(REASONS.fill(facts.language, reasons=facts.reasons)),)
    return _lines()


def _letter(facts: CaseFacts, title: Words, makers: Makers) -> Paper:
    """An official letter to the zone: number, addressee, basis, its parts, office and date."""
    language = facts.language
    words = {"day": facts.published, "year": facts.year, "version": facts.version}
    return _identified(
        Paper(
            kind="bulletin",
            language=language,
            title=_title(title, facts),
            number=facts.number or NUMBER.of(language),
            addressees=ADDRESSED.fill(language, zone=facts.zone),
            preamble=(Paragraph(BASIS.fill(language, **words)),),
            parts=_parts(makers, language),
            office=OFFICE.of(language),
            dated=facts.issued or DATED.of(language),
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
        (SAID, (Paragraph(facts.said),) if facts.said else _lines()),
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


def _parts(makers: Makers, language: str) -> tuple[Part, ...]:
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
    if facts.held:
        asked = INTERVIEW_DAY.fill(language, day=facts.held)
    return Paragraph(asked), Paragraph(RECTIFY.of(language))


def _general(facts: CaseFacts) -> Table:
    language = facts.language
    known = {
        "reason": REASON.fill(language, year=facts.year),
        "day": facts.held,
        "head": facts.head,
        "present": facts.present,
    }
    rows = tuple(
        (Cell((TOOK_PART if told_at_once else name).of(language)), Cell(known.get(code) or BLANK))
        for code, name in ROWS
        if not (facts.present and code in IN_ONE_LINE)
        for told_at_once in (bool(facts.present) and code == "present",)
    )
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
    day = facts.due or DAY.of(facts.language)
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
