"""A paper as a Word document to edit: real headings, the offices' fonts, always the same bytes."""

import io
import struct
import zipfile
from collections.abc import Iterator
from datetime import datetime

from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

from ..paper import Chart, Paper
from ..words import is_chinese
from .docx_pages import number_pages, page
from .docx_styles import (
    apply,
    chinese_styles,
    english_styles,
    line_of,
    narrower_of,
    table_styles,
)
from .layout import (
    SHEET,
    WIDTH,
    AnnexTitle,
    Grid,
    Heading,
    Item,
    Section,
    Text,
    form_of,
    lay_out,
)
from .pdf import drawn, identity
from .phrases import phrases
from .printable import printable
from .titles import title_lines
from .typesetting import typeset
from .widths import ems
from .wordml import KEEP, element, paragraph, picture, run, table

#: A file says nothing of the clock, so that the same paper gives the same bytes.
CREATED = datetime(2021, 10, 21)  # noqa: DTZ001 - Word's stamps know no zone
DPI = 300
#: The same of a paragraph whose own lines stand together: the copies go to where it begins.
KEEP_ALL = f"{KEEP}<w:keepLines/>"
#: What stands below a table keeps away from its last note.
BELOW = '<w:spacing w:after="120"/>'
#: A table of more rows begins with no single one at a page's foot.
MANY = 4
#: Characters that signature and date keep from the right edge, as the standard has it.
SIGNED = 4


def as_docx(paper: Paper) -> bytes:
    """The document's bytes."""
    file = io.BytesIO()
    _Writer(printable(paper)).document.save(file)
    return same_bytes(file.getvalue())


