"""The parts that tell of what follows: what is asked next, and revisions."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from zones.numbers import DASH

from ..paper import Block, Cell, Paragraph, Part, Table
from ..sentences import follow
from ..words import NONE, Words
from . import cells
from .facts import BulletinFacts, CaseCounts
from .noted import noted

NEXT = Words("下一步要求", "What is asked next")
REVISED = Words("上次通报以来的数据修订", "Figures revised since the last bulletin")
#: What leads furthest stands first.
CONSEQUENCES = ("exit", "exit_warning", "notice", "notice_only", "reminder", "named")
NO_REASON = Words("未注明原因", "no reason is given")
NOT_HELD = Words("当时无该项数据", "no such figure was held then")
UNRANKED = Words("名次“—”：未参与排名。", "A rank of “—”: not ranked.")


def required(facts: BulletinFacts, language: str, title: str) -> Part:
    """What follows from the flags by rule and clause; what staff ask themselves comes after it."""
    return Part("next", title, tuple(_required(facts, language)))


def _required(facts: BulletinFacts, language: str) -> Iterator[Block]:
    names = {zone.code: zone.short for zone in facts.zones}
    standing = [one for one in facts.flags if not one.is_withdrawn]
    # A zone that left still owes what it has not handed in; nothing else follows for it.
    raised = [one for one in standing if one.left_on is None or one.consequence == "named"]
    gone = {one.zone: one.left_on for one in standing if one not in raised and one.left_on}
    if not raised:
        yield Paragraph(follow.nothing_follows(language))
    for consequence in CONSEQUENCES:
        found = [one for one in raised if one.consequence == consequence]
        zones = [names[code] for code in dict.fromkeys(one.zone for one in found)]
        numbers = sorted({one.measure for one in found if one.measure is not None})
        text = follow.follows(consequence, zones, numbers, language)
        if text:
            yield Paragraph(text)
    for zone in facts.left_within:
        if zone.left_on and zone.code not in gone:
            yield Paragraph(follow.exited(zone.short, zone.left_on, language))
    for code, left_on in gone.items():
        yield Paragraph(follow.left(names[code], left_on, language))
    if raised and facts.is_provisional:
        yield Paragraph(follow.provisional(language))
    if facts.cases_day is not None and facts.kind != "quarter":  # a sheet has two pages
        yield Paragraph(follow.cases(_by_track(facts.cases), facts.year, facts.cases_day, language))


def _by_track(cases: Sequence[CaseCounts]) -> list[tuple[Words, list[tuple[Words, int]], int]]:
    """Each track with its open states and their counts, and how many are over."""
    return [
        (
            track,
            [(one.state, one.count) for one in cases if one.track == track and not one.is_over],
            sum(one.count for one in cases if one.track == track and one.is_over),
        )
        for track in dict.fromkeys(one.track for one in cases)
    ]


def revised(facts: BulletinFacts, language: str, title: str) -> Part:
    """What was revised since the last bulletin, with before, after and the effect on ranks."""
    last = facts.last.of(language) if facts.last else None
    blocks: list[Block] = [Paragraph(follow.revised(len(facts.revisions), last, language))]
    if facts.revisions:
        blocks.append(_revisions(facts, language))
    return Part("revisions", title, tuple(blocks))


def _revisions(facts: BulletinFacts, language: str) -> Table:
    rows = tuple(
        (
            cells.zone(one.zone.of(language), one.zone_code),
            cells.text(one.quarter),
            cells.text(one.indicator.of(language)),
            cells.remark(one.unit.of(language)),
            _revised(one.before, one.before_value, one.decimals, language),
            _revised(one.after, one.after_value, one.decimals, language),
            cells.text(one.effect.of(language)),
            cells.text(one.day),
            cells.text(one.reason.of(language), NO_REASON.of(language)),
        )
        for one in facts.revisions
    )
    effect = Words("按期间：修订前名次→修订后名次", "by period: rank before → rank after")
    is_unranked = any(DASH in one.effect.zh for one in facts.revisions)
    table = Table(
        "revisions",
        Words("修订明细", "The revisions").of(language),
        cells.columns(
            language,
            ("zone", Words("综合保税区", "Zone"), False, NONE),
            ("quarter", Words("季度", "Quarter"), False, NONE),
            ("indicator", Words("指标", "Indicator"), False, NONE),
            ("unit", Words("单位", "Unit"), False, NONE),
            ("before", Words("修订前", "Before"), False, NONE),
            ("after", Words("修订后", "After"), False, NONE),
            ("effect", Words("对名次的影响", "Effect on rank"), False, effect),
            ("day", Words("核定日期", "Verified on"), False, NONE),
            ("reason", Words("原因", "Reason"), False, NONE),
        ),
        rows,
        (UNRANKED.of(language),) if is_unranked else (),
    )
    return noted(table, language)


def _revised(words: Words, value: Decimal | None, decimals: int, language: str) -> Cell:
    """A figure before or after: its value, the state that it was in, or that there was none."""
    text = words.of(language)
    if value is None:
        return cells.text("" if text == DASH else text, NOT_HELD.of(language))
    return cells.plain(value, decimals)
