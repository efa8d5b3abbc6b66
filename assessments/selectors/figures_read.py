"""Reads the figures that a period is judged on, and once for all what a digest tells of them."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import product

import pandas as pd

from indicators.figures import state_of_gap
from indicators.models import Submission
from indicators.periods import Period
from indicators.selectors.figures import is_in_force, observation_frame
from zones.models import Zone
from zones.shared_parts import once

from ..facts import Facts, gather
from ..models import Scheme
from ..normalising import BASELINE
from ..outcome import Question, figures_told
from ..promises import Promise

#: How many years back figures are read: three full years for the season and one left out.
YEARS_BACK = 4


def years_read(period: Period, scheme: Scheme, promises: Collection[Promise]) -> set[int]:
    """The years of whose figures something is counted when a period is judged."""
    base_years = {p.base_year for p in promises if p.base_year is not None}
    if scheme.normalisation == BASELINE and scheme.base_year is not None:
        base_years |= {scheme.base_year, scheme.base_year - 1}  # growth in the base year as well
    return {*range(period.year - YEARS_BACK, period.year + 1), *base_years}


def figures_in_force(
    period: Period, years: Collection[int], zones: Iterable[Zone], as_at: datetime | None
) -> pd.DataFrame:
    """The zones' figures of these years up to a period's end, now or as at a moment."""
    return until(period, observation_frame(years, zones=zones, as_at=as_at))


def until(period: Period, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without what lies after the period: it decides nothing there."""
    is_later = (frame["year"] == period.year) & (frame["quarter"] > period.quarter)
    return frame[~is_later & (frame["year"] <= period.year)].reset_index(drop=True)


def figures_told_once(asked: Question, scheme: Scheme, as_at: datetime | None) -> Mapping[str, str]:
    """What the digest tells of the figures of a question that was read without them.

    Worked out once for the reports in which they stand: figures change with their report alone.
    """
    facts = asked.facts
    years = years_read(facts.period, scheme, asked.promises)

    def tell() -> bytes:
        zones = Zone.objects.filter(is_judged=True)
        observations = figures_in_force(facts.period, years, zones, as_at)
        found = replace(facts, observations=observations)
        return json.dumps(figures_told(found, gather(found))).encode()

    rests_on = repr((_reports(years, as_at), _read_by(facts)))
    return json.loads(once(hashlib.sha256(rests_on.encode()).hexdigest(), tell))


def _reports(years: Collection[int], as_at: datetime | None) -> list[tuple]:
    """The judged zones' reports in force, each with when it was last written to; one query."""
    rows = Submission.objects.filter(
        is_in_force(as_at), quarter__year__in=years, zone__is_judged=True
    )
    columns = ("pk", "state", "saved_at", "zone__code", "quarter__year", "quarter__quarter")
    return list(rows.order_by("pk").values_list(*columns))


def _read_by(facts: Facts) -> tuple[object, ...]:
    """How the figures are read: all that decides their states where no report tells them."""
    period = facts.period
    spans = product((period.year, period.year - 1, period.year - 2), (1, 2, 3, 4))
    gaps = [state_of_gap(*one, calendar=facts.calendar, as_of=facts.as_of) for one in spans]
    lives = (sorted(facts.starts.items()), sorted(facts.left.items()))
    return str(period), gaps, lives, facts.kinds, facts.cities, sorted(facts.of_cities)
