"""Reads which zones have handed in all that a span asks for, and why the others have not."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from zones.models import Zone

from ..lifecycle import RETURNED
from ..models import ReportingQuarter, Submission
from ..periods import Quarter
from .collection import State, is_asked
from .terms import Reopenings, reopenings_of, terms_of

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
    zones = list(Zone.objects.filter(is_judged=True).select_related("reporting_start"))
    held = _held(quarters)
    reopened = reopenings_of(quarters, zones)
    found = {}
    for end in ends:
        span = [one for one in quarters if one.year == end.year and one.quarter <= end.quarter]
        found[end] = _reports(span, zones, held, reopened, at)
    return found


def _held(quarters: Iterable[ReportingQuarter]) -> dict[tuple[int, int], _Held]:
    rows = Submission.objects.filter(quarter__in=list(quarters)).order_by("version")
    found: dict[tuple[int, int], _Held] = {}
    for zone, quarter, version, state in rows.values_list("zone", "quarter", "version", "state"):
        before = found.get((zone, quarter))
        counts = state == State.VERIFIED or (state == State.SUBMITTED and version == 1)
        found[zone, quarter] = _Held(state, counts or bool(before and before.counts))
    return found


def _reports(
    span: Sequence[ReportingQuarter],
    zones: Sequence[Zone],
    held: Mapping[tuple[int, int], _Held],
    reopened: Reopenings,
    at: datetime,
) -> Reports:
    asked, missing = 0, defaultdict(list)
    for zone in zones:
        due = [one for one in span if is_asked(zone, one.code)]
        asked += bool(due)
        gaps = {
            _gap(one, held.get((zone.pk, one.pk)), reopened.get((one.pk, zone.pk), ()), at)
            for one in due
        } - {None}
        if gaps:
            missing[min(gaps, key=GAPS.index)].append(zone)
    return Reports(asked, {gap: missing[gap] for gap in GAPS if gap in missing})


def _gap(quarter: ReportingQuarter, held: _Held | None, reopened, at: datetime) -> str | None:
    """Why a zone's quarter is not there; None where it is."""
    if held and held.counts:
        return None
    if held and held.latest == State.RETURNED:
        return RETURNED
    terms = terms_of(quarter, reopened, at)
    if terms.is_locked:
        return NOT_REPORTED
    return LATE if terms.is_late else NOT_DUE
