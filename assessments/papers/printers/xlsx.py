"""A paper as a workbook to compute with: numbers as numbers, text never a formula."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

import xlsxwriter

from ..paper import Cell, Chart, Paper, Paragraph, Table
from ..words import is_chinese
from .faults import WorkbookError
from .layout import keys
from .pdf import identity
from .phrases import phrases
from .printable import printable
from .spreadsheet import sheet_name
from .widths import ems
from .xlsx_charts import columns, draw
from .xlsx_formats import LINE, Formats

#: A file says nothing of the clock, so that the same paper gives the same bytes.
CREATED = datetime(2021, 10, 21)  # noqa: DTZ001 - a workbook's stamps know no zone
A4 = 9
NARROWEST, WIDEST, TEXT = 8, 44, 78  # of a column, in digits; the last as wide as a page
#: Points that a row of a workbook can be high.
HIGHEST = 409.5
#: A sentence, or so many letters of a text without any end.
_SENTENCE = re.compile(r".{1,500}?(?:[。！？!?\n]+|(?<=\.)\s|$)|.{1,500}", re.DOTALL)
#: Letters of a page's header or footer that a workbook can hold.
FURNITURE = 255


def as_xlsx(paper: Paper) -> bytes:
    """The workbook's bytes."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        _Writer(book, printable(paper)).write()
    return file.getvalue()


class _Writer:
    """Writes a paper into a workbook: a cover, the text, a sheet for every table and chart."""

    def __init__(self, book: xlsxwriter.Workbook, paper: Paper):
        self.book, self.paper = book, paper
        self.words = phrases(paper.language)
        self.formats = Formats(book, is_chinese=is_chinese(paper.language))
        self.names: set[str] = set()
        self.contents: list[tuple[str, str]] = []  # each sheet's name, and it whole
        self.marks = [*paper.marks, *filter(None, [paper.watermark])]
        self.identity = identity(paper, self.words)

    def write(self) -> None:
        known = self.paper.identity
        properties = {"title": " ".join(self.paper.title.split()), "created": CREATED}
        properties["keywords"] = " ".join(filter(None, (known.snapshot, known.sha256)))
        self.book.set_properties(properties)
        cover = self._sheet(self.words.cover, "")
        self._text()
        for part in self.paper.parts:
            for block in part.blocks:
                if isinstance(block, Table):
                    self._table(block)
                elif isinstance(block, Chart):
                    self._chart(block)
        self._columns()
        self._cover(cover)

    # Sheets

    def _sheet(self, name: str, title: str) -> Any:
        """A new sheet, ready to be printed, and named in the contents if it has a title."""
        named = sheet_name(name, self.names)
        self.names.add(named.lower())
        page = self.book.add_worksheet(named)
        page.set_paper(A4)
        page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
        page.fit_to_pages(1, 0)
        if self.marks:
            page.set_header("&C" + _furniture("  ".join(self.marks), 2))
        foot = f"&R{_furniture(self.identity, 12)}" if self.identity else ""
        page.set_footer(f"&L&P / &N{foot}")
        if title:
            self.contents.append((named, name))
            self._put(page, 0, 0, title, self.formats.title())
            self._put(page, 1, 0, "  ".join(self.marks), self.formats.mark())
        return page

    def _put(self, page: Any, row: int, column: int, text: str, form: Any = None) -> None:
        """Nothing; the cell holds the text, which is never run."""
        form = form or self.formats.text(text)
        if not text:
            page.write_blank(row, column, None, form)
        elif page.write_string(row, column, text, form) != 0:
            raise WorkbookError(
                f"A text of {len(text)} characters does not fit a cell of a workbook: {text[:40]}…"
            )

    def _cover(self, page: Any) -> None:
        paper, words = self.paper, self.words
        page.set_column(1, 1, 80)
        self._put(page, 0, 0, " ".join(paper.title.split()), self.formats.title())
        row = 1
        for mark in self.marks:
            self._put(page, row, 0, mark, self.formats.mark())
            row += 1
        facts = [
            *((words.number, paper.number), (words.office, paper.office)),
            *((words.dated, paper.dated), (words.addressees, paper.addressees)),
            (words.copies.strip("：: "), paper.copies),
            *paper.facts,
            (words.snapshot, paper.identity.snapshot),
            (words.digest, paper.identity.sha256),
        ]
        for name, value in facts:
            if value:
                row += 1
                self._put(page, row, 0, name, self.formats.heading())
                self._put(page, row, 1, value)
        page.set_column(0, 0, _width([words.sheets, *(name for name, _ in facts)], is_number=False))
        row += 2
        self._put(page, row, 0, words.sheets, self.formats.heading())
        for name, whole in self.contents:
            target = "internal:'" + name.replace("'", "''") + "'!A1"
            told = whole if whole.startswith(name) else f"{name}  {whole}"
            page.write_url(row, 1, target, self.formats.link(), string=told)
            row += 1

    def _text(self) -> None:
        page = self._sheet(self.words.text, self.words.text)
        page.set_column(0, 0, TEXT)
        row = 3
        said: list[tuple[str, bool]] = [(one.text, False) for one in self.paper.preamble]
        for part in self.paper.parts:
            said.append((part.title, True))
            for block in part.blocks:
                if isinstance(block, Paragraph):
                    said.append((block.text, block.level > 0))
                else:
                    said.append((f"[{block.title}]", False))
        for text, is_heading in said:
            for piece in _pieces(text, TEXT):
                self._put(page, row, 0, piece, self.formats.heading() if is_heading else None)
                _high(page, row, [piece], [TEXT])
                row += 1

    def _table(self, table: Table) -> None:
        page = self._sheet(table.title, table.title)
        headings = [column.heading(self.paper.language) for column in table.columns]
        signed = [
            any(row[at].text.startswith("+") for row in table.rows)
            for at in range(len(table.columns))
        ]
        self._head(page, 3, headings, keys(table) if table.columns else 0)
        if len(headings) > 6:
            page.set_landscape()
        widths = []
        for at, column in enumerate(table.columns):
            texts = [row[at].text for row in table.rows]
            widths.append(_width([headings[at], *texts], column.is_number))
            page.set_column(at, at, widths[-1])
        _high(page, 3, headings, widths)
        for line, row in enumerate(table.rows, start=4):
            _high(page, line, [cell.text for cell in row], widths)
            for at, cell in enumerate(row):
                self._cell(page, line, at, cell, is_signed=signed[at])
        notes = [piece for note in table.notes for piece in _pieces(note, sum(widths) or TEXT)]
        for line, note in enumerate(notes, start=5 + len(table.rows)):
            self._note(page, line, note, widths)

    def _note(self, page: Any, row: int, note: str, widths: Sequence[float]) -> None:
        """Nothing; a note runs below its table and is no wider, or the page would shrink to it."""
        if len(widths) > 1:
            page.merge_range(row, 0, row, len(widths) - 1, "", self.formats.note())
        self._put(page, row, 0, note, self.formats.note())
        _high(page, row, [note], [sum(widths) or TEXT])

    def _head(self, page: Any, row: int, headings: Sequence[str], frozen: int) -> None:
        for column, heading in enumerate(headings):
            self._put(page, row, column, heading, self.formats.head())
        page.freeze_panes(row + 1, frozen)
        page.repeat_rows(row)

    def _cell(self, page: Any, row: int, column: int, cell: Cell, *, is_signed: bool) -> None:
        if cell.value is not None:
            form = self.formats.number(cell.decimals, is_signed=is_signed, mark=cell.mark)
            page.write_number(row, column, float(cell.value), form)
        else:
            align = "right" if cell.text == self.words.missing else "left"
            form = self.formats.text(cell.text, border=1, align=align)
            self._put(page, row, column, cell.text, form)

    def _chart(self, chart: Chart) -> None:
        page = self._sheet(f"{self.words.chart} {chart.title}", chart.title)
        page.set_landscape()
        self._put(page, 2, 0, chart.finding, self.formats.finding())
        found = columns(chart, self.words)
        unit = f" ({chart.unit})" if chart.unit else ""
        headings = [self.words.category, *(name + unit for name, _ in found)]
        self._head(page, 3, headings, 1)
        widths = [_width(headings[:1] + list(chart.categories), is_number=False)]
        widths += [14.0] * len(found)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        _high(page, 3, headings, widths)
        for line, name in enumerate(chart.categories, start=4):
            self._put(page, line, 0, name, self.formats.text(name, border=1))
            _high(page, line, [name], widths)
            for column, (_, values) in enumerate(found, start=1):
                value = values[line - 4]
                if value is not None:
                    form = self.formats.number(chart.decimals, is_signed=False)
                    page.write_number(line, column, float(value), form)
        if chart.categories and chart.series:
            draw(self.book, page, chart, 3, self.words)

    def _columns(self) -> None:
        """The sheet that explains every column of every table."""
        if not self.paper.tables:
            return
        words = self.words
        page = self._sheet(words.columns, words.columns)
        page.set_landscape()
        self._head(page, 3, (words.table, words.code, words.name, words.unit, words.about), 0)
        widths = (24, 18, 28, 14, 70)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        row = 4
        for table in self.paper.tables:
            for one in table.columns:
                told = (table.title, f"{table.code}.{one.code}", one.name, one.unit, one.about)
                _high(page, row, told, widths)
                for column, text in enumerate(told):
                    self._put(page, row, column, text, self.formats.text(text, border=1))
                row += 1


