"""Reads how the collection stands: quarters by zones, and one quarter zone by zone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, day, label, moment, number
from zones.models import Zone

from ..badges import stage_badge
from ..models import ReportingQuarter, Submission
from ..periods import DUE_DAYS, LOCK_DAYS, Quarter
from .collection import State, expected_indicators, stage_of, start_of


@dataclass(frozen=True)
class Cell:
    """Where one zone's quarter stands, and the address of its form."""

    badge: Badge
    href: str


@dataclass(frozen=True)
class QuarterLine:
    """One quarter of the collection: its dates, and where each zone stands."""

    code: str
    href: str
    due_on: str
    locks_on: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class BoardRow:
    """Where one zone's quarter stands, who did what when, and what comes next."""

    zone: str
    href: str
    stage: Badge
    version: int | None
    submitted: str
    reviewed: str
    late_days: int | None
    present: int
    present_text: str
    step: str
    order: int


def next_quarter(today: date) -> dict[str, object]:
    """The quarter to be opened next, with the usual dates: what the form begins with."""
    latest = ReportingQuarter.objects.first()
    this = Quarter(today.year, (today.month - 1) // 3 + 1)
    quarter = latest.code.shift(1) if latest else this.shift(-1)
    return {
        "year": quarter.year,
        "quarter": quarter.quarter,
        "due_on": quarter.ends_on + timedelta(days=DUE_DAYS),
        "locks_on": quarter.ends_on + timedelta(days=LOCK_DAYS),
    }


def quarter_lines(
    quarters: Sequence[ReportingQuarter], zones: Sequence[Zone], today: date
) -> list[QuarterLine]:
    """The quarters with each zone's stage; one query however many there are."""
    latest = {}
    versions = Submission.objects.filter(quarter__in=quarters, zone__in=zones)
    for submission in versions.exclude(state=State.SUPERSEDED).order_by("version"):
        latest[submission.quarter_id, submission.zone_id] = submission
    lines = []
    for quarter in quarters:
        cells = []
        for zone in zones:
            stage = stage_of(latest.get((quarter.pk, zone.pk)), quarter, start_of(zone), today)
            cells.append(Cell(stage_badge(stage), zone_address(quarter.code, zone)))
        code = str(quarter.code)
        href = reverse("collect_quarter", args=[code])
        lines.append(
            QuarterLine(code, href, day(quarter.due_on), day(quarter.locks_on), tuple(cells))
        )
    return lines


def board_rows(
    quarter: ReportingQuarter, zones: Sequence[Zone], person: Person, today: date
) -> list[BoardRow]:
    """One quarter zone by zone; two queries however many zones there are."""
    expected = list(expected_indicators().values_list("pk", flat=True))
    versions = (
        Submission.objects.filter(quarter=quarter, zone__in=zones)
        .select_related("submitted_by", "reviewed_by")
        .annotate(present=Count("observations", filter=Q(observations__indicator__in=expected)))
        .order_by("version")
    )
    by_zone: dict[int, list[Submission]] = defaultdict(list)
    for submission in versions:
        by_zone[submission.zone_id].append(submission)
    return [
        _board_row(zone, quarter, by_zone[zone.pk], len(expected), person, today) for zone in zones
    ]


def _board_row(
    zone: Zone,
    quarter: ReportingQuarter,
    versions: Sequence[Submission],
    expected: int,
    person: Person,
    today: date,
) -> BoardRow:
    """The row of a zone whose versions are given oldest first."""
    latest = versions[-1] if versions else None
    stage = stage_of(latest, quarter, start_of(zone), today)
    present = latest.present if latest else 0
    is_asked = stage != "not_applicable"
    return BoardRow(
        zone=label(zone),
        href=zone_address(quarter.code, zone),
        stage=stage_badge(stage),
        version=latest.version if latest else None,
        submitted=by_and_when(latest, "submitted_by", "submitted_at", day),
        reviewed=by_and_when(latest, "reviewed_by", "verified_at", day),
        late_days=days_late(quarter, first_handed_in(versions), today) if is_asked else None,
        present=present,
        present_text=f"{present} / {expected}" if is_asked else DASH,
        step=next_step(latest, zone, person, is_asked=is_asked),
        order=zone.order,
    )


def zone_address(quarter: Quarter, zone: Zone) -> str:
    """The address of a zone's form of a quarter."""
    return reverse("collect_zone", args=[str(quarter), zone.code])


def by_and_when(submission: Submission | None, who: str, when: str, printed=moment) -> str:
    """The person and the time of a step, "—" where it is not done yet."""
    if submission is None or getattr(submission, who) is None:
        return DASH
    user = getattr(submission, who)
    return f"{user.get_full_name() or user.username} · {printed(getattr(submission, when))}"


def first_handed_in(versions: Iterable[Submission]) -> date | None:
    """The day on which a zone's quarter was first handed in; a later revision is not late."""
    days = [timezone.localdate(found.submitted_at) for found in versions if found.submitted_at]
    return min(days, default=None)


def days_late(quarter: ReportingQuarter, first_in: date | None, today: date) -> int | None:
    """How many days after the due date the figures came, or have been missing; None if in time."""
    days = ((first_in or today) - quarter.due_on).days
    return days if days > 0 else None


def dates_text(quarter: ReportingQuarter, late_days: int | None = None) -> str:
    """When a quarter is due and locks, at which rate dollars count, and how late a zone is."""
    dates = {"due": day(quarter.due_on), "lock": day(quarter.locks_on)}
    parts = [_("Due on %(due)s, locks on %(lock)s.") % dates]
    if late_days:
        parts.append(_("%(days)s days late.") % {"days": late_days})
    if quarter.dollar_rate:
        rate = {"rate": number(quarter.dollar_rate, 4), "source": quarter.rate_source or DASH}
        parts.append(_("A US dollar counts %(rate)s yuan (%(source)s).") % rate)
    return " ".join(parts)


def next_step(latest: Submission | None, zone: Zone, person: Person, *, is_asked: bool) -> str:
    """What this person can do next with a zone's quarter."""
    state = latest.state if latest else None
    if latest and state == State.SUBMITTED and person.may_review(latest.submitted_by_id):
        return _("Review")
    if not person.may_enter(zone) or not is_asked or state in (State.SUBMITTED, State.VERIFIED):
        return _("View")
    return _("Correct") if state == State.RETURNED else _("Enter")
