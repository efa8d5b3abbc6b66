"""Reads what the rules find in submissions, and the reasons written against severe findings.

Nothing is stored of a finding: a rule that staff change, or an earlier quarter that is revised,
shows at once. Earlier quarters count as they were last handed in, verified or not.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import prefetch_related_objects

from ..models import (
    Indicator,
    Observation,
    Override,
    ReportingQuarter,
    ReportingStart,
    Submission,
    ValidationRule,
)
from ..periods import Quarter
from ..validation import (
    ANSWERED,
    SEVERE,
    SLACK,
    Finding,
    Report,
    Rule,
    RuleBook,
    Stated,
    Structure,
    check_report,
)
from .collection import HANDED_IN
from .figures import KnownIndicator, indicators_by_code
from .register import register_counts

Indicators = Mapping[str, KnownIndicator]


@dataclass(frozen=True)
class Checked:
    """A finding, with the reason for which it is right all the same, where one was written."""

    finding: Finding
    override: Override | None = None

    @property
    def is_blocking(self) -> bool:
        """Whether the figures cannot be handed in with it."""
        return self.finding.severity == SEVERE and self.override is None


@dataclass(frozen=True)
class ZoneFigures:
    """The figures of a zone's quarter, stored or as they would be."""

    zone: int
    observations: Iterable[Observation]


def check_submission(
    submission: Submission, indicators: Indicators | None = None
) -> tuple[Checked, ...]:
    """What the rules find in a submission's figures; five queries at most."""
    return check_submissions([submission], indicators)[submission.pk]


def check_submissions(
    submissions: Sequence[Submission], indicators: Indicators | None = None
) -> dict[int, tuple[Checked, ...]]:
    """What the rules find in submissions of one quarter, by submission.

    The number of queries does not depend on how many there are.
    """
    if not submissions:
        return {}
    prefetch_related_objects(submissions, "observations")  # unless they bring them along
    sheets = {one.pk: ZoneFigures(one.zone_id, one.observations.all()) for one in submissions}
    return check_figures(submissions[0].quarter, sheets, indicators)


def check_figures(
    quarter: ReportingQuarter,
    sheets: Mapping[int, ZoneFigures],
    indicators: Indicators | None = None,
) -> dict[int, tuple[Checked, ...]]:
    """What the rules find in figures of one quarter, stored or not, by the sheets' keys.

    The number of queries does not depend on how many there are.
    """
    if not sheets:
        return {}
    indicators = indicators or indicators_by_code()
    rules, structure = rule_book(), structure_of(indicators)
    found = {
        key: check_report(report, rules, structure)
        for key, report in _reports(quarter.code, sheets, indicators, rules.quarters).items()
    }
    asked = {
        sheets[key].zone for key, its in found.items() if any(takes_reason(one) for one in its)
    }
    reasons = _reasons(quarter, asked) if asked else {}
    return {
        key: tuple(Checked(one, _reason(one, sheets[key].zone, reasons)) for one in its)
        for key, its in found.items()
    }


def takes_reason(finding: Finding) -> bool:
    """Whether a reason is written against a finding for which it is right all the same."""
    return finding.severity == SEVERE or finding.code in ANSWERED


def rule_book() -> RuleBook:
    """The rules as staff keep them; one query."""
    return RuleBook(map(rule_of, ValidationRule.objects.select_related("indicator")))


def rule_of(row: ValidationRule) -> Rule:
    """A rule as staff keep it, for the pure checks."""
    return Rule(
        row.kind,
        row.severity,
        row.indicator.code if row.indicator else "",
        SLACK if row.threshold is None else row.threshold,
        row.quarters or 0,
        row.is_on,
    )


def structure_of(indicators: Indicators) -> Structure:
    """Which indicator is part of which, and which are the sum of which."""
    return Structure(
        wholes={code: known.whole for code, known in indicators.items() if known.whole},
        sums={code: known.summands for code, known in indicators.items() if known.summands},
    )


@dataclass
class _Past:
    """What a zone reported before: numbers, and quarters in which a figure was not applicable."""

    history: dict[str, dict[Quarter, Decimal]] = field(default_factory=dict)
    absent: dict[str, frozenset[Quarter]] = field(default_factory=dict)


