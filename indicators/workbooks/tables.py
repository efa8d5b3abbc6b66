"""Tables within a sheet: where the header is, what each column holds, what the title says."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from ..cells import half_width, parse_number
from .grid import Cell, Sheet
from .labels import STRONG, Label, Reader
from .parsed import STATED
from .spans import Span, find_span, find_year

_UNIT_LINE = re.compile(
    r"(?<!填报)(?<!报送)(?<!责任)(?<!编报)(?:计量|金额|货币)?单位\s*[:：]\s*([^\s)）]+)|\bunit\s*:\s*(.+)",
    re.IGNORECASE,
)
_MOST_HEADER_ROWS = 4
_MOST_ABOVE = 100  # cells above a header that may belong to its title
_LONGEST_TITLE = 1000  # letters of them that are searched for names


@dataclass(frozen=True)
class Stated:
    """What the title, the lines above the header and the sheet's name say."""

    zone: str = ""
    indicator: str = ""
    span: Span | None = None
    year: int = 0
    units: tuple[str, ...] = ()

    def beside(self, other: "Stated") -> "Stated":
        """This, and where it is silent the other."""
        return Stated(
            self.zone or other.zone,
            self.indicator or other.indicator,
            self.span or other.span,
            self.year or other.year,
            self.units or other.units,
        )


@dataclass(frozen=True)
class Column:
    """A column and what it holds: its role, and for figures what the header says of them."""

    number: int
    role: str  # zone, indicator, quarter, unit, value, basis, state, reason, one of STATED, skip
    label: Label


@dataclass(frozen=True)
class Table:
    """A table: its columns, the numbers of its rows, and what is said above it."""

    sheet: Sheet
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    stated: Stated = field(default_factory=Stated)
    first_row: int = 1  # of the header
    is_template: bool = False

    def of(self, role: str) -> tuple[Column, ...]:
        """The columns with this role."""
        return self._by_role.get(role, ())

    @cached_property
    def _by_role(self) -> dict[str, tuple[Column, ...]]:
        roles = {column.role for column in self.columns}
        return {
            role: tuple(column for column in self.columns if column.role == role) for role in roles
        }

    @cached_property
    def layout(self) -> str:
        """Which of the known layouts it is, by what its rows are."""
        roles = {column.role for column in self.columns}
        if self.is_template:
            return "template"
        if {"zone", "quarter", "indicator"} <= roles:
            return "long"
        return "indicators" if "indicator" in roles else "zones"


def find_tables(sheet: Sheet, reader: Reader) -> tuple[Table, ...]:
    """The sheet's tables from top to bottom; none where no row is a header."""
    rows = list(sheet.rows)
    headers = _headers(sheet, reader, rows)
    tables = []
    stated = stated_in([sheet.name], reader)
    after = 0
    for place, header in enumerate(headers):
        end = headers[place + 1][0] if place + 1 < len(headers) else max(rows) + 1
        above = [cell.text for row in rows if after < row < header[0] for cell in sheet.line(row)]
        stated = stated_in(above[-_MOST_ABOVE:], reader).beside(stated)
        body = tuple(row for row in rows if header[-1] < row < end)
        if place + 1 < len(headers):
            body = _without_title(sheet, body, reader)
        after = max(body, default=header[-1])
        columns = _columns(sheet, header, body, reader)
        table = Table(sheet, columns, body, stated, header[0])
        if table.of("value"):
            tables.append(table)
    return tuple(tables)


def _without_title(sheet: Sheet, body: tuple[int, ...], reader: Reader) -> tuple[int, ...]:
    """The rows without those at the end that are the next table's title."""

    def is_row(row: int) -> bool:
        labels = [reader.label(cell.text) for cell in sheet.line(row)]
        names = any(label.zone or label.indicator or label.is_subtotal for label in labels)
        return names or any(is_figure(cell) for cell in sheet.line(row))

    last = max((row for row in body if is_row(row)), default=0)
    return tuple(row for row in body if row <= last)


def _headers(sheet: Sheet, reader: Reader, rows: list[int]) -> list[tuple[int, ...]]:
    """The rows of each header, from top to bottom."""
    headers: list[tuple[int, ...]] = []
    place = 0
    while place < len(rows):
        block = [rows[place]]
        place += 1
        if not _is_header(sheet, reader, block[0]):
            continue
        while (
            place < len(rows)
            and len(block) < _MOST_HEADER_ROWS
            and _continues_header(sheet, reader, block, rows[place])
        ):
            block.append(rows[place])
            place += 1
        headers.append(tuple(block))
    return headers


def _is_header(sheet: Sheet, reader: Reader, row: int) -> bool:
    """Whether the row names columns: words only, some for columns or several of one kind."""
    if any(is_figure(cell) for cell in sheet.line(row)):
        return False
    labels = [reader.label(cell.text) for cell in sheet.line(row)]
    zones = {label.zone for label in labels if label.zone}
    indicators = {label.indicator for label in labels if label.indicator}
    spans = {(label.span, label.basis) for label in labels if label.span or label.basis}
    if zones and indicators:
        return False  # a row of figures that names both
    if len(zones) > 1 or len(indicators) > 1 or len(spans) > 1:
        return True
    after = [*labels[1:], Label()]
    roles = {
        label.role
        for label, following in zip(labels, after, strict=True)
        if label.role and not _is_pair(label, following)
    }
    is_strong = bool(roles & set(STRONG))
    has_facet = bool(indicators or spans or (zones and "indicator" in roles))
    return is_strong and (len(roles) > 1 or (bool(roles & {"zone", "indicator"}) and has_facet))


def _is_pair(label: Label, following: Label) -> bool:
    """Whether a name and its value stand side by side, as in 季度 | 2022Q2."""
    return (label.role == "zone" and bool(following.zone)) or (
        label.role == "quarter" and following.span is not None
    )


