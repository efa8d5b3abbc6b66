"""Reads which board stood on a date: the version that was published and in force that day."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from indicators.periods import Period

from ..models import Assessment
from .question import published_as_at


def end_of(day: date) -> datetime:
    """The last moment of a day, in the site's time zone."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(midnight) - timedelta(microseconds=1)


def version_as_at(period: Period, day: date) -> Assessment | None:
    """The version of the period that was in force when the day ended; None where none was."""
    found = published_as_at(end_of(day)).filter(period=str(period))
    return found.select_related("scheme", "published_by", "run_by").first()


def latest_as_at(day: date) -> Assessment | None:
    """The assessment of the latest period that was in force when the day ended."""
    found = published_as_at(end_of(day)).select_related("scheme", "published_by", "run_by")
    return found.order_by("-year", "-quarter", "-version").first()
