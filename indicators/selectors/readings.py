"""Reads the readings: each printed phrase, what is adopted for it, and clauses side by side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.badges import Badge, Link
from zones.display import DASH, label

from ..models import Policy, Reading, ReadingPlace
from ..text import Span, adopt
from .adoptions import adoptions_in_force, read_as_adopted

#: How sure a reading is: its badge's kind and icon, the surest first.
_SURENESS = {
    Reading.Confidence.AS_PRINTED: ("quiet", "minus"),
    Reading.Confidence.VERIFIED: ("good", "circle-check"),
    Reading.Confidence.CERTAIN: ("good", "circle-check"),
    Reading.Confidence.VERY_STRONG: ("good", "circle-check"),
    Reading.Confidence.STRONG: ("info", "circle-check"),
    Reading.Confidence.STRONG_ON_UNIT: ("info", "circle-check"),
    Reading.Confidence.MEDIUM: ("warn", "help-circle"),
    Reading.Confidence.WEAK: ("warn", "alert-triangle"),
    Reading.Confidence.OPEN: ("warn", "help-circle"),
    Reading.Confidence.UNKNOWN: ("bad", "help-circle"),
}


@dataclass(frozen=True)
class ReadingRow:
    """A printed phrase, the reading adopted for it, and how sure that is."""

    order: int
    clause: str
    clause_order: int
    clause_title: str
    clause_href: str
    printed: str
    adopted: str
    kind: str
    kind_text: str
    confidence: Badge
    confidence_code: str
    reason: str
    href: str  # its row on the page of all readings
    keeping_href: str  # its own page
    anchor: str  # its row on the page at hand
    places: tuple[Link, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether the text stays as printed: read and found right, or not recoverable."""
        return self.adopted in ("", self.printed)


@dataclass(frozen=True)
class Choice:
    """A name in the query string with its words, its chosen value and the values on offer."""

    name: str
    text: str
    chosen: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Piece:
    """A run of a clause's text, and the reading that it falls under."""

    text: str
    reading: ReadingRow | None = None


@dataclass(frozen=True)
class Clause:
    """A clause of the policy: as printed and as adopted, with the readings that connect them."""

    code: str
    title: str
    printed: tuple[Piece, ...]
    adopted: tuple[Piece, ...]
    readings: tuple[ReadingRow, ...]

    @property
    def changes(self) -> int:
        """How many places read otherwise than printed."""
        return sum(1 for piece in self.printed if piece.reading and not piece.reading.is_kept)


def reading_rows(policy: Policy | None) -> list[ReadingRow]:
    """Every reading of the policy with the further places it is adopted in, in two queries."""
    return [reading_row(reading) for reading in readings_in_force(policy)]


def readings_in_force(
    policy: Policy | None, day: date | None = None, known_at: datetime | None = None
) -> list[Reading]:
    """The policy's readings as they count on a day (today), as known at a moment (now)."""
    found = Reading.objects.filter(policy=policy).prefetch_related("places")
    return read_as_adopted(found, adoptions_in_force(day, known_at))


def chosen_readings(rows: Sequence[ReadingRow], wanted: Mapping[str, str]) -> list[ReadingRow]:
    """The readings of the clause, kind and confidence asked for; all where nothing is."""
    return [
        row
        for row in rows
        if all(wanted.get(name) in ("", None, value[0]) for name, value in _filters(row).items())
    ]


def reading_choices(rows: Sequence[ReadingRow], wanted: Mapping[str, str]) -> list[Choice]:
    """What readings can be narrowed down by: each with the values that occur, in order."""
    names = {"clause": _("Clause"), "kind": _("Kind"), "confidence": _("Confidence")}
    return [
        Choice(
            name,
            text,
            wanted.get(name, ""),
            tuple(dict(_filters(row)[name] for row in rows).items()),
        )
        for name, text in names.items()
    ]