def _width(texts: Sequence[str], is_number: bool) -> float:
    """A column's width in digits; text may take several lines."""
    head, *others = (ems(text) * 2 for text in texts) if texts else (0.0,)
    widest = max(others, default=head)
    wanted = max(widest, min(head, 14)) if is_number else max(widest, min(head, 24))
    return round(min(max(wanted + 2, NARROWEST), WIDEST), 1)


def _high(page: Any, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """Nothing; the row is as high as the lines of its longest text need."""
    pairs = zip(texts, widths, strict=False)
    lines = max((_lines(text, width) for text, width in pairs), default=1)
    if lines > 1:
        page.set_row(row, min(round(lines * LINE, 1), HIGHEST))


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes in a column of this width in digits."""
    return sum(max(1, ceil(ems(line) * 2 / (width - 1))) for line in text.split("\n"))


def _pieces(text: str, width: float) -> list[str]:
    """A text in pieces that rows can hold, each ending with a sentence where it has an end."""
    if _lines(text, width) * LINE <= HIGHEST:
        return [text]
    pieces = [""]
    for part in _SENTENCE.findall(text):
        if pieces[-1] and _lines(pieces[-1] + part, width) * LINE > HIGHEST:
            pieces.append("")
        pieces[-1] += part
    return [piece.strip() for piece in pieces]


def _furniture(text: str, reserved: int) -> str:
    """A page's header or footer, its & doubled, cut to what a workbook can hold."""
    return text.replace("&", "&&")[: FURNITURE - reserved]
