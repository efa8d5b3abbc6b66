"""Writes submissions: the one way in for the web form, files, and the command line.

Each function is one transaction. Nothing verified is overwritten: a change to it is a new version
with a reason, and the earlier one stays readable as superseded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from zones.access import Person
from zones.models import Zone

from ..models import Indicator, Observation, ReportingQuarter, Submission
from ..selectors.figures import indicators_by_code, single_quarters_before
from ..units import to_canonical
from ..validation import Finding, check_parts

State = Submission.State

#: Every move of a submission that there is; any other is refused.
TRANSITIONS: dict[str, tuple[State, ...]] = {
    "submit": (State.DRAFT, State.RETURNED),
    "return": (State.SUBMITTED,),
    "verify": (State.SUBMITTED,),
}


class Refused(Exception):
    """A write that is not done; carries a code and parameters, or the findings that forbid it."""

    def __init__(self, code: str, findings: Sequence[Finding] = (), **params: object):
        super().__init__(code)
        self.code = code
        self.findings = tuple(findings)
        self.params = params


@dataclass(frozen=True)
class Entry:
    """One figure as handed in: the value in its unit of entry, or a state with its reason."""

    indicator: str
    value: Decimal | None = None
    state: str = ""  # empty: a value or zero, by the number
    unit: str = ""  # empty: the indicator's stored unit
    basis: str = Indicator.Basis.QUARTER
    reason: str = ""
    entered: str = ""
    place: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: such a figure is simply not there."""
        return self.value is None and not self.state


@transaction.atomic
def submission_record(
    *,
    zone: Zone,
    quarter: ReportingQuarter,
    entries: Sequence[Entry],
    by: Person,
    at: datetime,
    source: str = Submission.Source.FORM,
    file_name: str = "",
    revision_reason: str = "",
    revision_reason_en: str = "",
    is_demonstration: bool = False,
) -> Submission:
    """The open version of a zone's quarter with these figures saved in it.

    Opens a version where none is open: the first, or a revision that starts from the verified
    figures and needs a reason. An empty entry takes the figure out. Raises Refused.
    """
    if not by.may_enter(zone):
        raise Refused("not_your_zone")
    versions = _lock_versions(zone, quarter)
    submission = next((version for version in versions if version.is_open), None)
    if submission is None:
        submission = _open_version(
            zone,
            quarter,
            versions,
            by=by,
            at=at,
            source=source,
            file_name=file_name,
            revision_reason=revision_reason,
            revision_reason_en=revision_reason_en,
            is_demonstration=is_demonstration,
        )
    elif submission.state == State.SUBMITTED:
        raise Refused("already_submitted")
    _save_entries(submission, entries)
    submission.saved_at = at
    submission.save(update_fields=["saved_at"])
    return submission


@transaction.atomic
def submission_submit(*, submission: Submission, by: Person, at: datetime) -> Submission:
    """The submission, handed in for review; Refused where a figure contradicts another."""
    submission = _locked(submission, "submit")
    if not by.may_enter(submission.zone):
        raise Refused("not_your_zone")
    findings = check_submission(submission)
    if findings:
        raise Refused("figures_disagree", findings)
    if not submission.observations.exists():
        raise Refused("nothing_reported")
    submission.state = State.SUBMITTED
    submission.submitted_by_id, submission.submitted_at = by.user_id, at
    submission.save(update_fields=["state", "submitted_by", "submitted_at"])
    return submission


@transaction.atomic
def submission_return(*, submission: Submission, by: Person, at: datetime, note: str) -> Submission:
    """The submission, given back to whoever reports, with the note that says why."""
    submission = _locked(submission, "return")
    if not by.may_review(submission.submitted_by_id):
        raise Refused("own_submission" if by.is_commerce else "not_a_reviewer")
    if not note.strip():
        raise Refused("note_missing")
    submission.state, submission.note = State.RETURNED, note.strip()
    submission.save(update_fields=["state", "note"])
    return submission


@transaction.atomic
def submission_verify(*, submission: Submission, by: Person, at: datetime) -> Submission:
    """The submission, verified by a second person; the version it replaces is superseded."""
    submission = _locked(submission, "verify")
    if not by.may_review(submission.submitted_by_id):
        raise Refused("own_submission" if by.is_commerce else "not_a_reviewer")
    Submission.objects.filter(
        zone=submission.zone, quarter=submission.quarter, state=State.VERIFIED
    ).update(state=State.SUPERSEDED, superseded_at=at)
    submission.state = State.VERIFIED
    submission.reviewed_by_id, submission.verified_at = by.user_id, at
    submission.save(update_fields=["state", "reviewed_by", "verified_at"])
    return submission


