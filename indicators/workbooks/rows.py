"""Figures from the rows of a table: each cell with what its row, its column and the title say."""

from dataclasses import dataclass
from decimal import Decimal

from zones.lengths import MOST_REASON

from .beside import has_beside, stated_beside
from .entries import Amount, Refused, looks_like_amount, read_amount, stored_places
from .findings import Findings
from .grid import Cell, address, area_text, column_letters, ranges_text
from .labels import Reader
from .names import RowNames, about, names_of, span_of, unit_of
from .parsed import STATED, Context, ParsedCell
from .subtotals import Subtotals
from .tables import Column, Table, is_figure
from .vocabulary import KnownIndicator, Vocabulary, name_key

#: Stored are four decimals, in 10,000 yuan or the indicator's own unit.
KEPT_PLACES = 4
#: Where each problem of a row stands: at the cell of this role, if the row has one.
_AT = {
    "unit_not_possible": "unit",
    "unit_missing": "unit",
    "not_a_basis": "basis",
    "not_a_state": "state",
    "state_with_value": "state",
    "zero_disagrees": "state",
    "state_missing": "state",
    "reason_missing": "reason",
    "reason_too_long": "reason",
    "other_zone": "zone",
    "other_quarter": "quarter",
}


@dataclass
class _Taken:
    """Addresses of cells that were taken in a way worth saying."""

    formulas: list[str]
    units: list[str]
    long_decimals: list[str]
    rows: set[int]
    columns: set[int]


def read_rows(table: Table, reader: Reader, context: Context, found: Findings) -> None:
    """Nothing; the findings hold the table's figures and what is to be said of them."""
    RowReader(table, reader, context, found).read()


