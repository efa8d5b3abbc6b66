"""`manage.py send_reply_notices [--dry-run]`: mails of reply windows to the zones' reporters."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.services.posting import Posted
from zones.people import name_of

from ...reply_letters import reply_subject
from ...selectors.reply_notices import ReplyLetter, reply_letters_due
from ...services.reply_notices import replies_tell, reply_notices_cut_off

PRINTED = "django.core.mail.backends.console.EmailBackend"


class Command(BaseCommand):
    """For cron, once an hour or a day; ends with 1 where a mail could not be sent.

    Windows close by the clock, whether or not this runs.
    """

    help = "Tells zones that a reply window opened, was extended, closes, closed or was cancelled."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be sent, and send nothing"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        at = timezone.now()
        if not settings.SITE_URL:
            raise CommandError(
                _("Set SITE_URL: the mails need the site’s address for their links.")
            )
        mailing = reply_letters_due(at)
        self._say_who_has_no_address(mailing.unreachable)
        if dry_run:
            self._say(mailing.letters)
            self.stdout.write(_("Would be sent: %(count)s.") % {"count": len(mailing.letters)})
            return
        if settings.EMAIL_BACKEND == PRINTED and mailing.letters:
            self.stdout.write(_("EMAIL_URL is not set: the mails are printed here, not sent."))
        told = replies_tell(at=at, site=settings.SITE_URL)
        self._say(told.letters)
        self.stdout.write(_("Mails sent: %(count)s.") % {"count": len(told.letters)})
        if cut_off := reply_notices_cut_off(at):
            text = _("Mails that were cut off, and are not sent again: %(count)s.")
            self.stderr.write(text % {"count": cut_off})
        self._say_what_failed(told)

    def _say_what_failed(self, told: Posted[ReplyLetter]) -> None:
        """Nothing; raises CommandError where something is left for next time."""
        for letter, why in told.failed:
            words = {"address": letter.to.email, "why": why}
            self.stderr.write(_("Not sent to %(address)s: %(why)s") % words)
        if told.failed:
            text = _("Mails that failed, to be tried again next time: %(count)s.")
            raise CommandError(text % {"count": len(told.failed)})
        if told.unreachable:
            text = _("The mail server cannot be reached; what is left is sent next time: %(why)s")
            raise CommandError(text % {"why": told.unreachable})

    def _say(self, letters: Sequence[ReplyLetter]) -> None:
        """Nothing; a line for each letter is printed."""
        for letter in letters:
            self.stdout.write(f"{letter.to.email} · {reply_subject(letter)}")

    def _say_who_has_no_address(self, people: Sequence[User]) -> None:
        if people:
            names = _(", ").join(name_of(one) for one in people)
            text = _("Without a mail address, so not told: %(names)s")
            self.stdout.write(text % {"names": names})
