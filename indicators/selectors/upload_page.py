"""Reads whether a file would be taken now, and of which quarter one was meant."""

from collections.abc import Collection, Iterable
from datetime import datetime

from zones.access import Person
from zones.models import Zone

from ..models import ReportingQuarter, Submission
from ..periods import UnknownPeriod, parse_quarter
from ..workbooks.codes import Problem
from .grid import why_closed
from .terms import terms_by_zone


def why_no_upload(
    quarter: ReportingQuarter, zones: Collection[Zone], by: Person, at: datetime
) -> str:
    """Why nothing of these zones' quarter can be uploaded, as a code; empty where something can."""
    versions = Submission.objects.filter(quarter=quarter, zone__in=zones).order_by("version")
    latest = {one.zone_id: one for one in versions}
    terms = terms_by_zone(quarter, zones, at)
    codes = [
        why_closed(zone, quarter.code, latest.get(zone.pk), by, terms[zone.pk]) for zone in zones
    ]
    if not codes or {"", "verified"} & set(codes):
        return ""
    return "locked" if "locked" in codes else codes[0]


def quarter_meant(problems: Iterable[Problem]) -> str:
    """The quarter that all of a file's figures are of, if it is collected and another one."""
    codes = {str(one.params["value"]) for one in problems if one.code == "other_quarter"}
    if len(codes) != 1:
        return ""
    try:
        found = parse_quarter(codes.pop())
    except UnknownPeriod:
        return ""
    rows = ReportingQuarter.objects.filter(year=found.year, quarter=found.quarter)
    return str(found) if rows.exists() else ""
