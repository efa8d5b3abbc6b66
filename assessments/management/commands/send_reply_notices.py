"""`manage.py send_reply_notices [--dry-run]`: mails of reply windows to the zones' reporters."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.posting_command import PostingCommand

from ...reply_letters import reply_subject
from ...selectors.reply_notices import ReplyLetter, reply_letters_due
from ...services.reply_notices import replies_tell, reply_notices_cut_off


class Command(PostingCommand):
    """For cron, once an hour or a day; ends with 1 where a mail could not be sent.

    Windows close by the clock, whether or not this runs.
    """

    about = gettext_lazy(
        "Tells zones that a reply window opened, was extended, closes, closed or was cancelled."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help=_("say what would be sent, and send nothing")
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        at = timezone.now()
        self.require_site()
        mailing = reply_letters_due(at)
        self.say_who_has_no_address(mailing.unreachable)
        if dry_run:
            self._say(mailing.letters)
            self.stdout.write(_("Would be sent: %(count)s.") % {"count": len(mailing.letters)})
            return
        self.say_where_they_go(len(mailing.letters))
        told = replies_tell(at=at, site=settings.SITE_URL)
        self._say(told.letters)
        self.say_how_many(told, cut_off=reply_notices_cut_off(at))
        self.say_what_failed(told)

    def _say(self, letters: Sequence[ReplyLetter]) -> None:
        """Nothing; a line for each letter is printed."""
        for letter in letters:
            self.stdout.write(f"{letter.to.email} · {reply_subject(letter)}")
