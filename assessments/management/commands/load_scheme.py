"""`manage.py load_scheme FILE [--commit]`: a scheme with its weights, goalposts and flag rules."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from indicators.sentences import problem_sentence

from ...sentences import scheme_sentence
from ...services.scheme_files import SchemeRefused, read_scheme
from ...services.schemes import scheme_load


class Command(BaseCommand):
    help = "Loads a scheme from its manifest; a dry run unless --commit is given."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="save, instead of only checking")

    def handle(self, *, file: Path, commit: bool, **options):
        try:
            found = read_scheme(file)
            if found.problems:
                raise CommandError("\n".join(map(problem_sentence, found.problems)))
            with transaction.atomic():
                scheme, is_new = scheme_load(file=found)
                if not commit:
                    transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except SchemeRefused as refused:
            raise CommandError(scheme_sentence(refused)) from refused
        what = f"{scheme.code}: {len(found.nodes)} nodes, {len(found.rules)} flag rules."
        done = "Saved." if is_new else "Nothing to change: it is held exactly so."
        self.stdout.write(f"{what} {done if commit else 'Nothing was saved (dry run).'}")
