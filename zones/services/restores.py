"""Fills an empty database from a backup, and takes it back unless every row is the one kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, JSONField, Value
from django.utils import timezone

from ..archive import Manifest, Reading
from ..audit import Head
from ..busy import is_busy
from ..models import AuditEntry, AuditHead
from ..selectors.audit import audit_verdict
from ..selectors.readiness import migrations_of_code
from ..selectors.stored_rows import (
    Table,
    carried_tables,
    columns_of,
    digest_of_rows,
    stored_tables,
)
from .audit import Change, audit_append
from .transactions import Refused

Action, Kind = AuditEntry.Action, AuditEntry.Kind
Tell = Callable[[str, int], None]
#: A statement takes so many rows, or as many as fill so many bytes.
ROWS, BYTES = 500, 4_000_000
#: What migrations write by themselves into a database that nobody has used.
BY_MIGRATIONS = {"django_content_type", "auth_permission"}


@dataclass(frozen=True)
class Names:
    """Migrations that only one side knows."""

    only_archive: list[str]
    only_code: list[str]


def archive_check(path: Path) -> Manifest:
    """What the archive holds; raises Damaged unless it is whole, Refused for another version's."""
    with Reading(path) as archive:
        archive.check()
        manifest = archive.manifest
    assert manifest is not None
    theirs, ours = set(manifest.migrations), set(migrations_of_code())
    if theirs != ours:
        names = Names(_named(theirs - ours), _named(ours - theirs))
        raise Refused("other_version", version=manifest.version, names=names)
    columns = {model._meta.db_table: tuple(columns_of(model)) for model in carried_tables()}
    if columns != {name: table.columns for name, table in manifest.tables.items()}:
        raise Refused("other_columns", version=manifest.version)
    return manifest


def backup_restore(
    *, path: Path, replace: str = "", at: datetime | None = None, tell: Tell | None = None
) -> Manifest:
    """What was restored. Either all of it is there, verified, or the database is as it was.

    ``replace`` is the name of a database whose rows may be removed; without it only an empty one
    is filled.
    """
    at = at or timezone.now()
    manifest = archive_check(path)
    name = str(connection.settings_dict["NAME"])
    if replace and replace not in (name, Path(name).name):
        raise Refused("other_name", name=Path(name).name, typed=replace)
    _set_up()
    filled = [] if replace else tables_in_use()
    if filled:
        raise Refused("in_use", name=Path(name).name, count=len(filled), first=filled[0])
    try:
        with transaction.atomic(), Reading(path) as archive:
            _fill(archive, manifest, tell or (lambda table, count: None))
            _verify(manifest)
            told = {"rows": manifest.rows, "seq": manifest.audit.seq, "made_at": manifest.made_at}
            change = Change(Action.RESTORED, Kind.BACKUP, code=manifest.version, new=told)
            audit_append(by=None, at=at, changes=[change])
    except DatabaseError as error:
        if is_busy(error):
            raise Refused("in_use_now") from error
        raise Refused("refused_rows", why=str(error).strip().splitlines()[0]) from error
    finally:
        ContentType.objects.clear_cache()
    return manifest


