"""Pages of a Word document: the standard's margins, marks above, number and identity below."""

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from ..paper import Paper
from .layout import HEIGHT, LEFT, PAGE, TOP, WIDTH
from .wordml import element, field, paragraph, run, watermark

#: Edges of a page that lies, in mm: its top is the edge at which the paper is bound.
LYING_TOP, LYING_BOTTOM, LYING_LEFT = LEFT, PAGE[0] - LEFT - WIDTH, PAGE[1] - TOP - HEIGHT


def page(section: Any, *, is_lying: bool, line: int = 0) -> None:
    """Nothing; the section's pages stand or lie, with the standard's margins.

    `line` is the height of a line of the grid that pages have when they stand, 0 for no grid.
    """
    width, height = PAGE[::-1] if is_lying else PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if is_lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    if is_lying:
        edges = (LYING_TOP, LYING_BOTTOM, LYING_LEFT, TOP, 14, 9)
    else:
        edges = (TOP, PAGE[1] - TOP - HEIGHT, LEFT, PAGE[0] - LEFT - WIDTH, 20, 17)
    section.top_margin, section.bottom_margin = Mm(edges[0]), Mm(edges[1])
    section.left_margin, section.right_margin = Mm(edges[2]), Mm(edges[3])
    section.header_distance, section.footer_distance = Mm(edges[4]), Mm(edges[5])
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    if line and not is_lying:
        section._sectPr.append(element(f'<w:docGrid w:type="lines" w:linePitch="{line}"/>'))


def number_pages(document: Any, paper: Paper, identity: str) -> None:
    """Nothing; every page of the document carries marks, watermark, number and identity."""
    document.settings.odd_and_even_pages_header_footer = True
    first = document.sections[0]
    sides = (
        (first.header, first.footer, "right"),
        (first.even_page_header, first.even_page_footer, "left"),
    )
    for number, (header, footer, side) in enumerate(sides, start=1):
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        words = run("　".join(paper.marks))
        if paper.watermark:
            words += watermark(paper.watermark, number)
        _only(header, paragraph("Header", words))
        edge = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
        numbered = run("— ") + field("PAGE") + run(" —")
        _only(footer, paragraph("PageMark", numbered, edge), paragraph("Footer", run(identity)))


def _only(part: Any, *paragraphs: str) -> None:
    """Nothing; a header or footer holds these paragraphs and no other."""
    for old in list(part._element):
        part._element.remove(old)
    for one in paragraphs:
        part._element.append(element(one))
