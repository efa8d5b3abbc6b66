"""A row of an uploaded register as values, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zones.access import Person
from zones.models import Zone
from zones.selectors.names import PrintedNames
from zones.services.audit import Act
from zones.services.transactions import Refused

from ..cells import Cells
from ..register_files import UNITS_WRITTEN, RowRead, plain
from ..tables import Problem, Row
from ..units import to_canonical

NEW, CHANGED, SAME, REFUSED = KINDS = ("new", "changed", "same", "refused")


@dataclass(frozen=True)
class RowOutcome:
    """What becomes of a row: its kind, what changes from what to what, what is wrong where.

    A new entry changes everything that it says, from nothing. ``expected_trade`` is a project's, as
    it will be stored: its tier rests on it.
    """

    row: RowRead
    kind: str
    name: str
    zone: Zone | None = None
    changes: tuple[tuple[str, str, str], ...] = ()  # column, old, new
    problems: tuple[tuple[str, Problem | Refused], ...] = ()  # address, what is wrong
    expected_trade: Decimal | None = None


@dataclass
class Applying:
    """What the rows of one file share."""

    by: Person
    at: datetime
    names: PrintedNames
    log: list[Act] = field(default_factory=list)
    seen: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def about(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at, "log": self.log}


class RowReading:
    """A row's cells as values; what cannot be read is one more problem."""

    def __init__(self, row: RowRead, applying: Applying):
        self.row, self.applying = row, applying
        self.problems: list[Problem] = []
        texts = {code: cell.text for code, cell in row.cells.items()}
        self.cells = Cells(row.sheet, Row(row.number, texts), self.problems)
        self.zone: Zone | None = None
        for code, cell in row.cells.items():
            if self._is_no_value(code):
                self.cells.refuse(code, "not_a_value", value=cell.text or "=…")

    def _is_no_value(self, code: str) -> bool:
        """Whether the cell is there and says nothing: that is told of it, and nothing else."""
        return code in self.row.cells and self.row.cells[code].kind in ("formula", "error")

    def has(self, code: str) -> bool:
        return bool(self.row.text(code))

    def text(self, code: str, held: str = "") -> str:
        """The cell's text; an empty cell says what is held."""
        return self.row.text(code) or held

    def day(self, code: str) -> date | None:
        return self.cells.date(code, required=False) if self.has(code) else None

    def number(self, code: str) -> int | None:
        return self.cells.whole_number(code, low=0) if self.has(code) else None

    def money(self, code: str, held_unit: str = "") -> tuple[Decimal, str, str] | None:
        """An amount in 万元, as written, and its unit."""
        written = {plain(label): unit for label, unit in UNITS_WRITTEN.items()}
        unit = written.get(plain(self.row.text("unit")), "") if self.has("unit") else held_unit
        if not unit and not self._is_no_value("unit"):
            choices = tuple(UNITS_WRITTEN)
            code_of = "not_a_choice" if self.has("unit") else "empty_cell"
            self.cells.refuse("unit", code_of, value=self.row.text("unit"), choices=choices)
        amount = self.cells.decimal(code, low=0) if self.has(code) else None
        if amount is None or not unit:
            return None
        value = to_canonical(amount, unit, kind_of_unit="money", own_unit="")
        return value, self.row.text(code)[:60], unit

    def needed(self, *codes: str) -> None:
        """Nothing; every cell that a new entry needs and has not is one more problem."""
        for code in codes:
            if not self.has(code) and not self._is_no_value(code):
                self.cells.refuse(code, "empty_cell")

    def of_zone(self) -> Zone:
        """The zone that the row names, open to the person; raises Refused."""
        text, names = self.row.text("zone"), self.applying.names
        name = text.lower()
        if self._is_no_value("zone"):
            raise Refused("row_has_problems")
        if not text:
            self.cells.refuse("zone", "empty_cell")
        elif name in names.unusable:
            self.cells.refuse("zone", names.unusable[name], value=text)
        elif name not in names.zones:
            self.cells.refuse("zone", "unknown_reference", value=text, table="zones")
        if name not in names.zones:
            raise Refused("row_has_problems")
        self.zone = names.zones[name]
        if not self.applying.by.may_enter(self.zone):
            raise Refused("not_your_zone")
        return self.zone

    def refuse_twice(self, zone: Zone, name: str) -> None:
        """Nothing; raises Refused where an earlier row is about the same entry.

        A row without a name, or with one that is no value, is wrong for that alone.
        """
        if not name:
            return
        key = (zone.pk, name)
        if key in self.applying.seen:
            first = self.applying.seen[key]
            self.cells.refuse(
                "name_zh" if "name_zh" in self.row.cells else "title_zh",
                "duplicate_row",
                first=first,
            )
            raise Refused("row_has_problems")
        self.applying.seen[key] = f"{self.row.number}"

    def held_id(self) -> int | None:
        return self.cells.whole_number("id", low=1) if self.has("id") else None

    def stop_at_problems(self) -> None:
        if self.problems:
            raise Refused("row_has_problems")


def outcome(reading: RowReading, name: str, before: Mapping | None, after: Mapping) -> RowOutcome:
    """New without a state before; what differs between the two, or what a new entry says."""
    held = before or {}
    changes = tuple(
        (code, held.get(code, ""), value)
        for code, value in after.items()
        if held.get(code, "") != value
    )
    kind = NEW if before is None else CHANGED if changes else SAME
    return RowOutcome(reading.row, kind, name, reading.zone, changes)