def _set_up() -> None:
    """Nothing; the database has its tables. One of another version is left as it is: refused."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    if not applied:
        call_command("migrate", verbosity=0, interactive=False)
    elif applied != set(migrations_of_code()):
        names = ", ".join(_named(applied ^ set(migrations_of_code())))
        raise Refused("other_migrations", names=names)


def tables_in_use() -> list[str]:
    """The tables that hold what somebody entered; none in a database that was only set up."""
    found = [
        model._meta.db_table
        for model in carried_tables()
        if model._meta.db_table not in BY_MIGRATIONS
        and model is not AuditHead
        and model._base_manager.exists()
    ]
    return found or [AuditHead._meta.db_table] * AuditHead.objects.filter(seq__gt=0).exists()


def _fill(archive: Reading, manifest: Manifest, tell: Tell) -> None:
    models = carried_tables()
    with _triggers_lifted(), connection.cursor() as cursor:
        for model in stored_tables():
            cursor.execute(f"DELETE FROM {_quoted(model._meta.db_table)}")
        for model in models:
            for rows in _batches(archive, model):
                _insert(cursor, model, rows)
            tell(model._meta.db_table, manifest.tables[model._meta.db_table].count)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        # What refers to nothing is found here; and a table is not changed while that waits.
        connection.check_constraints()


def _batches(archive: Reading, model: Table) -> Iterator[list[tuple]]:
    """The table's rows as the database takes them, as many as go into a statement."""
    fields = list(model._meta.concrete_fields)
    batch: list[tuple] = []
    size = 0
    for length, row in archive.rows(model._meta.db_table):
        batch.append(tuple(_stored(field, value) for field, value in zip(fields, row, strict=True)))
        size += length
        if len(batch) >= ROWS or size >= BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _stored(field: Field, value: Any) -> Any:
    """A value of the archive as this engine stores it."""
    if value is None and isinstance(field, JSONField) and not field.null:
        return field.get_db_prep_save(Value(None, JSONField()), connection)
    is_json = isinstance(field, JSONField)
    return field.get_db_prep_save(value if is_json else field.to_python(value), connection)


def _insert(cursor: Any, model: Table, rows: Sequence[tuple]) -> None:
    names = ", ".join(map(_quoted, columns_of(model)))
    into = f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES"
    if connection.vendor == "postgresql":
        from psycopg2.extras import execute_values

        execute_values(cursor, f"{into} %s", rows, page_size=len(rows))
    else:
        cursor.executemany(f"{into} ({', '.join(['%s'] * len(rows[0]))})", rows)


def _verify(manifest: Manifest) -> None:
    """Nothing; raises Refused unless every table and the audit log are what the archive says."""
    for model in carried_tables():
        name = model._meta.db_table
        kept, found = manifest.tables[name], digest_of_rows(model)
        if (found.count, found.hexdigest()) != (kept.count, kept.digest):
            raise Refused("not_the_same", table=name, kept=kept.count, found=found.count)
    verdict = audit_verdict()
    last = verdict.last if verdict.count else Head()
    if not verdict.is_intact or last != manifest.audit:
        raise Refused("chain_broken", verdict=verdict)


@contextmanager
def _triggers_lifted() -> Iterator[None]:
    """Inside the block frozen tables can be filled; the triggers are back when it ends.

    All of it is within the transaction: whoever else reads or writes never sees them lifted.
    """
    with connection.cursor() as cursor:
        lift, restore = TRIGGERS[connection.vendor](cursor)
        for statement in lift:
            cursor.execute(statement)
        yield
        for statement in restore:
            cursor.execute(statement)


def _triggers_of_sqlite(cursor: Any) -> tuple[list[str], list[str]]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = cursor.fetchall()
    return [f"DROP TRIGGER {_quoted(name)}" for name, _made in found], [made for _, made in found]


def _triggers_of_postgresql(cursor: Any) -> tuple[list[str], list[str]]:
    """Each by its name, as the tables' owner may; that needs no superuser."""
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger JOIN pg_class c"
        " ON c.oid = tgrelid WHERE NOT tgisinternal AND tgenabled <> 'D'"
        " AND c.relnamespace = current_schema()::regnamespace"
    )
    lift, restore = [], []
    again = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}
    for table, name, enabled in cursor.fetchall():
        lift.append(f"ALTER TABLE {table} DISABLE TRIGGER {_quoted(name)}")
        restore.append(f"ALTER TABLE {table} {again[enabled]} TRIGGER {_quoted(name)}")
    return lift, restore


TRIGGERS = {"sqlite": _triggers_of_sqlite, "postgresql": _triggers_of_postgresql}


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _named(migrations: set[tuple[str, str]]) -> list[str]:
    return [f"{app}.{name}" for app, name in sorted(migrations)]
