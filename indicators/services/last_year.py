"""Writes what becomes of a figure that this year's report states for last year's quarter.

Either a revision of last year's quarter is opened with it, or the stored figure stays for a written
reason. Both are a person's decision; nothing is revised silently.
"""

from collections.abc import Collection
from datetime import datetime

from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act, audit_append, audit_write
from zones.services.transactions import Refused, one_transaction, refuse_too_long

from ..models import ReportingQuarter, Submission
from ..selectors.last_year import CODE, LastYear, Proposal, last_year_of
from ..units import stored_unit
from .entries import Entry
from .remarks import remark_add
from .reopenings import quarter_reopen
from .submissions import submission_record
from .validation import overrides_written

__all__ = ["Refused", "last_year_keep", "last_year_revise"]

State = Submission.State


@one_transaction()
def last_year_revise(
    *,
    zone: Zone,
    quarter: ReportingQuarter,
    indicators: Collection[str],
    reason: str,
    reason_en: str = "",
    seen: str,
    by: Person,
    at: datetime,
    until: datetime | None = None,
    reason_code: str = "",
    log: list[Act] | None = None,
) -> Submission:
    """The open version of last year's quarter with the stated figures in it; raises Refused.

    With ``until`` a locked quarter is reopened for the zone first, which the department may. Where
    a version is open already the reason is kept as a remark on each figure.
    """
    year, proposals = _chosen(zone, quarter, indicators, seen, by, at)
    if not reason.strip():
        raise Refused("revision_needs_reason")
    refuse_too_long(reason)
    acts: list[Act] = []
    about = {"by": by, "at": at, "log": acts}
    if until is not None and year.terms.is_locked:
        quarter_reopen(
            zone=zone,
            quarter=year.row,
            until=until,
            reason_code=reason_code,
            reason=reason,
            by=by,
            at=at,
            log=acts,
        )
    submission = submission_record(
        zone=zone,
        quarter=year.row,
        entries=[_entry(one) for one in proposals],
        by=by,
        at=at,
        revision_reason=reason,
        revision_reason_en=reason_en,
        log=acts,
    )
    if year.latest.is_open:
        for one in proposals:
            remark_add(
                quarter=year.row,
                zone=zone,
                indicator=one.code,
                text=reason,
                is_follow_up=False,
                **about,  # type: ignore[arg-type]
            )
    audit_write(acts, log)
    return submission


@one_transaction()
def last_year_keep(
    *,
    zone: Zone,
    quarter: ReportingQuarter,
    indicators: Collection[str],
    reason: str,
    seen: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> None:
    """Nothing; the reason for which the stored figures stay is kept with these numbers."""
    _year, proposals = _chosen(zone, quarter, indicators, seen, by, at)
    if not reason.strip():
        raise Refused("keeping_needs_reason")
    submission = _latest(zone, quarter)
    assert submission is not None  # it makes the proposals
    reasons = {(CODE, one.code): reason.strip() for one in proposals}
    _found, changes = overrides_written(submission, reasons, by, at)
    audit_append(by=by, at=at, changes=changes, log=log)


def _chosen(
    zone: Zone,
    quarter: ReportingQuarter,
    indicators: Collection[str],
    seen: str,
    by: Person,
    at: datetime,
) -> tuple[LastYear, list[Proposal]]:
    """What is proposed now and is chosen; both quarters are locked, the earlier one first."""
    if not by.may_enter(zone):
        raise Refused("not_your_zone")
    last = quarter.code.shift(-4)
    rows = ReportingQuarter.objects.select_for_update()
    for code in (last, quarter.code):
        list(rows.filter(year=code.year, quarter=code.quarter))
    submission = _latest(zone, quarter)
    year = last_year_of(submission, at) if submission else None
    if year is None or seen != year.token:
        raise Refused("proposals_changed")
    chosen = [one for one in year.proposals if one.code in indicators and one.is_pending]
    if not chosen:
        raise Refused("nothing_proposed")
    return year, chosen


def _latest(zone: Zone, quarter: ReportingQuarter) -> Submission | None:
    rows = Submission.objects.filter(zone=zone, quarter=quarter).exclude(state=State.SUPERSEDED)
    return rows.select_related("zone", "quarter").order_by("-version").first()


def _entry(one: Proposal) -> Entry:
    """The figure of last year's single quarter as it would be, in its stored unit."""
    indicator = one.indicator
    return Entry(
        indicator.code,
        one.new,
        unit=stored_unit(indicator.unit_kind, indicator.unit_zh),
        entered=f"{one.new.normalize():f}",
    )
