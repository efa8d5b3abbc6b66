"""`manage.py send_reminders [--dry-run]`: mails of figures and tasks that are not reported yet."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.display import label

from ...letters import when_text
from ...posting_command import PostingCommand
from ...selectors.reminders import Letter, reminders_due
from ...selectors.task_reminders import TaskLetter, task_reminders_due
from ...services.reminders import reminders_cut_off, reminders_send, task_reminders_send
from ...task_letters import task_when_text


class Command(PostingCommand):
    """For cron, once a day or oftener; ends with 1 where a mail could not be sent."""

    about = gettext_lazy(
        "Sends the reminders that are due, each once; what failed is tried again next time."
    )
    unreached = gettext_lazy("Without a mail address, so not reminded: %(names)s")
    sent = gettext_lazy("Reminders sent: %(count)s.")
    cut_off = gettext_lazy("Reminders that were cut off, and are not sent again: %(count)s.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help=_("say what would be sent, and send nothing")
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        at, days = timezone.now(), settings.REMINDER_DAYS
        self.require_site()
        figures, tasks = reminders_due(at, days), task_reminders_due(at, days)
        people = {one.pk: one for one in (*figures.unreachable, *tasks.unreachable)}
        self.say_who_has_no_address(people.values())
        count = len(figures.letters) + len(tasks.letters)
        if dry_run:
            self._say(figures.letters)
            self._say_tasks(tasks.letters)
            self.stdout.write(_("Would be sent: %(count)s.") % {"count": count})
            return
        self.say_where_they_go(count)
        about = {"at": at, "days": days, "site": settings.SITE_URL}
        sent, of_tasks = reminders_send(**about), task_reminders_send(**about)
        self._say(sent.letters)
        self._say_tasks(of_tasks.letters)
        self.say_how_many(sent, of_tasks, cut_off=reminders_cut_off(at))
        self.say_what_failed(sent, of_tasks)

    def _say(self, letters: Sequence[Letter]) -> None:
        """Nothing; a line for each zone in each letter is printed."""
        for letter in letters:
            for due in letter.dues:
                when = when_text(due)
                words = (letter.quarter.code, label(due.zone, "short"), when, letter.to.email)
                self.stdout.write(" · ".join(map(str, words)))

    def _say_tasks(self, letters: Sequence[TaskLetter]) -> None:
        """Nothing; a line for each agency in each letter is printed."""
        for letter in letters:
            for due in letter.dues:
                words = (letter.quarter.code, label(due.agency, "short"), task_when_text(due))
                self.stdout.write(" · ".join(map(str, (*words, letter.to.email))))
