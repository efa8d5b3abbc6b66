"""Reads the cases open to a person, as the list, the other pages and the mails show them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, day, label
from zones.models import Zone

from .. import case_life as life
from ..case_badges import case_badge, late_badge, role_text, track_badge
from ..models import Case, CaseGround, CaseMove, FlagRule
from ..wording import listed
from .case_facts import facts_of, hands_there
from .outdated import outdated_grounds

#: Who is waited for, as the filter calls it; "me" is the reader.
ME = "me"
WAITED = (life.COMMERCE, life.LEADERSHIP, life.REPORTER)


@dataclass(frozen=True)
class CaseRow:
    """A case as a table prints it, with what it is sorted and filtered by."""

    case: Case
    facts: life.Facts
    today: date
    roles: frozenset[str]
    grounds: str
    user_id: int | None = None
    #: The undecided exit case that this withdrawn one continued: leadership opens it again.
    undecided: "CaseRow | None" = None

    @property
    def href(self) -> str:
        return self.case.get_absolute_url()

    @property
    def name(self) -> str:
        """Year, zone and track; the number where there was one before."""
        return case_name(self.case)

    @property
    def short(self) -> str:
        """Year and zone, for where the track stands beside it."""
        words = {"year": self.case.year, "zone": self.zone, "number": self.case.number}
        if self.case.number > 1:
            return _("%(year)s · %(zone)s, no. %(number)s") % words
        return _("%(year)s · %(zone)s") % words

    @property
    def year(self) -> int:
        return self.case.year

    @property
    def zone(self) -> str:
        return label(self.case.zone, "short")

    @property
    def zone_order(self) -> int:
        return self.case.zone.order

    @property
    def track(self) -> Badge:
        return track_badge(self.case.track)

    @property
    def state(self) -> Badge:
        return case_badge(self.facts.state)

    @property
    def late(self) -> Badge | None:
        return late_badge(self.days_late) if self.days_late else None

    @property
    def days_late(self) -> int:
        facts = self.facts
        if self.is_held_up or life.is_void(facts):
            return 0  # the year is assessed again first, or the case withdrawn, whatever the day
        is_late = facts.due_on is not None and life.is_late(facts, self.today)
        return (self.today - facts.due_on).days if is_late and facts.due_on else 0

    @property
    def is_held_up(self) -> bool:
        """Whether the exit waits for a year to be assessed again."""
        return life.is_held_up(self.facts)

    @property
    def waits(self) -> str:
        return life.LEADERSHIP if self.undecided else life.waits_for(self.facts, self.today)

    @property
    def waits_text(self) -> str:
        if self.undecided:
            words = {"who": role_text(self.waits), "case": self.undecided.name}
            return _("%(who)s, to decide on %(case)s") % words
        if self.is_held_up and self.waits:
            words = {"who": role_text(self.waits), "years": self.years_again}
            return _("%(who)s, to assess %(years)s again first") % words
        if self.waits == life.REPORTER and not self.facts.has_reporter:
            return _("%(who)s, for a zone without a reporter") % {"who": role_text(life.COMMERCE)}
        return role_text(self.waits) or DASH

    @property
    def years_again(self) -> str:
        """The years that are assessed again before the exit goes on."""
        return listed([str(year) for year in self.facts.outdated])

    @property
    def is_mine(self) -> bool:
        """Whether the reader's step is due, or one that decides is theirs alone.

        Leadership may close a rectification whose day has passed. What was handed in waits for
        somebody else where the reader ordered it or handed it in, and could only return it; where
        nobody else is left it is theirs to return. What a zone without a reporter has to hand in
        waits for whoever of the department may stand in.
        """
        facts = self.facts
        if self.may_give_up or self.is_to_stand_in:
            return True
        if self.waits not in self.roles:
            return False
        accept = life.step_of(facts, life.ACCEPT) if facts.is_handed_in else None
        if accept is None or not accept.by & self.roles:
            return True
        refused = life.unmet(facts, accept, self.user_id, self.today)
        return refused != life.FOUR_EYES or life.is_stuck(facts)

    @property
    def is_to_stand_in(self) -> bool:
        """Whether the reader is to hand in for a zone that has no reporter."""
        return life.is_to_stand_in(self.facts, self.roles, self.user_id, self.today)

    @property
    def may_give_up(self) -> bool:
        """Whether the reader may close a rectification whose day has passed without anything."""
        facts = self.facts
        is_over = facts.state == life.OVERDUE and not facts.is_handed_in
        is_over = is_over and not life.is_void(facts)
        return is_over and life.LEADERSHIP in self.roles

    @property
    def due(self) -> date | None:
        """The day of the next step; none where nothing is asked for any more."""
        return None if life.is_void(self.facts) else self.facts.due_on

    @property
    def due_text(self) -> str:
        return day(self.due)

    @property
    def opened(self) -> str:
        return day(self.case.opened_at)

    @property
    def order(self) -> tuple:
        """The overdue first, then what is due soonest, then what waits, then what is over."""
        return (
            self.case.is_over and not self.undecided,
            -self.days_late,
            self.facts.due_on or date.max,
            -self.case.year,
            self.case.zone.order,
            self.case.track,
        )


def cases_open_to(who: Person) -> QuerySet[Case]:
    """The cases that a person may read of: all, the own zone's, or the notices that were issued."""
    found = Case.objects.select_related("zone")
    if who.may_see_every_case:
        return found
    if not who.may_read_notices:
        return found.filter(zone=who.zone_id)
    issued = CaseMove.objects.filter(case=OuterRef("pk"), move=life.ISSUE)
    return found.filter(Exists(issued), track=life.NOTICE)


