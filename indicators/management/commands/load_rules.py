"""`manage.py load_rules FILE [--commit]`: the rules that figures are checked by."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ...models import Indicator
from ...sentences import problem_sentence
from ...services.validation import read_rules, rules_load


class Command(BaseCommand):
    help = (
        "Loads the rules that figures are checked by; a dry run unless --commit is given."
        " A rule that is there already stays as staff have it."
    )

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
        found = read_rules(file.name, data)
        if found.problems:
            raise CommandError("\n".join(map(problem_sentence, found.problems)))
        with transaction.atomic():
            new, same = rules_load(file=found)
            transaction.set_rollback(not commit)
        counts = f"{file.name}: {new} rules new, {same} there already and left as they are."
        self.stdout.write(counts if commit else f"{counts} Nothing was saved (dry run).")
