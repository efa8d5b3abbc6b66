"""Saves single cells of a quarter's collection: one, or a pasted rectangle, in one transaction.

Every cell is answered on its own: saved, failed with what is wrong, or in conflict with what
somebody else has stored since the person saw it. The good ones are kept beside the bad ones, and
pass `submission_record` like every other way in.

The same edit may arrive twice, because a connection broke before its answer came. An edit that
finds its own figure stored already is saved; so is one that finds what this person sent before it
(``sent``) without hearing of it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from zones.access import Person
from zones.models import Zone

from ..models import Observation, ReportingQuarter
from ..selectors.cells import Held, Typed, cell_token, held_of, typed_of
from ..selectors.figures import indicators_by_code
from ..validation import Finding
from .audit import Act, audit_write
from .entries import Entry, Indicators
from .locking import lock_quarter
from .merging import Refused
from .submissions import submission_record
from .transactions import one_transaction
from .typed import NotRead, Reader, says_as_typed


class Result(StrEnum):
    """What became of an edit."""

    SAVED = "saved"
    FAILED = "failed"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class CellEdit:
    """A cell as somebody typed it, and the token of the cell that they saw before."""

    id: str  # of the page that sends it; the answer carries it
    zone: str
    indicator: str
    token: str
    typed: Typed
    sent: tuple[Typed, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What became of one edit, and why where it was not saved."""

    edit: CellEdit
    result: Result
    why: Refused | NotRead | Finding | None = None


@dataclass(frozen=True)
class CellsSaved:
    """The answers in the edits' order, and how the zones stand now, by zone code."""

    answers: tuple[Answer, ...]
    zones: Mapping[str, Held]


@dataclass
class _Saving:
    """What all cells of one request share."""

    quarter: ReportingQuarter
    by: Person
    at: datetime
    reasons: Mapping[str, str]
    indicators: Indicators
    reader: Reader
    answers: dict[str, Answer] = field(default_factory=dict)
    log: list[Act] = field(default_factory=list)

    def answer(self, edit: CellEdit, result: Result, why: object = None) -> None:
        self.answers[edit.id] = Answer(edit, result, why)  # type: ignore[arg-type]


@one_transaction()
def cell_save(
    *,
    quarter: ReportingQuarter,
    zones: Mapping[str, Zone],
    edits: Sequence[CellEdit],
    by: Person,
    at: datetime,
    revision_reasons: Mapping[str, str] | None = None,
) -> CellsSaved:
    """What became of each edit; ``zones`` are those open to the person, by code.

    The quarter is locked first, as for every write to it: what is compared here is what is
    replaced. An edit's id, and its cell, occurs but once.
    """
    indicators = indicators_by_code()
    saving = _Saving(
        lock_quarter(quarter),
        by,
        at,
        revision_reasons or {},
        indicators,
        Reader(indicators),
    )
    by_zone: dict[str, list[CellEdit]] = defaultdict(list)
    for edit in edits:
        if edit.zone in zones and edit.indicator in indicators:
            by_zone[edit.zone].append(edit)
        else:
            saving.answer(edit, Result.FAILED, Refused("unknown_cell"))
    touched = [zones[code] for code in by_zone]
    held = held_of(quarter, touched)
    for code, its_edits in by_zone.items():
        _save_zone(saving, zones[code], held.get(zones[code].pk, Held()), its_edits)
    after = held_of(quarter, touched) if saving.log else held
    audit_write(saving.log)
    return CellsSaved(
        tuple(saving.answers[edit.id] for edit in edits),
        {zone.code: after.get(zone.pk, Held()) for zone in touched},
    )


def _save_zone(saving: _Saving, zone: Zone, held: Held, edits: Sequence[CellEdit]) -> None:
    """Nothing; every edit of a zone has its answer."""
    ready: dict[str, tuple[CellEdit, Entry]] = {}
    for edit in edits:
        if entry := _ready(saving, held, edit):
            ready[edit.indicator] = (edit, entry)
    while ready:
        try:
            submission_record(
                zone=zone,
                quarter=saving.quarter,
                entries=[entry for _edit, entry in ready.values()],
                by=saving.by,
                at=saving.at,
                revision_reason=saving.reasons.get(zone.code, ""),
                indicators=saving.indicators,
                log=saving.log,
            )
        except Refused as refused:
            # The figures that cannot be taken are named; the others are kept without them.
            faults = {one.indicator: one for one in refused.findings if one.indicator in ready}
            for indicator in faults or list(ready):
                edit, _entry = ready.pop(indicator)
                saving.answer(edit, Result.FAILED, faults.get(indicator, refused))
        else:
            for edit, _entry in ready.values():
                saving.answer(edit, Result.SAVED)
            return


def _ready(saving: _Saving, held: Held, edit: CellEdit) -> Entry | None:
    """The entry to be recorded; None where the edit has its answer already."""
    known = saving.indicators[edit.indicator]
    if known.summands:
        saving.answer(edit, Result.FAILED, Refused("total_not_typed"))
        return None
    stored = held.figures.get(known.model.pk)
    try:
        entry = saving.reader.entry(edit.indicator, edit.typed)
    except NotRead as unread:
        saving.answer(edit, Result.FAILED, unread)
        return None
    if _is_held(stored, entry, saving):
        saving.answer(edit, Result.SAVED)
        return None
    if edit.token != cell_token(stored) and not _was_sent(stored, edit, saving):
        saving.answer(edit, Result.CONFLICT)
        return None
    return entry


def _is_held(stored: Observation | None, entry: Entry, saving: _Saving) -> bool:
    """Whether the cell holds what the entry says."""
    if stored is None or entry.is_empty:
        return stored is None and entry.is_empty
    indicator = saving.indicators[entry.indicator].model
    return not stored.is_computed and says_as_typed(entry, typed_of(stored, indicator))


def _was_sent(stored: Observation | None, edit: CellEdit, saving: _Saving) -> bool:
    """Whether the cell holds what the person sent before this edit and never heard of."""
    for typed in edit.sent:
        try:
            if _is_held(stored, saving.reader.entry(edit.indicator, typed), saving):
                return True
        except NotRead:
            continue
    return False
