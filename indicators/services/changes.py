"""What was written, as the audit log tells it: figure by figure, and move by move."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from zones.models import AuditEntry
from zones.services.audit import Change

from ..models import Observation, ProvinceFigure, Reopening, ReportingQuarter, Submission
from ..periods import Quarter
from ..units import PLACES
from .entries import Indicators
from .merging import OBSERVED

Action, Kind = AuditEntry.Action, AuditEntry.Kind


def figure_changes(
    submission: Submission,
    held: Mapping[int, Observation],
    figures: Mapping[int, Observation],
    indicators: Indicators,
) -> list[Change]:
    """Every figure that is no longer what was held, in the indicators' order."""
    return [
        Change(
            Action.FIGURE_CHANGED,
            Kind.FIGURE,
            zone=submission.zone.code,
            quarter=submission.quarter.code,
            indicator=code,
            version=submission.version,
            old=_told(held.get(known.model.pk)),
            new=_told(figures.get(known.model.pk)),
        )
        for code, known in indicators.items()
        if figures.get(known.model.pk) is not held.get(known.model.pk)
    ]


def taken_over_changes(submission: Submission, codes: Iterable[str]) -> list[Change]:
    """Figures that stay as they are and are another person's from now on."""
    held = {one.indicator.code: one for one in submission.observations.select_related("indicator")}
    return [
        Change(
            Action.TAKEN_OVER,
            Kind.FIGURE,
            zone=submission.zone.code,
            quarter=submission.quarter.code,
            indicator=code,
            version=submission.version,
            old=_told(held.get(code)),
            new=_told(held.get(code)),
        )
        for code in codes
    ]


def submission_change(
    action: str, submission: Submission, was: str = "", **about: object
) -> Change:
    """A move of a submission from the state it was in, with what was said about it."""
    return Change(
        action,
        Kind.SUBMISSION,
        zone=submission.zone.code,
        quarter=submission.quarter.code,
        version=submission.version,
        old={"state": was} if was else None,
        new={"state": submission.state, **about},
    )


def published_change(submission: Submission) -> Change:
    """A version that a published assessment rests on for the first time."""
    return Change(
        Action.PUBLISHED,
        Kind.SUBMISSION,
        zone=submission.zone.code,
        quarter=submission.quarter.code,
        version=submission.version,
    )


def quarter_change(quarter: ReportingQuarter) -> Change:
    """A quarter opened, with its dates and its rate."""
    return Change(
        Action.QUARTER_OPENED,
        Kind.QUARTER,
        quarter=quarter.code,
        new={
            "due_on": quarter.due_on.isoformat(),
            "locks_on": quarter.locks_on.isoformat(),
            "dollar_rate": _text(quarter.dollar_rate),
            "rate_source": quarter.rate_source,
        },
    )


def terms_change(
    quarter: ReportingQuarter, before: Mapping[str, object] | None, reason: str
) -> Change:
    """A quarter's dates and rate changed, with the reason."""
    now = dict(quarter_change(quarter).new or {})
    return Change(
        Action.QUARTER_CHANGED,
        Kind.QUARTER,
        quarter=quarter.code,
        old=before,
        new=now | {"reason": reason},
    )


def quarter_cancelled_change(quarter: ReportingQuarter, reason: str) -> Change:
    """A quarter that is not collected any more, as it was, with the reason."""
    before = quarter_change(quarter).new
    return Change(
        Action.QUARTER_CANCELLED,
        Kind.QUARTER,
        quarter=quarter.code,
        old=before,
        new={"reason": reason},
    )


def reopening_change(action: str, reopening: Reopening) -> Change:
    """More time for a zone's quarter, given or ended early."""
    return Change(
        action,
        Kind.REOPENING,
        zone=reopening.zone.code,
        quarter=reopening.quarter.code,
        new={
            "until": reopening.closes_at.isoformat(),
            "reason_code": str(reopening.reason_code),
            "reason": reopening.reason,
        },
    )


def province_change(figure: ProvinceFigure) -> Change:
    """A total of the province put beside those there are."""
    return Change(
        Action.PROVINCE_SAVED,
        Kind.PROVINCE,
        quarter=Quarter(figure.year, figure.quarter),
        indicator=figure.indicator.code,
        version=figure.version,
        new={
            "vintage": figure.vintage,
            "value": _text(figure.value),
            "stated_growth": _text(figure.stated_growth),
            "source": figure.source,
        },
    )


def _told(found: Observation | None) -> dict[str, object] | None:
    """A figure as stored and as entered; None where there is none."""
    if found is None:
        return None
    told = {name: getattr(found, name) for name in OBSERVED}
    return {
        name: _text(value) if isinstance(value, Decimal) else value for name, value in told.items()
    }


def _text(value: Decimal | None) -> str | None:
    """An amount as text that is the same however the number is held: four decimals."""
    return None if value is None else f"{value.quantize(PLACES):f}"
