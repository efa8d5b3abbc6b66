"""What was written last, by subject, read from the audit log: what is printed once rests on it.

Each process remembers how far it has read. An act that stands under no subject may have changed
anything, and touches whatever rests on the log at all; so does one that nobody thought of yet.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Max
from django.http import HttpRequest

from .audit import WITHOUT_EFFECT
from .models import AuditEntry, AuditHead

#: Figures typed into an open version. What came, and what is late, they change only where it was
#: handed in before and returned.
TYPED = "typed"
#: Figures handed in and returned: until verified they are in no published result.
DRAFTS = "drafts"
#: How the measures' tasks stand.
TASKS = "tasks"
#: That somebody was told of something.
TOLD = "told"
ALL_ELSE = "all else"
#: The acts of each subject. To name one here is to say that parts resting on all else, published
#: results among them, print nothing of it.
ACTS: Mapping[str, frozenset[str]] = {
    TYPED: frozenset({"opened", "figure_changed", "check_overridden", "remarked"}),
    DRAFTS: frozenset({"taken_over", "submitted", "returned", "file_confirmed"}),
    TASKS: frozenset({"task_reported", "task_decided", "task_due_set"}),
    TOLD: frozenset({"reminded", "case_told", "reply_told", "bulletin_told"}),
}
#: So many entries are looked through for their subjects; beyond, everything counts as touched.
MOST = 20_000
READ_SO_FAR = "log-read-so-far"


@dataclass(frozen=True)
class _Read:
    """How far the log was read, and at which hash each subject was last written to."""

    seq: int
    hash: str
    last: Mapping[str, str]


def last_page_change(request: HttpRequest) -> str:
    """The hash of the last entry that may have changed a page; asked once a request."""
    return _head(request)[2]


def last_changes(request: HttpRequest, untouched_by: Collection[str] = ()) -> tuple[str, ...]:
    """A hash for each subject but some, another one after each write to it.

    One question a request, and two more after something was written.
    """
    seq, now, _pages = _head(request)
    kept = caches["parts"]
    read = kept.get(READ_SO_FAR)
    if read is None or read.hash != now:
        read = _Read(seq, now, _last(read, seq, now))
        kept.set(READ_SO_FAR, read, timeout=None)
    return tuple(found for one, found in read.last.items() if one not in untouched_by)


def _head(request: HttpRequest) -> tuple[int, str, str]:
    """Number and hash of the last entry, and the hash of the last that may have changed a page.

    Read before anything that is printed, and once: what is written meanwhile counts as later.
    """
    if not hasattr(request, "_audit_head"):
        head = AuditHead.objects.values_list("seq", "hash", "pages").get()
        request._audit_head = head  # type: ignore[attr-defined]
    return request._audit_head  # type: ignore[attr-defined]


def _last(read: _Read | None, seq: int, now: str) -> Mapping[str, str]:
    """By subject the hash of its last entry; of all the head's, where the log is not the one read.

    Processes that began to read at the same entry come to the same hashes: what one of them prints
    the others may take.
    """
    everything = dict.fromkeys((*ACTS, ALL_ELSE), now)
    if read is None or not 1 <= seq - read.seq <= MOST:
        return everything
    if not AuditEntry.objects.filter(seq=read.seq, hash=read.hash).exists():
        return everything  # a restored database, or a test's that was rolled back
    since = AuditEntry.objects.filter(seq__gt=read.seq, seq__lte=seq).order_by()
    ends = since.values("action").annotate(last=Max("seq")).values("last")
    found = AuditEntry.objects.filter(seq__in=ends).order_by("seq").values_list("action", "hash")
    touched = {_subject(action): hash_ for action, hash_ in found if action not in WITHOUT_EFFECT}
    return {**read.last, **touched}


def _subject(action: str) -> str:
    return next((one for one, acts in ACTS.items() if action in acts), ALL_ELSE)
