"""Reads the collection: the versions of a zone's quarter, and what was handed in before it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from zones.access import Person
from zones.models import Zone

from ..lifecycle import NOT_STARTED, PUBLISHED, Terms
from ..models import Indicator, Observation, Submission
from ..periods import Quarter
from .figures import submissions_in_force

State = Submission.State
HANDED_IN = (State.SUBMITTED, State.VERIFIED)


def token_of(submission: Submission | None) -> str:
    """What changes whenever a zone's quarter does: a page that carries an older one is stale."""
    if submission is None:
        return ""
    return f"{submission.version} {submission.state} {submission.saved_at.isoformat()}"


def start_of(zone: Zone) -> Quarter | None:
    """The first quarter that the zone reports, None where nobody has said so yet."""
    start = getattr(zone, "reporting_start", None)
    return start.code if start else None


def has_left(zone: Zone, quarter: Quarter) -> bool:
    """Whether the zone had left before the quarter began; the one of its exit it still reports."""
    return zone.left_on is not None and zone.left_on < quarter.starts_on


def is_asked(zone: Zone, quarter: Quarter) -> bool:
    """Whether the zone is asked for its figures of the quarter: from its start until it left."""
    start = start_of(zone)
    return (start is None or quarter >= start) and not has_left(zone, quarter)


def zones_open_to(person: Person) -> QuerySet[Zone]:
    """The zones whose collection is open to a person, each with its reporting start."""
    zones = Zone.objects.filter(is_judged=True).select_related("reporting_start")
    return zones if person.may_see_unpublished else zones.filter(pk=person.zone_id)


def expected_indicators() -> QuerySet[Indicator]:
    """What a zone is asked for each quarter: every indicator that is not the sum of others."""
    return Indicator.objects.filter(sum_of__isnull=True)


def state_of(latest: Submission | None) -> str:
    """Where a zone's quarter stands in its life: a state of `indicators.lifecycle`."""
    if latest is None:
        return NOT_STARTED
    is_published = latest.state == State.VERIFIED and latest.published_at is not None
    return PUBLISHED if is_published else str(latest.state)


def stage_of(latest: Submission | None, quarter: Quarter, zone: Zone, terms: Terms) -> str:
    """Where a zone's quarter stands, in its life and by its dates: a code of `badges.STAGES`."""
    if latest:
        is_revision = latest.version > 1 and latest.state == State.DRAFT
        return "revision" if is_revision else state_of(latest)
    if not is_asked(zone, quarter):
        return "not_applicable"
    if terms.is_locked:
        return "not_reported"
    return "late" if terms.is_late else NOT_STARTED


def published_by(covers: Quarter, as_at: datetime) -> QuerySet[Submission]:
    """The versions that an assessment rests on which covers the quarters up to one.

    They are those in force when it took its figures, whatever became of them since.
    """
    is_covered = Q(quarter__year__lt=covers.year) | Q(
        quarter__year=covers.year, quarter__quarter__lte=covers.quarter
    )
    return submissions_in_force(as_at).filter(is_covered)


def handed_in(zone: Zone, quarters: Collection[Quarter]) -> dict[Quarter, dict[int, Observation]]:
    """The figures of each quarter's last version handed in, by indicator id; two queries."""
    found = handed_in_by_zone([zone], quarters)
    return {quarter: figures for (_zone, quarter), figures in found.items()}


def handed_in_by_zone(
    zones: Collection[Zone], quarters: Collection[Quarter]
) -> defaultdict[tuple[int, Quarter], dict[int, Observation]]:
    """The figures of each zone's last version handed in, by zone id and quarter; two queries."""
    found: defaultdict[tuple[int, Quarter], dict[int, Observation]] = defaultdict(dict)
    versions = _last_handed_in(zones, quarters)
    for row in Observation.objects.filter(submission__in=versions).order_by():
        found[versions[row.submission_id]][row.indicator_id] = row
    return found


def _last_handed_in(
    zones: Collection[Zone], quarters: Collection[Quarter]
) -> dict[int, tuple[int, Quarter]]:
    """Zone id and quarter of each last version handed in, by the version's id; one query."""
    rows = Submission.objects.filter(
        zone__in=zones,
        state__in=HANDED_IN,
        quarter__year__in={quarter.year for quarter in quarters},
        quarter__quarter__in={quarter.quarter for quarter in quarters},
    ).values_list("zone", "quarter__year", "quarter__quarter", "pk")
    # A later version takes the earlier one's place.
    last = {
        (zone, Quarter(year, number)): pk
        for zone, year, number, pk in rows.order_by("version")
        if Quarter(year, number) in quarters
    }
    return {pk: key for key, pk in last.items()}


def single_quarters_before(
    zones: Collection[Zone], quarter: Quarter, indicators: Collection[int]
) -> dict[int, dict[int, Decimal]]:
    """The year's earlier single quarters summed, by zone and indicator id; two queries.

    Absent where one of them is missing. Of each quarter the last version handed in counts, verified
    or not: a reporter's year to date includes it. Quarters before a zone's start are not missing.
    """
    earlier = [Quarter(quarter.year, number) for number in range(1, quarter.quarter)]
    versions = _last_handed_in(zones, earlier) if earlier else {}
    rows = Observation.objects.filter(submission__in=versions).exclude(
        state=Observation.State.CANNOT_REPORT
    )
    stated = {
        (*versions[submission], indicator): value or Decimal(0)
        for submission, indicator, value in rows.values_list(
            "submission", "indicator", "value"
        ).order_by()
    }
    return {zone.pk: _summed(zone, earlier, stated, indicators) for zone in zones}


def _summed(
    zone: Zone,
    earlier: Sequence[Quarter],
    stated: Mapping[tuple[int, Quarter, int], Decimal],
    indicators: Collection[int],
) -> dict[int, Decimal]:
    start = start_of(zone)
    due = [quarter for quarter in earlier if start is None or quarter >= start]
    sums = {}
    for indicator in indicators:
        values = [stated.get((zone.pk, quarter, indicator)) for quarter in due]
        if None not in values:
            sums[indicator] = sum((value for value in values if value is not None), Decimal(0))
    return sums
