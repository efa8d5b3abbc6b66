"""The part that tells of each zone: places and what they rest on, movement, those not ranked."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from zones.numbers import half_up, number

from ..paper import Block, Cell, Chart, Paragraph, Part, Series, Table
from ..sentences import zones as say
from ..sentences.zones import Grown, Placed
from ..words import NONE, Words, is_chinese, told
from . import cells
from .facts import BulletinFacts, FigureFacts, IndicatorFacts, ZoneFacts
from .noted import noted
from .overall import PERCENT, mark_of
from .reasons import whys

ZONES = Words("各综合保税区情况", "The zones one by one")
INTERVALS = Words(
    "横线为九成变化情形下名次所在的区间，越短越稳。",
    "Each line spans the places held in nine of ten variants: the shorter, the surer.",
)
FIRST_DRAWN = Words(
    "图中为名次在前的{shown}个，其余见排名表。",
    "The chart shows the first {shown} in rank; the rest stand in the table of the ranking.",
)
NOT_DRAWN = Words("没有可比较的名次，不测算区间", "no ranks to compare: no interval is drawn")
NOT_COMPARED = Words(
    "没有可比较的上年同期位次", "no rank of the same span of the year before to compare"
)
COMPARED = Words(
    "位次变动在本期与上年同期均参与排名的综合保税区中比较。",
    "Movement is counted over the zones ranked in this span and in the same span of the year"
    " before.",
)
NOT_SCORED = Words("没有可计算得分的数据", "no figures to score")
#: A chart of more zones than these would not be read.
MOST_CHARTED = 30


def ranked(facts: BulletinFacts, language: str, title: str) -> Part:
    """The ranking in sentences, as a table with all that belongs to a place, and as a chart."""
    return Part("zones", title, tuple(_ranked(facts, language)))


def ranked_in_short(facts: BulletinFacts, language: str, title: str) -> Part:
    """The ranking in sentences and as a table, for a sheet of two pages."""
    zones = tuple(replace(zone, name=zone.short) for zone in facts.zones)
    brief = replace(facts, zones=zones, scheme=replace(facts.scheme, certainty=()))
    kept = [block for block in _ranked(brief, language) if not isinstance(block, Chart)]
    return Part("zones", title, tuple(kept))


def _ranked(facts: BulletinFacts, language: str) -> Iterator[Block]:
    placed = [_placed(zone, facts.scheme.decimals) for zone in facts.zones]
    text = told(
        [
            say.ranking(placed, language),
            say.movements(placed, language),
            say.not_ranked(placed, language),
        ],
        language,
    )
    yield Paragraph(text)
    headline = facts.headline
    if headline is not None and any(zone.is_operating for zone in facts.zones):
        grown = [
            Grown(zone.short, found.growth if found else None)
            for zone in facts.zones
            for found in [facts.figure(headline.code, zone.code)]
        ]
        yield Paragraph(say.growths(grown, headline.measured.name, language))
    yield _ranking_table(facts, language)
    yield from _charts(facts, language)


def _placed(zone: ZoneFacts, decimals: int) -> Placed:
    score = "" if zone.score is None else number(zone.score, decimals)
    return Placed(zone.short, zone.rank, score, zone.moved, zone.reason)


def _ranking_table(facts: BulletinFacts, language: str) -> Table:
    headline = facts.headline
    has_reasons = any(zone.rank is None for zone in facts.zones)
    why = ("reason", Words("未排名原因", "Why not ranked"), False, NONE)
    unit = headline.measured.unit if headline else NONE
    name = headline.measured.name if headline else Words("主要指标", "Headline figure")
    interval = Words(
        "90%的变化情形下名次所在的区间", "where the rank lies in 90% of the variants of the scheme"
    )
    table = Table(
        "ranking",
        Words("综合保税区排名", "Ranking of the zones").of(language),
        cells.columns(
            language,
            ("rank", Words("名次", "Rank"), False, NONE),
            ("interval", Words("名次区间（90%）", "Interval, 90%"), False, interval),
            ("zone", Words("综合保税区", "Zone"), False, NONE),
            (
                "moved",
                Words("位次变动", "Places gained"),
                Words("位", "places"),
                Words(
                    "在两期均参与排名的综合保税区中比较，下降为负",
                    "over the zones ranked in both periods; negative for a fall",
                ),
            ),
            ("score", Words("综合得分", "Score"), Words("分", "points"), NONE),
            (
                "coverage",
                Words("数据覆盖率", "Coverage"),
                PERCENT,
                Words("有数据的权重占适用权重", "weight with figures of the weight that applies"),
            ),
            ("value", name, unit, NONE),
            ("growth", Words("同比", "Growth"), PERCENT, NONE),
            ("share", Words("占全省比重", "Share of the province"), PERCENT, NONE),
            *((why,) if has_reasons else ()),
        ),
        tuple(_row(facts, zone, language, has_reasons) for zone in facts.zones),
        tuple(_notes(facts, language)),
    )
    return noted(table, language, [zone.short.of(language) for zone in facts.zones])


def _row(facts: BulletinFacts, zone: ZoneFacts, language: str, has_reasons: bool) -> tuple:
    headline = facts.headline
    found = facts.figure(headline.code, zone.code) if headline else None
    interval = "" if zone.low is None else f"{zone.low}–{zone.high}"
    is_ranked, unranked = zone.rank is not None, zone.reason.of(language)
    mark = cells.PROVISIONAL if facts.is_board_provisional else ""
    alone = NOT_DRAWN.of(language) if is_ranked else unranked
    unmoved = NOT_COMPARED.of(language) if is_ranked else unranked
    unscored = unranked or NOT_SCORED.of(language)
    coverage = None if zone.coverage is None else zone.coverage * 100
    return (
        cells.placed(zone.rank, zone.is_tied, unranked, mark),
        cells.text(interval, alone, mark),
        # English names are so long that they would take four lines; the annexes have them whole.
        cells.zone((zone.name if is_chinese(language) else zone.short).of(language), zone.code),
        cells.plain(zone.moved, signed=True, why=unmoved, mark=mark),
        cells.plain(zone.score, facts.scheme.decimals, why=unscored, mark=mark),
        cells.plain(coverage, 1, why=unscored, mark=mark),
        *_headline(headline, found, zone, language),
        *((cells.remark(unranked),) if has_reasons else ()),
    )


def _headline(
    headline: IndicatorFacts | None, found: FigureFacts | None, zone: ZoneFacts, language: str
) -> tuple[Cell, ...]:
    """A zone's headline figure, its growth and its share."""
    why, mark = whys(found, language, is_operating=zone.is_operating), mark_of(found)
    if headline is None or found is None:
        return (cells.missing(why.value),) * 3
    return (
        cells.measured(found.value, headline.measured, why.value, mark),
        cells.plain(found.growth, 1, why=why.growth, mark=mark),
        cells.plain(found.share, 2, why=why.share, mark=mark),
    )


