"""Reads the entries of a register as the workbook to be filled in has them."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from zones.access import Person
from zones.display import is_chinese, label
from zones.models import MatchmakingEvent, Project, RegisterUpload, Zone

from ..register_files import (
    EVENT_COLUMNS,
    PROJECT_COLUMNS,
    UNIT_LABELS,
    UNITS_WRITTEN,
    trade_column,
)
from ..register_workbook import Sheet, Value, register_workbook
from .collection import zones_open_to

#: Past years whose trade the workbook asks for.
YEARS_ASKED = 4


def register_template(register: str, who: Person) -> bytes:
    """The workbook of a register with the entries of the zones that the person enters for."""
    zones = [zone for zone in zones_open_to(who) if who.may_enter(zone)]
    is_projects = register == RegisterUpload.Register.PROJECTS
    language = "zh" if is_chinese() else "en"
    year = timezone.localdate().year
    years = [year - back for back in range(YEARS_ASKED - 1, -1, -1)]
    columns = (*PROJECT_COLUMNS, *map(trade_column, years)) if is_projects else EVENT_COLUMNS
    choices = {"zone": [label(zone, "short") for zone in zones]}
    if is_projects:
        choices["unit"] = list(UNIT_LABELS[language])
    return register_workbook(
        Sheet(
            title=_("Investment projects") if is_projects else _("Matchmaking events"),
            columns=columns,
            language=language,
            rows=list(_projects(zones, years, language) if is_projects else _events(zones)),
            choices=choices,
            notes=_notes(is_projects=is_projects),
            notes_title=_("How to fill it in"),
        )
    )


def _notes(*, is_projects: bool) -> list[str]:
    notes = [
        _("One row an entry; columns with * are needed for a new one."),
        _("Leave the number empty for a new entry; an empty cell changes nothing."),
        _("Write days like 2023-05-17."),
        _("Corrections of a day or an amount and withdrawals need the reason in its column."),
    ]
    if is_projects:
        notes.append(_("The trade of a year is written in the unit of the row."))
    else:
        notes.append(_("Of an event that several zones of a city held together one enters it."))
    return notes


def _projects(zones: list[Zone], years: list[int], language: str) -> Iterable[dict[str, Value]]:
    """The projects, oldest first; two queries."""
    units = {UNITS_WRITTEN[name]: name for name in UNIT_LABELS[language]}
    found = Project.objects.filter(zone__in=zones, struck_at__isnull=True)
    factors = {"亿元": 10_000, "万元": 1}
    for one in found.select_related("zone").prefetch_related("trade").order_by("signed_on", "pk"):
        unit = one.unit if one.unit in factors else "万元"
        trade = {row.year: row.value / factors[unit] for row in one.trade.all()}
        yield {
            "id": one.pk,
            "zone": label(one.zone, "short"),
            "name_zh": one.name_zh,
            "name_en": one.name_en,
            "investor": one.investor,
            "expected_trade": one.expected_trade / factors[unit],
            "unit": units[unit],
            "signed_on": one.signed_on,
            "construction_on": one.construction_on,
            "operating_on": one.operating_on,
            "withdrawn_on": one.withdrawn_on,
            "note": one.note,
            **{f"trade_{year}": trade.get(year) for year in years},
        }


def _events(zones: list[Zone]) -> Iterable[dict[str, Value]]:
    """The events, oldest first; one query."""
    found = MatchmakingEvent.objects.filter(zone__in=zones, struck_at__isnull=True)
    for one in found.select_related("zone").order_by("held_on", "pk"):
        names = ("title_zh", "title_en", "held_on", "venue", "organiser", "participants", "results")
        told = {name: getattr(one, name) for name in names}
        yield {"id": one.pk, "zone": label(one.zone, "short")} | told