def case_rows(
    cases: QuerySet[Case], who: Person, today: date, outdated: Mapping[int, int] | None = None
) -> list[CaseRow]:
    """These cases as rows, the most urgent first; eight queries for any number.

    ``outdated`` are the years of grounds (`outdated_grounds`), where the caller knows them.
    """
    if outdated is None:
        outdated = outdated_grounds()
    grounds = CaseGround.objects.order_by("pk")
    moves = CaseMove.objects.filter(move__in=[life.ORDER, life.HAND_IN]).order_by("seq")
    found = cases.prefetch_related(
        Prefetch("grounds", queryset=grounds, to_attr="held_grounds"),
        Prefetch("moves", queryset=moves, to_attr="held_moves"),
    )
    rows, hands = [], hands_there()
    for case in found:
        held = case.held_grounds  # type: ignore[attr-defined]
        made = case.held_moves  # type: ignore[attr-defined]
        facts = life.as_of(facts_of(case, held, made, outdated, hands), today)
        roles = who.roles_in_cases_of(case.zone_id)
        rows.append(CaseRow(case, facts, today, roles, grounds_text(held), who.user_id))
    return sorted(_with_undecided(rows), key=lambda row: row.order)


def _with_undecided(rows: Sequence[CaseRow]) -> Iterable[CaseRow]:
    """The rows, each zone's last exit case with the undecided one that it was withdrawn from.

    That one asks for the exit on findings of its own which still stand. It is found among the rows.
    """
    exits = {row.case.pk: row for row in rows if row.case.track == life.EXIT}
    in_order = sorted(exits.values(), key=lambda row: (row.case.opened_at, row.case.pk))
    last = {row.case.zone_id: row.case.pk for row in in_order}
    for row in rows:
        is_last = last.get(row.case.zone_id) == row.case.pk
        is_withdrawn = is_last and row.case.state == life.WITHDRAWN
        yield replace(row, undecided=_left_open(row, exits)) if is_withdrawn else row


def _left_open(row: CaseRow, exits: Mapping[int, CaseRow]) -> CaseRow | None:
    """The nearest case that a withdrawn one continued and that has a ground, if it is undecided."""
    before: CaseRow | None = row
    while before is not None and not before.facts.has_ground:
        before = exits.get(before.case.predecessor_id)
        if before is not None and before.case.state != life.CONTINUED:
            return None
    is_open = before is not None and before.case.state == life.CONTINUED and before.facts.has_exit
    return before if is_open else None


def case_name(case: Case) -> str:
    """What a case is called: its year, zone and track, and its number after the first."""
    words = {
        "year": case.year,
        "zone": label(case.zone, "short"),
        "track": case.get_track_display(),
        "number": case.number,
    }
    if case.number > 1:
        return _("%(year)s · %(zone)s · %(track)s, no. %(number)s") % words
    return _("%(year)s · %(zone)s · %(track)s") % words


def grounds_text(grounds: Iterable[CaseGround]) -> str:
    """The rules that a case rests on, each once with how often; the withdrawn ones counted."""
    held = list(grounds)
    standing = [one for one in held if one.state == CaseGround.State.STANDING]
    counted = Counter(one.code for one in standing)
    names = [
        str(FlagRule.Code(code).label) + (f" ×{count}" if count > 1 else "")
        for code, count in counted.items()
    ]
    withdrawn = len(held) - len(standing)
    if withdrawn:
        names.append(_("withdrawn: %(count)s") % {"count": withdrawn})
    return listed(names)


@dataclass(frozen=True)
class CaseChoices:
    """What the list can be narrowed down by: values with their words."""

    years: list[tuple[str, str]]
    zones: list[tuple[str, str]]
    tracks: list[tuple[str, str]]
    states: list[tuple[str, str]]
    waits: list[tuple[str, str]]


def case_choices(rows: Sequence[CaseRow]) -> CaseChoices:
    """The choices that the rows themselves offer, in order."""
    zones: dict[int, Zone] = {row.case.zone_id: row.case.zone for row in rows}
    states = sorted({(row.state.order, row.facts.state, str(row.state)) for row in rows})
    return CaseChoices(
        years=[(str(year), str(year)) for year in sorted({row.year for row in rows}, reverse=True)],
        zones=[
            (zone.code, label(zone, "short"))
            for zone in sorted(zones.values(), key=lambda one: one.order)
        ],
        tracks=[(str(value), str(text)) for value, text in Case.Track.choices],
        states=[(code, text) for _order, code, text in states],
        waits=[(ME, _("me")), *((role, role_text(role)) for role in WAITED)],
    )


def narrowed(rows: Iterable[CaseRow], wanted: Mapping[str, str]) -> list[CaseRow]:
    """The rows that a person asks for; an empty wish asks for all."""
    tests = {
        "year": lambda row: str(row.year),
        "zone": lambda row: row.case.zone.code,
        "track": lambda row: row.case.track,
        "state": lambda row: row.facts.state,
    }
    return [
        row
        for row in rows
        if all(not wanted.get(name) or test(row) == wanted[name] for name, test in tests.items())
        and _is_waiting(row, wanted.get("waits", ""))
    ]


def _is_waiting(row: CaseRow, wanted: str) -> bool:
    if wanted == ME:
        return row.is_mine
    return not wanted or row.waits == wanted
