"""The annex on the right of reply: what each zone said of its findings, and was answered."""

from ..paper import Block, Paragraph, Table
from ..words import NONE, Words, told
from . import cells
from .facts import BulletinFacts, HearingFacts

REPLIED = Words("各综合保税区意见及答复", "Replies of the zones, and answers")
WINDOW = Words(
    "发布前，自{opened}至{closes}就本年度认定事项征求了各综合保税区意见。",
    "Before publication the zones could reply to the findings of the year, from {opened} to"
    " {closes}.",
)
COUNTED = Words(
    "共{all}项认定事项：无异议{agreed}项，有异议{disputed}项，期限内未提出意见{silent}项。",
    "Findings: {all}; agreed {agreed}, disputed {disputed}, without a reply within the window"
    " {silent}.",
)
NO_REPLIES = Words("期限内各综合保税区均未提出意见。", "No zone replied within the window.")
NO_WINDOW = Words(
    "本年度考核发布前没有开启征求意见期，各综合保税区未能提出意见。",
    "No reply window was opened before this year's assessment was published; no zone could reply.",
)
FIGURES_STAND = Words(
    "答复不改变数据；需要更正的，按规定修正数据并重新考核。",
    "An answer changes no figure; what is to be corrected is revised, and the year assessed again.",
)
AGREE, DISPUTE = "agree", "dispute"


def replied(facts: BulletinFacts, language: str) -> tuple[Block, ...]:
    """The annex's sentences and table; nothing where there was nothing to reply to."""
    hearing = facts.hearing
    if hearing is None:
        return ()
    blocks: list[Block] = [Paragraph(_told(hearing, language))]
    if hearing.unheard.of(language):
        blocks.append(Paragraph(hearing.unheard.of(language)))
    if any(one.stance for one in hearing.replies):
        blocks.append(_table(facts, hearing, language))
    return tuple(blocks)


def _told(hearing: HearingFacts, language: str) -> str:
    """When zones could reply, how many did, and that none did."""
    if not hearing.closes:
        return NO_WINDOW.of(language)
    said = [one.stance for one in hearing.replies]
    window = WINDOW.fill(language, opened=hearing.opened, closes=hearing.closes)
    if not any(said):
        return told([window, NO_REPLIES.of(language)], language)
    counted = COUNTED.fill(
        language,
        all=len(said),
        agreed=said.count(AGREE),
        disputed=said.count(DISPUTE),
        silent=said.count(""),
    )
    return told([window, counted, FIGURES_STAND.of(language)], language)


def _table(facts: BulletinFacts, hearing: HearingFacts, language: str) -> Table:
    names = {zone.code: zone.short for zone in facts.zones}
    rows = tuple(
        (
            cells.zone(names[one.zone].of(language) if one.zone in names else one.zone, one.zone),
            cells.text(one.finding.of(language)),
            cells.text(one.stance_words.of(language)),
            cells.remark(one.reason),
            cells.remark(one.outcome_words.of(language)),
            cells.remark(one.answer),
        )
        for one in hearing.replies
    )
    return Table(
        "replies",
        REPLIED.of(language),
        cells.columns(
            language,
            ("zone", Words("综合保税区", "Zone"), False, NONE),
            ("finding", Words("认定事项", "Finding"), False, NONE),
            ("reply", Words("意见", "Reply"), False, NONE),
            ("reason", Words("理由", "Reason"), False, NONE),
            ("outcome", Words("答复", "Answer"), False, NONE),
            ("answer", Words("答复内容", "Text of the answer"), False, NONE),
        ),
        rows,
    )
