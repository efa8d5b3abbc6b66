"""Imports figures from a file: every zone and quarter handed in, in one transaction, or nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from zones.access import Person
from zones.models import Zone

from ..models import Observation, ProvinceFigure, Reopening, ReportingQuarter, Submission
from ..periods import Quarter, usual_dates
from ..selectors.figures import indicators_by_code
from ..selectors.terms import terms_now
from ..tables import Problem
from .audit import Act, Change, audit_append, audit_write
from .changes import province_change, quarter_change
from .entries import Entry, Indicators, says_the_same
from .reading import FiguresFile, ProvinceEntry, read_figures
from .reopenings import quarter_reopen
from .submissions import Refused, merge_entries, submission_hand_in, submission_verify
from .transactions import one_transaction

__all__ = ["FiguresFile", "Imported", "figures_import", "quarter_open", "read_figures"]

State = Submission.State

#: How long a quarter is reopened for a file that needs it.
FILE_TAKES = timedelta(hours=1)
#: The column that a finding about a figure is named at; any other is about the value.
COLUMN_OF = {
    "no_earlier_quarters": "basis",
    "rate_missing": "unit",
    "unknown_unit": "unit",
    "state_and_value_disagree": "state",
    "reason_missing": "reason",
}


@dataclass(frozen=True)
class Imported:
    """What an import did: the submissions handed in, and how many figures were what."""

    submissions: tuple[Submission, ...]
    new: int
    revised: int
    unchanged: int

    @property
    def is_nothing(self) -> bool:
        """Whether everything in the file was there already."""
        return not (self.submissions or self.new or self.revised)


@dataclass(frozen=True)
class Held:
    """The latest version of a zone's quarter before the import, and its figures."""

    submission: Submission
    figures: dict[int, Observation]

    @property
    def is_handed_in(self) -> bool:
        return self.submission.state in (State.SUBMITTED, State.VERIFIED)


@one_transaction()
def figures_import(
    *,
    file: FiguresFile,
    by: Person,
    at: datetime,
    verified_by: Person | None = None,
    revision_reason: str = "",
    reopening_reason: str = "",
    is_demonstration: bool = False,
) -> Imported:
    """What was saved: each zone and quarter handed in, and verified if a second person is given.

    With a ``reopening_reason`` what is locked is reopened for an hour; the department may.
    Raises Refused; its ``problems`` name every row that stands in the way, and nothing is saved.
    """
    _refuse_at_once(file, by, verified_by)
    _refuse_the_future(file, at)
    zones = {zone.code: zone for zone in Zone.objects.select_related("reporting_start")}
    indicators = indicators_by_code()
    log: list[Act] = []
    about: dict[str, Any] = {
        "by": by,
        "at": at,
        "source": Submission.Source.FILE,
        "file_name": file.name[-200:],
        "revision_reason": revision_reason,
        "is_demonstration": is_demonstration,
        "indicators": indicators,
        "log": log,
    }
    quarters = _lock_quarters((quarter for _zone, quarter in file.by_zone), by, at, log)
    latest = _latest(quarters.values())
    submissions: list[Submission] = []
    counts: Counter[str] = Counter()
    problems: list[Problem] = []
    for (code, quarter), entries in sorted(file.by_zone.items(), key=lambda item: item[0][1]):
        held = latest.get((code, quarter))
        try:
            found = _compare(zones[code], quarters[quarter], held, entries, indicators)
            counts += found
            if held and held.is_handed_in and not found["new"] and not found["revised"]:
                continue
            if reopening_reason.strip():
                _reopen(zones[code], quarters[quarter], reopening_reason, by, at, log)
            submission = submission_hand_in(
                zone=zones[code], quarter=quarters[quarter], entries=entries, **about
            )
            if verified_by:
                submission = submission_verify(
                    submission=submission, by=verified_by, at=at, log=log
                )
            submissions.append(submission)
        except Refused as refused:
            problems += _problems(refused, file, code, quarter)
    if problems:
        problems.sort(key=lambda problem: problem.row or 0)
        raise Refused("file_has_problems", file=file.name, problems=tuple(problems))
    changes: list[Change] = []
    counts += _save_province(file.province, changes)
    audit_append(by=by, at=at, changes=changes, log=log)
    audit_write(log)
    return Imported(tuple(submissions), counts["new"], counts["revised"], counts["unchanged"])


@one_transaction()
def quarter_open(
    quarter: Quarter,
    *,
    by: Person | None = None,
    at: datetime | None = None,
    log: list[Act] | None = None,
    due_on: date | None = None,
    locks_on: date | None = None,
    dollar_rate: Decimal | None = None,
    rate_source: str = "",
) -> ReportingQuarter:
    """The collection's quarter, opened with the given or the usual dates if it is new.

    Raises Refused where somebody has opened it with other dates or another rate than those given.
    """
    usual_due, usual_lock = usual_dates(quarter, timezone.localdate(at))
    given = {"due_on": due_on, "locks_on": locks_on, "dollar_rate": dollar_rate}
    found, is_new = ReportingQuarter.objects.get_or_create(
        year=quarter.year,
        quarter=quarter.quarter,
        defaults={
            "due_on": due_on or usual_due,
            "locks_on": locks_on or usual_lock,
            "dollar_rate": dollar_rate,
            "rate_source": rate_source,
        },
    )
    if is_new:
        if by is not None and not by.may_open_quarters:
            raise Refused("quarter_not_open", quarter=str(quarter))
        audit_append(by=by, at=at, changes=[quarter_change(found)], log=log)
    elif any(value not in (None, getattr(found, name)) for name, value in given.items()):
        raise Refused(
            "quarter_is_open",
            quarter=str(quarter),
            due_on=str(found.due_on),
            locks_on=str(found.locks_on),
        )
    return found


