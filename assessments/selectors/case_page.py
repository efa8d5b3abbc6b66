"""Reads a case's page: its grounds, its history, and the steps that its reader can take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import COMMERCE, Person
from zones.badges import Badge, Link
from zones.display import DASH, day, label, moment
from zones.evidence import EvidenceRow, evidence_row
from zones.people import name_of, named_for

from .. import case_life as life
from ..case_badges import case_badge
from ..decision_words import WHY
from ..models import Case, CaseEvidence, CaseMove
from ..wording import listed
from .case_facts import facts_of, hands_there, is_last_case, still_stands
from .case_grounds import GroundRow, ground_rows, grounds_of, version_link, year_again
from .case_rows import CaseRow, case_name, cases_open_to, grounds_text
from .exits import owed_links
from .outdated import outdated_grounds

#: Steps that are possible, and not what a case waits for.
BESIDES = (life.RETURN, life.EXTEND, life.GIVE_UP, life.LIFT, life.ATTACH, life.ASSIGN)


@dataclass(frozen=True)
class MoveRow:
    """A step of the history as printed."""

    seq: int
    at: str
    step: str
    state: Badge
    who: str
    note: str
    dates: tuple[tuple[str, str], ...]
    files: tuple[EvidenceRow, ...]


@dataclass(frozen=True)
class CasePage:
    """All that a case's page prints but its forms."""

    case: Case
    row: CaseRow
    name: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, Link], ...]
    waiting: str
    again: tuple[Link, ...]
    grounds: tuple[GroundRow, ...]
    moves: tuple[MoveRow, ...]
    steps: tuple[str, ...]
    main: str
    seen: int
    sees_record: bool
    may_reopen: bool
    reopens: str


def case_open_to(who: Person, pk: int) -> Case | None:
    """The case, if it is there for the person."""
    found = cases_open_to(who).select_related("assessment__scheme", "predecessor__zone", "handler")
    return found.filter(pk=pk).first()


def case_page(case: Case, who: Person, today: date) -> CasePage:
    """The page of a case; the number of queries does not depend on its grounds and moves."""
    grounds = grounds_of(case)
    files = CaseEvidence.objects.select_related("evidence__by").prefetch_related(
        "evidence__by__groups"
    )
    beside = ("by__groups", Prefetch("evidence", queryset=files))
    moves = list(case.moves.select_related("by").prefetch_related(*beside))
    outdated = outdated_grounds(case=case)
    facts = life.as_of(facts_of(case, grounds, moves, outdated, hands_there()), today)
    roles = who.roles_in_cases_of(case.zone_id)
    row = CaseRow(case, facts, today, roles, grounds_text(grounds), who.user_id)
    sees = who.may_see_record_of(case.zone_id)
    steps = sorted(
        life.steps_open_to(facts, roles, who.user_id, today),
        key=lambda move: move in BESIDES or (move == life.HAND_IN and _is_beside(row)),
    )
    continued = _continued(case, facts)
    return CasePage(
        case=case,
        row=row,
        name=case_name(case),
        facts=tuple(_facts(case, sees)),
        links=tuple(_links(case, who)),
        waiting=_waiting(row, continued),
        again=tuple(map(year_again, facts.outdated)) if row.is_held_up else (),
        grounds=tuple(ground_rows(case, grounds, outdated, who)),
        moves=tuple(_move(one, who, sees) for one in moves),
        steps=tuple(steps),
        main=steps[0] if steps and row.is_mine and steps[0] not in BESIDES else "",
        seen=moves[-1].seq,
        sees_record=sees,
        may_reopen=_may_reopen(case, facts, roles, continued),
        reopens=case_name(continued) if continued else "",
    )


def _is_beside(row: CaseRow) -> bool:
    """Whether the case waits for something else than for the reader to hand in."""
    return row.facts.is_handed_in or not row.is_mine or life.is_void(row.facts)


def staff() -> list[User]:
    """The people of the department who can take charge of a case."""
    found = User.objects.filter(is_active=True, groups__name=COMMERCE)
    return list(found.order_by("pk"))


def _may_reopen(
    case: Case, facts: life.Facts, roles: Iterable[str], continued: Case | None
) -> bool:
    is_over = case.is_over and case.state != life.CONTINUED
    is_over = is_over and (case.track == life.EXIT or not facts.has_left)
    stands = facts.has_ground or continued is not None
    may = is_over and stands and life.REOPENED_BY[case.track] in roles
    return may and is_last_case(case)


def _continued(case: Case, facts: life.Facts) -> Case | None:
    """The warning that is opened again in place of the case, of which nothing stands; else None."""
    if facts.has_ground or not case.is_over:
        return None
    found = still_stands(case)
    return found if found != case else None


