"""Triggers lifted for a while: to tamper with the audit log, and to empty tables after a test."""

import contextlib
import importlib
from collections.abc import Iterator

from django.db import connection

#: Each migration that lets the database refuse changes; a new one stands here too.
FROZEN = [
    importlib.import_module(name)
    for name in (
        "indicators.migrations.0002_audit",
        "zones.migrations.0005_evidence",
        "assessments.migrations.0014_bulletins_frozen",
        "assessments.migrations.0017_replies_kept",
        "assessments.migrations.0019_cases_frozen",
    )
]


@contextlib.contextmanager
def unprotected() -> Iterator[None]:
    """Inside the block the database lets what is kept for good be changed and removed."""
    for frozen in FROZEN:
        _execute(frozen.UNPROTECT)
    yield
    for frozen in FROZEN:
        _execute(frozen.PROTECT)


def begin_anew() -> None:
    """Nothing; the head of a log without entries is there."""
    from zones.models import AuditHead

    AuditHead.objects.create()


def _execute(statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
