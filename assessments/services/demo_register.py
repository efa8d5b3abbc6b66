"""Loads the demonstration's register: made-up projects and events, through the services of life."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from zones.access import Person
from zones.models import Zone
from zones.numbers import WAN_PER_YI
from zones.project_stages import STAGES
from zones.services.audit import Act
from zones.services.events import EventTerms, event_enter
from zones.services.projects import ProjectTerms, project_enter, project_trade_set


def register_load(
    *,
    folder: Path,
    zones: Mapping[str, Zone],
    commerce: Person,
    reporters: Mapping[str, Person],
    log: list[Act],
) -> None:
    """Nothing; projects and events are in the register, each entered after its last day."""
    for row in _rows(folder / "projects.csv"):
        days = {stage: _day(row[f"{stage}_on"]) for stage in STAGES}
        by = reporters.get(row["zone"], commerce)
        at = _after(max(day for day in days.values() if day))
        amount = Decimal(row["expected_trade"])
        project = project_enter(
            zone=zones[row["zone"]],
            terms=ProjectTerms(
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                investor=row["investor"],
                expected_trade=amount * WAN_PER_YI,
                entered=row["expected_trade"],
                unit="亿元",
            ),
            days=days,
            reason=row["reason"],
            by=by,
            at=at,
            is_demonstration=True,
            log=log,
        )
        for seen, told in enumerate(filter(None, row["trade"].split(";")), start=project.version):
            year, value = told.split(":")
            project_trade_set(
                project=project,
                year=int(year),
                value=Decimal(value) * WAN_PER_YI,
                entered=value,
                unit="亿元",
                seen=seen,
                by=by,
                at=max(at, _after(date(int(year), 12, 31))),
                log=log,
            )
    _load_events(folder, zones, commerce, reporters, log)


def _load_events(
    folder: Path,
    zones: Mapping[str, Zone],
    commerce: Person,
    reporters: Mapping[str, Person],
    log: list[Act],
) -> None:
    for row in _rows(folder / "events.csv"):
        held_on = date.fromisoformat(row["held_on"])
        names = ("title_zh", "title_en", "venue", "organiser", "results")
        event_enter(
            zone=zones[row["zone"]],
            terms=EventTerms(
                **{name: row[name] for name in names},
                held_on=held_on,
                participants=int(row["participants"]),
            ),
            by=reporters.get(row["zone"], commerce),
            at=_after(held_on),
            is_demonstration=True,
            log=log,
        )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _after(day: date) -> datetime:
    """The morning two days after a day, in the site's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=2), time(9)))
