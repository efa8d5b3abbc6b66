"""Reads by finding what its zone replied, in whichever window of the year that was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zones.access import Person
from zones.models import Zone

from ..models import Assessment, CaseGround, Flag, ReplyWindow
from .hearings import Hearing, hearing_of
from .reply_rows import CLOSED, ReplyRow
from .reply_windows import Windows, windows_of

#: A finding: zone, rule and target.
Key = tuple[int, str, int | None]
Rows = dict[Key, ReplyRow]


def key_of(flag: Flag | CaseGround, zone_id: int) -> Key:
    """What a finding is about."""
    return zone_id, str(flag.code), flag.target_id


def hearings_of(
    assessment: Assessment, windows: Windows, zone: Zone | None = None
) -> list[Hearing]:
    """What was said in the windows of an assessment, the one that counts first; four queries each.

    Those that were cancelled beside it and that of the version before follow.
    """
    return [hearing_of(assessment, one, zone) for one in _windows(windows)]


def _windows(windows: Windows) -> Iterator[ReplyWindow]:
    if windows.counts is not None:
        yield windows.counts
    yield from reversed(windows.aside)
    if windows.before is not None:
        yield windows.before


def rows_found(hearings: Iterable[Hearing], windows: Windows, who: Person | None = None) -> Rows:
    """By finding the row with its reply, from the first hearing that has one. No query."""
    rows: Rows = {}
    for hearing in hearings:
        is_aside = hearing.window in windows.aside
        for one in hearing.findings:
            is_named = who is not None and who.may_read_findings_of(one.zone)
            row = ReplyRow(one, hearing, CLOSED, is_named, is_aside)
            for flag in filter(None, (row.flag, row.flag.also)):
                _keep(rows, key_of(flag, one.zone.pk), row)
    return rows


def replies_of_grounds(
    grounds: Iterable[CaseGround], zone: Zone, who: Person | None = None
) -> Rows:
    """By finding what the zone replied to the grounds of a case; queries for each version alone.

    A reply to the version that holds a ground now counts before one to that which opened the case.
    """
    grounds = list(grounds)
    versions: dict[int, Assessment] = {}
    for flag in (*(one.held_by for one in grounds), *(one.flag for one in grounds)):
        versions.setdefault(flag.assessment_id, flag.assessment)
    rows: Rows = {}
    for assessment in versions.values():
        windows = windows_of(assessment)
        hearings = hearings_of(assessment, windows, zone) or [hearing_of(assessment, None, zone)]
        for key, row in rows_found(hearings, windows, who).items():
            _keep(rows, key, row)
    return rows


def _keep(rows: Rows, key: Key, row: ReplyRow) -> None:
    held = rows.get(key)
    if held is None or (held.reply is None and row.reply is not None):
        rows[key] = row


def version_replied_to(row: ReplyRow) -> int:
    """The version that the reply speaks of, where it is another one than the finding's; else 0."""
    window = row.window
    if row.reply is None or window is None or window.assessment_id == row.assessment.pk:
        return 0
    return window.assessment.version
