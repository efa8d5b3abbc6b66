"""`manage.py load_rules FILE [--commit]`: the rules that figures are checked by."""

from pathlib import Path

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.commands import HouseCommand, bytes_of

from ...models import Indicator
from ...sentences import problem_sentence
from ...services.validation import read_rules, rules_load


class Command(HouseCommand):
    about = gettext_lazy(
        "Loads the rules that figures are checked by; a dry run unless --commit is given."
        " A rule that is there already stays as staff have it."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("the file to read"))
        parser.add_argument(
            "--commit", action="store_true", help=_("save, instead of only checking")
        )

    def handle(self, *, file: Path, commit: bool, **options):
        data = bytes_of(file)
        if not Indicator.objects.exists():
            raise CommandError(_("There are no indicators yet; load a policy first (load_policy)."))
        found = read_rules(file.name, data)
        if found.problems:
            raise CommandError("\n".join(map(problem_sentence, found.problems)))
        with transaction.atomic():
            new, same = rules_load(file=found)
            transaction.set_rollback(not commit)
        words = {"file": file.name, "new": new, "same": same}
        text = _("%(file)s: %(new)s rules new, %(same)s there already and left as they are.")
        self.stdout.write(text % words)
        if not commit:
            self.stdout.write(_("Nothing was saved: this was a dry run. Add --commit to save."))
