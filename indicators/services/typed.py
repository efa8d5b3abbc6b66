"""Makes entries of what is typed into single cells: numbers, units behind them, states in words."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from zones.display import label

from ..cells import Cells, parse_number
from ..models import Indicator, Observation
from ..selectors.cells import Typed, typed_of
from ..tables import Problem, Row
from ..units import CANONICAL_MONEY
from ..workbooks import entries as amounts
from ..workbooks.grid import Cell
from ..workbooks.vocabulary import KnownIndicator, Vocabulary
from .entries import Entry, Indicators
from .reading import read_entry

#: What is kept of a number as it was typed; a longer one is written as it is understood.
LONGEST_ENTERED: int = Observation._meta.get_field("entered").max_length or 0


class NotRead(Exception):
    """Raised for a cell that makes no entry; carries what is wrong with it.

    ``code`` and ``params`` are of what is typed in place of a number, ``problems`` of the rest.
    """

    def __init__(
        self,
        code: str = "",
        params: Mapping[str, object] | None = None,
        problems: Sequence[Problem] = (),
    ):
        super().__init__(code or problems[0].code)
        self.code, self.params, self.problems = code, dict(params or {}), tuple(problems)


class Reader:
    """Reads typed cells as those of a file are read: 1.2亿, １２００, 不适用, 无法填报：原因."""

    def __init__(self, indicators: Indicators):
        self.indicators = indicators

    @cached_property
    def vocabulary(self) -> Vocabulary:
        known = (_known(one.model) for one in self.indicators.values())
        return Vocabulary(zones={}, indicators=tuple(known))

    def entry(self, code: str, typed: Typed) -> Entry:
        """The entry that a cell makes, an empty one of an empty cell; raises NotRead."""
        if not (typed.value or typed.state or typed.reason):
            return Entry(code)
        try:
            amount = amounts.read_amount(
                Cell("text", typed.value) if typed.value else None,
                self.vocabulary.by_code[code],
                typed.unit or CANONICAL_MONEY,
                self.vocabulary,
            )
        except amounts.Refused as refused:
            raise NotRead(refused.code, refused.params) from refused
        indicator = self.indicators[code].model
        is_plain = parse_number(typed.value) is not None and len(typed.value) <= LONGEST_ENTERED
        written = typed.value if amount.value is None or is_plain else f"{amount.value:f}"
        own = "" if indicator.unit_kind == Indicator.UnitKind.MONEY else indicator.unit_zh
        cells = {
            "value": "" if amount.state else written,
            "unit": amount.unit or typed.unit or own,
            "basis": typed.basis,
            "state": amount.state or typed.state,
            "reason": amount.reason or typed.reason,
        }
        problems: list[Problem] = []
        entry = read_entry(Cells("", Row(0, cells), problems), indicator)
        if entry is None:
            raise NotRead(problems=problems)
        return entry


def says_as_typed(entry: Entry, typed: Typed) -> bool:
    """Whether an entry is what a cell holds already, down to unit and span."""
    held = parse_number(typed.value) if typed.value else None
    return (entry.value, entry.state, entry.reason.strip()) == (
        held,
        typed.state,
        typed.reason,
    ) and (entry.value is None or (entry.unit, entry.basis) == (typed.unit, typed.basis))


def is_held(stored: Observation | None, entry: Entry, indicators: Indicators) -> bool:
    """Whether a cell holds what the entry says."""
    if stored is None or entry.is_empty:
        return stored is None and entry.is_empty
    indicator = indicators[entry.indicator].model
    return not stored.is_computed and says_as_typed(entry, typed_of(stored, indicator))


def _known(indicator: Indicator) -> KnownIndicator:
    is_money = indicator.unit_kind == Indicator.UnitKind.MONEY
    return KnownIndicator(
        code=indicator.code,
        names=(label(indicator),),
        unit_kind=indicator.unit_kind,
        unit=indicator.unit_zh,
        unit_names=() if is_money else (indicator.unit_en,),
        basis=indicator.basis,
        is_whole=not is_money and indicator.decimals == 0,
    )
