"""Reads what waits for a person: to correct, to review, to finish, to enter, and who is late."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.access import Person
from zones.badges import Badge
from zones.display import day, label, moment
from zones.models import Zone

from ..badges import task_badge, timing_badge
from ..lifecycle import Terms
from ..models import ReportingQuarter, Submission
from .boards import REVISING, by_and_when, zone_address
from .collection import State, expected_indicators, is_asked
from .reviewers import entered_by, is_for, reviewers
from .terms import reopened_since, reopenings_in_force, reopenings_of, terms_of
from .waiting import missing_text, named, reporters_of

#: No task, and nothing to know of one.
NOTHING = ("", "")
OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)


@dataclass(frozen=True)
class WorkRow:
    """One thing that waits for a person: what, where, until when, and the address to do it at."""

    kind: Badge
    zone: str
    quarter: str
    text: str
    due: str
    due_on: date
    step: str
    href: str
    order: tuple[int, date, int]
    zone_order: int
    is_review: bool = False
    #: What another person has to do, and this one should know of.
    is_others: bool = False


@dataclass(frozen=True)
class Case:
    """A zone's quarter that may wait for somebody: its latest version, if any, and its terms."""

    zone: Zone
    quarter: ReportingQuarter
    latest: Submission | None
    terms: Terms
    reporters: Sequence[User]
    missing: int = 0  # figures of what was handed in
    entered: Collection[int] = ()  # who entered what waits for review
    staff: Sequence[User] = ()
    reopened_at: datetime | None = None  # since when a reopening is in force

    @property
    def is_reopened(self) -> bool:
        """Whether the zone may write after the lock."""
        return self.terms.is_past_lock and self.terms.reopened_until is not None

    @property
    def is_settled(self) -> bool:
        """Whether what it was reopened for has been handed in since, with nothing missing."""
        came = self.latest.submitted_at if self.latest else None
        is_since = came is not None and self.reopened_at is not None and came > self.reopened_at
        return is_since and not self.missing

    @property
    def closes_on(self) -> date:
        """The day by which something can be done here: the due date, or a reopening's end."""
        until = self.terms.reopened_until
        return timezone.localdate(until) if self.is_reopened and until else self.terms.due_on

    @property
    def is_open_version(self) -> bool:
        return self.latest is not None and self.latest.state in OPEN


def work_list(person: Person, zones: Sequence[Zone], at: datetime) -> list[WorkRow]:
    """What waits for a person at a moment, most urgent first; a handful of queries."""
    rows = [
        _row(task, case, text, person)
        for case in _cases(zones, at)
        for task, text in [_task(case, person)]
        if task
    ]
    return sorted(rows, key=lambda row: row.order)


def _cases(zones: Sequence[Zone], at: datetime) -> Iterable[Case]:
    """Every zone's quarter in which something is open, or still could be handed in."""
    today = timezone.localdate(at)
    reopened = set(reopenings_in_force(at).values_list("quarter", "zone"))
    is_running = Q(locks_on__gte=today) | Q(pk__in=[quarter for quarter, _zone in reopened])
    quarters = {row.pk: row for row in ReportingQuarter.objects.filter(is_running)}
    latest: dict[tuple[int, int], Submission] = {}
    # Nothing that is open is verified: an index finds it among all that ever were.
    is_open = Q(verified_at=None, state__in=OPEN)
    versions = Submission.objects.filter(is_open | Q(quarter__in=quarters))
    versions = versions.filter(zone__in=zones).select_related("zone", "quarter", "submitted_by")
    expected = list(expected_indicators().values_list("pk", flat=True))
    present = Count("observations", filter=Q(observations__indicator__in=expected))
    for one in versions.annotate(present=present).order_by("version"):
        latest[one.quarter_id, one.zone_id] = one
        quarters.setdefault(one.quarter_id, one.quarter)
    granted = reopenings_of(quarters.values(), zones)
    reporters, staff = reporters_of(zones), reviewers()
    entered = entered_by([one for one in latest.values() if one.state == State.SUBMITTED])
    for quarter in quarters.values():
        for zone in zones:
            key = (quarter.pk, zone.pk)
            terms = terms_of(quarter, granted.get(key, ()), at)
            last = latest.get(key)
            missing = len(expected) - last.present if last else 0  # type: ignore[attr-defined]
            hands = entered.get(last.pk, ()) if last else ()
            its = reporters.get(zone.pk, ())
            since = reopened_since(granted.get(key, ()), at)
            yield Case(zone, quarter, last, terms, its, missing, hands, staff, since)


