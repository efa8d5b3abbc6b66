"""Reads what waits for a decision of the reader: why, since when, on which figure, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge, Link
from zones.display import day

from .. import case_life as life
from ..badges import assessment_badge, bulletin_badge
from ..decision_words import STEPS, WHY
from ..findings import flag_finding
from ..models import (
    Assessment,
    Bulletin,
    CaseGround,
    CaseMove,
    Flag,
    RewardFund,
    RewardList,
    RewardRule,
)
from ..wording import period_name
from .assessment_versions import version_href
from .bulletins import HEAVY, paper_name
from .case_grounds import year_again
from .case_rows import CaseRow, case_rows, cases_open_to
from .reward_versions import amounts_changed, lists_before
from .rewards import annual_assessments, funds, rewards_of, rule_in_force, terms_of
from .timeline_events import on_day


@dataclass(frozen=True)
class Decision:
    """Something that waits for the reader."""

    name: str
    state: Badge
    why: str
    #: What is to be done, in a few words.
    step: str
    href: str
    since: date
    figure: Link | None = None
    due: date | None = None
    late: Badge | None = None
    #: What somebody else decides and the reader should know of.
    is_to_know: bool = False

    @property
    def since_text(self) -> str:
        return day(self.since)

    @property
    def due_text(self) -> str:
        return day(self.due) if self.due else ""

    @property
    def order(self) -> tuple:
        """One's own before what others decide, the late first, then what waits longest."""
        return self.is_to_know, self.late is None, self.due or date.max, self.since


def decisions_waiting(
    who: Person, today: date, outdated: Mapping[int, int] | None = None
) -> list[Decision]:
    """What waits for the reader, the most urgent first; queries do not grow with the zones.

    ``outdated`` are the years of grounds (`outdated_grounds`), where the caller knows them.
    Only the department and leadership decide; nothing for everybody else.
    """
    if not who.may_see_every_case:
        return []
    found = [*_cases(who, today, outdated), *_drafts(who)]
    if who.may_publish:
        found += _bulletins()
    if who.may_keep_rewards:
        found += _rewards()
    return sorted(found, key=lambda one: one.order)


def _cases(who: Person, today: date, outdated: Mapping[int, int] | None) -> Iterable[Decision]:
    """The open cases that wait for the reader, and the exits that nobody decided."""
    cases = (
        cases_open_to(who)
        .filter(Q(ended_at=None) | Q(track=life.EXIT))
        .annotate(moved_at=Max("moves__at", filter=~Q(moves__move=CaseMove.Move.ASSIGN)))
    )
    rows = case_rows(cases, who, today, outdated)
    undecided = [(row, row.undecided) for row in rows if row.undecided and row.is_mine]
    waiting = [(row, code) for row in rows if not row.case.is_over and (code := _code(row))]
    about = [row for row, _code_of in waiting] + [before for _last, before in undecided]
    figures = _figures([row.case.pk for row in about])
    for row, code in waiting:
        yield Decision(
            name=row.name,
            state=row.state,
            why=WHY[code]() % {"years": row.years_again},
            step=STEPS[code]() % {"years": row.years_again},
            href=_where(row),
            since=on_day(row.case.moved_at),
            figure=figures.get(row.case.pk),
            due=None if row.is_held_up else row.due,
            late=row.late,
            is_to_know=code == "held_up" and not row.is_mine,
        )
    for last, before in undecided:
        yield Decision(
            name=before.name,
            state=before.state,
            why=WHY["undecided"]() % {"case": last.name},
            step=STEPS["undecided"](),
            href=f"{last.href}#steps",
            since=on_day(last.case.moved_at),
            figure=figures.get(before.case.pk),
        )


def _where(row: CaseRow) -> str:
    """Where the case is decided; of what is held up, where its year is assessed again."""
    if row.is_held_up and row.is_mine:
        return year_again(row.facts.outdated[0]).href
    return f"{row.href}#steps"


def _code(row: CaseRow) -> str:
    """Which decision of the reader a case waits for; nothing where it waits for somebody else."""
    facts = row.facts
    if row.is_held_up and facts.has_ground:
        return "held_up"  # leadership is told of it: what it would decide waits
    if life.COMMERCE in row.roles and life.has_no_hands(facts):
        return "no_hands"
    if not row.is_mine:
        return ""
    if row.may_give_up:
        return life.OVERDUE
    if row.is_to_stand_in:
        return ""  # nothing is to be decided: it stands among the cases that wait for the reader
    if life.is_void(facts) and facts.state != life.ACCEPTED:
        return "gone" if facts.has_ground else "withdraw"
    if facts.state == life.PERIOD:
        is_over = row.days_late or not facts.is_handed_in
        return "exit_over" if is_over else "exit_handed_in"
    if facts.is_handed_in and facts.track == life.NOTICE and facts.state in life.WITH_ZONE:
        return "stuck" if life.is_stuck(facts) else "handed_in"
    return facts.state if facts.state in WHY else ""


