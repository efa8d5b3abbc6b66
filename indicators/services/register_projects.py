"""What a row of an uploaded register of projects does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from zones.alike import folded
from zones.models import Project, ProjectTrade, Zone
from zones.project_stages import STAGES
from zones.services.projects import (
    ProjectTerms,
    project_advance,
    project_change,
    project_correct,
    project_enter,
    project_trade_set,
)
from zones.services.transactions import Refused

from ..register_files import TRADE
from .register_reading import Applying, RowOutcome, RowReading, outcome


def project_row(applying: Applying, reading: RowReading) -> RowOutcome:
    """What a row of projects did; raises Refused."""
    zone, row = reading.of_zone(), reading.row
    held = _held_project(reading, zone)
    reading.refuse_twice(zone, f"#{held.pk}" if held else folded(row.text("name_zh")))
    days = {stage: reading.day(f"{stage}_on") for stage in STAGES}
    trade = [code for code in row.cells if code.startswith(TRADE) and reading.has(code)]
    if held is None:
        reading.needed("name_zh", "expected_trade", "unit", "signed_on")
    is_money = reading.has("expected_trade") or bool(trade)
    money = reading.money("expected_trade", held.unit if held else "") if is_money else None
    traded = {code: reading.money(code, held.unit if held else "") for code in trade}
    reading.stop_at_problems()
    before = _project_told(held) if held else None
    project = _entered(applying, reading, zone, money, days) if held is None else held
    if held is not None:
        project = _changed(applying, reading, held, money, days)
    for code, amount in traded.items():
        if amount:
            value, entered, unit = amount
            year = int(code.removeprefix(TRADE))
            what: dict[str, Any] = {"year": year, "value": value, "entered": entered, "unit": unit}
            project = Project.objects.get(pk=project.pk)
            seen = project.version
            project_trade_set(project=project, seen=seen, **what, **applying.about)
    applying.seen[zone.pk, f"#{project.pk}"] = str(row.number)
    project = Project.objects.get(pk=project.pk)
    found = outcome(reading, project.name_zh, before, _project_told(project))
    return replace(found, expected_trade=project.expected_trade)


def _held_project(reading: RowReading, zone: Zone) -> Project | None:
    """The project that a row is about: by its number, else by its name in the zone."""
    rows = Project.objects.filter(zone=zone, struck_at__isnull=True)
    if number := reading.held_id():
        found = rows.filter(pk=number).first()
        if found is None:
            reading.cells.refuse("id", "unknown_reference", value=str(number), table="projects")
            raise Refused("row_has_problems")
        return found
    name = folded(reading.row.text("name_zh"))
    alike = [one for one in rows if folded(one.name_zh) == name]
    return alike[0] if name and len(alike) == 1 else None


def _entered(
    applying: Applying,
    reading: RowReading,
    zone: Zone,
    money: tuple[Decimal, str, str] | None,
    days: Mapping[str, date | None],
) -> Project:
    assert money is not None  # needed, and read
    value, entered, unit = money
    terms = ProjectTerms(
        name_zh=reading.text("name_zh"),
        name_en=reading.text("name_en"),
        investor=reading.text("investor"),
        note=reading.text("note"),
        expected_trade=value,
        entered=entered,
        unit=unit,
    )
    reason = reading.text("reason")
    return project_enter(zone=zone, terms=terms, days=days, reason=reason, **applying.about)


def _changed(
    applying: Applying,
    reading: RowReading,
    held: Project,
    money: tuple[Decimal, str, str] | None,
    days: Mapping[str, date | None],
) -> Project:
    """The project with what the row says otherwise; an empty cell changes nothing."""
    terms = ProjectTerms(
        **{name: getattr(held, name) for name in ProjectTerms.__dataclass_fields__}
    )
    texts = ("name_zh", "name_en", "investor", "note")
    said: dict[str, Any] = {name: reading.text(name, getattr(held, name)) for name in texts}
    terms = replace(terms, **said)
    if money and money[0] != held.expected_trade:
        value, entered, unit = money
        terms = replace(terms, expected_trade=value, entered=entered, unit=unit)
    about = {"reason": reading.text("reason")} | applying.about
    project = project_change(project=held, terms=terms, seen=held.version, **about)
    for stage in STAGES:
        day, was = days[stage], project.days[stage]
        if day is None or day == was:
            continue
        act = project_advance if was is None else project_correct
        project = act(project=project, stage=stage, on=day, seen=project.version, **about)
    return project


def _project_told(project: Project) -> dict[str, str]:
    """A project as the file's columns say it, to be compared."""
    told = {name: getattr(project, name) for name in ("name_zh", "name_en", "investor", "note")}
    told["expected_trade"] = f"{project.expected_trade.normalize():f} 万元"
    told |= {f"{stage}_on": day.isoformat() for stage, day in project.days.items() if day}
    for row in ProjectTrade.objects.filter(project=project):
        told[f"{TRADE}{row.year}"] = f"{row.value.normalize():f} 万元"
    return told
