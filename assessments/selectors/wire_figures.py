"""Reads the figures that are public, quarter by quarter, as programs read them.

Every zone, public quarter and indicator has its row, with a value or with the state that says why
there is none. Which version a row tells of is what the page of the figure shows to everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from django.db.models import QuerySet

from indicators.figures import NOT_APPLICABLE, state_of_gap
from indicators.models import (
    Indicator,
    Observation,
    ProvinceFigure,
    ReportingQuarter,
    ReportingStart,
    Submission,
)
from indicators.periods import Quarter
from indicators.selectors.calendar import calendar_frame
from indicators.selectors.collection import has_left
from indicators.units import stored_unit
from zones.display import is_chinese
from zones.models import Zone

from .exits import left_text
from .provenance import last_public_quarter, published_runs

Row = dict[str, Any]
Key = tuple[int, int]  # ids of zone and quarter


@dataclass(frozen=True)
class PublicFigures:
    """The rows of some zones, quarters and indicators: quarters latest first, then zones."""

    zones: Sequence[Zone]
    quarters: Sequence[ReportingQuarter]
    indicators: Sequence[Indicator]
    today: date

    def count(self) -> int:
        return len(self.zones) * len(self.quarters) * len(self.indicators)

    def part(self, start: int, stop: int) -> list[Row]:
        """The rows from one place to another; four queries, however many there are."""
        stop = min(stop, self.count())
        keys = [self._key(place) for place in range(start, stop)]
        held = _held(
            {(zone.pk, quarter.pk) for quarter, zone, _indicator in keys},
            {indicator.pk for _quarter, _zone, indicator in keys},
        )
        return [self._row(held, *key) for key in keys]

    def _key(self, place: int) -> tuple[ReportingQuarter, Zone, Indicator]:
        place, indicator = divmod(place, len(self.indicators))
        quarter, zone = divmod(place, len(self.zones))
        return self.quarters[quarter], self.zones[zone], self.indicators[indicator]

    def _row(
        self, held: "_Held", quarter: ReportingQuarter, zone: Zone, indicator: Indicator
    ) -> Row:
        submission = held.versions.get((zone.pk, quarter.pk))
        found = held.figures.get((submission.pk, indicator.pk)) if submission else None
        state, reason = held.state(quarter.code, zone, found, self.today)
        return {
            "zone": zone.code,
            "quarter": str(quarter.code),
            "indicator": indicator.code,
            "state": state,
            "value": found.value if found else None,
            "unit": stored_unit(indicator.unit_kind, indicator.unit_zh),
            "reason": reason,
            "is_computed": bool(found and found.is_computed),
            "version": submission.version if submission and found else None,
            "source": str(submission.source) if submission and found else None,
            "file": submission.file_name if submission and found else "",
            "place": found.place if found else "",
            "verified_at": submission.verified_at if submission and found else None,
            "published_at": submission.published_at if submission and found else None,
            "revision_reason": _revised(submission) if submission and found else "",
        }


@dataclass(frozen=True)
class _Held:
    """The public version of each zone's quarter, and its figures by version and indicator."""

    versions: dict[Key, Submission]
    figures: dict[tuple[int, int], Observation]
    calendar: pd.DataFrame
    starts: dict[int, ReportingStart]

    def state(
        self, quarter: Quarter, zone: Zone, found: Observation | None, today: date
    ) -> tuple[str, str]:
        """The state of a figure, and the reason where it is not there."""
        if found is not None:
            state = "reason_refused" if found.is_reason_refused else str(found.state)
            return state, found.reason
        start = self.starts.get(zone.pk)
        if start and quarter < start.code:
            return NOT_APPLICABLE, start.reason_zh if is_chinese() else start.reason_en
        if has_left(zone, quarter):
            return NOT_APPLICABLE, left_text(zone)
        return state_of_gap(*quarter, calendar=self.calendar, as_of=today), ""


def _held(keys: set[Key], indicators: set[int]) -> _Held:
    """The last version of each that a published assessment has rested on; four queries."""
    found = Submission.objects.filter(
        published_at__isnull=False,
        zone__in={zone for zone, _quarter in keys},
        quarter__in={quarter for _zone, quarter in keys},
    )
    versions = {(one.zone_id, one.quarter_id): one for one in found.order_by("version")}
    wanted = [one.pk for key, one in versions.items() if key in keys]
    rows = Observation.objects.filter(submission__in=wanted, indicator__in=indicators).order_by()
    figures = {(one.submission_id, one.indicator_id): one for one in rows}
    starts = {one.zone_id: one for one in ReportingStart.objects.all()}
    return _Held(versions, figures, calendar_frame(), starts)


def _revised(submission: Submission) -> str:
    zh, en = submission.revision_reason_zh, submission.revision_reason_en
    return (zh if is_chinese() else en) or zh


def public_quarters() -> list[ReportingQuarter]:
    """The quarters that a published assessment covers, the latest first; two queries."""
    last = last_public_quarter(published_runs())
    if last is None:
        return []
    rows = ReportingQuarter.objects.order_by("-year", "-quarter")
    return [one for one in rows if one.code <= last]


def judged_zones() -> QuerySet[Zone]:
    """The zones that report."""
    return Zone.objects.filter(is_judged=True).order_by("order", "id")


def province_totals() -> QuerySet[ProvinceFigure]:
    """The province's totals in every vintage and version, the latest quarter first."""
    return ProvinceFigure.objects.select_related("indicator").order_by(
        "-year", "-quarter", "indicator__order", "indicator_id", "vintage", "version"
    )


def province_row(one: ProvinceFigure) -> Row:
    """A total of the province, from 1 January to the quarter's end."""
    return {
        "indicator": one.indicator.code,
        "quarter": str(Quarter(one.year, one.quarter)),
        "basis": "ytd",
        "value": one.value,
        "unit": stored_unit(one.indicator.unit_kind, one.indicator.unit_zh),
        "vintage": str(one.vintage),
        "version": one.version,
        "stated_growth": one.stated_growth,
        "confidence": one.confidence,
        "source": one.source,
        "published_on": one.published_on,
    }
