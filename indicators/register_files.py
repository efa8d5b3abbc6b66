"""Reads files of projects and events: which column says what, and the rows as text. Pure.

A heading is known by its code, or by its label in either language; a year in it makes it that
year's trade. Every cell is read as text with its address; what it means is decided elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .workbooks.grid import Cell, Sheet, address

#: Rows looked through for the headings, and rows that one file may hold.
HEADINGS_WITHIN, MOST_ROWS = 20, 2000
#: So many headings make a row the row of headings.
LEAST_HEADINGS = 3
TRADE = "trade_"
_YEAR = re.compile(r"(20[0-9]{2})")
_PLAIN = re.compile(r"[\s*（）()：:,，.]+")


@dataclass(frozen=True)
class Column:
    """A column of the file: its code, its label in both languages, whether a new entry needs it."""

    code: str
    zh: str
    en: str
    is_needed: bool = False
    hint_zh: str = ""
    hint_en: str = ""


ID = Column(
    "id", "编号", "Number", False, "系统编号，新增留空", "the site’s; empty for a new entry"
)
ZONE = Column("zone", "综合保税区", "Zone", True)
REASON = Column(
    "reason", "更正原因", "Reason", False, "更正或撤销时填写", "of a correction, a withdrawal"
)
PROJECT_COLUMNS = (
    ID,
    ZONE,
    Column("name_zh", "项目名称", "Name in Chinese", True),
    Column("name_en", "项目英文名称", "Name in English"),
    Column("investor", "投资方", "Investor"),
    Column("expected_trade", "预计年进出口额", "Expected yearly trade", True),
    Column("unit", "单位", "Unit", True),
    Column("signed_on", "签约日期", "Signed on", True),
    Column("construction_on", "开工日期", "Under construction since"),
    Column("operating_on", "投产日期", "Operating since"),
    Column("withdrawn_on", "撤销日期", "Withdrawn on"),
    Column("note", "备注", "Note"),
    REASON,
)
EVENT_COLUMNS = (
    ID,
    ZONE,
    Column("title_zh", "活动名称", "Title in Chinese", True),
    Column("title_en", "活动英文名称", "Title in English"),
    Column("held_on", "举办日期", "Held on", True),
    Column("venue", "举办地点", "Venue", True),
    Column("organiser", "主办单位", "Organiser", True),
    Column("participants", "参会人数", "Participants"),
    Column("results", "活动成果", "Results"),
    REASON,
)
#: The units of money as a file may write them.
UNITS_WRITTEN = {
    "亿元": "亿元",
    "万元": "万元",
    "元": "元",
    "CNY 100 m": "亿元",
    "CNY 10,000": "万元",
    "CNY": "元",
}
UNIT_LABELS = {"zh": ("亿元", "万元", "元"), "en": ("CNY 100 m", "CNY 10,000", "CNY")}


@dataclass(frozen=True)
class CellRead:
    """A cell's text, where it stands, and its kind as `workbooks.grid` names it."""

    text: str
    address: str
    kind: str


@dataclass(frozen=True)
class RowRead:
    """A row of the file: its sheet and number, and its cells by the column's code."""

    sheet: str
    number: int
    cells: Mapping[str, CellRead] = field(hash=False)

    def text(self, code: str) -> str:
        return self.cells[code].text.strip() if code in self.cells else ""

    def address(self, code: str) -> str:
        """Where a column's cell stands, or the row where it has none."""
        return self.cells[code].address if code in self.cells else f"{self.number}"


@dataclass(frozen=True)
class Fault:
    """What is wrong with the file as a whole: a code, the place, what it names."""

    code: str  # no_headings, missing_column, column_twice, too_many_rows, no_rows
    place: str = ""
    name: str = ""


@dataclass(frozen=True)
class FileRead:
    """The rows of a file, what forbids reading it, and the headings that nothing was read of."""

    rows: tuple[RowRead, ...] = ()
    faults: tuple[Fault, ...] = ()
    unread: tuple[str, ...] = ()


