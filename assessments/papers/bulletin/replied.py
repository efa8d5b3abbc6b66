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
CARRIED = Words(
    "其中{count}项系对以前版本所提，认定事项未变，仍列于此。",
    "Of these, said of an earlier version of a finding that has not changed: {count}.",
)
NO_REPLIES = Words("期限内各综合保税区均未提出意见。", "No zone replied within the window.")
NO_WINDOW = Words(
    "本年度考核发布前没有开启征求意见期，各综合保税区未能提出意见。",
    "No reply window was opened before this year's assessment was published; no zone could reply.",
)
NO_OWN = Words(
    "本版考核发布前未另行开启征求意见期。",
    "No reply window was opened before this version of the assessment was published.",
)
BEFORE = Words(
    "考核第{version}版发布前，自{opened}至{closes}就其认定事项征求了各综合保税区意见；"
    "内容未变的认定事项，其意见及答复仍列于此。",
    "Before version {version} the zones could reply to its findings, from {opened} to {closes};"
    " replies and answers to findings that have not changed stand here.",
)
BEFORE_CANCELLED = Words(
    "考核第{version}版：{cancelled}取消前对内容未变的认定事项所提意见及答复，仍列于此。",
    "Version {version}: {cancelled} What was replied before, and answered, to findings that have"
    " not changed stands here.",
)
UNTIL_CANCELLED = Words(
    "取消前，{all}项认定事项：无异议{agreed}项，有异议{disputed}项，未提出意见{silent}项。",
    "Findings shown until then: {all}; agreed {agreed}, disputed {disputed}, without a reply"
    " {silent}.",
)
NONE_SAID = Words("取消前各综合保税区均未提出意见。", "No zone had replied by then.")
UNANSWERED = Words(
    "期限取消而未作答复的异议{count}项，所提理由照列，发布原因随附。",
    "Disputes left without an answer: {count}; their reasons stand here, with the reason for"
    " publishing.",
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
CHANGED_CANCELLED = Words(
    "新增或内容有变动的{changed}项，本版征求意见期已取消。",
    "New or changed findings, whose reply window was cancelled in this version: {changed}.",
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
    """When zones could reply, how many did, what was cancelled, and that nobody was asked."""
    if hearing.version:
        return told(list(_before(hearing, language)), language)
    if hearing.closes or hearing.cancelled:
        return told(list(_own(hearing, language)), language)
    return NO_WINDOW.of(language)


def _own(hearing: HearingFacts, language: str) -> Iterator[str]:
    """The windows of this version: those that were cancelled, and the one that was not."""
    yield from (one.of(language) for one in hearing.cancelled)
    said = [one.stance for one in hearing.replies if not one.is_aside]
    counted, none = (COUNTED, NO_REPLIES) if hearing.closes else (UNTIL_CANCELLED, NONE_SAID)
    if hearing.closes:
        yield WINDOW.fill(language, opened=hearing.opened, closes=hearing.closes)
    yield _counted(counted, said, language) if any(said) else none.of(language)
    if carried := sum(one.is_carried for one in hearing.replies):
        yield CARRIED.fill(language, count=carried)
    yield from _unanswered(hearing, language)
    if any(one.stance for one in hearing.replies):
        yield FIGURES_STAND.of(language)


def _before(hearing: HearingFacts, language: str) -> Iterator[str]:
    """The window of an earlier version: what still stands of its replies, and what is new."""
    yield from (one.of(language) for one in hearing.cancelled)
    if not hearing.cancelled:
        yield NO_OWN.of(language)
    version = hearing.version
    if hearing.closes:
        yield BEFORE.fill(language, version=version, opened=hearing.opened, closes=hearing.closes)
    else:
        cancelled = hearing.before.of(language)
        yield BEFORE_CANCELLED.fill(language, version=version, cancelled=cancelled)
    found = [one for one in hearing.replies if one.is_found and not one.is_aside]
    said = [one.stance for one in found if one.is_asked]
    if said:
        yield _counted(SAME, said, language)
    if len(found) > len(said):
        changed = CHANGED_CANCELLED if hearing.cancelled else CHANGED
        yield changed.fill(language, changed=len(found) - len(said))
    yield from _unanswered(hearing, language)
    yield FIGURES_STAND.of(language)


def _counted(words: Words, said: list[str], language: str) -> str:
    return words.fill(
        language,
        all=len(said),
        same=len(said),
        agreed=said.count(AGREE),
        disputed=said.count(DISPUTE),
        silent=said.count(""),
    )


def _unanswered(hearing: HearingFacts, language: str) -> Iterator[str]:
    """How many disputes a cancelled window left without an answer; nothing for none."""
    cut = [one for one in hearing.replies if one.is_aside or not hearing.closes]
    left = [one for one in cut if one.stance == DISPUTE and not one.answer]
    if left:
        yield UNANSWERED.fill(language, count=len(left))


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