class _Writer:
    """Writes a paper into a Word document from its first line to its last."""

    def __init__(self, paper: Paper):
        self.paper, self.words = paper, phrases(paper.language)
        self.is_chinese = is_chinese(paper.language)
        self.laid, self.form = lay_out(paper), form_of(paper)
        self.line = line_of(self.form) if self.is_chinese else 0
        self.pictures = iter(self._pictures())
        self.count = 0
        self.document = Document()
        self.body = self.document.element.body
        self._properties()
        self._styles()
        page(self.document.sections[0], is_lying=False, line=self.line)
        number_pages(self.document, paper, identity(paper, self.words))
        self._main()
        for section in self.laid.annexes:
            self._annex(section)
        self._copies()

    # Before the text

    def _properties(self) -> None:
        core = self.document.core_properties
        core.title, core.author = " ".join(self.paper.title.split()), self.paper.office
        core.comments, core.language = "", "zh-CN" if self.is_chinese else "en-GB"
        core.keywords = " ".join(
            filter(None, (self.paper.identity.snapshot, self.paper.identity.sha256))
        )
        core.created = core.modified = CREATED
        core.last_modified_by, core.revision = "", 1

    def _styles(self) -> None:
        apply(
            self.document,
            chinese_styles(self.form) if self.is_chinese else english_styles(self.form),
        )
        sizes = {
            item.size
            for section in (self.laid.main, *self.laid.annexes)
            for item in section.items
            if isinstance(item, Grid)
        }
        for size in sorted(sizes):
            apply(self.document, table_styles(size, is_bold=not self.is_chinese))
        default = self.document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
        if default is not None:
            default.set(qn("w:val"), "en-GB")
            default.set(qn("w:eastAsia"), "zh-CN")

    def _pictures(self) -> list[bytes]:
        charts = [drawn(chart, self.words) for chart in self.paper.charts]
        if not any(chart["panels"] for chart in charts):
            return []
        data = {"width": WIDTH, "charts": charts}
        return list(typeset("chart.typ", data, form="png", ppi=DPI).files)

    # The text

    def _add(self, *pieces: str) -> None:
        for piece in pieces:
            self.body.insert(len(self.body) - 1, element(piece))  # the last is the section

    def _main(self) -> None:
        if self.paper.number:
            self._add(paragraph("PaperNumber", run(self.paper.number)), self._blank())
        self._add(paragraph("Title", run("\n".join(title_lines(self.paper.title)))), self._blank())
        if self.paper.addressees:
            self._add(paragraph("Normal", run(self.paper.addressees)))
        self._items(self.laid.main)
        self._signed()
        self._facts()

    def _annex(self, section: Section) -> None:
        self.document.add_section(WD_SECTION.NEW_PAGE)
        page(self.document.sections[-1], is_lying=section.is_lying, line=self.line)
        self._items(section)

    def _items(self, section: Section) -> None:
        last = section.items[-1] if section.items else None
        keep = self._keep_of_last(section)
        for item in section.items:
            self._add(*self._item(item, keep if item is last else ""))

    def _keep_of_last(self, section: Section) -> str:
        """What keeps a section's last item with what follows: signature and list, or copies."""
        if section is self.laid.main:
            return KEEP
        is_last = section is self.laid.annexes[-1] and not section.is_lying
        return KEEP_ALL if is_last and self.paper.copies else ""

    def _item(self, item: Item, keep: str) -> Iterator[str]:
        """The item's paragraphs; `keep` is what holds a text or a table's notes together."""
        if isinstance(item, Heading):
            yield paragraph(f"Heading{item.level}", run(item.text))
        elif isinstance(item, Text):
            yield paragraph("BodyText", run(item.text), keep)
        elif isinstance(item, AnnexTitle):
            if item.label:
                yield paragraph("AnnexLabel", run(item.label))
            if item.label and self.is_chinese:
                yield paragraph("AnnexLabel", "")
            yield paragraph("AnnexTitle", run(item.title))
        elif isinstance(item, Chart):
            yield from self._chart(item)
        else:
            yield from self._grid(item, keep)

    def _grid(self, grid: Grid, keep: str) -> Iterator[str]:
        head, text = table_styles(grid.size, is_bold=not self.is_chinese)
        if grid.is_titled:
            yield paragraph("TableTitle", run(grid.title))
        styles = (head.id, text.id)
        yield table(
            grid.headings,
            grid.rows,
            grid.high,
            grid.align,
            grid.widths,
            styles,
            grid.title,
            _kept(grid, is_last=bool(keep)),
        )
        notes = grid.notes or ("",)
        for note in notes[:-1]:
            yield paragraph("Note", run(note), keep)
        yield paragraph("Note", run(notes[-1]) if notes[-1] else "", keep + BELOW)

    def _chart(self, chart: Chart) -> Iterator[str]:
        for _ in drawn(chart, self.words)["panels"]:
            data = next(self.pictures)
            relation, _image = self.document.part.get_or_add_image(io.BytesIO(data))
            self.count += 1
            wide, high = struct.unpack(">II", data[16:24])
            size = (WIDTH, WIDTH * high / wide)
            keep = "<w:keepNext/>" if chart.finding else ""
            yield paragraph(
                "Picture", picture(relation, self.count, size, chart.finding or chart.title), keep
            )
        if chart.finding:
            yield paragraph("Caption", run(chart.finding), "<w:keepLines/>")

    # Below the text

    def _blank(self) -> str:
        return paragraph("Normal", "")

    def _signed(self) -> None:
        """The list of annexes, signature and date, together on a page."""
        lines, label = [], self.words.annexes
        gap = "" if self.is_chinese else " "
        for at, name in enumerate(self.laid.annex_list):
            hanging = 1.2 + (0 if at else ems(label))
            hang = self._indent(left=2 + ems(label) + 1.2, hanging=hanging)
            lines.append(("Normal", name if at else label + gap + name, hang))
        blanks = [("Normal", "", "")] * (1 if self.form is SHEET else 2)
        signed = [one for one in (self.paper.office, self.paper.dated) if one]
        longest = max(map(ems, signed), default=0.0)
        for text in signed:
            right = SIGNED + (longest - ems(text)) / 2 if self.is_chinese else 0
            lines += [*blanks, ("Signature", text, self._indent(right=right))]
            blanks = []
        if self.laid.annex_list:
            lines = [("Normal", "", ""), *lines]
        for at, (style, text, indent) in enumerate(lines, start=1):
            keep = "<w:keepNext/>" if at < len(lines) else ""
            self._add(paragraph(style, run(text) if text else "", keep + indent))

    def _indent(self, left: float = 0, hanging: float = 0, right: float = 0) -> str:
        """Indents in characters of the body's text."""
        size = self.form.size if self.is_chinese else self.form.english[0]
        unit = size * 20 - (narrower_of(self.form) if self.is_chinese else 0)
        return (
            f'<w:ind w:left="{round(left * unit)}" w:right="{round(right * unit)}" '
            f'w:hanging="{round(hanging * unit)}"/>'
        )

    def _facts(self) -> None:
        """The small facts, together on a page; on a sheet, which is short of room, in a row."""
        if not self.paper.facts:
            return
        border = '<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="000000"/></w:pBdr>'
        face = '<w:rFonts w:eastAsia="黑体"/>' + ("" if self.is_chinese else "<w:b/>")
        lines = [run(name + self.words.colon, face) + run(one) for name, one in self.paper.facts]
        if self.form is SHEET:
            lines = [run("\u3000" if self.is_chinese else "   ").join(lines)]
        else:
            self._add(self._blank())
        for at, line in enumerate(lines, start=1):
            keep = (KEEP_ALL if at < len(lines) else "<w:keepLines/>") + (border if at == 1 else "")
            self._add(paragraph("Note", line, keep))

    def _copies(self) -> None:
        """Who gets copies, between two lines at the foot of the last page."""
        if not self.paper.copies:
            return
        if self.laid.annexes and self.laid.annexes[-1].is_lying:
            self.document.add_section(WD_SECTION.NEW_PAGE)
            page(self.document.sections[-1], is_lying=False, line=self.line)
        line = 'w:val="single" w:sz="8" w:space="1" w:color="000000"'
        frame = (
            f'<w:framePr w:w="{round(WIDTH * 1440 / 25.4)}" w:wrap="notBeside" w:vAnchor="margin" '
            'w:hAnchor="margin" w:xAlign="left" w:yAlign="bottom"/>'
            f"<w:pBdr><w:top {line}/><w:bottom {line}/></w:pBdr>"
        )
        indent = self._indent(
            left=1 + ems(self.words.copies), hanging=ems(self.words.copies), right=1
        )
        self._add(paragraph("Copies", run(self.words.copies + self.paper.copies), frame + indent))


def _kept(grid: Grid, *, is_last: bool) -> set[int]:
    """The rows that stand on the page of what follows: all of a low table, else two at either end.

    The table that ends the text may break before the last rows, which stay with the signature.
    """
    count = len(grid.rows)
    ends = set(range(count - grid.kept_rows, count))
    if grid.is_whole:
        loose = {count - grid.kept_rows - 1} if is_last and grid.kept_rows else set()
        return set(range(count)) - loose
    return ends | ({0} if count > MANY else set())


def same_bytes(data: bytes) -> bytes:
    """An office file repacked with fixed dates and order: the same data has the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, date_time=(2021, 10, 21, 0, 0, 0))
            is_packed = name.endswith((".png", ".jpeg"))
            entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            new.writestr(entry, old.read(name), compresslevel=6)
    return file.getvalue()
