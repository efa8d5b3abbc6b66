"""Reads a zone's quarter as a program reads it: its figures, what is missing, what the rules find.

A program sees of the collection what its person sees of the pages.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet

from zones.access import Person
from zones.models import Zone

from ..findings import finding_sentence
from ..models import Indicator, Observation, ReportingQuarter, Submission
from ..units import stored_unit
from .cells import Held, held_of
from .checks import ZoneFigures, check_figures
from .collection import token_of, zones_open_to
from .figures import KnownIndicator, indicators_by_code

Row = dict[str, Any]


def open_submissions(who: Person) -> QuerySet[Submission]:
    """Every version of the zones whose collection is open to the person, the latest first."""
    found = Submission.objects.filter(zone__in=zones_open_to(who)).select_related("zone", "quarter")
    order = ("-quarter__year", "-quarter__quarter", "zone__order", "zone_id", "-version")
    return found.order_by(*order)


@dataclass(frozen=True)
class Submissions:
    """Versions; a page is read from the quarters that it shows, of the others it counts them."""

    found: QuerySet[Submission]

    def count(self) -> int:
        return sum(self._counts.values())

    def part(self, start: int, stop: int) -> list[Row]:
        """The rows from one place to another."""
        its, before, after = [], 0, 0
        for quarter, count in self._counts.items():
            after += count
            if after <= start:
                before = after
            elif after - count < stop:
                its.append(quarter)
        return [
            submission_row(one)
            for one in self.found.filter(quarter__in=its)[start - before : stop - before]
        ]

    @cached_property
    def _counts(self) -> dict[int, int]:
        """How many there are of each quarter, the latest first; two queries."""
        rows = self.found.order_by().values_list("quarter")
        counts = dict(rows.annotate(count=Count("pk")))
        latest = ReportingQuarter.objects.order_by("-year", "-quarter")
        return {pk: counts[pk] for pk in latest.values_list("pk", flat=True) if pk in counts}


def submission_row(one: Submission) -> Row:
    """A version: where it stands in its life, and when it got there."""
    names = ("version", "state", "source", "file_name", "is_demonstration", "note")
    names += ("created_at", "saved_at", "submitted_at", "verified_at", "superseded_at")
    return {"zone": one.zone.code, "quarter": str(one.quarter.code)} | {
        name: getattr(one, name) for name in names
    }


def quarter_row(quarter: ReportingQuarter, zone: Zone) -> Row:
    """A zone's quarter in its latest version; the queries do not depend on the zones there are."""
    indicators = indicators_by_code()
    held = held_of(quarter, [zone]).get(zone.pk, Held())
    found = held.submission
    asked = [one for one in indicators.values() if not one.summands]
    return {
        "zone": zone.code,
        "quarter": str(quarter.code),
        "due_on": quarter.due_on,
        "locks_on": quarter.locks_on,
        "version": found.version if found else None,
        "state": str(found.state) if found else "not_started",
        "note": found.note if found else "",
        "submitted_at": found.submitted_at if found else None,
        "verified_at": found.verified_at if found else None,
        "token": token_of(found),
        "figures": [
            _figure(one.model, held.figures[one.model.pk])
            for one in indicators.values()
            if one.model.pk in held.figures
        ],
        "missing": [one.model.code for one in asked if one.model.pk not in held.figures],
        "checks": _checks(quarter, zone, held, indicators),
    }


def _figure(indicator: Indicator, one: Observation) -> Row:
    return {
        "indicator": indicator.code,
        "state": str(one.state),
        "value": one.value,
        "unit": stored_unit(indicator.unit_kind, indicator.unit_zh),
        "entered": one.entered,
        "entered_unit": one.unit,
        "basis": one.basis,
        "reason": one.reason,
        "is_computed": one.is_computed,
    }


def _checks(
    quarter: ReportingQuarter, zone: Zone, held: Held, indicators: dict[str, KnownIndicator]
) -> list[Row]:
    """What the rules find in the figures, with the reasons written against it."""
    if not held.figures:
        return []
    sheets = {zone.pk: ZoneFigures(zone.pk, held.figures.values())}
    names = {code: one.model for code, one in indicators.items()}
    return [
        {
            "rule": one.finding.code,
            "indicator": one.finding.indicator,
            "severity": one.finding.severity,
            "is_blocking": one.is_blocking,
            "message": finding_sentence(one.finding, names),
            "reason": one.override.reason if one.override else "",
        }
        for one in check_figures(quarter, sheets, indicators)[zone.pk]
    ]
