"""Adds remarks to the cells of the collection."""

from datetime import datetime

from zones.access import Person
from zones.models import Zone
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_too_long

from ..models import CellNote, ReportingQuarter
from ..selectors.figures import indicators_by_code
from .changes import Action, Kind
from .locking import lock_quarter


@one_transaction()
def remark_add(
    *,
    quarter: ReportingQuarter,
    zone: Zone,
    indicator: str,
    text: str,
    is_follow_up: bool,
    is_done: bool = False,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> CellNote:
    """The remark on a cell; raises Refused. The same words sent twice are one remark.

    It is open in every state and after the lock: it changes no figure. A cell that is to be
    followed up stays so, whatever is remarked on it, until somebody says that it is done.
    """
    known = indicators_by_code().get(indicator)
    if known is None:
        raise Refused("unknown_cell")
    if not by.may_enter(zone):
        raise Refused("not_your_zone")
    text = text.strip()
    if not text:
        raise Refused("remark_without_words")
    refuse_too_long(text, "remark_too_long")
    if is_follow_up and is_done:
        raise Refused("follow_up_or_done")
    lock_quarter(quarter)
    cell = CellNote.objects.filter(zone=zone, quarter=quarter, indicator=known.model)
    last, before = (*cell.order_by("-at", "-pk")[:2], None, None)[:2]
    was_marked = last is not None and last.is_follow_up
    is_marked = is_follow_up or (was_marked and not is_done)
    was_just_done = before is not None and before.is_follow_up and not was_marked
    is_repeated = last is not None and (last.by_id, last.text) == (by.user_id, text)
    if is_done and not was_marked and not (is_repeated and was_just_done):
        raise Refused("nothing_to_follow_up")
    if last and is_repeated and last.is_follow_up == is_marked:
        return last
    note = CellNote.objects.create(
        zone=zone,
        quarter=quarter,
        indicator=known.model,
        text=text,
        is_follow_up=is_marked,
        by_id=by.user_id,
        at=at,
    )
    change = Change(
        Action.REMARKED,
        Kind.REMARK,
        zone=zone.code,
        quarter=quarter.code,
        indicator=indicator,
        new={"note": text, "is_follow_up": is_marked}
        | ({"is_done": True} if was_marked and is_done else {}),
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    return note
