"""Reads the last quarters of many zones as reports that rules can be tried on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from zones.models import Zone

from ..evidence import Report, Stated
from ..models import Indicator, Observation, ReportingStart, Submission
from ..periods import Quarter
from .collection import HANDED_IN
from .figures import KnownIndicator
from .register import register_counts

#: How many quarters with figures a change of a rule is tried on.
QUARTERS_TRIED = 8

Key = tuple[int, Quarter]  # a zone's id and its quarter


@dataclass
class _Reported:
    """What one zone handed in last for each quarter."""

    values: dict[Quarter, dict[str, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    history: dict[str, dict[Quarter, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    stated: dict[Quarter, dict[str, Stated]] = field(default_factory=lambda: defaultdict(dict))
    absent: dict[str, frozenset[Quarter]] = field(default_factory=dict)


def past_reports(
    zones: Sequence[Zone], quarters: int, indicators: Iterable[KnownIndicator]
) -> dict[Key, Report]:
    """The zones' last quarters beside so many before each, the latest first.

    The number of queries does not depend on how many zones there are.
    """
    versions = _last_versions(zones)
    tried = sorted({quarter for _zone, quarter in versions.values()}, reverse=True)[:QUARTERS_TRIED]
    if not tried:
        return {}
    models = {known.model.pk: known.model for known in indicators}
    reported: dict[int, _Reported] = defaultdict(_Reported)
    for (zone, quarter), row in _figures(zones, tried[-1].shift(-quarters), models, versions):
        _take(reported[zone], quarter, models[row[1]], *row[2:])
    starts = {row.zone_id: row.code for row in ReportingStart.objects.filter(zone__in=zones)}
    counts = register_counts([zone.pk for zone in zones], tried)
    return {
        (zone.pk, quarter): Report(
            quarter,
            held.values[quarter],
            held.history,
            held.stated.get(quarter, {}),
            held.absent,
            starts.get(zone.pk),
            counts.of(zone.pk, quarter),
        )
        for quarter in tried
        for zone in zones
        if (held := reported.get(zone.pk)) and quarter in held.values
    }


def _last_versions(zones: Sequence[Zone]) -> dict[int, Key]:
    """The last version handed in of each zone's quarters, with its zone and quarter; one query."""
    rows = Submission.objects.filter(zone__in=zones, state__in=HANDED_IN).order_by("version")
    last = {
        (zone, Quarter(year, number)): pk
        for pk, zone, year, number in rows.values_list(
            "pk", "zone_id", "quarter__year", "quarter__quarter"
        )
    }
    return {pk: key for key, pk in last.items()}


def _figures(
    zones: Sequence[Zone],
    first: Quarter,
    models: Mapping[int, Indicator],
    versions: Mapping[int, Key],
) -> Iterator[tuple[Key, tuple]]:
    """The figures of these versions since a quarter's year; one query."""
    rows = Observation.objects.filter(
        submission__zone__in=zones,
        submission__state__in=HANDED_IN,
        submission__quarter__year__gte=first.year,
        indicator__in=list(models),
    )
    columns = ("submission_id", "indicator_id", "state", "value", "basis")
    stated = ("stated_ytd", "stated_last_year", "stated_growth")
    for row in rows.order_by().values_list(*columns, *stated).iterator(chunk_size=5000):
        if key := versions.get(row[0]):
            yield key, row


def _take(
    held: _Reported,
    quarter: Quarter,
    indicator: Indicator,
    state: str,
    value: Decimal | None,
    basis: str,
    *stated: Decimal | None,
) -> None:
    """Nothing; the zone has one figure more."""
    code = indicator.code
    if value is None:
        if state == Observation.State.NOT_APPLICABLE:
            held.absent[code] = held.absent.get(code, frozenset()) | {quarter}
        return
    held.values[quarter][code] = held.history[code][quarter] = value
    if any(amount is not None for amount in stated):
        is_flow = indicator.kind == Indicator.Kind.FLOW
        is_year_to_date = is_flow and basis == Indicator.Basis.YTD
        held.stated[quarter][code] = Stated(*stated, is_year_to_date=is_year_to_date)
