"""Every row of every table, as values that JSON holds and that read the same on every engine."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import BinaryField, Field, Model

from ..archive import RowsDigest

#: Rows fetched at once; of a table that holds files, one.
CHUNK = 2000
#: Who was signed in is not carried along: everybody signs in again.
LEFT_OUT = ("django_session",)

Table = type[Model]


def stored_tables() -> list[Table]:
    """The models of all tables, in the order of the tables' names."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return [found[name] for name in sorted(found)]


def carried_tables() -> list[Table]:
    """The models of the tables that a backup holds."""
    return [model for model in stored_tables() if model._meta.db_table not in LEFT_OUT]


def columns_of(model: Table) -> list[str]:
    """The columns of its table, in the order in which rows hold them."""
    return [column for field in model._meta.concrete_fields if (column := field.column)]


def rows_of(model: Table) -> Iterator[list[Any]]:
    """Each row of its table by key; no more of them are in memory than were fetched at once."""
    fields: list[Field] = list(model._meta.concrete_fields)
    chunk = 1 if any(isinstance(field, BinaryField) for field in fields) else CHUNK
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=chunk):
        yield [_SAID.get(type(value), _as_is)(value) for value in row]


def digest_of_rows(model: Table) -> RowsDigest:
    """How many rows its table has, and what they say."""
    digest = RowsDigest()
    for row in rows_of(model):
        digest.add(row)
    return digest


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Inside the block every table is read as of one moment; nobody who writes is held up.

    Within somebody's transaction it is that transaction which decides.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Not by `atomic`: that is IMMEDIATE here, and would make writers wait.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _as_is(value: Any) -> Any:
    return value


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _bytes(value: bytes | memoryview) -> str:
    return base64.b64encode(value).decode("ascii")


_SAID: dict[type, Callable[[Any], Any]] = {
    datetime: _moment,
    date: date.isoformat,
    Decimal: lambda value: format(value, "f"),
    bytes: _bytes,
    memoryview: _bytes,
}
