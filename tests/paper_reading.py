"""Reads printed papers back: their text, tables and figures, as a person would see them."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

import openpyxl
from lxml import html
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


# Each form of a paper, read back as rows of texts by the table's code


def printed_rows(paper: Paper) -> dict[str, list[list[str]]]:
    """What a paper prints in each of its tables."""
    return {one.code: [[cell.text for cell in row] for row in one.rows] for one in paper.tables}


def differences(wanted: dict[str, list[list[str]]], found: dict[str, list[list[str]]]) -> list:
    """Where two readings differ: (table, row, column, wanted, found); at least all that is lost."""
    told: list = [(code, "table") for code in wanted.keys() ^ found.keys()]
    for code in wanted.keys() & found.keys():
        if len(wanted[code]) != len(found[code]):
            told.append((code, len(wanted[code]), len(found[code])))
        for line, (here, there) in enumerate(zip(wanted[code], found[code], strict=False)):
            pairs = zip_longest(here, there)
            told += [(code, line, at, *pair) for at, pair in enumerate(pairs) if len({*pair}) > 1]
    return told


def xlsx_rows(data: bytes, paper: Paper) -> dict[str, list[list[str]]]:
    """Each table's rows as its sheet shows them, its numbers through their formats."""
    sheets = iter(openpyxl.load_workbook(io.BytesIO(data)).worksheets)
    found = {}
    for table in paper.tables:
        page = next(one for one in sheets if one["A1"].value == table.title)
        size = {"max_row": 4 + len(table.rows), "max_col": len(table.columns)}
        head, *rows = page.iter_rows(min_row=4, **size)
        assert [one.value for one in head] == [
            column.heading(paper.language) for column in table.columns
        ]
        found[table.code] = [[_shown(cell) for cell in row] for row in rows]
    return found


def _shown(cell) -> str:
    """A cell as it is shown; a number that is text would not be formatted, and differs."""
    if cell.data_type != "n" or cell.value is None:
        return cell.value or ""
    positive, *_others = cell.number_format.split(";")
    form, _quote, mark = positive.partition('"')
    places = len(form.partition(".")[2])
    value = Decimal(repr(float(cell.value)))
    sign = "−" if value < 0 else "+" if form.startswith("+") and value > 0 else ""
    return f"{sign}{abs(value):,.{places}f}{mark.strip(chr(34))}"


def csv_rows(data: bytes, paper: Paper) -> dict[str, list[list[str]]]:
    """Each table's rows as its csv file has them, bare numbers told as the paper prints them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    found = {}
    for table in paper.tables:
        rows = csv.DictReader(io.StringIO(texts[f"{table.code}.csv"], newline=""))
        found[table.code] = [
            [
                _dressed(text, cell)
                for text, cell in zip(
                    (row[column.code] for column in table.columns), printed, strict=True
                )
            ]
            for row, printed in zip_longest(rows, table.rows)
        ]
    return found


def _dressed(text: str, cell) -> str:
    """A bare number with the separators, sign and mark of its cell; "—" for what is missing."""
    if text == "":
        return "—" if cell.text else ""
    if cell.value is None:
        return text.removeprefix("'") + cell.mark
    value = Decimal(text)
    sign = "−" if value < 0 else "+" if cell.text.startswith("+") else ""
    places = len(text.partition(".")[2])
    return f"{sign}{abs(value):,.{places}f}{cell.mark}"


def page_rows(page: str) -> dict[str, list[list[str]]]:
    """Each table of a paper's page, by its id."""
    found = {}
    for table in html.fromstring(page).xpath("//table[starts-with(@id, 'table-')]"):
        rows = table.xpath("./tbody/tr[not(td[@colspan])]")
        found[table.get("id").removeprefix("table-")] = [
            [cell.text_content() for cell in row.xpath("./td")] for row in rows
        ]
    return found


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
