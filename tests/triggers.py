"""Triggers lifted for a while: to tamper with what they guard, and to fill or empty tables."""

import contextlib
from collections.abc import Iterator

from django.db import connection

#: PostgreSQL runs no trigger, and checks no reference, for who only copies rows.
COPYING = "SET session_replication_role = 'replica'"
AS_EVER = "SET session_replication_role = 'origin'"


@contextlib.contextmanager
def unprotected() -> Iterator[None]:
    """Inside the block the database lets frozen rows be changed and removed."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lift, restore = [COPYING], [AS_EVER]
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
            lift = [f"DROP TRIGGER {name}" for name, _made in found]
            restore = [made for _name, made in found]
        for statement in lift:
            cursor.execute(statement)
        yield
        for statement in restore:
            cursor.execute(statement)
