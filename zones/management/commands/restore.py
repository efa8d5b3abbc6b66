"""`manage.py restore FILE`: an empty database is filled from a backup, or left as it was."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...archive import Damaged
from ...backup_sentences import damaged_sentence, refused_sentence
from ...commands import HouseCommand
from ...services.restores import archive_check, backup_restore
from ...services.transactions import Refused


class Command(HouseCommand):
    about = gettext_lazy(
        "Fills an empty database from a backup; keeps nothing unless every row is the same."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("the backup"))
        parser.add_argument(
            "--replace",
            metavar="DATABASE",
            default="",
            help=_("the name of the database whose rows may be removed, where it is not empty"),
        )
        parser.add_argument(
            "--check", action="store_true", help=_("only say whether the file is whole and fits")
        )

    def handle(self, *, file: Path, replace: str, check: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": file})
        tell = self._tell if options["verbosity"] > 1 else None
        try:
            if check:
                manifest = archive_check(file)
            else:
                manifest = backup_restore(path=file, replace=replace, tell=tell)
        except Refused as refused:
            raise CommandError(refused_sentence(refused)) from refused
        except Damaged as damaged:
            raise CommandError(damaged_sentence(damaged, file)) from damaged
        words = {"file": file, "at": manifest.made_at, "version": manifest.version}
        words |= {"rows": f"{manifest.rows:,}", "tables": len(manifest.tables)}
        if check:
            text = _("%(file)s of %(at)s is whole: %(rows)s rows of %(tables)s tables.")
        else:
            text = _(
                "Restored from %(at)s, version %(version)s: %(rows)s rows of %(tables)s tables,"
                " each table the same as in the backup; the audit log is intact."
            )
        self.stdout.write(text % words)
        note = {"note": f"{manifest.audit.seq}:{manifest.audit.hash}"}
        self.stdout.write(_("The audit log in it ends with %(note)s") % note)
        if not check:
            self.stdout.write(_("Everybody signs in again: who was signed in is not restored."))

    def _tell(self, table: str, count: int) -> None:
        self.stdout.write(f"{table}: {count}")
