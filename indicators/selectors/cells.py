"""Reads single cells of a quarter's collection: as stored, as typed, as shown, and remarked on."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from zones.display import amount, measured, moment, number, unit
from zones.models import AuditEntry, Zone
from zones.numbers import WAN_PER_YI
from zones.people import logged_name, name_of

from ..models import CellNote, Indicator, Observation, ReportingQuarter, Submission
from ..periods import Quarter
from ..units import stored_unit
from ..wording import figure_text, stored_amount

#: The digits of a cell's token: enough that two states of one cell never share them.
TOKEN_DIGITS = 16


@dataclass(frozen=True)
class Typed:
    """A cell as a person types it."""

    value: str = ""
    unit: str = ""
    basis: str = Indicator.Basis.QUARTER
    state: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Held:
    """The latest version of a zone's quarter with its figures by indicator id, if there is one."""

    submission: Submission | None = None
    figures: Mapping[int, Observation] = field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """A remark on a cell, as printed."""

    by: str
    at: str
    text: str
    is_follow_up: bool
    is_done: bool = False  # it says that what was to be followed up has been


@dataclass(frozen=True)
class GridCell:
    """One cell: as typed, as shown and as stored, and the token that changes when it does."""

    typed: Typed
    token: str
    shown: str
    stored: str
    year_to_date: str  # of a sum over quarters, from the second of a year on
    is_computed: bool


def cell_token(found: Observation | None) -> str:
    """What changes whenever a cell does; empty for an empty cell."""
    if found is None:
        return ""
    value = None if found.value is None else f"{found.value:.4f}"
    said = (found.state, value, found.entered, found.unit, found.basis, found.reason)
    told = "\x1f".join(str(part) for part in (*said, found.is_computed))
    return hashlib.sha256(told.encode()).hexdigest()[:TOKEN_DIGITS]


def typed_of(found: Observation | None, indicator: Indicator) -> Typed:
    """A figure as it was typed; one that was not is written as it is stored."""
    if found is None:
        return Typed(basis=indicator.basis)
    if found.value is None:
        return Typed(basis=found.basis, state=found.state, reason=found.reason)
    own = found.unit or stored_unit(indicator.unit_kind, indicator.unit_zh)
    value = found.entered or f"{found.value.normalize():f}"
    return Typed(value, own, found.basis, "", found.reason)


def held_of(quarter: ReportingQuarter, zones: Collection[Zone]) -> dict[int, Held]:
    """The latest version of each zone's quarter with its figures, by zone id; two queries."""
    versions = Submission.objects.filter(quarter=quarter, zone__in=zones)
    latest = {version.zone_id: version for version in versions.order_by("version")}
    figures: dict[int, dict[int, Observation]] = {found.pk: {} for found in latest.values()}
    # Not kept with the submissions: what is written to them would leave old figures there.
    for one in Observation.objects.filter(submission__in=figures).order_by():
        figures[one.submission_id][one.indicator_id] = one
    return {zone: Held(found, figures[found.pk]) for zone, found in latest.items()}


def cells_of(
    held: Held, indicators: Iterable[Indicator], quarter: Quarter, before: Mapping[int, Decimal]
) -> dict[str, GridCell]:
    """The cells that hold something, by indicator code; ``before``: the year's earlier quarters."""
    return {
        one.code: _cell(
            held.figures[one.pk], one, year_to_date(held.figures[one.pk], one, quarter, before)
        )
        for one in indicators
        if one.pk in held.figures
    }


def year_to_date(
    found: Observation, indicator: Indicator, quarter: Quarter, before: Mapping[int, Decimal]
) -> str:
    """The figure from the year's beginning on, said so; empty where it is the quarter's own."""
    if found.value is None or indicator.kind != Indicator.Kind.FLOW or quarter.quarter == 1:
        return ""
    if indicator.pk not in before:
        return _("Year to date not known: an earlier quarter of the year is missing.")
    total = stored_amount(found.value + before[indicator.pk], indicator)
    return _("Year to date %(amount)s") % {"amount": total}


def remarks_of(
    quarter: ReportingQuarter, zones: Iterable[Zone]
) -> defaultdict[int, dict[str, list[Remark]]]:
    """The remarks on the cells of a quarter, oldest first, by zone id and indicator code."""
    found: defaultdict[int, dict[str, list[Remark]]] = defaultdict(dict)
    notes = CellNote.objects.filter(quarter=quarter, zone__in=list(zones))
    for note in notes.select_related("by", "indicator"):
        name = name_of(note.by)
        its = found[note.zone_id].setdefault(note.indicator.code, [])
        is_done = bool(its) and its[-1].is_follow_up and not note.is_follow_up
        its.append(Remark(name, moment(note.at), note.text, note.is_follow_up, is_done))
    return found


def last_writers(
    quarter: ReportingQuarter, cells: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[str, str]]:
    """Who wrote each of these cells (zone code, indicator code) last, and when; one query."""
    if not cells:
        return {}
    entries = AuditEntry.objects.filter(
        quarter=str(quarter.code),
        zone__in={zone for zone, _indicator in cells},
        indicator__in={indicator for _zone, indicator in cells},
        action=AuditEntry.Action.FIGURE_CHANGED,
    ).order_by("seq")
    return {
        (entry.zone, entry.indicator): (logged_name(entry.person_name), moment(entry.at))
        for entry in entries
        if (entry.zone, entry.indicator) in cells
    }


def _cell(found: Observation, indicator: Indicator, total: str) -> GridCell:
    typed = typed_of(found, indicator)
    return GridCell(
        typed=typed,
        token=cell_token(found),
        shown=_typed_text(typed) if typed.value else str(found.get_state_display()),
        stored=stored_text(found, indicator),
        year_to_date=total,
        is_computed=found.is_computed,
    )


def _typed_text(typed: Typed) -> str:
    """A typed number with grouped thousands and the decimals it was typed with."""
    try:
        value = Decimal(typed.value.replace(",", ""))
    except InvalidOperation:
        return typed.value
    exponent = value.as_tuple().exponent
    return number(value, -exponent if isinstance(exponent, int) and exponent < 0 else 0)


def stored_text(found: Observation, indicator: Indicator) -> str:
    """A figure in the unit that it is stored in, and money once more as every page shows it."""
    text = figure_text(found, indicator)
    if found.value is None or indicator.unit_kind != Indicator.UnitKind.MONEY:
        return text
    is_exact = found.value * 100 % WAN_PER_YI == 0  # two decimals tell all of it
    shown = measured(amount(found.value, indicator), unit(indicator))
    return f"{text} {'=' if is_exact else '≈'} {shown}"
