"""Reads what a zone is: its steps with their dates, its codes, and every name it is printed under.

What no source tells is "—": nothing here is guessed.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.selectors.readings import clause_href, clause_title
from zones.badges import Badge, Link
from zones.display import DASH, bracketed, is_chinese, label, number
from zones.models import Confidence, Zone, ZoneAlias, ZoneCode, ZoneDate

#: The steps that every zone takes; others are printed where a zone has taken them.
STEPS = (
    ZoneDate.Event.APPROVED,
    ZoneDate.Event.ACCEPTED,
    ZoneDate.Event.CLOSED,
    ZoneDate.Event.OPERATING,
)
_SURENESS = {
    Confidence.VERIFIED: ("good", "circle-check"),
    Confidence.REPORTED: ("info", "circle-check"),
    Confidence.INFERRED: ("warn", "help-circle"),
}


@dataclass(frozen=True)
class Fact:
    """One thing known of a zone, with where it applies and how sure it is."""

    text: str
    note: str = ""
    sureness: Badge | None = None


@dataclass(frozen=True)
class FactLine:
    """A kind of fact with all there is of it; one "—" where nothing is known."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Alias:
    """A printed form of the zone's name, and the clauses that print it."""

    printed: str
    clauses: tuple[Link, ...]
    ambiguous: Badge | None


@dataclass(frozen=True)
class AliasLine:
    """The forms of one use: official, short, as printed."""

    title: str
    aliases: tuple[Alias, ...]


@dataclass(frozen=True)
class ZoneFacts:
    """All that is known of a zone, whether it is judged or not."""

    lines: tuple[FactLine, ...]
    aliases: tuple[AliasLine, ...]
    note: str


def zone_facts(zone: Zone, exited: str = "") -> ZoneFacts:
    """What is known of a zone, in three queries; that it exited stands for the stage it was in."""
    codes = list(zone.codes.all())
    return ZoneFacts(
        lines=(
            FactLine(_("Stage"), (Fact(exited or zone.get_stage_display()),)),
            FactLine(_("City"), (Fact(label(zone.city)),)),
            FactLine(_("Area"), (Fact(_area(zone)),)),
            *_steps(list(zone.dates.all())),
            _code_line(_("Customs-area code"), codes, ZoneCode.System.CUSTOMS_AREA),
            _code_line(_("Region code"), codes, ZoneCode.System.REGION),
            _code_line(_("Competent customs"), codes, ZoneCode.System.COMPETENT_CUSTOMS),
        ),
        aliases=_alias_lines(list(zone.aliases.all())),
        note=label(zone, "note"),
    )


def _area(zone: Zone) -> str:
    if zone.area_km2 is None:
        return DASH
    return _("%(area)s km²") % {"area": number(zone.area_km2, 2)}


def _steps(dates: list[ZoneDate]) -> list[FactLine]:
    """A line a step, those of every zone first; a step that no source dates is "—"."""
    events = [*STEPS, *(one.event for one in dates if one.event not in STEPS)]
    return [
        FactLine(
            str(ZoneDate.Event(event).label),
            tuple(_date(one) for one in dates if one.event == event) or (Fact(DASH),),
        )
        for event in dict.fromkeys(events)
    ]


def _date(one: ZoneDate) -> Fact:
    phase = _("phase %(phase)s") % {"phase": one.phase} if one.phase else ""
    return Fact(one.date, phase, _sureness(one.confidence))


def _sureness(confidence: str) -> Badge:
    level = Confidence(confidence)
    kind, icon = _SURENESS[level]
    return Badge(kind, _short_sureness(level), icon, str(level.label))


def _short_sureness(level: Confidence) -> str:
    return {
        Confidence.VERIFIED: _("verified"),
        Confidence.REPORTED: _("one source"),
        Confidence.INFERRED: _("inferred"),
    }[level]


def _code_line(title: str, codes: list[ZoneCode], system: str) -> FactLine:
    facts = tuple(_code(one) for one in codes if one.system == system)
    return FactLine(title, facts or (Fact(DASH),))


def _code(one: ZoneCode) -> Fact:
    part = label(one, "part")
    # A note in both languages is written "共用 / shared".
    note = one.note
    if " / " in note:
        chinese, english = note.split(" / ", 1)
        note = chinese if is_chinese() else english
    if one.system == ZoneCode.System.COMPETENT_CUSTOMS and part:
        return Fact(bracketed(part, one.code), note, _sureness(one.confidence))
    return Fact(one.code, _(", ").join(filter(None, (part, note))), _sureness(one.confidence))


def _alias_lines(aliases: list[ZoneAlias]) -> tuple[AliasLine, ...]:
    """The printed forms, each once with all its clauses, by what they are used for."""
    titles = {
        ZoneAlias.Use.OFFICIAL: _("Official name"),
        ZoneAlias.Use.SHORT: _("Short forms"),
        ZoneAlias.Use.PRINTED: _("As printed in the policy"),
        ZoneAlias.Use.AMBIGUOUS: _("As printed, ambiguous"),
    }
    by_use: dict[str, dict[str, list[str]]] = {use: {} for use in titles}
    for one in aliases:
        clauses = by_use[one.use].setdefault(one.printed, [])
        if one.clause:
            clauses.append(one.clause)
    return tuple(
        AliasLine(title, tuple(_alias(use, *form) for form in by_use[use].items()))
        for use, title in titles.items()
        if by_use[use]
    )


def _alias(use: str, printed: str, clauses: list[str]) -> Alias:
    is_ambiguous = use == ZoneAlias.Use.AMBIGUOUS
    return Alias(
        printed=printed,
        clauses=tuple(
            Link(code, clause_href(code), clause_title(code)) for code in dict.fromkeys(clauses)
        ),
        ambiguous=Badge(
            "warn",
            _("another place’s name"),
            "alert-triangle",
            _("Read as this zone in the clauses named; never used to match figures."),
        )
        if is_ambiguous
        else None,
    )
