"""The marks by which our own template is known again: a hidden sheet, and a hidden row of keys.

The keys stand above the header of the entry sheet and say what each column holds, whatever order
they are in; the codes of zone and indicator stand in hidden columns beside each row's names. The
hidden sheet says which quarter, zones and indicators the template was made for.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ..periods import Quarter, UnknownPeriod, parse_quarter
from .entries import Refused
from .grid import Sheet
from .labels import Label, Reader
from .spans import Span
from .tables import Column, Stated, Table, stated_in

SHEET = "_zonetrack"
LISTS = "_zonetrack_lists"  # what the drop-down lists offer
MARK = "zonetrack-template"
VERSION = "1"
#: What a column's key says that it holds.
KEYS = {
    "zt:zone": "zone",
    "zt:zone-name": "zone",
    "zt:indicator": "indicator",
    "zt:indicator-name": "indicator",
    "zt:value": "value",
    "zt:unit": "unit",
    "zt:basis": "basis",
    "zt:state": "state",
    "zt:reason": "reason",
    "zt:previous": "skip",
}


@dataclass(frozen=True)
class Made:
    """What a template was made for."""

    quarter: Quarter
    zones: tuple[str, ...]
    indicators: tuple[str, ...]

    @property
    def lines(self) -> list[list[str]]:
        """What the hidden sheet holds, row by row."""
        lines = [
            [MARK, VERSION],
            ["quarter", str(self.quarter)],
            ["zones", *self.zones],
            ["indicators", *self.indicators],
        ]
        return [*lines, ["checksum", checksum(lines)]]


def checksum(lines: Sequence[Sequence[str]]) -> str:
    """A short digest that changes when anybody changes a line."""
    text = "\n".join("\t".join(line) for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def made_for(sheets: Sequence[Sheet]) -> Made | None:
    """What the workbook's hidden sheet says; None where it has none. Raises Refused if altered."""
    sheet = next((one for one in sheets if one.name == SHEET and one.text(1, 1) == MARK), None)
    if sheet is None:
        return None
    lines = [[cell.text for cell in row.values()] for row in sheet.rows.values()]
    if lines[0][1:] != [VERSION]:
        raise Refused("template_unknown", version=" ".join(lines[0][1:]))
    said = {line[0]: tuple(line[1:]) for line in lines}
    try:
        made = Made(parse_quarter(said["quarter"][0]), said["zones"], said["indicators"])
    except (KeyError, IndexError, UnknownPeriod) as error:
        raise Refused("template_altered") from error
    if lines != made.lines:
        raise Refused("template_altered")
    return made


def template_table(sheet: Sheet, made: Made | None, reader: Reader) -> Table | None:
    """The table below the sheet's hidden row of keys; None where there is no such row.

    Raises Refused where the title names another quarter than the one the template was made for.
    """
    found = _keys(sheet)
    if found is None:
        return None
    row, keys = found
    above = [cell.text for number in sheet.rows if number < row for cell in sheet.line(number)]
    stated = stated_in(above, reader)
    if made:
        if stated.span and stated.span.code not in (None, made.quarter):
            told = str(stated.span.code)
            raise Refused("title_differs", stated=told, expected=str(made.quarter))
        span = Span(made.quarter.year, made.quarter.quarter)
        stated = Stated(span=span, year=made.quarter.year)
    columns = tuple(
        Column(number, KEYS[key], Label(text=sheet.text(row + 1, number)))
        for number, key in sorted(keys.items(), key=lambda item: (item[1], item[0]))
    )
    rows = tuple(number for number in sheet.rows if number > row + 1)
    return Table(sheet, columns, rows, stated, row, is_template=True)


def _keys(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """The row of keys, and the key of each column."""
    for row, cells in sheet.rows.items():
        keys = {column: cell.text for column, cell in cells.items() if cell.text in KEYS}
        if len(keys) > 2 and "zt:value" in keys.values():
            return row, keys
    return None
