"""Writes overdue rectifications down and tells people by mail which cases wait for them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.services.posting import Posted
from zones.people import name_of

from ...selectors.case_notices import CaseLetter, case_letters_due, cases_due
from ...selectors.case_rows import case_name
from ...services.case_notices import case_notices_cut_off, cases_tell
from ...services.cases import cases_lapse

PRINTED = "django.core.mail.backends.console.EmailBackend"


class Command(BaseCommand):
    """For cron, once a day or oftener; ends with 1 where something is left to be done."""

    help = "Writes down what is overdue in cases, and tells of each case once by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, and do nothing"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        at = timezone.now()
        late = cases_due(at) if dry_run else cases_lapse(at=at)
        for case in late:
            self.stdout.write(f"{case.zone.code} {case.code}: {case_name(case)}")
        self.stdout.write(_("Rectifications overdue since: %(count)s.") % {"count": len(late)})
        mailing = case_letters_due(at)
        if dry_run:
            text = _("Mails that would be sent: %(count)s.")
            self.stdout.write(text % {"count": len(mailing.letters)})
            return
        self._say_who_has_no_address(mailing.unreachable)
        if mailing.letters and not settings.SITE_URL:
            raise CommandError(
                _("Set SITE_URL: the mails need the site’s address for their links.")
            )
        if settings.EMAIL_BACKEND == PRINTED and mailing.letters:
            self.stdout.write(_("EMAIL_URL is not set: the mails are printed here, not sent."))
        told = cases_tell(at=at, site=settings.SITE_URL)
        self.stdout.write(_("Mails sent: %(count)s.") % {"count": len(told.letters)})
        if cut_off := case_notices_cut_off(at):
            text = _("Mails that were cut off, and are not sent again: %(count)s.")
            self.stderr.write(text % {"count": cut_off})
        self._say_what_failed(told)

    def _say_what_failed(self, told: Posted[CaseLetter]) -> None:
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

    def _say_who_has_no_address(self, people: Sequence[User]) -> None:
        if people:
            names = _(", ").join(name_of(one) for one in people)
            text = _("Without a mail address, so not told: %(names)s")
            self.stdout.write(text % {"names": names})