class RowReader:
    """Reads one table row by row."""

    def __init__(self, table: Table, reader: Reader, context: Context, found: Findings):
        self.table, self.reader, self.context, self.found = table, reader, context, found
        self.sheet, self.vocabulary = table.sheet, reader.vocabulary
        self.values = self._wanted_columns()
        self.subtotals = Subtotals(table, found)
        self.taken = _Taken([], [], [], set(), set())

    def read(self) -> None:
        """Nothing; the findings hold the table's figures and what is to be said of them."""
        last = next((row for row in reversed(self.table.rows) if self._has_figures(row)), 0)
        for row in self.table.rows:
            try:
                names = names_of(self.table, row, self.reader)
            except Refused as refused:
                place = refused.place or address(row, self.table.columns[0].number)
                self.found.refuse(refused.code, self.sheet.name, place, **refused.params)
                continue
            if names.subtotal:
                self.subtotals.check(row, names.subtotal, self.values)
            elif names.unknown:
                self._refuse_row(row, names, is_between=row < last)
            else:
                self._read_row(row, names)
        self._say_what_was_taken()

    def _wanted_columns(self) -> tuple[Column, ...]:
        """The columns of figures; those of other quarters stay out where one is of the wanted."""
        values = self.table.of("value")
        quarters = {}
        for column in values:
            span = span_of(column.label.span, self.table, self.context)
            quarters[column] = span.code if span else None
        wanted = self.context.quarter if self.context.quarter in quarters.values() else None
        kept = tuple(one for one in values if not wanted or quarters[one] in (None, wanted))
        for column in self.table.columns:
            is_silent = column.label.role in ("skip", "number")
            is_unread = column.role == "skip" and not is_silent
            is_unread |= column.role in STATED and not has_beside(self.table)
            is_left = is_unread and self._holds_figures(column)
            if is_left or (column in values and column not in kept):
                place = address(self.table.first_row, column.number)
                name = column.label.text or column_letters(column.number)
                self.found.say("column_skipped", self.sheet.name, place, value=name)
        return kept

    def _holds_figures(self, column: Column) -> bool:
        cells = (self.sheet.cells.get((row, column.number)) for row in self.table.rows)
        return any(cell and is_figure(cell) for cell in cells)

    def _has_figures(self, row: int) -> bool:
        cells = (self.sheet.cells.get((row, column.number)) for column in self.values)
        return any(looks_like_amount(cell) for cell in cells)

    def _refuse_row(self, row: int, names: RowNames, *, is_between: bool) -> None:
        """Nothing; a row that nobody understands is refused if figures are in it."""
        name = names.unknown.strip()
        place = names.unknown_place or address(row, self.values[0].number)
        params = {"value": name} if name else {}
        is_filled = bool(name) and (names.filled > 1 or bool(names.state))
        if is_filled or self._has_figures(row):
            of = (names.zone or self.context.zone, names.indicator)
            self.found.refuse_figure(of, names.unknown_code, self.sheet.name, place, params)
        elif is_between and name:
            self.found.say("row_skipped", self.sheet.name, place, **params)

    def _read_row(self, row: int, names: RowNames) -> None:
        widths = self.sheet.widths
        expected, found = (widths.get(one, 0) for one in (self.table.first_row, row))
        if found > expected:
            place = address(row, min(self.sheet.rows[row]))
            params = {"expected": expected, "found": found}
            self.found.refuse("ragged_row", self.sheet.name, place, **params)
            return
        is_alone = len(self.table.of("value")) == 1
        beside = is_alone or not self._has_figures(row)
        state, reason = (names.state, names.reason) if beside else ("", "")
        for column in self.values:
            cell = self.sheet.cells.get((row, column.number))
            if cell is None and not (state or reason) and self.table.layout != "long":
                continue
            place = address(row, column.number)
            try:
                figure = self._figure(cell, row, column, names, state, reason)
                self._refuse_merged(row, column)
            except Refused as refused:
                at = refused.place or names.place(_AT.get(refused.code, ""), place)
                of = self._subject(names, column)
                self.found.refuse_figure(of, refused.code, self.sheet.name, at, refused.params)
                continue
            self.found.cells.append(figure)
            self.subtotals.add(column, figure)
            self._note(figure, cell, row, column)

    def _figure(
        self,
        cell: Cell | None,
        row: int,
        column: Column,
        names: RowNames,
        state: str,
        reason: str,
    ) -> ParsedCell:
        """The figure in a cell; raises Refused where it cannot be taken."""
        meant = about(names, column, self.table, self.context, self.vocabulary)
        known, text = meant.indicator, cell.text if cell else ""
        unit = unit_of(names, column, self.table, known, self.vocabulary)
        amount = read_amount(cell, known, unit, self.vocabulary)
        amount = with_state(amount, state, reason, text, known, self.vocabulary)
        if amount.value is not None and not (amount.unit or unit):
            raise Refused("unit_missing", indicator=known.name)
        if amount.unit and unit and amount.unit != unit:
            self.taken.units.append(address(row, column.number))
        unit = "" if amount.value is None else amount.unit or unit
        beside = {}
        if amount.value is not None:  # else there is nothing to check by them
            beside = stated_beside(self.table, row, known, unit, self.vocabulary)
        return ParsedCell(
            zone=meant.zone,
            quarter=meant.quarter,
            indicator=known.code,
            value=amount.value,
            unit=unit,
            basis=meant.basis or known.basis,
            state=amount.state,
            reason=amount.reason,
            written=text,
            sheet=self.sheet.name,
            address=address(row, column.number),
            **beside,
        )

    def _subject(self, names: RowNames, column: Column) -> tuple[str, str]:
        """The codes of the zone and the indicator that a cell is of, as far as anything says it."""
        head, stated = column.label, self.table.stated
        zone = names.zone or head.zone or stated.zone or self.context.zone
        return zone, names.indicator or head.indicator or stated.indicator

    def _refuse_merged(self, row: int, column: Column) -> None:
        """Nothing; raises Refused where one merged number would count for several figures."""
        area = self.sheet.merged_at.get((row, column.number))
        if area is None:
            return
        wide = sum(area.first_column <= one.number <= area.last_column for one in self.values)
        high = sum(area.first_row <= one <= area.last_row for one in self.table.rows)
        if wide > 1 or high > 1:
            raise Refused("merged_value", value=area_text(area))

    def _note(self, figure: ParsedCell, cell: Cell | None, row: int, column: Column) -> None:
        """Nothing; remembers what is worth saying of the cell once the table is read."""
        self.taken.rows.add(row)
        self.taken.columns.add(column.number)
        if cell and cell.is_formula:
            self.taken.formulas.append(figure.address)
        if figure.value is not None and stored_places(figure.value, figure.unit) > KEPT_PLACES:
            self.taken.long_decimals.append(figure.address)

    def _say_what_was_taken(self) -> None:
        name, taken = self.sheet.name, self.taken
        if taken.formulas:
            self.found.say("formula_value_taken", name, value=tuple(taken.formulas))
        if taken.units:
            self.found.say("unit_in_cell", name, value=tuple(taken.units))
        if taken.long_decimals:
            self.found.say("decimals_rounded", name, value=tuple(taken.long_decimals))
        if rows := taken.rows & self.sheet.hidden_rows:
            self.found.say("hidden_rows_read", name, value=ranges_text(rows))
        if columns := taken.columns & self.sheet.hidden_columns:
            letters = tuple(column_letters(column) for column in sorted(columns))
            self.found.say("hidden_columns_read", name, value=letters)


def with_state(
    amount: Amount,
    written: str,
    reason: str,
    text: str,
    known: KnownIndicator,
    vocabulary: Vocabulary,
) -> Amount:
    """The amount with the state and reason that stand beside it; raises Refused if they differ."""
    state = vocabulary.state_words.get(name_key(written), "") if written else amount.state
    reason = vocabulary.reason(reason) if reason else amount.reason
    if len(reason) > MOST_REASON:
        raise Refused("reason_too_long", found=len(reason), most=MOST_REASON)
    if written and not state:
        raise Refused("not_a_state", value=written)
    if amount.value is None and state == "zero":
        amount = Amount(Decimal(0))
    if amount.value is None:
        if state in ("", "value"):
            raise Refused("state_missing" if reason and not state else "value_or_state")
        if state == "cannot_report" and not reason:
            raise Refused("reason_missing", indicator=known.name)
        return Amount(None, "", state, reason)
    if state in ("not_applicable", "cannot_report"):
        raise Refused("state_with_value", value=text)
    if state and (state == "zero") != (amount.value == 0):
        raise Refused("zero_disagrees", value=text)
    return Amount(amount.value, amount.unit, "zero" if amount.value == 0 else "value", reason)
