"""Takes what a program sends of a zone's quarter: every figure of it or none.

    figures_send       figures    -> Sent    saved as a draft or a revision
    submission_send    a quarter  -> Sent    handed in for review

The same sent again changes nothing: what the quarter holds already is not saved once more, and what
is handed in is not handed in again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act, audit_write
from zones.services.transactions import Refused, one_transaction

from ..models import ReportingQuarter, Submission
from ..selectors.cells import Held, Typed, held_of
from ..selectors.collection import token_of
from ..selectors.figures import indicators_by_code
from ..validation import Finding
from .entries import Entry, Indicators
from .locking import lock_quarter
from .recording import ZoneEntries, submissions_record
from .submitting import submissions_submit
from .typed import NotRead, Reader, is_held
from .validation import Reasons

State = Submission.State
HANDED_IN = (State.SUBMITTED, State.VERIFIED)
Fault = Refused | NotRead | Finding


class NotTaken(Exception):
    """Raised where some figures cannot be taken: why, by the indicator's code as it was sent."""

    def __init__(self, faults: Mapping[str, Fault]):
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Sent:
    """The quarter's version as it stands now, and the indicators that were saved in it."""

    submission: Submission | None
    saved: tuple[str, ...] = ()
    is_changed: bool = False


@one_transaction()
def figures_send(
    *,
    zone: Zone,
    quarter: ReportingQuarter,
    figures: Sequence[tuple[str, Typed]],
    by: Person,
    at: datetime,
    seen: str | None = None,
    revision_reason: str = "",
    log: list[Act] | None = None,
) -> Sent:
    """What became of the figures, each by its indicator's code; raises NotTaken or Refused.

    Figures that are not named stay as they are; an empty one is taken out. ``seen`` is the token of
    the version that the program read: what changed since is not written over.
    """
    if not by.may_enter(zone):
        raise Refused("not_your_zone")
    quarter, indicators = lock_quarter(quarter), indicators_by_code()
    held = held_of(quarter, [zone]).get(zone.pk, Held())
    entries = [
        entry
        for entry in _entries(figures, indicators)
        if not is_held(held.figures.get(indicators[entry.indicator].model.pk), entry, indicators)
    ]
    if not entries:
        return Sent(held.submission)
    if seen is not None and seen != token_of(held.submission):
        raise Refused("changed_meanwhile")
    acts: list[Act] = []
    try:
        submission = submissions_record(
            quarter=quarter,
            sheets=[ZoneEntries(zone, entries, revision_reason=revision_reason)],
            by=by,
            at=at,
            source=Submission.Source.PROGRAM,
            indicators=indicators,
            held={zone.pk: held},
            log=acts,
        ).of(zone.pk)
    except Refused as refused:
        if refused.findings:
            raise NotTaken({one.indicator: one for one in refused.findings}) from refused
        raise
    audit_write(acts, log)
    return Sent(submission, tuple(entry.indicator for entry in entries), is_changed=True)


@one_transaction()
def submission_send(
    *,
    zone: Zone,
    quarter: ReportingQuarter,
    by: Person,
    at: datetime,
    seen: str | None = None,
    reasons: Reasons | None = None,
    is_incomplete_accepted: bool = False,
    log: list[Act] | None = None,
) -> Sent:
    """The quarter's version, handed in for review; raises Refused."""
    if not by.may_enter(zone):
        raise Refused("not_your_zone")
    quarter = lock_quarter(quarter)
    held = held_of(quarter, [zone]).get(zone.pk, Held())
    if held.submission is None:
        raise Refused("nothing_reported")
    if held.submission.state in HANDED_IN:
        return Sent(held.submission)
    if seen is not None and seen != token_of(held.submission):
        raise Refused("changed_meanwhile")
    acts: list[Act] = []
    submission = submissions_submit(
        quarter=quarter,
        submissions=[held.submission],
        by=by,
        at=at,
        reasons={held.submission.pk: reasons or {}},
        is_incomplete_accepted=is_incomplete_accepted,
        log=acts,
    ).of(zone.pk)
    audit_write(acts, log)
    return Sent(submission, is_changed=True)


def _entries(figures: Sequence[tuple[str, Typed]], indicators: Indicators) -> list[Entry]:
    """The entries that the figures make; raises NotTaken with everything that is wrong."""
    reader = Reader(indicators)
    entries: list[Entry] = []
    faults: dict[str, Fault] = {}
    for code, typed in figures:
        if code not in indicators:
            faults[code] = Refused("unknown_indicator", indicator=code)
        elif any(entry.indicator == code for entry in entries):
            faults[code] = Refused("figure_twice", indicator=code)
        elif indicators[code].summands:
            faults[code] = Refused("total_not_typed")
        else:
            try:
                entries.append(reader.entry(code, typed))
            except NotRead as unread:
                faults[code] = unread
    if faults:
        raise NotTaken(faults)
    return entries
