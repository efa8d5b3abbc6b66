"""The chain of the audit log: what an entry says as text, how entries are linked, what is wrong.

An entry's hash is SHA-256 of the hash before it and of its own text. Whoever changes, removes,
inserts or moves an entry breaks the chain there, unless every later hash is made anew; against that
the last hash is noted elsewhere, in the head and by whoever keeps a copy of it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

#: What stands before the first entry.
GENESIS = "0" * 64
#: Acts after which every page is as it was before them. Any other may have changed what pages show.
WITHOUT_EFFECT = frozenset(
    {
        *("evidence_read", "bulletin_downloaded", "appraisal_downloaded", "file_taken"),
        *("signed_in", "signed_out", "sign_in_failed", "password_changed"),
        *("code_awaited", "second_factor_set", "second_factor_removed", "second_factor_reset"),
        *("second_factor_failed", "recovery_codes_made"),
        *("token_made", "token_revoked", "token_failed"),
        "backup_made",
    }
)
#: Up to so many entries with a foreign hash are looked through for ones that only changed places.
PLACES_TRIED = 200

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Act:
    """Something written: who did what when and from where, to which subject, from what to what.

    The subject is told in codes, not in references: the log outlives the rows it speaks of.
    ``code`` names what is no cell of the collection: a policy, a scheme, an assessment's period.
    """

    at: datetime
    person_id: int | None
    person_name: str
    origin: str
    action: str
    kind: str
    code: str
    zone: str
    quarter: str
    indicator: str
    version: int | None
    old: Facts | None
    new: Facts | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An act in its place in the chain."""

    seq: int
    act: Act
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The number and the hash of the last entry, as noted beside the log."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with an entry: a code, its number, and a second number where there is one.

    tampered · reordered (other: where it belongs) · missing (to other) · link_broken (it does not
    follow from the entry before it) · unrecorded (to other: beyond the head) · head_disagrees ·
    head_missing · unreadable (and nothing after it was looked at).
    """

    code: str
    seq: int
    other: int | None = None


@dataclass(frozen=True)
class Verdict:
    """How many entries there are, the last one's number and hash, and what is wrong with them."""

    count: int
    last: Head
    findings: tuple[Finding, ...]

    @property
    def is_intact(self) -> bool:
        return not self.findings


class Unreadable(Exception):
    """Raised while entries are read, for one that cannot be taken for an entry at all."""


ACT_FIELDS = tuple(field.name for field in fields(Act))


def canonical_text(seq: int, act: Act) -> str:
    """The one text of an entry: JSON in ASCII, keys in order, the time in UTC to a microsecond."""
    told: dict[str, object] = {name: getattr(act, name) for name in ACT_FIELDS}
    told["at"] = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    told["seq"] = seq
    return json.dumps(told, sort_keys=True, separators=(",", ":"), allow_nan=False)


def link_hash(previous_hash: str, seq: int, act: Act) -> str:
    """The hash of an entry that stands after another."""
    return hashlib.sha256((previous_hash + canonical_text(seq, act)).encode()).hexdigest()


def is_plain(value: object) -> bool:
    """Whether every database gives the value back as it got it: no floats, no dates, no Decimals.

    An amount is written as text: 0.10 and 1e22 do not survive every engine's JSON.
    """
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and is_plain(one) for key, one in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return value is None or isinstance(value, str | bool | int)


def digest_of(loaded: object) -> str:
    """The SHA-256 of what a file said: it names what was loaded in one line."""
    text = json.dumps(loaded, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def chained(acts: Iterable[Act], head: Head) -> list[Entry]:
    """The acts as the entries that follow the head."""
    entries: list[Entry] = []
    previous = head.hash
    for seq, act in enumerate(acts, start=head.seq + 1):
        entry = Entry(seq, act, previous, link_hash(previous, seq, act))
        entries.append(entry)
        previous = entry.hash
    return entries


def check_chain(
    entries: Iterable[Entry], head: Head | None, latest: Callable[[], Head | None] | None = None
) -> Verdict:
    """What is wrong with the entries, given in the order of their numbers, one pass over them.

    ``head`` was read before them; ``latest`` reads it once more after them, because others may have
    appended in the meantime. It takes the memory of the findings alone.
    """
    findings: list[Finding] = []
    broken: list[Entry] = []
    last, count = Head(), 0
    try:
        for entry in entries:
            count += 1
            findings += _link_findings(entry, last)
            if entry.hash != link_hash(entry.previous_hash, entry.seq, entry.act):
                broken.append(entry)
            last = Head(entry.seq, entry.hash)
            if head and last.seq == head.seq and last != head:
                findings.append(Finding("head_disagrees", last.seq))
    except Unreadable:
        findings.append(Finding("unreadable", last.seq + 1))
    else:
        findings += _end_findings(last, head, latest() if latest else head)
    findings += _foreign_hashes(broken)
    return Verdict(count, last, tuple(sorted(set(findings), key=lambda one: (one.seq, one.code))))


def _link_findings(entry: Entry, before: Head) -> list[Finding]:
    if entry.seq > before.seq + 1:
        return [Finding("missing", before.seq + 1, entry.seq - 1)]
    if entry.previous_hash != before.hash:
        return [Finding("link_broken", entry.seq)]
    return []


def _end_findings(last: Head, head: Head | None, latest: Head | None) -> list[Finding]:
    """What the head says of the end of the log."""
    if head is None or latest is None:
        return [Finding("head_missing", last.seq)]
    if last.seq < head.seq:
        return [Finding("missing", last.seq + 1, head.seq)]
    if last.seq > latest.seq:
        return [Finding("unrecorded", latest.seq + 1, last.seq)]
    if last.seq == latest.seq and last != latest:
        return [Finding("head_disagrees", last.seq)]
    return []


def _foreign_hashes(broken: Sequence[Entry]) -> list[Finding]:
    """The entries whose hash is not of what they say: moved from another place, or changed."""
    places = [entry.seq for entry in broken] if len(broken) <= PLACES_TRIED else []
    findings = []
    for entry in broken:
        home = (
            seq for seq in places if entry.hash == link_hash(entry.previous_hash, seq, entry.act)
        )
        place = next(home, None)
        code = "tampered" if place is None else "reordered"
        findings.append(Finding(code, entry.seq, place))
    return findings
