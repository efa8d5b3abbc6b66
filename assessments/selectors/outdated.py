"""Reads whether a published year rests on what has changed since, as far as an exit rests on it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from indicators.models import (
    Adoption,
    AnnualTarget,
    PublishedClass,
    QuarterDates,
    ReportingQuarter,
    Submission,
)
from zones.models import AuditEntry
from zones.shared_parts import answered_once

from .. import case_life as life
from ..models import Assessment, CaseGround, CaseMove, FlagRule
from ..outcome import digest_of
from .figures_read import figures_told_once
from .question import question

#: What is written in the log alone, and may decide how a year is judged.
_LOGGED = ("policy_loaded", "province_saved", "reference_kept")
#: The steps by which a zone has left, or is there again.
_ENDS_AN_EXIT = Q(move=life.EXPEL) | Q(move=life.OPEN, case__predecessor__state=life.EXITED)


def outdated_grounds(**which: object) -> Mapping[int, int]:
    """By key of the ground: the year to be assessed again first, where what it rests on changed.

    Of the grounds that ask for an exit in open cases, or of these. A query, and of each year that
    holds such a ground those of `is_outdated`.
    """
    found = CaseGround.objects.filter(
        consequence=FlagRule.Consequence.EXIT,
        state=CaseGround.State.STANDING,
        case__ended_at=None,
        case__track=life.EXIT,
        **which,
    )
    held = dict(found.order_by().values_list("pk", "held_by__assessment"))
    years = years_outdated(Assessment.objects.filter(pk__in=set(held.values()))) if held else {}
    return {pk: years[of] for pk, of in held.items() if of in years}


def years_outdated(assessments: QuerySet[Assessment]) -> dict[int, int]:
    """The years of those that would be judged on something else by now, by their key."""
    now = timezone.now()
    found = assessments.select_related("scheme")
    return {one.pk: one.year for one in found if is_outdated(one, now)}


def is_outdated(assessment: Assessment, at: datetime) -> bool:
    """Whether the year would be judged on something else by now than when it was published.

    On what is verified: what is merely handed in changes nothing yet. The digest tells, and is
    worked out only where something was written since the year was run, and once for what was
    written last: by one process of a server for all of them. Not since it was published: whoever
    waited for the publishing to end bears an earlier moment, and is not in it.
    """
    if not assessment.published_at:
        return False
    written = [_last(rows, assessment.run_at) for rows in _written(assessment)]
    if not any(written):
        return False
    told = assessment.pk, assessment.digest, *written, timezone.localdate(at)
    return answered_once(("outdated", *told), lambda: _is_judged_otherwise(assessment, at))


def _is_judged_otherwise(assessment: Assessment, at: datetime) -> bool:
    return assessment.digest not in (_digest(assessment, at, as_at) for as_at in (at, None))


def _digest(assessment: Assessment, at: datetime, as_at: datetime | None) -> str:
    """The digest that the year would have; its figures are read where they are others by now."""
    scheme = assessment.scheme
    asked = question(assessment.span, scheme, at=at, as_at=as_at, is_without_figures=True)
    return digest_of(asked, figures_told_once(asked, scheme, as_at))


def _written(assessment: Assessment) -> Iterable[tuple[QuerySet, str]]:
    """What may decide how the year is judged, with the column of when it was written."""
    year = assessment.year
    # Asked of the few that were verified since, not of every quarter there ever was.
    later = ReportingQuarter.objects.filter(year__gt=year)
    yield Submission.objects.exclude(quarter__in=later), "verified_at"
    yield PublishedClass.objects.filter(year__lte=year), "entered_at"
    yield Assessment.objects.filter(year__lt=year, kind="year"), "published_at"
    yield AnnualTarget.objects.filter(year__lte=year), "set_at"
    yield Adoption.objects.all(), "adopted_at"
    yield QuarterDates.objects.filter(year__lte=year), "set_at"
    yield CaseMove.objects.filter(_ENDS_AN_EXIT), "at"
    yield AuditEntry.objects.filter(action__in=_LOGGED), "at"


def _last(rows: tuple[QuerySet, str], since: datetime) -> datetime | None:
    """When the last of the rows was written after a moment; a query."""
    found, name = rows
    found = found.filter(**{f"{name}__gt": since}).order_by()
    return found.aggregate(last=Max(name))["last"]
