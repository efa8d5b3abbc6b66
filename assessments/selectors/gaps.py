"""Reads what a provisional board lacks: the zones whose figures are not there, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Count, Q

from indicators.lifecycle import RETURNED
from indicators.models import Submission
from indicators.selectors.reports import GAPS, LATE, NOT_DUE, NOT_REPORTED, Reports
from zones.models import Zone

from ..models import Assessment, Figure, ZoneResult
from .question import late_reports

GAP_STATES = ("late", "not_due", "not_reported")


def gaps_of(
    assessment: Assessment,
    results: Iterable[ZoneResult],
    figures: Iterable[Figure] | None = None,
) -> Reports | None:
    """Which zones none of whose figures were there when it was run, and why.

    None where that is settled: a final board that ranks somebody. ``figures`` are at hand for a
    board that is not stored; else one query more.
    """
    results = list(results)
    if not assessment.is_provisional and any(one.rank is not None for one in results):
        return None
    running = [one.zone for one in results if one.is_running]
    states = _states(assessment) if figures is None else _states_of(figures)
    lacking = [zone for zone in running if _is_lacking(states.get(zone.pk, {}))]
    missing: dict[str, list[Zone]] = defaultdict(list)
    if lacking:
        late, handed_in = _late(assessment), _handed_in(assessment)
        for zone in lacking:
            missing[_why(zone, states.get(zone.pk, {}), late, handed_in)].append(zone)
    return Reports(len(running), {gap: missing[gap] for gap in GAPS if gap in missing})


def _states(assessment: Assessment) -> dict[int, dict[str, int]]:
    """By zone how many figures are in which state, those with a value as "value"; one query."""
    rows = assessment.figures.filter(zone__isnull=False).order_by()
    counts = rows.values_list("zone", "state").annotate(
        all=Count("pk"), there=Count("pk", filter=Q(value__isnull=False))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for zone, state, count, there in counts:
        found[zone][state] = count - there
        found[zone]["value"] = found[zone].get("value", 0) + there
    return found


def _states_of(figures: Iterable[Figure]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in figures:
        if one.zone_id is not None:
            found[one.zone_id][one.state if one.value is None else "value"] += 1
    return found


def _is_lacking(states: Mapping[str, int]) -> bool:
    """Whether there is no value at all, and some are missing: nothing was handed in, or not all."""
    return not states.get("value") and any(states.get(state) for state in GAP_STATES)


def _late(assessment: Assessment) -> set[str]:
    reports = late_reports(assessment.span, at=assessment.run_at, as_at=assessment.run_at)
    return {one.zone for one in reports if one.is_missing}


def _handed_in(assessment: Assessment) -> set[int]:
    """The zones that had handed in every quarter of the span at least once by the run."""
    last = assessment.span.last_quarter
    rows = Submission.objects.filter(
        version=1,
        quarter__year=last.year,
        quarter__quarter=last.quarter,
        first_submitted_at__lte=assessment.run_at,
    )
    return set(rows.values_list("zone", flat=True))


def _why(zone: Zone, states: Mapping[str, int], late: set[str], handed_in: set[int]) -> str:
    if states.get("not_reported"):
        return NOT_REPORTED
    if zone.code in late:
        return LATE
    return RETURNED if zone.pk in handed_in else NOT_DUE
