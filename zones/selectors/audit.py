"""Reads the audit log: every entry in its order, and the head beside it."""

from collections.abc import Iterator

from ..audit import ACT_FIELDS, Act, Entry, Head, Unreadable, Verdict, check_chain
from ..models import AuditEntry, AuditHead

CHUNK = 2000


def audit_verdict() -> Verdict:
    """What is wrong with the whole log; in one pass that locks nothing and keeps no entries."""
    return check_chain(_entries(), _head(), _head)


def audit_hash(seq: int) -> str | None:
    """The hash of that entry, None where there is none."""
    return AuditEntry.objects.filter(seq=seq).values_list("hash", flat=True).first()


def _entries() -> Iterator[Entry]:
    """Every entry in the order of its number; raises Unreadable at one that is none."""
    columns = ("seq", "previous_hash", "hash", *ACT_FIELDS)
    rows = AuditEntry.objects.order_by("seq").values_list(*columns).iterator(chunk_size=CHUNK)
    while True:
        try:
            seq, previous_hash, own_hash, *act = next(rows)
        except StopIteration:
            return
        except (ValueError, TypeError, AttributeError) as error:  # no time, or no JSON: tampered
            raise Unreadable from error
        told = Act(*act)
        if not isinstance(seq, int) or told.at is None:  # SQLite keeps any text in any column
            raise Unreadable
        yield Entry(seq, told, previous_hash, own_hash)


def _head() -> Head | None:
    found = AuditHead.objects.values_list("seq", "hash").first()
    return Head(*found) if found else None
