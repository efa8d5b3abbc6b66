"""Reads the quarters of one figure of one zone: what each says and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pandas as pd
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.figures import NOT_APPLICABLE, state_of_gap
from indicators.models import Indicator, Observation, ReportingStart, Submission
from indicators.periods import Quarter
from indicators.selectors.calendar import calendar_frame
from indicators.selectors.collection import has_left
from indicators.wording import stored_amount, unit_of_entry
from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, amount, label, moment, number
from zones.models import Zone
from zones.people import named_for

from ..words import state_badge, state_words, trimmed
from .exits import left_text
from .provenance import (
    History,
    Version,
    histories,
    last_public_quarter,
    published_runs,
    same_figure,
)

QUARTERS_SHOWN = 20


@dataclass(frozen=True)
class Change:
    """A figure as it was in one version and became in the next, with the reason."""

    old: str
    new: str
    version: int
    reason: str
    when: str
    state: str = ""


@dataclass(frozen=True)
class QuarterRow:
    """One quarter of the figure: the value, how it got there, and what was changed."""

    quarter: str
    href: str
    order: int
    value: Decimal | None
    value_text: str
    stored: Decimal | None
    stored_text: str
    entered: str
    entered_as: str
    state: Badge
    reason: str
    mark: str
    version: int | None
    version_note: str
    source: str
    place: str
    entered_by: str
    entered_at: str
    verified_by: str
    verified_at: str
    changes: tuple[Change, ...]
    pending: tuple[Change, ...]
    is_in_span: bool = False


@dataclass(frozen=True)
class Looker:
    """What a row may say to whom, and as of which day gaps are named."""

    who: Person
    zone: Zone
    indicator: Indicator
    calendar: pd.DataFrame
    start: ReportingStart | None
    today: date


def quarter_histories(
    zone: Zone, indicator: Indicator, who: Person, calendar: pd.DataFrame
) -> dict[Quarter, History]:
    """The last quarters of the collection open to a person, with their visible versions."""
    runs = published_runs()
    quarters = sorted(Quarter(row.year, row.quarter) for row in calendar.itertuples())
    if not who.may_see_collection_of(zone):
        last = last_public_quarter(runs)
        quarters = [quarter for quarter in quarters if last and quarter <= last]
    shown = quarters[-QUARTERS_SHOWN:]
    return histories(zone, indicator, shown, who, runs) if shown else {}


def looker(zone: Zone, indicator: Indicator, who: Person, today: date) -> Looker:
    """Who looks at a zone's figure, with the calendar; two queries."""
    start = ReportingStart.objects.filter(zone=zone).first()
    return Looker(who, zone, indicator, calendar_frame(), start, today)


def quarter_rows(
    found: dict[Quarter, History], look: Looker, span: tuple[Quarter, ...]
) -> list[QuarterRow]:
    """The quarters as printed; those of the span are marked."""
    return [_row(history, look, history.quarter in span) for history in found.values()]


def _row(history: History, look: Looker, is_in_span: bool) -> QuarterRow:
    current, origin = history.current, history.origin
    observation = current.observation if current else None
    state, reason = _state(history.quarter, current, look)
    value = observation.value if observation else None
    return QuarterRow(
        quarter=str(history.quarter),
        href=_collection(history.quarter, look),
        order=history.quarter.year * 4 + history.quarter.quarter,
        value=value,
        value_text=amount(value, look.indicator),
        stored=value,
        stored_text=trimmed(number(value, 4)),
        entered=_entered(observation),
        entered_as=_entered_as(observation, look),
        state=state_badge(state),
        reason=reason,
        mark=_mark(current),
        version=current.number if current and observation else None,
        version_note=_since(current, origin) if observation else "",
        source=_source(origin, observation),
        place=_place(origin, observation),
        entered_by=named_for(
            look.who, origin.submission.submitted_by or origin.submission.created_by
        )
        if origin and observation
        else DASH,
        entered_at=moment(origin.submission.submitted_at or origin.submission.saved_at)
        if origin and observation
        else "",
        verified_by=named_for(look.who, current.submission.reviewed_by)
        if current and observation
        else DASH,
        verified_at=_verified_at(current) if observation else "",
        changes=_changes(history.earlier, look),
        pending=_changes((current, *history.pending), look),
        is_in_span=is_in_span,
    )


