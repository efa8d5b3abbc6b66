"""Reads the calendar of the collection: when each quarter is due and locks, now or as it was."""

from datetime import date, datetime

import pandas as pd
from django.db.models import Q

from ..models import QuarterDates, ReportingQuarter
from ..periods import Quarter

COLUMNS = ["year", "quarter", "due_on", "locks_on"]


def calendar_frame(known_at: datetime | None = None) -> pd.DataFrame:
    """Every quarter with its due and lock date, columns ``COLUMNS``; one query.

    With a moment, as they were set by then, without quarters that were opened later.
    """
    if known_at is None:
        rows = list(ReportingQuarter.objects.values_list(*COLUMNS))
    else:
        held = QuarterDates.objects.filter(Q(set_at__isnull=True) | Q(set_at__lte=known_at))
        found = held.order_by("year", "quarter", "version").values_list(*COLUMNS)
        last = {(year, quarter): (due, lock) for year, quarter, due, lock in found}
        rows = [(*key, *dates) for key, dates in last.items() if dates[0] is not None]
    return pd.DataFrame(rows, columns=COLUMNS)


def due_dates(known_at: datetime | None = None) -> dict[Quarter, date]:
    """The due date of every quarter, now or as set by a moment."""
    frame = calendar_frame(known_at)
    return {Quarter(row.year, row.quarter): row.due_on for row in frame.itertuples()}
