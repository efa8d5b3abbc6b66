"""`manage.py backup FILE`: everything in one archive, as of one moment, while the site goes on."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...archive import Damaged
from ...backup_sentences import damaged_sentence, disk_sentence, refused_sentence
from ...commands import HouseCommand
from ...services.backups import Backup, backup_write
from ...services.transactions import Refused

#: What a backup is called where only a folder is named; these alone are tidied up.
NAME = "zonetrack-%Y%m%d-%H%M%S.zip"
NAMED_SO = "zonetrack-[0-9]*-[0-9]*.zip"


class Command(HouseCommand):
    about = gettext_lazy(
        "Writes one archive of the whole database, checks it by reading it back, and notes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help=_("the file to write, or the folder to write into")
        )
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help=_("in a folder: once the new one is whole, remove all but the newest N there"),
        )

    def handle(self, *, file: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and (keep < 1 or not file.is_dir()):
            raise CommandError(_("--keep needs a folder and a number from 1 upwards."))
        path = file / timezone.localtime().strftime(NAME) if file.is_dir() else file
        try:
            backup = backup_write(path=path, tell=self._tell if options["verbosity"] > 1 else None)
        except Refused as refused:
            raise CommandError(refused_sentence(refused)) from refused
        except Damaged as damaged:
            raise CommandError(damaged_sentence(damaged, path)) from damaged
        except OSError as error:
            raise CommandError(disk_sentence(error)) from error
        self._say(path, backup)
        if keep is not None:
            for old in sorted(file.glob(NAMED_SO))[:-keep]:
                old.unlink()
                self.stdout.write(_("Removed: %(file)s") % {"file": old})

    def _tell(self, table: str, count: int) -> None:
        self.stdout.write(f"{table}: {count}")

    def _say(self, path: Path, backup: Backup) -> None:
        manifest = backup.manifest
        words = {"file": path, "rows": f"{manifest.rows:,}", "tables": len(manifest.tables)}
        words |= {"size": f"{backup.size / 1e6:,.1f}"}
        text = _("%(file)s: %(rows)s rows of %(tables)s tables, %(size)s MB, read back and whole.")
        self.stdout.write(text % words)
        self.stdout.write(f"SHA-256 {backup.sha256}")
        note = {"note": f"{manifest.audit.seq}:{manifest.audit.hash}"}
        self.stdout.write(_("The audit log in it ends with %(note)s") % note)
        self.stdout.write(
            _("It holds everything, passwords’ digests among it: keep it where only you can read.")
        )
