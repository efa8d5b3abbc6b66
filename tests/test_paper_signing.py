"""Nobody signs a page without text: what ends a paper's text stands with its list and signature."""

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from assessments.papers.paper import Block, Cell, Column, Paper, Paragraph, Part, Table
from assessments.papers.printers.docx import as_docx
from assessments.papers.printers.pdf import as_pdf
from tests.paper_reading import pdf_pages, solid
from tests.papers import EN, MARK, ZH, figure, sample

ENDS = {ZH: "占位完毕。", EN: "so this ends."}
LONG = {
    ZH: "本期没有修订，" * 30 + ENDS[ZH],
    EN: "Nothing was revised in this span; " * 14 + ENDS[EN],
}
LISTED = {ZH: "附件：1．", EN: "Annexes:1."}
#: A page has more lines than the list of so many annexes, the signature and the facts take.
ANNEXES = 8


def ending(language: str, lines: int, *last: Block) -> Paper:
    """A paper whose text has so many lines before what ends it."""
    filled = tuple(Paragraph(f"{at}." if language == EN else f"第{at}行。") for at in range(lines))
    annexes = (
        Part(f"x{at}", f"附件{at}　甲" if language == ZH else f"Annex {at}: A", (), is_annex=True)
        for at in range(1, ANNEXES + 1)
    )
    parts = (Part("a", "一、" if language == ZH else "1.", filled), Part("b", "", last), *annexes)
    return replace(sample(1, language), parts=parts)


def revisions(rows: int) -> Table:
    columns = (Column("zone", "对象"), Column("value", "修订后", "亿元", is_number=True))
    lines = tuple((Cell(f"（{at}）"), figure("1.25")) for at in range(1, rows + 1))
    return Table("revised", "修订", columns, lines)


def signed_page(paper: Paper) -> tuple[int, str]:
    """Which page the list of annexes stands on, and the text above it without the page's marks."""
    pages = [solid(page) for page in pdf_pages(as_pdf(paper))]
    listed = LISTED[paper.language]
    (number,) = [at for at, page in enumerate(pages, start=1) if listed in page]
    page = pages[number - 1]
    assert solid(paper.dated) in page
    return number, page.split(listed)[0].removeprefix(solid(MARK[paper.language]))


@pytest.mark.parametrize("language", [ZH, EN])
def test_the_last_line_of_a_long_paragraph_goes_where_the_signature_goes(language):
    found = [
        signed_page(ending(language, lines, Paragraph(LONG[language]))) for lines in range(2, 33, 6)
    ]
    assert len({number for number, _text in found}) > 1
    for _number, text in found:
        assert text.endswith(solid(ENDS[language]))


@pytest.mark.parametrize("language", [ZH, EN])
@pytest.mark.parametrize("rows", [8, 20])
def test_the_last_rows_of_a_table_go_where_the_signature_goes_under_a_header(language, rows):
    found = [signed_page(ending(language, lines, revisions(rows))) for lines in range(2, 33, 6)]
    assert len({number for number, _text in found}) > 1
    unit = "（亿元）" if language == ZH else "(亿元)"
    for _number, text in found:
        header, _, shown = text.rpartition(f"对象修订后{unit}")
        assert header or shown
        assert shown.endswith(f"（{rows - 1}）1.25（{rows}）1.25")


def kept_rows(paper: Paper) -> list[bool]:
    """Of the last table's rows, its header among them, whether they stay with what follows."""
    body = Document(io.BytesIO(as_docx(paper))).element.body
    return [
        all(one.find(f".//{qn('w:keepNext')}") is not None for one in row.iter(qn("w:pPr")))
        for row in body.findall(qn("w:tbl"))[-1].iter(qn("w:tr"))
    ]


def test_in_a_word_document_they_stay_together_too_and_the_rest_may_break():
    paper = ending(ZH, 3, revisions(20))
    assert kept_rows(paper) == [True, True, *[False] * 17, True, True]
    # A table of half a page begins on one page and ends, if need be, on the signature's.
    low = ending(ZH, 3, revisions(8))
    assert kept_rows(low) == [True, *[True] * 5, False, True, True]
    short = ending(ZH, 3, revisions(3))
    assert kept_rows(short) == [True] * 4


@pytest.mark.parametrize("last", [Paragraph(LONG[ZH]), revisions(20)])
def test_what_follows_the_last_rows_or_the_last_paragraph_is_bound_to_the_list(last):
    document = Document(io.BytesIO(as_docx(ending(ZH, 3, last))))
    found = document.paragraphs
    listed = next(at for at, one in enumerate(found) if solid(one.text).startswith(LISTED[ZH]))
    before = found[listed - 2 : listed]  # a text or a table's note, and a blank line
    assert all(one.paragraph_format.keep_with_next for one in before)


def test_the_small_facts_below_a_signature_stand_together_in_word():
    found = Document(io.BytesIO(as_docx(ending(ZH, 3, Paragraph("完。"))))).paragraphs
    names = [f"{name}：" for name, _value in sample(1, ZH).facts]
    told = [one for one in found if one.text.startswith(tuple(names))]
    assert len(told) == len(names) == 2
    assert [bool(one.paragraph_format.keep_with_next) for one in told] == [True, False]
    assert all(one.paragraph_format.keep_together for one in told)


@pytest.mark.parametrize("language", [ZH, EN])
def test_a_table_that_ends_where_its_page_does_begins_no_empty_page(language):
    """Of annexes of so many rows one ends at the very foot of a page; another annex follows."""
    for rows in range(20, 40):
        table = replace(revisions(rows), notes=())
        following = Part(
            "y", "附件2　乙" if language == ZH else "Annex 2: B", (table,), is_annex=True
        )
        first = Part("x", "附件1　甲" if language == ZH else "Annex 1: A", (table,), is_annex=True)
        paper = replace(sample(1, language), parts=(first, following), copies="")
        pages = [solid(page) for page in pdf_pages(as_pdf(paper))]
        without_rows = [at for at, page in enumerate(pages[1:], start=2) if "）1.25" not in page]
        assert without_rows == [], rows
