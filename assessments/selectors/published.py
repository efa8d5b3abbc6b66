"""Reads which assessments there are, and which of them a person may see."""

from django.db.models import QuerySet

from indicators.models import Indicator, Target
from indicators.periods import Period
from zones.access import Person

from ..models import Assessment

State = Assessment.State


def assessments_open_to(who: Person) -> QuerySet[Assessment]:
    """The assessments a person may see: published and superseded ones, drafts for few."""
    found = Assessment.objects.select_related("scheme", "published_by", "run_by")
    if who.may_see_unpublished:
        return found
    return found.filter(state__in=[State.PUBLISHED, State.SUPERSEDED])


def latest_published() -> Assessment | None:
    """The published assessment of the latest period; the year's where a half-year's ends too."""
    return (
        Assessment.objects.filter(state=State.PUBLISHED)
        .select_related("scheme")
        .order_by("-year", "-quarter", "-version")
        .first()
    )


def assessment_of(period: Period, who: Person, version: int | None = None) -> Assessment | None:
    """The period's assessment: that version, else the published one, else the open draft."""
    found = assessments_open_to(who).filter(period=str(period))
    if version is not None:
        return found.filter(version=version).first()
    order = {State.PUBLISHED: 0, State.UNDER_REPLY: 1, State.DRAFT: 1, State.SUPERSEDED: 2}
    return min(found, key=lambda one: (order[one.state], -one.version), default=None)


def published_board(period: Period) -> Assessment | None:
    """The published assessment of a period; None where there is none."""
    found = Assessment.objects.filter(state=State.PUBLISHED, period=str(period))
    return found.select_related("scheme").first()


def headline_indicator() -> Indicator | None:
    """The indicator whose share of the province the policy measures: its headline figure."""
    return Indicator.objects.filter(targets__measure_of=Target.MeasureOf.SHARE).first()


def published_periods() -> list[str]:
    """The periods with a published result, latest first."""
    return list(
        Assessment.objects.filter(state=State.PUBLISHED)
        .order_by("-year", "-quarter")
        .values_list("period", flat=True)
    )
