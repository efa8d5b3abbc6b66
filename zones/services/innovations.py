"""Writes the register of innovations: entered, changed, struck out; and where each was copied."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..access import Person
from ..files.examined import Examined
from ..lengths import MOST_WORDS
from ..models import AuditEntry, Innovation, InnovationCopy, Zone
from .audit import Act, Change, audit_append, audit_write
from .evidence import evidence_keep
from .transactions import Refused, one_transaction, refuse_long_reasons, refuse_too_long

Action, Kind = AuditEntry.Action, AuditEntry.Kind


@dataclass(frozen=True)
class InnovationTerms:
    """What an entry says; a day as far as it is known: 2022, 2022-05 or 2022-05-20."""

    title_zh: str
    description_zh: str
    begun_on: str
    state: str
    source: str
    title_en: str = ""
    description_en: str = ""


@dataclass(frozen=True)
class CopyTerms:
    """Where and when an innovation was copied: to a zone, or to a place by its name."""

    zone: Zone | None
    copied_on: str
    source: str
    place_zh: str = ""
    place_en: str = ""


@one_transaction()
def innovation_enter(
    *,
    origin: Zone,
    terms: InnovationTerms,
    files: Sequence[Examined] = (),
    by: Person,
    at: datetime,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> Innovation:
    """The innovation, one more of the register. Raises Refused."""
    if not by.may_enter(origin):
        raise Refused("not_your_innovation")
    _refuse_unless_fit(terms, at)
    innovation = Innovation(
        origin=origin,
        **asdict(terms),
        is_demonstration=is_demonstration,
        entered_by_id=by.user_id,
        entered_at=at,
    )
    _saved_once(innovation, "innovation_entered_already", title=terms.title_zh, zone=origin)
    acts: list[Act] = []
    told: dict[str, object] = {**asdict(terms), **_attach(innovation, files, by, at, acts)}
    _tell(Action.INNOVATION_ENTERED, innovation, by, at, acts, new=told)
    audit_write(acts, log)
    return innovation


@one_transaction()
def innovation_change(
    *,
    innovation: Innovation,
    terms: InnovationTerms,
    files: Sequence[Examined] = (),
    seen: int,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> Innovation:
    """The innovation with other terms or more papers; ``seen`` is the version that was looked at.

    Raises Refused.
    """
    held = _held(innovation, by)
    before = _terms_of(held)
    if held.version != seen:
        raise Refused("innovation_changed_meanwhile")
    if before == terms and not files:
        raise Refused("innovation_unchanged")
    _refuse_unless_fit(terms, at)
    if first := held.copies.filter(struck_at__isnull=True).order_by("copied_on").first():
        _refuse_before(first.copied_on, terms.begun_on)
    for name, value in asdict(terms).items():
        setattr(held, name, value)
    held.version += 1
    _saved_once(held, "innovation_entered_already", title=terms.title_zh, zone=held.origin)
    acts: list[Act] = []
    old, new = asdict(before), asdict(terms)
    changed = [name for name in new if new[name] != old[name]]
    _tell(
        Action.INNOVATION_CHANGED,
        held,
        by,
        at,
        acts,
        old={name: old[name] for name in changed},
        new={name: new[name] for name in changed} | _attach(held, files, by, at, acts),
    )
    audit_write(acts, log)
    return held


@one_transaction()
def innovation_strike(
    *, innovation: Innovation, reason: str, by: Person, at: datetime, log: list[Act] | None = None
) -> Innovation:
    """The innovation, struck out with its copies: it stays readable and counts nowhere."""
    held = _held(innovation, by)
    held.struck_reason, held.struck_at = _reason(reason), at
    held.version += 1
    held.save(update_fields=["struck_reason", "struck_at", "version"])
    acts: list[Act] = []
    _tell(Action.INNOVATION_STRUCK, held, by, at, acts, new={"reason": held.struck_reason})
    audit_write(acts, log)
    return held


@one_transaction()
def innovation_copy_enter(
    *,
    innovation: Innovation,
    terms: CopyTerms,
    files: Sequence[Examined] = (),
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> InnovationCopy:
    """The copy: where and when the innovation was taken over. Raises Refused."""
    held = _held(innovation, by)
    if (terms.zone is None) == (not terms.place_zh.strip()):
        raise Refused("copied_to_one_place")
    if terms.zone is not None and terms.zone.pk == held.origin_id:
        raise Refused("copied_to_itself")
    if not terms.source.strip():
        raise Refused("innovation_without_source")
    _refuse_future(terms.copied_on, at)
    _refuse_before(terms.copied_on, held.begun_on)
    copy = InnovationCopy(
        innovation=held,
        zone=terms.zone,
        place_zh=terms.place_zh.strip(),
        place_en=terms.place_en.strip(),
        copied_on=terms.copied_on,
        source=terms.source.strip(),
        entered_by_id=by.user_id,
        entered_at=at,
    )
    _saved_once(copy, "copied_there_already")
    acts: list[Act] = []
    told = _told_copy(copy) | _attach(held, files, by, at, acts)
    _tell(Action.INNOVATION_COPIED, held, by, at, acts, new=told)
    audit_write(acts, log)
    return copy


@one_transaction()
def innovation_copy_strike(
    *, copy: InnovationCopy, reason: str, by: Person, at: datetime, log: list[Act] | None = None
) -> InnovationCopy:
    """The copy, struck out: it was entered by mistake and counts nowhere."""
    held = _held(copy.innovation, by)
    found = InnovationCopy.objects.select_related("zone").get(pk=copy.pk)
    if found.struck_at is not None:
        raise Refused("struck_already")
    found.struck_reason, found.struck_at = _reason(reason), at
    found.save(update_fields=["struck_reason", "struck_at"])
    acts: list[Act] = []
    told: dict[str, object] = {"reason": found.struck_reason}
    _tell(Action.COPY_STRUCK, held, by, at, acts, old=_told_copy(found), new=told)
    audit_write(acts, log)
    return found


def _held(innovation: Innovation, by: Person) -> Innovation:
    """The innovation as it is now, locked; raises Refused for one that is struck or not theirs."""
    rows = Innovation.objects.select_for_update(of=("self",)).select_related("origin")
    held = rows.get(pk=innovation.pk)
    if not by.may_enter(held.origin):
        raise Refused("not_your_innovation")
    if held.struck_at is not None:
        raise Refused("struck_already")
    return held


def _saved_once(row: Innovation | InnovationCopy, code: str, **about: Any) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(code, **about) from error


def _attach(
    innovation: Innovation, files: Sequence[Examined], by: Person, at: datetime, acts: list[Act]
) -> dict[str, object]:
    """What is told of the files, kept as the innovation's papers; nothing where there are none."""
    kept = [
        evidence_keep(file=file, by=by, at=at, zone=innovation.origin.code, log=acts)
        for file in files
    ]
    innovation.papers.add(*kept)
    return {"papers": [one.name for one in kept]} if kept else {}


