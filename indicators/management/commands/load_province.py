"""`manage.py load_province FILE [--commit]`: the province's own totals, with their sources."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.commands import HouseCommand, bytes_of

from ...models import Indicator
from ...sentences import problem_sentence
from ...services.province import province_load, read_province


class Command(HouseCommand):
    about = gettext_lazy(
        "Loads the province's year-to-date totals; a dry run unless --commit is given."
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
        found = read_province(file.name, data)
        if found.problems:
            raise CommandError("\n".join(map(problem_sentence, found.problems)))
        if not commit:
            words = {"file": file.name, "count": len(found.figures)}
            self.stdout.write(_("%(file)s: %(count)s totals.") % words)
            self.stdout.write(_("Nothing was saved: this was a dry run. Add --commit to save."))
            return
        new, same = province_load(file=found)
        words = {"file": file.name, "new": new, "same": same}
        text = _("%(file)s: %(new)s totals saved, %(same)s were there already.")
        self.stdout.write(text % words)
