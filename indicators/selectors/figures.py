"""Reads figures: observations as frames, and the indicators that they are of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from django.db.models import Q, QuerySet

from zones.models import Zone

from ..models import (
    Indicator,
    Observation,
    ProvinceFigure,
    ReportingStart,
    Submission,
)
from ..periods import Quarter

FRAME = ["zone", "indicator", "year", "quarter", "value", "state", "is_verified"]


@dataclass(frozen=True)
class KnownIndicator:
    """An indicator with the codes of its whole and of the parts that it is the sum of."""

    model: Indicator
    whole: str
    summands: tuple[str, ...]


def indicators_by_code() -> dict[str, KnownIndicator]:
    """Every indicator under its code, in order, in two queries."""
    found = Indicator.objects.select_related("part_of", "counting_rule").prefetch_related("sum_of")
    return {
        indicator.code: KnownIndicator(
            indicator,
            indicator.part_of.code if indicator.part_of else "",
            tuple(part.code for part in indicator.sum_of.all()),
        )
        for indicator in found
    }


def known_indicators(models: Iterable[Indicator]) -> dict[str, KnownIndicator]:
    """All indicators under their codes, of models with ``sum_of`` at hand; no query."""
    models = list(models)
    codes = {model.pk: model.code for model in models}
    return {
        model.code: KnownIndicator(
            model,
            codes.get(model.part_of_id, ""),
            tuple(part.code for part in model.sum_of.all()),
        )
        for model in models
    }


def submissions_in_force(as_at: datetime | None = None) -> QuerySet[Submission]:
    """The version that counts of each zone and quarter, now or as at a moment.

    That is the verified one; where none is verified yet the submitted one, which is provisional.
    """
    return Submission.objects.filter(is_in_force(as_at))


def is_in_force(as_at: datetime | None = None, of: str = "") -> Q:
    """That a version counts, as a condition; ``of`` leads to it, like ``submission__``.

    Asked of the row itself and not by a list of them: the work is then of what is asked for, not
    of every version there ever was.
    """
    if as_at is not None:
        is_there_still = Q(**{f"{of}superseded_at": None}) | Q(**{f"{of}superseded_at__gt": as_at})
        return Q(**{f"{of}verified_at__lte": as_at}) & is_there_still
    # A first version is the only one that can be submitted with nothing verified before it.
    is_provisional = Q(**{f"{of}state": Submission.State.SUBMITTED, f"{of}version": 1})
    return Q(**{f"{of}state": Submission.State.VERIFIED}) | is_provisional


def observation_frame(
    years: Iterable[int], *, zones: Iterable[Zone] | None = None, as_at: datetime | None = None
) -> pd.DataFrame:
    """The observations in force of these years, one row a figure, columns ``FRAME``; one query."""
    rows = Observation.objects.filter(
        is_in_force(as_at, "submission__"), submission__quarter__year__in=list(years)
    )
    if zones is not None:
        rows = rows.filter(submission__zone__in=list(zones))
    records = rows.order_by().values_list(
        "submission__zone__code",
        "indicator__code",
        "submission__quarter__year",
        "submission__quarter__quarter",
        "value",
        "state",
        "is_reason_refused",
        "submission__state",
    )
    return pd.DataFrame(
        [
            (
                zone,
                indicator,
                year,
                quarter,
                float("nan") if value is None else float(value),
                "reason_refused" if is_refused else state,
                version_state != Submission.State.SUBMITTED,
            )
            for zone, indicator, year, quarter, value, state, is_refused, version_state in records
        ],
        columns=FRAME,
    ).astype({"value": "float64"})


def reporting_starts() -> dict[str, Quarter]:
    """The first quarter that each zone reports, by zone code."""
    rows = ReportingStart.objects.values_list("zone__code", "year", "quarter")
    return {zone: Quarter(year, quarter) for zone, year, quarter in rows}


def province_frame(known_by: date | None = None) -> pd.DataFrame:
    """The province's year-to-date totals: columns indicator, year, quarter, vintage, value.

    Of several revisions the last one counts; with ``known_by``, of those published by that day (a
    total whose day of publication is not known counts at any time).
    """
    columns = ["indicator", "year", "quarter", "vintage", "value"]
    found = ProvinceFigure.objects.order_by("version")
    if known_by is not None:
        found = found.filter(Q(published_on__isnull=True) | Q(published_on__lte=known_by))
    rows = found.values_list("indicator__code", *columns[1:])
    frame = pd.DataFrame(list(rows), columns=columns).astype({"value": "float64"})
    return frame.drop_duplicates(columns[:4], keep="last").reset_index(drop=True)
