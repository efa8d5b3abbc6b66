"""How a paper is laid out: sections, tables with their widths and sizes, charts.

The printers of pages (pdf, docx) share it, so that both are the same paper. Nothing is computed
here but lengths. Measures are those of GB/T 9704-2012: A4, a text block of 156 × 225 mm whose left
edge is 28 mm and whose top edge is 37 mm from the paper's edge, 22 lines of 28 characters.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from ..paper import Block, Chart, Paper, Paragraph, Part, Table
from ..words import is_chinese
from .phrases import phrases
from .titles import heading_lines
from .widths import MM, Needs, calmest, ems, fit, heads_well, lines, needs, reads_well, spans

#: Millimetres, unless they say otherwise.
PAGE = (210, 297)
TOP, LEFT, WIDTH, HEIGHT = 37, 28, 156, 225
#: Words of a table are rather broken than set smaller than this.
READABLE = STANDING = 8.5
#: A table's text may become so small before its columns are divided.
SMALL = 7.5

#: A row whose text is higher than this, in mm, may be broken over pages.
HIGH = 60.0
#: So many lines of a cell in the smallest letters are too many: the table is divided before.
CRAMPED = 5.0
#: A table that is no higher than this, in mm, stands on one page.
WHOLE = 80.0
#: The same of one that keeps with the list of annexes, the signature and what the paper rests on.
LAST = 45.0
#: How high a line of a table is in units of its text, and what a row has above and below, in mm.
ROW_LINE, ROW_SPACE = 1.32, 2.2
#: Text of so many Chinese characters stands in the middle of its column.
SHORT = 4.0
#: A last paragraph of up to so many characters keeps with the list of annexes and the signature.
KEPT = 84.0


@dataclass(frozen=True)
class Form:
    """A paper's grid: points of its text and titles, lines a page, characters a line.

    `tables` are points of a table's text on a page that stands; the first that fits is taken.
    """

    size: float
    title: float
    annex: float
    lines: int
    characters: int
    #: The same for a paper in English: points of text, of titles, and of a line.
    english: tuple[float, float, float]
    tables: tuple[float, ...]


OFFICIAL = Form(16, 22, 18, 22, 28, (11, 18, 15), (10.5, 9.5, 8.5))
#: A working paper of few pages, such as a quarter's review sheet.
SHEET = Form(12, 18, 15, 41, 36, (10, 14.5, 13.5), (9, 8.5))


def form_of(paper: Paper) -> Form:
    """The grid that a kind of paper is set on."""
    return SHEET if paper.kind == "review" else OFFICIAL


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 names a part, 2 and 3 stand inside it."""

    text: str
    level: int


@dataclass(frozen=True)
class AnnexTitle:
    """An annex's label ("附件1"; empty if its title has none) and its title."""

    label: str
    title: str


@dataclass(frozen=True)
class Text:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A table, or the columns of it that stand together, with widths in mm and size in points."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    #: "right" for numbers, "center" for text of a few characters, "left" for longer text.
    align: tuple[str, ...]
    widths: tuple[float, ...]
    size: float
    notes: tuple[str, ...] = ()
    #: The rows that are so high that they may be broken over pages.
    high: tuple[int, ...] = ()
    #: Whether it is so low that all of it stands on one page, and keeps with what ends the text.
    is_whole: bool = False
    keeps: bool = False
    #: Of one that does not keep, how many of its last rows do.
    kept_rows: int = 0
    #: Whether its title stands above it: not where the annex has just said the same.
    is_titled: bool = True


Item = Heading | AnnexTitle | Text | Grid | Chart


@dataclass(frozen=True)
class Section:
    """What stands on pages of one orientation."""

    items: tuple[Item, ...]
    is_lying: bool = False


@dataclass(frozen=True)
class Layout:
    """A paper ready to be set: its main text, and its annexes, each beginning a page."""

    main: Section
    annexes: tuple[Section, ...]
    #: The lines below the text that name the annexes.
    annex_list: tuple[str, ...]


def lay_out(paper: Paper) -> Layout:
    """The sections of a paper with every table fitted to its page."""
    form = form_of(paper)
    body: list[Item] = [Text(one.text) for one in _paragraphs(paper.preamble)]
    annexes = [part for part in paper.parts if part.is_annex]
    for part in paper.parts:
        if not part.is_annex:
            body += _part(part, paper.language, form)
    return Layout(
        Section(tuple(body)),
        tuple(_annex(part, paper.language, form) for part in annexes),
        tuple(_annex_list([split_annex(part.title) for part in annexes], paper.language)),
    )


def split_annex(title: str) -> AnnexTitle:
    """An annex's title with its label apart: "附件1 主要指标" is "附件1" and "主要指标"."""
    found = re.fullmatch(r"(附件\s*\d*|Annex(?:\s+\d+)?)(?![A-Za-z])[\s　:：.．、]*(.*)", title)
    if not found or not found[2]:
        return AnnexTitle("", title)
    return AnnexTitle(found[1].strip(), found[2])


def _annex_list(titles: Sequence[AnnexTitle], language: str) -> Iterable[str]:
    numbered = len(titles) > 1
    point = "．" if is_chinese(language) else ". "
    for number, one in enumerate(titles, start=1):
        yield f"{number}{point}{one.title}" if numbered else one.title


def _part(part: Part, language: str, form: Form) -> list[Item]:
    heading = [Heading(part.title, 1)] if part.title else []
    return [*heading, *_items(part.blocks, language, form, is_lying=False)]


