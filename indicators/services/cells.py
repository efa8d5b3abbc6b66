"""Saves single cells of a quarter's collection: one, or a pasted rectangle, in one transaction.

Every cell is answered on its own: saved, failed with what is wrong, or in conflict with what
somebody else has stored since the person saw it. The good ones are kept beside the bad ones, and
pass `submissions_record` like every other way in.

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
from zones.services.audit import Act, audit_write
from zones.services.transactions import Refused, one_transaction

from ..models import Observation, ReportingQuarter
from ..selectors.cells import Held, Typed, cell_token, held_of
from ..selectors.figures import indicators_by_code
from ..validation import Finding
from .entries import Entry, Indicators
from .locking import lock_quarter
from .recording import ZoneEntries, submissions_record
from .typed import NotRead, Reader, is_held


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
    touched = list(dict.fromkeys(edit.zone for edit in edits if edit.zone in zones))
    held = held_of(saving.quarter, [zones[code] for code in touched])
    ready: dict[str, dict[str, tuple[CellEdit, Entry]]] = defaultdict(dict)
    for edit in edits:
        if edit.zone not in zones or edit.indicator not in indicators:
            saving.answer(edit, Result.FAILED, Refused("unknown_cell"))
        elif entry := _ready(saving, held.get(zones[edit.zone].pk, Held()), edit):
            ready[edit.zone][edit.indicator] = (edit, entry)
    after = held | _save(saving, zones, held, ready)
    audit_write(saving.log)
    return CellsSaved(
        tuple(saving.answers[edit.id] for edit in edits),
        {code: after.get(zones[code].pk, Held()) for code in touched},
    )


def _save(
    saving: _Saving,
    zones: Mapping[str, Zone],
    held: Mapping[int, Held],
    ready: Mapping[str, dict[str, tuple[CellEdit, Entry]]],
) -> dict[int, Held]:
    """What the zones hold that something was saved in; every edit has its answer then."""
    saved: dict[int, Held] = {}
    waiting = dict(ready)
    while waiting:
        outcomes = submissions_record(
            quarter=saving.quarter,
            sheets=[
                ZoneEntries(
                    zones[code],
                    [entry for _edit, entry in its.values()],
                    revision_reason=saving.reasons.get(code, ""),
                )
                for code, its in waiting.items()
            ],
            by=saving.by,
            at=saving.at,
            indicators=saving.indicators,
            held=held,
            log=saving.log,
        )
        saved |= outcomes.held
        for code, its in list(waiting.items()):
            if refused := outcomes.refused.get(zones[code].pk):
                _answer_refused(saving, its, refused)
            else:
                for edit, _entry in its.values():
                    saving.answer(edit, Result.SAVED)
                its.clear()
            if not its:
                del waiting[code]
    return saved


def _answer_refused(
    saving: _Saving, its: dict[str, tuple[CellEdit, Entry]], refused: Refused
) -> None:
    """Nothing; the figures that cannot be taken are named, and the others left to be saved."""
    faults = {one.indicator: one for one in refused.findings if one.indicator in its}
    for indicator in faults or list(its):
        edit, _entry = its.pop(indicator)
        saving.answer(edit, Result.FAILED, faults.get(indicator, refused))


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
    if is_held(stored, entry, saving.indicators):
        saving.answer(edit, Result.SAVED)
        return None
    if edit.token != cell_token(stored) and not _was_sent(stored, edit, saving):
        saving.answer(edit, Result.CONFLICT)
        return None
    return entry


def _was_sent(stored: Observation | None, edit: CellEdit, saving: _Saving) -> bool:
    """Whether the cell holds what the person sent before this edit and never heard of."""
    for typed in edit.sent:
        try:
            if is_held(stored, saving.reader.entry(edit.indicator, typed), saving.indicators):
                return True
        except NotRead:
            continue
    return False
