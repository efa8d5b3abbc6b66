"""Writes a backup: one archive of every table, as of one moment, read back before it counts."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ..archive import Manifest, Reading, Writing
from ..audit import Head
from ..models import AuditEntry, AuditHead
from ..selectors.readiness import migrations_applied, migrations_of_code
from ..selectors.stored_rows import LEFT_OUT, carried_tables, columns_of, one_snapshot, rows_of
from .audit import Change, audit_append
from .transactions import Refused

Action, Kind = AuditEntry.Action, AuditEntry.Kind
Tell = Callable[[str, int], None]
PIECE = 1 << 20


@dataclass(frozen=True)
class Backup:
    """A finished archive: its manifest, its size and the digest of the whole file."""

    manifest: Manifest
    size: int
    sha256: str


def backup_write(*, path: Path, at: datetime | None = None, tell: Tell | None = None) -> Backup:
    """The backup that stands in the file now; nothing stands there if it fails.

    Raises Refused for a file that is there already, or a database of another version.
    """
    at = at or timezone.now()
    if path.exists():
        raise Refused("exists", path=path)
    waiting = set(migrations_of_code()) ^ migrations_applied()
    if waiting:
        raise Refused("other_migrations", names=_named(waiting))
    with _becoming(path) as file, one_snapshot():
        manifest = _write(file, at, tell or _say_nothing)
    with Reading(path) as written:
        written.check()
    backup = Backup(manifest, path.stat().st_size, _sha256(path))
    told = {"rows": manifest.rows, "seq": manifest.audit.seq, "sha256": backup.sha256}
    change = Change(Action.BACKUP_MADE, Kind.BACKUP, code=manifest.version, new=told)
    audit_append(by=None, at=at, changes=[change])
    return backup


def _write(file: BinaryIO, at: datetime, tell: Tell) -> Manifest:
    writing = Writing(file)
    try:
        for model in carried_tables():
            table = writing.table(model._meta.db_table, columns_of(model), rows_of(model))
            tell(model._meta.db_table, table.count)
        manifest = _manifest(writing, at)
        writing.close(manifest)
    except BaseException:
        writing.abandon()
        raise
    return manifest


def _manifest(writing: Writing, at: datetime) -> Manifest:
    head = AuditHead.objects.values_list("seq", "hash").first()
    return Manifest(
        version=settings.VERSION,
        made_at=at.isoformat(timespec="seconds"),
        engine=connection.vendor,
        audit=Head(*head) if head else Head(),
        migrations=tuple(sorted(migrations_applied())),
        tables=writing.tables,
        left_out=LEFT_OUT,
    )


@contextmanager
def _becoming(path: Path) -> Iterator[BinaryIO]:
    """A file beside the one meant, for its owner alone; it takes that name when it is whole."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        part.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            sha.update(piece)
    return sha.hexdigest()


def _named(migrations: set[tuple[str, str]]) -> str:
    return ", ".join(f"{app}.{name}" for app, name in sorted(migrations))


def _say_nothing(_table: str, _count: int) -> None:
    """Nothing."""
