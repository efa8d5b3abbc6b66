"""Reads reopenings as they are printed: for which zone, why, by whom, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.display import label, moment
from zones.people import name_of

from ..models import Reopening


@dataclass(frozen=True)
class ReopeningRow:
    """A reopening as printed, and whether it can still be ended."""

    pk: int
    zone: str
    code: str  # the zone's
    kind: str
    reason: str
    opened: str
    until: str
    state: Badge
    is_in_force: bool


def reopening_rows(reopenings: Iterable[Reopening], at: datetime) -> tuple[ReopeningRow, ...]:
    """The reopenings as they stand at a moment, in the order given."""
    return tuple(_row(one, at) for one in reopenings)


def _row(one: Reopening, at: datetime) -> ReopeningRow:
    is_in_force = one.opened_at <= at < one.closes_at
    return ReopeningRow(
        pk=one.pk,
        zone=label(one.zone),
        code=one.zone.code,
        kind=str(one.get_reason_code_display()),
        reason=one.reason,
        opened=_by(one.opened_by, one.opened_at),
        until=moment(one.closes_at),
        state=_state(one, is_in_force),
        is_in_force=is_in_force,
    )


def _state(one: Reopening, is_in_force: bool) -> Badge:
    if is_in_force:
        words = _("reopened") if is_through_lock(one) else _("open until then")
        return Badge("info", words, "clock", order=0)
    if one.ended_by is None:
        return Badge("quiet", _("over"), "history", order=2)
    return Badge("quiet", _("ended early"), "history", _by(one.ended_by, one.ended_at), order=1)


def is_through_lock(one: Reopening) -> bool:
    """Whether it opened what was locked, and did not only give more time before the lock."""
    return timezone.localdate(one.opened_at) > one.quarter.locks_on


def _by(user, at: datetime) -> str:
    return f"{name_of(user)} · {moment(at)}"
