"""`manage.py demo`: demonstration figures, assessments and logins, where nothing real is."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zones.services.accounts import DEMO_PASSWORD, DEMO_PEOPLE

from ...services.demo import DemoRefused, demo_load

REFUSALS = {
    "real_data": "There are real figures here; the demonstration is never mixed with them.",
    "figures": "The demonstration's figures cannot be read.",
}


class Command(BaseCommand):
    help = "Loads the demonstration once; refuses where DEBUG is off or real data is present."

    def handle(self, **options):
        if not settings.IS_TRIAL:
            raise CommandError("The demonstration is only for trying out: DEBUG is off here.")
        try:
            is_new = demo_load(folder=settings.BASE_DIR / "fixtures" / "demo")
        except DemoRefused as refused:
            raise CommandError(REFUSALS[refused.args[0]]) from refused
        if is_new:
            logins = ", ".join(login for login, *_ in DEMO_PEOPLE)
            self.stdout.write(f"Demonstration loaded. Logins: {logins}; password {DEMO_PASSWORD}")
        else:
            self.stdout.write("The demonstration is loaded already.")
