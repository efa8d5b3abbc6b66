"""A paper as a Word document: real headings, every figure, the offices' fonts, the same bytes."""

import io
import os
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from assessments.papers.paper import Paper, Paragraph, Part
from assessments.papers.printers.docx import as_docx
from assessments.papers.printers.layout import lay_out
from tests.paper_reading import docx_tables, docx_text, laid_grids, solid
from tests.papers import EN, FORMULA, MARK, RARE, ZH, sample

PRINTED = {language: as_docx(sample(7, language)) for language in (ZH, EN)}


def opened(data: bytes):
    return Document(io.BytesIO(data))


def texts(document) -> list[tuple[str, str]]:
    return [(one.style.name, docx_text(one._p)) for one in document.paragraphs]


@pytest.mark.parametrize(("zones", "language"), [(7, ZH), (7, EN), (200, ZH)])
def test_every_cell_of_every_table_is_printed_in_its_place(zones, language):
    data = PRINTED[language] if zones == 7 else as_docx(sample(zones, language))
    grids = laid_grids(lay_out(sample(zones, language)))
    expected = [[list(grid.headings), *map(list, grid.rows)] for grid in grids]
    assert docx_tables(opened(data)) == expected


@pytest.mark.parametrize("language", [ZH, EN])
def test_every_sentence_stands_in_its_order(language):
    paper, all_texts = sample(7, language), texts(opened(PRINTED[language]))
    found = [solid(text) for _, text in all_texts]
    words = [paper.number, paper.title, paper.addressees, *(one.text for one in paper.preamble)]
    for part in [part for part in paper.parts if not part.is_annex]:
        words.append(part.title)
        for block in part.blocks:
            words += block.text.splitlines() if isinstance(block, Paragraph) else []
            words += [block.finding] if hasattr(block, "finding") else []
    words += [paper.office, paper.dated]
    at = 0
    for word in map(solid, words):
        assert word in found[at:], word
        at += found[at:].index(word) + 1
    assert any(solid(paper.copies) in text for text in found)
    assert any(solid(FORMULA) == text for text in found)
    assert any(RARE in row for table in docx_tables(opened(PRINTED[language])) for row in table)


def test_headings_are_words_own_and_stand_at_their_levels():
    found = [
        (style, text)
        for style, text in texts(opened(PRINTED[ZH]))
        if "Heading" in style or style == "Title"
    ]
    assert found == [
        ("Title", "关于2022年上半年全省\n综合保税区运行情况的通报"),
        ("Heading 1", "一、总体情况"),
        ("Heading 1", "二、各综合保税区情况"),
        ("Heading 2", "（一）综合排名"),
        ("Heading 3", "1．排名的区间"),
        ("Heading 1", "三、下一步要求"),
    ]
    document = opened(PRINTED[ZH])
    assert document.styles["Annex Title"].base_style.name == "Heading 1"
    assert [text for style, text in texts(document) if style == "Annex Title"] == [
        "各综合保税区主要指标",
        "指标定义与数据来源",
    ]


@pytest.mark.parametrize(
    ("style", "face", "points"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Body Text", "仿宋_GB2312", 16),
        ("Page Mark", "宋体", 14),
    ],
)
def test_the_offices_own_fonts_are_named(style, face, points):
    found = opened(PRINTED[ZH]).styles[style]
    fonts = found.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == face
    assert fonts.get(qn("w:ascii")) == "Times New Roman"
    assert [name for name in fonts.attrib if "heme" in name] == []
    assert found.font.size.pt == points


