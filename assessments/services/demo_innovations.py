"""Loads the demonstration's register of innovations: entered by the zones and the department."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path

from django.utils import timezone

from zones.access import Person
from zones.models import Innovation, Zone
from zones.services.audit import Act
from zones.services.innovations import (
    CopyTerms,
    InnovationTerms,
    innovation_copy_enter,
    innovation_enter,
)


def innovations_load(
    *,
    folder: Path,
    zones: Mapping[str, Zone],
    by: Person,
    reporters: Mapping[str, Person],
    log: list[Act],
) -> None:
    """Nothing; every innovation of the demonstration is entered, and where it was copied."""
    entered: dict[str, Innovation] = {}
    terms = InnovationTerms.__dataclass_fields__
    for row in _rows(folder / "innovations.csv"):
        entered[row["title_zh"]] = innovation_enter(
            origin=zones[row["zone"]],
            terms=InnovationTerms(**{name: row[name] for name in terms}),
            by=reporters.get(row["zone"], by),
            at=_moment(row["entered_on"]),
            is_demonstration=True,
            log=log,
        )
    for row in _rows(folder / "innovation_copies.csv"):
        innovation_copy_enter(
            innovation=entered[row["title_zh"]],
            terms=CopyTerms(
                zone=zones[row["zone"]] if row["zone"] else None,
                copied_on=row["copied_on"],
                source=row["source"],
                place_zh=row["place_zh"],
                place_en=row["place_en"],
            ),
            by=by,
            at=_moment(row["entered_on"]),
            log=log,
        )


def _moment(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(16)))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
