"""Reads what the workbook that people fill in is made of: names, figures held, earlier figures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from zones.access import Person
from zones.display import DASH, label, measured, number
from zones.models import Zone

from ..cells import parse_number
from ..models import Indicator, Observation, ReportingQuarter
from ..units import MONEY_FACTORS, stored_unit, units_of_entry
from ..wording import unit_of_entry
from ..workbooks.template_spec import (
    Choice,
    Held,
    TemplateIndicator,
    TemplateSpec,
    TemplateZone,
    Words,
)
from .cells import held_of, typed_of
from .collection import handed_in_by_zone
from .grid import units_used, why_closed
from .terms import reopenings_of, terms_of

State = Observation.State


def template_of(
    quarter: ReportingQuarter,
    zones: Sequence[Zone],
    person: Person,
    at: datetime,
    *,
    is_demonstration: bool,
) -> TemplateSpec:
    """The template of these zones, those that nobody can fill in now left out.

    Where that leaves none, all of them are in it: the workbook then shows what is held. The number
    of queries does not depend on how many zones there are.
    """
    code = quarter.code
    indicators = list(Indicator.objects.prefetch_related("sum_of"))
    held = held_of(quarter, zones)
    earlier = handed_in_by_zone(zones, (code.shift(-1), code.shift(-4)))
    reopenings = reopenings_of([quarter], zones)
    open_ = [
        zone
        for zone in zones
        if why_closed(
            zone,
            code,
            held[zone.pk].submission if zone.pk in held else None,
            person,
            terms_of(quarter, reopenings.get((quarter.pk, zone.pk), ()), at),
        )
        in ("", "verified")
    ]
    used = units_used(held.values(), earlier.values())
    has_rate = quarter.dollar_rate is not None
    units = {one.pk: _units(one, list(used[one.pk]), has_rate=has_rate) for one in indicators}
    cells = {}
    for zone in open_ or zones:
        figures = held[zone.pk].figures if zone.pk in held else {}
        last, year_before = (earlier[zone.pk, code.shift(back)] for back in (-1, -4))
        for one in indicators:
            own = units[one.pk][0]
            cells[zone.code, one.code] = _held(one, own, figures, last, year_before)
    return TemplateSpec(
        quarter=code,
        zones=tuple(TemplateZone(zone.code, label(zone)) for zone in open_ or zones),
        indicators=tuple(_indicator(one, units[one.pk]) for one in indicators),
        states=_choices(State.NOT_APPLICABLE, State.CANNOT_REPORT),
        bases=_choices(*Indicator.Basis),
        reasons=tuple(Choice(text, text) for text in usual_reasons()),
        held=cells,
        words=_words(),
        is_demonstration=is_demonstration,
    )


def usual_reasons() -> tuple[str, ...]:
    """The reasons that are offered for what cannot be reported; any other can be written."""
    return (
        _("the enterprises have not reported yet"),
        _("the source system was not available"),
        _("the source has not published it yet"),
        _("no statistics are kept on it"),
    )


def _choices(*members) -> tuple[Choice, ...]:
    return tuple(Choice(str(member.value), str(member.label)) for member in members)


def _units(indicator: Indicator, used: Sequence[str], *, has_rate: bool) -> tuple[str, ...]:
    """The units of entry as codes, the one in use first."""
    units = units_of_entry(indicator.unit_kind, indicator.unit_zh, has_rate=has_rate)
    known = [code for code in used if code in units]
    return (*known[:1], *(code for code in units if code not in known[:1]))


def _indicator(one: Indicator, units: Sequence[str]) -> TemplateIndicator:
    return TemplateIndicator(
        code=one.code,
        label=label(one),
        definition=label(one, "definition"),
        units=tuple(unit_of_entry(code, one) for code in units),
        basis=one.basis,
        is_cumulative=one.kind == Indicator.Kind.FLOW,
        is_whole=one.unit_kind == Indicator.UnitKind.COUNT and one.decimals == 0,
        is_entered=not one.sum_of.all(),
    )


def _held(
    one: Indicator,
    own: str,
    figures: Mapping[int, Observation],
    last: Mapping[int, Observation],
    year_before: Mapping[int, Observation],
) -> Held:
    """A row's figures; a total is not entered, so it begins empty."""
    found = figures.get(one.pk)
    if found is not None and found.unit and not found.is_computed:
        own = found.unit
    earlier = {
        "last_quarter": _shown(last.get(one.pk), one, own),
        "year_before": _shown(year_before.get(one.pk), one, own),
    }
    if found is None or found.is_computed:
        return Held(**earlier)
    typed = typed_of(found, one)
    if found.value is None:
        return Held(basis=typed.basis, state=typed.state, reason=typed.reason, **earlier)
    # What was entered in words stands as it is stored.
    entered = parse_number(typed.value)
    unit = typed.unit if entered is not None else stored_unit(one.unit_kind, one.unit_zh)
    return Held(
        value=found.value if entered is None else entered,
        unit=unit_of_entry(unit, one),
        basis=typed.basis if entered is not None else str(Indicator.Basis.QUARTER),
        reason=typed.reason,
        **earlier,
    )


def _shown(found: Observation | None, indicator: Indicator, own: str) -> str:
    """An earlier figure in the row's unit (money in dollars in 万元), or its state; else "—"."""
    if found is None:
        return DASH
    if found.value is None:
        return str(found.get_state_display())
    if own not in MONEY_FACTORS or indicator.unit_kind != Indicator.UnitKind.MONEY:
        own = stored_unit(indicator.unit_kind, indicator.unit_zh)
    value = (found.value / MONEY_FACTORS.get(own, Decimal(1))).normalize()
    decimals = max(0, -int(value.as_tuple().exponent))
    return measured(number(value, decimals), unit_of_entry(own, indicator, f"{value:f}"))


def _words() -> Words:
    return Words(
        sheet=_("Figures to fill in"),
        title=_("%(place)s: figures of %(quarter)s"),
        demonstration=_("Demonstration: every figure in this workbook is made up."),
        help=_(
            "Fill in the white cells. Write 0 for a real zero; where there is no value, leave it"
            " empty and choose a state. An empty row changes nothing. Keep every row and column."
        ),
        all_zones=_("All comprehensive bonded zones"),
        zone=_("Zone"),
        indicator=_("Indicator"),
        unit=_("Unit"),
        basis=_("Span"),
        value=_("Value"),
        state=_("State"),
        reason=_("Reason, where it cannot be reported"),
        last_quarter=_("Previous quarter (%(quarter)s)"),
        year_before=_("A year earlier (%(quarter)s)"),
        definitions=_("Definitions"),
        definition=_("Definition"),
        number_wanted=_("Write a number; 0 for a real zero."),
        choice_wanted=_("Choose from the list."),
    )
