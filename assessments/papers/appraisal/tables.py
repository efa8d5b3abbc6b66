"""The tables of the extract for leadership appraisal, a row for what a city is told of.

A table too wide for a page is divided and repeats its first columns: they name what a row is about.
"""

from ..bulletin import cells
from ..bulletin.annexes import NO_COMPLETION
from ..bulletin.facts import TargetFacts, ZoneFacts
from ..bulletin.noted import noted
from ..bulletin.overall import PERCENT
from ..bulletin.promised import NO_CLAUSE, WITHDRAWN, class_or_amount
from ..bulletin.ranked import NOT_COMPARED, NOT_DRAWN, NOT_SCORED
from ..paper import Cell, Table
from ..words import NONE, Words, is_chinese, listed
from .facts import AimFacts, AppraisalFacts, CaseFacts, CityFacts, FoundFacts

CITY = ("city", Words("市", "City"), False, NONE)
ZONE = ("zone", Words("综合保税区", "Zone"), False, NONE)
BINDING = Words("约束性", "binding"), Words("指示性", "indicative")
RANKED = Words(
    "全省参与排名的综合保税区{ranked}个。", "Zones ranked in the whole province: {ranked}."
)
NO_CLASS = Words("等级没有单位", "a class has no unit")
NO_ANSWER = Words("未提出意见，无需答复", "no reply, hence no answer")
AGREED = Words("无异议，无需答复", "agreed, hence no answer")
#: A target as a note names it: several stand in a row there.
AIM_OF = Words("{aim}（{whose}）", "{aim} ({whose})")
NUMBER = Words("第{at}项", "no. {at}")
NOT_ANSWERED = Words("没有答复", "not answered")
NONE_RANKED = Words("没有参与排名的综合保税区", "no zone is ranked")
NOT_DUE = Words("没有规定办理期限", "no step is due by a day")
NO_GROUND = Words("所依据的认定均已撤销", "every finding that it rests on was withdrawn")


def by_city(facts: AppraisalFacts, language: str) -> Table:
    """A row a city: its zones with their places, its targets, findings and open cases."""
    table = Table(
        "cities",
        Words("分市概况", "The cities in short").of(language),
        cells.columns(
            language,
            CITY,
            ("zones", Words("综合保税区", "Zones"), False, NONE),
            ("places", Words("位次（90%区间）", "Places (90% interval)"), False, NONE),
            ("aims", Words("年度目标", "Yearly targets"), True, NONE),
            ("met", Words("完成", "Met"), True, NONE),
            ("missed", Words("约束性未完成", "Binding, missed"), True, NONE),
            ("found", Words("认定成立", "Findings"), True, NONE),
            ("disputed", Words("其中有异议", "Of them disputed"), True, NONE),
            ("open", Words("未结处置事项", "Open cases"), True, NONE),
        ),
        tuple(_of_city(facts, city, language) for city in facts.cities),
    )
    return noted(table, language)


def _of_city(facts: AppraisalFacts, city: CityFacts, language: str) -> tuple[Cell, ...]:
    zones = [facts.zone[code] for code in city.zones]
    aimed = [one for one in facts.aims if one.city == city.code]
    standing = [one for one in facts.found if one.zone in city.zones and not one.is_withdrawn]
    between = "；" if is_chinese(language) else "; "
    several = len(zones) > 1
    ranked = [_place(one, language, is_named=several) for one in zones if one.rank is not None]
    return (
        cells.text(city.name.of(language)),
        cells.text(listed([one.short.of(language) for one in zones], language)),
        cells.text(between.join(ranked), NONE_RANKED.of(language)),
        cells.plain(len(aimed)),
        cells.plain(sum(one.target.status == "met" for one in aimed)),
        cells.plain(sum(one.is_missed for one in aimed)),
        cells.plain(len(standing)),
        cells.plain(sum(one.is_disputed for one in standing)),
        cells.plain(sum(one.zone in city.zones and not one.is_over for one in facts.cases)),
    )


def _place(zone: ZoneFacts, language: str, *, is_named: bool) -> str:
    place = f"{zone.rank}=" if zone.is_tied else str(zone.rank)
    if zone.low is not None:
        within = f"{zone.low}–{zone.high}"
        place += f"（{within}）" if is_chinese(language) else f" ({within})"
    return f"{zone.short.of(language)} {place}" if is_named else place


