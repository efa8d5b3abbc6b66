"""Reading from a streaming replica: which database a view asks, and when the primary answers.

Only views marked `from_replica` read there, and only while the replica holds everything that was
logged: the last audit entry of both is compared, so nobody misses a write, least of all their own.
A replica that is behind, or gone, costs a question; the page then comes from the primary.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from django.http import HttpRequest, HttpResponse

from .access import person
from .asked import is_read_only
from .models import AuditHead

REPLICA = "replica"
#: Seconds that a replica which did not answer is left alone, by this process.
LEFT_ALONE = 15
View = Callable[..., HttpResponse]

log = logging.getLogger(__name__)
_asked: ContextVar[str | None] = ContextVar("database that is read from", default=None)


class ReplicaRouter:
    """Django's question which database to ask; everything is written to the primary."""

    def db_for_read(self, model, **hints) -> str | None:
        """The replica inside `reading`, else Django's own choice."""
        return _asked.get()

    def db_for_write(self, model, **hints) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db, app_label, **hints) -> bool:
        """Whether tables are made there: the replica gets them by replication."""
        return db != REPLICA


@contextmanager
def reading() -> Iterator[None]:
    """Inside the block rows are read from the replica."""
    token = _asked.set(REPLICA)
    try:
        yield
    finally:
        _asked.reset(token)


class _Rest:
    """Until when the replica is left alone."""

    until = 0.0


def from_replica(view: View) -> View:
    """The view, which only reads, asked of the replica where there is one that has everything."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        person(request)  # who may see what is the primary's to say
        if not is_read_only(request) or not _has_everything():
            return view(request, *args, **kwargs)
        try:
            with reading():
                return view(request, *args, **kwargs)
        except Error as error:
            if _answers():
                raise
            _leave_alone(error)
            return view(request, *args, **kwargs)

    return wrapped


def _has_everything() -> bool:
    """Whether there is a replica, and it holds the primary's last audit entry."""
    if REPLICA not in connections or time.monotonic() < _Rest.until or connection.in_atomic_block:
        return False
    last = _head(DEFAULT_DB_ALIAS)
    try:
        return last == _head(REPLICA)
    except Error as error:
        _leave_alone(error)
        return False


def _head(name: str) -> str | None:
    """The hash of the last audit entry that a database holds."""
    return AuditHead.objects.using(name).values_list("hash", flat=True).first()


def _answers() -> bool:
    try:
        return _head(REPLICA) is not None
    except Error:
        return False


def _leave_alone(error: Error) -> None:
    log.warning("The replica does not answer (%s); the primary does.", type(error).__name__)
    _Rest.until = time.monotonic() + LEFT_ALONE
    connections[REPLICA].close()
