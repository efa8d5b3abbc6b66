"""The sentences in which a report on a task is refused, each with the way out."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def refused_text(count: int) -> str:
    """That nothing was saved because of so many tasks."""
    text = ngettext(
        "Nothing was saved yet: %(count)s task needs another look. What you typed is still here.",
        "Nothing was saved yet: %(count)s tasks need another look. What you typed is still here.",
        count,
    )
    return text % {"count": count}


TASK_REFUSALS = {
    "tasks_refused": lambda: "%(tasks)s",
    "not_your_tasks": lambda: _(
        "Only the responsible agency reports on a task, or the commerce department for it."
    ),
    "not_a_task_keeper": lambda: _(
        "Only the commerce department sets due dates, drops tasks and takes them up again."
    ),
    "unknown_task": lambda: _("One of these tasks is not in the policy any more; reload the page."),
    "no_such_task_move": lambda: _(
        "The task cannot go from its state to this one. A task that was begun is not “not started”"
        " again; one that is done or dropped is first taken up again by the commerce department."
    ),
    "later_quarter_reported": lambda: _(
        "A later quarter of this task was reported already; report in that one."
    ),
    "task_quarter_over": lambda: _(
        "%(quarter)s takes no more reports on tasks: its due date has passed and %(later)s is open."
        " Say in the report of %(later)s what is to be put right, with the day on which it was"
        " done."
    ),
    "task_quarter_published": lambda: _(
        "%(quarter)s takes no more reports on tasks: it is published, as the tasks were known then."
        " Say in the next quarter’s report how the task stands now; what was done is dated after"
        " what is published."
    ),
    "percent_missing": lambda: _("Say how far it is, from 0 to 99 %%."),
    "percent_not_a_number": lambda: _("Write the percentage as a whole number from 0 to 100."),
    "percent_of_unfinished": lambda: _(
        "What is not done is at 0 to 99 %%; at 100 %% choose the state “done”."
    ),
    "percent_of_done": lambda: _("Done is 100 %%; choose another state, or leave it empty."),
    "percent_of_not_started": lambda: _(
        "What is not started is at 0 %%; choose another state, or leave it empty."
    ),
    "stalled_needs_note": lambda: _("Write what holds it up."),
    "done_needs_proof": lambda: _("Write what was done, or attach what shows it."),
    "setback_needs_note": lambda: _("It is less far than before; write why."),
    "task_move_needs_reason": lambda: _("Write why."),
    "done_day_without_done": lambda: _(
        "A day on which it was done goes with the state “done”; choose it, or leave the day empty."
    ),
    "done_day_in_future": lambda: _("The day on which it was done has not come yet."),
    "done_day_too_early": lambda: _(
        "Name a day from %(first)s on: before that the task was not ordered yet, or what is"
        " published says that it was not done."
    ),
    "not_a_day": lambda: _("Write the day as 2022-06-30."),
    "state_missing": lambda: _("Choose the state that this belongs to."),
    "nothing_to_repeat": lambda: _("Nothing was reported before; choose a state."),
    "task_changed_meanwhile": lambda: _(
        "Somebody else has reported on this task since you opened the page; their report stands"
        " beside yours now. Save again to replace it."
    ),
    "task_changed_yourself": lambda: _(
        "You have reported on this task yourself since this page was loaded, in another window"
        " perhaps; that report stands beside this one now. Save again to replace it."
    ),
    "task_due_changed_meanwhile": lambda: _(
        "Somebody else has set this due date since you opened the page; look at it as it is now."
    ),
    "task_due_changed_yourself": lambda: _(
        "You have set this due date yourself since this page was loaded, in another window perhaps;"
        " look at it as it is now."
    ),
    "task_due_unchanged": lambda: _("This is the due date already; nothing was changed."),
    "task_due_needs_reason": lambda: _("Write in Chinese why the due date is set."),
}
