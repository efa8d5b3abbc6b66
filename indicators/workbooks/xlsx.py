"""Sheets of an xlsx workbook, read from its XML in one pass: formulas and results, merged and
hidden, number formats.

openpyxl shows either formulas or results, holds merged areas cell by cell and neither hides nor
merges when it reads piecewise; hostile files make it unpack without end. Here memory is bounded.
"""

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote

from .archive import Archive, Limits, Unreadable, open_archive
from .formats import clean, day_text, format_kind, number_text, unescaped
from .grid import MAX_COLUMN, MAX_ROW, Area, Cell, Sheet, area_of, place_of

_MACRO_TYPE = "macroenabled"


@dataclass
class _Book:
    """What the workbook says of its sheets, texts and formats."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)  # name, part, is hidden
    texts: list[str] = field(default_factory=list)
    format_of: dict[str, str] = field(default_factory=dict)  # by style: "date", "percent" or ""
    starts_1904: bool = False


def read_xlsx(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The workbook's sheets; raises Unreadable where it is refused."""
    archive = open_archive(data, limits)
    book = _read_book(archive)
    if len(book.sheets) > limits.sheets:
        raise Unreadable("unpacks_too_large", limit=limits.unpacked_mb)
    readers: list[_SheetReader] = []
    for name, part, is_hidden in book.sheets:
        reader = _SheetReader(book, limits, sum(len(found.cells) for found in readers))
        reader.name, reader.is_hidden = name, is_hidden
        archive.parse(part, reader.start, reader.end, reader.text)
        readers.append(reader)
    return tuple(reader.sheet() for reader in readers)


def _read_book(archive: Archive) -> _Book:
    """The workbook's own parts: where the sheets are, the shared texts, the number formats."""
    _refuse_macros(archive)
    root = _relations(archive, "")
    place = next((part for kind, part in root.values() if kind == "officeDocument"), "")
    place = place or "xl/workbook.xml"
    related = _relations(archive, place)
    book = _Book()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            book.starts_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            ids = (value for key, value in attributes.items() if key.rpartition(":")[2] == "id")
            kind, part = related.get(next(ids, ""), ("", ""))
            is_hidden = attributes.get("state", "visible") != "visible"
            if kind == "worksheet":
                book.sheets.append((clean(attributes.get("name", "")), part, is_hidden))

    archive.parse(place, start, _nothing, _nothing)
    parts = dict(related.values())
    if "sharedStrings" in parts and archive.has(parts["sharedStrings"]):
        book.texts = _shared_texts(archive, parts["sharedStrings"])
    if "styles" in parts and archive.has(parts["styles"]):
        book.format_of = _formats(archive, parts["styles"])
    return book


def _nothing(*_heard: object) -> None:
    """Nothing."""


def _refuse_macros(archive: Archive) -> None:
    def start(_name: str, attributes: dict[str, str]) -> None:
        if _MACRO_TYPE in attributes.get("ContentType", "").lower():
            raise Unreadable("has_macros")

    archive.parse("[Content_Types].xml", start, _nothing, _nothing)


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part refers to: their kind and name, by id."""
    folder, name = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        target = unquote(attributes.get("Target", ""))
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[attributes.get("Id", "")] = (kind, path)

    if archive.has(place):
        archive.parse(place, start, _nothing, _nothing)
    return found


def _shared_texts(archive: Archive, part: str) -> list[str]:
    """The texts that cells share, without the readings printed above Chinese characters."""
    texts: list[str] = []
    pieces: list[str] = []
    path: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        path.append(name)

    def text(piece: str) -> None:
        if path[-1] == "t" and "rPh" not in path[-4:]:
            pieces.append(piece)

    def end(name: str) -> None:
        path.pop()
        if name == "si":
            texts.append("".join(pieces))
            pieces.clear()
            if len(texts) > archive.limits.cells:
                raise Unreadable("too_many_cells", limit=archive.limits.cells)

    archive.parse(part, start, end, text)
    return texts


def _formats(archive: Archive, part: str) -> dict[str, str]:
    """What each style makes of a number, by the style's number as cells write it."""
    codes: dict[int, str] = {}
    formats: dict[str, str] = {}
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "xf" and path[-1:] == ["cellXfs"]:
            number = _whole(attributes.get("numFmtId"))
            formats[str(len(formats))] = format_kind(number, codes.get(number, ""))
        path.append(name)

    def end(_name: str) -> None:
        path.pop()

    archive.parse(part, start, end, _nothing)
    return formats