def plain(text: str) -> str:
    """A heading without blanks, brackets and marks, in lower case."""
    return _PLAIN.sub("", text).casefold()


def trade_column(year: int) -> Column:
    """The column of the trade of a year."""
    return Column(f"{TRADE}{year}", f"{year}年实际进出口额", f"Actual trade {year}")


def read_rows(sheets: Iterable[Sheet], columns: Sequence[Column]) -> FileRead:
    """The rows below the headings of the first sheet that has them."""
    for sheet in sheets:
        if sheet.is_hidden:
            continue
        for number in list(sheet.rows)[:HEADINGS_WITHIN]:
            found = _headings(sheet.rows[number], columns)
            known = [code for code in found.values() if code]
            if len(set(known)) >= LEAST_HEADINGS:
                return _below(sheet, number, found, columns)
    return FileRead(faults=(Fault("no_headings"),))


def _headings(cells: Mapping[int, Cell], columns: Sequence[Column]) -> dict[int, str]:
    """The code of each column by its heading, empty for one that is not known."""
    names = {plain(name): one.code for one in columns for name in (one.code, one.zh, one.en)}
    has_trade = any(one.code == "expected_trade" for one in columns)
    return {
        column: names.get(plain(cell.text)) or (_trade_code(cell.text) if has_trade else "")
        for column, cell in cells.items()
    }


def _trade_code(heading: str) -> str:
    """The code of a year's trade, where a heading is that."""
    text, year = plain(heading), _YEAR.search(heading)
    is_trade = any(word in text for word in ("进出口额", "actualtrade", "trade_"))
    return f"{TRADE}{year[1]}" if year and is_trade else ""


def _below(
    sheet: Sheet, headings_at: int, headings: Mapping[int, str], columns: Sequence[Column]
) -> FileRead:
    """The rows below the headings; blank ones are passed over."""
    known = [code for code in headings.values() if code]
    faults = [
        Fault("column_twice", address(headings_at, column), sheet.text(headings_at, column))
        for column, code in headings.items()
        if code and known.count(code) > 1
    ]
    faults += [
        Fault("missing_column", address(headings_at, 1), f"{one.zh} / {one.en}")
        for one in columns
        if one.is_needed and one.code not in known
    ]
    unread = [sheet.text(headings_at, column) for column, code in headings.items() if not code]
    rows = list(_rows(sheet, headings_at, headings))
    if len(rows) > MOST_ROWS:
        faults.append(Fault("too_many_rows", name=str(len(rows))))
    if not rows and not faults:
        faults.append(Fault("no_rows"))
    return FileRead(tuple(rows) if not faults else (), tuple(faults), tuple(unread))


def _rows(sheet: Sheet, headings_at: int, headings: Mapping[int, str]) -> Iterator[RowRead]:
    for number in sheet.rows:
        if number <= headings_at:
            continue
        cells = {}
        for column, code in headings.items():
            cell = sheet.shown(number, column)
            place = address(number, column)
            if code:
                text = cell.text.strip() if cell else ""
                cells[code] = CellRead(text, place, cell.kind if cell else "text")
        if any(cell.text for cell in cells.values()):
            yield RowRead(sheet.name, number, cells)


def rows_as_json(rows: Iterable[RowRead]) -> list[dict]:
    """The rows as plain values; cells that hold nothing keep their place."""
    return [
        {
            "sheet": row.sheet,
            "number": row.number,
            "cells": {code: [one.text, one.address, one.kind] for code, one in row.cells.items()},
        }
        for row in rows
    ]


def rows_from_json(held: Iterable[Mapping]) -> list[RowRead]:
    """The same rows, as `rows_as_json` told them."""
    return [
        RowRead(
            row["sheet"],
            row["number"],
            {code: CellRead(*cell) for code, cell in row["cells"].items()},
        )
        for row in held
    ]
