"""Adds remarks to the cells of the collection."""

from datetime import datetime

from zones.access import Person
from zones.models import Zone

from ..models import CellNote, ReportingQuarter
from ..selectors.figures import indicators_by_code
from .audit import Act, Change, audit_append
from .changes import Action, Kind
from .locking import lock_quarter
from .merging import Refused
from .transactions import one_transaction


@one_transaction()
def remark_add(
    *,
    quarter: ReportingQuarter,
    zone: Zone,
    indicator: str,
    text: str,
    is_follow_up: bool,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> CellNote:
    """The remark on a cell; raises Refused. The same words sent twice are one remark.

    It is open in every state and after the lock: it changes no figure.
    """
    known = indicators_by_code().get(indicator)
    if known is None:
        raise Refused("unknown_cell")
    if not by.may_enter(zone):
        raise Refused("not_your_zone")
    text = text.strip()
    if not text:
        raise Refused("remark_without_words")
    lock_quarter(quarter)
    cell = CellNote.objects.filter(zone=zone, quarter=quarter, indicator=known.model)
    last = cell.last()
    said = (by.user_id, text, is_follow_up)
    if last and (last.by_id, last.text, last.is_follow_up) == said:
        return last
    note = CellNote.objects.create(
        zone=zone,
        quarter=quarter,
        indicator=known.model,
        text=text,
        is_follow_up=is_follow_up,
        by_id=by.user_id,
        at=at,
    )
    change = Change(
        Action.REMARKED,
        Kind.REMARK,
        zone=zone.code,
        quarter=quarter.code,
        indicator=indicator,
        new={"note": text, "is_follow_up": is_follow_up},
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    return note
