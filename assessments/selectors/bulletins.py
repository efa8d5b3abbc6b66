"""Reads which half-years have a bulletin."""

from dataclasses import dataclass

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
