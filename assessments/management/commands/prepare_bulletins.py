"""`manage.py prepare_bulletins [--dry-run]`: drafts of what is published, and mails of them."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.posting_command import PostingCommand

from ...selectors.bulletins import paper_name
from ...selectors.bulletins_due import (
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


class Command(PostingCommand):
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
        self.say_who_has_no_address(mailing.unreachable)
        if mailing.letters:
            self.require_site()
        self.say_where_they_go(len(mailing.letters))
        told = drafts_tell(at=at, site=settings.SITE_URL)
        self.say_how_many(told, cut_off=notices_cut_off(at))
        self.say_what_failed(told)
        if prepared.refused:
            text = _("Drafts that could not be prepared: %(count)s.")
            raise CommandError(text % {"count": len(prepared.refused)})

    def _say_what_is_prepared(self, prepared: PreparedDrafts) -> None:
        for draft in prepared.drafts:
            self.stdout.write(f"{draft.name}: {paper_name(draft.code)}")
        self.stdout.write(_("Drafts prepared: %(count)s.") % {"count": len(prepared.drafts)})
        for period, refused in prepared.refused:
            self.stderr.write(f"{period}: {refusal_sentence(refused)}")
