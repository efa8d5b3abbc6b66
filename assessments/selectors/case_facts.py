"""Reads how a case stands, as far as its next steps depend on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.contrib.auth.models import User

from zones.access import COMMERCE, REPORTERS

from ..case_life import CONTINUED, EXIT, HAND_IN, ORDER, Facts
from ..case_terms import CaseDays
from ..models import Case, CaseGround, CaseMove, CaseTerms, FlagRule

Consequence = FlagRule.Consequence


#: What is still expected of a zone by a day: it has handed nothing in, and is there.
AWAITED = {"is_handed_in": False, "zone__left_on": None}


@dataclass(frozen=True)
class Hands:
    """Who can sign in: the zones that have a reporter of their own, and those of the department."""

    manned: frozenset[int]
    staff: frozenset[int]


def facts_of(
    case: Case,
    grounds: Iterable[CaseGround],
    moves: Sequence[CaseMove] = (),
    outdated: Mapping[int, int] = MappingProxyType({}),
    hands: Hands | None = None,
) -> Facts:
    """The case for the arithmetic; without its moves nobody is known to have made one.

    ``outdated`` are the years of grounds, see ``outdated_grounds``. Without ``hands`` the zone is
    taken to have its reporter, and the department somebody who accepts.
    """
    grounds = [ground for ground in grounds if ground.state == CaseGround.State.STANDING]
    standing = {ground.consequence for ground in grounds}
    last = {move.move: move.by_id for move in moves}
    return Facts(
        track=case.track,
        state=case.state,
        due_on=case.due_on,
        has_ground=bool(standing),
        has_interview=Consequence.NOTICE in standing,
        has_exit=Consequence.EXIT in standing,
        has_left=case.zone.left_on is not None,
        has_reporter=hands is None or case.zone_id in hands.manned,
        outdated=tuple(sorted({outdated[one.pk] for one in grounds if one.pk in outdated})),
        is_handed_in=case.is_handed_in,
        ordered_by=last.get(ORDER),
        handed_in_by=last.get(HAND_IN),
        staff=hands.staff if hands else None,
    )


def hands_there() -> Hands:
    """Who can take the steps of cases now, by their keys; a query."""
    found = User.objects.filter(is_active=True, groups__name__in=[REPORTERS, COMMERCE])
    rows = list(found.order_by().values_list("pk", "groups__name", "post__zone"))
    return Hands(
        manned=frozenset(zone for _pk, group, zone in rows if group == REPORTERS and zone),
        staff=frozenset(pk for pk, group, _zone in rows if group == COMMERCE),
    )


def is_last_case(case: Case) -> bool:
    """Whether no later case of the zone is there: on the exit track at all, else of the year.

    Only the last one is opened again: what an older one ended with was decided anew since. A query.
    """
    beside = Case.objects.filter(zone=case.zone_id, track=case.track)
    if case.track != EXIT:
        beside = beside.filter(year=case.year)
    return beside.order_by("opened_at", "pk").values_list("pk", flat=True).last() == case.pk


def still_stands(case: Case) -> Case:
    """What of a case that is over can be opened again: itself, or what it continued if that stands.

    A warning that a later year's findings continued stands on findings of its own; where all of the
    later year's were withdrawn, those have still to be decided on. A query or two a case.
    """
    found = case
    while not found.grounds.filter(state=CaseGround.State.STANDING).exists():
        before = found.predecessor
        if before is None or before.state != CONTINUED:
            return case
        found = before
    return found


def case_terms(known_at: datetime | None = None) -> CaseDays:
    """The days that count now, or counted at a moment."""
    found = CaseTerms.objects.all()
    if known_at is not None:
        found = found.filter(set_at__lte=known_at)
    last = found.order_by("-version").first()
    return last.days if last else CaseDays()
