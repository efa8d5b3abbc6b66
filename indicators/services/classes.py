"""Writes the classes that the national evaluation published: entered, corrected, withdrawn."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from zones.access import Person
from zones.models import AuditEntry, Zone
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..models import ListScope, PublishedClass
from ..selectors.classes import classes_in_force

__all__ = ["ClassTerms", "Refused", "class_enter"]

Action = AuditEntry.Action


@dataclass(frozen=True)
class ClassTerms:
    """What a list says of a zone, and where that is published."""

    list_name: str
    list_size: int
    grade: str
    rank: int | None
    source: str
    published_on: date
    is_withdrawn: bool = False


@one_transaction()
def class_enter(
    *,
    zone: Zone,
    year: int,
    scope: str,
    terms: ClassTerms,
    reason_zh: str = "",
    reason_en: str = "",
    seen: int,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> PublishedClass:
    """The zone's class of the year on the list, as its first version or as a correction.

    ``seen`` is the last version that the person saw, 0 for none; a correction needs a reason. Who
    sends the same twice gets what is stored. How many zones a list has is one thing for all of
    them: a first entry of another size is refused, a corrected size is corrected for every zone on
    the list. Raises Refused.
    """
    if not by.may_keep_targets:
        raise Refused("not_a_class_keeper")
    # What is said of one zone must go with what is said of the others on the list: one at a time.
    zones = {one.pk: one for one in Zone.objects.select_for_update().order_by("pk")}
    zone = zones[zone.pk]
    held = PublishedClass.objects.filter(zone=zone, year=year, scope=scope)
    last = held.order_by("-version").first()
    row = PublishedClass(
        zone=zone,
        year=year,
        scope=scope,
        version=last.version + 1 if last else 1,
        **asdict(terms),
        reason_zh=reason_zh.strip(),
        reason_en=reason_en.strip(),
        entered_by_id=by.user_id,
        entered_at=at,
    )
    if last is not None and _says_the_same(last, row):
        return last  # sent twice
    refuse_long_reasons(reason_zh, reason_en)
    if seen != (last.version if last else 0):
        raise Refused("class_changed_meanwhile", zone=zone, year=year)
    _refuse_unless_fit(row, last, at)
    resized = _resized(row, last)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            for one, _before in resized:
                one.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("class_changed_meanwhile", zone=zone, year=year) from error
    changes = [_change(one, before) for one, before in [(row, last), *resized]]
    audit_append(by=by, at=at, changes=changes, log=log)
    return row


def _resized(
    row: PublishedClass, last: PublishedClass | None
) -> list[tuple[PublishedClass, PublishedClass]]:
    """The other zones' entries on the list in a version of the corrected size, and as they were.

    Raises Refused where the size contradicts another entry and is no correction of it.
    """
    if row.is_withdrawn:
        return []
    others = [
        one
        for one in classes_in_force(years=[row.year])
        if one.zone_id != row.zone_id
        and _list_of(one) == _list_of(row)
        and one.list_size != row.list_size
    ]
    is_on_it = last is not None and not last.is_withdrawn and _list_of(last) == _list_of(row)
    if not is_on_it and others:
        first = others[0]
        about: dict[str, Any] = {
            "zone": first.zone,
            "list": first.list_name,
            "held": first.list_size,
        }
        raise Refused("list_size_differs", year=row.year, size=row.list_size, **about)
    if last is None or last.list_size == row.list_size:
        return []
    beyond = next((one for one in others if (one.rank or 0) > row.list_size), None)
    if beyond is not None:
        raise Refused("list_too_small", size=row.list_size, zone=beyond.zone, rank=beyond.rank)
    return [(_with_size(one, row), one) for one in others]


def _list_of(row: PublishedClass) -> tuple[str, str]:
    """Which list of its year an entry is on: the national one is one, whatever it is called."""
    return row.scope, "" if row.scope == ListScope.NATIONAL else row.list_name.strip()


def _with_size(held: PublishedClass, by: PublishedClass) -> PublishedClass:
    """The next version of an entry: the size of the one that corrects it, with its reason."""
    return PublishedClass(
        zone=held.zone,
        year=held.year,
        scope=held.scope,
        version=held.version + 1,
        list_name=held.list_name,
        list_size=by.list_size,
        grade=held.grade,
        rank=held.rank,
        source=held.source,
        published_on=held.published_on,
        reason_zh=by.reason_zh,
        reason_en=by.reason_en,
        entered_by_id=by.entered_by_id,
        entered_at=by.entered_at,
    )


def _refuse_unless_fit(row: PublishedClass, last: PublishedClass | None, at: datetime) -> None:
    """Nothing; raises Refused for what no list can say, and for a correction without a reason."""
    if row.scope not in ListScope.values or row.grade not in PublishedClass.Grade.values:
        raise Refused("unknown_class")
    if not row.list_name.strip() or not row.source.strip():
        raise Refused("class_without_source")
    if row.list_size < 1 or (row.rank is not None and not 1 <= row.rank <= row.list_size):
        raise Refused("rank_beyond_list", size=row.list_size)
    if not date(row.year, 1, 1) <= row.published_on <= timezone.localdate(at):
        raise Refused("published_at_another_time", year=row.year)
    if last is None:
        if row.is_withdrawn:
            raise Refused("no_class_to_withdraw")
        return
    if _told(last) == _told(row):
        raise Refused("class_unchanged")
    if not row.reason_zh:
        raise Refused("class_needs_reason")


def _says_the_same(last: PublishedClass, row: PublishedClass) -> bool:
    about = ("reason_zh", "reason_en", "entered_by_id")
    same = all(getattr(last, name) == getattr(row, name) for name in about)
    return same and _told(last) == _told(row)


def _told(row: PublishedClass) -> dict[str, object]:
    """A class as the audit log tells it."""
    return {
        "list_name": row.list_name,
        "list_size": row.list_size,
        "grade": str(row.grade),
        "rank": row.rank,
        "source": row.source,
        "published_on": row.published_on.isoformat(),
        "is_withdrawn": row.is_withdrawn,
    }


def _change(row: PublishedClass, last: PublishedClass | None) -> Change:
    return Change(
        Action.CLASS_CORRECTED if last else Action.CLASS_ENTERED,
        AuditEntry.Kind.CLASS,
        code=f"{row.year} {row.scope}",
        zone=row.zone.code,
        version=row.version,
        old=_told(last) if last else None,
        new=_told(row) | {"reason": row.reason_zh, "reason_en": row.reason_en},
    )
