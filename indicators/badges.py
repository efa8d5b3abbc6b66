"""The badges of the collection: one look for a stage wherever it is printed."""

from datetime import date

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zones.badges import Badge
from zones.display import day

from .lifecycle import Terms

#: Where a zone's quarter stands: kind, icon and words; the most urgent first.
STAGES = {
    "not_reported": ("bad", "circle-x", _("not reported")),
    "late": ("bad", "clock", _("late")),
    "returned": ("warn", "alert-triangle", _("returned")),
    "draft": ("warn", "edit", _("draft")),
    "revision": ("warn", "edit", _("in revision")),
    "submitted": ("info", "eye", _("submitted")),
    "not_started": ("quiet", "clock", _("not started")),
    "verified": ("good", "circle-check", _("verified")),
    "published": ("good", "report-analytics", _("published")),
    "superseded": ("quiet", "history", _("superseded")),
    "not_applicable": ("quiet", "minus", _("not applicable")),
}

#: How grave a finding is: kind, icon and words; the gravest first. What is found is saved: a cross
#: stands for what was not taken.
SEVERITIES = {
    "severe": ("bad", "alert-octagon", _("severe")),
    "warning": ("warn", "alert-triangle", _("warning")),
    "note": ("info", "info-circle", _("hint")),
}
#: What waits for a person; the most urgent first.
TASKS = {
    "late": ("bad", "clock", _("late")),
    "correct": ("warn", "alert-triangle", _("to correct")),
    "review": ("info", "eye", _("to review")),
    "reopened": ("info", "clock", _("reopened")),
    "finish": ("warn", "edit", _("to finish")),
    "complete": ("warn", "edit", _("to complete")),
    "enter": ("quiet", "edit", _("to enter")),
}


def stage_badge(stage: str, title: str = "") -> Badge:
    """The badge of a stage of the collection."""
    kind, icon, text = STAGES[stage]
    return Badge(kind, str(text), icon, title, list(STAGES).index(stage))


def severity_badge(severity: str) -> Badge:
    """The badge of a finding."""
    kind, icon, text = SEVERITIES[severity]
    return Badge(kind, str(text), icon, order=list(SEVERITIES).index(severity))


def task_badge(task: str) -> Badge:
    """The badge of something that waits for a person."""
    kind, icon, text = TASKS[task]
    return Badge(kind, str(text), icon, order=list(TASKS).index(task))


def timing_badge(terms: Terms, first_in: date | None, missing: int = 0) -> Badge:
    """Whether a zone's quarter came in time, or by how many days it is late; latest first.

    While some figures of what came are ``missing``, it is these that are late.
    """
    late = terms.days_late(None if missing else first_in)
    if missing:
        return _missing_badge(terms, late, missing)
    if late:
        return Badge("bad", _late_text(late), "clock", order=-late)
    if first_in:
        return Badge("good", gettext("in time"), "circle-check", order=2)
    return Badge("quiet", _due_text(terms), "clock", order=1)


def timing_beside_dates(terms: Terms, first_in: date | None, missing: int = 0) -> Badge | None:
    """The same where the due date stands beside it, and is not said again; None for that alone."""
    if terms.days_late(None if missing else first_in):
        return timing_badge(terms, first_in, missing)
    if missing:
        return Badge("warn", _missing_text(missing), "alert-triangle", order=1)
    return timing_badge(terms, first_in) if first_in else None


def gap_text(terms: Terms, *, is_asked: bool) -> str:
    """What a figure is that is not there: by the dates of its zone's quarter, never a blank."""
    if not is_asked:
        return gettext("not applicable")
    if terms.is_locked:
        return gettext("not reported")
    return gettext("late") if terms.is_late else gettext("not yet due")


def _missing_badge(terms: Terms, late: int | None, missing: int) -> Badge:
    """How many figures are missing of what came, and since when or until when."""
    timing = _late_text(late) if late else _due_text(terms)
    words = {"missing": _missing_text(missing), "timing": timing}
    text = gettext("%(missing)s, %(timing)s") % words
    if late:
        return Badge("bad", text, "clock", order=-late)
    return Badge("warn", text, "alert-triangle", order=1)


def _missing_text(missing: int) -> str:
    text = ngettext("%(count)s figure missing", "%(count)s figures missing", missing)
    return text % {"count": missing}


def _late_text(late: int) -> str:
    return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}


def _due_text(terms: Terms) -> str:
    return gettext("due on %(day)s") % {"day": day(terms.due_on)}
