"""One transaction a service, and what it raises where it does not write."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction

from ..busy import is_busy
from ..lengths import MOST_REASON, MOST_WORDS


class Refused(Exception):
    """A write that is not done; carries a code and parameters, or the findings that forbid it."""

    def __init__(self, code: str, findings: Sequence[Any] = (), **params: object):
        super().__init__(code)
        self.code = code
        self.findings = tuple(findings)
        self.params = params

    @property
    def missing(self) -> tuple[Any, ...]:
        """The figures that are missing: each zone with its indicators."""
        return self.params.get("missing", ())  # type: ignore[return-value]


def refuse_too_long(text: str, code: str = "reason_too_long", most: int = MOST_WORDS) -> None:
    """Nothing; raises Refused for a text longer than its place takes: none is cut."""
    # A line's end comes as two characters and is counted as one, as the browser does.
    if (found := len(text.replace("\r\n", "\n").strip())) > most:
        raise Refused(code, found=found, most=most)


def refuse_long_reasons(*reasons: str) -> None:
    """Nothing; raises Refused for a reason of a decision that is longer than a few sentences."""
    for reason in reasons:
        refuse_too_long(reason, most=MOST_REASON)


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
