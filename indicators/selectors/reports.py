"""Reads which zones have handed in all that a span asks for, and why the others have not."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from zones.models import Zone

from ..lifecycle import RETURNED, Terms
from ..models import ReportingQuarter, Submission
from ..periods import Quarter
from .collection import State, is_asked
from .terms import reopenings_of, terms_of

#: Why a zone's report of a span is not there; of several quarters the gravest counts.
NOT_REPORTED, LATE, NOT_DUE = "not_reported", "late", "not_due"
GAPS = (NOT_REPORTED, LATE, RETURNED, NOT_DUE)


@dataclass(frozen=True)
class Reports:
    """How many zones a span asks, and those of which something is missing, by reason."""

    asked: int
    missing: Mapping[str, Sequence[Zone]] = field(default_factory=dict)

    @property
    def missing_count(self) -> int:
        return sum(map(len, self.missing.values()))

    @property
    def came(self) -> int:
        return self.asked - self.missing_count


@dataclass(frozen=True)
class _Held:
    """A zone's quarter: its latest version, and whether one of its versions counts."""

    latest: str
    counts: bool


def reports_until(ends: Collection[Quarter], at: datetime) -> dict[Quarter, Reports]:
    """By last quarter what came of each span from 1 January until now; five queries.

    What was handed in counts, verified or not; a revision that is open hides no verified version.
    """
    years = {end.year for end in ends}
    quarters = list(ReportingQuarter.objects.filter(year__in=years).order_by("year", "quarter"))
    zones = list(_zones())
    held = _held(quarters)
    reopened = reopenings_of(quarters)
    usual = {one.pk: terms_of(one, (), at) for one in quarters}

    def gap(zone: Zone, quarter: ReportingQuarter) -> str:
        given = reopened.get((quarter.pk, zone.pk))
        terms = terms_of(quarter, given, at) if given else usual[quarter.pk]
        return _gap(held.get((zone.pk, quarter.pk)), terms)

    by_code = {one.code: one for one in quarters}
    found = [
        (zone, {code: gap(zone, one) for code, one in by_code.items() if is_asked(zone, code)})
        for zone in zones
    ]
    return {end: _reports(found, end) for end in ends}


def _zones() -> QuerySet[Zone]:
    """The zones that are judged, with what is read of each: its names, its start, its end."""
    start = ("reporting_start__year", "reporting_start__quarter")
    rows = Zone.objects.filter(is_judged=True).select_related("reporting_start")
    return rows.only("code", "short_zh", "short_en", "left_on", *start)


def _held(quarters: Iterable[ReportingQuarter]) -> dict[tuple[int, int], _Held]:
    rows = Submission.objects.filter(quarter__in=list(quarters)).order_by("version")
    found: dict[tuple[int, int], _Held] = {}
    for zone, quarter, version, state in rows.values_list("zone", "quarter", "version", "state"):
        before = found.get((zone, quarter))
        counts = state == State.VERIFIED or (state == State.SUBMITTED and version == 1)
        found[zone, quarter] = _Held(state, counts or bool(before and before.counts))
    return found


def _reports(found: Iterable[tuple[Zone, Mapping[Quarter, str]]], end: Quarter) -> Reports:
    """What came of the quarters until one, by zone why each that it is asked for is not there."""
    asked, missing = 0, defaultdict(list)
    for zone, gaps in found:
        due = [gap for code, gap in gaps.items() if code.year == end.year and code <= end]
        asked += bool(due)
        if there := {*due} - {""}:
            missing[min(there, key=GAPS.index)].append(zone)
    return Reports(asked, {gap: missing[gap] for gap in GAPS if gap in missing})


def _gap(held: _Held | None, terms: Terms) -> str:
    """Why a zone's quarter is not there; nothing where it is."""
    if held and held.counts:
        return ""
    if held and held.latest == State.RETURNED:
        return RETURNED
    if terms.is_locked:
        return NOT_REPORTED
    return LATE if terms.is_late else NOT_DUE
