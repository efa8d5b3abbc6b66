"""Compares what was understood of a file with what is stored: the preview, and what would be saved.

Nothing is written here. Whether a figure can be taken is found out by the functions that take it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from zones.access import Person
from zones.models import Zone
from zones.services.transactions import Refused

from ..models import Observation, ReportingQuarter
from ..selectors.cells import Held, cell_token, held_of
from ..selectors.collection import (
    handed_in_by_zone,
    single_quarters_before,
    start_of,
    token_of,
)
from ..selectors.figures import indicators_by_code
from ..selectors.grid import why_closed
from ..selectors.terms import reopenings_of, terms_of
from ..units import PLACES, to_canonical
from ..validation import Finding
from ..workbooks.parsed import Parsed, ParsedCell
from .entries import Entry, Indicators, entry_of, says_the_same
from .merging import merge_entries

REFUSED, CHANGED, NEW, SUM, SAME = KINDS = ("refused", "changed", "new", "sum", "same")
Figures = Mapping[int, Observation]


@dataclass(frozen=True)
class ComparedCell:
    """One figure of a file beside the one that is stored, and what would become of it.

    ``kind`` is one of `KINDS`; a sum is a total that its parts add up to, which is not stored by
    itself. ``why`` says why a figure is refused. ``is_month_above``
    says that the last month alone is more than what is left for its whole quarter.
    """

    cell: ParsedCell
    kind: str
    old: Observation | None = None
    new: Observation | None = None
    why: Refused | Finding | None = None
    is_month_above: bool = False


@dataclass(frozen=True)
class Compared:
    """A file beside what is stored: its figures in the file's order, and what stands in the way.

    ``entries`` are those that would be saved, by zone code, ``standing`` the figures that would
    stand then, by indicator id; ``revised`` the zones whose figures are verified, so that a change
    to them needs a reason; ``later`` those whose next quarter was reported as year to date, and is
    to be worked out anew; ``token`` changes whenever any of this does.
    """

    parsed: Parsed
    cells: tuple[ComparedCell, ...]
    entries: Mapping[str, Sequence[Entry]]
    standing: Mapping[str, Figures]
    revised: tuple[str, ...]
    later: tuple[str, ...]
    token: str

    @property
    def is_refused(self) -> bool:
        """Whether something in the file has to be corrected before anything of it is saved."""
        return bool(self.parsed.problems) or any(one.kind == REFUSED for one in self.cells)

    @property
    def zones(self) -> tuple[str, ...]:
        """The codes of the zones that the file has figures of."""
        return tuple(dict.fromkeys(one.cell.zone for one in self.cells))


@dataclass
class _Comparing:
    """What the comparisons of all zones share and fill."""

    quarter: ReportingQuarter
    indicators: Indicators
    cells: dict[int, ComparedCell] = field(default_factory=dict)  # by their place in the file
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    standing: dict[str, Figures] = field(default_factory=dict)
    revised: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _ZoneSide:
    """What is stored of a zone: its figures, the quarters before, and why nobody may type there."""

    zone: Zone
    held: Held
    before: Mapping[int, Decimal]
    after: Figures  # of the year's next quarter
    closed: str


def compare(
    parsed: Parsed,
    *,
    quarter: ReportingQuarter,
    zones: Mapping[str, Zone],
    by: Person,
    at: datetime,
) -> Compared:
    """The file beside what is stored now; ``zones`` are those open to the person, by code.

    The number of queries does not depend on how many zones or figures the file has.
    """
    by_zone: dict[str, dict[int, ParsedCell]] = defaultdict(dict)
    for place, cell in enumerate(parsed.cells):
        by_zone[cell.zone][place] = cell
    comparing = _Comparing(quarter, indicators_by_code())
    sides = _sides([zones[code] for code in by_zone if code in zones], comparing, by, at)
    for code, cells in by_zone.items():
        if side := sides.get(code):
            _compare_zone(comparing, side, cells)
        else:
            _refuse(comparing, cells, Refused("not_your_zone"))
    return Compared(
        parsed,
        tuple(comparing.cells[place] for place in range(len(parsed.cells))),
        comparing.entries,
        comparing.standing,
        tuple(comparing.revised),
        tuple(comparing.later),
        hashlib.sha256("\n".join(comparing.tokens).encode()).hexdigest(),
    )


def _sides(
    zones: Sequence[Zone], comparing: _Comparing, by: Person, at: datetime
) -> dict[str, _ZoneSide]:
    """What is stored of each zone, by its code; a fixed number of queries."""
    quarter = comparing.quarter
    held = held_of(quarter, zones)
    reopenings = reopenings_of([quarter], zones)
    known = [one.model.pk for one in comparing.indicators.values()]
    before = single_quarters_before(zones, quarter.code, known)
    following = quarter.code.shift(1)
    is_same_year = following.year == quarter.year
    after = handed_in_by_zone(zones, [following] if is_same_year else [])
    found = {}
    for zone in zones:
        own = held.get(zone.pk, Held())
        terms = terms_of(quarter, reopenings.get((quarter.pk, zone.pk), ()), at)
        closed = why_closed(zone, quarter.code, own.submission, by, terms)
        then = after[zone.pk, following]
        found[zone.code] = _ZoneSide(zone, own, before[zone.pk], then, closed)
    return found


def _compare_zone(comparing: _Comparing, side: _ZoneSide, cells: Mapping[int, ParsedCell]) -> None:
    """Nothing; every figure of a zone is compared, and those to be saved are its entries."""
    figures = side.held.figures
    merged, faults = _merged(comparing, side, [entry_of(cell) for cell in cells.values()])
    wanted: dict[int, Entry] = {}
    for place, cell in cells.items():
        pk = comparing.indicators[cell.indicator].model.pk
        old, new = figures.get(pk), merged.get(pk)
        comparing.tokens.append(f"{place} {cell_token(old)} {cell_token(new)}")
        if why := faults.get(cell.indicator):
            comparing.cells[place] = ComparedCell(cell, REFUSED, old, why=why)
            continue
        kind = CHANGED if old else NEW
        if old and new and says_the_same(old, new):
            kind = SAME
        elif _is_the_sum(cell, merged, comparing):
            kind = SUM
        else:
            wanted[place] = entry_of(cell)
        is_above = _is_month_above(cell, new, comparing)
        comparing.cells[place] = ComparedCell(cell, kind, old, new, is_month_above=is_above)
    comparing.tokens.append(f"{side.zone.code} {side.closed} {token_of(side.held.submission)}")
    if not wanted:
        if not side.closed:
            comparing.standing[side.zone.code] = figures
        return
    if side.closed not in ("", "verified"):
        _refuse(comparing, {place: cells[place] for place in wanted}, _why_closed(comparing, side))
        return
    entries = comparing.entries[side.zone.code] = list(wanted.values())
    if len(wanted) < len(cells):  # what is the same, or a sum, is not saved once more
        merged, _none = _merged(comparing, side, entries)
    comparing.standing[side.zone.code] = merged
    changed = [comparing.indicators[entry.indicator].model.pk for entry in wanted.values()]
    then = [side.after[pk] for pk in changed if pk in side.after]
    if any(found.stated_ytd is not None for found in then):
        comparing.later.append(side.zone.code)
    if side.closed:
        comparing.revised.append(side.zone.code)


def _merged(
    comparing: _Comparing, side: _ZoneSide, entries: Sequence[Entry]
) -> tuple[Figures, Mapping[str, Finding]]:
    """The zone's figures with the entries taken in, and what forbids some, by indicator."""
    faults: dict[str, Finding] = {}
    while True:
        good = [entry for entry in entries if entry.indicator not in faults]
        try:
            figures = merge_entries(
                side.zone,
                comparing.quarter,
                dict(side.held.figures),
                good,
                comparing.indicators,
                side.before,
            )
        except Refused as refused:
            faults |= {finding.indicator: finding for finding in refused.findings}
        else:
            return figures, faults