def _figures(cases: list[int]) -> dict[int, Link]:
    """By case: the first finding that stands, with the zone's page where its figure is; a query."""
    if not cases:
        return {}
    flags = Flag.objects.select_related("assessment", "zone", "target__indicator", "measure")
    grounds = CaseGround.objects.filter(case__in=cases, state=CaseGround.State.STANDING)
    found: dict[int, Link] = {}
    for ground in grounds.order_by("pk").prefetch_related(Prefetch("held_by", queryset=flags)):
        flag = ground.held_by
        href = f"{flag.zone.get_absolute_url()}?period={flag.assessment.period}#flags"
        found.setdefault(ground.case_id, Link(flag_finding(flag), href))
    return found


def _drafts(who: Person) -> Iterable[Decision]:
    """The drafts of years: published by the department, to be known by leadership; one query."""
    found = Assessment.objects.filter(kind="year", state__in=Assessment.OPEN).annotate(
        raised=Count("flags", filter=Q(flags__state=Flag.State.RAISED))
    )
    for one in found:
        words = {"period": period_name(one.span), "version": one.version}
        yield Decision(
            name=_("Assessment of %(period)s, version %(version)s") % words,
            state=assessment_badge(one.state),
            why=_draft_why(who, one),
            step=_draft_step(one),
            href=version_href(one),
            since=on_day(one.run_at),
            figure=Link(
                _("Findings: %(count)s") % {"count": one.raised},
                f"{version_href(one)}#flags",
            ),
            is_to_know=not who.may_publish,
        )


def _draft_why(who: Person, one: Assessment) -> str:
    if one.is_provisional:
        return _("Figures are missing or not verified: it stays provisional until they are.")
    if not who.may_publish:
        return _("The department publishes it; what follows for the zones depends on it.")
    if one.state == Assessment.State.UNDER_REPLY:
        return _("Zones can reply to its findings: answer them, then publish it.")
    return _("It is complete: hear the zones on its findings, then publish it.")


def _draft_step(one: Assessment) -> str:
    if one.is_provisional:
        return _("figures are missing")
    is_heard = one.state == Assessment.State.UNDER_REPLY
    return _("answer the replies, then publish") if is_heard else _("hear the zones, then publish")


def _bulletins() -> Iterable[Decision]:
    """The drafts of bulletins and review sheets that wait to be worded and published; one query."""
    for one in Bulletin.objects.filter(state=Bulletin.State.DRAFT).defer(*HEAVY):
        yield Decision(
            name=paper_name(one.code),
            state=bulletin_badge(one.state),
            why=_("The draft is prepared: word it, look at it, and publish it."),
            step=_("word and publish it"),
            href=one.get_absolute_url(),
            since=on_day(one.prepared_at),
        )


def _rewards() -> Iterable[Decision]:
    """The years with a fund and a rule whose list of rewards is not fixed.

    Of a year published again with a list fixed before, only where amounts would change. Five
    queries, and a few for each year published again.
    """
    rule, by_year = rule_in_force(), funds()
    if rule is None or not by_year:
        return
    fixed = set(RewardList.objects.order_by().values_list("assessment", flat=True))
    found = annual_assessments()
    before = lists_before(one.year for one in found)
    for one in found:
        if one.year in by_year and one.pk not in fixed:
            earlier, fund = before.get(one.year), by_year[one.year]
            if earlier and not _is_changed(earlier, one, rule, fund):
                continue
            assert one.published_at is not None  # a published one
            since = max(on_day(one.published_at), on_day(by_year[one.year].set_at))
            yield Decision(
                name=_("Rewards of %(year)s") % {"year": one.year},
                state=assessment_badge(one.state),
                why=_reward_why(earlier),
                step=_("look at the list and fix it"),
                href=reverse("reward_year", args=[one.year]),
                since=since,
            )


def _is_changed(before: RewardList, one: Assessment, rule: RewardRule, fund: RewardFund) -> bool:
    """Whether a zone would have another amount than in the list fixed for the version before."""
    return amounts_changed(before, rewards_of(one, terms_of(rule), fund.amount)) > 0


def _reward_why(before: RewardList | None) -> str:
    if before is None:
        return _("The fund is entered and the year published: look at the list and fix it.")
    return _(
        "The year was published again and amounts would change: the list of version %(version)s"
        " stands until one is fixed that takes its place."
    ) % {"version": before.assessment.version}
