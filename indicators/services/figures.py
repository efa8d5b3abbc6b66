"""Imports figures from a file: every row checked first, then all of it saved in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from zones.access import Person
from zones.models import Zone
from zones.selectors import zones_by_printed_name

from ..cells import Cells
from ..models import Indicator, ProvinceFigure, ReportingQuarter, Submission
from ..periods import Quarter, UnknownPeriod, parse_quarter
from ..selectors.figures import KnownIndicator, indicators_by_code
from ..tables import Problem, Table, read_table
from ..units import to_canonical, units_of_entry
from ..workbook import is_workbook, read_sheet
from .submissions import Entry, Refused, submission_record, submission_submit

COLUMNS = ("zone", "quarter", "indicator", "value", "unit", "basis", "state", "reason")
STATES = ("value", "zero", "not_applicable", "cannot_report")
PROVINCE = "province"
DUE_DAYS, LOCK_DAYS = 15, 45


@dataclass(frozen=True)
class ProvinceEntry:
    """A year-to-date total of the whole province, in 万元."""

    indicator: Indicator
    quarter: Quarter
    value: Decimal


@dataclass
class FiguresFile:
    """What a file holds: entries by zone and quarter, the province's totals, and its problems."""

    name: str
    by_zone: dict[tuple[str, Quarter], list[Entry]] = field(default_factory=dict)
    rows: dict[tuple[str, Quarter, str], int] = field(default_factory=dict)
    province: list[ProvinceEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(map(len, self.by_zone.values())) + len(self.province)


@dataclass(frozen=True)
class Saved:
    """What an import did: how many submissions, how many figures, which were the same already."""

    submissions: tuple[Submission, ...]
    figures: int
    unchanged: int


def read_figures(name: str, data: bytes) -> FiguresFile:
    """The figures of a CSV or xlsx file, with a problem for every cell that cannot be taken."""
    read = read_sheet if is_workbook(name) else read_table
    table: Table = read(name, data, COLUMNS[:5], COLUMNS[5:])
    found = FiguresFile(name, problems=list(table.problems))
    zones, indicators = zones_by_printed_name(), indicators_by_code()
    for row in table:
        before = len(found.problems)
        cells = Cells(name, row, found.problems)
        place = cells.text("zone")
        zone = zones.get(place.lower())
        if place and zone is None and place.lower() != PROVINCE:
            cells.refuse("zone", "unknown_reference", value=place, table="zones")
        quarter = _quarter(cells)
        code = cells.text("indicator")
        if code and code not in indicators:
            cells.refuse("indicator", "unknown_reference", value=code, table="indicators")
        if len(found.problems) > before or quarter is None:
            continue
        _take_row(found, cells, zone, quarter, indicators[code])
    return found


@transaction.atomic
def figures_import(
    *,
    file: FiguresFile,
    by: Person,
    at: datetime,
    revision_reason: str = "",
    is_demonstration: bool = False,
) -> Saved:
    """What was saved: each zone and quarter recorded and handed in for review, or nothing at all.

    Raises Refused, with file and row in its parameters, when one of them cannot be.
    """
    if file.problems:
        raise Refused("file_has_problems", file=file.name)
    zones = {zone.code: zone for zone in Zone.objects.all()}
    submissions, unchanged = [], 0
    for (code, quarter), entries in sorted(file.by_zone.items(), key=lambda item: item[0][1]):
        reporting = quarter_open(quarter)
        fresh = [entry for entry in entries if not _is_held(zones[code], reporting, entry)]
        unchanged += len(entries) - len(fresh)
        if not fresh:
            continue
        try:
            submission = submission_record(
                zone=zones[code],
                quarter=reporting,
                entries=fresh,
                by=by,
                at=at,
                source=Submission.Source.FILE,
                file_name=file.name,
                revision_reason=revision_reason,
                is_demonstration=is_demonstration,
            )
            submissions.append(submission_submit(submission=submission, by=by, at=at))
        except Refused as refused:
            row = min(number for key, number in file.rows.items() if key[:2] == (code, quarter))
            refused.params |= {"file": file.name, "row": row, "zone": code, "quarter": str(quarter)}
            raise
    taken, same = _save_province(file.province)
    figures = sum(map(len, file.by_zone.values())) - unchanged + taken
    return Saved(tuple(submissions), figures, unchanged + same)


def quarter_open(quarter: Quarter) -> ReportingQuarter:
    """The collection's quarter, opened with the usual due and lock dates if it is new."""
    found, _ = ReportingQuarter.objects.get_or_create(
        year=quarter.year,
        quarter=quarter.quarter,
        defaults={
            "due_on": quarter.ends_on + timedelta(days=DUE_DAYS),
            "locks_on": quarter.ends_on + timedelta(days=LOCK_DAYS),
        },
    )
    return found


def _quarter(cells: Cells) -> Quarter | None:
    text = cells.text("quarter")
    try:
        return parse_quarter(text) if text else None
    except UnknownPeriod:
        cells.refuse("quarter", "not_a_quarter", value=text)
        return None


def _take_row(
    found: FiguresFile, cells: Cells, zone: Zone | None, quarter: Quarter, known: KnownIndicator
) -> None:
    indicator = known.model
    key = (zone.code if zone else PROVINCE, quarter, indicator.code)
    if key in found.rows:
        cells.refuse("indicator", "duplicate_row", first=found.rows[key])
        return
    found.rows[key] = cells.row.number
    entry = _entry(cells, indicator, is_province=zone is None)
    if entry is None:
        return
    if zone:
        found.by_zone.setdefault((zone.code, quarter), []).append(entry)
    elif entry.value is None:
        cells.refuse("value", "empty_cell")
    else:
        value = to_canonical(
            entry.value, entry.unit, kind_of_unit=indicator.unit_kind, own_unit=indicator.unit_zh
        )
        found.province.append(ProvinceEntry(indicator, quarter, value))


def _entry(cells: Cells, indicator: Indicator, *, is_province: bool) -> Entry | None:
    """The entry that a row makes, or None with problems added."""
    before = len(cells.problems)
    value = cells.decimal("value", required=False)
    unit = cells.text("unit", required=False)
    units = units_of_entry(indicator.unit_kind, indicator.unit_zh)
    if is_province:
        units = units[:3]
    if unit == indicator.unit_en:
        unit = indicator.unit_zh
    if value is not None and not unit and indicator.unit_kind == "money":
        cells.refuse("unit", "empty_cell")
    if unit and unit not in units:
        cells.refuse("unit", "not_a_choice", value=unit, choices=units)
    basis = cells.choice("basis", Indicator.Basis.values, required=False) or "quarter"
    if is_province and basis != "ytd":
        cells.refuse("basis", "province_is_ytd")
    state = cells.choice("state", STATES, required=False)
    reason = cells.text("reason", required=False)
    written = cells.row["value"].strip()
    if not written and state in ("", "value", "zero"):
        cells.refuse("value", "value_or_state")
    elif value is not None and state not in ("", "value", "zero"):
        cells.refuse("state", "state_with_value", value=written)
    elif value is not None and (state == "zero") != (value == 0) and state:
        cells.refuse("state", "zero_disagrees", value=written)
    if state == "cannot_report" and not reason:
        cells.refuse("reason", "empty_cell")
    if len(cells.problems) > before:
        return None
    place = f"{cells.file} {cells.row.number}"[-60:]
    return Entry(indicator.code, value, state, unit, basis, reason, written, place)


def _is_held(zone: Zone, quarter: ReportingQuarter, entry: Entry) -> bool:
    """Whether the version that counts already says exactly this, so that nothing is to be done."""
    held = (
        Submission.objects.filter(zone=zone, quarter=quarter)
        .exclude(state=Submission.State.SUPERSEDED)
        .order_by("-version")
        .first()
    )
    if held is None or held.state == Submission.State.DRAFT:
        return False
    same = held.observations.filter(
        indicator__code=entry.indicator,
        entered=entry.entered,
        basis=entry.basis,
        reason=entry.reason,
        is_computed=False,
    )
    if entry.value is None:
        return same.filter(state=entry.state).exists()
    return (same.filter(unit=entry.unit) if entry.unit else same).exists()


def _save_province(entries: Sequence[ProvinceEntry]) -> tuple[int, int]:
    """How many totals were saved, and how many were there already with the same value.

    The first one published for a span stays; a different one after it is a revision beside it.
    """
    taken = same = 0
    for entry in entries:
        at = {
            "indicator": entry.indicator,
            "year": entry.quarter.year,
            "quarter": entry.quarter.quarter,
        }
        held = ProvinceFigure.objects.filter(**at).exclude(vintage=ProvinceFigure.Vintage.IMPLIED)
        if held.filter(value=entry.value).exists():
            same += 1
            continue
        has_first = held.filter(vintage=ProvinceFigure.Vintage.FIRST).exists()
        revisions = held.filter(vintage=ProvinceFigure.Vintage.REVISED).count()
        ProvinceFigure.objects.create(
            **at,
            vintage=ProvinceFigure.Vintage.REVISED if has_first else ProvinceFigure.Vintage.FIRST,
            version=revisions + 1 if has_first else 1,
            value=entry.value,
        )
        taken += 1
    return taken, same
