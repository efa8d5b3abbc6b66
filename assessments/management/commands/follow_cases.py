"""Writes overdue rectifications down and tells people by mail which cases wait for them."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.posting_command import PostingCommand

from ...selectors.case_notices import case_letters_due, cases_due
from ...selectors.case_rows import case_name
from ...services.case_notices import case_notices_cut_off, cases_tell
from ...services.cases import cases_lapse


class Command(PostingCommand):
    """For cron, once a day or oftener; ends with 1 where something is left to be done."""

    about = gettext_lazy(
        "Writes down what is overdue in cases, and tells of each case once by mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help=_("say what would be done, and do nothing")
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
        self.say_who_has_no_address(mailing.unreachable)
        if mailing.letters:
            self.require_site()
        self.say_where_they_go(len(mailing.letters))
        told = cases_tell(at=at, site=settings.SITE_URL)
        self.say_how_many(told, cut_off=case_notices_cut_off(at))
        self.say_what_failed(told)