def clause_title(code: str) -> str:
    """How a clause is called: "Measure 3", "Preamble", "Salutation"."""
    names = {"salutation": _("Salutation"), "preamble": _("Preamble")}
    return names.get(code) or _("Measure %(number)s") % {"number": code}


def clause_href(code: str) -> str:
    """The page that shows a clause's text."""
    if code.isdigit():
        return reverse("measure", args=[int(code)])
    return f"{reverse('measures')}#{code}"


def _filters(row: ReadingRow) -> dict[str, tuple[str, str]]:
    """What a reading is found by: (value in the query string, words)."""
    return {
        "clause": (row.clause, row.clause_title),
        "kind": (row.kind, row.kind_text),
        "confidence": (row.confidence_code, row.confidence.text),
    }


def reading_row(reading: Reading) -> ReadingRow:
    """A reading as printed on the page."""
    code = reading.clause
    return ReadingRow(
        order=reading.order,
        clause=code,
        clause_order=int(code) if code.isdigit() else ("salutation", "preamble").index(code) - 2,
        clause_title=clause_title(code),
        clause_href=clause_href(code),
        printed=reading.printed,
        adopted=reading.adopted,
        kind=reading.kind,
        kind_text=reading.get_kind_display(),
        confidence=_confidence(reading),
        confidence_code=reading.confidence,
        reason=label(reading, "reason"),
        href=reading.get_absolute_url(),
        keeping_href=reading.get_keeping_url(),
        anchor=f"r{reading.order}",
        places=_place_links(reading.places.all()),
    )


def _confidence(reading: Reading) -> Badge:
    if not reading.confidence:
        return Badge("quiet", DASH, order=len(_SURENESS))
    level = Reading.Confidence(reading.confidence)
    kind, icon = _SURENESS[level]
    return Badge(kind, str(level.label), icon, order=list(_SURENESS).index(level))


def _place_links(places: Iterable[ReadingPlace]) -> tuple[Link, ...]:
    """One link a clause, its forms in the title."""
    forms = defaultdict(list)
    for place in places:
        forms[place.clause].append(f"{place.printed} → {place.adopted}")
    return tuple(Link(code, clause_href(code), "; ".join(found)) for code, found in forms.items())


def readings_by_clause(
    policy: Policy | None, day: date | None = None, known_at: datetime | None = None
) -> defaultdict[str, list[tuple[str, str, ReadingRow]]]:
    """The replacements (printed, adopted, reading) of each clause, further places included."""
    by_clause = defaultdict(list)
    for reading in readings_in_force(policy, day, known_at):
        row = reading_row(reading)
        by_clause[reading.clause].append((reading.printed, reading.adopted, row))
        for place in reading.places.all():
            by_clause[place.clause].append((place.printed, place.adopted, row))
    return by_clause


def clause(code: str, text: str, found: Sequence[tuple[str, str, ReadingRow]]) -> Clause:
    """The clause with every mark on its reading, each reading in the form that stands here."""
    rows = [_as_here(*one, seen=found[:index]) for index, one in enumerate(found)]
    spans = adopt(text, [(row.printed, row.adopted) for row in rows])

    def reading(span: Span) -> ReadingRow | None:
        return None if span.reading is None else rows[span.reading]

    return Clause(
        code=code,
        title=clause_title(code),
        printed=tuple(Piece(span.text_printed, reading(span)) for span in spans),
        adopted=tuple(Piece(span.text_adopted, reading(span)) for span in spans),
        readings=tuple(rows),
    )


def _as_here(printed: str, adopted: str, row: ReadingRow, seen: Sequence[tuple]) -> ReadingRow:
    """The reading as it stands in a clause that may print the slip in more than one form."""
    before = sum(1 for _printed, _adopted, other in seen if other.order == row.order)
    anchor = f"{row.anchor}-{before + 1}" if before else row.anchor
    return replace(row, printed=printed, adopted=adopted, anchor=anchor)
