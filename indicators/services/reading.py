"""Reads figures from a file: every row checked, and nothing saved."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from zones.lengths import MOST_REASON
from zones.models import Zone
from zones.selectors.names import PrintedNames, printed_names

from ..cells import Cells
from ..models import Indicator
from ..periods import Quarter, UnknownPeriod, parse_quarter
from ..selectors.figures import indicators_by_code
from ..selectors.vocabulary import vocabulary
from ..tables import Problem, Table, read_table
from ..units import DOLLAR_FACTORS, to_canonical, units_of_entry
from ..validation import Finding
from ..workbook import is_workbook, read_sheet
from ..workbooks.codes import Problem as FileProblem
from ..workbooks.grid import place_of
from ..workbooks.layout import parse
from ..workbooks.parsed import STATED
from ..workbooks.sheets import Sheets, read_sheets
from .entries import TOO_LARGE, Entry, Indicators, entry_of

COLUMNS = ("zone", "quarter", "indicator", "value", "unit", "basis", "state", "reason")
STATES = ("value", "zero", "not_applicable", "cannot_report")
PROVINCE = "province"
#: The layouts of uploaded files beside the list, as `workbooks.parsed` names them.
LAYOUTS = ("template", "customs", "zones", "indicators")


@dataclass(frozen=True)
class ProvinceEntry:
    """A year-to-date total of the whole province, in its stored unit."""

    indicator: Indicator
    quarter: Quarter
    value: Decimal
    place: str


@dataclass
class FiguresFile:
    """What a file holds: entries by zone and quarter, the province's totals, and its problems."""

    name: str
    by_zone: dict[tuple[str, Quarter], list[Entry]] = field(default_factory=dict)
    rows: dict[tuple[str, Quarter, str], int] = field(default_factory=dict)
    province: list[ProvinceEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def first_row(self, zone: str, quarter: Quarter) -> int:
        """The number of the first row on this zone and quarter."""
        entries = self.by_zone[zone, quarter]
        return min(self.rows[zone, quarter, entry.indicator] for entry in entries)


def read_figures(name: str, data: bytes) -> FiguresFile:
    """The figures of a file, with a problem for every cell that cannot be taken.

    A list with the columns of `COLUMNS`, or any layout that an upload is understood in. What is
    refused as a whole is refused as an upload is, before anything is unpacked.
    """
    sheets = read_sheets(name, data)
    if sheets.problems:
        return FiguresFile(name, problems=_told(name, sheets.problems))
    read = read_sheet if is_workbook(name) else read_table
    table: Table = read(name, data, COLUMNS[:5], (*COLUMNS[5:], *STATED))
    if table.problems and (uploaded := _read_layout(sheets)):
        return uploaded
    found = FiguresFile(name, problems=list(table.problems))
    names, indicators = printed_names(), indicators_by_code()
    for row in table:
        _take_row(found, Cells(name, row, found.problems), names, indicators)
    return found


def _read_layout(sheets: Sheets) -> FiguresFile | None:
    """The figures of the template, of customs' table or of a table of zones or indicators.

    None for anything else: what is wrong with it is told of the list that it should have been.
    """
    parsed = parse(sheets, vocabulary())
    if parsed.layout not in LAYOUTS:
        return None
    found = FiguresFile(sheets.file, problems=_told(sheets.file, parsed.problems))
    for cell in parsed.cells:
        place = place_of(cell.address.partition("+")[0])
        found.rows[cell.zone, cell.quarter, cell.indicator] = place[0] if place else 0
        found.by_zone.setdefault((cell.zone, cell.quarter), []).append(entry_of(cell))
    return found


def _told(name: str, problems: Iterable[FileProblem]) -> list[Problem]:
    """What is wrong with an uploaded file, among the problems of an import."""
    return [Problem(name, None, None, "file_problem", {"problem": one}) for one in problems]


def _take_row(
    found: FiguresFile, cells: Cells, names: PrintedNames, indicators: Indicators
) -> None:
    """Puts what the row says into the file's figures, or adds its problems."""
    before = len(found.problems)
    zone = _zone(cells, names)
    quarter = _quarter(cells)
    code = cells.text("indicator")
    if code and code not in indicators:
        cells.refuse("indicator", "unknown_reference", value=code, table="indicators")
    if len(found.problems) > before or quarter is None:
        return
    key = (zone.code if zone else PROVINCE, quarter, code)
    if key in found.rows:
        cells.refuse("indicator", "duplicate_row", first=found.rows[key])
        return
    found.rows[key] = cells.row.number
    indicator = indicators[code].model
    if zone is None:
        _take_province(found, cells, indicator, quarter)
    elif entry := read_entry(cells, indicator):
        found.by_zone.setdefault((zone.code, quarter), []).append(entry)


def _zone(cells: Cells, names: PrintedNames) -> Zone | None:
    """The zone that the row names; None for the province, or with a problem added."""
    text = cells.text("zone")
    name = text.lower()
    if name in names.unusable:
        cells.refuse("zone", names.unusable[name], value=text)
    elif name and name not in names.zones and name != PROVINCE:
        cells.refuse("zone", "unknown_reference", value=text, table="zones")
    return names.zones.get(name)


def _quarter(cells: Cells) -> Quarter | None:
    text = cells.text("quarter")
    try:
        return parse_quarter(text) if text else None
    except UnknownPeriod:
        cells.refuse("quarter", "not_a_quarter", value=text)
        return None


def _take_province(
    found: FiguresFile, cells: Cells, indicator: Indicator, quarter: Quarter
) -> None:
    before = len(found.problems)
    entry = read_entry(cells, indicator)
    if cells.row["basis"].strip() != Indicator.Basis.YTD:
        cells.refuse("basis", "province_is_ytd")
    if entry and entry.unit in DOLLAR_FACTORS:
        units = [unit for unit in units_of_entry("money", "") if unit not in DOLLAR_FACTORS]
        cells.refuse("unit", "not_a_choice", value=entry.unit, choices=units)
    elif entry and entry.value is None:
        cells.refuse("value", "empty_cell")
    if entry is None or entry.value is None or len(found.problems) > before:
        return
    value = to_canonical(
        entry.value, entry.unit, kind_of_unit=indicator.unit_kind, own_unit=indicator.unit_zh
    )
    if not 0 <= value < TOO_LARGE:
        code = "negative" if value < 0 else "too_large"
        cells.refuse("value", "finding", finding=Finding(code, indicator.code, value=value))
        return
    found.province.append(ProvinceEntry(indicator, quarter, value, entry.place))


def read_entry(cells: Cells, indicator: Indicator) -> Entry | None:
    """The entry that a row's value, unit, basis, state and reason make, or None and problems."""
    before = len(cells.problems)
    value = cells.decimal("value", required=False, other="no_number_nor_state")
    written = cells.row["value"].strip()
    is_count = indicator.unit_kind == Indicator.UnitKind.COUNT
    if is_count and value is not None and value % 1:
        cells.refuse("value", "not_whole", value=written)
    unit = _unit(cells, indicator, has_value=value is not None)
    basis = cells.choice("basis", Indicator.Basis.values, required=False) or Indicator.Basis.QUARTER
    state = cells.choice("state", STATES, required=False)
    reason = cells.text("reason", required=False)
    if not written and state in ("", "value", "zero"):
        cells.refuse("value", "value_or_state")
    elif value is not None and state not in ("", "value", "zero"):
        cells.refuse("state", "state_with_value", value=written)
    elif value is not None and state and (state == "zero") != (value == 0):
        cells.refuse("state", "zero_disagrees", value=written)
    if state == "cannot_report" and not reason:
        cells.refuse("reason", "empty_cell")
    if reason and len(reason) > MOST_REASON:
        cells.refuse("reason", "reason_too_long", found=len(reason), most=MOST_REASON)
    stated = _stated(cells)
    if len(cells.problems) > before:
        return None
    place = f"{cells.file} {cells.row.number}"[-60:] if cells.file else ""
    return Entry(indicator.code, value, state, unit, basis, reason, written[:60], place, **stated)


def _stated(cells: Cells) -> dict[str, Decimal | None]:
    """What the row states beside its figure; a form has no such columns."""
    if not set(STATED) <= cells.row.cells.keys():
        return {}
    amounts = {name: cells.decimal(name, required=False) for name in STATED[:2]}
    growth = cells.decimal(STATED[2], required=False, digits=10, places=2)
    return {**amounts, STATED[2]: growth}


def _unit(cells: Cells, indicator: Indicator, *, has_value: bool) -> str:
    """The unit of entry; an indicator's English unit is as good as its Chinese one."""
    unit = cells.text("unit", required=has_value and indicator.unit_kind == "money")
    if unit == indicator.unit_en:
        unit = indicator.unit_zh
    units = units_of_entry(indicator.unit_kind, indicator.unit_zh)
    if unit and unit not in units:
        cells.refuse("unit", "not_a_choice", value=unit, choices=units)
    return unit