def places(facts: AppraisalFacts, language: str) -> Table:
    """A row a zone: its place with the interval, its score, its coverage, why it has no place."""
    table = Table(
        "places",
        Words("得分与位次", "Scores and places").of(language),
        cells.columns(
            language,
            CITY,
            ZONE,
            ("rank", Words("位次", "Place"), True, NONE),
            ("interval", Words("90%区间", "90% interval"), False, NONE),
            ("score", Words("综合得分", "Score"), Words("分", "points"), NONE),
            ("coverage", Words("数据覆盖率", "Coverage"), PERCENT, NONE),
            ("moved", Words("位次变动", "Places gained"), Words("位", "places"), NONE),
            ("reason", Words("未排名原因", "Why not ranked"), False, NONE),
        ),
        tuple(
            _standing(facts, city, facts.zone[code], language)
            for city in facts.cities
            for code in city.zones
        ),
        (RANKED.fill(language, ranked=facts.ranked),),
    )
    return noted(table, language)


def _standing(
    facts: AppraisalFacts, city: CityFacts, zone: ZoneFacts, language: str
) -> tuple[Cell, ...]:
    unranked = zone.reason.of(language)
    interval = "" if zone.low is None else f"{zone.low}–{zone.high}"
    unscored = unranked or NOT_SCORED.of(language)
    coverage = None if zone.coverage is None else zone.coverage * 100
    return (
        cells.text(city.name.of(language)),
        cells.zone(zone.short.of(language), zone.code),
        cells.placed(zone.rank, zone.is_tied, unranked),
        cells.text(interval, unranked or NOT_DRAWN.of(language)),
        cells.plain(zone.score, facts.decimals, why=unscored),
        cells.plain(coverage, 1, why=unscored),
        cells.plain(zone.moved, signed=True, why=unranked or NOT_COMPARED.of(language)),
        cells.remark(unranked),
    )


def aims(facts: AppraisalFacts, language: str) -> Table:
    """A row a yearly target of a zone or a city: what was asked, what came of it."""
    table = Table(
        "aims",
        Words("年度目标与结果", "Yearly targets and results").of(language),
        cells.columns(
            language,
            ("whose", Words("对象", "For"), False, NONE),
            ("target", Words("目标", "Target"), False, NONE),
            CITY,
            ("value", Words("年度目标", "Yearly target"), True, NONE),
            ("actual", Words("实际", "Actual"), True, NONE),
            ("unit", Words("单位", "Unit"), False, NONE),
            ("completion", Words("完成率", "Completion"), PERCENT, NONE),
            ("status", Words("状态", "Status"), False, NONE),
            ("binding", Words("性质", "Binding or indicative"), False, NONE),
            ("remark", Words("说明", "Remark"), False, NONE),
        ),
        tuple(_aim(facts, one, language) for one in facts.aims),
    )
    names = [
        AIM_OF.fill(
            language,
            aim=one.target.title.of(language),
            whose=_whose(facts, one.target, language),
        )
        for one in facts.aims
    ]
    return noted(table, language, names)


def _aim(facts: AppraisalFacts, aim: AimFacts, language: str) -> tuple[Cell, ...]:
    one, what = aim.target, aim.target.measured
    city = next(city for city in facts.cities if city.code == aim.city)
    why = one.reason.of(language) or one.status_words.of(language)
    return (
        cells.zone(_whose(facts, one, language), one.zone),
        cells.text(one.title.of(language)),
        cells.text(city.name.of(language)),
        class_or_amount(one, one.value, one.value_class, what, why),
        class_or_amount(one, one.actual, one.actual_class, what, why),
        cells.text(what.unit.of(language), NO_CLASS.of(language)),
        _completion(one, language),
        cells.text(one.status_words.of(language)),
        cells.text(BINDING[0 if one.is_binding else 1].of(language)),
        cells.remark(one.reason.of(language)),
    )


def _whose(facts: AppraisalFacts, one: TargetFacts, language: str) -> str:
    """The zone in short, or the city."""
    return (facts.zone[one.zone].short if one.zone else one.whose).of(language)


