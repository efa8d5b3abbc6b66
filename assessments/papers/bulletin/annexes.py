"""The annexes: full tables, definitions and sources, readings that matter, the method in brief."""

from collections.abc import Iterator

from zones.numbers import WAN_PER_YI

from ..paper import Block, Cell, Paragraph, Part, Table
from ..words import NONE, Words, is_chinese
from . import cells
from .facts import BulletinFacts, IndicatorFacts, TargetFacts, ZoneFacts
from .noted import noted
from .overall import PERCENT, TOTAL, mark_of
from .promised import class_or_amount
from .reasons import whys
from .replied import REPLIED, replied
from .tasked import listed_tasks

TITLES = {
    "figures": Words("各综合保税区各项指标", "Every indicator of every zone"),
    "targets": Words("各项目标完成情况", "Every target"),
    "replies": REPLIED,
    "tasks": Words("举措任务清单", "The measures’ tasks"),
    "definitions": Words(
        "指标口径、来源与全省数", "Definitions, sources and totals of the province"
    ),
    "readings": Words("对条文文字的采用说明", "Readings that the figures rest on"),
    "method": Words("考核方法简述", "The method in brief"),
}
ANNEX = Words("附件{number} {title}", "Annex {number} {title}")
ZONE = ("zone", Words("综合保税区", "Zone"), False, NONE)
MONEY = Words("亿元", "CNY 100 m")
NO_COMPLETION = Words(
    "等级、越低越好或不大于零的目标不计算完成率",
    "no rate is stated for a class, a target of less, or one of zero or below",
)
#: Which of the province's totals shares are taken of; of the first published nothing is said.
VINTAGES = {
    "revised": Words(
        "计算比重所用的全省数为修订数。", "Shares are taken of the province’s total as revised."
    ),
    "implied": Words(
        "计算比重所用的全省数为推算数。", "Shares are taken of an implied total of the province."
    ),
}
NOT_HELD = Words("未登记", "not registered")
#: How the table of totals marks a figure that we derived from published ones.
DERIVED = "derived: "


def annexes(facts: BulletinFacts, language: str) -> tuple[Part, ...]:
    """The annexes that have something to print, numbered in their order."""
    found = {
        "figures": tuple(_figures(facts, language)),
        "targets": tuple(_targets(facts, language)),
        "replies": replied(facts, language),
        "tasks": listed_tasks(facts, language, TITLES["tasks"].of(language)),
        "definitions": _definitions(facts, language),
        "readings": _readings(facts, language),
        "method": _method(facts, language),
    }
    kept = {code: blocks for code, blocks in found.items() if blocks}
    return tuple(
        Part(
            f"annex-{code}",
            ANNEX.fill(language, number=number, title=TITLES[code].of(language)),
            blocks,
            is_annex=True,
        )
        for number, (code, blocks) in enumerate(kept.items(), start=1)
    )


def _figures(facts: BulletinFacts, language: str) -> Iterator[Table]:
    for one in facts.indicators:
        if any(facts.figure(one.code, zone.code) for zone in facts.zones):
            yield _figures_of(facts, one, language)


def _figures_of(facts: BulletinFacts, indicator: IndicatorFacts, language: str) -> Table:
    has_share = any(
        one.share is not None for one in facts.figures if one.indicator == indicator.code
    )
    named: list[tuple[str, Words, bool | Words, Words]] = [
        ZONE,
        ("value", Words("本期", "This span"), indicator.measured.unit, NONE),
        ("base", Words("上年同期", "Year before"), indicator.measured.unit, NONE),
        ("growth", Words("同比", "Growth"), PERCENT, NONE),
        ("two_years", Words("两年平均", "Two-year average"), PERCENT, NONE),
    ]
    if has_share:
        named.append(("share", Words("占全省比重", "Share of the province"), PERCENT, NONE))
    held = {one.zone for one in facts.figures if one.indicator == indicator.code}
    shown = [zone for zone in (None, *facts.zones) if (zone.code if zone else "") in held]
    table = Table(
        f"figures-{indicator.code}",
        indicator.measured.name.of(language),
        cells.columns(language, *named),
        tuple(_row(facts, indicator, zone, language, has_share=has_share) for zone in shown),
        _vintage(facts, indicator, language),
    )
    return noted(table, language, [(zone.short if zone else TOTAL).of(language) for zone in shown])


