"""Imports figures from a file: every zone and quarter handed in, in one transaction, or nothing."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act, Change, audit_append, audit_write
from zones.services.transactions import Refused, one_transaction

from ..models import Observation, Reopening, ReportingQuarter, Submission
from ..periods import Quarter
from ..selectors.figures import indicators_by_code
from ..selectors.terms import terms_now
from ..tables import Problem
from .entries import Entry, Indicators, says_the_same
from .merging import merge_entries
from .province import province_figures_add
from .quarters import quarter_open
from .reading import FiguresFile, read_figures
from .recording import ZoneEntries, sums_before
from .reopenings import quarter_reopen
from .reviews import submission_verify
from .submitting import submissions_hand_in

__all__ = ["FiguresFile", "Imported", "figures_import", "read_figures"]

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


@dataclass
class _Importing:
    """What the quarters of one import share and fill."""

    file: FiguresFile
    by: Person
    at: datetime
    verified_by: Person | None
    revision_reason: str
    reopening_reason: str
    is_demonstration: bool
    is_incomplete_accepted: bool
    zones: Mapping[str, Zone]
    indicators: Indicators
    log: list[Act] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, refused: Refused, zone: str, quarter: Quarter) -> None:
        self.problems += _problems(refused, self.file, zone, quarter)


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
    is_incomplete_accepted: bool = False,
) -> Imported:
    """What was saved: each zone and quarter handed in, and verified if a second person is given.

    With a ``reopening_reason`` what is locked is reopened for an hour; the department may.
    Raises Refused; its ``problems`` name every row that stands in the way, and nothing is saved.
    """
    _refuse_at_once(file, by, verified_by)
    _refuse_the_future(file, at)
    importing = _Importing(
        file=file,
        by=by,
        at=at,
        verified_by=verified_by,
        revision_reason=revision_reason,
        reopening_reason=reopening_reason.strip(),
        is_demonstration=is_demonstration,
        is_incomplete_accepted=is_incomplete_accepted,
        zones={zone.code: zone for zone in Zone.objects.select_related("reporting_start")},
        indicators=indicators_by_code(),
    )
    quarters = _lock_quarters({quarter for _zone, quarter in file.by_zone}, importing)
    latest = _latest(quarters.values())
    for quarter, row in sorted(quarters.items()):  # what is handed in counts for the next one
        _import_quarter(
            importing, row, {zone: latest.get((zone, quarter)) for zone in importing.zones}
        )
    if importing.problems:
        problems = sorted(importing.problems, key=lambda problem: problem.row or 0)
        raise Refused("file_has_problems", file=file.name, problems=tuple(problems))
    changes: list[Change] = []
    counts = importing.counts + province_figures_add(file.province, changes)
    audit_append(by=by, at=at, changes=changes, log=importing.log)
    audit_write(importing.log)
    submissions = tuple(importing.submissions)
    return Imported(submissions, counts["new"], counts["revised"], counts["unchanged"])


def _refuse_at_once(file: FiguresFile, by: Person, verified_by: Person | None) -> None:
    """Nothing; raises Refused for what no row can mend."""
    if file.problems:
        raise Refused("file_has_problems", file=file.name, problems=tuple(file.problems))
    if verified_by and not verified_by.may_return(by.user_id):
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
    quarters: Collection[Quarter], importing: _Importing
) -> dict[Quarter, ReportingQuarter]:
    """The collection's quarters, opened where they are new, locked in the order of time."""
    about: dict[str, Any] = {"by": importing.by, "at": importing.at, "log": importing.log}
    opened = [quarter_open(quarter, **about).pk for quarter in sorted(quarters)]
    rows = ReportingQuarter.objects.select_for_update().filter(pk__in=opened)
    locked = {row.code: row for row in rows.order_by("year", "quarter")}
    for quarter in quarters:
        if quarter not in locked:  # cancelled in this very moment
            raise Refused("quarter_gone", quarter=str(quarter))
    return locked


def _import_quarter(
    importing: _Importing, row: ReportingQuarter, held: Mapping[str, Held | None]
) -> None:
    """Nothing; the file's zones of a quarter are handed in, or their rows are problems."""
    quarter, sheets = row.code, list[ZoneEntries]()
    by_zone = {
        zone: entries for (zone, its), entries in importing.file.by_zone.items() if its == quarter
    }
    asked = [ZoneEntries(importing.zones[zone], its) for zone, its in by_zone.items()]
    before = sums_before(row, asked, importing.indicators)
    for code, entries in by_zone.items():
        zone = importing.zones[code]
        try:
            found = _compare(row, zone, held[code], entries, importing, before)
            importing.counts += found
            if _is_there_already(held[code], found):
                continue
            _reopen(zone, row, importing)
            sheets.append(ZoneEntries(zone, entries, importing.revision_reason))
        except Refused as refused:
            importing.refuse(refused, code, quarter)
    outcomes = submissions_hand_in(
        quarter=row,
        sheets=sheets,
        by=importing.by,
        at=importing.at,
        source=Submission.Source.FILE,
        file_name=importing.file.name[-200:],
        is_demonstration=importing.is_demonstration,
        is_incomplete_accepted=importing.is_incomplete_accepted,
        indicators=importing.indicators,
        log=importing.log,
    )
    for zone in (sheet.zone for sheet in sheets):
        if why := outcomes.refused.get(zone.pk):
            importing.refuse(why, zone.code, quarter)
    for submission in outcomes.done.values():
        try:
            importing.submissions.append(_verified(submission, importing))
        except Refused as refused:  # who verifies has entered some of a draft that was there
            importing.refuse(refused, submission.zone.code, quarter)


def _verified(submission: Submission, importing: _Importing) -> Submission:
    """The submission, verified if there is a second person who does."""
    if importing.verified_by is None:
        return submission
    by, log = importing.verified_by, importing.log
    return submission_verify(submission=submission, by=by, at=importing.at, log=log)


def _reopen(zone: Zone, quarter: ReportingQuarter, importing: _Importing) -> None:
    """Nothing; with a reason a locked quarter of a zone is open for as long as a file takes."""
    by, at, reason = importing.by, importing.at, importing.reopening_reason
    if reason and terms_now(zone, quarter, at).is_locked:
        quarter_reopen(
            zone=zone,
            quarter=quarter,
            until=at + FILE_TAKES,
            reason_code=Reopening.Reason.OTHER,
            reason=reason,
            by=by,
            at=at,
            log=importing.log,
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
    row: ReportingQuarter,
    zone: Zone,
    held: Held | None,
    entries: Sequence[Entry],
    importing: _Importing,
    before: Mapping[int, Mapping[int, Decimal]],
) -> Counter[str]:
    """How many of the entries are new, revised and unchanged against what is held."""
    indicators = importing.indicators
    figures = held.figures if held else {}
    sums = before.get(zone.pk, {})
    after = merge_entries(zone, row, figures, entries, indicators, sums)
    counts: Counter[str] = Counter()
    for entry in entries:
        indicator = indicators[entry.indicator].model.pk
        if indicator not in figures:
            counts["new"] += 1
        elif says_the_same(figures[indicator], after[indicator]):
            counts["unchanged"] += 1
        else:
            counts["revised"] += 1
    return counts


def _is_there_already(held: Held | None, found: Counter[str]) -> bool:
    """Whether there is nothing to hand in: the same figures are handed in already."""
    return bool(held and held.is_handed_in and not found["new"] and not found["revised"])


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