def check_submission(submission: Submission) -> list[Finding]:
    """What contradicts what among a submission's figures."""
    indicators = indicators_by_code()
    values = {
        observation.indicator.code: observation.value
        for observation in submission.observations.select_related("indicator")
        if observation.value is not None
    }
    return check_parts(
        values,
        wholes={code: found.whole for code, found in indicators.items() if found.whole},
        sums={code: found.summands for code, found in indicators.items() if found.summands},
    )


def _lock_versions(zone: Zone, quarter: ReportingQuarter) -> list[Submission]:
    """Every version of a zone's quarter; the quarter's row is locked so that writers queue up."""
    ReportingQuarter.objects.select_for_update().get(pk=quarter.pk)
    return list(Submission.objects.filter(zone=zone, quarter=quarter).order_by("version"))


def _locked(submission: Submission, move: str) -> Submission:
    current = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("zone", "quarter")
        .get(pk=submission.pk)
    )
    if current.state not in TRANSITIONS[move]:
        raise Refused("no_such_move", state=current.state, move=move)
    return current


def _open_version(
    zone: Zone,
    quarter: ReportingQuarter,
    versions: Sequence[Submission],
    *,
    by: Person,
    at: datetime,
    revision_reason: str,
    revision_reason_en: str,
    **about: object,
) -> Submission:
    """A new version to save figures in: empty, or a revision that starts from the verified one."""
    verified = next((version for version in versions if version.state == State.VERIFIED), None)
    if verified and not revision_reason.strip():
        raise Refused("revision_needs_reason")
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                zone=zone,
                quarter=quarter,
                version=versions[-1].version + 1 if versions else 1,
                created_by_id=by.user_id,
                created_at=at,
                saved_at=at,
                revision_reason_zh=revision_reason.strip() if verified else "",
                revision_reason_en=revision_reason_en.strip() if verified else "",
                **about,
            )
    except IntegrityError as error:  # two people opened it in the same moment
        raise Refused("opened_meanwhile") from error
    if verified:
        for observation in verified.observations.all():
            observation.pk, observation.submission = None, submission
            observation.save(force_insert=True)
    return submission


def _save_entries(submission: Submission, entries: Sequence[Entry]) -> None:
    indicators = indicators_by_code()
    singles = (
        single_quarters_before(submission.zone, submission.quarter.code)
        if any(entry.basis == Indicator.Basis.YTD for entry in entries)
        else {}
    )
    for entry in entries:
        indicator = indicators[entry.indicator].model
        if entry.is_empty:
            submission.observations.filter(indicator=indicator).delete()
            continue
        submission.observations.update_or_create(
            indicator=indicator,
            defaults=_observed(entry, indicator, submission.quarter, singles.get(indicator.pk)),
        )
    _sum_totals(submission, indicators)


def _observed(entry: Entry, indicator: Indicator, quarter, before: Decimal | None) -> dict:
    """The columns of the observation that an entry makes."""
    value = entry.value
    if value is not None:
        value = to_canonical(
            value,
            entry.unit,
            kind_of_unit=indicator.unit_kind,
            own_unit=indicator.unit_zh,
            rate=quarter.dollar_rate,
        )
        is_cumulative = entry.basis == Indicator.Basis.YTD and indicator.kind == "flow"
        if is_cumulative and quarter.quarter > 1:
            if before is None:
                raise Refused("no_earlier_quarters", indicator=indicator.code)
            value -= before
    state = entry.state
    if value is not None and state in ("", "value", "zero"):
        state = Observation.State.ZERO if value == 0 else Observation.State.VALUE
    if (value is None) == (state in ("value", "zero")):
        raise Refused("state_and_value_disagree", indicator=indicator.code)
    if state == Observation.State.CANNOT_REPORT and not entry.reason.strip():
        raise Refused("reason_missing", indicator=indicator.code)
    return {
        "state": state,
        "value": value,
        "entered": entry.entered,
        "unit": entry.unit or (indicator.unit_zh if value is not None else ""),
        "basis": entry.basis,
        "reason": entry.reason.strip(),
        "place": entry.place,
        "is_computed": False,
    }


def _sum_totals(submission: Submission, indicators) -> None:
    """Stores a total nobody entered as the sum of its parts, marked as computed.

    A part that has no number leaves no total; an entered total stays, and is checked on submitting.
    """
    held = {found.indicator_id: found for found in submission.observations.all()}
    for known in indicators.values():
        if not known.summands:
            continue
        total = held.get(known.model.pk)
        if total and not total.is_computed:
            continue
        parts = [held.get(indicators[code].model.pk) for code in known.summands]
        if any(part is None or part.value is None for part in parts):
            if total:
                total.delete()
            continue
        value = sum((part.value for part in parts), Decimal(0))
        submission.observations.update_or_create(
            indicator=known.model,
            defaults={
                "state": "zero" if value == 0 else "value",
                "value": value,
                "unit": known.model.unit_zh,
                "is_computed": True,
            },
        )
