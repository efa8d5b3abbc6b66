"""A paper is kept as text, and comes back as the paper it was."""

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
from assessments.papers.stored import canonical, digest, restored

TABLE = Table(
    code="ranking",
    title="排名",
    columns=(Column("zone", "综合保税区"), Column("trade", "进出口总额", "亿元", is_number=True)),
    rows=((Cell("宜昌综合保税区"), Cell("1.50", Decimal("1.50"), 2)), (Cell("猇亭"), Cell("—"))),
    notes=("“—”为未报送。",),
)
CHART = Chart(
    code="trade",
    title="进出口总额",
    finding="宜昌最高。",
    kind="dots",
    categories=("宜昌", "猇亭"),
    series=(Series("2022", (Decimal("1.5"), None), (Decimal(1), None), (Decimal(2), None)),),
    unit="亿元",
)
PAPER = Paper(
    kind="bulletin",
    language="zh-hans",
    title="通报",
    preamble=(Paragraph("各有关市州：", author=WRITTEN),),
    parts=(Part("overall", "一、总体情况", (Paragraph("同比增长3%。"), TABLE, CHART)),),
    marks=("演示数据",),
    facts=(("期间", "2022"),),
)


def test_a_stored_paper_comes_back_as_it_was():
    identity = Identity("2022H2-v1", "ab")
    [back] = restored(canonical({"zh-hans": PAPER}), identity).values()
    assert back.identity == identity
    assert back.parts == PAPER.parts
    assert back.preamble == PAPER.preamble
    assert canonical({"zh-hans": back}) == canonical({"zh-hans": PAPER})


def test_the_digest_tells_one_figure_of_difference():
    row = TABLE.rows[0]
    other = Cell("1.51", Decimal("1.51"), 2)
    changed = Table(TABLE.code, TABLE.title, TABLE.columns, ((row[0], other),), TABLE.notes)
    papers = [
        PAPER,
        Paper(
            kind="bulletin", language="zh-hans", title="通报", parts=(Part("a", "", (changed,)),)
        ),
    ]
    assert len({digest(canonical({"zh-hans": paper})) for paper in papers}) == 2


def test_a_header_names_its_unit_in_the_language_of_the_paper():
    trade = TABLE.columns[1]
    assert trade.heading("zh-hans") == "进出口总额（亿元）"
    assert Column("trade", "Trade", "CNY 100 m").heading("en") == "Trade (CNY 100 m)"
    assert Column("zone", "Zone").heading("en") == "Zone"