def _whole(text: str | None) -> int:
    """The whole number that an attribute states; 0 where it states none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


class _SheetReader:
    """Hears of a sheet's elements and keeps its cells, merged areas and what is hidden."""

    def __init__(self, book: _Book, limits: Limits, cells_before: int):
        self.book, self.limits, self.cells_before = book, limits, cells_before
        self.name, self.is_hidden = "", False
        self.cells: dict[tuple[int, int], Cell] = {}
        self.filled_rows: set[int] = set()
        self.merges: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.row = self.column = 0
        self.type = self.style = ""
        self.has_formula = False
        self.inside = ""  # the element whose text counts: v, t or nothing
        self.letters: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            place = place_of(attributes.get("r", ""))
            self.row, self.column = place or (self.row, self.column + 1)
            self.type = attributes.get("t", "n")
            self.style = attributes.get("s", "")
            self.has_formula = False
            self.letters = []
        elif name == "v" or (name == "t" and self.type == "inlineStr"):
            self.inside = name
        elif name == "rPh":
            self.inside = ""
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self.row, self.column = _whole(attributes.get("r")) or self.row + 1, 0
            if attributes.get("hidden") in ("1", "true") and self.row <= MAX_ROW:
                self.hidden_rows.add(self.row)
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            self.hidden_columns.update(range(max(first, 1), min(last, MAX_COLUMN) + 1))
        elif name == "mergeCell" and (area := area_of(attributes.get("ref", ""))):
            self.merges.append(area)
            if len(self.merges) > self.limits.cells:
                raise Unreadable("too_many_cells", limit=self.limits.cells)

    def text(self, piece: str) -> None:
        if self.inside:
            self.letters.append(piece)

    def end(self, name: str) -> None:
        if name == "c":
            cell = self._cell("".join(self.letters))
            if cell and 0 < self.row <= MAX_ROW and 0 < self.column <= MAX_COLUMN:
                self._keep(cell)
        elif name == self.inside:
            self.inside = ""

    def _keep(self, cell: Cell) -> None:
        """Nothing; raises Unreadable as soon as it is one too many: the rest is not read."""
        self.cells[self.row, self.column] = cell
        self.filled_rows.add(self.row)
        if len(self.filled_rows) > self.limits.rows:
            raise Unreadable("too_many_rows", self.name, limit=self.limits.rows)
        if len(self.cells) + self.cells_before > self.limits.cells:
            raise Unreadable("too_many_cells", limit=self.limits.cells)

    def _cell(self, raw: str) -> Cell | None:
        """The cell as it is, or None where it holds nothing."""
        formula = self.has_formula
        if self.type == "s":
            number = _whole(raw.strip()) if raw.strip().isdigit() else -1
            texts = self.book.texts
            raw = texts[number] if 0 <= number < len(texts) else ""
        if self.type in ("s", "str", "inlineStr"):
            text = unescaped(raw)
            return Cell("text", text, is_formula=formula) if text else None
        if not raw.strip():
            return Cell("formula", "", is_formula=True) if formula else None
        if self.type == "b":
            text = "TRUE" if raw.strip() in ("1", "true") else "FALSE"
            return Cell("boolean", text, is_formula=formula)
        if self.type == "e":
            return Cell("error", raw.strip(), is_formula=formula)
        if self.type == "d":
            return Cell("date", raw.strip()[:10], is_formula=formula)
        return self._number(raw.strip())

    def _number(self, raw: str) -> Cell:
        shown = self.book.format_of.get(self.style, "")
        try:
            number = float(raw)
        except ValueError:
            return Cell("text", raw, is_formula=self.has_formula)
        if number - number != 0:  # infinite, or no number
            return Cell("error", raw, is_formula=self.has_formula)
        if shown == "date":
            day = day_text(number, starts_1904=self.book.starts_1904)
            return Cell("date", day, is_formula=self.has_formula)
        return Cell("number", number_text(number), shown == "percent", self.has_formula)

    def sheet(self) -> Sheet:
        """The sheet that was heard of; raises Unreadable where it is larger than any table."""
        check_size(self.name, self.cells, self.merges, self.limits)
        return Sheet(
            self.name,
            self.cells,
            tuple(self.merges),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            self.is_hidden,
        )


def check_size(
    name: str, cells: dict[tuple[int, int], Cell], merges: list[Area], limits: Limits
) -> None:
    """Nothing; raises Unreadable where a sheet has more rows, columns or merged cells than any."""
    rows, columns = {row for row, _column in cells}, {column for _row, column in cells}
    if len(rows) > limits.rows:
        raise Unreadable("too_many_rows", name, limit=limits.rows)
    if len(columns) > limits.columns:
        raise Unreadable("too_many_columns", name, limit=limits.columns)
    last_row, last_column = max(rows, default=0), max(columns, default=0)
    if sum(clipped(area, last_row, last_column) for area in merges) > limits.cells:
        raise Unreadable("too_many_cells", name, limit=limits.cells)


def clipped(area: Area, last_row: int, last_column: int) -> int:
    """How many cells of a merged area lie within the filled part of its sheet."""
    rows = min(area.last_row, last_row) - area.first_row + 1
    columns = min(area.last_column, last_column) - area.first_column + 1
    return max(rows, 0) * max(columns, 0)
