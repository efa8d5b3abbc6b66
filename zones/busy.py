"""Tells what hinders a request from what is a fault: whoever comes again later will be served.

A busy database has others writing for too long; one that is away does not answer; a full disk
takes nothing more. In each case nothing, or nothing whole, of the request's transaction is kept.
"""

import errno
import sqlite3
from collections.abc import Iterator
from enum import StrEnum

from django.db import DatabaseError, InterfaceError, OperationalError, connection

#: What PostgreSQL says: no lock in time, a circle of waiters broken, too many connections.
DEADLOCK = "40P01"
BUSY_CODES = {"55P03", DEADLOCK, "53300"}
#: What it says as it goes or comes: stopped, crashed, starting; and that a connection broke.
AWAY_CODES = {"57P01", "57P02", "57P03"}
BROKEN = "08"
FULL_CODE = "53100"
SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
#: The disk, the person's share of it, or the largest file there may be.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Hindrance(StrEnum):
    """Why a request was not done although nothing is wrong with it or with the site."""

    BUSY = "busy"
    AWAY = "away"
    FULL = "full"


def is_busy(error: BaseException | None) -> bool:
    """Whether a statement failed only because others write; nothing of its transaction is kept."""
    return hindrance(error) == Hindrance.BUSY


def hindrance(error: BaseException | None) -> Hindrance | None:
    """What hindered, or nothing where it is a fault."""
    if any(isinstance(one, OSError) and one.errno in FULL for one in _causes(error)):
        return Hindrance.FULL
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    cause = error.__cause__
    if connection.vendor == "sqlite":
        return _by_sqlite(getattr(cause, "sqlite_errorcode", 0))
    return _by_postgresql(error, getattr(cause, "pgcode", None) or "")


def is_deadlock(error: BaseException | None) -> bool:
    """Whether PostgreSQL ended a statement to break a circle of those who wait for each other."""
    return getattr(getattr(error, "__cause__", None), "pgcode", None) == DEADLOCK


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _by_sqlite(code: int) -> Hindrance | None:
    kind = code & 0xFF  # the lower byte is the kind of error, the rest says more of it
    if kind in SQLITE_BUSY:
        return Hindrance.BUSY
    return Hindrance.FULL if kind == sqlite3.SQLITE_FULL else None


def _by_postgresql(error: BaseException, code: str) -> Hindrance | None:
    if code in BUSY_CODES:
        return Hindrance.BUSY
    if code == FULL_CODE:
        return Hindrance.FULL
    if code in AWAY_CODES or code.startswith(BROKEN):
        return Hindrance.AWAY
    # A server that is not there has no code to give; one that broke off within an answer neither,
    # and the driver, at a loss what it was, then raises the most general of its errors.
    is_general = type(error) is DatabaseError and error.__cause__ is not None
    is_cut = is_general or isinstance(error, OperationalError | InterfaceError)
    return Hindrance.AWAY if is_cut and not code else None
