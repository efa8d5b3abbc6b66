"""A long paper is set in pieces that take little memory, and nobody can tell from the file."""

import io
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from pypdf import PdfReader

from assessments.papers.paper import Paper, Paragraph, Part
from assessments.papers.printers.faults import TypesettingError
from assessments.papers.printers.joining import joined, page_count
from assessments.papers.printers.layout import lay_out
from assessments.papers.printers.pdf import STANDARDS, as_pdf, data
from assessments.papers.printers.pieces import MOST, pieces
from assessments.papers.printers.typesetting import typeset
from tests.paper_reading import laid_grids, pdf_fonts, pdf_text, solid
from tests.papers import EN, ZH, sample

#: So few cells that the seven zones' first annex, which lies, is divided too.
FEW = 70
WHOLE = {language: as_pdf(sample(7, language)) for language in (ZH, EN)}
PIECED = {language: as_pdf(sample(7, language), FEW) for language in (ZH, EN)}


def opened(file: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(file), strict=True)


def tags(node) -> list:
    """Every tag below a node, in the order in which a reader speaks them."""
    node = node.get_object()
    if isinstance(node, list):
        return [tag for one in node for tag in tags(one)]
    if not hasattr(node, "get"):
        return []
    own = [node] if "/S" in node else []
    return own + (tags(node["/K"]) if "/K" in node else [])


def tagged(file: bytes) -> list:
    return tags(opened(file).trailer["/Root"]["/StructTreeRoot"]["/K"])


def entries(outline) -> list:
    """Every entry of an outline, those of lower levels too."""
    return [
        entry for one in outline for entry in (entries(one) if isinstance(one, list) else [one])
    ]


def cells(piece: dict) -> list[int]:
    """How many cells each table of a piece has."""
    items = [*piece["main"], *(item for one in piece["annex_sections"] for item in one["items"])]
    return [len(one["rows"]) * len(one["headings"]) for one in items if one["kind"] == "grid"]


def test_the_sample_is_set_in_several_pieces_one_of_them_within_an_annex():
    parts = pieces(data(sample(7)), FEW)
    kinds = [
        [item["kind"] for one in part["annex_sections"] for item in one["items"]] for part in parts
    ]
    assert len(parts) >= 3
    assert kinds[1][0] == "annex"
    assert kinds[2][0] == "grid"


@pytest.mark.parametrize("zones", [7, 200])
def test_a_piece_has_no_more_cells_than_it_may_unless_one_table_has_them(zones):
    for most in (MOST, 1000):
        parts = pieces(data(sample(zones)), most)
        assert sum(sum(cells(one)) for one in parts) == sum(cells(data(sample(zones))))
        for part in parts[1:]:
            assert sum(cells(part)) <= most or len(cells(part)) == 1


@pytest.mark.parametrize("language", [ZH, EN])
def test_every_word_and_figure_stands_in_the_same_order(language):
    paper = sample(7, language)
    assert pdf_text(PIECED[language], paper).replace("\f", "") == pdf_text(
        WHOLE[language], paper
    ).replace("\f", "")
    for grid in laid_grids(lay_out(paper)):
        assert solid(grid.title) in pdf_text(PIECED[language], paper).replace("\f", "")


@pytest.mark.parametrize("language", [ZH, EN])
def test_pages_are_numbered_through(language):
    reader = opened(PIECED[language])
    numbers = [re.search(r"—\s*(\d+)\s*—", page.extract_text())[1] for page in reader.pages]
    assert numbers == [str(number) for number in range(1, len(reader.pages) + 1)]
    told = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert f"<xmpTPg:NPages>{len(reader.pages)}</xmpTPg:NPages>" in told


@pytest.mark.parametrize("language", [ZH, EN])
def test_the_tags_are_one_document_of_the_same_tables(language):
    whole, pieced = (Counter(tag["/S"] for tag in tagged(one[language])) for one in (WHOLE, PIECED))
    few = ("/Title", "/H1", "/Table", "/THead", "/TR", "/TH", "/TD", "/Figure", "/P", "/Document")
    assert {kind: pieced[kind] for kind in few} == {kind: whole[kind] for kind in few}
    assert pieced["/Document"] == 1
    assert pieced["/TD"] > 100


def test_every_tag_is_below_its_parent_and_on_a_page_of_the_file():
    reader = opened(PIECED[ZH])
    pages = {page.indirect_reference.idnum for page in reader.pages}
    for tag in tags(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]):
        below = tag["/P"].get("/K")
        assert any(one.get_object() == tag for one in below)
        if "/Pg" in tag:
            assert tag.raw_get("/Pg").idnum in pages


def test_each_page_finds_the_tags_of_what_it_shows():
    reader = opened(PIECED[ZH])
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    listed = root["/ParentTree"]["/Nums"]
    owners = {listed[at]: listed[at + 1].get_object() for at in range(0, len(listed), 2)}
    keys = [page["/StructParents"] for page in reader.pages]
    assert sorted(keys) == sorted(owners) == list(range(root["/ParentTreeNextKey"]))
    for page in reader.pages:
        for tag in owners[page["/StructParents"]]:
            assert tag.get_object()["/Pg"] == page


