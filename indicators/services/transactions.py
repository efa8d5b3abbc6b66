"""One transaction a service; where the database keeps it waiting too long, it is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from zones.busy import is_busy

from .merging import Refused


@contextmanager
def one_transaction() -> Iterator[None]:
    """All of the block is saved or nothing of it; raises Refused where others write for too long.

    A service within another's transaction leaves it to the outer one to say so.
    """
    is_outermost = not connection.in_atomic_block
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        if is_outermost and is_busy(error):
            raise Refused("busy") from error
        raise
