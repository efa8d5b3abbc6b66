"""How a paper is laid out: widths that hold their numbers, tables divided, charts to scale."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessments.papers.paper import Cell, Chart, Column, Paper, Paragraph, Part, Series, Table
from assessments.papers.printers.drawing import ROWS, axis, drawing, printed
from assessments.papers.printers.layout import (
    HEIGHT,
    SHEET,
    SMALL,
    WIDTH,
    AnnexTitle,
    Grid,
    Heading,
    Text,
    grids,
    lay_out,
    split_annex,
)
from assessments.papers.printers.titles import heading_lines, title_lines
from assessments.papers.printers.widths import MM, PADDING, ems, height, needs
from tests.papers import EN, ZH, sample


def table(columns: int, decimals: int = 2) -> Table:
    """A table of a name and so many numbers."""
    names = (Column("zone", "综合保税区"),)
    numbers = tuple(Column(f"n{at}", f"指标{at}", "亿元", is_number=True) for at in range(columns))
    row = (Cell("宜昌综合保税区"), *(Cell("12,345.67", Decimal("12345.67"), 2),) * columns)
    return Table("t", "表", names + numbers, (row, row))


@pytest.mark.parametrize("columns", [1, 4, 7, 12, 20, 40])
@pytest.mark.parametrize("is_lying", [False, True])
def test_a_table_fills_its_page_and_no_number_is_broken(columns, is_lying):
    room = HEIGHT if is_lying else WIDTH
    for grid in grids(table(columns), ZH, is_lying=is_lying):
        assert sum(grid.widths) == pytest.approx(room, abs=0.2)
        assert grid.size >= SMALL
        for width, side in zip(grid.widths, grid.align, strict=True):
            if side == "right":
                assert width >= ems("12,345.67") * grid.size * MM + PADDING - 0.01


def test_a_table_too_wide_is_divided_and_repeats_the_names():
    pieces = list(grids(table(40), ZH, is_lying=True))
    assert len(pieces) > 1
    assert {piece.headings[0] for piece in pieces} == {"综合保税区"}
    assert [one for piece in pieces for one in piece.headings[1:]] == [
        f"指标{at}\n（亿元）" for at in range(40)
    ]
    assert [piece.title for piece in pieces][:2] == ["表", "表（续2）"]
    lengths = {len(piece.headings) for piece in pieces}
    assert max(lengths) - min(lengths) <= 1


def test_the_column_of_the_longest_texts_is_the_widest_and_short_ones_make_way():
    names = ("指标", "口径", "来源", "数据截至")
    columns = tuple(Column(name, name) for name in names)
    texts = (
        "跨境电商零售进出口额",
        "监管方式" * 18,
        "海关进出口统计，由区填报",
        "2024-01-30 17:00",
    )
    rows = (tuple(map(Cell, texts)),) * 9
    (grid,) = grids(Table("t", "表", columns, rows), ZH, is_lying=False)
    widths = dict(zip(names, grid.widths, strict=True))
    assert widths["口径"] > 1.5 * max(widths[name] for name in names if name != "口径")
    assert sum(grid.widths) == pytest.approx(WIDTH, abs=0.2)
    for name, word in (("指标", "跨境电商"), ("数据截至", "2024-01-30")):
        assert widths[name] >= ems(word) * grid.size * MM + PADDING


@pytest.mark.parametrize(("length", "count"), [(20, 1), (60, 2)])
def test_a_table_is_rather_divided_than_its_sentences_set_as_towers(length, count):
    """Ten columns fit in the smallest letters; long sentences would stand eight lines high."""
    names = [Column(f"c{at}", "说明") for at in range(10)]
    texts = ["甲", "综保区", "某某市", "数" * length, *["规则名称七字"] * 2, "十", "立"]
    texts += ["答" * 9] * 2
    rows = tuple(tuple(map(Cell, texts)) for _row in range(3))
    table = Table("found", "认定", tuple(names), rows)
    found = list(grids(table, ZH, SHEET, is_lying=False))
    assert len(found) == count
    if count > 1:
        widest = max(found[0].widths)
        assert found[0].widths.index(widest) == 3
        assert widest > 2 * 22


def test_names_that_fit_are_not_broken_where_the_table_would_hardly_be_shorter():
    columns = (Column("zone", "综合保税区"), Column("note", "说明"), Column("more", "情况"))
    row = (Cell("武汉新港区"), Cell("按期报送。" * 6), Cell("按期报送。" * 6))
    (grid,) = grids(Table("t", "表", columns, (row,) * 5), ZH, is_lying=False)
    assert grid.widths[0] >= ems("武汉新港区") * grid.size * MM + PADDING - 0.01
    assert grid.widths[1] == pytest.approx(grid.widths[2], abs=0.02)


def test_a_short_chinese_heading_leaves_no_character_below_the_others():
    """Where the dates of a column are all missing its heading is all that keeps it wide."""
    texts = "武汉市 新港空港 2021 通报并约谈 未完成年度目标×3 2022-01-31 已办结".split()
    row = tuple(map(Cell, (*texts, "2022-09-21 已办结", "")))
    names = "市 综合保税区 年度 类别 立案依据 立案 状态 最近一步 下一步期限".split()
    columns = tuple(Column(name, name) for name in names)
    (grid,) = grids(Table("cases", "处置事项进展", columns, (row,) * 5), ZH, is_lying=False)
    for name, width in zip(names, grid.widths, strict=True):
        assert width >= ems(name) * grid.size * MM + PADDING - 0.01, name
    assert grid.size >= 8.5


def _names_of(text: str, language: str, columns: int = 5) -> Grid:
    """A table of seven names and numbers on a page that stands."""
    row = (Cell(text), *(Cell("1,234.56", Decimal("1234.56"), 2) for _ in range(columns)))
    heads = (
        Column("zone", "Zone"),
        *(
            Column(f"n{at}", "Share of the province", "CNY 100 m", is_number=True)
            for at in range(columns)
        ),
    )
    (grid,) = grids(Table("t", "Imports", heads, (row,) * 7), language, is_lying=False)
    return grid


def test_letters_are_smaller_only_where_names_take_fewer_lines_by_it():
    assert _names_of("Jingkai", EN).size == 10.5
    assert _names_of("Wuhan Xingang Konggang Comprehensive Bonded Zone", EN).size < 10.5
    running = "A sentence that goes on and on and is read from its beginning to its end. " * 30
    assert _names_of(running, EN, columns=1).size == 10.5


def test_a_name_takes_the_lines_that_its_words_need_and_not_its_length():
    name = needs(_table_of("Wuhan Jingkai Comprehensive Zone"), 0, ("Zone",))
    room = ems("Wuhan Jingkai Comprehen") * 10 * MM + PADDING
    assert height([name], [room], 10) == 2
    narrow = ems("Wuhan Jingk") * 10 * MM + PADDING
    assert height([name], [narrow], 10) == 4  # its length alone would fit three
    assert (
        height(
            [needs(_table_of("武汉经开综合保税区"), 0, ("区",))],
            [ems("武汉经") * 10 * MM + PADDING],
            10,
        )
        == 3
    )


def _table_of(text: str) -> Table:
    return Table("t", "Zones", (Column("zone", "Zone"),), ((Cell(text),),))


def test_notes_stand_below_the_last_piece():
    pieces = list(grids(replace(table(40), notes=("注",)), ZH, is_lying=True))
    assert [piece.notes for piece in pieces] == [*[()] * (len(pieces) - 1), ("注",)]


def test_a_table_without_columns_is_nothing():
    assert list(grids(Table("t", "表", (), ()), ZH, is_lying=False)) == []


def test_a_table_without_rows_keeps_its_header():
    [grid] = grids(replace(table(3), rows=()), ZH, is_lying=False)
    assert len(grid.headings) == 4
    assert grid.rows == ()


def test_one_long_word_is_given_the_whole_page():
    word = "x" * 500
    [grid] = grids(Table("t", "表", (Column("a", word),), ((Cell(word),),)), ZH, is_lying=False)
    assert grid.widths == (WIDTH,)


@pytest.mark.parametrize(
    ("title", "label", "rest"),
    [
        ("附件1　主要指标", "附件1", "主要指标"),
        ("附件2：指标定义", "附件2", "指标定义"),
        ("附件 主要指标", "附件", "主要指标"),
        ("Annex 1: Indicators", "Annex 1", "Indicators"),
        ("Annexation of land", "", "Annexation of land"),
        ("主要指标", "", "主要指标"),
        ("附件1", "", "附件1"),
    ],
)
def test_an_annexs_label_is_told_from_its_title(title, label, rest):
    assert split_annex(title) == AnnexTitle(label, rest)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "关于2022年上半年全省综合保税区运行情况的通报",
            ["关于2022年上半年全省", "综合保税区运行情况的通报"],
        ),
        ("关于2022年全省综合保税区运行情况的通报", ["关于2022年全省", "综合保税区运行情况的通报"]),
        (
            "关于宜昌综合保税区2021年度考核有关情况的通报",
            ["关于宜昌综合保税区", "2021年度考核有关情况的通报"],
        ),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("通报", ["通报"]),
        ("没有可断之处" * 5, ["没有可断之处" * 5]),
    ],
)
def test_a_title_breaks_after_a_word(title, lines):
    assert title_lines(title) == lines


def test_the_main_text_comes_first_and_the_annexes_are_listed():
    laid = lay_out(sample(7))
    assert isinstance(laid.main.items[0], Text)
    assert laid.annex_list == ("1．各综合保税区主要指标", "2．指标定义与数据来源")
    assert [section.is_lying for section in laid.annexes] == [True, False]
    assert lay_out(sample(7, EN)).annex_list[0] == "1. Indicators of every zone"


def test_an_annex_that_is_a_table_says_its_title_once():
    other = replace(table(2), title="另表")
    parts = (Part("a", "附件1 表", (table(2), other), is_annex=True),)
    (annex,) = lay_out(Paper("b", ZH, "通报", parts=parts)).annexes
    grids_of = [one for one in annex.items if isinstance(one, Grid)]
    assert [(one.title, one.is_titled) for one in grids_of] == [("表", False), ("另表", True)]
    (standing,) = grids(table(2), ZH, is_lying=False)
    assert standing.is_titled


def test_a_single_annex_is_not_numbered():
    paper = Paper("b", ZH, "通报", parts=(Part("a", "附件　指标", (), is_annex=True),))
    assert lay_out(paper).annex_list == ("指标",)


def test_lines_of_a_paragraph_are_paragraphs():
    part = Part("a", "一、", (Paragraph("甲\n\n 乙 "), Paragraph("（一）丙", level=1)))
    items = lay_out(Paper("b", ZH, "通报", parts=(part,))).main.items
    assert items == (Heading("一、", 1), Text("甲"), Text("乙"), Heading("（一）丙", 2))


def test_no_cell_is_lost_when_a_paper_is_laid_out():
    for zones in (7, 200):
        paper = sample(zones)
        laid = lay_out(paper)
        items = [item for section in (laid.main, *laid.annexes) for item in section.items]
        pieces = [item for item in items if isinstance(item, Grid)]
        for one in paper.tables:
            mine = [piece for piece in pieces if piece.title.startswith(one.title)]
            columns = {name: at for piece in mine for at, name in enumerate(piece.headings)}
            assert len(columns) == len(one.columns)
            for at in range(len(one.rows)):
                texts = {text for piece in mine for text in piece.rows[at]}
                assert texts == {cell.text for cell in one.rows[at]}


# Charts


def chart(kind: str, *values: str | None) -> Chart:
    series = (Series("甲", tuple(None if one is None else Decimal(one) for one in values)),)
    return Chart("c", "图", "说明", kind, tuple(map(str, range(len(values)))), series, decimals=1)


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [
        (["0", "97"], "0", "100"),
        (["-3", "4"], "−4", "4"),
        (["-5", "-1"], "−5", "0"),
        (["0.2", "0.31"], "0.0", "0.4"),
        (["123456"], "0", "150,000"),
        ([], "0.0", "1.0"),
    ],
)
def test_a_scale_has_round_marks_and_holds_every_value(values, first, last):
    scale = axis([Decimal(one) for one in values], from_zero=True)
    assert scale.ticks[0] == (0.0, first)
    assert scale.ticks[-1] == (1.0, last)
    assert all(0 <= scale.place(Decimal(one)) <= 1 for one in values)


def test_a_scale_of_one_repeated_value_has_a_length():
    scale = axis([Decimal(5)] * 3, from_zero=False)
    assert scale.least < 5 < scale.most
    assert axis([Decimal(0)], from_zero=True).most == 1


def test_a_missing_value_is_a_dash_and_not_a_bar():
    [panel] = drawing(chart("bars", "1.5", None, "-2"))["panels"]
    marks = [row["marks"][0] for row in panel["rows"]]
    assert [mark["label"] for mark in marks] == ["1.5", "—", "−2.0"]
    assert marks[1]["at"] is None
    assert marks[2]["at"] < panel["zero"] < marks[0]["at"]


def test_a_chart_where_nothing_is_reported_is_drawn():
    assert drawing(chart("bars", None, None))["panels"][0]["zero"] == 0
    assert drawing(chart("lines", None, None))["panels"]
    assert drawing(chart("dots"))["panels"] == []


def test_a_chart_of_many_zones_is_divided_and_keeps_every_row():
    many = chart("dots", *map(str, range(200)))
    panels = drawing(many)["panels"]
    assert [row["label"] for panel in panels for row in panel["rows"]] == list(many.categories)
    assert max(len(panel["rows"]) for panel in panels) <= ROWS + 2
    assert min(len(panel["rows"]) for panel in panels) > ROWS / 2


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("1234.565", 2, "1,234.57"), ("-0.04", 1, "0.0"), ("-1.25", 1, "−1.3"), ("7", 0, "7")],
)
def test_a_label_is_rounded_half_up(value, decimals, text):
    assert printed(Decimal(value), decimals) == text


def test_what_a_chinese_heading_ends_with_in_brackets_stands_on_a_line_of_its_own():
    assert heading_lines(Column("a", "名次区间（90%）"), ZH) == "名次区间\n（90%）"
    assert heading_lines(Column("a", "得分", "分"), ZH) == "得分\n（分）"
    assert heading_lines(Column("a", "（一）"), ZH) == "（一）"
    assert heading_lines(Column("a", "Interval, 90%"), EN) == "Interval, 90%"
