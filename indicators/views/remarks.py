"""Takes remarks on cells, from the grid's script and from the plain form of a zone's page."""

from collections.abc import Mapping
from datetime import datetime

from django.http import QueryDict

from zones.access import Person
from zones.models import Zone
from zones.services.transactions import Refused

from ..cell_requests import Remark
from ..models import ReportingQuarter
from ..sentences import refusal_sentence
from ..services.cells import Result
from ..services.remarks import remark_add


def remark_typed(zone: Zone, posted: QueryDict) -> Remark:
    """The remark as the plain form sends it."""
    return Remark(
        id="",
        zone=zone.code,
        indicator=posted.get("indicator", ""),
        text=posted.get("text", "").replace("\0", ""),
        is_follow_up="is_follow_up" in posted,
        is_done="is_done" in posted,
    )


def remarked(
    said: Remark, row: ReportingQuarter, zones: Mapping[str, Zone], who: Person, at: datetime
) -> dict[str, str]:
    """What became of a remark, in the words of the page; raises Refused where it may come again."""
    try:
        if said.zone not in zones:
            raise Refused("unknown_cell")
        remark_add(
            quarter=row,
            zone=zones[said.zone],
            indicator=said.indicator,
            text=said.text,
            is_follow_up=said.is_follow_up,
            is_done=said.is_done,
            by=who,
            at=at,
        )
    except Refused as refused:
        if refused.code == "busy":
            raise
        return {"id": said.id, "result": Result.FAILED, "message": refusal_sentence(refused)}
    return {"id": said.id, "result": Result.SAVED, "message": ""}
