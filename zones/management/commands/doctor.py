"""`manage.py doctor`: looks an installation over, and says of everything what to do."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...commands import HouseCommand
from ...setup.account_checks import look_at_accounts
from ...setup.database_checks import look_at_database
from ...setup.file_checks import look_at_files
from ...setup.found import HEED, WELL, WRONG, Found
from ...setup.settings_checks import look_at_mail, look_at_settings

STATES = {
    WELL: gettext_lazy("well"),
    HEED: gettext_lazy("heed"),
    WRONG: gettext_lazy("WRONG"),
}


class Command(HouseCommand):
    """Ends with 1 where something must be put right; what should be heeded alone ends with 0."""

    about = gettext_lazy("Looks the installation over and says, of each thing found, what to do.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "--language",
            choices=languages,
            default=settings.LANGUAGE_CODE,
            help=_("Chinese if none"),
        )

    def handle(self, *, language: str, **options: Any) -> None:
        with translation.override(language):
            found = list(self._told())
            wrong = sum(one.state == WRONG for one in found)
            heed = sum(one.state == HEED for one in found)
            words = {"count": len(found), "wrong": wrong, "heed": heed}
            text = (
                _("%(count)s things looked at: %(wrong)s to put right, %(heed)s to heed.") % words
            )
        if wrong:
            raise CommandError(text)
        self.stdout.write(text)

    def _told(self) -> Iterator[Found]:
        """Each thing found, once it is printed."""
        looks = (
            *(look_at_settings, look_at_database, look_at_accounts, look_at_files),
            look_at_mail,
        )
        for look in looks:
            for one in look():
                self.stdout.write(f"[{STATES[one.state]}] {one.part}{_(': ')}{one.what}")
                if one.way_out:
                    self.stdout.write(f"    → {one.way_out}")
                yield one
