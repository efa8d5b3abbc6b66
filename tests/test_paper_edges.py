"""Papers that nobody wishes for are printed all the same: empty, huge, negative, long."""

import io
import re
import zlib
from dataclasses import dataclass
from decimal import Decimal

import pytest
from pypdf import PdfReader

from assessments.papers.identity import identities
from assessments.papers.paper import Cell, Chart, Column, Paper, Paragraph, Part, Series, Table
from assessments.papers.printers import PRINTERS
from assessments.papers.printers.layout import lay_out
from assessments.papers.printers.widths import MM, ems
from tests.paper_reading import laid_grids, pdf_text, solid
from tests.papers import EN, ZH, figure, sample


def chart(kind: str, categories: int, *series: list) -> Chart:
    rows = tuple(
        Series(f"第{at}组", tuple(None if one is None else Decimal(one) for one in values))
        for at, values in enumerate(series)
    )
    names = tuple(f"{2000 + at}年" for at in range(categories))
    return Chart("c", "图", f"{kind}的说明。", kind, names, rows, "亿元", 1)


def wide(columns: int, rows: int = 3) -> Table:
    numbers = (Column(f"n{at}", f"指标{at}", "亿元", is_number=True) for at in range(columns))
    head = (Column("zone", "综合保税区"), *numbers)
    lines = tuple(
        (Cell("宜昌综合保税区"), *(figure(f"{at * row - 99_999_999}.25") for at in range(columns)))
        for row in range(rows)
    )
    return Table("wide", "宽表", head, lines, ("注",))


@dataclass(frozen=True)
class Piece:
    """A piece of a page's text, in mm from the left and the lower edge; `right` is estimated."""

    text: str
    left: float
    right: float
    bottom: float


def pieces(page) -> list[Piece]:
    found: list[Piece] = []

    def note(text, outer, inner, font, size):
        if text.strip():
            x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            wide = ems(text.strip()) * 0.9 * size * abs(inner[0] * outer[0])
            found.append(Piece(text.strip(), x * MM, (x + wide) * MM, y * MM))

    page.extract_text(visitor_text=note)
    return found


EDGES = {
    "empty table": (Table("t", "空表", (Column("a", "甲"),), ()),),
    "no columns": (Table("t", "无列", (), ()),),
    "no series": (chart("bars", 3), chart("lines", 3), chart("dots", 3)),
    "no categories": (chart("bars", 0, []), chart("lines", 0, []), chart("dots", 0, [])),
    "nothing reported": tuple(chart(kind, 2, [None, None]) for kind in ("bars", "lines", "dots")),
    "one category": tuple(chart(kind, 1, ["5"]) for kind in ("bars", "lines", "dots")),
    "all negative": tuple(chart(kind, 2, ["-5.5", "-1e9"]) for kind in ("bars", "lines", "dots")),
    "all the same": tuple(chart(kind, 3, ["7", "7", "7"]) for kind in ("bars", "lines", "dots")),
    "tiny": tuple(chart(kind, 2, ["0.00001", "0"]) for kind in ("bars", "lines", "dots")),
    "many series": tuple(
        chart(kind, 4, *[["1", "2", None, "4"]] * 30) for kind in ("bars", "lines")
    ),
    "60 columns": (wide(60),),
    "one long word": (
        Paragraph("x" * 500),
        Table("t", "x" * 200, (Column("a", "x" * 90),), ((Cell("y" * 400),),)),
    ),
    "long cell": (
        Table(
            "t", "长文", (Column("a", "甲"), Column("b", "乙")), ((Cell("一"), Cell("长文" * 900)),)
        ),
    ),
    "blank paragraph": (Paragraph(""), Paragraph(" \n ")),
}


@pytest.mark.parametrize("language", [ZH, EN])
@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("is_annex", [False, True])
def test_every_printer_prints_it(edge, language, is_annex):
    part = Part("p", "附件1 一", EDGES[edge], is_annex=is_annex)
    for printer, _ in PRINTERS.values():
        assert printer(Paper("bulletin", language, "通报", parts=(part,)))


