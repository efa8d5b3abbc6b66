"""`manage.py load_scheme FILE [--commit]`: a scheme with its weights, goalposts and flag rules."""

from pathlib import Path

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.sentences import problem_sentence
from zones.commands import HouseCommand

from ...sentences import scheme_sentence
from ...services.scheme_files import SchemeRefused, read_scheme
from ...services.schemes import scheme_load


class Command(HouseCommand):
    about = gettext_lazy("Loads a scheme from its manifest; a dry run unless --commit is given.")

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("the file to read"))
        parser.add_argument(
            "--commit", action="store_true", help=_("save, instead of only checking")
        )

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
        words = {"scheme": scheme.code, "nodes": len(found.nodes), "rules": len(found.rules)}
        self.stdout.write(_("%(scheme)s: %(nodes)s nodes, %(rules)s flag rules.") % words)
        self.stdout.write(_outcome(is_new=is_new, commit=commit))


def _outcome(*, is_new: bool, commit: bool) -> str:
    if not commit:
        return _("Nothing was saved: this was a dry run. Add --commit to save.")
    return _("Saved.") if is_new else _("Nothing to change: it is held exactly so.")
