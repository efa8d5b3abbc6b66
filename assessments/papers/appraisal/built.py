"""Builds the extract for leadership appraisal: one paper from the facts, in a language."""

from collections.abc import Callable, Sequence

from ..bulletin.built import DEMONSTRATION, numbered_title
from ..paper import Block, Paper, Paragraph, Part, Table
from ..words import LANGUAGES, Words, told
from .annex import defined
from .facts import AppraisalFacts
from .tables import aims, by_city, cases, found, places

TITLE = Words(
    "{province}综合保税区{year}年度考核情况摘录{city}\n（供地方党政领导班子考核参考）",
    "Extract of the {year} assessment of the comprehensive bonded zones of {province}{city}\n"
    "(reference for the appraisal of local leaderships)",
)
OF_CITY = Words("·{city}", ", {city}")
BASIS = Words(
    "《{policy}》第{clause}条“{title}”要求，综合保税区目标完成情况纳入地方党政领导班子考核参考。"
    "现按已发布的{year}年度考核结果，将{scope}情况摘录如下。",
    "Measure {clause} (“{title}”) of the {policy} asks that progress on the zones’ targets count"
    " in the appraisal of local leaderships. This is an extract of the published assessment of"
    " {year} for {scope}.",
)
NO_BASIS = Words(
    "现按已发布的{year}年度考核结果，将{scope}情况摘录如下。",
    "This is an extract of the published assessment of {year} for {scope}.",
)
EVERY_CITY = Words("各市", "each city")
SUPERSEDED = Words(
    "注意：本摘录所依据的第{version}版考核结果已被替代，仅供查考。",
    "Note: version {version} of the assessment, which this extract prints, was superseded; it is"
    " kept for the record.",
)
IN_SHORT = Words(
    "共涉及{cities}个市、{zones}个综合保税区，其中{ranked}个参与排名。年度目标{aims}项，完成{met}项，"
    "约束性目标未完成{missed}项。认定成立{found}项，其中有异议{disputed}项。"
    "截至{day}，未结处置事项{open}件。",
    "Cities: {cities}; zones: {zones}, ranked: {ranked}. Yearly targets: {aims}, met: {met},"
    " binding ones missed: {missed}. Findings that stand: {found}, of them disputed: {disputed}."
    " Cases open on {day}: {open}.",
)
PARTS = {
    "cities": Words("分市概况", "The cities in short"),
    "places": Words("得分与位次", "Scores and places"),
    "aims": Words("年度目标与结果", "Yearly targets and results"),
    "found": Words("认定事项、意见与答复", "Findings, replies and answers"),
    "cases": Words("处置事项进展", "State of cases"),
}
NO_FINDING = Words("没有认定事项。", "Nothing was found.")
NO_CASE = Words("没有处置事项。", "There is no case.")
NO_AIM = Words("没有年度目标。", "There is no yearly target.")
ANNEX = Words("附件 口径与说明", "Annex: definitions and notes")
FACTS = {
    "period": Words("考核年度", "Year assessed"),
    "city": Words("范围", "Covers"),
    "version": Words("考核版本", "Assessment version"),
    "published": Words("考核发布", "Assessment published"),
    "assessed": Words("数据截至", "Figures as of"),
    "scheme": Words("考核方案", "Scheme"),
    "day": Words("处置状态截至", "State of cases as of"),
    "digest": Words("考核数据摘要（SHA-256）", "Digest of the assessment’s data (SHA-256)"),
}


def build_appraisal(facts: AppraisalFacts, language: str) -> Paper:
    """The extract in a language."""
    return Paper(
        kind="review",
        language=language,
        title=TITLE.fill(language, **_names(facts, language)),
        preamble=tuple(Paragraph(text) for text in _opening(facts, language)),
        parts=(
            *_parts(facts, language),
            Part("annex", ANNEX.of(language), defined(facts, language), is_annex=True),
        ),
        marks=(DEMONSTRATION.of(language),) if facts.is_demonstration else (),
        facts=_facts(facts, language),
    )


def build_both(facts: AppraisalFacts) -> dict[str, Paper]:
    """The extract by language."""
    return {code: build_appraisal(facts, code) for code in LANGUAGES}


def _names(facts: AppraisalFacts, language: str) -> dict[str, object]:
    city = OF_CITY.fill(language, city=_only(facts, language)) if facts.only else ""
    return {"year": facts.year, "province": facts.province.of(language), "city": city}


def _only(facts: AppraisalFacts, language: str) -> str:
    """The name of the city that the extract is narrowed down to."""
    return next(one.name.of(language) for one in facts.cities if one.code == facts.only)


def _opening(facts: AppraisalFacts, language: str) -> list[str]:
    scope = _only(facts, language) if facts.only else EVERY_CITY.of(language)
    named = {"year": facts.year, "scope": scope}
    if facts.clause is None:
        opening = NO_BASIS.fill(language, **named)
    else:
        opening = BASIS.fill(
            language,
            policy=facts.policy.of(language),
            clause=facts.clause,
            title=facts.clause_title.of(language),
            **named,
        )
    note = SUPERSEDED.fill(language, version=facts.version) if facts.is_superseded else ""
    return [told([opening, note], language), _in_short(facts, language)]


def _in_short(facts: AppraisalFacts, language: str) -> str:
    standing = [one for one in facts.found if not one.is_withdrawn]
    return IN_SHORT.fill(
        language,
        cities=len(facts.cities),
        zones=len(facts.zones),
        ranked=sum(one.rank is not None for one in facts.zones),
        aims=len(facts.aims),
        met=sum(one.target.status == "met" for one in facts.aims),
        missed=sum(one.is_missed for one in facts.aims),
        found=len(standing),
        disputed=sum(one.is_disputed for one in standing),
        open=sum(not one.is_over for one in facts.cases),
        day=facts.day,
    )


def _parts(facts: AppraisalFacts, language: str) -> tuple[Part, ...]:
    blocks: dict[str, list[Block]] = {
        "cities": [by_city(facts, language)],
        "places": [places(facts, language), *_said(facts.sure, language)],
        "aims": _or_said(facts.aims, aims, NO_AIM, facts, language),
        "found": [
            *_said(facts.heard, language),
            *_or_said(facts.found, found, NO_FINDING, facts, language),
        ],
        "cases": _or_said(facts.cases, cases, NO_CASE, facts, language),
    }
    return tuple(
        Part(code, numbered_title(place, PARTS[code], language), tuple(blocks[code]))
        for place, code in enumerate(PARTS)
    )


def _said(words: Words, language: str) -> list[Block]:
    return [Paragraph(words.of(language))] if words.of(language) else []


def _or_said(
    rows: Sequence[object],
    make: Callable[[AppraisalFacts, str], Table],
    nothing: Words,
    facts: AppraisalFacts,
    language: str,
) -> list[Block]:
    """The table of these rows; that there are none."""
    return [make(facts, language)] if rows else [Paragraph(nothing.of(language))]


def _facts(facts: AppraisalFacts, language: str) -> tuple[tuple[str, str], ...]:
    held = {
        "period": str(facts.year),
        "city": _only(facts, language) if facts.only else "",
        "version": str(facts.version),
        "published": facts.published_at,
        "assessed": facts.assessed_at,
        "scheme": facts.scheme.of(language),
        "day": facts.day,
        "digest": facts.digest,
    }
    return tuple((FACTS[name].of(language), value) for name, value in held.items() if value)
