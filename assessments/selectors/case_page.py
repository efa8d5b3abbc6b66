"""Reads a case's page: its grounds, its history, and the steps that its reader can take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.selectors.phrases import Phrase, Reader, phrase_reader
from indicators.selectors.policy import current_policy
from zones.access import COMMERCE, Person
from zones.badges import Badge, Link
from zones.display import DASH, day, label, moment
from zones.evidence import EvidenceRow, evidence_row
from zones.people import name_of, named_for

from .. import case_life as life
from ..badges import consequence_badge, flag_badge
from ..case_badges import case_badge
from ..findings import flag_finding
from ..models import Assessment, Case, CaseEvidence, CaseGround, CaseMove, Flag
from ..withdrawn import withdrawn_text
from ..wording import listed, period_name
from .assessment_versions import version_href
from .case_facts import facts_of, is_last_case, manned_zones
from .case_rows import CaseRow, case_name, cases_open_to, grounds_text
from .outdated import outdated_grounds
from .replies_found import key_of, replies_of_grounds, version_replied_to
from .reply_rows import ReplyRow, files_of

BESIDE = "held_by__assessment", "held_by__zone__city", "held_by__target__indicator", "measure"
OPENED = "flag__assessment", "flag__zone__city", "flag__target__indicator"

#: Steps that are possible, and not what a case waits for.
BESIDES = (life.RETURN, life.EXTEND, life.GIVE_UP, life.LIFT, life.ATTACH, life.ASSIGN)


@dataclass(frozen=True)
class GroundReply:
    """What the zone replied to the finding before it was published, and was answered."""

    row: ReplyRow
    version: str  # which version it speaks of, where that is another one
    files: tuple[EvidenceRow, ...]


@dataclass(frozen=True)
class GroundRow:
    """What a case rests on: the finding with its figure, the rule, the clause, if it stands."""

    badge: Badge
    leads_to: Badge
    finding: str
    figure: Link
    rule: Link
    version: Link
    clause: Link | None
    phrase: Phrase | None
    is_withdrawn: bool
    withdrawn: str
    at_opening: str
    said: GroundReply | None
    #: Where its year is assessed again, as what it rests on has changed since.
    again: Link | None = None


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


def case_open_to(who: Person, pk: int) -> Case | None:
    """The case, if it is there for the person."""
    found = cases_open_to(who).select_related("assessment__scheme", "predecessor__zone", "handler")
    return found.filter(pk=pk).first()


def case_page(case: Case, who: Person, today: date) -> CasePage:
    """The page of a case; the number of queries does not depend on its grounds and moves."""
    grounds = list(case.grounds.select_related("target", "rule", *BESIDE, *OPENED))
    files = CaseEvidence.objects.select_related("evidence__by").prefetch_related(
        "evidence__by__groups"
    )
    beside = ("by__groups", Prefetch("evidence", queryset=files))
    moves = list(case.moves.select_related("by").prefetch_related(*beside))
    outdated = outdated_grounds(case=case)
    manned = manned_zones(zone=case.zone_id)
    facts = life.as_of(facts_of(case, grounds, moves, outdated, manned), today)
    roles = who.roles_in_cases_of(case.zone_id)
    row = CaseRow(case, facts, today, roles, grounds_text(grounds), who.user_id)
    sees = who.may_see_record_of(case.zone_id)
    steps = sorted(
        life.steps_open_to(facts, roles, who.user_id, today),
        key=lambda move: move in BESIDES or (move == life.HAND_IN and _is_beside(row)),
    )
    reader = phrase_reader(current_policy(), *case.assessment.read_at)
    replies = replies_of_grounds(grounds, case.zone, who)
    return CasePage(
        case=case,
        row=row,
        name=case_name(case),
        facts=tuple(_facts(case, sees)),
        links=tuple(_links(case, who)),
        waiting=_waiting(row),
        again=tuple(map(year_again, facts.outdated)) if row.is_held_up else (),
        grounds=tuple(
            _ground(one, reader, _said(replies.get(key_of(one, case.zone_id)), who), outdated)
            for one in grounds
        ),
        moves=tuple(_move(one, who, sees) for one in moves),
        steps=tuple(steps),
        main=steps[0] if steps and row.is_mine and steps[0] not in BESIDES else "",
        seen=moves[-1].seq,
        sees_record=sees,
        may_reopen=_may_reopen(case, facts, roles),
    )


def _is_beside(row: CaseRow) -> bool:
    """Whether the case waits for something else than for the reader to hand in."""
    return row.facts.is_handed_in or not row.is_mine


def staff() -> list[User]:
    """The people of the department who can take charge of a case."""
    found = User.objects.filter(is_active=True, groups__name=COMMERCE)
    return list(found.order_by("pk"))


def _may_reopen(case: Case, facts: life.Facts, roles: Iterable[str]) -> bool:
    is_over = case.is_over and case.state != life.CONTINUED
    may = is_over and facts.has_ground and life.REOPENED_BY[case.track] in roles
    return may and is_last_case(case)


def _facts(case: Case, sees_record: bool) -> Iterable[tuple[str, str]]:
    yield _("Zone"), label(case.zone)
    yield _("Case opened"), day(case.opened_at)
    if case.due_on:
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
    yield _("Opened from"), _version(assessment)
    period = f"?period={case.year}"
    yield (
        _("The zone’s page"),
        Link(label(case.zone, "short"), case.zone.get_absolute_url() + period),
    )
    open_to = cases_open_to(who)
    for name, found in (
        (_("Follows"), open_to.filter(pk=case.predecessor_id)),
        (_("Went on as"), open_to.filter(predecessor=case)),
    ):
        for one in found:
            yield name, Link(case_name(one), one.get_absolute_url())


def _version(assessment: Assessment) -> Link:
    words = {"period": period_name(assessment.span), "version": assessment.version}
    text = _("%(period)s, version %(version)s") % words
    return Link(text, version_href(assessment))


def _waiting(row: CaseRow) -> str:
    """Whose step is due, and by when."""
    if row.case.is_over:
        return _("This case is over: nothing of it changes any more.")
    if not row.facts.has_ground and row.waits == life.COMMERCE:
        return _("No ground stands any more: the department withdraws the case, with the reason.")
    if row.is_held_up:
        return _(
            "Figures, classes or earlier years that the assessment of %(years)s rests on have"
            " changed since it was published. The department assesses %(years)s again first and"
            " publishes it; until then the exit is neither begun nor decided."
        ) % {"years": row.years_again}
    if not row.waits:
        return _("The warning stands until the next year is assessed, or leadership lifts it.")
    words = {"who": row.waits_text, "day": row.due_text}
    if row.days_late:
        return _("Waits for: %(who)s. It was due on %(day)s.") % words
    if row.due and not row.facts.is_handed_in:
        return _("Waits for: %(who)s, until %(day)s.") % words
    return _("Waits for: %(who)s.") % words


def _said(row: ReplyRow | None, who: Person) -> GroundReply | None:
    """What is printed of the reply; files as links for those inside."""
    if row is None:
        return None
    version = version_replied_to(row)
    files = ()
    if row.reply is not None:
        files = files_of(row.reply, row.assessment.period, who if row.is_named else None)
    text = _("said of version %(version)s") % {"version": version} if version else ""
    return GroundReply(row, text, files)


def year_again(year: int) -> Link:
    """Where a year is assessed again."""
    words = {"year": year}
    return Link(_("To the assessment of %(year)s") % words, reverse("assessment", args=[str(year)]))


def _ground(
    ground: CaseGround, reader: Reader, said: GroundReply | None, outdated: Mapping[int, int]
) -> GroundRow:
    flag = ground.held_by
    is_withdrawn = ground.state == CaseGround.State.WITHDRAWN
    finding, opened = flag_finding(flag), flag_finding(ground.flag)
    clause = phrase = None
    if ground.measure:
        words = {"number": ground.measure.number}
        clause = Link(_("Measure %(number)s") % words, ground.measure.get_absolute_url())
        phrase = reader(str(ground.measure.number), ground.phrase) if ground.phrase else None
    rule = str(ground.get_code_display())
    return GroundRow(
        badge=flag_badge(flag),
        leads_to=consequence_badge(ground.consequence),
        finding=_("%(finding)s.") % {"finding": finding},
        figure=_figure(flag),
        rule=Link(
            _("%(rule)s, version %(version)s") % {"rule": rule, "version": ground.rule.version},
            reverse("flag_rule", args=[ground.code]),
        ),
        version=_version(flag.assessment),
        clause=clause,
        phrase=phrase,
        is_withdrawn=is_withdrawn,
        withdrawn=capfirst(withdrawn_text(flag)) if is_withdrawn else "",
        at_opening=_("%(finding)s.") % {"finding": opened} if opened != finding else "",
        said=said,
        again=year_again(outdated[ground.pk]) if ground.pk in outdated else None,
    )


def _figure(flag: Flag) -> Link:
    """Where the figures of a finding come from: the figure's page, or the zone's score."""
    query = f"?period={flag.assessment.period}"
    if flag.assessment.state != Assessment.State.PUBLISHED:
        query += f"&version={flag.assessment.version}"
    indicator = flag.target.indicator if flag.target else None
    if indicator is None:
        return Link(_("The zone’s score"), f"{flag.zone.get_absolute_url()}{query}#score")
    address = reverse("figure", args=[flag.zone.code, indicator.code])
    return Link(label(indicator), address + query)


def _move(row: CaseMove, who: Person, sees_record: bool) -> MoveRow:
    dates = [(_("Date"), row.held_on), (_("Rectify by"), row.due_on)]
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
