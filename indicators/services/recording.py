"""Records the figures of many zones of one quarter at once, in a fixed number of statements.

A zone whose figures cannot be taken is refused by itself, and nothing of it is written; the others
are recorded without it. Whoever wants all or nothing raises, and the transaction takes it all back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_too_long

from ..lifecycle import ENTER, REVISE, TRANSITIONS, Terms
from ..models import Observation, ReportingQuarter, Submission
from ..selectors.cells import Held, held_of
from ..selectors.collection import (
    has_left,
    single_quarters_before,
    start_of,
    state_of,
    token_of,
)
from ..selectors.figures import indicators_by_code
from ..selectors.terms import terms_by_zone
from .changes import Action, figure_changes, submission_change
from .entries import Entry, Indicators
from .locking import lock_quarter, refuse_if_locked
from .merging import merge_entries, replace_figures
from .validation import Reasons, overrides_written

State = Submission.State


@dataclass(frozen=True)
class ZoneEntries:
    """What is entered for one zone: the figures, and what else the person says with them.

    ``seen`` is the token of the version that they had before their eyes.
    """

    zone: Zone
    entries: Sequence[Entry]
    revision_reason: str = ""
    revision_reason_en: str = ""
    seen: str | None = None
    reasons: Reasons | None = None


@dataclass(frozen=True)
class Outcomes:
    """What became of each zone, by its id: its submission, or why nothing was written.

    ``held`` is the submission with its figures, where they were recorded.
    """

    done: dict[int, Submission] = field(default_factory=dict)
    refused: dict[int, Refused] = field(default_factory=dict)
    held: dict[int, Held] = field(default_factory=dict)

    def of(self, zone: int) -> Submission:
        """The submission of a zone; raises Refused."""
        if zone in self.refused:
            raise self.refused[zone]
        return self.done[zone]


@dataclass(frozen=True)
class _Quarter:
    """What all zones of one recording share."""

    row: ReportingQuarter
    by: Person
    at: datetime
    indicators: Indicators
    held: Mapping[int, Held]
    terms: Mapping[int, Terms]
    before: Mapping[int, Mapping[int, Decimal]]


@dataclass(frozen=True)
class _Version:
    """A zone's version to be written: what it holds, and what it will hold."""

    sheet: ZoneEntries
    submission: Submission
    is_new: bool
    held: dict[int, Observation]
    figures: dict[int, Observation]
    changes: list[Change]


@one_transaction()
def submissions_record(
    *,
    quarter: ReportingQuarter,
    sheets: Sequence[ZoneEntries],
    by: Person,
    at: datetime,
    source: str = Submission.Source.FORM,
    file_name: str = "",
    is_demonstration: bool = False,
    indicators: Indicators | None = None,
    held: Mapping[int, Held] | None = None,
    log: list[Act] | None = None,
) -> Outcomes:
    """What became of each zone; no zone occurs twice. What is refused is not written.

    Opens a version where none is open: the first, or a revision that starts from the verified
    figures and needs a reason. An empty entry takes the figure out. ``held`` is what the caller has
    found there, by zone id, since it locked the quarter itself.
    """
    indicators = indicators or indicators_by_code()
    if held is None:
        quarter = lock_quarter(quarter)
        held = held_of(quarter, [sheet.zone for sheet in sheets])
    shared = _shared(quarter, held, sheets, by, at, indicators)
    about = {"source": source, "file_name": file_name, "is_demonstration": is_demonstration}
    outcomes, versions = Outcomes(), []
    for sheet in sheets:
        try:
            versions.append(_version(shared, sheet, about))
        except Refused as refused:
            outcomes.refused[sheet.zone.pk] = refused
    _write(versions, at)
    changes: list[Change] = []
    for version in versions:
        changes += version.changes
        if version.sheet.reasons:
            reasons = (version.submission, version.sheet.reasons, by, at, indicators)
            changes += overrides_written(*reasons)[1]
        zone = version.sheet.zone.pk
        outcomes.done[zone] = version.submission
        outcomes.held[zone] = Held(version.submission, version.figures)
    audit_append(by=by, at=at, changes=changes, log=log)
    return outcomes


def _shared(
    quarter: ReportingQuarter,
    held: Mapping[int, Held],
    sheets: Sequence[ZoneEntries],
    by: Person,
    at: datetime,
    indicators: Indicators,
) -> _Quarter:
    """What is known of these zones' quarter; no more queries for many than for one."""
    return _Quarter(
        row=quarter,
        by=by,
        at=at,
        indicators=indicators,
        held=held,
        terms=terms_by_zone(quarter, [sheet.zone for sheet in sheets], at),
        before=sums_before(quarter, sheets, indicators),
    )


