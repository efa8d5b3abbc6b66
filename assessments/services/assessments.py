"""Writes assessments: run, and published; what is published never changes."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from indicators.models import Indicator, ReportingQuarter, Submission, Target
from indicators.periods import Period
from indicators.services.locking import lock_quarters_until
from indicators.services.reviews import submissions_publish
from zones.access import Person
from zones.models import City, Zone
from zones.services.audit import Act, Change, audit_append, audit_write

from ..facts import gather
from ..models import Assessment, Flag, Scheme
from ..outcome import Outcome, digest, judge_period
from ..selectors.flag_rules import rules_known, rules_moment
from ..selectors.question import question
from ..selectors.scheme_rules import group_names, scheme_in_force
from .case_openings import cases_follow
from .explaining import explanation_save
from .hearings import window_close, windows_carry
from .refused import Refused
from .rows import Known, save_rows
from .withdrawals import Withdrawals

State = Assessment.State


@transaction.atomic
def assessment_run(
    *,
    period: Period,
    at: datetime,
    by: Person | None = None,
    scheme: Scheme | None = None,
    as_at: datetime | None = None,
    note_zh: str = "",
    note_en: str = "",
    log: list[Act] | None = None,
) -> Assessment:
    """The period's assessment for the figures in force; the one there is if nothing changed.

    With ``as_at``, for the figures verified by then. An open draft of other figures is replaced.
    """
    if by is not None and not by.may_publish:
        raise Refused("not_allowed")
    scheme = scheme or scheme_in_force(period.year)
    if scheme is None:
        raise Refused("no_scheme", year=period.year)
    if scheme.state != Scheme.State.ADOPTED:
        raise Refused("scheme_not_adopted", scheme=scheme.code)
    asked = question(period, scheme, at=at, as_at=as_at)
    outcome = judge_period(asked)
    last = period.last_quarter
    is_open = ReportingQuarter.objects.filter(year=last.year, quarter=last.quarter).exists()
    if not outcome.has_figures or not is_open:
        raise Refused("no_figures", period=str(period))
    changes: list[Change] = []
    assessment, discarded = _held(period, outcome, scheme, changes)
    if assessment is None:
        notes = {"note_zh": note_zh, "note_en": note_en}
        assessment = _create(period, scheme, outcome, by=by, at=at, **notes)
        known = known_of(scheme, rules_moment(period, as_at))
        save_rows(assessment, outcome, known)
        explanation_save(assessment, asked, outcome, known)
        changes.append(_change("assessment_run", assessment))
    changes += windows_carry(discarded, assessment, at)
    audit_append(by=by, at=at, changes=changes, log=log)
    return assessment


@transaction.atomic
def assessment_publish(
    *,
    assessment: Assessment,
    at: datetime,
    by: Person | None = None,
    unheard_reason: str = "",
    log: list[Act] | None = None,
) -> Assessment:
    """The assessment, published; the one it replaces is superseded and stays readable.

    What was run on figures or rules that changed since is refused: it would publish the past. What
    was published before keeps the flag rules of its first publication.
    A year's is refused while zones may reply or wait for an answer, and asks for a reason where
    they could not reply.
    Flags of the replaced one that are no longer found are kept as withdrawn, with the reason.
    """
    if by is not None and not by.may_publish:
        raise Refused("not_allowed")
    found = Assessment.objects.select_for_update().filter(pk=assessment.pk).first()
    if found is None or found.state not in Assessment.OPEN:
        raise Refused("not_open")  # published meanwhile, or replaced by a newer draft
    assessment = found
    if assessment.kind == "quarter":
        raise Refused("quarters_stay_provisional", period=assessment.period)
    if assessment.is_provisional:
        raise Refused("provisional", period=assessment.period)
    lock_quarters_until(assessment.span.last_quarter)  # what is compared is what is published
    _refuse_if_scheme_changed(assessment)
    asked = question(assessment.span, assessment.scheme, at=at, as_at=None)
    if digest(asked, gather(asked.facts)) != assessment.digest:
        raise Refused("figures_changed", period=assessment.period)
    changes = [*window_close(assessment, at=at, by=by, reason=unheard_reason)]
    replaced = (
        Assessment.objects.select_for_update()
        .filter(period=assessment.period, state=State.PUBLISHED)
        .first()
    )
    if replaced:
        replaced.state, replaced.superseded_at = State.SUPERSEDED, at
        replaced.save(update_fields=["state", "superseded_at"])
        _keep_withdrawn(replaced, assessment)
        changes.append(_change("assessment_superseded", replaced, State.PUBLISHED))
    was, assessment.state, assessment.published_at = assessment.state, State.PUBLISHED, at
    assessment.published_by_id = by.user_id if by else None
    assessment.save(update_fields=["state", "published_at", "published_by"])
    changes.append(_change("assessment_published", assessment, was))
    changes += cases_follow(assessment=assessment, by_id=by.user_id if by else None, at=at)
    acts: list[Act] = []
    audit_append(by=by, at=at, changes=changes, log=acts)
    covers, as_at = assessment.span.last_quarter, assessment.run_at
    submissions_publish(covers=covers, as_at=as_at, by=by, at=at, log=acts)
    audit_write(acts, log)
    return assessment


def _refuse_if_scheme_changed(assessment: Assessment) -> None:
    """Nothing; raises Refused where another version was adopted for the year since it was run."""
    now = scheme_in_force(assessment.year)
    is_newer = now is not None and now.adopted_at is not None and now.adopted_at > assessment.run_at
    if is_newer and now != assessment.scheme:
        raise Refused("scheme_changed", period=assessment.period)


def _change(action: str, assessment: Assessment, was: str = "") -> Change:
    """What became of an assessment, as the audit log tells it."""
    return Change(
        action,
        "assessment",
        code=assessment.period,
        version=assessment.version,
        old={"state": str(was)} if was else None,
        new={
            "state": str(assessment.state),
            "scheme": assessment.scheme.code,
            "digest": assessment.digest,
            "is_provisional": assessment.is_provisional,
        },
    )


def _held(
    period: Period, outcome: Outcome, scheme: Scheme, changes: list[Change]
) -> tuple[Assessment | None, int | None]:
    """The assessment that says the same already, if any; and the old draft that made way for it.

    A draft under reply makes way for another one only: its window has to stand for something.
    """
    versions = Assessment.objects.select_for_update().filter(period=str(period))
    current = versions.exclude(state=State.SUPERSEDED).order_by("-version")
    same = [one for one in current if (one.digest, one.scheme_id) == (outcome.digest, scheme.pk)]
    draft = next((one for one in current if one.state in Assessment.OPEN), None)
    if draft is not None and draft not in same:
        if draft.state == State.UNDER_REPLY and same:
            raise Refused("window_without_findings", version=same[0].version)
        changes.append(_change("assessment_discarded", draft, draft.state))
        discarded = draft.pk
        draft.delete()
        return (same[0] if same else None), discarded
    return (same[0] if same else None), None


def _create(
    period: Period,
    scheme: Scheme,
    outcome: Outcome,
    *,
    by: Person | None,
    at: datetime,
    **notes: str,
) -> Assessment:
    last = Assessment.objects.filter(period=str(period)).aggregate(last=Max("version"))["last"]
    try:
        with transaction.atomic():
            return Assessment.objects.create(
                period=str(period),
                year=period.year,
                quarter=period.quarter,
                kind=period.kind,
                version=(last or 0) + 1,
                scheme=scheme,
                digest=outcome.digest,
                is_provisional=outcome.is_provisional,
                is_demonstration=Submission.objects.filter(
                    is_demonstration=True, quarter__year=period.year
                ).exists(),
                run_at=at,
                run_by_id=by.user_id if by else None,
                **notes,
            )
    except IntegrityError as error:  # somebody else ran it in the same moment
        raise Refused("run_meanwhile", period=str(period)) from error


def known_of(scheme: Scheme, rules_at: datetime | None) -> Known:
    """The rows that an outcome under the scheme speaks of; the same queries for any number.

    The flag rules are those that count now, or counted at a moment.
    """
    return Known(
        zones={zone.code: zone for zone in Zone.objects.select_related("city")},
        cities={city.code: city for city in City.objects.all()},
        indicators={indicator.code: indicator for indicator in Indicator.objects.all()},
        targets={target.code: target for target in Target.objects.select_related("indicator")},
        nodes={node.code: node for node in scheme.nodes.all()},
        rules={rule.code: rule for rule in rules_known(rules_at)},
        groups=group_names(scheme.boards),
    )


def _keep_withdrawn(replaced: Assessment, assessment: Assessment) -> None:
    held = set(assessment.flags.values_list("zone_id", "code", "target_id"))
    withdrawals = Withdrawals(replaced, assessment)
    for flag in replaced.flags.select_related("zone"):
        if (flag.zone_id, flag.code, flag.target_id) not in held:
            if flag.state == Flag.State.RAISED:  # else it keeps the reason that it has
                flag.details = flag.details | {"withdrawn_for": withdrawals.reasons(flag)}
            flag.pk, flag.assessment, flag.state = None, assessment, Flag.State.WITHDRAWN
            flag.save(force_insert=True)
