"""Rows kept in memory and put back: what takes seconds to load is loaded once a test process.

The rows are copied as the database stores them, not read and written by models, so that what is put
back is what was there, to the byte; tests/test_kept_rows.py holds that.
"""

from collections.abc import Iterable

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from tests.triggers import unprotected

#: Made by migrations, and again whenever a test emptied the tables.
BY_MIGRATIONS = ("django_content_type", "auth_permission")
LEFT_ALONE = {"django_migrations", "django_session", *BY_MIGRATIONS}

Rows = dict[str, list[tuple]]


def loaded_tables() -> list[str]:
    """The tables that a demonstration fills; their keys into the other ones stay true."""
    return [name for name in connection.introspection.table_names() if name not in LEFT_ALONE]


def keep(tables: Iterable[str]) -> Rows:
    """What these tables hold now."""
    return {table: _read(table) for table in tables}


def put_back(kept: Rows) -> None:
    """Nothing; the tables hold again what was kept, and number their next rows after it."""
    with transaction.atomic(), unprotected(), connection.cursor() as cursor:
        for table in reversed(kept):
            cursor.execute(f"DELETE FROM {_quoted(table)}")
        for table, rows in kept.items():
            _write(cursor, table, rows)
        models = apps.get_models(include_auto_created=True)
        filled = [model for model in models if model._meta.db_table in kept]
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):
            cursor.execute(statement)


def count_rows() -> None:
    """Nothing; PostgreSQL plans by what the tables hold now.

    In use it finds that out by itself, but not inside a transaction that is never committed. The
    server's own tables are left alone: the other worker's database has the same ones.
    """
    if connection.vendor == "postgresql":
        models = apps.get_models(include_auto_created=True)
        tables = ", ".join(sorted({_quoted(model._meta.db_table) for model in models}))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def _read(table: str) -> list[tuple]:
    """The rows as they are stored: SQLite's are not converted where they are expressions."""
    with connection.cursor() as cursor:
        names = [
            _quoted(column.name)
            for column in connection.introspection.get_table_description(cursor, table)
        ]
        if connection.vendor == "sqlite":
            names = [f"+{name}" for name in names]
        cursor.execute(f"SELECT {', '.join(names)} FROM {_quoted(table)} ORDER BY 1")
        return cursor.fetchall()


def _write(cursor, table: str, rows: list[tuple]) -> None:
    if not rows:
        return
    if connection.vendor == "postgresql":
        from psycopg2.extras import execute_values

        execute_values(cursor, f"INSERT INTO {_quoted(table)} VALUES %s", rows, page_size=1000)
    else:
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO {_quoted(table)} VALUES ({marks})", rows)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
