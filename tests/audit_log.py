"""Triggers lifted for a while: to tamper with the audit log, and to empty tables after a test."""

import contextlib
import importlib
from collections.abc import Iterator

from django.db import connection

TRIGGERS = importlib.import_module("indicators.migrations.0002_audit")
REPLIES = importlib.import_module("assessments.migrations.0017_replies_kept")
BULLETINS = importlib.import_module("assessments.migrations.0014_bulletins_frozen")
CASES = importlib.import_module("assessments.migrations.0019_cases_frozen")


@contextlib.contextmanager
def unprotected() -> Iterator[None]:
    """Inside the block the database lets what is frozen be changed and removed."""
    for frozen in (TRIGGERS, BULLETINS, REPLIES, CASES):
        _execute(frozen.UNPROTECT)
    yield
    for frozen in (TRIGGERS, BULLETINS, REPLIES, CASES):
        _execute(frozen.PROTECT)


def begin_anew() -> None:
    """Nothing; the head of a log without entries is there."""
    from zones.models import AuditHead

    AuditHead.objects.create()


def _execute(statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
