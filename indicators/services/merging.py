"""Merges what is entered into a submission's figures, and makes its observations those figures."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from zones.models import Zone
from zones.services.transactions import Refused

from ..models import Observation, ReportingQuarter, Submission
from ..selectors.collection import single_quarters_before
from .entries import STATED, Entry, Indicators, Unusable, observation_of, says_the_same, sum_totals

OBSERVED = ["state", "value", "entered", "unit", "basis", "reason", "is_reason_refused"]
OBSERVED += ["is_computed", "place", *STATED]
#: Rows a statement; SQLite is given fewer by Django, as many as it takes.
BATCH = 1000


def merge_entries(
    zone: Zone,
    quarter: ReportingQuarter,
    held: dict[int, Observation],
    entries: Sequence[Entry],
    indicators: Indicators,
    before: Mapping[int, Decimal] | None = None,
) -> dict[int, Observation]:
    """The held figures with the entries taken in and totals summed, by indicator id.

    A figure that stays what it was stays the same object. ``before`` are the year's earlier
    quarters summed, looked up where they are not given. Raises Refused with every finding.
    """
    if before is None:
        before = {}
        if any(entry.is_year_to_date for entry in entries):
            known = [indicators[entry.indicator].model.pk for entry in entries]
            before = single_quarters_before([zone], quarter.code, known)[zone.pk]
    figures, changed, findings = dict(held), set(), []
    for entry in entries:
        indicator = indicators[entry.indicator].model
        if entry.is_empty:
            if figures.pop(indicator.pk, None):
                changed.add(indicator.pk)
            continue
        try:
            new = observation_of(entry, indicator, quarter, before.get(indicator.pk))
        except Unusable as unusable:
            findings.append(unusable.finding)
            continue
        old = held.get(indicator.pk)
        if not old or old.is_computed or not says_the_same(old, new):
            figures[indicator.pk] = new
            changed.add(indicator.pk)
        elif indicators[entry.indicator].summands:
            changed.add(indicator.pk)  # entered again: it is not to be summed anew
    if findings:
        raise Refused("figures_unusable", findings)
    sum_totals(figures, changed, indicators)
    return figures


def replace_figures(
    versions: Iterable[tuple[Submission, dict[int, Observation], dict[int, Observation]]],
) -> None:
    """Makes the observations of submissions, now as held, their figures; two statements at most."""
    gone: list[int] = []
    new = []
    for submission, held, figures in versions:
        gone += [found.pk for indicator, found in held.items() if indicator not in figures]
        for indicator, found in figures.items():
            if held.get(indicator) is not found:
                found.pk, found.submission = None, submission
                new.append(found)
    if gone:
        Observation.objects.filter(pk__in=gone).delete()
    Observation.objects.bulk_create(
        new,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["submission", "indicator"],
        update_fields=OBSERVED,
    )
