"""The annex on the right of reply: what each zone said of its findings, and was answered."""

from collections.abc import Iterator

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
BEFORE = Words(
    "本版考核发布前未另行开启征求意见期。考核第{version}版发布前，自{opened}至{closes}就其认定事项"
    "征求了各综合保税区意见；内容未变的认定事项，其意见及答复仍列于此。",
    "No reply window was opened before this version of the assessment was published. Before version"
    " {version} the zones could reply to its findings, from {opened} to {closes}; replies and"
    " answers to findings that have not changed stand here.",
)
SAME = Words(
    "本版认定事项中，内容未变的{same}项：无异议{agreed}项，有异议{disputed}项，期限内未提出意见"
    "{silent}项。",
    "Findings of this version that have not changed: {same}; agreed {agreed}, disputed {disputed},"
    " without a reply within the window {silent}.",
)
CHANGED = Words(
    "新增或内容有变动的{changed}项，本版未开启征求意见期。",
    "New or changed findings, for which no reply window was opened in this version: {changed}.",
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
    if hearing.version or any(one.stance for one in hearing.replies):
        blocks.append(_table(facts, hearing, language))
    return tuple(blocks)


def _told(hearing: HearingFacts, language: str) -> str:
    """When zones could reply, how many did, and that none did."""
    if not hearing.closes:
        return NO_WINDOW.of(language)
    if hearing.version:
        return told(list(_before(hearing, language)), language)
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


def _before(hearing: HearingFacts, language: str) -> Iterator[str]:
    """The window of an earlier version: what still stands of its replies, and what is new."""
    yield BEFORE.fill(
        language, version=hearing.version, opened=hearing.opened, closes=hearing.closes
    )
    found = [one for one in hearing.replies if one.is_found]
    said = [one.stance for one in found if one.is_asked]
    if said:
        yield SAME.fill(
            language,
            same=len(said),
            agreed=said.count(AGREE),
            disputed=said.count(DISPUTE),
            silent=said.count(""),
        )
    if len(found) > len(said):
        yield CHANGED.fill(language, changed=len(found) - len(said))
    yield FIGURES_STAND.of(language)


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