def _annex(part: Part, language: str, form: Form) -> Section:
    title = split_annex(part.title)
    is_lying = any(
        isinstance(block, Table) and not _stands(block, language) for block in part.blocks
    )
    items = (
        replace(one, is_titled=False) if isinstance(one, Grid) and one.title == title.title else one
        for one in _items(part.blocks, language, form, is_lying=is_lying)
    )
    return Section((title, *items), is_lying)


def _items(blocks: Sequence[Block], language: str, form: Form, *, is_lying: bool) -> Iterable[Item]:
    for block in blocks:
        if isinstance(block, Table):
            yield from grids(block, language, form, is_lying=is_lying)
        elif isinstance(block, Chart):
            yield block
        else:
            for one in _paragraphs([block]):
                yield Heading(one.text, one.level + 1) if one.level else Text(one.text)


def _paragraphs(paragraphs: Iterable[Paragraph]) -> Iterable[Paragraph]:
    """The paragraphs, one that was written on several lines as several."""
    for one in paragraphs:
        for line in one.text.splitlines():
            if line.strip():
                yield replace(one, text=line.strip())


# Tables


def _measured(table: Table, language: str) -> tuple[tuple[str, ...], list[Needs]]:
    headings = tuple(heading_lines(column, language) for column in table.columns)
    return headings, [needs(table, column, headings) for column in range(len(headings))]


def _stands(table: Table, language: str) -> bool:
    """Whether a table fits a page that stands upright, its words unbroken."""
    needed = _measured(table, language)[1]
    return not needed or fit(needed, STANDING, WIDTH) is not None


def grids(table: Table, language: str, form: Form = OFFICIAL, *, is_lying: bool) -> Iterable[Grid]:
    """The table as one grid; as several that repeat its first columns if it is too wide."""
    if not table.columns:
        return
    headings, needed = _measured(table, language)
    room = HEIGHT if is_lying else WIDTH
    sizes = (*form.tables, SMALL) if is_lying else form.tables
    pieces = [tuple(range(len(needed)))]
    if fit(needed, sizes[-1], room) is None:
        pieces = spans(needed, keys(table), SMALL, room)
        if len(pieces) == 1 and _is_cramped(table, fit(needed, SMALL, room)):
            pieces = spans(needed, keys(table), sizes[-1], room)
    for number, columns in enumerate(pieces, start=1):
        piece = _grid(table, headings, [needed[at] for at in columns], columns, room, sizes)
        title = piece.title
        if number > 1:
            title += phrases(language).continued.format(piece=number)
        yield replace(piece, title=title, notes=piece.notes if number == len(pieces) else ())


def _is_cramped(table: Table, widths: tuple[float, ...] | None) -> bool:
    """Whether small letters alone keep a table whole, and its sentences become towers by it."""
    rows = ([cell.text for cell in row] for row in table.rows)
    return widths is not None and any(lines(row, widths, SMALL) > CRAMPED for row in rows)


def keys(table: Table) -> int:
    """How many first columns name a row: those before the first number, one or two."""
    numbers = [at for at, column in enumerate(table.columns) if column.is_number]
    return max(1, min(numbers[0] if numbers else 1, 2, len(table.columns) - 1))


def _grid(
    table: Table,
    headings: tuple[str, ...],
    needed: Sequence[Needs],
    columns: Sequence[int],
    room: float,
    sizes: Sequence[float],
) -> Grid:
    """These columns of a table at the largest size of text at which they fit."""
    good = [size for size in sizes if size >= READABLE and reads_well(needed, size, room)]
    best = calmest(needed, good, room)
    headed = [size for size in sizes if size >= READABLE and heads_well(needed, size, room)]
    tried = (*best, *good, *headed, *sizes, SMALL)
    fitted = ((size, fit(needed, size, room)) for size in tried)
    # A single column wider than a page takes it all, and its words are broken.
    alone = (SMALL, tuple(round(room / len(columns), 2) for _ in columns))
    size, widths = next(((one, found) for one, found in fitted if found), alone)
    rows = tuple(tuple(row[at].text for at in columns) for row in table.rows)
    high = _height((tuple(headings[at] for at in columns), *rows), widths, size)
    return Grid(
        table.title,
        tuple(headings[at] for at in columns),
        rows,
        tuple(_align(table, at) for at in columns),
        widths,
        size,
        table.notes,
        tuple(at for at, row in enumerate(rows) if lines(row, widths, size) * size * MM > HIGH),
        high <= WHOLE,
        high <= LAST,
        0 if high <= LAST else _kept_rows(rows, widths, size),
    )


def _kept_rows(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> int:
    """How many last rows keep with what ends the text: two, or one that is high."""
    if len(rows) < 2 or _height(rows[-1:], widths, size) > LAST:
        return 0
    return 2 if len(rows) > 2 and _height(rows[-2:], widths, size) <= LAST else 1


def _height(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> float:
    """About how high rows are, in mm."""
    counts = [max(1, ceil(lines(row, widths, size))) for row in rows]
    return sum(counts) * size * MM * ROW_LINE + len(counts) * ROW_SPACE


def is_short(item: Item) -> bool:
    """Whether what ends a paper's text is so low that it keeps with what stands below the text."""
    if isinstance(item, Grid):
        return item.keeps
    return isinstance(item, Text) and ems(item.text) <= KEPT


def _align(table: Table, column: int) -> str:
    if table.columns[column].is_number:
        return "right"
    longest = max((ems(row[column].text) for row in table.rows), default=0.0)
    return "center" if longest <= SHORT else "left"