def _refuse_at_once(file: FiguresFile, by: Person, verified_by: Person | None) -> None:
    """Nothing; raises Refused for what no row can mend."""
    if file.problems:
        raise Refused("file_has_problems", file=file.name, problems=tuple(file.problems))
    if verified_by and not verified_by.may_review(by.user_id):
        raise Refused("own_submission" if verified_by.is_commerce else "not_a_reviewer")
    if file.province and not by.is_commerce:
        raise Refused("not_your_province")


def _refuse_the_future(file: FiguresFile, at: datetime) -> None:
    """Nothing; raises Refused for figures of a quarter that has not begun."""
    today = timezone.localdate(at)
    problems = [
        Problem(file.name, row, "quarter", "quarter_not_begun", {"value": str(quarter)})
        for (_zone, quarter, _indicator), row in file.rows.items()
        if quarter.starts_on > today
    ]
    if problems:
        raise Refused("file_has_problems", file=file.name, problems=tuple(problems))


def _lock_quarters(
    quarters: Iterable[Quarter], by: Person, at: datetime, log: list[Act]
) -> dict[Quarter, ReportingQuarter]:
    """The collection's quarters, opened where they are new, locked in the order of time."""
    opened = [quarter_open(quarter, by=by, at=at, log=log).pk for quarter in sorted(set(quarters))]
    rows = ReportingQuarter.objects.select_for_update().filter(pk__in=opened)
    return {row.code: row for row in rows.order_by("year", "quarter")}


def _reopen(
    zone: Zone, quarter: ReportingQuarter, reason: str, by: Person, at: datetime, log: list[Act]
) -> None:
    """Nothing; where the zone's quarter is locked, it is open for as long as a file takes."""
    if terms_now(zone, quarter, at).is_locked:
        quarter_reopen(
            zone=zone,
            quarter=quarter,
            until=at + FILE_TAKES,
            reason_code=Reopening.Reason.OTHER,
            reason=reason,
            by=by,
            at=at,
            log=log,
        )


def _latest(quarters: Iterable[ReportingQuarter]) -> dict[tuple[str, Quarter], Held]:
    """The latest version of every zone in these quarters, by zone code and quarter; two queries."""
    quarters = list(quarters)
    versions = Submission.objects.filter(quarter__in=quarters).exclude(state=State.SUPERSEDED)
    held = {}
    for submission in versions.select_related("zone", "quarter").order_by("version"):
        held[submission.zone.code, submission.quarter.code] = Held(submission, {})
    by_submission = {found.submission.pk: found.figures for found in held.values()}
    observations = Observation.objects.filter(submission__quarter__in=quarters)
    for observation in observations.exclude(submission__state=State.SUPERSEDED).order_by():
        if observation.submission_id in by_submission:
            by_submission[observation.submission_id][observation.indicator_id] = observation
    return held


def _compare(
    zone: Zone,
    quarter: ReportingQuarter,
    held: Held | None,
    entries: Sequence[Entry],
    indicators: Indicators,
) -> Counter[str]:
    """How many of the entries are new, revised and unchanged against what is held."""
    before = held.figures if held else {}
    after = merge_entries(zone, quarter, before, entries, indicators)
    counts: Counter[str] = Counter()
    for entry in entries:
        indicator = indicators[entry.indicator].model.pk
        if indicator not in before:
            counts["new"] += 1
        elif says_the_same(before[indicator], after[indicator]):
            counts["unchanged"] += 1
        else:
            counts["revised"] += 1
    return counts


def _problems(refused: Refused, file: FiguresFile, zone: str, quarter: Quarter) -> list[Problem]:
    """The refusal as problems of the file's rows."""
    first = file.first_row(zone, quarter)
    if not refused.findings:
        return [Problem(file.name, first, None, "refused", {"refused": refused})]
    found = []
    for finding in refused.findings:
        rows = [file.rows.get((zone, quarter, code)) for code in (finding.indicator, finding.other)]
        row = next(filter(None, rows), first)
        column = COLUMN_OF.get(finding.code, "value")
        found.append(Problem(file.name, row, column, "finding", {"finding": finding}))
    return found


def _save_province(entries: Sequence[ProvinceEntry], changes: list[Change]) -> Counter[str]:
    """How many of the province's totals were new, revised, and there already.

    The first one published for a span stays; a different one after it is a revision beside it.
    """
    counts: Counter[str] = Counter()
    for entry in entries:
        span = {
            "indicator": entry.indicator,
            "year": entry.quarter.year,
            "quarter": entry.quarter.quarter,
        }
        held = ProvinceFigure.objects.filter(**span).exclude(vintage=ProvinceFigure.Vintage.IMPLIED)
        if held.filter(value=entry.value).exists():
            counts["unchanged"] += 1
            continue
        has_first = held.filter(vintage=ProvinceFigure.Vintage.FIRST).exists()
        revisions = held.filter(vintage=ProvinceFigure.Vintage.REVISED).count()
        figure = ProvinceFigure.objects.create(
            **span,
            vintage=ProvinceFigure.Vintage.REVISED if has_first else ProvinceFigure.Vintage.FIRST,
            version=revisions + 1 if has_first else 1,
            value=entry.value,
            source=entry.place,
        )
        changes.append(province_change(figure))
        counts["revised" if has_first else "new"] += 1
    return counts
