"""Writes the province's outline as the operator supplies it."""

import hashlib
import re
from datetime import datetime

from django.utils import timezone

from ..access import Person
from ..models import Outline
from ..outlines import Drawn
from .audit import Change, audit_append
from .transactions import Refused, one_transaction

#: A review number names its authority, the year and its own number: 鄂S(2021)005号, GS(2020)4619号.
REVIEW_NUMBER = re.compile(r"[A-Za-z\u4e00-\u9fff]{1,8}[(（]\d{4}[)）]第?\d{1,6}号")


def checked_review_number(review_number: str) -> str:
    """The number without the spaces around it; raises Refused for none and for what is none."""
    number = review_number.strip()
    if not number:
        raise Refused("no_review_number")
    if not REVIEW_NUMBER.fullmatch(number):
        raise Refused("bad_review_number", number=number[:40])
    return number


@one_transaction()
def outline_load(
    *,
    drawn: Drawn,
    data: bytes,
    file_name: str,
    review_number: str,
    by: Person | None = None,
    at: datetime | None = None,
) -> bool:
    """Whether the outline is another than before; it is the one drawn from now on."""
    number = checked_review_number(review_number)
    digest = hashlib.sha256(data).hexdigest()
    before = Outline.objects.select_for_update().first()
    if before and (before.digest, before.review_number) == (digest, number):
        return False
    at = at or timezone.now()
    frame = drawn.frame
    Outline.objects.update_or_create(
        id=1,
        defaults={
            "review_number": number,
            "file_name": file_name[:200],
            "digest": digest,
            "path": drawn.path,
            "loaded_at": at,
            **{side: getattr(frame, side) for side in ("west", "south", "east", "north")},
        },
    )
    new = {"review_number": number, "file": file_name, "digest": digest}
    change = Change("outline_loaded", "outline", old=_told(before), new=new)
    audit_append(by=by, at=at, changes=[change])
    return True


@one_transaction()
def outline_remove(*, by: Person | None = None, at: datetime | None = None) -> bool:
    """Whether there was an outline; from now on the zones are tiles again."""
    before = Outline.objects.select_for_update().first()
    if before is None:
        return False
    before.delete()
    change = Change("outline_removed", "outline", old=_told(before))
    audit_append(by=by, at=at, changes=[change])
    return True


def _told(outline: Outline | None) -> dict[str, object] | None:
    if outline is None:
        return None
    return {
        "review_number": outline.review_number,
        "file": outline.file_name,
        "digest": outline.digest,
    }
