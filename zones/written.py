"""What was written last, by subject, read from the audit log: what is printed once rests on it.

Each process remembers how far it has read. An act that stands under no subject may have changed
anything, and touches whatever rests on the log at all; so does one that nobody thought of yet.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.db.models import Max, QuerySet
from django.http import HttpRequest

from .audit import WITHOUT_EFFECT
from .models import AuditEntry, AuditHead

#: Figures typed into an open version. What came, and what is late, they change only where it was
#: handed in before and returned.
TYPED = "typed"
#: Figures handed in and returned: until verified they are in no published result.
DRAFTS = "drafts"
#: Figures verified, and what they took the place of: a result whose moment is gone by rests on none
#: of them. One that is stamped earlier than something before it in the log touches all else: it
#: waited while a year was judged, or the clock was set back.
VERIFIED = "verified"
#: How the measures' tasks stand.
TASKS = "tasks"
#: That somebody was told of something.
TOLD = "told"
#: Files kept as evidence: printed where an act of another subject names them, not before.
EVIDENCE = "evidence"
#: The registers of innovations, projects and events.
REGISTERS = "registers"
#: The yearly targets of zones.
TARGETS = "targets"
#: The classes that the ministry or the province publish.
CLASSES = "classes"
#: Times for which closed quarters are opened again.
REOPENINGS = "reopenings"
#: The steps of a case by which no zone leaves or comes back.
STEPS = "steps"
#: What agencies and zones say of an assessment before it is published, and until when.
REPLIES = "replies"
#: Bulletins, and the lists and terms of rewards.
PAPERS = "papers"
#: What no part names and each rests on: whatever stands under none of the others.
ALL_ELSE = "all else"
#: The acts of each subject. To name one here is to say that parts which do not name the subject,
#: published results among them, print nothing of it. Every test sees to it, for what it writes and
#: what it prints (tests/subjects.py).
ACTS: Mapping[str, frozenset[str]] = {
    TYPED: frozenset({"opened", "figure_changed", "check_overridden", "remarked"}),
    DRAFTS: frozenset({"taken_over", "submitted", "returned", "file_confirmed"}),
    VERIFIED: frozenset({"verified", "superseded"}),
    TASKS: frozenset({"task_reported", "task_decided", "task_due_set"}),
    TOLD: frozenset({"reminded", "case_told", "reply_told", "bulletin_told"}),
    EVIDENCE: frozenset({"evidence_kept"}),
    REGISTERS: frozenset(
        {
            *("innovation_entered", "innovation_changed", "innovation_struck"),
            *("innovation_copied", "copy_struck"),
            *("project_entered", "project_changed", "project_advanced", "project_corrected"),
            *("project_trade", "project_struck"),
            *("event_entered", "event_changed", "event_struck"),
            "register_imported",
        }
    ),
    TARGETS: frozenset({"target_set", "target_withdrawn"}),
    CLASSES: frozenset({"class_entered", "class_corrected"}),
    REOPENINGS: frozenset({"reopened", "reopening_ended"}),
    STEPS: frozenset(
        {
            *("case_issue", "case_interview", "case_order", "case_hand_in", "case_return"),
            *("case_extend", "case_lapse", "case_accept", "case_close", "case_give_up"),
            *("case_initiate", "case_lift", "case_withdraw", "case_assign", "case_attach"),
        }
    ),
    REPLIES: frozenset({"reply_saved", "reply_answered"}),
    PAPERS: frozenset(
        {
            *("bulletin_prepared", "bulletin_worded", "bulletin_put_away"),
            *("bulletin_published", "bulletin_superseded"),
            *("reward_rule_set", "reward_fund_set", "reward_list_fixed"),
        }
    ),
}
#: So many entries are looked through for their subjects; beyond, everything counts as touched.
MOST = 20_000
READ_SO_FAR = "log-read-so-far"


@dataclass(frozen=True)
class _Read:
    """How far the log was read, and at which hash each subject was last written to.

    ``stamped`` is the latest moment at which anything was written that counts as all else.
    """

    seq: int
    hash: str
    last: Mapping[str, str]
    stamped: datetime | None


def last_page_change(request: HttpRequest) -> str:
    """The hash of the last entry that may have changed a page; asked once a request."""
    return _head(request)[2]


def last_changes(request: HttpRequest, touched_by: Collection[str]) -> tuple[str, ...]:
    """A hash for each of the subjects and for all else, another one after each write to it.

    One question a request, two more after something was written, three after a verification.
    """
    seq, now, _pages = _head(request)
    kept = caches["parts"]
    read = kept.get(READ_SO_FAR)
    if read is None or read.hash != now:
        read = _read_on(read, seq, now)
        kept.set(READ_SO_FAR, read, timeout=None)
    return tuple(read.last[one] for one in (ALL_ELSE, *touched_by))


def _head(request: HttpRequest) -> tuple[int, str, str]:
    """Number and hash of the last entry, and the hash of the last that may have changed a page.

    Read before anything that is printed, and once: what is written meanwhile counts as later.
    """
    if not hasattr(request, "_audit_head"):
        head = AuditHead.objects.values_list("seq", "hash", "pages").get()
        request._audit_head = head  # type: ignore[attr-defined]
    return request._audit_head  # type: ignore[attr-defined]


def _read_on(read: _Read | None, seq: int, now: str) -> _Read:
    """The log read up to its head; where it is not the one read before, all is touched.

    Processes that began to read at the same entry come to the same hashes: what one of them prints
    the others may take.
    """
    if read is None or not 1 <= seq - read.seq <= MOST:
        return _read_anew(seq, now)
    since = AuditEntry.objects.filter(seq__gt=read.seq, seq__lte=seq).exclude(
        action__in=WITHOUT_EFFECT
    )
    ends = {
        action: (last, at)
        for action, last, at in since.order_by()
        .values_list("action")
        .annotate(last=Max("seq"), at=Max("at"))
    }
    asked = [read.seq, *(last for last, _at in ends.values())]
    hashes = dict(AuditEntry.objects.filter(seq__in=asked).values_list("seq", "hash"))
    if hashes.get(read.seq) != read.hash:
        return _read_anew(seq, now)  # a restored database, or a test's that was rolled back
    touched: dict[str, int] = {}
    stamped = [read.stamped] if read.stamped else []
    for action, (last, at) in ends.items():
        subject = subject_of(action)
        touched[subject] = max(last, touched.get(subject, 0))
        if subject == ALL_ELSE:
            stamped.append(at)
    latest = max(stamped, default=None)
    new = {subject: hashes[last] for subject, last in touched.items()}
    if VERIFIED in touched and (found := _belated(since, latest, touched.get(ALL_ELSE, 0))):
        new[ALL_ELSE] = found
    return _Read(seq, now, {**read.last, **new}, latest)


def _read_anew(seq: int, now: str) -> _Read:
    """The log as by a process that begins with it: every subject was last written to at its head.

    How the last entries of all else were stamped is looked through; one query.
    """
    elsewhere = frozenset().union(WITHOUT_EFFECT, *ACTS.values())
    others = AuditEntry.objects.filter(seq__gt=seq - MOST).exclude(action__in=elsewhere)
    stamped = others.order_by().aggregate(at=Max("at"))["at"]
    return _Read(seq, now, dict.fromkeys((*ACTS, ALL_ELSE), now), stamped)


def _belated(since: QuerySet[AuditEntry], stamped: datetime | None, after: int) -> str | None:
    """The hash of the last verification stamped no later than something else, if it stands after.

    One query.
    """
    if stamped is None:
        return None
    late = since.filter(action__in=ACTS[VERIFIED], at__lte=stamped, seq__gt=after)
    return late.order_by("-seq").values_list("hash", flat=True).first()


def subject_of(action: str) -> str:
    """The subject under which an act stands."""
    return next((one for one, acts in ACTS.items() if action in acts), ALL_ELSE)
