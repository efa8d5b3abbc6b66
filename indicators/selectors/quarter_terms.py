"""Reads a quarter's dates and rate: whether they may be changed, and who changed them before."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zones.display import DASH, moment
from zones.models import AuditEntry, Zone

from ..models import (
    CellNote,
    Observation,
    QuarterDates,
    ReportingQuarter,
    Submission,
    TaskReport,
)
from ..periods import Quarter, UnknownPeriod, parse_quarter
from ..units import DOLLAR_FACTORS

#: What of a quarter can be changed, as the audit log tells it.
TERMS = ("due_on", "locks_on", "dollar_rate", "rate_source")


@dataclass(frozen=True)
class TermsChange:
    """One change of a quarter's terms: who, when, why, and each term before and after."""

    by: str
    at: str
    reason: str
    terms: tuple[tuple[str, str, str], ...]


def terms_token(quarter: ReportingQuarter) -> str:
    """What changes whenever the quarter's terms do: a page that carries an older one is stale."""
    rate = "" if quarter.dollar_rate is None else f"{quarter.dollar_rate:.4f}"
    return f"{quarter.due_on} {quarter.locks_on} {rate} {quarter.rate_source}"


def is_cancelled(code: str) -> bool:
    """Whether the quarter of that code was collected and is not any more."""
    try:
        quarter = parse_quarter(code)
    except UnknownPeriod:
        return False
    which = {"year": quarter.year, "quarter": quarter.quarter}
    last = QuarterDates.objects.filter(**which).order_by("-version").first()
    is_gone = last is not None and last.due_on is None
    return is_gone and not ReportingQuarter.objects.filter(**which).exists()


def is_untouched(quarter: ReportingQuarter) -> bool:
    """Whether nothing was ever entered or remarked in a quarter."""
    return not (
        Submission.objects.filter(quarter=quarter).exists()
        or CellNote.objects.filter(quarter=quarter).exists()
        or TaskReport.objects.filter(year=quarter.year, quarter=quarter.quarter).exists()
    )


def zones_in_dollars(quarter: ReportingQuarter) -> list[Zone]:
    """The zones whose latest figures of a quarter were entered in dollars."""
    rows = Observation.objects.filter(submission__quarter=quarter, unit__in=DOLLAR_FACTORS)
    rows = rows.exclude(submission__state=Submission.State.SUPERSEDED)
    return list(Zone.objects.filter(pk__in=rows.values("submission__zone")))


def quarters_between(quarter: Quarter) -> list[Quarter]:
    """The quarters that a gap would be left in, if this one were opened now; oldest first."""
    rows = ReportingQuarter.objects.values_list("year", "quarter")
    last = max((one for one in (Quarter(*row) for row in rows) if one <= quarter), default=quarter)
    found = []
    while last.shift(1) < quarter:
        last = last.shift(1)
        found.append(last)
    return found


def terms_changes(quarter: ReportingQuarter) -> Sequence[TermsChange]:
    """Every change of a quarter's terms since it was opened, the latest first; one query."""
    rows = _entries(quarter).filter(
        action=AuditEntry.Action.QUARTER_CHANGED, seq__gt=_opened(quarter)
    )
    return [
        TermsChange(
            by=one.person_name,
            at=moment(one.at),
            reason=(one.new or {}).get("reason", ""),
            terms=_terms(one.old or {}, one.new or {}),
        )
        for one in rows.order_by("-seq")
    ]


def _entries(quarter: ReportingQuarter) -> QuerySet[AuditEntry]:
    """What was done to the quarter itself: no zone is named, so an index finds it."""
    return AuditEntry.objects.filter(
        kind=AuditEntry.Kind.QUARTER, zone="", quarter=str(quarter.code)
    )


def _opened(quarter: ReportingQuarter) -> int:
    """The number of the entry at which the quarter was last opened: it may have been cancelled."""
    rows = _entries(quarter).filter(action=AuditEntry.Action.QUARTER_OPENED)
    return rows.order_by("-seq").values_list("seq", flat=True).first() or 0


def _terms(old: dict, new: dict) -> tuple[tuple[str, str, str], ...]:
    names = {
        "due_on": _("Due on"),
        "locks_on": _("Locks on"),
        "dollar_rate": _("Yuan per US dollar"),
        "rate_source": _("Source of the rate"),
    }
    return tuple(
        (names[name], str(old.get(name) or DASH), str(new.get(name) or DASH))
        for name in TERMS
        if old.get(name) != new.get(name)
    )
