"""Reads what the words in an uploaded table mean: every name, in both languages."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import override

from zones.display import label
from zones.models import ZoneCode
from zones.selectors.names import printed_names

from ..models import Indicator, Observation
from ..units import units_of_entry
from ..wording import unit_of_entry
from ..workbooks.vocabulary import PROVINCE, Area, KnownIndicator, Vocabulary


def vocabulary() -> Vocabulary:
    """The vocabulary that uploaded files are read with; sentences name things in the page's
    language, words are understood in every one."""
    names = printed_names()
    indicators = list(Indicator.objects.all())
    flows = {one.customs_flow: one.code for one in indicators if one.customs_flow}
    return Vocabulary(
        zones={name: zone.code for name, zone in names.zones.items()},
        # The province's totals have their own way in; here they must not become a zone's.
        unusable={**names.unusable, PROVINCE: "province_not_here"},
        indicators=tuple(map(_known, indicators)),
        areas=tuple(_areas()),
        flows=flows,
        **_words(indicators),
    )


def _known(one: Indicator) -> KnownIndicator:
    is_money = one.unit_kind == Indicator.UnitKind.MONEY
    return KnownIndicator(
        code=one.code,
        names=(label(one), one.name_zh, one.name_en),
        unit_kind=one.unit_kind,
        unit=one.unit_zh,
        unit_names=() if is_money else (one.unit_en,),
        basis=one.basis,
        is_whole=one.unit_kind == Indicator.UnitKind.COUNT and one.decimals == 0,
    )


def _areas() -> Iterable[Area]:
    """The customs areas of the zones that report, each with the name of its park."""
    rows = ZoneCode.objects.filter(system=ZoneCode.System.CUSTOMS_AREA, zone__is_judged=True)
    for row in rows.select_related("zone"):
        yield Area(row.code, row.zone.code, tuple(filter(None, (row.part_zh, row.part_en))))


def _words(indicators: Iterable[Indicator]) -> dict[str, dict[str, str]]:
    """What states, spans and units of money are called on the pages, in every language."""
    states: dict[str, str] = {}
    bases: dict[str, str] = {}
    units: dict[str, str] = {}
    money = next((one for one in indicators if one.unit_kind == Indicator.UnitKind.MONEY), None)
    for language, _name in settings.LANGUAGES:
        with override(language):
            states |= {str(state.label): state.value for state in Observation.State}
            bases |= {str(basis.label): basis.value for basis in Indicator.Basis}
            if money:
                codes = units_of_entry(money.unit_kind, money.unit_zh)
                units |= {unit_of_entry(code, money): code for code in codes}
    return {"states": states, "bases": bases, "units": units}
