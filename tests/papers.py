"""Sample papers: every kind of block, of as many zones as a test asks for, with awkward figures."""

from collections.abc import Iterator
from decimal import Decimal

from assessments.papers.paper import (
    WRITTEN,
    Cell,
    Chart,
    Column,
    Identity,
    Paper,
    Paragraph,
    Part,
    Series,
    Table,
)

ZH, EN = "zh-hans", "en"
#: A name of 40 characters, a rare character, and text that a spreadsheet would run.
LONG = {
    ZH: "湖北省武汉市东湖新技术开发区光谷大道以东综合保税区与武汉经济技术开发区沌口综合保税区",
    EN: "Wuhan East Lake and Economic Zone Jointly",
}
RARE = "宜昌市猇亭区硚口滠口综合保税区"
FORMULA = "=1+1 #heading *bold* _em_ $x$ <b>&amp; @import \\ `raw`"
INDICATORS = 16
MARK = {ZH: "演示数据，非真实统计", EN: "Demonstration data, not real statistics"}


def sample(zones: int = 7, language: str = ZH, *, is_draft: bool = False) -> Paper:
    """A half-year's bulletin of so many zones."""
    zh = language == ZH
    return Paper(
        kind="bulletin",
        language=language,
        title="关于2022年上半年全省综合保税区运行情况的通报"
        if zh
        else "Bulletin on the comprehensive bonded zones of the province, first half of 2022",
        addressees="有关市州人民政府：" if zh else "To the governments of the cities concerned",
        preamble=tuple(_preamble(zh)),
        parts=tuple(_parts(zones, language)),
        office="湖北省商务厅" if zh else "Department of Commerce of Hubei Province",
        dated="2022年8月15日" if zh else "15 August 2022",
        copies="武汉海关，省发展改革委，省财政厅。" if zh else "Wuhan Customs; Finance",
        number="鄂商发〔2022〕12号" if zh else "Document 12 of 2022",
        marks=(MARK[language],),
        watermark=("草稿" if zh else "DRAFT") if is_draft else "",
        facts=(("统计期间", "2022年上半年"), ("版本", "第1版"))
        if zh
        else (("Period", "First half of 2022"), ("Version", "1")),
        identity=Identity("2022H1-v1", "0123456789abcdef" * 4),
    )


def _preamble(zh: bool) -> Iterator[Paragraph]:
    if zh:
        yield Paragraph(
            "根据《省人民政府办公厅关于促进综合保税区高质量发展的实施意见》“季度调度、半年通报”的要求，现将2022年上半年全省综合保税区运行情况通报如下。"
        )
    else:
        yield Paragraph(
            "Under the policy's measure of a quarterly review and a half-yearly bulletin, the "
            "zones of the province did as follows in the first half of 2022."
        )


def _parts(zones: int, language: str) -> Iterator[Part]:
    zh = language == ZH
    names = [zone_name(number, language) for number in range(zones)]
    first = (
        "上半年，全省综合保税区实现进出口总额512.36亿元，同比增长18.4%，占全省外贸进出口总额的17.2%，"
        "占比较上年同期提升1.3个百分点；全年目标为1,200.00亿元，完成进度42.7%。"
    )
    if not zh:
        first = (
            "In the first half the zones traded CNY 51.236 bn, up 18.4%; their share in the "
            "province's trade was 17.2%, up 1.3 percentage points. The year's target is CNY 120 bn."
        )
    yield Part(
        "overall",
        "一、总体情况" if zh else "1. Overall",
        (Paragraph(first), Paragraph(FORMULA, author=WRITTEN), _bars(names, zh)),
    )
    yield Part(
        "ranking",
        "二、各综合保税区情况" if zh else "2. The zones",
        (
            Paragraph("（一）综合排名" if zh else "Ranking", level=1),
            Paragraph("各综合保税区排名如下表。" if zh else "The zones rank as follows."),
            _ranking(names, zh),
            Paragraph("1．排名的区间" if zh else "How sure the ranks are", level=2),
            _dots(names, zh),
            _lines(names, zh),
        ),
    )
    yield Part(
        "next",
        "三、下一步要求" if zh else "3. What follows",
        (Paragraph("请有关市州压实责任。\n按季调度。" if zh else "Please see to it."),),
    )
    yield Part(
        "full",
        "附件1　各综合保税区主要指标" if zh else "Annex 1: Indicators of every zone",
        (_full(names, zh),),
        is_annex=True,
    )
    yield Part(
        "definitions",
        "附件2　指标定义与数据来源" if zh else "Annex 2: Definitions and sources",
        (Paragraph("指标口径如下。" if zh else "The indicators are these."), _definitions(zh)),
        is_annex=True,
    )


def zone_name(number: int, language: str) -> str:
    if number == 0:
        return LONG[language]
    if number == 1:
        return RARE
    if number == 2:
        return FORMULA[:4] + ("综合保税区" if language == ZH else " zone")
    return f"第{number}综合保税区" if language == ZH else f"Zone number {number}"


def figure(value: str, *, signed: bool = False) -> Cell:
    """A cell of a number, as pages print it: grouped, "−" for negative."""
    number = Decimal(value)
    sign = "−" if number < 0 else "+" if signed and number > 0 else ""
    return Cell(f"{sign}{abs(number):,}", number, max(0, -int(number.as_tuple().exponent)))


