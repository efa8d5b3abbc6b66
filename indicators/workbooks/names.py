"""What the names in a row, above a column and in a title say of a figure, taken together."""

from dataclasses import dataclass, field

from ..periods import Quarter
from .entries import Refused
from .grid import address
from .labels import Label, Reader
from .parsed import Context
from .spans import Span
from .tables import Column, Table
from .vocabulary import KnownIndicator, Vocabulary, name_key

_UNKNOWN = {"zone": "unknown_zone", "indicator": "unknown_indicator", "quarter": "not_a_quarter"}


@dataclass(frozen=True)
class RowNames:
    """What a row says of all its figures, and where: ``places`` holds addresses by role."""

    zone: str = ""
    indicator: str = ""
    span: Span | None = None
    unit: str = ""
    basis: str = ""  # as the row's own cell writes it
    label_basis: str = ""
    state: str = ""
    reason: str = ""
    subtotal: str = ""
    unknown: str = ""  # a name that means nothing here; a blank where there is none
    unknown_code: str = ""
    unknown_place: str = ""
    filled: int = 0  # how many of the row's names are filled in
    places: dict[str, str] = field(default_factory=dict, hash=False)

    def place(self, role: str, otherwise: str) -> str:
        return self.places.get(role, otherwise)


@dataclass(frozen=True)
class About:
    """What one figure is about; ``basis`` is empty where nothing states it."""

    zone: str
    quarter: Quarter
    indicator: KnownIndicator
    basis: str


def names_of(table: Table, row: int, reader: Reader) -> RowNames:
    """What the row's names say; raises Refused where two of them contradict each other."""
    labels: dict[str, Label] = {}
    places: dict[str, str] = {}
    unknown: dict[str, Label] = {}
    subtotal = ""
    filled = 0
    for column in (*table.of("zone"), *table.of("indicator"), *table.of("quarter")):
        text = table.sheet.text(row, column.number)
        if not text:
            continue
        filled += 1
        label = reader.label(text)
        places.setdefault(column.role, address(row, column.number))
        if label.is_subtotal:
            subtotal = text
        elif _says(label, column.role):
            place = address(row, column.number)
            _refuse_other(labels.setdefault(column.role, label), label, table, place)
        else:
            unknown.setdefault(column.role, label)
    texts: dict[str, str] = {}
    for role in ("unit", "basis", "state", "reason"):
        for column in table.of(role):
            places.setdefault(role, address(row, column.number))
            if text := table.sheet.text(row, column.number):
                texts.setdefault(role, text)
    role, missing = _first_unknown(table, labels, unknown)
    named = labels.get("indicator", Label())
    span = labels.get("quarter", named).span
    return RowNames(
        zone=labels.get("zone", Label()).zone,
        indicator=named.indicator,
        span=span,
        unit=texts.get("unit", named.unit),
        basis=texts.get("basis", ""),
        label_basis=named.basis or (span.basis if span else ""),
        state=texts.get("state", ""),
        reason=texts.get("reason", ""),
        subtotal=subtotal,
        unknown=missing.text if missing else "",
        unknown_code=(missing.bad or _UNKNOWN.get(role, role)) if missing else "",
        unknown_place=places.get(role, ""),
        filled=filled,
        places=places,
    )


def _refuse_other(first: Label, label: Label, table: Table, place: str) -> None:
    """Nothing; raises Refused where two columns name different things, code and name perhaps."""
    if (first.zone, first.indicator, first.span) == (label.zone, label.indicator, label.span):
        return
    if table.is_template:
        raise Refused("label_differs", place, value=label.text, expected=first.text)
    raise Refused("names_contradict", place, value=label.text, other=first.text)


def _says(label: Label, role: str) -> bool:
    """Whether the label names what its column is for."""
    if role == "zone":
        return bool(label.zone)
    if role == "indicator":
        return bool(label.indicator) and not label.rest
    return label.span is not None and not label.rest


def _first_unknown(
    table: Table, labels: dict[str, Label], unknown: dict[str, Label]
) -> tuple[str, Label | None]:
    """The role and name that a row leaves unclear; a row without any name has a blank one."""
    for role, label in unknown.items():
        if role not in labels:
            return role, label
    if not labels and any(map(table.of, ("zone", "indicator", "quarter"))):
        return "row_without_name", Label(text=" ")
    return "", None


def about(
    names: RowNames, column: Column, table: Table, context: Context, vocabulary: Vocabulary
) -> About:
    """What the figure in this row and column is about; raises Refused where that is unclear."""
    head, stated = column.label, table.stated
    zone = _agreed(names.zone, head.zone) or stated.zone or context.zone
    code = _agreed(names.indicator, head.indicator) or stated.indicator
    span = span_of(names.span, table, context)
    head_span = span_of(head.span, table, context)
    if span and head_span and span.code != head_span.code:
        raise Refused("names_contradict", value=_text(span), other=_text(head_span))
    span = head_span or span or span_of(stated.span, table, context)
    quarter = (span.code if span else None) or context.quarter
    if not zone:
        raise Refused("zone_not_stated")
    if not code:
        raise Refused("indicator_not_stated")
    if quarter is None:
        raise Refused("quarter_not_stated")
    if context.zone and zone != context.zone:
        raise Refused("other_zone", value=zone, expected=context.zone)
    if context.quarter and quarter != context.quarter:
        raise Refused("other_quarter", value=str(quarter), expected=str(context.quarter))
    basis = basis_of(names.basis, vocabulary) or head.basis or names.label_basis
    basis = basis or (span.basis if span else "")
    return About(zone, quarter, vocabulary.by_code[code], basis)


def span_of(span: Span | None, table: Table, context: Context) -> Span | None:
    """The span, in the year that the title or the place of upload gives it if it has none."""
    year = table.stated.year or (context.quarter.year if context.quarter else 0)
    return span.in_year(year) if span else None


def basis_of(text: str, vocabulary: Vocabulary) -> str:
    """quarter or ytd, as a cell states it; raises Refused for any other text."""
    if not text:
        return ""
    basis = vocabulary.basis_words.get(name_key(text), "")
    if not basis:
        raise Refused("not_a_basis", value=text)
    return basis


def unit_of(
    names: RowNames, column: Column, table: Table, known: KnownIndicator, vocabulary: Vocabulary
) -> str:
    """The unit that holds for the figure; empty where nothing states one of money.

    Raises Refused for a unit that the indicator cannot be entered in.
    """
    written = names.unit
    unit = vocabulary.unit(written) if written else column.label.unit
    if written and (unit or written) not in known.units:
        raise Refused("unit_not_possible", value=written, indicator=known.name, choices=known.units)
    if unit and unit not in known.units:
        raise Refused("unit_not_possible", value=unit, indicator=known.name, choices=known.units)
    if not unit:
        unit = next((unit for unit in table.stated.units if unit in known.units), "")
    return unit or ("" if known.unit_kind == "money" else known.unit)


def _agreed(one: str, other: str) -> str:
    if one and other and one != other:
        raise Refused("names_contradict", value=one, other=other)
    return one or other


def _text(span: Span) -> str:
    return str(span.code) if span.code else f"Q{span.quarter}"