def _notes(facts: BulletinFacts, language: str) -> Iterator[str]:
    if any(zone.moved is not None for zone in facts.zones):
        yield COMPARED.of(language)
    # How the variants are drawn stands in the annex on the method.
    yield from (words.of(language) for words in facts.scheme.certainty[:1] if words.of(language))


def _charts(facts: BulletinFacts, language: str) -> Iterator[Chart]:
    every = [zone for zone in facts.zones if zone.rank is not None]
    ranked = every[:MOST_CHARTED]
    if ranked:
        score = tuple(half_up(zone.score or 0, facts.scheme.decimals) for zone in ranked)
        yield Chart(
            "scores",
            Words("综合得分", "Scores").of(language),
            say.drawn(
                [_placed(zone, facts.scheme.decimals) for zone in facts.zones],
                len(ranked),
                language,
            ),
            "bars",
            tuple(zone.short.of(language) for zone in ranked),
            (Series(Words("综合得分", "Score").of(language), score),),
            Words("分", "points").of(language),
            facts.scheme.decimals,
        )
    known = [zone for zone in ranked if zone.low is not None and zone.high is not None]
    if len(known) > 1:
        yield _intervals(known, language, is_part=len(ranked) < len(every))


def _intervals(known: list[ZoneFacts], language: str, *, is_part: bool) -> Chart:
    part = FIRST_DRAWN.fill(language, shown=len(known)) if is_part else ""
    return Chart(
        "intervals",
        Words("名次及其区间", "Ranks and their intervals").of(language),
        told([INTERVALS.of(language), part], language),
        "dots",
        tuple(zone.short.of(language) for zone in known),
        (
            Series(
                Words("名次", "Rank").of(language),
                tuple(Decimal(zone.rank or 0) for zone in known),
                tuple(Decimal(zone.low or 0) for zone in known),
                tuple(Decimal(zone.high or 0) for zone in known),
            ),
        ),
        Words("位", "place").of(language),
    )
