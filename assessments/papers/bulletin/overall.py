"""The parts that tell of all zones together: the whole, and investment."""

from collections.abc import Iterator

from ..paper import Block, Paragraph, Part, Table
from ..sentences import amounts
from ..sentences.amounts import Change
from ..words import NONE, Words, clauses, is_chinese, listed, sentence, told
from . import cells
from .facts import BulletinFacts, FigureFacts, IndicatorFacts, ZoneFacts
from .introduced import introduced
from .noted import noted
from .reasons import whys

WHOLE = Words("总体情况", "The zones together")
INVESTMENT = Words("招商引资情况", "Investment promotion")
PERCENT = Words("%", "%")
HEAD_ONE = Words(
    "{span}，{province}1个综合保税区{figure}",
    "{span}, the one comprehensive bonded zone of {province}: {figure}",
)
HEAD = Words(
    "{span}，{province}{count}个运行中的综合保税区合计：{figure}",
    "{span}, the {count} comprehensive bonded zones in operation in {province} together: {figure}",
)
#: Where zones left within the span: what they traded before is in the sum.
HEAD_LEFT = Words(
    "{span}，{province}{count}个运行中的综合保税区连同期内退出的{left}合计：{figure}",
    "{span}, the comprehensive bonded zones in operation in {province} ({count}) together with"
    " those that left within the span ({left}): {figure}",
)
HEAD_ALL_LEFT = Words(
    "{span}，{province}期内退出的{left}合计：{figure}",
    "{span}, the comprehensive bonded zones of {province} that left within the span ({left})"
    " together: {figure}",
)
NOBODY = Words(
    "{span}，{province}没有运行中的综合保税区，不作汇总",
    "{span}: no comprehensive bonded zone of {province} is in operation; nothing is added up",
)
NOTHING_REPORTED = Words("本期没有报送任何数据", "nothing was reported for this period")
OF_WHICH = Words("其中：", "Of this: ")
BESIDES = Words("另据填报：", "Reported besides: ")
AGAINST = Words("对照目标：", "Against the targets: ")
NO_COUNTS = Words(
    "本期没有招商引资数据", "no counts of investment promotion are held for this period"
)
COUNTED_BY_CITY = Words(
    "{name}按城市统计，所在城市的每个综合保税区均列示该市数，合计按城市计一次。",
    "{name} are counted by city: each zone shows its city’s number, and the total counts each city"
    " once.",
)
AS_OBSERVED = Words(
    "以上为各综合保税区报送并经核定的数。",
    "These counts are as reported by the zones and verified.",
)
TOTAL = Words("合计", "Total")


def whole(facts: BulletinFacts, language: str, title: str) -> Part:
    """Total, growth and share of the headline figure, the other amounts, and the targets."""
    return Part("overall", title, tuple(_whole(facts, language)))


def whole_in_short(facts: BulletinFacts, language: str, title: str) -> Part:
    """The headline figure in a sentence and every figure in a table, for a sheet of two pages."""
    found = tuple(_whole(facts, language))
    kept = (*found[:1], *(block for block in found[1:] if isinstance(block, Table)))
    return Part("overall", title, kept)


def _whole(facts: BulletinFacts, language: str) -> Iterator[Block]:
    running = len(facts.running)
    names = {"span": span_name(facts, language), "province": facts.province.of(language)}
    if not running and not facts.left_within:
        yield Paragraph(sentence([NOBODY.fill(language, **names)], language))
        return
    if not any(one.value is not None or one.known for one in facts.figures):
        yield Paragraph(sentence([NOTHING_REPORTED.of(language)], language))
    headline = facts.headline
    if headline is not None:
        figure = clauses(
            [_said(facts, headline, language), _share(facts, headline, language)], language
        )
        words = HEAD_ONE if running == 1 else HEAD
        if facts.left_within:
            words = HEAD_LEFT if running else HEAD_ALL_LEFT
            names["left"] = listed([one.short.of(language) for one in facts.left_within], language)
        text = words.fill(language, figure=figure, count=running, **names)
        yield Paragraph(sentence([text], language))
    others = [
        one
        for one in facts.indicators
        if one.measured.is_money and not one.is_headline and facts.figure(one.code)
    ]
    for is_part, words in ((True, OF_WHICH), (False, BESIDES)):
        said = [_said(facts, one, language) for one in others if one.is_part == is_part]
        if said:
            yield Paragraph(
                words.of(language) + told([sentence([one], language) for one in said], language)
            )
    against = [_stop(one.finding, language) for one in facts.targets if one.is_for_all]
    if against:
        yield Paragraph(AGAINST.of(language) + told(against, language))
    yield totals_table(facts, language)


def _said(facts: BulletinFacts, one: IndicatorFacts, language: str) -> str:
    found = facts.figure(one.code)
    if found is None:
        return amounts.missing("", one.measured, None, language)
    is_of_every = _is_missing_of_every(facts, one, found)
    if not one.measured.is_money:
        return amounts.counted(
            found.value,
            one.measured,
            found.base,
            language,
            state=found.state,
            known=found.known,
            is_total=True,
            is_of_every=is_of_every,
        )
    is_in_part = found.growth_note == "base_missing" and facts.is_base_in_part(one.code)
    return amounts.standing(
        found.value,
        one.measured,
        Change(found.growth, amounts.BASE_IN_PART if is_in_part else found.growth_note),
        language,
        state=found.state,
        known=found.known,
        two_years=found.two_years if facts.year == facts.first_year else None,
        is_total=True,
        is_of_every=is_of_every,
    )


