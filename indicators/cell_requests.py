"""What a page of the grid asks to have saved, out of its JSON: the shape is checked here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields

from .selectors.cells import Typed
from .services.cells import CellEdit

#: The most cells of one request: 200 zones of 30 indicators.
MOST_CELLS = 6000
MOST_REMARKS = 100
#: How many unanswered attempts before an edit are looked at.
MOST_SENT = 8
#: The longest text that somebody may have typed: what is too long for its place is told so.
LONGEST = 20_000
#: The longest text of each kind that a page may send.
LENGTHS = {"id": 64, "zone": 60, "indicator": 60, "token": 64, "reason": LONGEST, "text": LONGEST}
LENGTHS |= {"value": LONGEST, "unit": 20, "basis": 10, "state": 20}
TICKS = ("is_follow_up", "is_done")
TYPED = tuple(field.name for field in fields(Typed))


class NotUnderstood(ValueError):
    """Raised for a request whose shape is not the one below."""


class TooMany(ValueError):
    """Raised for a request with more cells than are saved at once."""


@dataclass(frozen=True)
class Remark:
    """A remark that somebody wrote on a cell."""

    id: str
    zone: str
    indicator: str
    text: str
    is_follow_up: bool
    is_done: bool = False


@dataclass(frozen=True)
class SaveRequest:
    """The edits and remarks of one person, and why verified figures are revised, by zone.

    ``zones`` are those whose standing the page asks for besides.
    """

    person: int
    edits: tuple[CellEdit, ...]
    remarks: tuple[Remark, ...]
    reasons: Mapping[str, str]
    zones: tuple[str, ...] = ()


def parse_request(body: bytes) -> SaveRequest:
    """What the page asks for; raises NotUnderstood or TooMany."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    edits, remarks = _list(data, "edits"), _list(data, "remarks")
    if len(edits) > MOST_CELLS or len(remarks) > MOST_REMARKS:
        raise TooMany
    person, reasons = data.get("person"), data.get("reasons", {})
    if not isinstance(person, int) or not isinstance(reasons, dict):
        raise NotUnderstood
    found = SaveRequest(
        person,
        tuple(map(_edit, edits)),
        tuple(map(_remark, remarks)),
        {_checked(zone, "zone"): _checked(text, "text") for zone, text in reasons.items()},
        tuple(_checked(zone, "zone") for zone in _list(data, "zones")),
    )
    cells = {(edit.zone, edit.indicator) for edit in found.edits}
    names = {one.id for one in (*found.edits, *found.remarks)}
    if len(cells) < len(found.edits) or len(names) < len(found.edits) + len(found.remarks):
        raise NotUnderstood
    return found


def _list(data: object, name: str) -> list[object]:
    found = data.get(name, []) if isinstance(data, dict) else None
    if not isinstance(found, list):
        raise NotUnderstood
    return found


def _edit(data: object) -> CellEdit:
    known = {name: _text(data, name) for name in ("id", "zone", "indicator", "token")}
    sent = _list(data, "sent")[-MOST_SENT:]
    return CellEdit(**known, typed=_typed(data), sent=tuple(map(_typed, sent)))


def _typed(data: object) -> Typed:
    return Typed(**{name: _text(data, name).strip() for name in TYPED})


def _remark(data: object) -> Remark:
    known = {name: _text(data, name) for name in ("id", "zone", "indicator", "text")}
    ticks = {name: data.get(name, False) for name in TICKS} if isinstance(data, dict) else {}
    if not all(isinstance(tick, bool) for tick in ticks.values()):
        raise NotUnderstood
    return Remark(**known, **ticks)


def _text(data: object, name: str) -> str:
    if not isinstance(data, dict):
        raise NotUnderstood
    return _checked(data.get(name, ""), name)


def _checked(text: object, name: str) -> str:
    """The text without the character that PostgreSQL cannot store."""
    if not isinstance(text, str) or len(text) > LENGTHS[name] or not _is_writable(text):
        raise NotUnderstood
    return text.replace("\0", "")


def _is_writable(text: str) -> bool:
    """Whether it holds no half of a character, as JSON may."""
    return not any("\ud800" <= mark <= "\udfff" for mark in text)
