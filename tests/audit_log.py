"""The audit log's triggers lifted for a while: to tamper with it, and to empty it after a test."""

import contextlib
import importlib
from collections.abc import Iterator

from django.db import connection

TRIGGERS = importlib.import_module("indicators.migrations.0002_audit")


@contextlib.contextmanager
def unprotected() -> Iterator[None]:
    """Inside the block the database lets entries be changed and removed."""
    _execute(TRIGGERS.UNPROTECT)
    yield
    _execute(TRIGGERS.PROTECT)


def begin_anew() -> None:
    """Nothing; the head of a log without entries is there."""
    from indicators.models import AuditHead

    AuditHead.objects.create()


def _execute(statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
