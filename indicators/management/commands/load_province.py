"""`manage.py load_province FILE [--commit]`: the province's own totals, with their sources."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...models import Indicator
from ...sentences import problem_sentence
from ...services.province import province_load, read_province


class Command(BaseCommand):
    help = "Loads the province's year-to-date totals; a dry run unless --commit is given."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="save, instead of only checking")

    def handle(self, *, file: Path, commit: bool, **options):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if not Indicator.objects.exists():
            raise CommandError("There are no indicators yet; load a policy first (load_policy).")
        found = read_province(file.name, data)
        if found.problems:
            raise CommandError("\n".join(map(problem_sentence, found.problems)))
        if not commit:
            self.stdout.write(f"{file.name}: {len(found.figures)} totals. Nothing was saved.")
            return
        new, same = province_load(file=found)
        self.stdout.write(f"{file.name}: {new} totals saved, {same} were there already.")
