"""Triggers lifted for a while: to tamper with what they guard, and to fill or empty tables."""

import contextlib
from collections.abc import Iterator

from django.db import connection
from django.db.models import DO_NOTHING, PROTECT, RESTRICT, QuerySet

#: PostgreSQL runs no trigger, and checks no reference, for who only copies rows.
COPYING = "SET session_replication_role = 'replica'"
AS_EVER = "SET session_replication_role = 'origin'"
#: What keeps a row from being removed while another refers to it.
HOLDING = (PROTECT, RESTRICT, DO_NOTHING)


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


def delete_with_what_holds(rows: QuerySet) -> None:
    """Nothing; the rows are gone, and before them whatever refuses to let go of them."""
    with unprotected():
        _delete(rows)


def _delete(rows: QuerySet) -> None:
    keys = list(rows.values_list("pk", flat=True))
    for one in rows.model._meta.get_fields(include_hidden=True):
        if getattr(one, "on_delete", None) in HOLDING and one.auto_created:
            held = one.related_model._base_manager.filter(**{f"{one.field.name}__in": keys})
            if held.exists():
                _delete(held)
    rows.delete()
