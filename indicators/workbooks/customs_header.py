"""The two header rows of customs' monthly table: which column holds what, and to which month."""

import re
from dataclasses import dataclass

from .grid import Sheet
from .spans import plain
from .vocabulary import name_key

FLOWS = {
    **dict.fromkeys("进出口 进出口值 进出口总值 进出口总额 total trade".split(), "total"),
    **dict.fromkeys(("imports and exports", "total trade"), "total"),
    **dict.fromkeys("出口 出口值 出口总值 出口总额 export exports".split(), "export"),
    **dict.fromkeys("进口 进口值 进口总值 进口总额 import imports".split(), "import"),
}
_CHANGE = re.compile(r"同比|同期|增减|增长|±|%|change|growth", re.IGNORECASE)
_CUMULATIVE = re.compile(r"累计|1\s*(?:-|to)\s*(?P<month>1[0-2]|[1-9])(?!\d)", re.IGNORECASE)
_MONTHLY = re.compile(r"当月|本月|单月|(?:1[0-2]|[1-9])月?", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """Where the table begins, and which column holds what."""

    row: int
    values: dict[str, int]  # the cumulative column of each flow
    monthly: dict[str, int]  # the last month's own column
    growth: dict[str, int]
    months: frozenset[int]  # as the columns state them
    first: int  # the first column of figures


def find_header(sheet: Sheet) -> Header | None:
    """The header, where two rows of the sheet are one."""
    rows = list(sheet.rows)
    for row in rows:
        flows = {FLOWS.get(name_key(cell.text)) for cell in sheet.line(row)} - {None}
        if len(flows) < 2 or row + 1 not in sheet.rows:
            continue
        header = _columns(sheet, row)
        if header.values and (header.months or _has_monthly(sheet, row + 1)):
            return header
    return None


def _has_monthly(sheet: Sheet, row: int) -> bool:
    return any(_MONTHLY.fullmatch(plain(cell.text)) for cell in sheet.line(row))


def _columns(sheet: Sheet, row: int) -> Header:
    """What each column holds, by the upper and the lower header together."""
    values: dict[str, int] = {}
    monthly: dict[str, int] = {}
    growth: dict[str, int] = {}
    months: set[int] = set()
    upper = ""
    for column in range(1, max((*sheet.rows[row], *sheet.rows[row + 1])) + 1):
        # Without merged cells a group's name stands above its first column only.
        upper = sheet.text(row, column) or upper
        lower = sheet.text(row + 1, column) if sheet.anchor(row + 1, column)[0] > row else ""
        both = plain(f"{upper} {lower}")
        flow = FLOWS.get(name_key(lower)) or FLOWS.get(name_key(upper))
        if flow and _CHANGE.search(both):
            growth.setdefault(flow, column)
        elif flow and (found := _CUMULATIVE.search(plain(lower))):
            values.setdefault(flow, column)
            months |= {int(found["month"])} if found["month"] else set()
        elif flow and _MONTHLY.fullmatch(plain(lower)):
            monthly.setdefault(flow, column)
    first = min(
        (column for column, cell in sheet.rows[row].items() if name_key(cell.text) in FLOWS),
        default=1,
    )
    return Header(row, values, monthly, growth, frozenset(months), first)