def _continues_header(sheet: Sheet, reader: Reader, block: list[int], row: int) -> bool:
    """Whether the row is one more line of the header: words below words, no name of a row."""
    cells = sheet.rows[row]
    if any(is_figure(cell) for cell in cells.values()):
        return _is_numbering(sheet, row)
    understood = 0
    for column, cell in cells.items():
        label = reader.label(cell.text)
        above = _joined(sheet, tuple(block), column, reader)
        if above.text and not above.names_figures and not label.role:
            return False  # the name of a row stands below the name of its column
        understood += bool(label.unit or label.basis or label.span or label.indicator or label.role)
    return understood > 0


def _joined(sheet: Sheet, rows: tuple[int, ...], column: int, reader: Reader) -> Label:
    """What the header says of a column, merged cells counted where they begin within it."""
    label = Label()
    for anchor in dict.fromkeys(sheet.anchor(row, column) for row in rows):
        cell = sheet.cells.get(anchor)
        if anchor[0] >= rows[0] and cell and not is_figure(cell):
            label = label.joined(reader.label(cell.text))
    if label.names_figures and not label.indicator and (rows[0], column) not in sheet.cells:
        return _group(sheet, rows[0], column, reader).joined(label)
    return label


def _group(sheet: Sheet, row: int, column: int, reader: Reader) -> Label:
    """What stands to the left in the header's first row, where nobody merged its cells."""
    if sheet.anchor(row, column) != (row, column):
        return Label()
    left = [other for other in sheet.rows[row] if other < column]
    label = reader.label(sheet.cells[row, max(left)].text) if left else Label()
    return label if label.names_figures else Label()


def _is_numbering(sheet: Sheet, row: int) -> bool:
    """Whether the row only numbers the columns, as in 甲 | 1 | 2 | 3."""
    texts = [cell.text for cell in sheet.line(row) if cell.text not in ("甲", "乙", "丙", "栏次")]
    start = int(texts[0]) if texts and texts[0] in ("0", "1", "2") else None
    return (
        start is not None
        and len(texts) > 1
        and texts == [str(number) for number in range(start, start + len(texts))]
    )


def is_figure(cell: Cell) -> bool:
    """Whether the cell holds a number, or anything that is no text."""
    return cell.kind != "text" or parse_number(cell.text) is not None


def stated_in(texts: list[str], reader: Reader) -> Stated:
    """What the lines above a table say; what they say in two ways is not taken."""
    zones: set[str] = set()
    indicators: set[str] = set()
    spans: set[Span] = set()
    years: set[int] = set()
    units: list[str] = []
    for text in (text[:_LONGEST_TITLE] for text in texts):
        zones |= reader.vocabulary.zones_in(text)
        indicators |= reader.vocabulary.indicators_in(text)
        found = find_span(text)
        if found and found.span:
            spans.add(found.span)
        years |= {find_year(text)} - {0}
        units += units_in(text, reader)
    return Stated(
        zones.pop() if len(zones) == 1 else "",
        indicators.pop() if len(indicators) == 1 else "",
        _one_span(spans),
        years.pop() if len(years) == 1 else 0,
        tuple(dict.fromkeys(units)),
    )


def _one_span(spans: set[Span]) -> Span | None:
    """The quarter that all of them mean, and the basis if they agree on it; else None."""
    quarters = {(span.year, span.quarter) for span in spans}
    bases = {span.basis for span in spans}
    if len(quarters) != 1:
        return None
    return Span(*quarters.pop(), bases.pop() if len(bases) == 1 else "")


def units_in(text: str, reader: Reader) -> list[str]:
    """The units of a line such as 单位：万元、辆."""
    found = _UNIT_LINE.search(half_width(text))
    if not found:
        label = reader.label(text)
        return [label.unit] if label.unit and not label.rest else []
    text = (found[1] or found[2]).strip()
    words = [text] if reader.vocabulary.unit(text) else re.split(r"[、，,;；/]", text)
    return [unit for word in words if (unit := reader.vocabulary.unit(word))]


def _columns(
    sheet: Sheet, header: tuple[int, ...], body: tuple[int, ...], reader: Reader
) -> tuple[Column, ...]:
    """What every column holds, by its header, and where that is silent by its cells."""
    used = {column for row in (*header, *body) for column in sheet.rows[row]}
    columns = []
    for number in sorted(used):
        label = _joined(sheet, header, number, reader)
        columns.append(Column(number, _role(sheet, number, body, label, reader), label))
    return tuple(columns)


def _role(sheet: Sheet, number: int, body: tuple[int, ...], label: Label, reader: Reader) -> str:
    """What the column holds: what its header says, or what most of its cells name."""
    if label.is_comparison or label.is_subtotal or label.role in ("skip", "number"):
        return "skip"
    if label.role in ("value", "basis", "state", "reason", *STATED) and not label.rest:
        return label.role
    if label.names_figures and label.role in ("", "value"):
        return "value"
    hits = dict.fromkeys(("zone", "indicator", "quarter", "unit"), 0)
    texts = 0
    rows = set(body)
    for row, cell in sheet.columns.get(number, {}).items():
        if row not in rows or is_figure(cell):
            continue
        found = reader.label(cell.text)
        texts += 1
        hits["zone"] += bool(found.zone)
        hits["indicator"] += bool(found.indicator)
        hits["quarter"] += found.span is not None and not found.rest
        hits["unit"] += bool(found.unit) and not found.indicator
    best = max(hits, key=lambda role: hits[role])
    if hits[best] and (label.role or hits[best] * 2 >= texts):
        return best
    return label.role if label.role in hits and not label.rest else "skip"
