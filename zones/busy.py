"""Tells a database that is busy from one that is broken: whoever comes again will be served."""

import sqlite3

from django.db import OperationalError

#: What PostgreSQL says: no lock in time, a circle of waiters broken, too many connections.
CODES = {"55P03", "40P01", "53300"}
SQLITE_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def is_busy(error: BaseException | None) -> bool:
    """Whether a statement failed only because others write; nothing of its transaction is kept."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    # The lower byte is the kind of error, the rest says more of it.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return getattr(cause, "pgcode", "") in CODES or code in SQLITE_CODES
