"""Reads the list of zones, and of the places that are on the way to becoming one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.display import DASH, label, number
from zones.models import Zone, ZoneDate

from ..badges import stage_badge
from ..models import Assessment, Flag, RankCertainty, ZoneResult
from ..rank_words import Sureness, standing_text, sureness
from .exits import zones_exited
from .flagged import counted
from .standing_row import rank_text
from .standings import certainty_of, without_lone_rank

Event = ZoneDate.Event


@dataclass(frozen=True)
class ZoneRow:
    """A zone as listed, with its place in the latest published assessment."""

    code: str
    name: str
    href: str
    order: int
    city: str
    stage: Badge
    area: Decimal | None
    area_text: str
    accepted: str
    operating: str
    rank: int | None
    rank_text: str
    sure: Sureness | None
    reason: str
    score: Decimal | None
    score_text: str
    flag_count: int | None
    flags_text: str


@dataclass(frozen=True)
class PlaceRow:
    """A place in preparation, with the steps that sources tell of."""

    code: str
    name: str
    order: int
    city: str
    stage: Badge
    steps: str
    note: str


def zone_rows(assessment: Assessment | None) -> list[ZoneRow]:
    """Every zone that is judged, in order; three queries and three of the assessment."""
    zones = Zone.objects.filter(is_judged=True).select_related("city").prefetch_related("dates")
    results: dict[int, ZoneResult] = {}
    flags: dict[int, int] = {}
    if assessment is not None:
        found = without_lone_rank(list(assessment.results.order_by()))
        results = {result.zone_id: result for result in found}
        raised = counted(assessment.flags.filter(state=Flag.State.RAISED)).order_by()
        flags = dict(raised.values_list("zone").annotate(count=Count("pk")))
    certainty, exited = certainty_of(assessment), zones_exited()
    rows = [
        _zone_row(zone, results.get(zone.pk), flags.get(zone.pk), assessment, certainty)
        for zone in zones
    ]
    return [
        replace(row, stage=exited[zone.pk].badge) if zone.pk in exited else row
        for zone, row in zip(zones, rows, strict=True)
    ]


def _zone_row(
    zone: Zone,
    result: ZoneResult | None,
    flags: int | None,
    assessment: Assessment | None,
    certainty: RankCertainty | None,
) -> ZoneRow:
    return ZoneRow(
        code=zone.code,
        name=label(zone),
        href=zone.get_absolute_url(),
        order=zone.order,
        city=label(zone.city),
        stage=stage_badge(zone.stage),
        area=zone.area_km2,
        area_text=number(zone.area_km2, 2),
        accepted=_first(zone, Event.ACCEPTED),
        operating=_first(zone, Event.OPERATING, Event.CLOSED),
        rank=result.rank if result else None,
        rank_text=rank_text(result) if result else DASH,
        sure=sureness(result, certainty) if result else None,
        reason=standing_text(result) if result else "",
        score=result.score if result else None,
        score_text=number(result.score, assessment.scheme.decimals)
        if result and assessment
        else DASH,
        flag_count=flags,
        flags_text=number(flags),
    )


def _first(zone: Zone, *events: str) -> str:
    """The earliest date of such an event, as far as it is known; nothing for none."""
    return min((one.date for one in zone.dates.all() if one.event in events), default="")


def place_rows() -> list[PlaceRow]:
    """The places in preparation, in order; two queries."""
    places = Zone.objects.filter(is_judged=False).select_related("city").prefetch_related("dates")
    return [
        PlaceRow(
            code=place.code,
            name=label(place),
            order=place.order,
            city=label(place.city),
            stage=stage_badge(place.stage),
            steps=_steps(place.dates.all()),
            note=label(place, "note"),
        )
        for place in places
    ]


def _steps(dates: Iterable[ZoneDate]) -> str:
    words = [{"date": one.date, "event": one.get_event_display()} for one in dates]
    return ", ".join(_("%(date)s %(event)s") % one for one in words)