def _refuse_unless_fit(terms: InnovationTerms, at: datetime) -> None:
    if not terms.title_zh.strip() or not terms.description_zh.strip():
        raise Refused("innovation_without_words")
    if not terms.source.strip():
        raise Refused("innovation_without_source")
    if terms.state not in Innovation.State.values:
        raise Refused("no_such_innovation_state")
    for text in (terms.description_zh, terms.description_en):
        refuse_too_long(text, "innovation_too_long", MOST_WORDS)
    _refuse_future(terms.begun_on, at)


def _refuse_future(day: str, at: datetime) -> None:
    """Nothing; raises Refused for a day, month or year that has not begun yet."""
    if day > timezone.localdate(at).isoformat()[: len(day)]:
        raise Refused("day_has_not_come")


def _refuse_before(copied_on: str, begun_on: str) -> None:
    """Nothing; raises Refused for a copy before its original, as far as both days are known."""
    known = min(len(copied_on), len(begun_on))
    if copied_on[:known] < begun_on[:known]:
        raise Refused("copied_before_begun")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("striking_needs_reason")
    refuse_long_reasons(reason)
    return reason.strip()


def _terms_of(held: Innovation) -> InnovationTerms:
    return InnovationTerms(
        **{name: getattr(held, name) for name in InnovationTerms.__dataclass_fields__}
    )


def _told_copy(copy: InnovationCopy) -> dict[str, object]:
    place = copy.zone.code if copy.zone else copy.place_zh
    return {"place": place, "copied_on": copy.copied_on, "source": copy.source}


def _tell(
    action: str,
    innovation: Innovation,
    by: Person,
    at: datetime,
    acts: list[Act],
    *,
    old: dict[str, object] | None = None,
    new: dict[str, object],
) -> None:
    change = Change(
        action,
        Kind.INNOVATION,
        code=str(innovation.pk),
        zone=innovation.origin.code,
        version=innovation.version,
        old=old,
        new=new,
    )
    audit_append(by=by, at=at, changes=[change], log=acts)