def test_60_columns_of_long_numbers_are_all_on_the_pages():
    identity = sample(7).identity
    part = Part("p", "附件1 一", (wide(60),), is_annex=True)
    paper = Paper("bulletin", ZH, "通报", parts=(part,), identity=identity)
    data = PRINTERS["pdf"][0](paper)
    text = pdf_text(data, paper).replace("\f", "")
    for grid in laid_grids(lay_out(paper)):
        assert solid(grid.title + "".join(grid.headings) + "".join(map("".join, grid.rows))) in text


@pytest.mark.parametrize("edge", ["60 columns", "one long word", "long cell", "many series"])
def test_no_text_leaves_the_text_block(edge):
    """Each piece of text begins and ends between the margins, the page's number apart."""
    part = Part("p", "一、", EDGES[edge])
    data = PRINTERS["pdf"][0](Paper("bulletin", ZH, "通报", parts=(part,)))
    for page in PdfReader(io.BytesIO(data)).pages:
        found = pieces(page)
        body = [one for one in found if one.bottom >= 35]
        assert body
        assert min(one.left for one in body) >= 27.9
        assert max(one.right for one in body) <= (28 + 156) * 1.05
        assert re.fullmatch(r"—\d+—", "".join(one.text for one in found if one.bottom < 35))


@pytest.mark.parametrize("is_annex", [True, False])
def test_who_gets_copies_stands_at_the_foot_of_the_last_page_that_has_text(is_annex):
    """However full that page is; where the room is too small, what stands last goes with it."""
    counts = []
    for lines in range(15, 23):
        part = Part("p", "附件", (Paragraph("按期报送。"),) * lines, is_annex=is_annex)
        paper = Paper("bulletin", ZH, "通报", parts=(part,), copies="省委办公厅")
        pages = PdfReader(io.BytesIO(PRINTERS["pdf"][0](paper))).pages
        last = [one for one in pieces(pages[-1]) if one.bottom >= 35]
        foot = "".join(one.text for one in last if one.bottom < 45)
        assert foot == "抄送：省委办公厅", lines
        assert any("按期报送" in one.text for one in last), lines
        counts.append(len(pages))
    assert counts[0] + 1 == counts[-1], "a page got full on the way"


def test_a_row_higher_than_a_page_is_broken_and_loses_nothing():
    text = "".join(f"第{at}句话。" for at in range(600))
    table = Table("t", "长文", (Column("a", "甲"), Column("b", "乙")), ((Cell("一"), Cell(text)),))
    paper = Paper("bulletin", ZH, "通报", parts=(Part("p", "一、", (table,)),))
    pages = PdfReader(io.BytesIO(PRINTERS["pdf"][0](paper))).pages
    printed = solid("".join(page.extract_text() for page in pages))
    assert len(pages) > 2
    for at in range(600):
        assert f"第{at}句话。"[:4] in printed


def test_a_finding_is_printed_where_nothing_can_be_drawn():
    part = Part("p", "一、", (chart("bars", 0, []),))
    text = PdfReader(io.BytesIO(PRINTERS["pdf"][0](Paper("bulletin", ZH, "通报", parts=(part,)))))
    assert "bars的说明。" in solid(text.pages[0].extract_text())


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_pdf_that_another_program_saved_again_still_tells_its_snapshot(is_packed):
    """LibreOffice writes keywords as the numbers of their bytes, two for a letter."""
    known = sample(7).identity
    text = f"{known.snapshot} {known.sha256}".encode("utf-16-be")
    line = b"<</Keywords<FEFF" + text.hex().upper().encode() + b">>>"
    if is_packed:
        line = b"<</Length 9>>stream\n" + zlib.compress(line) + b"\nendstream"
    found = identities(b"%PDF-1.7\n5 0 obj\n" + line + b"\nendobj\n")
    assert found == (frozenset({known.snapshot}), frozenset({known.sha256}))
