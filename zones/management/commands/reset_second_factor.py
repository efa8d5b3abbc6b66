"""`manage.py reset_second_factor LOGIN`: lets an account in without a code, its device lost."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...commands import HouseCommand
from ...services.second_factor import second_factor_reset


class Command(HouseCommand):
    """For the one administrator there is; the others are reset in the administration."""

    about = gettext_lazy("Resets an account's second factor where the device is lost.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", metavar="LOGIN", help=_("the account's user name"))

    def handle(self, *, login: str, **options: Any) -> None:
        user = User.objects.filter(username=login).first()
        if user is None:
            raise CommandError(_("There is no account “%(login)s”.") % {"login": login})
        if not second_factor_reset(user=user, by=None):
            raise CommandError(_("“%(login)s” has no second factor.") % {"login": login})
        self.stdout.write(_("The second factor of “%(login)s” is reset.") % {"login": login})
