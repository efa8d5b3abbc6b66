"""Customs' monthly table of specific areas: a line for each area, cumulative values as published.

Two header rows: total, export and import, each for the month and from January, then the change of
the cumulative ones. The cumulative figure is what customs publish and revise, so that one is taken,
at the end of a quarter only; the stated growth stays beside it and is never worked out again.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from ..cells import half_width
from ..periods import Quarter
from .beside import percent_of
from .customs_header import FLOWS, Header, find_header
from .entries import Refused, is_dash, read_amount
from .findings import Findings
from .grid import Cell, Sheet, address
from .labels import SUBTOTALS, Reader
from .parsed import Context, ParsedCell
from .spans import YTD, find_month, find_year
from .tables import is_figure, units_in
from .vocabulary import KnownIndicator, name_key

_AREA = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)


class _RefusedAt(Exception):
    """Raised for a cell that cannot be taken; carries its address and why."""

    def __init__(self, place: str, why: Refused):
        super().__init__(place)
        self.place, self.why = place, why


@dataclass(frozen=True)
class _Line:
    """One area's line of the table."""

    row: int
    zone: str
    area: str  # the customs area, where it is one of several of the zone


def is_customs(sheet: Sheet) -> bool:
    """Whether the sheet holds the table: flows above, months and cumulative values below them."""
    return find_header(sheet) is not None


def read_customs(sheet: Sheet, reader: Reader, context: Context, found: Findings) -> None:
    """Nothing; the findings hold the table's cumulative figures, or why it cannot be taken."""
    header = find_header(sheet)
    if header is None:
        return
    try:
        quarter = _quarter(sheet, header, context)
        unit = _unit(sheet, header, reader)
        _refuse_missing(header, reader)
    except Refused as refused:
        place = address(header.row, header.first)
        found.refuse(refused.code, sheet.name, place, **refused.params)
        return
    _AreaReader(sheet, header, reader, found).read(quarter, unit, context.zone)


