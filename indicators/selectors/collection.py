"""Reads the collection: who has handed in which quarter, and what a quarter's form shows."""

from collections.abc import Iterable
from decimal import Decimal

from zones.models import Zone

from ..models import Observation, Submission
from ..periods import Quarter


def token_of(submission: Submission | None) -> str:
    """What changes whenever a zone's quarter does: a page that carries an older one is stale."""
    if submission is None:
        return ""
    return f"{submission.version} {submission.state} {submission.saved_at.isoformat()}"


def start_of(zone: Zone) -> Quarter | None:
    """The first quarter that the zone reports, None where nobody has said so yet."""
    start = getattr(zone, "reporting_start", None)
    return start.code if start else None


def single_quarters_before(
    zone: Zone, quarter: Quarter, indicators: Iterable[int]
) -> dict[int, Decimal]:
    """The year's earlier single quarters summed, by indicator id; absent where one is missing.

    Of each quarter the last version handed in counts, verified or not: a reporter's year to date
    includes it. Quarters before the zone's start are not missing.
    """
    start = start_of(zone)
    due = [
        number
        for number in range(1, quarter.quarter)
        if start is None or Quarter(quarter.year, number) >= start
    ]
    rows = (
        Observation.objects.filter(
            submission__zone=zone,
            submission__quarter__year=quarter.year,
            submission__quarter__quarter__in=due,
            submission__state__in=(Submission.State.SUBMITTED, Submission.State.VERIFIED),
        )
        .order_by("submission__version")
        .values_list(
            "submission__quarter__quarter",
            "submission__version",
            "indicator_id",
            "value",
            "state",
        )
    )
    last: dict[int, tuple[int, dict[int, Decimal]]] = {}
    for number, version, indicator, value, state in rows:
        if number not in last or last[number][0] < version:
            last[number] = version, {}
        if value is not None or state == Observation.State.NOT_APPLICABLE:
            last[number][1][indicator] = value or Decimal(0)
    quarters = [last[number][1] if number in last else {} for number in due]
    return {
        indicator: sum((values[indicator] for values in quarters), Decimal(0))
        for indicator in indicators
        if all(indicator in values for values in quarters)
    }
