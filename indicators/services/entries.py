"""Turns what was entered into observations: one stored unit, single quarters, totals summed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..models import Indicator, Observation, ReportingQuarter
from ..selectors.figures import KnownIndicator
from ..units import RateMissing, UnknownUnit, stored_unit, to_canonical
from ..validation import Finding
from ..workbooks.parsed import STATED, ParsedCell

Indicators = Mapping[str, KnownIndicator]

#: What a stored value stays below. SQLite keeps 15 digits of a number, 4 of them decimals.
TOO_LARGE = Decimal(10) ** 11


@dataclass(frozen=True)
class Entry:
    """One figure as handed in: the value in its unit of entry, or a state with its reason."""

    indicator: str
    value: Decimal | None = None
    state: str = ""  # empty: a value or zero, by the number
    unit: str = ""  # empty: the indicator's stored unit
    basis: str = Indicator.Basis.QUARTER
    reason: str = ""
    entered: str = ""
    place: str = ""
    # Stated beside the figure, to check it by: amounts in its unit, growth in percent. With a
    # year-to-date figure last year's and the growth are year to date too.
    stated_ytd: Decimal | None = None
    stated_last_year: Decimal | None = None
    stated_growth: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: such a figure is simply not there."""
        return self.value is None and not self.state

    @property
    def is_year_to_date(self) -> bool:
        return self.value is not None and self.basis == Indicator.Basis.YTD


def entry_of(cell: ParsedCell) -> Entry:
    """The entry that a figure of a file makes."""
    return Entry(
        indicator=cell.indicator,
        value=cell.value,
        state=cell.state,
        unit=cell.unit,
        basis=cell.basis,
        reason=cell.reason,
        entered="" if cell.value is None else f"{cell.value:f}"[:60],
        place=f"{cell.sheet}!{cell.address}"[-60:],
        **{name: getattr(cell, name) for name in STATED},
    )


class Unusable(ValueError):
    """Raised for an entry that makes no observation; carries the finding that says why."""

    def __init__(self, code: str, indicator: Indicator):
        super().__init__(code)
        self.finding = Finding(code, indicator.code)


def observation_of(
    entry: Entry, indicator: Indicator, quarter: ReportingQuarter, before: Decimal | None
) -> Observation:
    """The observation, not yet of a submission, that an entry makes; raises Unusable.

    ``before`` is the sum of the year's earlier quarters, None where one of them is missing.
    """
    value = _single_quarter(entry, indicator, quarter, before)
    state = entry.state
    if value is not None and state in ("", "value", "zero"):
        state = Observation.State.ZERO if value == 0 else Observation.State.VALUE
    if (value is None) == (state in ("value", "zero")):
        raise Unusable("state_and_value_disagree", indicator)
    if state == Observation.State.CANNOT_REPORT and not entry.reason.strip():
        raise Unusable("reason_missing", indicator)
    unit = entry.unit or stored_unit(indicator.unit_kind, indicator.unit_zh)
    return Observation(
        indicator=indicator,
        state=state,
        value=value,
        entered=entry.entered,
        unit="" if value is None else unit,
        basis=entry.basis,
        reason=entry.reason.strip(),
        place=entry.place,
        stated_ytd=_stored(_year_to_date(entry, indicator), entry, indicator, quarter),
        stated_last_year=_stored(entry.stated_last_year, entry, indicator, quarter),
        stated_growth=entry.stated_growth,
    )


def _year_to_date(entry: Entry, indicator: Indicator) -> Decimal | None:
    """The year to date as handed in: entered so, or stated beside a single quarter."""
    is_flow = indicator.kind == Indicator.Kind.FLOW
    return entry.value if entry.is_year_to_date and is_flow else entry.stated_ytd


def _single_quarter(
    entry: Entry, indicator: Indicator, quarter: ReportingQuarter, before: Decimal | None
) -> Decimal | None:
    """The entry's value in the stored unit, of the quarter alone."""
    value = _stored(entry.value, entry, indicator, quarter)
    if value is not None and entry.is_year_to_date and indicator.kind == Indicator.Kind.FLOW:
        if before is None:
            raise Unusable("no_earlier_quarters", indicator)
        value = _within_bounds(value - before, indicator)
    return value


def _stored(
    amount: Decimal | None, entry: Entry, indicator: Indicator, quarter: ReportingQuarter
) -> Decimal | None:
    """An amount of the entry in the stored unit; raises Unusable."""
    if amount is None:
        return None
    try:
        value = to_canonical(
            amount,
            entry.unit,
            kind_of_unit=indicator.unit_kind,
            own_unit=indicator.unit_zh,
            rate=quarter.dollar_rate,
        )
    except RateMissing as error:
        raise Unusable("rate_missing", indicator) from error
    except UnknownUnit as error:
        raise Unusable("unknown_unit", indicator) from error
    return _within_bounds(value, indicator)


def _within_bounds(value: Decimal, indicator: Indicator) -> Decimal:
    if abs(value) >= TOO_LARGE:
        raise Unusable("too_large", indicator)
    return value


def says_the_same(held: Observation, new: Observation) -> bool:
    """Whether two observations state the same figure, however it was written.

    What the new one does not state beside the figure changes nothing.
    """
    if (held.state, held.value, held.reason) != (new.state, new.value, new.reason):
        return False
    # A year to date that the same figure was worked out from says nothing new.
    names = STATED[1:] if new.basis == Indicator.Basis.YTD else STATED
    beside = ((getattr(held, name), getattr(new, name)) for name in names)
    return all(stated is None or stated == known for known, stated in beside)


def sum_totals(
    held: dict[int, Observation], changed: Collection[int], indicators: Indicators
) -> None:
    """Puts every total that nobody entered into ``held``, as the sum of its parts.

    A part without a number leaves no total. An entered total stays until one of its parts changes
    without it; ``changed`` names what changed, and every total that was entered again.
    """
    for known in indicators.values():
        if not known.summands:
            continue
        own, parts = known.model.pk, [indicators[code].model.pk for code in known.summands]
        total = held.get(own)
        is_kept = own in changed or not any(part in changed for part in parts)
        if total and not total.is_computed and is_kept:
            continue
        values = [held[part].value for part in parts if part in held]
        numbers = [value for value in values if value is not None]
        if len(numbers) < len(parts):
            if total and total.is_computed:
                del held[own]
            continue
        value = sum(numbers, Decimal(0))
        if total and total.is_computed and total.value == value:
            continue
        held[own] = Observation(
            indicator=known.model,
            state=Observation.State.ZERO if value == 0 else Observation.State.VALUE,
            value=value,
            unit=stored_unit(known.model.unit_kind, known.model.unit_zh),
            is_computed=True,
        )