def _facts(case: Case, sees_record: bool) -> Iterable[tuple[str, str]]:
    yield _("Zone"), label(case.zone)
    if case.zone.left_on:
        yield _("The zone left on"), day(case.zone.left_on)
    yield _("Case opened"), day(case.opened_at)
    if case.due_on and not (case.zone.left_on and case.track == life.NOTICE):
        yield _("Next step by"), day(case.due_on)
    if case.ended_at:
        yield _("Ended"), day(case.ended_at)
    if sees_record:
        yield _("Head of the zone’s unit"), case.head or DASH
        yield _("In charge at the department"), name_of(case.handler) if case.handler else DASH
        reporters = User.objects.filter(is_active=True, post__zone=case.zone_id).order_by("pk")
        names = listed([name_of(one) for one in reporters])
        yield _("Reporter of the zone"), names or DASH


def _links(case: Case, who: Person) -> Iterable[tuple[str, Link]]:
    assessment = case.assessment
    yield _("Opened from"), version_link(assessment)
    period = f"?period={case.year}"
    yield (
        _("The zone’s page"),
        Link(label(case.zone, "short"), case.zone.get_absolute_url() + period),
    )
    if case.track == life.EXIT:
        for link in owed_links(case.zone, who):
            yield _("Still owed by the zone taken back"), link
    open_to = cases_open_to(who)
    for name, found in (
        (_("Follows"), open_to.filter(pk=case.predecessor_id)),
        (_("Went on as"), open_to.filter(predecessor=case)),
    ):
        for one in found:
            yield name, Link(case_name(one), one.get_absolute_url())


def _waiting(row: CaseRow, continued: Case | None) -> str:
    """Whose step is due, and by when."""
    if row.case.is_over and continued is not None and is_last_case(row.case):
        return _(
            "This case is over. What it continued, %(case)s, stands on findings of its own:"
            " leadership can open that again, to decide on it."
        ) % {"case": case_name(continued)}
    if row.case.is_over:
        return _("This case is over: nothing of it changes any more.")
    if not row.facts.has_ground and row.waits == life.COMMERCE:
        return _("No ground stands any more: the department withdraws the case, with the reason.")
    if life.is_gone(row.facts) and row.facts.state != life.ACCEPTED:
        return _(
            "The zone has left: nothing follows from this notice any more. The department withdraws"
            " the case, with the reason."
        )
    if row.is_held_up:
        return _(
            "Figures, classes or earlier years that the assessment of %(years)s rests on have"
            " changed since it was published. The department assesses %(years)s again first and"
            " publishes it; until then the exit is neither begun nor decided."
        ) % {"years": row.years_again}
    if not row.waits:
        return _("The warning stands until the next year is assessed, or leadership lifts it.")
    if life.is_stuck(row.facts) and not life.is_void(row.facts):
        return _(
            "Whoever ordered or handed in a rectification does not accept it, and nobody else of"
            " the department can sign in. Where somebody stood in for the zone, return it, and"
            " whoever ordered it hands it in; otherwise another colleague is needed."
        )
    if life.has_no_hands(row.facts):
        return WHY["no_hands"]()
    words = {"who": row.waits_text, "day": row.due_text}
    if row.days_late:
        return _("Waits for: %(who)s. It was due on %(day)s.") % words
    if row.due and not row.facts.is_handed_in:
        return _("Waits for: %(who)s, until %(day)s.") % words
    if row.due and row.facts.state == life.PERIOD:
        return (
            _(
                "Waits for: %(who)s. The exit can be lifted now, and decided once its period, until"
                " %(day)s, is over."
            )
            % words
        )
    return _("Waits for: %(who)s.") % words


def _move(row: CaseMove, who: Person, sees_record: bool) -> MoveRow:
    is_with_zone = row.to_state in life.WITH_ZONE
    by_then = _("Rectify by") if is_with_zone else _("Next step by")
    dates = [(_("Date"), row.held_on), (by_then, row.due_on)]
    said = [(_("Document number"), row.number)]
    said += [(_("Who took part, and where"), row.present)] if sees_record else []
    by = _("by date") if row.move == life.LAPSE else _("with the publication")
    if row.by:
        by = named_for(who, row.by)
    return MoveRow(
        seq=row.seq,
        at=moment(row.at),
        step=str(row.get_move_display()),
        state=case_badge(row.to_state),
        who=by,
        note=row.note if sees_record else "",
        dates=(
            *((name, value) for name, value in said if value),
            *((name, day(value)) for name, value in dates if value),
        ),
        files=tuple(_file(row, one, who) for one in row.evidence.all()) if sees_record else (),
    )


def _file(row: CaseMove, kept: CaseEvidence, who: Person) -> EvidenceRow:
    address = reverse("case_evidence", args=[row.case_id, kept.evidence_id])
    return evidence_row(kept.evidence, address, who)
