"""The badges of cases: their state and track, and who is waited for."""

from django.utils.translation import gettext as _

from zones import access
from zones.badges import Badge
from zones.roles import ROLES

from . import case_life as life
from .models import Case

_State = Case.State
#: Kind and icon of each state, the most urgent first.
_STATES = {
    _State.OVERDUE: ("bad", "alert-triangle"),
    _State.INITIATED: ("bad", "gavel"),
    _State.PERIOD: ("bad", "clock"),
    _State.WARNED: ("warn", "alert-triangle"),
    _State.FLAGGED: ("warn", "flag"),
    _State.NOTIFIED: ("warn", "gavel"),
    _State.INTERVIEWED: ("warn", "gavel"),
    _State.RECTIFYING: ("info", "clock"),
    _State.ACCEPTED: ("good", "circle-check"),
    _State.CLOSED: ("good", "circle-check"),
    _State.EXITED: ("quiet", "circle-x"),
    _State.CONTINUED: ("quiet", "history"),
    _State.WITHDRAWN: ("quiet", "minus"),
}
_GROUPS = {
    life.COMMERCE: access.COMMERCE,
    life.LEADERSHIP: access.LEADERSHIP,
    life.REPORTER: access.REPORTERS,
}


def case_badge(state: str) -> Badge:
    """The badge of a case's state."""
    kind, icon = _STATES[_State(state)]
    order = list(_STATES).index(_State(state))
    return Badge(kind, str(_State(state).label), icon, "", order)


def track_badge(track: str) -> Badge:
    """The badge of a case's track; exit stands before notice."""
    is_exit = track == life.EXIT
    kind = "bad" if is_exit else "warn"
    return Badge(kind, str(Case.Track(track).label), "gavel", "", 0 if is_exit else 1)


def late_badge(days: int) -> Badge:
    """The badge of a step that was due and has not come."""
    return Badge("bad", _("overdue"), "clock", _("days overdue: %(days)s") % {"days": days})


def role_text(role: str) -> str:
    """Who is waited for, in words; nothing for nobody."""
    return str(ROLES[_GROUPS[role]]) if role else ""
