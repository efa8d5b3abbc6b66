"""Reads the grid of a quarter: zones by indicators, each cell with what was reported before it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import amount, label, measured, number, unit
from zones.models import Zone

from ..badges import stage_badge
from ..lifecycle import ENTER, REVISE, TRANSITIONS, Terms
from ..models import Indicator, Observation, ReportingQuarter, Submission
from ..periods import Quarter
from ..units import stored_unit, units_of_entry
from ..wording import unit_of_entry
from .boards import zone_address
from .cell_checks import CellCheck, cell_checks
from .cells import GridCell, Held, Remark, Typed, cells_of, held_of, remarks_of, stored_text
from .collection import (
    handed_in_by_zone,
    has_left,
    single_quarters_before,
    stage_of,
    start_of,
    state_of,
    token_of,
)
from .figures import known_indicators
from .sheets import Sheet
from .terms import reopenings_of, terms_of


@dataclass(frozen=True)
class Earlier:
    """What was handed in for an earlier quarter: the stored number bare, as shown, and both."""

    bare: str
    shown: str
    text: str


@dataclass(frozen=True)
class GridColumn:
    """One indicator, and how it may be entered."""

    code: str
    label: str
    definition: str
    source: str
    units: tuple[tuple[str, str], ...]
    unit: str  # the one that a cell begins with
    basis: str
    is_cumulative: bool
    is_total: bool  # summed from its parts, never typed

    @property
    def unit_label(self) -> str:
        return dict(self.units)[self.unit]

    @property
    def spans(self) -> tuple[tuple[str, str, str], ...]:
        """The spans that it may be entered in, with their names, long and short."""
        short = {Indicator.Basis.QUARTER: _("qtr"), Indicator.Basis.YTD: _("YTD")}
        choices = [(code, str(name), short[code]) for code, name in Indicator.Basis.choices]
        return tuple(one for one in choices if self.is_cumulative or one[0] == self.basis)

    @property
    def has_choice(self) -> bool:
        """Whether there is more than one way to enter it."""
        return not self.is_total and len(self.units) * len(self.spans) > 1


@dataclass(frozen=True)
class GridRow:
    """One zone's quarter: where it stands, and why nothing can be typed there, if that is so."""

    code: str
    label: str
    href: str
    badge: Badge
    closed: str  # a code of the sentences; empty where the person may type
    start: str  # the first quarter that the zone reports; empty where nobody said
    token: str  # of the zone's quarter as a whole
    cells: Mapping[str, GridCell]
    last_quarter: Mapping[str, Earlier]
    year_before: Mapping[str, Earlier]
    remarks: Mapping[str, Sequence[Remark]]
    checks: Mapping[str, Sequence[CellCheck]]


@dataclass(frozen=True)
class PrintedCell:
    """One cell as the table prints it; the page's script prints it the same way."""

    shown: str
    unit: str  # where it is not the column's
    before: str
    is_open: bool
    remarks: Sequence[Remark]
    checks: Sequence[CellCheck]

    @property
    def findings(self) -> str:
        """What the checks find, a line each."""
        return "\n".join(f"{check.name}: {check.text}" for check in self.checks)

    @property
    def is_marked(self) -> bool:
        return bool(self.remarks) and self.remarks[-1].is_follow_up


@dataclass(frozen=True)
class Mark:
    """A cell that is marked for follow-up, with the remark that marked it."""

    zone: str
    indicator: str
    name: str
    href: str
    remark: Remark


@dataclass(frozen=True)
class Remarked:
    """A figure of a zone's page, and what was remarked on it, oldest first."""

    code: str
    label: str
    remarks: Sequence[Remark]

    @property
    def is_marked(self) -> bool:
        """Whether it is to be followed up."""
        return bool(self.remarks) and self.remarks[-1].is_follow_up


@dataclass(frozen=True)
class Grid:
    """A quarter's zones and indicators."""

    quarter: str
    last_quarter: str
    year_before: str
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]

    @property
    def marks(self) -> list[Mark]:
        """The cells that are marked for follow-up, in the grid's order."""
        return [
            Mark(row.code, column.code, f"{row.label} / {column.label}", row.href, its[-1])
            for row in self.rows
            for column in self.columns
            if (its := row.remarks.get(column.code)) and its[-1].is_follow_up
        ]

    @property
    def closed(self) -> str:
        """Why the person can type nowhere here, where one reason holds for every zone: its code."""
        codes = {row.closed for row in self.rows}
        return codes.pop() if len(codes) == 1 else ""

    @property
    def lines(self) -> Iterator[tuple[GridRow, list[PrintedCell]]]:
        """Each row with its cells in the order of the columns, ready to print."""
        for row in self.rows:
            yield row, [_printed(row, column) for column in self.columns]


