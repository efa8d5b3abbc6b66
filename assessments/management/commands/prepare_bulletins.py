"""`manage.py prepare_bulletins [--dry-run]`: drafts of what is published, and mails of them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.services.posting import Posted
from zones.commands import HouseCommand
from zones.people import name_of

from ...selectors.bulletins import paper_name
from ...selectors.bulletins_due import (
    DraftLetter,
    draft_letters_due,
    halves_due,
    sheet_due,
)
from ...sentences import refusal_sentence
from ...services.bulletins_due import (
    PreparedDrafts,
    bulletins_prepare_due,
    drafts_tell,
    notices_cut_off,
)

PRINTED = "django.core.mail.backends.console.EmailBackend"


class Command(HouseCommand):
    """For cron, once a day or oftener; ends with 1 where something is left to be done."""

    about = gettext_lazy(
        "Prepares the bulletins and review sheets that are due, and tells of each once by mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help=_("say what would be prepared, and do nothing")
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        at = timezone.now()
        if dry_run:
            due = [*halves_due(), *filter(None, [sheet_due()])]
            for period in due:
                self.stdout.write(str(period))
            self.stdout.write(_("Would be prepared: %(count)s.") % {"count": len(due)})
            return
        prepared = bulletins_prepare_due(at=at)
        self._say_what_is_prepared(prepared)
        mailing = draft_letters_due()
        self._say_who_has_no_address(mailing.unreachable)
        if mailing.letters and not settings.SITE_URL:
            raise CommandError(
                _("Set SITE_URL: the mails need the site’s address for their links.")
            )
        if settings.EMAIL_BACKEND == PRINTED and mailing.letters:
            self.stdout.write(_("EMAIL_URL is not set: the mails are printed here, not sent."))
        told = drafts_tell(at=at, site=settings.SITE_URL)
        self.stdout.write(_("Mails sent: %(count)s.") % {"count": len(told.letters)})
        if cut_off := notices_cut_off(at):
            text = _("Mails that were cut off, and are not sent again: %(count)s.")
            self.stderr.write(text % {"count": cut_off})
        self._say_what_failed(prepared, told)

    def _say_what_is_prepared(self, prepared: PreparedDrafts) -> None:
        for draft in prepared.drafts:
            self.stdout.write(f"{draft.name}: {paper_name(draft.code)}")
        self.stdout.write(_("Drafts prepared: %(count)s.") % {"count": len(prepared.drafts)})
        for period, refused in prepared.refused:
            self.stderr.write(f"{period}: {refusal_sentence(refused)}")

    def _say_what_failed(self, prepared: PreparedDrafts, told: Posted[DraftLetter]) -> None:
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
        if prepared.refused:
            text = _("Drafts that could not be prepared: %(count)s.")
            raise CommandError(text % {"count": len(prepared.refused)})

    def _say_who_has_no_address(self, people: Sequence[User]) -> None:
        if people:
            names = _(", ").join(name_of(one) for one in people)
            text = _("Without a mail address, so not told: %(names)s")
            self.stdout.write(text % {"names": names})