def _is_missing_of_every(facts: BulletinFacts, one: IndicatorFacts, total: FigureFacts) -> bool:
    """Whether every zone in operation lacks the figure for the reason that the total names."""
    if total.value is not None:
        return False
    running = [zone.code for zone in (*facts.running, *facts.left_within)]
    found = [facts.figure(one.code, code) for code in running]
    return len(running) > 1 and all(
        each is not None and each.value is None and each.state == total.state for each in found
    )


def _share(facts: BulletinFacts, one: IndicatorFacts, language: str) -> str:
    found = facts.figure(one.code)
    if found is None or found.value is None:
        return ""
    return amounts.share(found.share, found.share_base, found.vintage, language)


def _stop(words: Words, language: str) -> str:
    """A finding as a sentence of its own, with its full stop."""
    text = words.of(language)
    end = "。" if is_chinese(language) else "."
    return text if text.endswith(end) else text + end


SPANS = {
    "year": Words("{year}年", "In {year}"),
    "half": Words("{year}年上半年", "In the first half of {year}"),
    1: Words("{year}年一季度", "In the first quarter of {year}"),
    2: Words("{year}年1—6月", "In January to June {year}"),
    3: Words("{year}年1—9月", "In January to September {year}"),
    4: Words("{year}年1—12月", "In January to December {year}"),
}


def span_name(facts: BulletinFacts, language: str) -> str:
    """The span as a sentence begins with it: 2022年上半年, In the first half of 2022."""
    key = facts.kind if facts.kind in SPANS else facts.quarter
    return SPANS[key].fill(language, year=facts.year)


def totals_table(facts: BulletinFacts, language: str) -> Table:
    """Every indicator over all zones: amount, the year before, growth, share."""
    rows = [
        (cells.text(one.measured.name.of(language)), *_figures(facts, found, one, language))
        for one in facts.indicators
        for found in [facts.figure(one.code)]
        if found is not None
    ]
    table = Table(
        "totals",
        Words("全省综合保税区主要指标", "Main figures of all zones").of(language),
        cells.columns(
            language,
            ("indicator", Words("指标", "Indicator"), False, NONE),
            ("unit", Words("单位", "Unit"), False, NONE),
            ("value", Words("本期", "This span"), True, Words("自1月1日起累计", "from 1 January")),
            ("base", Words("上年同期", "Year before"), True, NONE),
            (
                "growth",
                Words("同比", "Growth"),
                PERCENT,
                Words("与上年同期相比", "on the same span"),
            ),
            (
                "share",
                Words("占全省比重", "Share of the province"),
                PERCENT,
                Words("自1月1日起累计数之比", "both from 1 January"),
            ),
            ("share_base", Words("上年同期比重", "Share a year before"), PERCENT, NONE),
        ),
        tuple(rows),
    )
    return noted(table, language)


def _figures(facts: BulletinFacts, found: FigureFacts, one: IndicatorFacts, language: str) -> tuple:
    why = whys(found, language, is_base_in_part=facts.is_base_in_part(one.code))
    mark = mark_of(found)
    return (
        cells.remark(one.measured.unit.of(language)),
        cells.measured(found.value, one.measured, why.value, mark),
        cells.measured(found.base, one.measured, why.base),
        cells.plain(found.growth, 1, why=why.growth, mark=mark),
        cells.plain(found.share, 2, why=why.share, mark=mark),
        cells.plain(found.share_base, 2, why=why.share_base),
    )


def mark_of(found: FigureFacts | None) -> str:
    """The mark behind a figure, and behind what is computed from it."""
    return cells.PROVISIONAL if found is not None and found.is_provisional else ""


def investment(facts: BulletinFacts, language: str, title: str) -> Part:
    """Leading and key projects, events and enterprises, as counted."""
    wanted = [one for one in facts.indicators if one.is_investment]
    said = [
        sentence([_said(facts, one, language)], language)
        for one in wanted
        if facts.figure(one.code) is not None
    ]
    if not said:
        return Part("investment", title, (Paragraph(sentence([NO_COUNTS.of(language)], language)),))
    totals = [facts.figure(one.code) for one in wanted]
    is_told = any(total is not None and total.value is not None for total in totals)
    as_observed = AS_OBSERVED.of(language) if is_told else ""
    blocks: list[Block] = [Paragraph(told([*said, as_observed], language))]
    blocks.append(_counts_table(facts, wanted, language))
    blocks += introduced(facts, language)
    return Part("investment", title, tuple(blocks))


def _counts_table(facts: BulletinFacts, wanted: list[IndicatorFacts], language: str) -> Table:
    named = [(one.code, one.measured.name, one.measured.unit, one.definition) for one in wanted]
    rows = [_counts(facts, None, wanted, language)]
    rows += [_counts(facts, zone, wanted, language) for zone in facts.zones]
    notes = [
        COUNTED_BY_CITY.fill(language, name=one.measured.name.of(language))
        for one in wanted
        if one.is_of_city
    ]
    table = Table(
        "investment",
        Words("招商引资有关数据", "Counts of investment promotion").of(language),
        cells.columns(language, ("zone", Words("综合保税区", "Zone"), False, NONE), *named),
        tuple(rows),
        tuple(notes),
    )
    return noted(table, language)


def _counts(
    facts: BulletinFacts, zone: ZoneFacts | None, wanted: list[IndicatorFacts], language: str
) -> tuple:
    """A zone's counts, or (None) those of all zones together."""
    code, is_operating = (zone.code, zone.is_operating) if zone else ("", True)
    found = [(facts.figure(one.code, code), one.measured) for one in wanted]
    return (
        cells.zone((zone.name if zone else TOTAL).of(language), code),
        *(
            cells.measured(
                one.value if one else None,
                what,
                whys(one, language, is_operating=is_operating).value,
                mark_of(one),
            )
            for one, what in found
        ),
    )