def sums_before(
    quarter: ReportingQuarter, sheets: Sequence[ZoneEntries], indicators: Indicators
) -> dict[int, dict[int, Decimal]]:
    """The year's earlier quarters summed, by zone and indicator id, where something needs them."""
    summed = {
        indicators[entry.indicator].model.pk
        for sheet in sheets
        for entry in sheet.entries
        if entry.is_year_to_date
    }
    zones = [sheet.zone for sheet in sheets]
    return single_quarters_before(zones, quarter.code, summed) if summed else {}


def _version(shared: _Quarter, sheet: ZoneEntries, about: Mapping[str, object]) -> _Version:
    """The version that a zone's figures make, not written yet; raises Refused."""
    zone = sheet.zone
    if not shared.by.may_enter(zone):
        raise Refused("not_your_zone")
    found = shared.held.get(zone.pk, Held())
    latest, held = found.submission, dict(found.figures)
    is_repeated = _may_be_repeated(latest, sheet.seen)
    _refuse_unless_open(shared, sheet, latest, is_repeated=is_repeated)
    before = shared.before.get(zone.pk, {})
    figures = merge_entries(zone, shared.row, held, sheet.entries, shared.indicators, before)
    is_new = latest is None or not latest.is_open
    submission = _opened(shared, sheet, latest, about) if is_new else latest
    assert submission is not None
    submission.zone, submission.quarter = zone, shared.row
    changes = figure_changes(submission, held, figures, shared.indicators)
    if is_repeated and changes:
        raise Refused("changed_meanwhile")
    if is_new:
        told = {"source": str(submission.source), "file": submission.file_name}
        told["reason"] = submission.revision_reason_zh
        changes.insert(0, submission_change(Action.OPENED, submission, **told))
    return _Version(sheet, submission, is_new, {} if is_new else held, figures, changes)


def _opened(
    shared: _Quarter,
    sheet: ZoneEntries,
    latest: Submission | None,
    about: Mapping[str, object],
) -> Submission:
    """A new version of a zone's quarter, not written yet: the first one, or a revision."""
    return Submission(
        zone=sheet.zone,
        quarter=shared.row,
        version=latest.version + 1 if latest else 1,
        created_by_id=shared.by.user_id,
        created_at=shared.at,
        saved_at=shared.at,
        revision_reason_zh=sheet.revision_reason.strip() if latest else "",
        revision_reason_en=sheet.revision_reason_en.strip() if latest else "",
        **about,
    )


def _write(versions: Iterable[_Version], at: datetime) -> None:
    """Nothing; the versions are opened or marked as saved, and hold their figures."""
    versions = list(versions)
    Submission.objects.bulk_create(one.submission for one in versions if one.is_new)
    kept = [one.submission for one in versions if not one.is_new]
    for submission in kept:
        submission.saved_at = at
    if kept:
        Submission.objects.filter(pk__in=[one.pk for one in kept]).update(saved_at=at)
    replace_figures([(one.submission, one.held, one.figures) for one in versions])
    for submission in kept:
        submission.refresh_from_db(fields=["observations"])  # forgets what it held; asks nothing


def _may_be_repeated(latest: Submission | None, seen: str | None) -> bool:
    """Whether a page is sent again after what it asked for was done: it is, if nothing differs."""
    if latest is None or seen is None or seen == token_of(latest):
        return False
    is_same_step = seen.split()[:2] == token_of(latest).split()[:2]
    return latest.state == State.DRAFT or (latest.state == State.RETURNED and is_same_step)


def _refuse_unless_open(
    shared: _Quarter, sheet: ZoneEntries, latest: Submission | None, *, is_repeated: bool
) -> None:
    """Nothing; raises Refused where figures cannot be entered now."""
    start = start_of(sheet.zone)
    if start and shared.row.code < start:
        raise Refused("before_start", start=str(start))
    if has_left(sheet.zone, shared.row.code):
        raise Refused("zone_has_left", day=str(sheet.zone.left_on))
    state = state_of(latest)
    move = REVISE if (state, REVISE) in TRANSITIONS else ENTER
    if (state, move) not in TRANSITIONS:
        raise Refused("already_submitted")
    if sheet.seen is not None and sheet.seen != token_of(latest) and not is_repeated:
        raise Refused("changed_meanwhile")
    refuse_if_locked(move, shared.row, shared.terms[sheet.zone.pk])
    if move == REVISE and not sheet.revision_reason.strip():
        raise Refused("revision_needs_reason")
    for text in (sheet.revision_reason, *(sheet.reasons or {}).values()):
        refuse_too_long(text)