def _task(case: Case, person: Person) -> tuple[str, str]:
    """What a person has to do about a zone's quarter, and what to know of it; empty if nothing."""
    latest, terms = case.latest, case.terms
    if latest and latest.state == State.SUBMITTED:
        if not is_for(person, latest, case.entered, case.staff):
            return "", ""
        who = by_and_when(latest, "submitted_by", "submitted_at", day)
        text = _("handed in by %(who)s") % {"who": who}
        if case.missing:
            text = _with_missing(text, case.missing)
        return "review", text
    is_mine = _is_mine(case, person)
    if latest and latest.state == State.RETURNED:
        return ("correct", _with_lock(latest.note, terms)) if is_mine else ("", "")
    if latest and latest.state == State.DRAFT:
        return ("finish", _with_lock(_("a draft, not handed in"), terms)) if is_mine else ("", "")
    return _nothing_open(case, person, is_mine)


def _nothing_open(case: Case, person: Person, is_mine: bool) -> tuple[str, str]:
    """The task where nothing is being worked on: to enter, late, or reopened."""
    terms = case.terms
    if terms.is_locked or not is_asked(case.zone, case.quarter.code):
        return "", ""
    if case.is_reopened and not case.is_settled:
        return ("reopened", _reopened_text(case)) if is_mine else NOTHING
    if case.latest is not None and not case.missing:
        return "", ""
    if case.latest is not None and not terms.is_late:
        return (
            ("complete", missing_text(terms, case.reporters, case.missing)) if is_mine else NOTHING
        )
    if terms.is_late and (is_mine or person.is_commerce):
        return "late", _late_text(case)
    return ("enter", "") if is_mine else ("", "")


def _is_mine(case: Case, person: Person) -> bool:
    """Whether the zone's figures are this person's to enter.

    The department enters for zones without a reporter; for the others, what it has begun itself.
    """
    if not person.may_enter(case.zone):
        return False
    if not person.is_commerce or not case.reporters:
        return True
    latest = case.latest
    own = (latest.created_by_id, latest.submitted_by_id) if latest else ()
    return case.is_open_version and person.user_id in own


def _with_lock(text: str, terms: Terms) -> str:
    """The text, and that the quarter is locked where it is."""
    if not terms.is_locked:
        return text
    return _("%(text)s (locked: the commerce department can reopen it)") % {"text": text}


def _reopened_text(case: Case) -> str:
    """Until when it may be worked on, and what is missing of it."""
    assert case.terms.reopened_until is not None
    text = _("reopened until %(until)s") % {"until": moment(case.terms.reopened_until)}
    if case.latest is None or not case.missing:
        return text
    return _with_missing(text, case.missing)


def _with_missing(text: str, count: int) -> str:
    """The text, and how many figures are missing."""
    return ngettext(
        "%(text)s; %(count)s figure is missing", "%(text)s; %(count)s figures are missing", count
    ) % {"text": text, "count": count}


def _late_text(case: Case) -> str:
    late = timing_badge(case.terms, None, case.missing)
    words = {"late": late.text, "who": named(case.reporters)}
    return _("%(late)s; %(who)s reports") % words


def _row(task: str, case: Case, text: str, person: Person) -> WorkRow:
    badge = task_badge(task)
    is_others = task == "late" and not _is_mine(case, person)
    closes_on = case.closes_on
    steps = {"review": _("Review"), "correct": _("Correct"), "reopened": _("Correct")}
    is_verified = case.latest is not None and case.latest.state == State.VERIFIED
    is_revising = is_verified and not is_others and task in ("late", "complete", "reopened")
    if is_revising and case.missing:
        steps[task] = _("Add the rest")
    elif case.latest is None:
        steps["reopened"] = _("Enter")
    return WorkRow(
        kind=badge,
        zone=label(case.zone),
        quarter=str(case.quarter.code),
        text=text,
        due=day(closes_on),
        due_on=closes_on,
        step=_("View") if is_others else steps.get(task, _("Enter")),
        href=zone_address(case.quarter.code, case.zone) + (REVISING if is_revising else ""),
        order=(badge.order, closes_on, case.zone.order),
        zone_order=case.zone.order,
        is_review=task == "review",
        is_others=is_others,
    )
