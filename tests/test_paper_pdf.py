"""A paper as a pdf: every word and figure, on the standard's page, in the project's own fonts."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
from pypdf import PdfReader

from assessments.papers.paper import Paper, Paragraph, Part
from assessments.papers.printers import typesetting
from assessments.papers.printers.faults import TypesettingError
from assessments.papers.printers.layout import lay_out
from assessments.papers.printers.pdf import STANDARDS, as_pdf, data
from assessments.papers.printers.typesetting import typeset
from tests.paper_reading import laid_grids, pdf_fonts, pdf_pages, pdf_text, solid
from tests.papers import EN, FORMULA, MARK, RARE, ZH, sample

MM = 72 / 25.4
CASES = [(7, ZH), (7, EN), (200, ZH), (200, EN)]
PRINTED = {case: as_pdf(sample(*case)) for case in CASES[:2]}


def printed(zones: int, language: str) -> bytes:
    if (zones, language) not in PRINTED:
        PRINTED[zones, language] = as_pdf(sample(zones, language))
    return PRINTED[zones, language]


@pytest.mark.parametrize(("zones", "language"), CASES)
def test_every_cell_of_every_table_is_printed_in_its_place(zones, language):
    paper = sample(zones, language)
    text = pdf_text(printed(zones, language), paper).replace("\f", "")
    at = 0
    for grid in laid_grids(lay_out(paper)):
        rows = "".join("".join(row) for row in grid.rows)
        expected = solid(grid.title + "".join(grid.headings) + rows + "".join(grid.notes))
        at = text.find(expected, at)
        assert at >= 0, (grid.title, expected[:200])
        at += len(expected)


@pytest.mark.parametrize("language", [ZH, EN])
def test_every_sentence_heading_and_chart_is_printed_in_its_order(language):
    paper = sample(7, language)
    text, at = pdf_text(printed(7, language), paper), 0
    words = [paper.number, paper.title, paper.addressees, *(one.text for one in paper.preamble)]
    for part in [part for part in paper.parts if not part.is_annex]:
        words.append(part.title)
        for block in part.blocks:
            if isinstance(block, Paragraph):
                words.append(block.text)
            else:
                words.append(block.title)
            if hasattr(block, "finding"):
                words.append(block.finding)
    words += [
        paper.office,
        paper.dated,
        *(name + ("：" if language == ZH else ":") + value for name, value in paper.facts),
    ]
    for word in map(solid, words):
        assert word in text[at:], word
        at = text.index(word, at) + len(word)
    assert solid(paper.copies) in text


def test_a_chart_prints_the_number_of_each_bar():
    paper = sample(7)
    text = pdf_text(printed(7, ZH), paper)
    chart = paper.charts[0]
    start, end = text.index(solid(chart.title)), text.index(solid(chart.finding))
    for series in chart.series:
        for value in series.values:
            assert ("—" if value is None else f"{value:,}".replace("-", "−")) in text[start:end]


def test_text_is_never_read_as_markup():
    assert solid(FORMULA) in pdf_text(printed(7, ZH), sample(7))


def test_a_rare_character_comes_back_from_a_font_of_ours():
    assert solid(RARE) in solid("".join(pdf_pages(printed(7, ZH))))


@pytest.mark.parametrize(("zones", "language"), CASES[:3])
def test_every_font_is_embedded_and_ours(zones, language):
    fonts = pdf_fonts(printed(zones, language))
    ours = ("PaperFang", "PaperKai", "PaperTitle", "NotoSansSC", "LiberationSerif")
    assert fonts
    assert all(fonts.values())
    assert [name for name in fonts if not any(one in name for one in ours)] == []


def test_the_document_is_tagged_and_says_its_title_and_language():
    reader = PdfReader(io.BytesIO(printed(7, ZH)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    assert reader.metadata.title == sample(7).title
    assert "2022H1-v1" in reader.metadata["/Keywords"]
    assert "0123456789abcdef" * 4 in reader.metadata["/Keywords"]
    assert reader.metadata.creation_date is None
    kinds = set(_kinds(root["/StructTreeRoot"].get_object()))
    assert {"/Title", "/H1", "/Table", "/TH", "/TD", "/Figure"} <= kinds | {"/Title"}


def _kinds(node) -> list:
    node = node.get_object()
    if isinstance(node, list):
        return [kind for one in node for kind in _kinds(one)]
    if not hasattr(node, "get"):
        return []
    return [str(node.get("/S")), *(_kinds(node["/K"]) if "/K" in node else [])]


def test_the_outline_leads_to_every_part():
    outline = PdfReader(io.BytesIO(printed(7, ZH))).outline
    titles = [one.title for one in outline if not isinstance(one, list)]
    assert titles[:3] == [part.title for part in sample(7).parts[:3]]


# The page of GB/T 9704-2012


def text_only(kind: str = "bulletin") -> Paper:
    """A paper of several pages of nothing but text."""
    long = "全省综合保税区进出口总额保持增长态势主要指标完成情况较好但区域之间发展不平衡" * 100
    return Paper(kind, ZH, "通报", parts=(Part("a", "一、情况", (Paragraph(long),)),))


def places(page) -> list[tuple[float, float, str]]:
    """Each piece of a page's text with its place in mm from the paper's left and top edge."""
    found = []

    def note(text, outer, inner, font, size):
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        if text.strip():
            found.append((x / MM, 297 - y / MM, text.strip()))

    page.extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize(
    ("kind", "lines", "characters"), [("bulletin", 22, 28), ("review", 41, 36)]
)
def test_a_page_holds_its_lines_and_characters_between_the_standards_margins(
    kind, lines, characters
):
    pages = PdfReader(io.BytesIO(as_pdf(text_only(kind)))).pages
    assert len(pages) > 2
    for page in pages[1:-1]:
        body = [one for one in places(page) if len(one[2]) > 3]
        assert len(body) == lines
        baselines = sorted({round(top, 2) for _, top, _ in body})
        assert len(baselines) == lines
        assert all(abs(b - a - 225 / lines) < 0.02 for a, b in pairwise(baselines))
        assert 37 < baselines[0] < 37 + 225 / lines
        assert baselines[-1] < 37 + 225
        assert {round(left, 1) for left, _, _ in body} == {28.0}
        assert {len(text) for _, _, text in body} == {characters}
        assert float(page.mediabox.width) / MM == pytest.approx(210, abs=0.01)
        assert float(page.mediabox.height) / MM == pytest.approx(297, abs=0.01)


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones():
    pages = PdfReader(io.BytesIO(as_pdf(text_only()))).pages
    for number, page in enumerate(pages, start=1):
        [start] = [one for one in places(page) if one[2].startswith("—")][:1]
        assert solid(page.extract_text()).endswith(f"—{number}—")
        assert start[1] > 37 + 225 + 7
        assert (start[0] > 150) == bool(number % 2)
        assert (start[0] < 40) == (not number % 2)


def test_marks_identity_and_watermark_stand_on_every_page():
    paper = sample(7, is_draft=True)
    for page in pdf_pages(as_pdf(paper)):
        assert MARK[ZH] in page
        assert paper.watermark in page
        assert paper.identity.sha256 in page
        assert paper.identity.snapshot in page
    assert "草稿" not in "".join(pdf_pages(printed(7, ZH)))


def test_wide_annexes_lie_and_the_rest_stands():
    lying = [
        float(page.mediabox.width) > float(page.mediabox.height)
        for page in PdfReader(io.BytesIO(printed(7, ZH))).pages
    ]
    assert lying.count(True) >= 1
    assert lying[0] is False
    assert lying[-1] is False


def test_the_number_of_a_lying_page_stands_where_that_of_a_standing_one_does():
    """On the sheet's lower edge, which lies left: outside on odd pages, inside on even ones."""
    reader = PdfReader(io.BytesIO(printed(200, ZH)))
    lying = [
        (number, page)
        for number, page in enumerate(reader.pages, start=1)
        if page.mediabox.width > page.mediabox.height
    ]
    assert {number % 2 for number, _ in lying} == {0, 1}
    for number, page in lying:
        [start, *_] = [one for one in places(page) if one[2].startswith("—")]
        left, top = start[0], start[1] - (297 - 210)
        assert solid(page.extract_text()).startswith(f"—{number}—")
        assert left < 28
        assert (top > 150) == bool(number % 2)


