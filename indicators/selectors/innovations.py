"""Reads the register of innovations: rows as listed, counts as every page tells them, history."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, bracketed, label, moment
from zones.evidence import EvidenceRow, evidence_row
from zones.models import AuditEntry, Evidence, Innovation, InnovationCopy, Zone
from zones.people import logged_name, named_for

from .readings import Choice

_LOOKS = {"pilot": "info", "summed_up": "info", "promoted": "good", "ended": "quiet"}
_ICONS = {"pilot": "clock", "summed_up": "list-check", "promoted": "circle-check", "ended": "minus"}


@dataclass(frozen=True)
class InnovationRow:
    """An innovation as listed."""

    href: str
    title: str
    is_demonstration: bool
    zone: str
    zone_code: str
    zone_href: str
    zone_order: int
    begun: str
    year: str
    state: Badge
    state_code: str
    copies: int
    copied_to: str
    last_copied: str
    source: str


@dataclass(frozen=True)
class CopyRow:
    """Where an innovation was copied."""

    pk: int
    place: str
    href: str
    copied: str
    source: str
    entered: str
    is_struck: bool
    reason: str


@dataclass(frozen=True)
class InnovationCounts:
    """What the register counts, struck entries left out; every page tells these."""

    innovations: int
    copied: int  # innovations copied somewhere
    copies: int

    @property
    def text(self) -> str:
        words = {"count": self.innovations, "copied": self.copied, "copies": self.copies}
        return (
            _(
                "Innovations: %(count)s, of them copied elsewhere: %(copied)s; places that copied:"
                " %(copies)s"
            )
            % words
        )


@dataclass(frozen=True)
class Change:
    """An entry of an innovation's history, as printed."""

    at: str
    person: str
    action: str
    lines: tuple[str, ...]


def innovations_in_force(zone: Zone | None = None) -> QuerySet[Innovation]:
    """The innovations that count, with their zones and copies; of one zone if it is named."""
    rows = _rows().filter(struck_at__isnull=True)
    return rows.filter(origin=zone) if zone else rows


@dataclass(frozen=True)
class Listed:
    """Innovations in short, as other pages show them, with what they count and where more is."""

    rows: tuple[InnovationRow, ...]
    counts: InnovationCounts
    href: str
    taken_over: tuple[InnovationRow, ...] = ()


def innovations_listed(zone: Zone | None = None) -> Listed:
    """The register in short, of one zone if it is named: its own and those it took over."""
    found = innovations_in_force()
    if zone is not None:
        copies = InnovationCopy.objects.filter(zone=zone, struck_at__isnull=True)
        found = found.filter(Q(origin=zone) | Q(pk__in=copies.values("innovation")))
    own = [one for one in found if zone is None or one.origin_id == zone.pk]
    rows = innovation_rows(own)
    taken_over = innovation_rows([one for one in found if one not in own])
    address = reverse("innovations") + (f"?zone={zone.code}" if zone and rows else "")
    return Listed(tuple(rows), innovation_counts(rows), address, tuple(taken_over))


def innovation_by_id(pk: int) -> Innovation | None:
    """The innovation, struck out or not."""
    return _rows().filter(pk=pk).first()


def innovation_rows(found: Sequence[Innovation]) -> list[InnovationRow]:
    """The innovations as listed; no query of its own."""
    return [_row(one) for one in found]


def innovation_counts(rows: Sequence[InnovationRow]) -> InnovationCounts:
    """What these rows count together."""
    return InnovationCounts(
        innovations=len(rows),
        copied=sum(row.copies > 0 for row in rows),
        copies=sum(row.copies for row in rows),
    )


def chosen_innovations(
    rows: Sequence[InnovationRow], wanted: Mapping[str, str]
) -> list[InnovationRow]:
    """The rows of the zone, state and year asked for, copied or not; all where nothing is."""
    return [
        row
        for row in rows
        if all(wanted.get(name) in ("", None, value[0]) for name, value in _filters(row).items())
    ]


def innovation_choices(rows: Sequence[InnovationRow], wanted: Mapping[str, str]) -> list[Choice]:
    """What the list can be narrowed down by: each with the values that occur, and how often."""
    names = {
        "zone": (_("Zone of origin"), lambda row: row.zone_order),
        "state": (_("State"), lambda row: row.state.order),
        "year": (_("Year"), lambda row: -int(row.year)),
        "copied": (_("Copied"), lambda row: -row.copies),
    }
    choices = []
    for name, (text, order) in names.items():
        count = Counter(_filters(row)[name] for row in sorted(rows, key=order))
        values = tuple((value, bracketed(words, found)) for (value, words), found in count.items())
        choices.append(Choice(name, text, wanted.get(name, ""), values))
    return choices


def copy_rows(innovation: Innovation, who: Person) -> list[CopyRow]:
    """Where it was copied, struck entries last."""
    rows = innovation.copies.select_related("zone", "entered_by").order_by("copied_on", "pk")
    return sorted((_copy_row(one) for one in rows), key=lambda row: row.is_struck)


