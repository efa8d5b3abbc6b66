"""Plays the quarter that the demonstration leaves open: a zone in each of its early states.

Its days count from the day of loading, so that there is something late and something to enter
whenever somebody tries the site out.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from indicators.models import ReportingQuarter, Submission
from indicators.periods import Quarter, parse_quarter
from indicators.services.entries import Indicators
from indicators.services.quarters import quarter_open
from indicators.services.remarks import remark_add
from indicators.services.reopenings import quarter_reopen
from indicators.services.submissions import Entry, submission_hand_in, submission_return
from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act

#: The hour at which what closes on a day closes.
EVENING = 18


@dataclass(frozen=True)
class Cast:
    """Who and what takes part: the people, the zones, the figures, and the log of what they do."""

    commerce: Person
    reviewer: Person
    zones: Mapping[str, Zone]
    figures: Mapping[tuple[str, Quarter], Sequence[Entry]]
    indicators: Indicators
    log: list[Act]


def open_quarter_play(*, script: Path, cast: Cast, today: date) -> None:
    """Nothing; the quarter is open, and every act of the script was done on its day."""
    told = tomllib.loads(script.read_text(encoding="utf-8"))
    quarter = quarter_open(
        parse_quarter(told["quarter"]),
        by=cast.commerce,
        at=_moment(today, told["opened_on"], 9),
        log=cast.log,
        due_on=today + timedelta(days=told["due_on"]),
        locks_on=today + timedelta(days=told["locks_on"]),
        dollar_rate=Decimal(told["dollar_rate"]),
        rate_source=told["rate_source"],
    )
    do = {"hand_in": _hand_in, "return": _return, "more_time": _more_time, "remark": _remark}
    for act in told["acts"]:
        at = _moment(today, act["day"], act["hour"])
        do[act["kind"]](cast, quarter, act, at)


def _hand_in(cast: Cast, quarter: ReportingQuarter, act: Mapping[str, Any], at: datetime) -> None:
    submission_hand_in(
        zone=cast.zones[act["zone"]],
        quarter=quarter,
        entries=cast.figures[act["zone"], quarter.code],
        by=cast.commerce,
        at=at,
        source=Submission.Source.FILE,
        file_name="open_figures.csv",
        is_demonstration=True,
        indicators=cast.indicators,
        is_incomplete_accepted=True,
        log=cast.log,
    )


def _return(cast: Cast, quarter: ReportingQuarter, act: Mapping[str, Any], at: datetime) -> None:
    submission = Submission.objects.get(quarter=quarter, zone=cast.zones[act["zone"]])
    submission_return(
        submission=submission, by=cast.reviewer, at=at, note=act["note"], log=cast.log
    )


def _more_time(cast: Cast, quarter: ReportingQuarter, act: Mapping[str, Any], at: datetime) -> None:
    until = _moment(timezone.localdate(at), act["until"] - act["day"], EVENING)
    for code in act["zones"]:
        quarter_reopen(
            zone=cast.zones[code],
            quarter=quarter,
            until=until,
            reason_code=act["reason_code"],
            reason=act["reason"],
            by=cast.commerce,
            at=at,
            log=cast.log,
        )


def _remark(cast: Cast, quarter: ReportingQuarter, act: Mapping[str, Any], at: datetime) -> None:
    remark_add(
        quarter=quarter,
        zone=cast.zones[act["zone"]],
        indicator=act["indicator"],
        text=act["text"],
        is_follow_up=act["is_follow_up"],
        by=cast.commerce,
        at=at,
        log=cast.log,
    )


def _moment(today: date, days: int, hour: int) -> datetime:
    """That hour of the day that many days from today, in the site's time zone."""
    return timezone.make_aware(datetime.combine(today + timedelta(days=days), time(hour)))