def _vintage(facts: BulletinFacts, indicator: IndicatorFacts, language: str) -> tuple[str, ...]:
    """Of which of the province's totals shares are taken, where not of the first published."""
    used = {
        one.vintage
        for one in facts.figures
        if one.indicator == indicator.code and one.share is not None
    }
    return tuple(VINTAGES[one].of(language) for one in sorted(used) if one in VINTAGES)


def _row(
    facts: BulletinFacts,
    indicator: IndicatorFacts,
    zone: ZoneFacts | None,
    language: str,
    *,
    has_share: bool,
) -> tuple[Cell, ...]:
    """An indicator of a zone, or (None) of all zones together."""
    found = facts.figure(indicator.code, zone.code if zone else "")
    assert found is not None  # only those that have one are shown
    why = whys(
        found,
        language,
        is_operating=zone is None or zone.is_operating,
        is_base_in_part=zone is None and facts.is_base_in_part(indicator.code),
    )
    mark = mark_of(found)
    what = indicator.measured
    row = [
        cells.zone((zone.name if zone else TOTAL).of(language), zone.code if zone else ""),
        cells.measured(found.value, what, why.value, mark),
        cells.measured(found.base, what, why.base),
        cells.plain(found.growth, 1, why=why.growth, mark=mark),
        cells.plain(found.two_years, 1, why=why.two_years, mark=mark),
    ]
    if has_share:
        row.append(cells.plain(found.share, 2, why=why.share, mark=mark))
    return tuple(row)


def _targets(facts: BulletinFacts, language: str) -> Iterator[Table]:
    grouped: dict[str, list[TargetFacts]] = {}
    for one in facts.targets:
        grouped.setdefault(one.target, []).append(one)
    for code, group in grouped.items():
        yield _targets_of(code, group, language)


def _targets_of(code: str, group: list[TargetFacts], language: str) -> Table:
    what = group[0].measured
    binding = Words("约束性", "binding"), Words("指示性", "indicative")
    unit: bool | Words = False if group[0].is_class else what.unit
    rows = []
    for one in group:
        why = one.reason.of(language) or one.status_words.of(language)
        rows.append(
            (
                cells.zone(one.whose.of(language), one.zone),
                class_or_amount(one, one.actual, one.actual_class, what, why),
                class_or_amount(one, one.due, one.value_class, what, why),
                class_or_amount(one, one.value, one.value_class, what, why),
                _completion(one, language),
                cells.text(one.status_words.of(language)),
                cells.text(binding[0 if one.is_binding else 1].of(language)),
                cells.remark(one.reason.of(language)),
            )
        )
    table = Table(
        f"targets-{code}",
        group[0].title.of(language),
        cells.columns(
            language,
            ("whose", Words("对象", "For"), False, NONE),
            ("actual", Words("实际", "Actual"), unit, NONE),
            ("due", Words("本期应完成", "Due by now"), unit, NONE),
            ("value", Words("年度目标或路径值", "Yearly target or path"), unit, NONE),
            ("completion", Words("完成率", "Completion"), PERCENT, NONE),
            ("status", Words("状态", "Status"), False, NONE),
            ("binding", Words("性质", "Binding or indicative"), False, NONE),
            ("reason", Words("说明", "Remark"), False, NONE),
        ),
        tuple(rows),
    )
    return noted(table, language)


