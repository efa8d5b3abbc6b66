"""The annex of the extract for leadership appraisal: what its columns mean and rest on."""

from ..bulletin import cells
from ..bulletin.annexes import NOT_HELD
from ..bulletin.noted import noted
from ..paper import Block, Paragraph, Table
from ..words import NONE, Words
from .facts import AppraisalFacts

NOTES = (
    Words(
        "年度目标判断自1月1日至12月31日。约束性目标：逐年明确的个数、由商务厅下达的年度目标、"
        "各项规则的最后一年；其余为按路径推算的指示性目标，不作处置依据。",
        "A year is judged from 1 January to 31 December. Binding: a number asked for every year, a"
        " yearly target that the commerce department has set, and the last year of any rule. All"
        " others are indicative, on the path between; no consequence rests on them.",
    ),
    Words(
        "完成率＝实际÷年度目标，按所列两数计算；全部综合保税区合计的目标不属于任何一市，未列入。",
        "Completion is actual ÷ yearly target, of the two numbers as printed. Targets of all zones"
        " together are no city’s and are left out.",
    ),
    Words(
        "位次为全省综合保税区综合得分位次，“=”为并列；90%区间为权重、方法变化后位次所在范围；"
        "数据覆盖率＝有数据的权重÷适用权重。首年运行或覆盖率不足的只列示，不排名。",
        "Places are those of the score among the province’s zones, “=” where shared; the interval"
        " is where the place lies in 90% of the variants of weights and methods; coverage is the"
        " weight with figures of the weight that applies. Zones in their first year or with too few"
        " figures are shown and not ranked.",
    ),
    Words(
        "意见为考核发布前综合保税区对认定事项所提；答复不改变数据。处置事项为按认定立案的通报约谈"
        "和退出程序，含以前年度未结的，其状态截至本摘录所注日期，考核结果则自发布后不变。",
        "Replies are those of the zones before the assessment was published; an answer changes no"
        " figure. Cases are those of notice and of exit that findings led to, earlier years’ open"
        " ones among them, as they stood on the day named; the assessment itself never changes"
        " once published.",
    ),
)


def defined(facts: AppraisalFacts, language: str) -> tuple[Block, ...]:
    """What is judged and how it is read, and where each indicator comes from."""
    notes = tuple(Paragraph(one.of(language)) for one in NOTES)
    if not facts.indicators:
        return notes
    rows = tuple(
        (
            cells.text(one.measured.name.of(language)),
            cells.remark(one.measured.unit.of(language)),
            cells.text(one.definition.of(language), NOT_HELD.of(language)),
            cells.text(one.source.of(language), NOT_HELD.of(language)),
        )
        for one in facts.indicators
    )
    table = Table(
        "definitions",
        Words("指标口径与来源", "Definitions and sources").of(language),
        cells.columns(
            language,
            ("indicator", Words("指标", "Indicator"), False, NONE),
            ("unit", Words("单位", "Unit"), False, NONE),
            ("definition", Words("口径", "Definition"), False, NONE),
            ("source", Words("来源", "Source"), False, NONE),
        ),
        rows,
    )
    return (*notes, noted(table, language))