def paper_rows(innovation: Innovation, who: Person) -> list[EvidenceRow]:
    """Its papers, each at an address below its own."""
    papers = innovation.papers.select_related("by").prefetch_related("by__groups")
    return [
        evidence_row(one, reverse("innovation_evidence", args=[innovation.pk, one.pk]), who)
        for one in papers.order_by("at", "pk")
    ]


def paper_of(innovation: Innovation, pk: int) -> Evidence | None:
    """A paper of this innovation; None for one of anything else."""
    return innovation.papers.filter(pk=pk).first()


def innovation_history(innovation: Innovation, who: Person) -> list[Change]:
    """What was entered and changed, the latest first, as the log tells it.

    Who it was is told by name to those who run the collection, by role to everybody else.
    """
    entries = AuditEntry.objects.filter(
        kind=AuditEntry.Kind.INNOVATION, code=str(innovation.pk)
    ).order_by("-seq")
    zones = {zone.code: label(zone, "short") for zone in Zone.objects.all()}
    users = get_user_model().objects.prefetch_related("groups")
    people = users.in_bulk([one.person_id for one in entries if one.person_id])
    return [
        _change(one, zones, named_for(who, people.get(one.person_id)) if one.person_id else "")
        for one in entries
    ]


def _rows() -> QuerySet[Innovation]:
    copies = InnovationCopy.objects.filter(struck_at__isnull=True).select_related("zone")
    return Innovation.objects.select_related("origin").prefetch_related(
        Prefetch("copies", copies, to_attr="copies_in_force")
    )


def _filters(row: InnovationRow) -> dict[str, tuple[str, str]]:
    copied = ("yes", _("copied")) if row.copies else ("no", _("not copied yet"))
    return {
        "zone": (row.zone_code, row.zone),
        "state": (row.state_code, row.state.text),
        "year": (row.year, row.year),
        "copied": copied,
    }


def _row(one: Innovation) -> InnovationRow:
    copies: list[InnovationCopy] = one.copies_in_force  # type: ignore[attr-defined]
    return InnovationRow(
        href=one.get_absolute_url(),
        title=label(one, "title"),
        is_demonstration=one.is_demonstration,
        zone=label(one.origin, "short"),
        zone_code=one.origin.code,
        zone_href=one.origin.get_absolute_url(),
        zone_order=one.origin.order,
        begun=one.begun_on,
        year=one.begun_on[:4],
        state=innovation_badge(one.state),
        state_code=one.state,
        copies=len(copies),
        copied_to=_(", ").join(map(_place, copies)) or DASH,
        last_copied=max((copy.copied_on for copy in copies), default=DASH),
        source=one.source,
    )


def innovation_badge(state: str) -> Badge:
    """The badge of a state."""
    order = Innovation.State.values.index(state)
    return Badge(_LOOKS[state], str(Innovation.State(state).label), _ICONS[state], order=order)


def _place(copy: InnovationCopy) -> str:
    return label(copy.zone, "short") if copy.zone else label(copy, "place")


def _copy_row(one: InnovationCopy) -> CopyRow:
    return CopyRow(
        pk=one.pk,
        place=_place(one),
        href=one.zone.get_absolute_url() if one.zone else "",
        copied=one.copied_on,
        source=one.source,
        entered=moment(one.entered_at),
        is_struck=one.struck_at is not None,
        reason=one.struck_reason,
    )


def _change(entry: AuditEntry, zones: Mapping[str, str], person: str) -> Change:
    old, new = entry.old or {}, entry.new or {}
    names = dict(_field_names())
    lines = []
    for name in [*names, *(set(new) | set(old)) - set(names)]:
        if name not in new and name not in old:
            continue
        before, after = (_told(name, said.get(name), zones) for said in (old, new))
        words = {"name": names.get(name, name), "old": before, "new": after}
        if name in old and name in new:
            lines.append(_("%(name)s: %(old)s → %(new)s") % words)
        elif after or before:
            lines.append(_("%(name)s: %(new)s") % (words | {"new": after or before}))
    return Change(
        moment(entry.at),
        person or logged_name(entry.person_name),
        str(AuditEntry.Action(entry.action).label),
        tuple(lines),
    )


def _told(name: str, value: object, zones: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return _(", ").join(map(str, value))
    if name == "state" and value in Innovation.State.values:
        return str(Innovation.State(value).label)
    text = "" if value is None else str(value)
    return zones.get(text, text) if name == "place" else text


def _field_names() -> list[tuple[str, str]]:
    named = ("title_zh", "title_en", "description_zh", "description_en", "begun_on", "state")
    fields = [(name, str(Innovation._meta.get_field(name).verbose_name)) for name in named]
    return [
        *fields,
        ("place", _("place")),
        ("copied_on", _("copied on")),
        ("source", _("source")),
        ("papers", _("papers")),
        ("reason", _("reason")),
    ]
