"""What the commands share that send mails: who has no address, what was sent, what failed."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.commands import HouseCommand
from zones.people import name_of

from .services.posting import Posted

PRINTED = "django.core.mail.backends.console.EmailBackend"


class PostingCommand(HouseCommand):
    """For cron; ends with 1 where a mail could not be sent, which is tried again next time."""

    #: What the mails are called in the counts; reminders have a word of their own.
    unreached: Any = gettext_lazy("Without a mail address, so not told: %(names)s")
    sent: Any = gettext_lazy("Mails sent: %(count)s.")
    cut_off: Any = gettext_lazy("Mails that were cut off, and are not sent again: %(count)s.")

    def require_site(self) -> None:
        """Nothing; raises CommandError where a mail's links would lead nowhere."""
        if not settings.SITE_URL:
            raise CommandError(
                _("Set SITE_URL: the mails need the site’s address for their links.")
            )

    def say_where_they_go(self, count: int) -> None:
        """Nothing; says so where mails are about to be printed instead of sent."""
        if settings.EMAIL_BACKEND == PRINTED and count:
            self.stdout.write(_("EMAIL_URL is not set: the mails are printed here, not sent."))

    def say_who_has_no_address(self, people: Iterable[User]) -> None:
        """Nothing; names the people whom no mail reaches."""
        if names := _(", ").join(map(name_of, people)):
            self.stdout.write(str(self.unreached) % {"names": names})

    def say_how_many(self, *posted: Posted[Any], cut_off: int) -> None:
        """Nothing; counts what was sent, and what was begun before and never finished."""
        count = sum(len(one.letters) for one in posted)
        self.stdout.write(str(self.sent) % {"count": count})
        if cut_off:
            self.stderr.write(str(self.cut_off) % {"count": cut_off})

    def say_what_failed(self, *posted: Posted[Any]) -> None:
        """Nothing; raises CommandError where something is left for next time."""
        every = [failed for one in posted for failed in one.failed]
        for letter, why in every:
            words = {"address": letter.to.email, "why": why}
            self.stderr.write(_("Not sent to %(address)s: %(why)s") % words)
        if every:
            text = _("Mails that failed, to be tried again next time: %(count)s.")
            raise CommandError(text % {"count": len(every)})
        if why := next((one.unreachable for one in posted if one.unreachable), ""):
            text = _("The mail server cannot be reached; what is left is sent next time: %(why)s")
            raise CommandError(text % {"why": why})