def _is_the_sum(cell: ParsedCell, merged: Figures, comparing: _Comparing) -> bool:
    """Whether a total agrees with its parts, as far as printed figures can: each is rounded."""
    known = comparing.indicators[cell.indicator]
    total = merged.get(known.model.pk)
    parts = [merged.get(comparing.indicators[code].model.pk) for code in known.summands]
    values = [part.value for part in parts if part and part.value is not None]
    if total is None or total.value is None or not parts or len(values) < len(parts):
        return False
    exponent = cell.value.as_tuple().exponent if cell.value is not None else 0
    printed = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    step = _stored(printed, cell, comparing) or PLACES
    return abs(total.value - sum(values, Decimal(0))) <= step * (len(parts) + 1) / 2


def _is_month_above(cell: ParsedCell, new: Observation | None, comparing: _Comparing) -> bool:
    """Whether the last month alone is more than its quarter: earlier months were lowered since."""
    if cell.stated_month is None or new is None or new.value is None:
        return False
    month = _stored(cell.stated_month, cell, comparing)
    return month is not None and month > new.value


def _stored(amount: Decimal, cell: ParsedCell, comparing: _Comparing) -> Decimal | None:
    """An amount in the figure's unit as it would be stored; None without a rate."""
    indicator = comparing.indicators[cell.indicator].model
    try:
        return to_canonical(
            amount,
            cell.unit,
            kind_of_unit=indicator.unit_kind,
            own_unit=indicator.unit_zh,
            rate=comparing.quarter.dollar_rate,
        )
    except ValueError:
        return None


def _refuse(comparing: _Comparing, cells: Mapping[int, ParsedCell], why: Refused | Finding) -> None:
    """Nothing; these figures are refused, and the zone has no entries."""
    for place, cell in cells.items():
        held = comparing.cells.get(place)
        comparing.cells[place] = ComparedCell(cell, REFUSED, held.old if held else None, why=why)


def _why_closed(comparing: _Comparing, side: _ZoneSide) -> Refused:
    """Why nothing can be saved in the zone's quarter, as the service that saves would say it."""
    quarter = comparing.quarter
    params: dict[str, dict[str, object]] = {
        "before_start": {"start": str(start_of(side.zone))},
        "zone_has_left": {"day": str(side.zone.left_on)},
        "locked": {"quarter": str(quarter.code), "day": str(quarter.locks_on)},
    }
    return Refused(side.closed, (), **params.get(side.closed, {}))
