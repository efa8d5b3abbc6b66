"""Facts of bulletins that never were, for tests: any number of zones, gaps and odd figures."""

from datetime import date
from decimal import Decimal

from assessments.papers.bulletin.facts import (
    BulletinFacts,
    FigureFacts,
    FlagFacts,
    IndicatorFacts,
    MeasureFacts,
    RevisionFacts,
    SchemeFacts,
    TargetFacts,
    TaskFacts,
    ZoneFacts,
)
from assessments.papers.sentences.amounts import Measured
from assessments.papers.words import NONE, Words

MONEY, COUNT = Words("亿元", "CNY 100 m"), Words("个", "projects")
TRADE = IndicatorFacts(
    "trade_total",
    Measured(Words("进出口额", "Total trade"), MONEY, 2, is_money=True),
    Words("定义", "what it is"),
    Words("海关", "Customs"),
    is_headline=True,
)
PROJECTS = IndicatorFacts(
    "projects",
    Measured(Words("龙头项目", "Leading projects"), COUNT, 0),
    Words("定义", "what it is"),
    Words("填报", "the zones"),
    is_investment=True,
)
VALUE, LATE = Words("有数值", "value"), Words("逾期未报", "late")


def zone(number: int, *, rank: int | None = None, name: str = "", **more) -> ZoneFacts:
    """A zone with a place, or without one."""
    names = Words(name or f"第{number}综合保税区", name or f"Zone {number}")
    reason = NONE if rank else Words("数据不足，不排名", "not ranked: too few figures")
    score = Decimal(90) - rank if rank else None
    return ZoneFacts(
        f"zone-{number}",
        names,
        names,
        Words("某市", "Some City"),
        rank=rank,
        score=score,
        coverage=Decimal(1),
        reason=reason,
        **more,
    )


def trade(zone_code: str, value: int | None, base: int | None = None, **more) -> FigureFacts:
    """A zone's trade in 万元 with its growth where the base is above zero."""
    growth = None
    note = "base_missing" if base is None else "base_not_positive"
    if value is not None and base is not None and base > 0:
        growth, note = (value / base - 1) * 100, ""
    has_value = value is not None
    words = NONE if not note else Words("上年同期无数据", "no figure of the year before")
    return FigureFacts(
        "trade_total",
        zone_code,
        state="value" if has_value else "late",
        state_words=VALUE if has_value else LATE,
        value=Decimal(value) if has_value else None,  # type: ignore[arg-type]
        base=None if base is None else Decimal(base),
        growth=growth,
        growth_note=note if has_value else "now_missing",
        growth_words=words,
        **more,
    )


def facts(**more) -> BulletinFacts:
    """Facts with nothing but what is given."""
    told = {
        "year": 2022,
        "quarter": 2,
        "kind": "half",
        "province": Words("某省", "Some Province"),
        "policy": Words("若干措施", "Measures"),
        "issued_on": date(2021, 10, 21),
        "clause": 1,
        "clause_title": Words("压实责任", "Responsibility"),
        "scheme": SchemeFacts(Words("方案", "Scheme"), 2),
        "assessed_version": 1,
        "assessed_at": "2022-07-21 17:00",
        "assessed_digest": "0" * 64,
    }
    return BulletinFacts(**told | more)


def full(count: int = 7, name: str = "") -> BulletinFacts:
    """A bulletin with everything, of so many zones."""
    zones = tuple(
        zone(n, rank=n, low=max(1, n - 1), high=n + 1, moved=0, name=f"{name}{n}" if name else "")
        for n in range(1, count + 1)
    )
    figures = [trade("", 1000 * count * 10_000, 900 * count * 10_000, share=8.5, share_base=7.25)]
    figures += [trade(one.code, 10_000_000, 9_000_000, share=1.2) for one in zones]
    target = TargetFacts(
        "trade-growth",
        Words("进出口额增长", "Trade grows"),
        Words("合计", "together"),
        "",
        is_for_all=True,
        status="met",
        status_words=Words("完成", "met"),
        finding=Words("进出口额完成目标", "Trade met its target"),
        is_binding=True,
        measured=TRADE.measured,
        actual=Decimal(10_000),
        value=Decimal(9_000),
    )
    flag = FlagFacts(
        zones[0].code,
        Words("未完成", "missed"),
        Words("差3.0%", "missed by 3.0%"),
        "notice",
        Words("通报并约谈", "notice and interview"),
        1,
    )
    revision = RevisionFacts(
        zones[0].short,
        "2021Q3",
        TRADE.measured.name,
        Words("万元", "CNY 10,000"),
        Words("135,776", "135,776"),
        Words("109,832", "109,832"),
        Words("更正", "corrected"),
        "2022-03-31",
        Words("2021：1 → 2", "2021: 1 → 2"),
        Decimal("135776"),
        Decimal("109832"),
    )
    return facts(
        zones=zones,
        indicators=(TRADE, PROJECTS),
        figures=tuple(figures),
        targets=(target,),
        flags=(flag,),
        measures=(
            MeasureFacts(1, Words("压实责任", "Responsibility"), Words("商务厅", "Commerce")),
        ),
        tasks=(TaskFacts(1, Words("通报", "Report"), Words("商务厅", "Commerce")),),
        last=Words("2021年", "2021"),
        revisions=(revision,),
        is_demonstration=True,
    )
