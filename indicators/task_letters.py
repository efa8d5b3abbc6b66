"""The words of the mails that remind of tasks, in the language that is active."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.display import day, label
from zones.people import name_of

from .selectors.task_reminders import TaskDue, TaskLetter

#: How many overdue tasks a mail names.
TASKS_NAMED = 5


def task_letter_subject(letter: TaskLetter) -> str:
    """The subject: which quarter, and which agency or how many."""
    words: dict[str, object] = {"quarter": letter.quarter.code, "count": len(letter.dues)}
    if len(letter.dues) == 1:
        (due,) = letter.dues
        words |= {"agency": label(due.agency, "short"), "when": task_when_text(due)}
        return _("Tasks of %(quarter)s, %(agency)s: %(when)s") % words
    return _("Tasks of %(quarter)s: %(count)s agencies have not reported") % words


def task_letter_body(letter: TaskLetter, site: str) -> str:
    """The text: how many tasks are not reported, which are overdue, and where to report."""
    site = site.rstrip("/")
    words = {"name": name_of(letter.to), "quarter": letter.quarter.code}
    parts = [_("%(name)s, these tasks are not reported for %(quarter)s yet:") % words]
    parts += ["\n".join(_about(due, letter, site)) for due in letter.dues]
    parts.append(_("Where nothing has changed, one button on that page reports it."))
    parts.append(_("This mail was sent automatically; please do not reply to it."))
    return "\n\n".join(parts) + "\n"


def _about(due: TaskDue, letter: TaskLetter, site: str) -> Iterable[str]:
    """The lines on one agency."""
    count = len(due.missing)
    words = {"agency": label(due.agency), "day": day(due.due_on), "when": task_when_text(due)}
    yield _("%(agency)s: due on %(day)s (%(when)s)") % words
    text = ngettext("%(count)s task to report", "%(count)s tasks to report", count)
    yield "  " + text % {"count": count}
    overdue = [line.task for line in due.missing if line.standing.is_overdue]
    if overdue:
        names = _("; ").join(label(task, "title") for task in overdue[:TASKS_NAMED])
        if len(overdue) > TASKS_NAMED:
            names = _("%(names)s and others") % {"names": names}
        yield "  " + _("Past their own due date: %(names)s") % {"names": names}
    address = reverse("agency_tasks", args=[str(letter.quarter.code), due.agency.code])
    yield "  " + site + address


def task_when_text(due: TaskDue) -> str:
    """How long there is, or by how much it is late."""
    left = (due.due_on - due.today).days
    if left < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}
    if left == 0:
        return _("due today")
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
