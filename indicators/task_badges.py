"""The badges of the measures' tasks: one look for a state wherever it is printed."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zones.badges import Badge

from .selectors.tasks import TaskLine

#: Where a task stands: kind, icon and words; the most urgent first.
TASK_STATES = {
    "stalled": ("bad", "alert-triangle", _("stalled")),
    "unreported": ("warn", "help-circle", _("never reported")),
    "not_started": ("quiet", "clock", _("not started")),
    "under_way": ("info", "chart-line", _("under way")),
    "done": ("good", "circle-check", _("done")),
    "dropped": ("quiet", "minus", _("dropped")),
}
#: How the quarter's report is: kind, icon and words; the most urgent first.
REPORTING = {
    "silent": ("bad", "circle-x", _("report overdue")),
    "awaited": ("warn", "clock", _("to be reported")),
    "late": ("warn", "clock", ""),
    "in_time": ("good", "circle-check", _("in time")),
    "not_asked": ("quiet", "minus", _("nothing asked")),
}


def task_state_badge(state: str) -> Badge:
    """The badge of a task's state."""
    kind, icon, text = TASK_STATES[state]
    return Badge(kind, str(text), icon, order=list(TASK_STATES).index(state))


def reporting_code(line: TaskLine) -> str:
    """How the quarter's report is, as REPORTING knows it."""
    found = line.standing
    if found.is_silent or found.is_awaited:
        return "silent" if found.is_silent else "awaited"
    if found.is_reported:
        return "late" if found.days_late else "in_time"
    return "not_asked"


def reporting_badge(line: TaskLine) -> Badge:
    """Whether the quarter was reported on, and by how many days too late."""
    code = reporting_code(line)
    kind, icon, text = REPORTING[code]
    if code == "late":
        days = line.standing.days_late
        text = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return Badge(kind, str(text), icon, order=list(REPORTING).index(code))


def overdue_badge(line: TaskLine) -> Badge | None:
    """By how much a task is past its due date, or whether it was done by then; None: neither."""
    found = line.standing
    if found.is_overdue:
        days = found.days_overdue
        text = ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": days}
        if days == 0:
            text = gettext("not done on its last day")
        return Badge("bad", text, "clock", order=-days)
    if found.is_on_time:
        return Badge("good", gettext("on time"), "circle-check", order=2)
    if found.is_done_late:
        return Badge("warn", gettext("after its due date"), "clock", order=1)
    return None


def asking_badge() -> Badge:
    """That the agency asks to drop the task and the department has not answered yet."""
    return Badge("warn", gettext("asks to drop it"), "help-circle")