def _completion(one: TargetFacts, language: str) -> Cell:
    if one.completion is not None:
        return cells.plain(one.completion * 100, 1)
    if one.actual is None or one.value is None:
        return cells.missing(one.reason.of(language) or one.status_words.of(language))
    return cells.missing(NO_COMPLETION.of(language))


def found(facts: AppraisalFacts, language: str) -> Table:
    """A row a finding: its figures, what follows, what the zone replied, what it was answered."""
    notes = (WITHDRAWN.of(language),) if any(one.is_withdrawn for one in facts.found) else ()
    table = Table(
        "found",
        Words("认定事项、意见与答复", "Findings, replies and answers").of(language),
        cells.columns(
            language,
            ("number", Words("序号", "No."), False, NONE),
            ZONE,
            CITY,
            ("finding", Words("依据的数据", "Figures"), False, NONE),
            ("rule", Words("规则", "Rule"), False, NONE),
            ("consequence", Words("处置", "What follows"), False, NONE),
            ("measure", Words("依据条款", "Measure"), False, NONE),
            ("state", Words("状态", "State"), False, NONE),
            ("reply", Words("意见", "Reply"), False, NONE),
            ("answer", Words("答复", "Answer"), False, NONE),
        ),
        tuple(_finding(facts, at, one, language) for at, one in enumerate(facts.found, start=1)),
        notes,
    )
    return noted(table, language, [NUMBER.fill(language, at=row[0].text) for row in table.rows])


def _finding(
    facts: AppraisalFacts, number: int, one: FoundFacts, language: str
) -> tuple[Cell, ...]:
    stance = one.stance.of(language)
    unanswered = NOT_ANSWERED if one.is_disputed else AGREED if stance else NO_ANSWER
    return (
        cells.text(number),
        cells.zone(facts.zone[one.zone].short.of(language), one.zone),
        cells.text(facts.city_of[one.zone].name.of(language)),
        cells.text(one.finding.of(language)),
        cells.text(one.rule.of(language)),
        cells.text(one.consequence.of(language)),
        cells.text(one.measure, NO_CLAUSE.of(language)),
        cells.text(one.state.of(language)),
        cells.text(
            _with(stance, one.reason, language) or one.silence.of(language),
            one.unasked.of(language),
        ),
        cells.text(_with(one.outcome.of(language), one.answer, language), unanswered.of(language)),
    )


def _with(what: str, text: str, language: str) -> str:
    """A stance or an outcome, and what was written with it."""
    colon = "：" if is_chinese(language) else ": "
    return f"{what}{colon}{text}" if what and text else what


def cases(facts: AppraisalFacts, language: str) -> Table:
    """A row a case: what it rests on, how it stands, the last step and the next one's day."""
    table = Table(
        "cases",
        Words("处置事项进展", "State of cases").of(language),
        cells.columns(
            language,
            CITY,
            ZONE,
            ("year", Words("年度", "Year"), False, NONE),
            ("track", Words("类别", "Track"), False, NONE),
            ("rests_on", Words("立案依据", "Rests on"), False, NONE),
            ("opened", Words("立案", "Opened"), False, NONE),
            ("state", Words("状态", "State"), False, NONE),
            ("last", Words("最近一步", "Last step"), False, NONE),
            ("due", Words("下一步期限", "Next step by"), False, NONE),
        ),
        tuple(_case(facts, one, language) for one in facts.cases),
    )
    return noted(table, language)


def _case(facts: AppraisalFacts, one: CaseFacts, language: str) -> tuple[Cell, ...]:
    rests = [
        words.of(language) + (f" ×{count}" if count > 1 else "") for words, count in one.rests_on
    ]
    return (
        cells.text(facts.city_of[one.zone].name.of(language)),
        cells.zone(facts.zone[one.zone].short.of(language), one.zone),
        cells.text(one.year),
        cells.text(one.track.of(language)),
        cells.text(listed(rests, language) if rests else "", NO_GROUND.of(language)),
        cells.text(one.opened),
        cells.text(one.state.of(language)),
        cells.text(one.last.of(language)),
        cells.remark("") if one.is_over else cells.text(one.due, NOT_DUE.of(language)),
    )
