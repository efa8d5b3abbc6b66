"""`manage.py add_administrator LOGIN`: the account that makes the others, on a new installation."""

import secrets
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...commands import HouseCommand
from ...services.accounts import account_add_administrator
from ...services.transactions import Refused

#: Bytes of chance in the first password, which is good for one sign-in.
STRENGTH = 15


class Command(HouseCommand):
    """Prints a password that is shown this once and must be changed at the first sign-in."""

    about = gettext_lazy("Makes an administrator, and the groups of people where they are missing.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help=_("what the person signs in with"))
        parser.add_argument("--name", default="", help=_("the person’s name"))
        parser.add_argument("--email", default="", help=_("where mails to the person go"))

    def handle(self, *_args: Any, **options: Any) -> None:
        password = secrets.token_urlsafe(STRENGTH)
        try:
            account_add_administrator(
                login=options["login"],
                name=options["name"],
                email=options["email"],
                password=password,
            )
        except Refused as refused:
            raise CommandError(str(refused.params["reason"])) from refused
        self.stdout.write(
            _("%(login)s can sign in with %(password)s and then chooses another password.")
            % {"login": options["login"], "password": password}
        )