def _reports(
    quarter: Quarter, sheets: Mapping[int, ZoneFigures], indicators: Indicators, quarters: int
) -> dict[int, Report]:
    """Each sheet's figures beside so many earlier quarters of its zone."""
    zones = {one.zone for one in sheets.values()}
    figures = {key: _figures(one.observations, indicators) for key, one in sheets.items()}
    past = _past(zones, quarter, quarters, indicators)
    # Where a zone began matters only to what is summed from 1 January.
    is_stated = any(stated for _values, stated in figures.values())
    rows = ReportingStart.objects.filter(zone__in=zones) if is_stated else ()
    starts = {start.zone_id: start.code for start in rows}
    counts = register_counts(zones, [quarter])
    return {
        key: Report(
            quarter,
            figures[key][0],
            past[one.zone].history,
            figures[key][1],
            past[one.zone].absent,
            starts.get(one.zone),
            counts.of(one.zone, quarter),
        )
        for key, one in sheets.items()
    }


def _figures(
    observations: Iterable[Observation], indicators: Indicators
) -> tuple[dict[str, Decimal], dict[str, Stated]]:
    """The numbers by indicator, and what was stated beside them."""
    known = {one.model.pk: (code, one.model.kind) for code, one in indicators.items()}
    values: dict[str, Decimal] = {}
    stated: dict[str, Stated] = {}
    for one in observations:
        code, kind = known[one.indicator_id]
        if one.value is None:
            continue
        values[code] = one.value
        told = (one.stated_ytd, one.stated_last_year, one.stated_growth)
        if any(amount is not None for amount in told):
            is_year_to_date = one.basis == Indicator.Basis.YTD and kind == Indicator.Kind.FLOW
            stated[code] = Stated(*told, is_year_to_date=is_year_to_date)
    return values, stated


def _past(
    zones: Collection[int], quarter: Quarter, quarters: int, indicators: Indicators
) -> dict[int, _Past]:
    """What each zone handed in last for the quarters before, by zone; two queries."""
    codes = {known.model.pk: code for code, known in indicators.items()}
    past = {zone: _Past() for zone in zones}
    last = _last_handed_in(zones, {quarter.shift(-back) for back in range(1, quarters + 1)})
    figures = Observation.objects.filter(submission__in=last).order_by()
    for pk, indicator, state, value in figures.values_list(
        "submission_id", "indicator_id", "state", "value"
    ):
        zone, when = last[pk]
        held, code = past[zone], codes[indicator]
        if value is not None:
            held.history.setdefault(code, {})[when] = value
        elif state == Observation.State.NOT_APPLICABLE:
            held.absent[code] = held.absent.get(code, frozenset()) | {when}
    return past


def _last_handed_in(
    zones: Collection[int], quarters: Collection[Quarter]
) -> dict[int, tuple[int, Quarter]]:
    """The last version handed in of each zone and quarter, with its zone and quarter."""
    versions = (
        Submission.objects.filter(
            zone__in=zones,
            state__in=HANDED_IN,
            quarter__year__in={quarter.year for quarter in quarters},
        )
        .order_by("version")
        .values_list("pk", "zone_id", "quarter__year", "quarter__quarter")
    )
    last = {(zone, Quarter(year, number)): pk for pk, zone, year, number in versions}
    return {pk: key for key, pk in last.items() if key[1] in quarters}


def _reasons(quarter: ReportingQuarter, zones: Collection[int]) -> dict[tuple, Override]:
    """The reasons written in any version of these zones' quarter, the latest version last.

    By zone and what they were written about: they hold for the same numbers only.
    """
    rows = (
        Override.objects.filter(submission__zone__in=zones, submission__quarter=quarter)
        .select_related("submission", "indicator", "by")
        .order_by("submission__version")
    )
    return {
        (one.submission.zone_id, one.rule, one.indicator.code, one.value, one.limit): one
        for one in rows
    }


def _reason(finding: Finding, zone: int, reasons: Mapping[tuple, Override]) -> Override | None:
    if not takes_reason(finding):
        return None
    subject = (finding.code, finding.indicator, finding.value, finding.limit)
    return reasons.get((zone, *subject))
