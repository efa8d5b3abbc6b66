"""Reads printed papers back: their text, tables and figures, as a person would see them."""

import io
import re
from collections import Counter
from collections.abc import Iterator

from pypdf import PdfReader

from assessments.papers.paper import Paper, Table
from assessments.papers.printers.layout import Grid, Layout, lay_out


def solid(text: str) -> str:
    """A text without blanks: lines and spaces are the typesetter's."""
    return re.sub(r"\s+", "", text)


def laid_grids(laid: Layout) -> list[Grid]:
    """Every grid of a paper in the order in which it is printed."""
    sections = (laid.main, *laid.annexes)
    return [item for section in sections for item in section.items if isinstance(item, Grid)]


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def pdf_text(data: bytes, paper: Paper) -> str:
    """A pdf's text without what every page repeats: marks, page number, identity, table headers."""
    headers = {solid("".join(grid.headings)) for grid in laid_grids(lay_out(paper))}
    return "".join(_page_text(page, paper, headers) for page in pdf_pages(data))


def _page_text(page: str, paper: Paper, headers: set[str]) -> str:
    text = solid(page.replace(paper.watermark, "", 1) if paper.watermark else page)
    marks = re.escape(solid("".join(paper.marks)))
    named = r"((?:数据快照|Snapshot)[^—]*)"
    stands, lies = rf"{marks}(.*)—\d+—{named}", rf"—\d+—{marks}(.*){named}"
    text, foot = (re.fullmatch(stands, text) or re.fullmatch(lies, text)).groups()
    assert paper.identity.sha256 in foot
    assert paper.identity.snapshot in foot
    for header in sorted(headers, key=len, reverse=True):  # one may begin with another
        if text.startswith(header):
            return "\f" + text.removeprefix(header)
    return text


def pdf_fonts(data: bytes) -> dict[str, bool]:
    """Each font that a pdf's pages use, and whether its file is inside."""
    found = {}
    for page in PdfReader(io.BytesIO(data)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            one = font.get_object()
            inner = one["/DescendantFonts"][0].get_object() if "/DescendantFonts" in one else one
            files = {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"])
            found[str(one["/BaseFont"])] = bool(files)
    return found


def figures(tables: Iterator[Table] | tuple[Table, ...]) -> Counter:
    """How often each figure stands in these tables, with its table, column and row."""
    return Counter(
        (table.code, column.code, number, cell.text)
        for table in tables
        for number, row in enumerate(table.rows)
        for column, cell in zip(table.columns, row, strict=True)
    )


# Word documents

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_text(element) -> str:
    """The text of an element of a Word document, its line breaks kept."""
    pieces = {f"{W}t": lambda one: one.text or "", f"{W}br": lambda _: "\n"}
    return "".join(pieces[one.tag](one) for one in element.iter(*pieces))


def docx_tables(document) -> list[list[list[str]]]:
    """Each table's rows of texts, its header the first."""
    return [
        [[docx_text(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
        for table in document.element.body.iter(f"{W}tbl")
    ]