def _completion(one: TargetFacts, language: str) -> Cell:
    """The rate of completion; without one, what is missing, or that such a target has none."""
    if one.completion is not None:
        return cells.plain(one.completion * 100, 1)
    if one.actual is None or one.value is None:
        return cells.missing(one.reason.of(language) or one.status_words.of(language))
    return cells.missing(NO_COMPLETION.of(language))


def _definitions(facts: BulletinFacts, language: str) -> tuple[Block, ...]:
    if not facts.indicators:
        return ()
    rows = tuple(
        (
            cells.text(one.measured.name.of(language)),
            cells.remark(one.measured.unit.of(language)),
            cells.text(one.definition.of(language), NOT_HELD.of(language)),
            cells.text(one.source.of(language), NOT_HELD.of(language)),
            cells.text(facts.assessed_at),
        )
        for one in facts.indicators
    )
    named = cells.columns(
        language,
        ("indicator", Words("指标", "Indicator"), False, NONE),
        ("unit", Words("单位", "Unit"), False, NONE),
        ("definition", Words("口径", "Definition"), False, NONE),
        ("source", Words("来源", "Source"), False, NONE),
        ("as_of", Words("数据截至", "Figures as of"), False, NONE),
    )
    title = Words("指标口径与来源", "Definitions and sources").of(language)
    table = noted(Table("definitions", title, named, rows), language)
    return (table, _totals(facts, language)) if facts.totals else (table,)


def _totals(facts: BulletinFacts, language: str) -> Table:
    rows = tuple(
        (
            cells.text(one.indicator.of(language)),
            cells.text(one.span),
            cells.plain(one.value / WAN_PER_YI, 2),
            cells.text(one.vintage.of(language), NOT_HELD.of(language)),
            cells.text(_source(one.source, language), NOT_HELD.of(language)),
        )
        for one in facts.totals
    )
    note = facts.totals_note.of(language)
    table = Table(
        "province",
        Words("计算比重所用的全省数", "Totals of the province that shares are taken of").of(
            language
        ),
        cells.columns(
            language,
            ("indicator", Words("指标", "Indicator"), False, NONE),
            ("span", Words("自1月1日起", "From 1 January"), False, NONE),
            ("value", Words("全省数", "Total"), MONEY, NONE),
            ("vintage", Words("数据版本", "Vintage"), False, NONE),
            ("source", Words("来源", "Source"), False, NONE),
        ),
        rows,
        (note,) if note else (),
    )
    return noted(table, language)


def _source(text: str, language: str) -> str:
    """Where a total is from: an address as it is, what we derived it from in the paper's words."""
    if not text.startswith(DERIVED) or not is_chinese(language):
        return text
    return "推算：" + text.removeprefix(DERIVED).replace(" and ", "及")


def _readings(facts: BulletinFacts, language: str) -> tuple[Block, ...]:
    if not facts.readings:
        return ()
    rows = tuple(
        (
            cells.text(one.clause.of(language)),
            cells.text(one.printed),
            cells.text(one.adopted),
            cells.text(one.sureness.of(language), NOT_HELD.of(language)),
            cells.remark(one.reason.of(language)),
        )
        for one in facts.readings
    )
    named = cells.columns(
        language,
        ("clause", Words("条款", "Clause"), False, NONE),
        ("printed", Words("原文", "As printed"), False, NONE),
        ("adopted", Words("采用", "As adopted"), False, NONE),
        ("sureness", Words("把握程度", "How sure"), False, NONE),
        ("reason", Words("理由", "Reason"), False, NONE),
    )
    table = Table("readings", TITLES["readings"].of(language), named, rows)
    return (noted(table, language),)


def _method(facts: BulletinFacts, language: str) -> tuple[Block, ...]:
    colon = "：" if is_chinese(language) else ": "
    name = Words("采用方案", "Scheme").of(language) + colon + facts.scheme.name.of(language)
    said = [words.of(language) for words in (*facts.scheme.method, *facts.scheme.certainty[1:])]
    return tuple(Paragraph(line) for line in (name, *said) if line)
