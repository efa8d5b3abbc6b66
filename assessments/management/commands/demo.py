"""`manage.py demo`: demonstration figures, assessments and logins, where nothing real is."""

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.commands import HouseCommand
from zones.services.accounts import DEMO_PASSWORD, DEMO_PEOPLE

from ...services.demo import DemoRefused, demo_load

REFUSALS = {
    "real_data": gettext_lazy(
        "There are real figures here; the demonstration is never mixed with them."
    ),
    "figures": gettext_lazy("The demonstration’s figures cannot be read."),
}


class Command(HouseCommand):
    about = gettext_lazy(
        "Loads the demonstration once; refuses where DEBUG is off or real data is present."
    )

    def handle(self, **options):
        if not settings.IS_TRIAL:
            raise CommandError(_("The demonstration is only for trying out: DEBUG is off here."))
        try:
            is_new = demo_load(folder=settings.BASE_DIR / "fixtures" / "demo")
        except DemoRefused as refused:
            raise CommandError(str(REFUSALS[refused.args[0]])) from refused
        if is_new:
            logins = _(", ").join(login for login, *rest in DEMO_PEOPLE)
            words = {"logins": logins, "password": DEMO_PASSWORD}
            text = _("Demonstration loaded. Logins: %(logins)s; password %(password)s")
            self.stdout.write(text % words)
        else:
            self.stdout.write(_("The demonstration is loaded already."))
