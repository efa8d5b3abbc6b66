"""Reads the status board of a quarter: who has reported, how complete, how late, what waits."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, day, label
from zones.models import Zone

from ..badges import stage_badge, timing_badge
from ..lifecycle import RETURNED, SUBMITTED, VERIFIED, Terms
from ..models import Reopening, ReportingQuarter, Submission
from .boards import REVISING, by_and_when, completeness, zone_address
from .collection import HANDED_IN, State, expected_indicators, stage_of
from .reopenings import ReopeningRow, reopening_rows
from .reviewers import entered_by, is_for, reviewers, who_not, who_returns
from .terms import reopenings_of, terms_of
from .waiting import reporters_of, waits_for


@dataclass(frozen=True)
class BoardRow:
    """Where one zone's quarter stands, who did what when, and what it waits for."""

    zone: str
    code: str
    href: str
    stage: Badge
    version: int | None
    submitted: str
    reviewed: str
    timing: Badge | None
    late_days: int | None
    is_asked: bool
    is_handed_in: bool
    is_verified: bool
    is_returned: bool
    present: int
    missing: int
    present_text: str
    waits_for: str
    step: str
    order: int


@dataclass(frozen=True)
class Tally:
    """A headline of the board, as `components/stat.html` prints it."""

    title: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class StatusBoard:
    """A quarter, zone by zone, with the reopenings there were."""

    rows: tuple[BoardRow, ...]
    tallies: tuple[Tally, ...]
    reopenings: tuple[ReopeningRow, ...]


@dataclass(frozen=True)
class Place:
    """One zone's quarter: its versions, oldest first, its terms, and who reports for it."""

    zone: Zone
    quarter: ReportingQuarter
    versions: Sequence[Submission]
    terms: Terms
    reporters: Sequence[User]
    entered: Collection[int] = ()  # who entered what waits for review
    staff: Sequence[User] = ()

    @property
    def latest(self) -> Submission | None:
        return self.versions[-1] if self.versions else None

    @property
    def not_by(self) -> str:
        """Who cannot verify what waits for review; empty where nothing does."""
        return self._of_review(who_not)

    @property
    def back_from(self) -> str:
        """Who may return what nobody is left to verify; empty where nothing like it waits."""
        return self._of_review(who_returns)

    def _of_review(self, names: Callable[..., str]) -> str:
        latest = self.latest
        is_waiting = latest is not None and latest.state == State.SUBMITTED
        return names(latest, self.entered, self.staff) if is_waiting else ""


def status_board(
    quarter: ReportingQuarter, zones: Sequence[Zone], person: Person, at: datetime
) -> StatusBoard:
    """The board of a quarter at a moment; a handful of queries however many zones there are."""
    expected = list(expected_indicators().values_list("pk", flat=True))
    versions = _versions(quarter, zones, expected)
    reopened = reopenings_of([quarter], zones)
    reporters = reporters_of(zones)
    last = [its[-1] for its in versions.values() if its[-1].state == State.SUBMITTED]
    entered, staff = entered_by(last), reviewers()
    rows = []
    for zone in zones:
        its = versions[zone.pk]
        terms = terms_of(quarter, reopened.get((quarter.pk, zone.pk), ()), at)
        hands = entered.get(its[-1].pk, ()) if its else ()
        place = Place(zone, quarter, its, terms, reporters.get(zone.pk, ()), hands, staff)
        rows.append(_row(place, len(expected), person))
    return StatusBoard(tuple(rows), _tallies(rows), _listed(reopened.values(), zones, at))


def _versions(
    quarter: ReportingQuarter, zones: Sequence[Zone], expected: Sequence[int]
) -> dict[int, list[Submission]]:
    """Every version of the quarter, oldest first, by zone id; one query."""
    rows = (
        Submission.objects.filter(quarter=quarter, zone__in=zones)
        .select_related("zone", "quarter", "submitted_by", "reviewed_by")
        .annotate(present=Count("observations", filter=Q(observations__indicator__in=expected)))
        .order_by("version")
    )
    by_zone: dict[int, list[Submission]] = defaultdict(list)
    for submission in rows:
        by_zone[submission.zone_id].append(submission)
    return by_zone


def _row(place: Place, expected: int, person: Person) -> BoardRow:
    zone, latest, terms = place.zone, place.latest, place.terms
    stage = stage_of(latest, place.quarter.code, zone, terms)
    is_asked = stage != "not_applicable"
    came = completeness(place.versions, expected)
    present = latest.present if latest else 0
    may_write = is_asked and not terms.is_locked
    # What is missing of verified figures comes as a further version.
    is_verified = latest is not None and latest.state == VERIFIED
    adds = is_verified and came.missing > 0 and may_write and person.may_enter(zone)
    return BoardRow(
        zone=label(zone),
        code=zone.code,
        href=zone_address(place.quarter.code, zone) + (REVISING if adds else ""),
        stage=stage_badge(stage),
        version=latest.version if latest else None,
        submitted=by_and_when(latest, "submitted_by", "submitted_at", day),
        reviewed=by_and_when(latest, "reviewed_by", "verified_at", day),
        timing=timing_badge(terms, came.came_on, came.missing) if is_asked else None,
        late_days=terms.days_late(came.late_since) if is_asked else None,
        is_asked=is_asked,
        is_handed_in=any(one.state in (*HANDED_IN, State.SUPERSEDED) for one in place.versions),
        is_verified=any(one.state == State.VERIFIED for one in place.versions),
        is_returned=stage == RETURNED,
        present=present,
        missing=came.missing,
        present_text=f"{present} / {expected}" if is_asked else DASH,
        waits_for=waits_for(
            stage,
            latest,
            terms,
            place.reporters,
            came.missing,
            not_by=place.not_by,
            back_from=place.back_from,
        ),
        step=_("Add the rest") if adds else next_step(place, person, may_write=may_write),
        order=zone.order,
    )


def next_step(place: Place, person: Person, *, may_write: bool) -> str:
    """What this person can do next with a zone's quarter."""
    latest = place.latest
    state = latest.state if latest else None
    if latest and state == SUBMITTED and is_for(person, latest, place.entered, place.staff):
        return _("Review")
    if not person.may_enter(place.zone) or not may_write or state in (SUBMITTED, VERIFIED):
        return _("View")
    return _("Correct") if state == RETURNED else _("Enter")


def _tallies(rows: Sequence[BoardRow]) -> tuple[Tally, ...]:
    """How many of the zones asked have handed in, are verified, have to correct, are late."""
    asked = [row for row in rows if row.is_asked]
    is_missing = [row for row in asked if row.late_days and (row.missing or not row.is_handed_in)]
    late = [row for row in asked if row.late_days and row not in is_missing]
    of = _("of %(all)s zones") % {"all": len(asked)}
    counts = (
        (_("Reports that came in"), sum(row.is_handed_in for row in asked)),
        (_("Reports verified"), sum(row.is_verified for row in asked)),
        (_("Reports to correct"), sum(row.is_returned for row in asked)),
        (_("Late and missing"), len(is_missing)),
        (_("Handed in late"), len(late)),
    )
    return tuple(Tally(title, str(count), of) for title, count in counts)


def _listed(
    reopened: Sequence[Sequence[Reopening]], zones: Sequence[Zone], at: datetime
) -> tuple[ReopeningRow, ...]:
    """Every reopening of the quarter, the latest first."""
    by_id = {zone.pk: zone for zone in zones}
    found = [one for some in reopened for one in some]
    found.sort(key=lambda one: one.opened_at, reverse=True)
    for one in found:
        one.zone = by_id[one.zone_id]
    return reopening_rows(found, at)
