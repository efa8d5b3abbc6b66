"""Opens cases as a year is published, and keeps the grounds of those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from zones.services.audit import Change

from .. import case_life as life
from ..case_openings import TRACK_OF, Ground, Held, Opening, openings, plan
from ..case_terms import CaseDays, due_day
from ..models import Assessment, Case, CaseGround, CaseMove, Flag, FlagRule
from ..selectors.case_facts import case_terms
from ..selectors.flag_rules import rules_of_assessment
from .case_rows import case_change, ground_of, move_append

Key = tuple[int, str, int | None]


def cases_follow(*, assessment: Assessment, by_id: int | None, at: datetime) -> list[Change]:
    """What changed in the cases, for the log of the publication that it is a part of.

    A year's flags open cases, are added to those that are open, and are withdrawn where the new
    version no longer finds them; of half-years nothing follows.
    """
    if assessment.kind != "year":
        return []
    flags = list(assessment.flags.select_related("zone", "target"))
    publication = _Publication(assessment, flags, by_id, at)
    publication.keep_grounds()
    publication.open_cases()
    return publication.changes


class _Publication:
    """One year's flags as they become cases."""

    def __init__(
        self, assessment: Assessment, flags: Sequence[Flag], by_id: int | None, at: datetime
    ):
        self.assessment, self.by_id, self.at = assessment, by_id, at
        self.flags: dict[Key, Flag] = {(one.zone_id, one.code, one.target_id): one for one in flags}
        self.days: CaseDays = case_terms(at)
        self.rules = {rule.code: rule for rule in rules_of_assessment(assessment)}
        self.changes: list[Change] = []
        found = Case.objects.select_for_update(of=("self",)).select_related("zone")
        # On the exit track what runs on is older than the year, and so is what was continued: it
        # can be opened again as long as its grounds stand.
        is_exit = Q(track=life.EXIT) & (~Q(state__in=life.FINAL) | Q(state=life.CONTINUED))
        ordered = found.filter(Q(year=assessment.year) | is_exit).order_by("opened_at", "pk")
        self.cases = {one.pk: one for one in ordered}
        grounds = CaseGround.objects.filter(case__in=self.cases)
        beside = "flag__assessment", "held_by__assessment", "target"
        self.gone = {one.zone_id for one in flags if one.zone.left_on is not None}
        self.grounds = list(grounds.select_related(*beside))

    # Grounds that are there

    def keep_grounds(self) -> None:
        """Nothing; every ground of the year is held, or withdrawn, by the new version's flag.

        A ground that another year holds is that year's to judge.
        """
        for ground in self.grounds:
            if ground.held_by.assessment.year == self.assessment.year:
                self._keep(ground, self.cases[ground.case_id])

    def _keep(self, ground: CaseGround, case: Case) -> None:
        flag = self.flags.get((case.zone_id, ground.code, ground.target_id))
        if flag is None or ground.held_by_id == flag.pk:
            return
        was = ground.state, ground.consequence
        if flag.state == Flag.State.WITHDRAWN:
            flag = self._found_elsewhere(ground, case) or flag
        is_raised = flag.state == Flag.State.RAISED
        if is_raised and case.is_over and ground.state == CaseGround.State.WITHDRAWN:
            return  # found again: that is another case's
        if is_raised and case.is_over and ground.consequence != flag.consequence:
            return  # leads further than this case did
        ground.held_by, ground.changed_at = flag, self.at
        ground.consequence = flag.consequence
        ground.state = CaseGround.State.STANDING if is_raised else CaseGround.State.WITHDRAWN
        ground.save(update_fields=["held_by", "changed_at", "consequence", "state"])
        if was != (ground.state, ground.consequence):
            action = "case_ground_held" if is_raised else "case_ground_withdrawn"
            told = ground_of(ground.code, ground.consequence, ground.target)
            self.changes.append(case_change(action, case, new={"ground": told}))

    def _found_elsewhere(self, ground: CaseGround, case: Case) -> Flag | None:
        """The flag of the latest other year, since the ground's first, that still finds it.

        Of later years only a warning that was noted: what they found more of they hold themselves.
        """
        first, year = ground.flag.assessment.year, self.assessment.year
        found = Flag.objects.filter(
            zone=case.zone_id,
            code=ground.code,
            target=ground.target_id,
            state=Flag.State.RAISED,
            consequence__in=[name for name, track in TRACK_OF.items() if track == case.track],
            assessment__kind="year",
            assessment__state=Assessment.State.PUBLISHED,
            assessment__year__gte=first,
        ).exclude(assessment__year=year)
        return found.order_by("-assessment__year").first()

    # Cases

    def open_cases(self) -> None:
        """Nothing; what the year's flags ask for is an open case, each zone and track one."""
        codes = {case.zone.code: case.zone_id for case in self.cases.values()}
        codes |= {flag.zone.code: flag.zone_id for flag in self.flags.values()}
        new: list[tuple[Case, Sequence[Flag]]] = []
        for opening in openings(self._raised()):
            zone_id = codes[opening.zone]
            held, has_left = self._held(zone_id, opening.track), zone_id in self.gone
            found = plan(opening, self.assessment.year, held, has_left=has_left)
            if found is None:
                continue
            flags = [self._flag(zone_id, ground) for ground in found.grounds]
            if found.into is not None:
                self._add(self.cases[found.into], flags)
                continue
            if found.continues is not None:
                self._continue(self.cases[found.continues])
            new.append((self._case(zone_id, opening, found.follows), flags))
        self._save(new)

    def _raised(self) -> Iterable[Ground]:
        for flag in self.flags.values():
            if flag.state == Flag.State.RAISED:
                target = flag.target.code if flag.target else None
                yield Ground(flag.zone.code, flag.code, flag.consequence, target)

    def _held(self, zone_id: int, track: str) -> list[Held]:
        standing = CaseGround.State.STANDING
        return [
            Held(
                pk=case.pk,
                year=case.year,
                is_open=not case.is_over,
                is_warned=case.state == life.WARNED,
                covers=frozenset(
                    (one.code, one.target.code if one.target else None, one.consequence)
                    for one in self.grounds
                    if one.case_id == case.pk and one.state == standing
                ),
            )
            for case in self.cases.values()
            if (case.zone_id, case.track) == (zone_id, track)
        ]

    def _flag(self, zone_id: int, ground: Ground) -> Flag:
        return next(
            flag
            for (zone, code, _target), flag in self.flags.items()
            if (zone, code) == (zone_id, ground.code)
            and (flag.target.code if flag.target else None) == ground.target
        )

    def _add(self, case: Case, flags: Sequence[Flag]) -> None:
        """Nothing; an open case rests on these flags too, and is due where it was not.

        What a later year holds stays as that year found it, and what asks for the exit is not
        weakened by another year's warning; the finding that changes nothing is noted.
        """
        there = {(g.code, g.target_id): g for g in self.grounds if g.case_id == case.pk}
        year = self.assessment.year
        noted = [
            flag
            for flag in flags
            if (held := there.get((flag.code, flag.target_id))) is not None
            and (held.held_by.assessment.year > year or _is_weaker(flag, held, year))
        ]
        flags = [flag for flag in flags if flag not in noted]
        fresh = [flag for flag in flags if (flag.code, flag.target_id) not in there]
        for flag in flags:
            held = there.get((flag.code, flag.target_id))
            if held is not None and held.held_by_id != flag.pk:  # of an earlier year
                held.held_by, held.changed_at, held.consequence = flag, self.at, flag.consequence
                held.state = CaseGround.State.STANDING
                held.save(update_fields=["held_by", "changed_at", "consequence", "state"])
        CaseGround.objects.bulk_create(self._grounds(case, fresh))
        for action, some in (("case_ground_added", fresh), ("case_ground_noted", noted)):
            if some:
                told = [ground_of(one.code, one.consequence, one.target) for one in some]
                self.changes.append(case_change(action, case, new={"grounds": told}))
        has_exit = any(flag.consequence == FlagRule.Consequence.EXIT for flag in flags)
        if case.state == life.WARNED and case.due_on is None and has_exit:
            case.due_on = self._due(case.state, has_exit=True)
            case.save(update_fields=["due_on"])

    def _continue(self, case: Case) -> None:
        """Nothing; the warning of an earlier year is over, a new case goes on from it."""
        move_append(case, life.CONTINUE, life.CONTINUED, by_id=None, at=self.at)
        self.changes.append(case_change("case_continue", case))

    def _case(self, zone_id: int, opening: Opening, follows: int | None) -> Case:
        number = sum(
            (case.zone_id, case.year, case.track) == (zone_id, self.assessment.year, opening.track)
            for case in self.cases.values()
        )
        state = life.FIRST[opening.track]
        return Case(
            zone_id=zone_id,
            year=self.assessment.year,
            track=opening.track,
            number=number + 1,
            state=state,
            assessment=self.assessment,
            predecessor_id=follows,
            opened_at=self.at,
            due_on=self._due(state, has_exit=opening.has_exit),
            is_demonstration=self.assessment.is_demonstration,
        )

    def _due(self, state: str, *, has_exit: bool) -> date | None:
        return due_day(self.days, state, timezone.localdate(self.at), has_exit=has_exit)

    def _save(self, new: Sequence[tuple[Case, Sequence[Flag]]]) -> None:
        """Nothing; the cases are there with their first move and their grounds."""
        cases = Case.objects.bulk_create([case for case, _flags in new])
        CaseMove.objects.bulk_create(
            CaseMove(
                case=case, seq=1, move=life.OPEN, to_state=case.state, at=self.at, by_id=self.by_id
            )
            for case in cases
        )
        grounds = [self._grounds(case, flags) for case, (_, flags) in zip(cases, new, strict=True)]
        CaseGround.objects.bulk_create(one for some in grounds for one in some)
        zones = {flag.zone_id: flag.zone for flag in self.flags.values()}
        for case, (_case, flags) in zip(cases, new, strict=True):
            case.zone = zones[case.zone_id]
            told = [ground_of(flag.code, flag.consequence, flag.target) for flag in flags]
            self.changes.append(case_change("case_open", case, new={"grounds": told}))

    def _grounds(self, case: Case, flags: Sequence[Flag]) -> list[CaseGround]:
        return [
            CaseGround(
                case=case,
                flag=flag,
                held_by=flag,
                code=flag.code,
                consequence=flag.consequence,
                target=flag.target,
                rule=self.rules[flag.code],
                measure_id=flag.measure_id,
                phrase=self.rules[flag.code].phrase,
                details=flag.details,
                added_at=self.at,
            )
            for flag in flags
        ]


def _is_weaker(flag: Flag, held: CaseGround, year: int) -> bool:
    """Whether the flag is another year's warning beside a ground that asks for the exit."""
    stands = held.state == CaseGround.State.STANDING and held.held_by.assessment.year != year
    exit_ = FlagRule.Consequence.EXIT
    return stands and held.consequence == exit_ != flag.consequence