def test_headers_repeat_on_every_page_of_a_long_table():
    text = pdf_text(printed(200, ZH), sample(200))
    assert text.count("\f") > 5


def test_a_row_never_breaks_over_two_pages():
    """Each page of the long table ends with a row's last cell: nothing is cut inside a row."""
    paper = sample(200)
    text = pdf_text(printed(200, ZH), paper)
    ends = {solid("".join(row))[-12:] for grid in laid_grids(lay_out(paper)) for row in grid.rows}
    before = [piece[-12:] for piece in text.split("\f")[:-1]]
    assert [end for end in before if end not in ends] == []


# The same bytes


def test_a_paper_gives_the_same_bytes_in_another_process_place_and_zone():
    script = (
        "import sys; from tests.papers import sample; "
        "from assessments.papers.printers.pdf import as_pdf; "
        "sys.stdout.buffer.write(as_pdf(sample(7)))"
    )
    for zone, locale in (("Asia/Shanghai", "C"), ("America/New_York", "de_DE.UTF-8")):
        there = os.environ | {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": "7"}
        done = subprocess.run(
            [sys.executable, "-c", script], env=there, capture_output=True, check=True
        )
        assert done.stdout == printed(7, ZH)


def test_one_figure_of_difference_gives_other_bytes():
    assert as_pdf(replace(sample(7), number="鄂商发〔2022〕13号")) != printed(7, ZH)


# What goes wrong is said


def test_nothing_is_found_to_warn_of():
    for zones, language in CASES[:2]:
        made = typeset("paper.typ", data(sample(zones, language)), standards=STANDARDS)
        assert made.warnings == ()


def test_a_paper_that_takes_too_long_is_stopped_with_a_sentence():
    with pytest.raises(TypesettingError, match=r"longer than 0\.01 seconds"):
        typeset("paper.typ", data(sample(7)), limit=0.01)


def test_a_document_that_cannot_be_set_says_why():
    with pytest.raises(TypesettingError, match=r"could not be set: .*\"size\""):
        typeset("paper.typ", {"chinese": True, "height": 225, "lines": 22})


def test_a_process_that_dies_is_told(monkeypatch, tmp_path):
    (tmp_path / "typeset.py").write_text("raise MemoryError('no room')", "utf-8")
    monkeypatch.setattr(typesetting, "HERE", tmp_path)
    with pytest.raises(TypesettingError, match=r"stopped\. MemoryError: no room"):
        typeset("paper.typ", {})


@pytest.mark.parametrize("ended_by", ["SIGKILL", "SIGABRT"])
def test_a_process_that_gets_no_memory_is_told(monkeypatch, tmp_path, ended_by):
    dying = f"import os, signal\nos.kill(os.getpid(), signal.{ended_by})"
    (tmp_path / "typeset.py").write_text(dying, "utf-8")
    monkeypatch.setattr(typesetting, "HERE", tmp_path)
    with pytest.raises(TypesettingError, match="for want of memory"):
        typeset("paper.typ", {})


def test_a_paper_without_anything_is_still_a_page():
    empty = Paper("bulletin", ZH, "通报")
    [page] = pdf_pages(as_pdf(empty))
    assert solid(page) == "通报—1—"
