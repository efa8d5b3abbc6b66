"""`manage.py send_reminders [--dry-run]`: mails of figures and tasks that are not reported yet."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.display import label
from zones.people import name_of

from ...letters import when_text
from ...selectors.reminders import Letter, reminders_due
from ...selectors.task_reminders import TaskLetter, task_reminders_due
from ...services.posting import Posted
from ...services.reminders import reminders_cut_off, reminders_send
from ...services.task_reminders import task_reminders_cut_off, task_reminders_send
from ...task_letters import task_when_text

PRINTED = "django.core.mail.backends.console.EmailBackend"


class Command(BaseCommand):
    """For cron, once a day or oftener; ends with 1 where a mail could not be sent."""

    help = "Sends the reminders that are due, each once; what failed is tried again next time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be sent, and send nothing"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        at, days = timezone.now(), settings.REMINDER_DAYS
        if not settings.SITE_URL:
            raise CommandError(
                _("Set SITE_URL: the mails need the site’s address for their links.")
            )
        figures, tasks = reminders_due(at, days), task_reminders_due(at, days)
        people = {one.pk: one for one in (*figures.unreachable, *tasks.unreachable)}
        self._say_who_has_no_address(list(people.values()))
        count = len(figures.letters) + len(tasks.letters)
        if dry_run:
            self._say(figures.letters)
            self._say_tasks(tasks.letters)
            self.stdout.write(_("Would be sent: %(count)s.") % {"count": count})
            return
        if settings.EMAIL_BACKEND == PRINTED and count:
            self.stdout.write(_("EMAIL_URL is not set: the mails are printed here, not sent."))
        about = {"at": at, "days": days, "site": settings.SITE_URL}
        sent, of_tasks = reminders_send(**about), task_reminders_send(**about)
        self._say(sent.letters)
        self._say_tasks(of_tasks.letters)
        count = len(sent.letters) + len(of_tasks.letters)
        self.stdout.write(_("Reminders sent: %(count)s.") % {"count": count})
        if cut_off := reminders_cut_off(at) + task_reminders_cut_off(at):
            text = _("Reminders that were cut off, and are not sent again: %(count)s.")
            self.stderr.write(text % {"count": cut_off})
        self._say_what_failed(sent, of_tasks)

    def _say_what_failed(self, *posted: Posted[Any]) -> None:
        """Nothing; raises CommandError where something is left for next time."""
        every = [failed for one in posted for failed in one.failed]
        for failed in every:
            words = {"address": failed.letter.to.email, "why": failed.why}
            self.stderr.write(_("Not sent to %(address)s: %(why)s") % words)
        if every:
            text = _("Mails that failed, to be tried again next time: %(count)s.")
            raise CommandError(text % {"count": len(every)})
        if why := next((one.unreachable for one in posted if one.unreachable), ""):
            text = _("The mail server cannot be reached; what is left is sent next time: %(why)s")
            raise CommandError(text % {"why": why})

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

    def _say_who_has_no_address(self, people: Sequence[User]) -> None:
        if people:
            names = _(", ").join(name_of(one) for one in people)
            text = _("Without a mail address, so not reminded: %(names)s")
            self.stdout.write(text % {"names": names})