def test_pages_have_the_standards_margins_and_lines():
    document = opened(PRINTED[ZH])
    for section in document.sections:
        lies = section.orientation == WD_ORIENT.LANDSCAPE
        width = section.page_width - section.left_margin - section.right_margin
        height = section.page_height - section.top_margin - section.bottom_margin
        assert (round(width / 36000), round(height / 36000)) == ((225, 156) if lies else (156, 225))
        assert lies or (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert [section.orientation for section in document.sections].count(WD_ORIENT.LANDSCAPE) == 1


@pytest.mark.parametrize(
    ("kind", "points", "lines", "characters"), [("bulletin", 16, 22, 28), ("review", 12, 41, 36)]
)
def test_lines_and_characters_of_a_page_are_those_of_its_kind(kind, points, lines, characters):
    style = opened(as_docx(Paper(kind, ZH, "通报"))).styles["Body Text"]
    line = style.paragraph_format.line_spacing
    assert lines * line.mm <= 225 < (lines + 0.2) * line.mm
    spaced = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert style.font.size.pt == points
    assert characters * (points + spaced) <= 156 * 72 / 25.4 < (characters + 1) * (points + spaced)


def test_headers_repeat_and_rows_do_not_split():
    for table in opened(PRINTED[ZH]).tables:
        rows = list(table._tbl.iter(qn("w:tr")))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_numbers_stand_right():
    [ranking, *_] = opened(PRINTED[ZH]).tables
    for row in list(ranking._tbl.iter(qn("w:tr")))[1:]:
        aligned = [
            cell.find(f".//{qn('w:jc')}").get(qn("w:val")) == "right"
            for cell in row.iter(qn("w:tc"))
        ]
        assert aligned == [column.is_number for column in sample(7).tables[0].columns]


def test_every_page_carries_mark_number_and_identity():
    document = opened(PRINTED[ZH])
    assert document.settings.odd_and_even_pages_header_footer
    first, *others = document.sections
    for header in (first.header, first.even_page_header):
        assert docx_text(header._element) == MARK[ZH]
    for footer, side in ((first.footer, "right"), (first.even_page_footer, "left")):
        number, identity = footer.paragraphs
        assert "PAGE" in "".join(one.text for one in number._p.iter(qn("w:instrText")))
        assert docx_text(number._p) == "— 1 —"
        assert number._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert "2022H1-v1" in identity.text
        assert "0123456789abcdef" * 4 in identity.text
    for section in others:
        for part in (
            section.header,
            section.even_page_header,
            section.footer,
            section.even_page_footer,
        ):
            assert part.is_linked_to_previous


def test_a_draft_is_watermarked_on_odd_and_even_pages_and_a_published_paper_is_not():
    draft = opened(as_docx(sample(7, is_draft=True))).sections[0]
    for header in (draft.header, draft.even_page_header):
        assert 'string="草稿"' in header._element.xml
    published = opened(PRINTED[ZH]).sections[0]
    assert "textpath" not in published.header._element.xml


def test_charts_are_sharp_and_described_by_what_they_show():
    document, charts = opened(PRINTED[ZH]), sample(7).charts
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert [one.get("descr") for one in pictures] == [chart.finding for chart in charts]
    for shape in document.inline_shapes:
        relation = shape._inline.find(f".//{qn('a:blip')}").get(qn("r:embed"))
        blob = document.part.related_parts[relation].blob
        width, height = struct.unpack(">II", blob[16:24])
        assert width / shape.width.inches >= 299
        assert height / width == pytest.approx(shape.height / shape.width, rel=0.01)


def test_what_a_chart_shows_is_said_on_one_page():
    said = [one for one in opened(PRINTED[ZH]).paragraphs if one.style.name == "Caption"]
    assert said
    assert all(one.paragraph_format.keep_together for one in said)


def test_an_annex_that_is_a_table_prints_its_title_once():
    annexes = ["附件1 主要指标表", "附件2 其他"]
    full = sample(7).tables[-1]
    parts = tuple(
        Part(f"a{at}", title, (replace(full, title="主要指标表"),), is_annex=True)
        for at, title in enumerate(annexes)
    )
    printed = texts(opened(as_docx(replace(sample(7), parts=parts))))
    assert printed.count(("Annex Title", "主要指标表")) == 1
    assert printed.count(("Table Title", "主要指标表")) == 1


def test_the_file_says_what_it_is():
    core = opened(PRINTED[ZH]).core_properties
    assert core.title == sample(7).title
    assert core.keywords == "2022H1-v1 " + "0123456789abcdef" * 4


def test_a_paper_gives_the_same_bytes_in_another_process_place_and_zone():
    script = (
        "import sys; from tests.papers import sample; "
        "from assessments.papers.printers.docx import as_docx; "
        "sys.stdout.buffer.write(as_docx(sample(7)))"
    )
    for zone, locale in (("Asia/Shanghai", "C"), ("America/New_York", "de_DE.UTF-8")):
        there = os.environ | {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": "7"}
        done = subprocess.run(
            [sys.executable, "-c", script], env=there, capture_output=True, check=True
        )
        assert done.stdout == PRINTED[ZH]


def test_dates_inside_the_file_are_not_the_clocks():
    with zipfile.ZipFile(io.BytesIO(PRINTED[ZH])) as file:
        assert {one.date_time for one in file.infolist()} == {(2021, 10, 21, 0, 0, 0)}


def test_what_cannot_be_printed_is_a_blank_and_the_rest_stays():
    part = Part("a", "一、\x00情况", (Paragraph("甲\x07乙\ud800丙\ufffe丁<&>\"'"),))
    document = opened(as_docx(Paper("b", ZH, "通报", parts=(part,))))
    assert [text for style, text in texts(document) if style in ("Heading 1", "Body Text")] == [
        "一、 情况",
        "甲 乙 丙 丁<&>\"'",
    ]


def test_a_paper_without_anything_is_still_a_document():
    assert texts(opened(as_docx(Paper("b", EN, "Bulletin"))))[0] == ("Title", "Bulletin")


def kept_together(paper) -> list[bool]:
    """Of the body's paragraphs whether their lines stand together on the next one's page."""
    found = [one for one in opened(as_docx(paper)).paragraphs if one.style.name == "Body Text"]
    return [
        bool(one.paragraph_format.keep_together and one.paragraph_format.keep_with_next)
        for one in found
    ]


@pytest.mark.parametrize("language", [ZH, EN])
def test_the_last_paragraph_is_whole_because_the_copies_stand_where_it_begins(language):
    paper = sample(7, language)
    method = Part("method", "附件9 方法", (Paragraph("第一段。"), Paragraph("第二段。" * 60)), True)
    ending = replace(paper, parts=(*paper.parts, method))
    assert kept_together(ending)[-2:] == [False, True]
    assert kept_together(replace(ending, copies=""))[-2:] == [False, False]


def test_copies_stand_on_a_page_that_stands():
    paper = sample(7)
    lying = replace(paper, parts=paper.parts[:-1])
    document = opened(as_docx(lying))
    assert document.sections[-1].orientation == WD_ORIENT.PORTRAIT
    assert texts(document)[-1] == ("Copies", "抄送：" + paper.copies)