def _collection(quarter: Quarter, look: Looker) -> str:
    """The page on which the quarter was handed in, for those whom it is open to."""
    if not look.who.may_see_collection_of(look.zone):
        return ""
    return reverse("collect_zone", args=[str(quarter), look.zone.code])


def _state(quarter: Quarter, current: Version | None, look: Looker) -> tuple[str, str]:
    """The state of a quarter's figure and, where it is not there, why."""
    if current and current.observation:
        observation = current.observation
        is_refused = observation.is_reason_refused
        return ("reason_refused" if is_refused else observation.state), observation.reason
    if look.start and quarter < look.start.code:
        return NOT_APPLICABLE, label(look.start, "reason")
    if has_left(look.zone, quarter):
        return NOT_APPLICABLE, left_text(look.zone)
    return state_of_gap(*quarter, calendar=look.calendar, as_of=look.today), ""


def _entered(observation: Observation | None) -> str:
    """The figure as it was handed in: the digits as written."""
    if observation is None or observation.value is None:
        return DASH
    if observation.is_computed:
        return _("computed")
    return observation.entered or trimmed(number(observation.value, 4))


def _entered_as(observation: Observation | None, look: Looker) -> str:
    """The unit of entry, and whether the single quarter or the year to date was entered."""
    if observation is None or observation.value is None or observation.is_computed:
        return ""
    unit = unit_of_entry(observation.unit, look.indicator)
    return " · ".join(filter(None, (unit, str(observation.get_basis_display()))))


def _place(origin: Version | None, observation: Observation | None) -> str:
    """Where in its file the figure stands: a row of a table, a cell of a workbook."""
    if origin is None or observation is None:
        return ""
    if origin.submission.source != Submission.Source.FILE:
        return ""
    place = observation.place.split()[-1] if observation.place else ""
    where = _("row %(row)s") % {"row": place} if place.isdecimal() else place
    return " · ".join(filter(None, (str(origin.submission.get_source_display()), where)))


def _mark(current: Version | None) -> str:
    """What a figure that is not public yet has to say of itself."""
    if current is None or current.observation is None:
        return ""
    if current.submission.state == Submission.State.SUBMITTED:
        return _("not verified yet")
    return "" if current.is_public else _("not in a published assessment yet")


def _since(current: Version | None, origin: Version | None) -> str:
    if current is None or origin is None or current.number == origin.number:
        return ""
    return _("unchanged since version %(version)s") % {"version": origin.number}


def _source(origin: Version | None, observation: Observation | None) -> str:
    if origin is None or observation is None:
        return DASH
    submission = origin.submission
    if submission.source == Submission.Source.FILE:
        return submission.file_name
    return str(submission.get_source_display())


def _verified_at(current: Version | None) -> str:
    verified = current.submission.verified_at if current else None
    return moment(verified) if verified else ""


def _changes(versions: Sequence[Version | None], look: Looker) -> tuple[Change, ...]:
    """Each step from a version to the next in which this figure changed."""
    return tuple(
        _change(before, after, look)
        for before, after in pairwise(versions)
        if after and not same_figure(before, after)
    )


def _change(before: Version | None, after: Version, look: Looker) -> Change:
    submission = after.submission
    is_open = submission.state in Submission.OPEN
    return Change(
        old=_said(before, look),
        new=_said(after, look),
        version=after.number,
        reason=label(submission, "revision_reason"),
        when=moment(submission.verified_at or submission.submitted_at or submission.saved_at),
        state=str(submission.get_state_display()) if is_open else "",
    )


def _said(version: Version | None, look: Looker) -> str:
    """What a version states: the stored value in its unit, or the state in words."""
    observation = version.observation if version else None
    if observation is None:
        return DASH
    if observation.value is None:
        return state_words(observation.state)
    return stored_amount(observation.value, look.indicator)