def test_every_cell_names_the_heading_of_its_own_table():
    reader = opened(PIECED[EN])
    names = reader.trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Names"]
    known = {names[at]: names[at + 1].get_object() for at in range(0, len(names), 2)}
    found = list(names[::2])
    assert found == sorted(found)
    assert len(known) == len(names) // 2
    for table in (tag for tag in tagged(PIECED[EN]) if tag["/S"] == "/Table"):
        inside = tags(table["/K"])
        own = {tag["/ID"] for tag in inside if tag["/S"] == "/TH"}
        asked = {
            name
            for tag in inside
            if tag["/S"] == "/TD"
            for one in tag["/A"]
            for name in one.get("/Headers", [])
        }
        assert own
        assert asked <= own <= set(known)
        assert all(known[name]["/S"] == "/TH" for name in own)


@pytest.mark.parametrize("language", [ZH, EN])
def test_the_outline_leads_from_the_first_part_to_the_last_annex(language):
    whole, pieced = opened(WHOLE[language]), opened(PIECED[language])
    found = entries(pieced.outline)
    titles = [one.title for one in found]
    assert titles == [one.title for one in entries(whole.outline)]
    texts = [page.extract_text() for page in pieced.pages]
    leads = [pieced.get_destination_page_number(one) for one in found]
    assert leads == sorted(leads)
    assert all(
        solid(title) in solid(texts[page]) for title, page in zip(titles, leads, strict=True)
    )
    before, after = (one.trailer["/Root"]["/Outlines"] for one in (whole, pieced))
    assert after["/Count"] == before["/Count"]
    assert backwards(after) == backwards(before)


def backwards(outline) -> list[str]:
    """The outline's uppermost titles from the last to the first."""
    titles, entry = [], outline["/Last"]
    while entry is not None:
        titles.append(entry["/Title"])
        entry = entry.get("/Prev")
    return titles


def test_fonts_title_language_and_standard_are_those_of_a_paper_set_whole():
    whole, pieced = opened(WHOLE[ZH]), opened(PIECED[ZH])
    assert pieced.metadata == whole.metadata
    assert pieced.trailer["/Root"]["/Lang"] == "zh-CN"
    assert "pdfuaid" in pieced.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    fonts = pdf_fonts(PIECED[ZH])
    assert fonts
    assert all(fonts.values())


def test_the_same_paper_gives_the_same_bytes_and_another_one_another_identity():
    assert as_pdf(sample(7), FEW) == PIECED[ZH]
    other = as_pdf(replace(sample(7), dated="2022年8月16日"), FEW)
    assert opened(other).trailer["/ID"][1] != opened(PIECED[ZH]).trailer["/ID"][1]


def test_what_looks_like_a_reference_in_a_title_stays_a_title():
    paper = sample(7, EN)
    odd = r"Copy 3 0 R (of /StructParents 1) \ 5 0 R) ("
    annexes = [replace(one, title=f"Annex 9 {odd}") if one.is_annex else one for one in paper.parts]
    reader = opened(as_pdf(replace(paper, parts=tuple(annexes)), FEW))
    assert entries(reader.outline)[-1].title == odd


def test_a_short_paper_is_one_piece_and_left_as_it_was_set():
    (piece,) = pieces(data(sample(7)), MOST)
    (file,) = typeset("paper.typ", piece, standards=STANDARDS).files
    assert joined([file]) == file == WHOLE[ZH]


def test_a_paper_whose_first_piece_has_no_heading_is_joined_too():
    table = next(part for part in sample(7).parts if part.is_annex)
    text = Part("text", "", (Paragraph("正文。"),))
    reader = opened(as_pdf(Paper("bulletin", ZH, "通报", parts=(text, table)), FEW))
    assert [one.title for one in entries(reader.outline)] == [
        solid(table.title).removeprefix("附件1")
    ]


def test_a_file_that_is_not_written_as_expected_is_refused():
    (file, other) = (WHOLE[ZH], WHOLE[EN])
    for spoilt in (file[:-40], b"%PDF-1.4" + file[8:], file.replace(b"\nendobj", b"\nEndobj", 1)):
        with pytest.raises(TypesettingError, match="not written as expected"):
            joined([other, spoilt])
        with pytest.raises(TypesettingError):
            page_count(spoilt)


def test_a_child_says_how_much_memory_it_took_itself():
    ballast = bytearray(256 * 2**20)  # what getrusage would add to the child's
    assert 20_000 < typeset("paper.typ", data(sample(7))).peak < len(ballast) // 1024


def test_pieces_keep_the_order_of_pages_of_their_sections():
    lying = [page.mediabox.width > page.mediabox.height for page in opened(PIECED[ZH]).pages]
    assert sum(one != other for one, other in pairwise(lying)) == 2
