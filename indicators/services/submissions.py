"""Writes submissions: the one way in for the web form, files, and the command line.

Each function is one transaction. Nothing verified is overwritten: a change to it is a new version
with a reason, and the earlier one stays readable as superseded. Which move may follow what is said
in `indicators.lifecycle`; the lock binds everybody, here and nowhere else.

The same page may be sent twice, or go back and be sent again. A draft that holds already what the
page says is saved; any other change since the page was opened is refused.

For one zone's quarter as for many: `submissions_record` and `submissions_submit` take all zones of
a quarter, and these are theirs with one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act, audit_write
from zones.services.transactions import Refused, one_transaction

from ..models import ReportingQuarter, Submission
from ..selectors.figures import indicators_by_code
from .entries import Entry, Indicators
from .merging import merge_entries
from .recording import ZoneEntries, submissions_record
from .reviews import (
    submission_return,
    submission_take_over,
    submission_verify,
    submissions_publish,
)
from .submitting import submissions_submit
from .validation import Reasons

__all__ = [
    "Entry",
    "Refused",
    "merge_entries",
    "submission_hand_in",
    "submission_record",
    "submission_return",
    "submission_submit",
    "submission_take_over",
    "submission_verify",
    "submissions_publish",
]


def submission_record(
    *,
    zone: Zone,
    quarter: ReportingQuarter,
    entries: Sequence[Entry],
    by: Person,
    at: datetime,
    source: str = Submission.Source.FORM,
    file_name: str = "",
    revision_reason: str = "",
    revision_reason_en: str = "",
    is_demonstration: bool = False,
    indicators: Indicators | None = None,
    seen: str | None = None,
    reasons: Reasons | None = None,
    log: list[Act] | None = None,
) -> Submission:
    """The open version of a zone's quarter with these figures saved in it; raises Refused.

    Opens a version where none is open: the first, or a revision that starts from the verified
    figures and needs a reason. An empty entry takes the figure out. ``seen`` is the token of the
    version that the person had before their eyes; ``indicators`` saves looking them up again.
    """
    sheet = ZoneEntries(zone, entries, revision_reason, revision_reason_en, seen, reasons)
    return submissions_record(
        quarter=quarter,
        sheets=[sheet],
        by=by,
        at=at,
        source=source,
        file_name=file_name,
        is_demonstration=is_demonstration,
        indicators=indicators,
        log=log,
    ).of(zone.pk)


def submission_submit(
    *,
    submission: Submission,
    by: Person,
    at: datetime,
    indicators: Indicators | None = None,
    reasons: Reasons | None = None,
    is_incomplete_accepted: bool = False,
    log: list[Act] | None = None,
) -> Submission:
    """The submission, handed in for review; Refused where a severe finding has no reason.

    Refused too where figures are missing and nobody said that it goes without them.
    """
    return submissions_submit(
        quarter=submission.quarter,
        submissions=[submission],
        by=by,
        at=at,
        indicators=indicators,
        reasons={submission.pk: reasons or {}},
        is_incomplete_accepted=is_incomplete_accepted,
        log=log,
    ).of(submission.zone_id)


@one_transaction()
def submission_hand_in(
    *,
    by: Person,
    at: datetime,
    indicators: Indicators | None = None,
    log: list[Act] | None = None,
    is_incomplete_accepted: bool = False,
    **what: Any,
) -> Submission:
    """The figures recorded and handed in at once, or neither; takes what recording takes.

    Figures may be missing only where that is accepted.
    """
    indicators = indicators or indicators_by_code()
    acts: list[Act] = []
    about: dict[str, Any] = {"by": by, "at": at, "indicators": indicators, "log": acts}
    submission = submission_record(**about, **what)
    submission = submission_submit(
        submission=submission, is_incomplete_accepted=is_incomplete_accepted, **about
    )
    audit_write(acts, log)
    return submission
