"""Reads the history of a cell: everything that was written to one figure of a zone's quarter."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from zones.access import FROM_COMMAND_LINE
from zones.display import DASH, measured, moment
from zones.models import AuditEntry, Zone
from zones.people import logged_name

from ..models import Indicator, Observation, ReportingQuarter
from ..wording import stored_amount, unit_of_entry

Told = Mapping[str, object]


@dataclass(frozen=True)
class HistoryRow:
    """One thing written: to the figure itself, or to the version that it is in."""

    seq: int
    when: str
    who: str
    origin: str
    action: str
    old: str
    new: str
    detail: str  # as entered, and the reason or the note
    version: int | None


def history_of(zone: Zone, quarter: ReportingQuarter, indicator: Indicator) -> list[HistoryRow]:
    """What was written to this figure and to its versions, newest first; one query."""
    entries = AuditEntry.objects.filter(
        zone=zone.code, quarter=str(quarter.code), indicator__in=("", indicator.code)
    )
    return [_row(entry, indicator) for entry in entries.order_by("-seq")]


def _row(entry: AuditEntry, indicator: Indicator) -> HistoryRow:
    is_figure = entry.kind == AuditEntry.Kind.FIGURE
    new = entry.new or {}
    actions = dict(AuditEntry.Action.choices)
    return HistoryRow(
        seq=entry.seq,
        when=moment(entry.at),
        who=logged_name(entry.person_name),
        origin=_("command line") if entry.origin == FROM_COMMAND_LINE else entry.origin or DASH,
        action=str(actions.get(entry.action, entry.action)),
        old=_figure(entry.old, indicator) if is_figure else "",
        new=_figure(entry.new, indicator) if is_figure else "",
        detail=_entered(new, indicator) if is_figure else _said(new),
        version=entry.version,
    )


def _figure(told: Told | None, indicator: Indicator) -> str:
    """A figure as stored, or the state it was in; "—" where there was none."""
    if told is None:
        return DASH
    if told["value"] is None:
        state = str(told["state"])
        return str(dict(Observation.State.choices).get(state, state))
    return stored_amount(Decimal(str(told["value"])), indicator)


def _entered(told: Told, indicator: Indicator) -> str:
    """What was typed, in its unit and span, and the reason given."""
    parts = [str(told.get("reason") or "")]
    if told.get("is_computed"):
        parts.insert(0, _("the sum of its parts"))
    elif told.get("entered") and told.get("value") is not None:
        span = _("year to date") if told["basis"] == Indicator.Basis.YTD else ""
        entered = str(told["entered"])
        named = unit_of_entry(str(told["unit"]), indicator, entered)
        parts.insert(0, " ".join(filter(None, (measured(entered, named), span))))
    return " · ".join(filter(None, parts))


def _said(told: Told) -> str:
    """The note or the reason that went with a move, and the file it came from."""
    said = (told.get(name) for name in ("reason", "note", "file"))
    mark = ""
    if told.get("is_done"):
        mark = _("Follow-up done")
    elif told.get("is_follow_up"):
        mark = _("to be followed up")
    return " · ".join(str(text) for text in (*said, mark) if text)
