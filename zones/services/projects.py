"""Writes the register of investment projects: entered, changed, advanced, corrected, struck out.

Which stage may follow which is said in `zones.project_stages`; a step once written stays. What
counts as a figure, and in which quarter, is not said here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ..access import Person
from ..alike import folded
from ..models import AuditEntry, Project, ProjectStage, ProjectTrade, Zone
from ..project_stages import (
    FINAL,
    STAGES,
    WITHDRAWN,
    may_follow,
)
from .audit import Act, Change, audit_append
from .project_checks import (
    FIELD_OF,
    TOO_LARGE,
    ProjectTerms,
    plain_amount,
    project_told,
    refuse_after_exit,
    refuse_changed,
    refuse_days,
    refuse_unless_entered_for,
    refuse_unless_fit,
    says_the_same,
    terms_of,
    trimmed,
)
from .transactions import Refused, one_transaction, refuse_long_reasons

__all__ = [
    "ProjectTerms",
    "Refused",
    "project_advance",
    "project_change",
    "project_correct",
    "project_enter",
    "project_strike",
    "project_trade_set",
]

Action, Kind = AuditEntry.Action, AuditEntry.Kind


@dataclass(frozen=True)
class _Writing:
    """Who writes when, and the acts that the log will have."""

    by: Person
    at: datetime
    changes: list[Change] = field(default_factory=list)

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)


@one_transaction()
def project_enter(
    *,
    zone: Zone,
    terms: ProjectTerms,
    days: Mapping[str, date | None],
    by: Person,
    at: datetime,
    reason: str = "",
    is_another: bool = False,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> Project:
    """The project, entered with the stages that it has reached; raises Refused.

    One named alike in the same zone is refused unless the person says that this is another. Who
    sends the same twice gets what is stored.
    """
    writing = _Writing(by, at)
    refuse_unless_entered_for(zone, by)
    terms = trimmed(terms)
    refuse_unless_fit(terms)
    refuse_days(days, writing.today)
    if days.get(WITHDRAWN) and not reason.strip():
        raise Refused("withdrawal_needs_reason")
    refuse_long_reasons(reason)
    # Two of the same name come one by one, and none beside an exit.
    refuse_after_exit(Zone.objects.select_for_update().get(pk=zone.pk), days)
    alike = [one for one in _alive(zone) if folded(one.name_zh) == folded(terms.name_zh)]
    for one in alike:
        if one.entered_by_id == by.user_id and says_the_same(one, terms, days):
            return one
    if alike and not is_another:
        raise Refused("project_named_alike", name=alike[0].name_zh, day=alike[0].signed_on)
    project = Project(
        zone=zone,
        **asdict(terms),
        **{FIELD_OF[stage]: days.get(stage) for stage in STAGES},
        entered_by_id=by.user_id,
        entered_at=at,
        is_demonstration=is_demonstration,
    )
    project.save(force_insert=True)
    reached = [stage for stage in STAGES if days.get(stage)]
    ProjectStage.objects.bulk_create(
        _step(project, number, stage, writing, reason=reason if stage == WITHDRAWN else "")
        for number, stage in enumerate(reached, start=1)
    )
    new = project_told(project) | ({"reason": reason.strip()} if reason.strip() else {})
    _note(writing, Action.PROJECT_ENTERED, project, None, new)
    audit_append(by=by, at=at, changes=writing.changes, log=log)
    return project


@one_transaction()
def project_change(
    *,
    project: Project,
    terms: ProjectTerms,
    seen: int,
    by: Person,
    at: datetime,
    reason: str = "",
    log: list[Act] | None = None,
) -> Project:
    """The project with other terms; another amount needs a reason, because its tier rests on it."""
    terms = trimmed(terms)
    held = _locked(project, by)
    if terms_of(held) == terms:
        return held  # sent twice, or nothing changed
    refuse_changed(held, seen, by)
    refuse_unless_fit(terms)
    refuse_long_reasons(reason)
    if held.expected_trade != terms.expected_trade and not reason.strip():
        raise Refused("amount_needs_reason")
    old = project_told(held)
    for name, value in asdict(terms).items():
        setattr(held, name, value)
    new = project_told(held) | ({"reason": reason.strip()} if reason.strip() else {})
    return _saved(held, Action.PROJECT_CHANGED, old, new, _Writing(by, at), log)


@one_transaction()
def project_advance(
    *,
    project: Project,
    stage: str,
    on: date,
    seen: int,
    by: Person,
    at: datetime,
    reason: str = "",
    log: list[Act] | None = None,
) -> Project:
    """The project at its next stage, reached on that day; a withdrawal needs a reason."""
    writing, held = _Writing(by, at), _locked(project, by)
    if held.days.get(stage) == on and held.stage == stage:
        return held  # sent twice
    if held.stage in FINAL:
        raise Refused("project_is_withdrawn")
    refuse_changed(held, seen, by)
    if stage not in STAGES or not may_follow(held.stage, stage):
        raise Refused("no_such_step", was=held.stage, stage=stage)
    if stage == WITHDRAWN and not reason.strip():
        raise Refused("withdrawal_needs_reason")
    refuse_long_reasons(reason)
    refuse_days(held.days | {stage: on}, writing.today)
    refuse_after_exit(held.zone, {stage: on})
    old = {"stage": held.stage}
    setattr(held, FIELD_OF[stage], on)
    _step(held, _next_number(held), stage, writing, reason=reason).save(force_insert=True)
    new = {"stage": stage, "on": on.isoformat(), "reason": reason.strip()}
    return _saved(held, Action.PROJECT_ADVANCED, old, new, writing, log)


@one_transaction()
def project_correct(
    *,
    project: Project,
    stage: str,
    on: date,
    reason: str,
    seen: int,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> Project:
    """The project with another day of a stage that it has reached; the old day stays readable."""
    writing, held = _Writing(by, at), _locked(project, by)
    was = held.days.get(stage)
    if was is None:
        raise Refused("stage_not_reached", stage=stage)
    if was == on:
        return held  # sent twice, or nothing changed
    refuse_changed(held, seen, by)
    if not reason.strip():
        raise Refused("correction_needs_reason")
    refuse_long_reasons(reason)
    refuse_days(held.days | {stage: on}, writing.today)
    refuse_after_exit(held.zone, {stage: on})
    setattr(held, FIELD_OF[stage], on)
    number = _next_number(held)
    _step(held, number, stage, writing, was=was, reason=reason).save(force_insert=True)
    old = {"stage": stage, "on": was.isoformat()}
    new = {"stage": stage, "on": on.isoformat(), "reason": reason.strip()}
    return _saved(held, Action.PROJECT_CORRECTED, old, new, writing, log)


@one_transaction()
def project_trade_set(
    *,
    project: Project,
    year: int,
    value: Decimal,
    entered: str,
    unit: str,
    seen: int,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> ProjectTrade:
    """What the project traded in the year, in 万元; the figure before stays in the log.

    The same figure sent twice is taken once.
    """
    writing, held = _Writing(by, at), _locked(project, by)
    last = (held.zone.left_on or writing.today).year
    if not held.signed_on.year <= year <= last:
        raise Refused("trade_of_another_time", first=held.signed_on.year, last=last)
    if not 0 <= value < TOO_LARGE:
        raise Refused("amount_out_of_range")
    row = ProjectTrade.objects.filter(project=held, year=year).first()
    if row is not None and row.value == value:
        return row
    refuse_changed(held, seen, by)
    old = {"year": year, "value": plain_amount(row.value)} if row else None
    row = row or ProjectTrade(project=held, year=year)
    row.value, row.entered, row.unit, row.by_id, row.at = value, entered, unit, by.user_id, at
    row.save()
    _saved(
        held, Action.PROJECT_TRADE, old, {"year": year, "value": plain_amount(value)}, writing, log
    )
    return row


@one_transaction()
def project_strike(
    *,
    project: Project,
    reason: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> Project:
    """The project, struck out as entered by mistake: it stays readable and counts nowhere."""
    held = Project.objects.select_for_update().get(pk=project.pk)
    refuse_unless_entered_for(held.zone, by)
    if held.is_struck:
        return held  # sent twice
    if not reason.strip():
        raise Refused("striking_needs_reason")
    refuse_long_reasons(reason)
    held.struck_at, held.struck_reason = at, reason.strip()
    new = {"reason": reason.strip()}
    return _saved(held, Action.PROJECT_STRUCK, project_told(held), new, _Writing(by, at), log)


# --- what all of them share ---------------------------------------------------------------------


def _locked(project: Project, by: Person) -> Project:
    """The project as it is stored, locked; raises Refused where it is not to be changed."""
    held = Project.objects.select_for_update(of=("self",)).select_related("zone").get(pk=project.pk)
    refuse_unless_entered_for(held.zone, by)
    if held.is_struck:
        raise Refused("project_is_struck")
    return held


def _alive(zone: Zone) -> Iterable[Project]:
    return Project.objects.filter(zone=zone, struck_at__isnull=True)


def _next_number(held: Project) -> int:
    return ProjectStage.objects.filter(project=held).count() + 1


def _step(
    project: Project,
    number: int,
    stage: str,
    writing: _Writing,
    *,
    was: date | None = None,
    reason: str = "",
) -> ProjectStage:
    return ProjectStage(
        project=project,
        number=number,
        stage=stage,
        on=getattr(project, FIELD_OF[stage]),
        was=was,
        reason=reason.strip(),
        by_id=writing.by.user_id,
        at=writing.at,
    )


def _saved(
    held: Project,
    action: str,
    old: Mapping[str, object] | None,
    new: Mapping[str, object],
    writing: _Writing,
    log: list[Act] | None,
) -> Project:
    """The project, saved in its next version and told to the log."""
    held.version += 1
    held.save()
    _note(writing, action, held, old, new)
    audit_append(by=writing.by, at=writing.at, changes=writing.changes, log=log)
    return held


def _note(
    writing: _Writing,
    action: str,
    project: Project,
    old: Mapping[str, object] | None,
    new: Mapping[str, object],
) -> None:
    subject: dict[str, Any] = {
        "code": str(project.pk),
        "zone": project.zone.code,
        "version": project.version,
    }
    writing.changes.append(Change(action, Kind.PROJECT, **subject, old=old, new=new))
