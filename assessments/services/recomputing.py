"""A board that was never published, as it would have stood on a date; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from indicators.models import ReportingQuarter
from indicators.periods import Period

from ..models import Assessment
from ..outcome import judge_period
from ..selectors.as_at import end_of
from ..selectors.flag_rules import rules_moment
from ..selectors.question import question
from ..selectors.scheme_rules import scheme_in_force
from .assessments import Refused, known_of
from .rows import Rows, rows_of


@dataclass(frozen=True)
class Recomputed:
    """A board and its rows, none of them stored."""

    assessment: Assessment
    rows: Rows


def board_recompute(period: Period, day: date) -> Recomputed:
    """The period's board on the figures verified by the end of that day.

    Under the scheme adopted, the targets and flag rules set, the dates of the quarters, the classes
    entered and the totals published by then.
    Raises Refused where there was no scheme or no figure yet.
    """
    at = end_of(day)
    return _judged(period, at, is_now=False)


def board_now(period: Period, at: datetime) -> Recomputed:
    """The period's board on what is handed in by now, verified or not: as it would be run now.

    Raises Refused where there is no scheme, no figure, or the quarter is not collected yet.
    """
    last = period.last_quarter
    if not ReportingQuarter.objects.filter(year=last.year, quarter=last.quarter).exists():
        raise Refused("no_figures", period=str(period))
    return _judged(period, at, is_now=True)


def _judged(period: Period, at: datetime, *, is_now: bool) -> Recomputed:
    scheme = scheme_in_force(period.year) if is_now else scheme_in_force(period.year, at)
    if scheme is None:
        raise Refused("no_scheme", year=period.year)
    then = None if is_now else at
    outcome = judge_period(question(period, scheme, at=at, as_at=then, known_by=then))
    if not outcome.has_figures and is_now:
        raise Refused("no_figures", period=str(period))
    if not outcome.has_figures:
        raise Refused("none_verified", period=str(period), day=localdate(at).isoformat())
    assessment = Assessment(
        period=str(period),
        year=period.year,
        quarter=period.quarter,
        kind=period.kind,
        version=0,
        scheme=scheme,
        digest=outcome.digest,
        is_provisional=outcome.is_provisional,
        run_at=at,
    )
    known = known_of(scheme, rules_moment(period, then))
    return Recomputed(assessment, rows_of(assessment, outcome, known))
