"""Reads how the collection stands, quarters by zones, and what its pages say of a quarter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.display import DASH, day, moment, number
from zones.models import Zone
from zones.people import name_of

from ..badges import stage_badge
from ..lifecycle import Terms
from ..models import ReportingQuarter, Submission
from ..periods import Quarter, usual_dates
from .collection import State, stage_of
from .terms import reopenings_of, terms_of


@dataclass(frozen=True)
class Cell:
    """Where one zone's quarter stands, the address of its form, and a due date of its own."""

    badge: Badge
    href: str
    due: str = ""


@dataclass(frozen=True)
class QuarterLine:
    """One quarter of the collection: its dates, and where each zone stands."""

    code: str
    href: str
    due_on: str
    locks_on: str
    cells: tuple[Cell, ...]


def next_quarter(today: date) -> dict[str, object]:
    """The quarter to be opened next, with the usual dates: what the form begins with."""
    latest = ReportingQuarter.objects.first()
    this = Quarter(today.year, (today.month - 1) // 3 + 1)
    quarter = latest.code.shift(1) if latest else this.shift(-1)
    due_on, locks_on = usual_dates(quarter, today)
    return {
        "year": quarter.year,
        "quarter": quarter.quarter,
        "due_on": due_on,
        "locks_on": locks_on,
    }


def quarter_lines(
    quarters: Sequence[ReportingQuarter], zones: Sequence[Zone], at: datetime
) -> list[QuarterLine]:
    """The quarters with each zone's stage; two queries however many there are."""
    latest = {}
    versions = Submission.objects.filter(quarter__in=quarters, zone__in=zones)
    for submission in versions.exclude(state=State.SUPERSEDED).order_by("version"):
        latest[submission.quarter_id, submission.zone_id] = submission
    reopened = reopenings_of(quarters, zones)
    lines = []
    for quarter in quarters:
        cells = []
        for zone in zones:
            key = (quarter.pk, zone.pk)
            terms = terms_of(quarter, reopened.get(key, ()), at)
            came = latest.get(key)
            stage = stage_of(came, quarter.code, zone, terms)
            has_more_time = terms.due_on > quarter.due_on and not (came and came.submitted_at)
            due = _("due on %(day)s") % {"day": day(terms.due_on)} if has_more_time else ""
            cells.append(Cell(stage_badge(stage), zone_address(quarter.code, zone), due))
        code = str(quarter.code)
        href = reverse("collect_quarter", args=[code])
        lines.append(
            QuarterLine(code, href, day(quarter.due_on), day(quarter.locks_on), tuple(cells))
        )
    return lines


#: What is put behind a zone's address to begin a further version of verified figures.
REVISING = "?revise=1"


def zone_address(quarter: Quarter, zone: Zone) -> str:
    """The address of a zone's form of a quarter."""
    return reverse("collect_zone", args=[str(quarter), zone.code])


def by_and_when(submission: Submission | None, who: str, when: str, printed=moment) -> str:
    """The person and the time of a step, "—" where it is not done yet."""
    if submission is None or getattr(submission, who) is None:
        return DASH
    user = getattr(submission, who)
    return f"{name_of(user)} · {printed(getattr(submission, when))}"


def first_handed_in(versions: Iterable[Submission]) -> date | None:
    """The day on which a zone's quarter was first handed in; a later revision is not late."""
    moments = [found.first_submitted_at for found in versions if found.first_submitted_at]
    return timezone.localdate(min(moments)) if moments else None


@dataclass(frozen=True)
class Completeness:
    """Of a zone's quarter: the day on which it came, and what is missing of what came last."""

    came_on: date | None  # the first version without a gap; while there is none, the first one
    missing: int  # 0 where nothing was handed in: then the whole report is
    late_since: date | None  # the day that lateness is counted to; None while figures are missing


def completeness(versions: Iterable[Submission], expected: int) -> Completeness:
    """How complete a zone's quarter came, of its versions, oldest first, each with ``present``.

    What came without some of its figures is late until they come, as far as it was handed in.
    """
    came = [one for one in versions if one.first_submitted_at]
    if not came:
        return Completeness(None, 0, None)
    missing = max(expected - came[-1].present, 0)  # type: ignore[attr-defined]
    whole = [one for one in came if one.present >= expected]  # type: ignore[attr-defined]
    came_on = first_handed_in(whole or came)
    return Completeness(came_on, missing, None if missing else came_on)


def dates_text(quarter: ReportingQuarter, terms: Terms | None = None) -> str:
    """When a quarter is due (for one zone, given its terms) and locks, and what dollars count."""
    parts = _term_texts(quarter, terms)
    if quarter.dollar_rate:
        rate = {"rate": number(quarter.dollar_rate, 4), "source": quarter.rate_source or DASH}
        parts.append(_("A US dollar counts %(rate)s yuan (%(source)s).") % rate)
    else:
        parts.append(
            _("Amounts in dollars cannot be entered: the commerce department has stated no rate.")
        )
    return " ".join(parts)


def _term_texts(quarter: ReportingQuarter, terms: Terms | None) -> list[str]:
    """When it is due and locks, and how far it was given more time: each day once."""
    due_on = terms.due_on if terms else quarter.due_on
    days = {"due": day(due_on), "lock": day(quarter.locks_on)}
    usual = _("Due on %(due)s, locks after %(lock)s.") % days
    if not terms or not terms.reopened_until:
        return [usual]
    until = {"until": moment(terms.reopened_until)}
    if terms.is_past_lock:
        return [usual, _("Reopened after the lock, until %(until)s.") % until]
    if timezone.localdate(terms.reopened_until) == due_on:
        return [
            _("Due by %(until)s, as more time was given; locks after %(lock)s.") % (days | until)
        ]
    return [usual, _("More time was given until %(until)s.") % until]
