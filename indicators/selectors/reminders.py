"""Reads which reminders are due: to whom, of which zones' quarters, and who cannot be reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.contrib.auth.models import User
from django.db.models import Prefetch, Q
from django.utils import timezone

from zones.access import COMMERCE
from zones.models import Zone

from ..lifecycle import DRAFT, RETURNED, Terms, reminder_day
from ..models import Indicator, Observation, Reminder, ReportingQuarter, Submission
from .collection import expected_indicators, is_asked
from .terms import reopenings_in_force, reopenings_of, terms_of
from .waiting import reporters_of

#: What a reminder is told apart by, beside its quarter: zone, due date, day, recipient.
Key = tuple[int, date, int, int]


@dataclass(frozen=True)
class Due:
    """One zone's quarter that is not handed in, and the day of reminding that has come."""

    zone: Zone
    quarter: ReportingQuarter
    latest: Submission | None
    terms: Terms
    day: int
    expected: Sequence[Indicator]
    reporters: Sequence[User]

    @property
    def is_late(self) -> bool:
        """Whether it is late: what was returned came in time if it first did."""
        return self.terms.is_late and (self.latest is None or self.latest.state == DRAFT)

    @cached_property
    def missing(self) -> list[Indicator]:
        """What is asked for and not entered yet."""
        held = {one.indicator_id for one in self.latest.observations.all()} if self.latest else ()
        return [one for one in self.expected if one.pk not in held]

    @property
    def due_on(self) -> date:
        """The zone's own due date."""
        return self.terms.due_on

    def key(self, recipient: User) -> Key:
        return self.zone.pk, self.due_on, self.day, recipient.pk


@dataclass(frozen=True)
class Letter:
    """One mail: to one person, of one quarter, with every zone that they are reminded of."""

    to: User
    quarter: ReportingQuarter
    dues: tuple[Due, ...]

    @property
    def language(self) -> str:
        """The recipient's language of mails; empty where nobody has chosen one."""
        post = getattr(self.to, "post", None)
        return post.language if post else ""


@dataclass(frozen=True)
class Mailing:
    """The letters to send now, and the people who would get one if they had an address."""

    letters: tuple[Letter, ...]
    unreachable: tuple[User, ...]


def reminders_due(at: datetime, days: Sequence[int]) -> Mailing:
    """What is to be sent at a moment, the oldest quarter first; a handful of queries.

    ``days`` are those around the due date on which a reminder goes out. A zone's reporters get it;
    the department for a zone without one, and of late zones all the same.
    """
    department = _department()
    letters, unreachable = [], {}
    for quarter, dues in _dues(at, days):
        sent = _sent(quarter)
        wanted: dict[int, tuple[User, list[Due]]] = {}
        for due in dues:
            for person in _recipients(due, department):
                if not person.email:
                    unreachable[person.pk] = person
                elif due.key(person) not in sent:
                    wanted.setdefault(person.pk, (person, []))[1].append(due)
        letters += [Letter(person, quarter, tuple(some)) for person, some in wanted.values()]
    return Mailing(tuple(letters), tuple(unreachable.values()))


def _recipients(due: Due, department: Sequence[User]) -> Iterable[User]:
    """A zone's reporters; the department where none has an address, and where the zone is late."""
    found = {person.pk: person for person in due.reporters}
    is_reached = any(person.email for person in due.reporters)
    if not is_reached or (due.is_late and due.day > 0):
        found |= {person.pk: person for person in department}
    return found.values()


def _department() -> list[User]:
    users = User.objects.filter(is_active=True, groups__name=COMMERCE)
    return list(users.select_related("post").order_by("pk"))


def _sent(quarter: ReportingQuarter) -> set[Key]:
    """The reminders of a quarter that were sent, or that somebody is sending."""
    rows = Reminder.objects.filter(quarter=quarter).order_by()
    return set(rows.values_list("zone", "due_on", "days", "recipient"))


def _dues(at: datetime, days: Sequence[int]) -> Iterable[tuple[ReportingQuarter, list[Due]]]:
    """Each quarter in which somebody can still hand in, with the zones to remind."""
    today = timezone.localdate(at)
    reopened = reopenings_in_force(at).values_list("quarter", flat=True)
    running = ReportingQuarter.objects.filter(Q(locks_on__gte=today) | Q(pk__in=list(reopened)))
    quarters = list(running.order_by("year", "quarter"))
    zones = list(Zone.objects.filter(is_judged=True).select_related("reporting_start"))
    granted = reopenings_of(quarters, zones)
    reporters = reporters_of(zones)
    expected = list(expected_indicators())
    latest = _latest(quarters)
    for quarter in quarters:
        dues = []
        for zone in zones:
            version = latest.get((quarter.pk, zone.pk))
            terms = terms_of(quarter, granted.get((quarter.pk, zone.pk), ()), at)
            day = reminder_day(days, (terms.today - terms.due_on).days)
            if day is not None and _is_missing(zone, quarter, version, terms):
                people = reporters.get(zone.pk, ())
                dues.append(Due(zone, quarter, version, terms, day, expected, people))
        yield quarter, dues


def _latest(
    quarters: Sequence[ReportingQuarter],
) -> Mapping[tuple[int, int], Submission]:
    """The latest version of each quarter and zone with the figures it holds; two queries."""
    figures = Observation.objects.only("submission_id", "indicator_id").order_by()
    versions = Submission.objects.filter(quarter__in=quarters)
    versions = versions.prefetch_related(Prefetch("observations", figures))
    found: dict[tuple[int, int], Submission] = {}
    for one in versions.order_by("version"):
        found[one.quarter_id, one.zone_id] = one
    return found


def _is_missing(
    zone: Zone, quarter: ReportingQuarter, latest: Submission | None, terms: Terms
) -> bool:
    """Whether the zone has still to hand in a first version, and can."""
    if terms.is_locked or not is_asked(zone, quarter.code):
        return False
    return latest is None or (latest.version == 1 and latest.state in (DRAFT, RETURNED))
