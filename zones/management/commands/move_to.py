"""`manage.py move_to DATABASE_URL`: everything into another, empty database, and verified there."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...backup_sentences import disk_sentence, refused_sentence
from ...commands import HouseCommand
from ...models import AuditEntry
from ...services.backups import Backup, backup_write
from ...services.transactions import Refused

FILE = "move.zip"


class Command(HouseCommand):
    about = gettext_lazy(
        "Moves everything into an empty database, SQLite to PostgreSQL or back, and verifies it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", metavar="DATABASE_URL", help=_("where to, as the site takes it"))
        parser.add_argument(
            "--replace",
            metavar="DATABASE",
            default="",
            help=_("the name of the database whose rows may be removed, where it is not empty"),
        )

    def handle(self, *, url: str, replace: str, **options: Any) -> None:
        _refuse_itself(url)
        try:
            # In our own folder: /tmp may be small, and others may look into it.
            with tempfile.TemporaryDirectory(prefix="move-", dir=settings.VAR_DIR) as folder:
                backup = backup_write(path=Path(folder) / FILE)
                self._fill(url, Path(folder) / FILE, replace)
        except Refused as refused:
            raise CommandError(refused_sentence(refused)) from refused
        except OSError as error:
            raise CommandError(disk_sentence(error)) from error
        _refuse_written_since(backup)
        self.stdout.write(
            _(
                "Moved, and every table there is the same as here. Set DATABASE_URL to the new"
                " database and start the site; this one is as it was, keep it until you trust the"
                " other."
            )
        )

    def _fill(self, url: str, archive: Path, replace: str) -> None:
        """Nothing; another process, whose database that is, restored it."""
        done = subprocess.run(
            [
                *(sys.executable, str(settings.BASE_DIR / "manage.py")),
                *("restore", str(archive), "--replace", replace),
            ],
            env=os.environ | {"DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )
        self.stdout.write(done.stdout.rstrip())
        if done.returncode:
            why = done.stderr.strip().splitlines() or ["?"]
            said = why[-1].removeprefix(f"{CommandError.__name__}: ")
            raise CommandError(_("Not moved: %(why)s") % {"why": said})


def _refuse_itself(url: str) -> None:
    try:
        there = environ.Env.db_url_config(url)
    except (ImproperlyConfigured, ValueError) as error:
        raise CommandError(
            _("That is no address of a database: write postgres://user:password@host/name.")
        ) from error
    here = connection.settings_dict
    if not there.get("ENGINE", "").endswith(("postgresql", "sqlite3")):
        raise CommandError(
            _("That is no address of a database: write postgres://user:password@host/name.")
        )
    same = ("ENGINE", "NAME", "HOST", "PORT")
    if all(str(there.get(key, "")) == str(here.get(key, "")) for key in same):
        raise CommandError(_("That is the database that the site has now."))


def _refuse_written_since(backup: Backup) -> None:
    """Nothing; raises CommandError where somebody wrote here while the rows were on their way."""
    since = AuditEntry.objects.filter(seq__gt=backup.manifest.audit.seq)
    others = since.exclude(new__sha256=backup.sha256).count()
    if others:
        text = _(
            "Meanwhile %(count)s things were written here that are not there. Stop the site, empty"
            " the other database (or name it with --replace) and move again."
        )
        raise CommandError(text % {"count": others})
