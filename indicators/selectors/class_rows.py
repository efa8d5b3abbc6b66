"""Reads published classes as printed: class, place and denominator, list, source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, day, label, moment, number
from zones.people import named_for

from ..models import PublishedClass

_LOOKS = {"A": "good", "B": "info", "C": "warn", "D": "bad"}


@dataclass(frozen=True)
class ClassRow:
    """A version of a published class."""

    zone: str
    zone_href: str
    zone_order: int
    year: int
    scope: str
    scope_text: str
    list_name: str
    grade: Badge
    rank: int | None
    rank_text: str
    size: int
    source: str
    published_on: date
    published_text: str
    href: str
    version: int
    entered_by: str
    entered_text: str
    reason: str
    is_withdrawn: bool


def class_rows(found: Iterable[PublishedClass], who: Person | None = None) -> list[ClassRow]:
    """The entries as printed; no query of its own."""
    return [_row(one, who) for one in found]


def class_badge(grade: str) -> Badge:
    """The badge of a published class, the best first."""
    text = _("class %(grade)s") % {"grade": grade}
    return Badge(_LOOKS[grade], text, "scale", order="ABCD".index(grade))


def _row(one: PublishedClass, who: Person | None) -> ClassRow:
    words = {"rank": number(one.rank), "size": number(one.list_size)}
    return ClassRow(
        zone=label(one.zone, "short"),
        zone_href=one.zone.get_absolute_url(),
        zone_order=one.zone.order,
        year=one.year,
        scope=one.scope,
        scope_text=str(one.get_scope_display()),
        list_name=one.list_name,
        grade=class_badge(one.grade),
        rank=one.rank,
        rank_text=_("%(rank)s of %(size)s") % words
        if one.rank is not None
        else _("not published, %(size)s zones") % words,
        size=one.list_size,
        source=one.source,
        published_on=one.published_on,
        published_text=day(one.published_on),
        href=reverse("class", args=[one.zone.code, one.year, one.scope]),
        version=one.version,
        entered_by=named_for(who, one.entered_by),
        entered_text=moment(one.entered_at),
        reason=label(one, "reason") or DASH,
        is_withdrawn=one.is_withdrawn,
    )