def grid_of(quarter: ReportingQuarter, zones: Sequence[Zone], person: Person, at: datetime) -> Grid:
    """The grid of these zones; the number of queries does not depend on how many there are."""
    code = quarter.code
    indicators = list(Indicator.objects.prefetch_related("sum_of"))
    held = held_of(quarter, zones)
    earlier = handed_in_by_zone(zones, (code.shift(-1), code.shift(-4)))
    remarks = remarks_of(quarter, zones)
    checks = cell_checks(quarter, held, known_indicators(indicators))
    reopenings = reopenings_of([quarter], zones)
    before = single_quarters_before(zones, code, [one.pk for one in indicators])
    rows = []
    for zone in zones:
        last, year_before = (earlier[zone.pk, code.shift(back)] for back in (-1, -4))
        mine = held.get(zone.pk, Held())
        terms = terms_of(quarter, reopenings.get((quarter.pk, zone.pk), ()), at)
        stage = stage_of(mine.submission, code, zone, terms)
        rows.append(
            GridRow(
                code=zone.code,
                label=label(zone, "short"),
                href=zone_address(code, zone),
                badge=stage_badge(stage),
                closed=why_closed(zone, code, mine.submission, person, terms),
                start=str(start_of(zone) or ""),
                token=token_of(mine.submission),
                cells=cells_of(mine, indicators, code, before[zone.pk]),
                last_quarter=_earlier(last, indicators),
                year_before=_earlier(year_before, indicators),
                remarks=remarks[zone.pk],
                checks=checks.get(zone.pk, {}),
            )
        )
    units = units_used(held.values(), earlier.values())
    has_rate = quarter.dollar_rate is not None
    columns = tuple(_column(one, units[one.pk], has_rate=has_rate) for one in indicators)
    return Grid(str(code), str(code.shift(-1)), str(code.shift(-4)), columns, tuple(rows))


def why_closed(
    zone: Zone, quarter: Quarter, latest: Submission | None, person: Person, terms: Terms
) -> str:
    """Why the person cannot type in a zone's quarter now, as a code; empty where they can."""
    start, state = start_of(zone), state_of(latest)
    if not person.may_enter(zone):
        return "not_your_zone" if person.may_collect else "read_only"
    if start and quarter < start:
        return "before_start"
    if has_left(zone, quarter):
        return "zone_has_left"
    if terms.is_locked:
        return "locked"
    if (state, ENTER) in TRANSITIONS:
        return ""
    return "verified" if (state, REVISE) in TRANSITIONS else "already_submitted"


def remarks_on(sheet: Sheet) -> list[Remarked]:
    """The figures of a zone's page with the remarks on each, in the page's order."""
    found = remarks_of(sheet.quarter, [sheet.zone])[sheet.zone.pk]
    return [Remarked(line.code, line.label, found.get(line.code, ())) for line in sheet.lines]


def _printed(row: GridRow, column: GridColumn) -> PrintedCell:
    cell = row.cells.get(column.code)
    typed = cell.typed if cell else Typed()
    other = []
    if typed.value and typed.unit != column.unit:
        other.append(dict(column.units).get(typed.unit, typed.unit))
    if typed.value and column.is_cumulative and typed.basis != column.basis:
        other.append(str(Indicator.Basis(typed.basis).label))
    earlier = [
        (_("Last q."), row.last_quarter.get(column.code)),
        (_("Yr ago"), row.year_before.get(column.code)),
    ]
    return PrintedCell(
        shown=cell.shown if cell else "",
        unit=" ".join(other),
        before="\n".join(f"{name} {found.bare}" for name, found in earlier if found),
        is_open=not row.closed and not column.is_total,
        remarks=row.remarks.get(column.code, ()),
        checks=row.checks.get(column.code, ()),
    )


def _earlier(
    figures: Mapping[int, Observation], indicators: Iterable[Indicator]
) -> dict[str, Earlier]:
    return {
        one.code: Earlier(
            _bare(figures[one.pk]),
            _with_unit(figures[one.pk], one),
            stored_text(figures[one.pk], one),
        )
        for one in indicators
        if one.pk in figures
    }


def _bare(found: Observation) -> str:
    """The stored number without its unit, or the state."""
    if found.value is None:
        return str(found.get_state_display())
    exponent = found.value.normalize().as_tuple().exponent
    return number(found.value, max(0, -exponent) if isinstance(exponent, int) else 0)


def _with_unit(found: Observation, indicator: Indicator) -> str:
    if found.value is None:
        return str(found.get_state_display())
    return measured(amount(found.value, indicator), unit(indicator, found.value))


def _column(indicator: Indicator, used: Counter[str], *, has_rate: bool) -> GridColumn:
    units = units_of_entry(indicator.unit_kind, indicator.unit_zh, has_rate=has_rate)
    known = [code for code, _count in used.most_common() if code in units]
    return GridColumn(
        code=indicator.code,
        label=label(indicator),
        definition=label(indicator, "definition"),
        source=label(indicator, "source"),
        units=tuple((code, unit_of_entry(code, indicator)) for code in units),
        unit=known[0] if known else stored_unit(indicator.unit_kind, indicator.unit_zh),
        basis=indicator.basis,
        is_cumulative=indicator.kind == Indicator.Kind.FLOW,
        is_total=bool(indicator.sum_of.all()),
    )


def units_used(
    held: Iterable[Held], earlier: Iterable[Mapping[int, Observation]]
) -> defaultdict[int, Counter[str]]:
    """How often each unit of entry was used, by indicator; this quarter before earlier ones."""
    used: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for weight, figures in [(1000, one.figures) for one in held] + [(1, one) for one in earlier]:
        for indicator, found in figures.items():
            if found.unit and not found.is_computed:
                used[indicator][found.unit] += weight
    return used
