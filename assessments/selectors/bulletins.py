"""Reads which half-years have a bulletin."""

from dataclasses import dataclass
from datetime import datetime

from indicators.periods import half_code
from zones.display import day

from ..models import Assessment


@dataclass(frozen=True)
class BulletinRow:
    """A half-year with a published assessment, as the list of bulletins prints it."""

    half: str
    assessment: Assessment
    published: str


def published_bulletins() -> list[BulletinRow]:
    """The half-years whose assessment is published, latest first."""
    published = Assessment.objects.filter(
        state=Assessment.State.PUBLISHED, kind__in=["half", "year"]
    ).select_related("scheme")
    rows = [BulletinRow(half_code(one.span), one, day(one.published_at)) for one in published]
    return sorted(rows, key=lambda row: row.half, reverse=True)


@dataclass(frozen=True)
class Since:
    """A published bulletin, and the moment at which it took its figures."""

    half: str
    at: datetime


def since_bulletins() -> list[Since]:
    """The published bulletins, the one that took its figures last first; one query."""
    found = [Since(row.half, row.assessment.run_at) for row in published_bulletins()]
    return sorted(found, key=lambda one: (one.at, one.half), reverse=True)