NONE = Cell("—")


def _ranking(names: list[str], zh: bool) -> Table:
    columns = (
        Column("rank", "名次" if zh else "Rank", "", "按得分排列" if zh else "By score", True),
        Column("zone", "综合保税区" if zh else "Zone", about="全称" if zh else "Full name"),
        Column("movement", "变动" if zh else "Movement", "", "", True),
        Column("score", "得分" if zh else "Score", "分" if zh else "points", "", True),
        Column("trade", "进出口总额" if zh else "Trade", "亿元" if zh else "CNY 100 m", "", True),
        Column("growth", "同比增长" if zh else "Growth", "%", "", True),
        Column("share", "占比变动" if zh else "Share", "百分点" if zh else "pp", "", True),
    )
    rows = tuple(
        (
            figure(str(at + 1)) if at != 5 else NONE,
            Cell(name),
            figure(str(at % 5 - 2), signed=True),
            figure(f"{Decimal('98.76') - Decimal(at) / 3:.2f}"),
            figure(f"{Decimal('12345.67') / (at + 1):.2f}") if at != 3 else NONE,
            figure(f"{Decimal('18.4') - at * 3:.1f}"),
            figure(f"{Decimal('-0.35') + at:.2f}", signed=True),
        )
        for at, name in enumerate(names)
    )
    notes = (
        ("注：“—”为未报送或未参加排名。", "名次变动与上期相比。") if zh else ("“—”: not reported.",)
    )
    return Table("ranking", "2022年上半年排名" if zh else "Ranking", columns, rows, notes)


def _full(names: list[str], zh: bool) -> Table:
    columns = [Column("zone", "综合保税区" if zh else "Zone")] + [
        Column(
            f"i{number:02}",
            f"第{number}项指标数值" if zh else f"Indicator number {number}",
            "万元" if zh else "CNY 10 k",
            is_number=True,
        )
        for number in range(INDICATORS)
    ]
    rows = tuple(
        (
            Cell(name),
            *(
                NONE
                if (at + number) % 11 == 3
                else figure(
                    f"{Decimal((at * 7919 + number * 104729) % 9999999 - 500000) / 100:.2f}"
                )
                for number in range(INDICATORS)
            ),
        )
        for at, name in enumerate(names)
    )
    return Table("full", "主要指标" if zh else "All indicators", tuple(columns), rows)


def _definitions(zh: bool) -> Table:
    columns = (
        Column("indicator", "指标" if zh else "Indicator"),
        Column("definition", "定义" if zh else "Definition"),
        Column("source", "来源" if zh else "Source"),
    )
    rows = tuple(
        (
            Cell(f"第{number}项指标" if zh else f"Indicator {number}"),
            Cell(
                "报告期内综合保税区内企业进出口货物的总金额，按海关统计口径。" * 2
                if zh
                else "The value of goods imported and exported by enterprises in the zone. " * 2
            ),
            Cell("https://www.example.gov.cn/statistics/2022/06/table-" + str(number)),
        )
        for number in range(INDICATORS)
    )
    return Table("definitions", "指标定义" if zh else "Definitions", columns, rows)


def _bars(names: list[str], zh: bool) -> Chart:
    values = tuple(
        None if at == 3 else (Decimal("123.45") / (at + 1) - 12).quantize(Decimal("0.01"))
        for at in range(len(names))
    )
    last = tuple(None if one is None else one - 5 for one in values)
    return Chart(
        "trade",
        "进出口总额" if zh else "Trade",
        "东湖综合保税区进出口总额最高，第3综合保税区未报送。"
        if zh
        else "The first zone trades most.",
        "bars",
        tuple(names),
        (
            Series("2022年上半年" if zh else "2022H1", values),
            Series("2021年上半年" if zh else "2021H1", last),
        ),
        "亿元" if zh else "CNY 100 m",
        2,
    )


def _dots(names: list[str], zh: bool) -> Chart:
    middle = tuple(None if at == 5 else Decimal(at + 1) for at in range(len(names)))
    low = tuple(None if one is None else max(Decimal(1), one - 2) for one in middle)
    high = tuple(None if one is None else one + 3 for one in middle)
    return Chart(
        "ranks",
        "名次及其区间" if zh else "Ranks and their intervals",
        "前两名的区间重叠。" if zh else "The intervals of the first two overlap.",
        "dots",
        tuple(names),
        (Series("名次" if zh else "Rank", middle, low, high),),
    )


def _lines(names: list[str], zh: bool) -> Chart:
    quarters = tuple(f"{year}Q{quarter}" for year in (2020, 2021, 2022) for quarter in (1, 2, 3, 4))
    series = tuple(
        Series(
            name[:12],
            tuple(
                None
                if (at + number) % 9 == 8
                else Decimal(number * 13 - at * 20 + (at * number) % 7)
                for at in range(len(quarters))
            ),
        )
        for number, name in enumerate(names[:4])
    )
    return Chart(
        "path",
        "逐季走势" if zh else "Quarter by quarter",
        "总体上升。" if zh else "Rising.",
        "lines",
        quarters,
        series,
        "亿元" if zh else "CNY 100 m",
        1,
    )