def _quarter(sheet: Sheet, header: Header, context: Context) -> Quarter:
    """The quarter that the table's month ends; raises Refused for any other month."""
    texts = [cell.text for row in sheet.rows if row < header.row for cell in sheet.line(row)]
    texts.append(sheet.name)
    stated = next(filter(None, map(find_month, texts)), None)
    year = stated[0] if stated else next(filter(None, map(find_year, texts)), 0)
    month = stated[1] if stated else next(iter(header.months), 0)
    if not year or not month:
        raise Refused("no_month")
    if header.months - {month}:
        raise Refused("months_contradict", stated=month, found=min(header.months - {month}))
    if month % 3:
        raise Refused("month_within_quarter", value=f"{year}-{month:02d}")
    quarter = Quarter(year, month // 3)
    if context.quarter and quarter != context.quarter:
        raise Refused("other_quarter", value=str(quarter), expected=str(context.quarter))
    return quarter


def _unit(sheet: Sheet, header: Header, reader: Reader) -> str:
    """The unit of the line above the table; raises Refused where there is none."""
    for row in sheet.rows:
        for cell in sheet.line(row) if row < header.row else ():
            if units := units_in(cell.text, reader):
                return units[0]
    raise Refused("no_unit")


def _refuse_missing(header: Header, reader: Reader) -> None:
    """Nothing; raises Refused where a column is missing, or nobody said what a flow is called."""
    for flow in dict.fromkeys(FLOWS.values()):
        if flow not in header.values:
            raise Refused("columns_missing", value=flow)
        if reader.vocabulary.flows.get(flow) not in reader.vocabulary.by_code:
            raise Refused("flow_unknown", value=flow)


class _AreaReader:
    """Reads the lines of our zones."""

    def __init__(self, sheet: Sheet, header: Header, reader: Reader, found: Findings):
        self.sheet, self.header, self.found = sheet, header, found
        self.known = reader.vocabulary
        self.dashes: list[str] = []

    def read(self, quarter: Quarter, unit: str, only: str) -> None:
        """Nothing; the findings hold the figures of our zones, or of the one wanted."""
        lines = [line for line in self._lines() if only in ("", line.zone)]
        if not lines:
            self.found.refuse("no_area", self.sheet.name, address(self.header.row, 1))
        for zone in dict.fromkeys(line.zone for line in lines):
            chosen = self._whole(zone, [line for line in lines if line.zone == zone])
            for flow in self.header.values if chosen else ():
                try:
                    self.found.cells.append(self._figure(flow, chosen, quarter, unit))
                except _RefusedAt as refused:
                    why = refused.why
                    self.found.refuse(why.code, self.sheet.name, refused.place, **why.params)
        if self.dashes:
            self.found.say("dash_taken_as_zero", self.sheet.name, value=tuple(self.dashes))

    def _lines(self) -> list[_Line]:
        """The lines of our zones; others with figures are named, and left out."""
        lines: list[_Line] = []
        others: list[str] = []
        columns = self.header.values.values()
        for row, cells in self.sheet.rows.items():
            names = [cell.text for column, cell in cells.items() if column < self.header.first]
            has_values = any(_is_value(cells.get(column)) for column in columns)
            if row <= self.header.row + 1 or not names or not has_values:
                continue
            zone, area = self._zone(names)
            if zone:
                lines.append(_Line(row, zone, area))
            elif name_key(" ".join(names)) not in SUBTOTALS:
                others.append(" ".join(names))
        if others:
            self.found.say("areas_skipped", self.sheet.name, value=tuple(others))
        return lines

    def _zone(self, names: list[str]) -> tuple[str, str]:
        """The zone that a customs-area code or a name means, and the area if it is one of many."""
        areas = {area.code: area for area in self.known.areas}
        for text in names:
            for code in _AREA.findall(half_width(text)):
                if code in areas:
                    zone = areas[code].zone
                    return zone, code if len(self._areas_of(zone)) > 1 else ""
        for text in names:
            if zone := self.known.zone(text):
                return zone, ""
            key = name_key(text)
            for area in self.known.areas:
                if any(name_key(name) in key for name in area.names if name):
                    return area.zone, area.code
        return "", ""

    def _areas_of(self, zone: str) -> set[str]:
        return {area.code for area in self.known.areas if area.zone == zone}

    def _whole(self, zone: str, lines: list[_Line]) -> list[_Line]:
        """The lines that together are the zone: its own, else those of all its customs areas."""
        whole = [line for line in lines if not line.area]
        first, last = (address((whole or lines)[place].row, 1) for place in (0, -1))
        needed = self._areas_of(zone)
        missing = needed - {line.area for line in lines}
        if len(whole) > 1 or (not whole and len(lines) > len(needed)):
            self.found.refuse("duplicate_cell", self.sheet.name, last, first=first)
            return []
        if whole:
            return whole
        if missing:
            value = tuple(sorted(missing))
            self.found.refuse("part_missing", self.sheet.name, first, zone=zone, value=value)
            return []
        value = tuple(sorted(needed))
        self.found.say("areas_added", self.sheet.name, first, zone=zone, value=value)
        return lines

    def _figure(self, flow: str, lines: list[_Line], quarter: Quarter, unit: str) -> ParsedCell:
        """The zone's cumulative figure of this flow; raises _RefusedAt."""
        column = self.header.values[flow]
        indicator = self.known.by_code[self.known.flows[flow]]
        value = sum((self._value(line, column, indicator, unit) for line in lines), Decimal(0))
        monthly = self.header.monthly.get(flow)
        # What customs state of one area says nothing of the sum of several.
        growth = self.header.growth.get(flow) if len(lines) == 1 else None
        return ParsedCell(
            zone=lines[0].zone,
            quarter=quarter,
            indicator=indicator.code,
            value=value,
            unit=unit,
            basis=YTD,
            state="zero" if value == 0 else "value",
            reason="",
            written=" + ".join(self.sheet.text(line.row, column) for line in lines),
            sheet=self.sheet.name,
            address="+".join(address(line.row, column) for line in lines),
            stated_growth=percent_of(self.sheet.cells.get((lines[0].row, growth or 0))),
            stated_month=self._month(lines, monthly, indicator, unit) if monthly else None,
        )

    def _month(
        self, lines: list[_Line], column: int, known: KnownIndicator, unit: str
    ) -> Decimal | None:
        """The last month's own figure; None where a line does not state it clearly."""
        dashes, self.dashes = self.dashes, []  # it is only compared: nothing is said of it
        try:
            return sum((self._value(line, column, known, unit) for line in lines), Decimal(0))
        except _RefusedAt:
            return None
        finally:
            self.dashes = dashes

    def _value(self, line: _Line, column: int, known: KnownIndicator, unit: str) -> Decimal:
        """The number in the line; a dash means none in these tables."""
        place, cell = address(line.row, column), self.sheet.cells.get((line.row, column))
        if cell and cell.kind == "text" and is_dash(cell.text):
            self.dashes.append(place)
            return Decimal(0)
        try:
            amount = read_amount(cell, known, unit, self.known)
        except Refused as refused:
            raise _RefusedAt(place, refused) from refused
        if amount.value is None or amount.unit not in ("", unit):
            raise _RefusedAt(place, Refused("not_a_number", value=cell.text if cell else ""))
        return amount.value


def _is_value(cell: Cell | None) -> bool:
    return cell is not None and (is_figure(cell) or is_dash(cell.text))
