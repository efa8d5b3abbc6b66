"""Reads which bulletins and review sheets are due to be prepared, and which drafts are waiting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from indicators.models import ReportingQuarter, Submission
from indicators.periods import Period
from indicators.selectors.collection import start_of
from zones.access import COMMERCE, Person
from zones.models import Zone

from ..models import Assessment, Bulletin, BulletinNotice
from .bulletins import HEAVY, OPEN_TO_ALL, paper_name

State = Bulletin.State
#: A draft, the version of the assessment that it prints, and who is told.
Key = tuple[int, int, int]


@dataclass(frozen=True)
class WaitingDraft:
    """A draft that somebody has to word and publish: its name and its address."""

    name: str
    href: str


def halves_due() -> list[Period]:
    """The periods whose published assessment no bulletin prints yet, the earliest first.

    A draft of an older assessment, or prepared before this one was published, is prepared again;
    one that somebody put away is not.
    """
    published = Assessment.objects.filter(state=Assessment.State.PUBLISHED)
    printed: dict[int, list[tuple[str, datetime]]] = {}
    rows = Bulletin.objects.filter(kind=Bulletin.Kind.BULLETIN, assessment__in=published)
    for pk, state, at in rows.values_list("assessment", "state", "prepared_at"):
        if pk is not None:
            printed.setdefault(pk, []).append((state, at))
    return [
        one.span
        for one in published.exclude(kind="quarter").order_by("year", "quarter")
        if not _is_printed(one, printed.get(one.pk, ()))
    ]


def _is_printed(one: Assessment, bulletins: Iterable[tuple[str, datetime]]) -> bool:
    since = one.published_at
    return any(
        state in OPEN_TO_ALL or (since is not None and at >= since) for state, at in bulletins
    )


def sheet_due() -> Period | None:
    """The latest quarter that every zone has handed in and somebody verified, if it has no sheet.

    A sheet of an earlier quarter helps no review any more: staff can still prepare it by hand.
    """
    zones = list(Zone.objects.filter(is_judged=True).select_related("reporting_start"))
    verified: dict[int, set[int]] = {}
    rows = Submission.objects.filter(verified_at__isnull=False).order_by()
    for quarter, zone in rows.values_list("quarter", "zone").distinct():
        verified.setdefault(quarter, set()).add(zone)
    for row in ReportingQuarter.objects.order_by("-year", "-quarter"):
        starts = {zone.pk: start_of(zone) for zone in zones}
        asked = {pk for pk, start in starts.items() if start is None or start <= row.code}
        if asked and asked <= verified.get(row.pk, set()):
            has_sheet = Bulletin.objects.filter(code=str(row.code)).exists()
            return None if has_sheet else Period(row.year, row.quarter, "quarter")
    return None


def drafts_waiting() -> QuerySet[Bulletin]:
    """The drafts that somebody has to word and publish, the earliest first, without their text."""
    return Bulletin.objects.filter(state=State.DRAFT).defer(*HEAVY).order_by("code")


def waiting_for(who: Person) -> list[WaitingDraft]:
    """The drafts that wait for a person; one query, none for those who publish nothing."""
    if not who.may_publish:
        return []
    return [WaitingDraft(paper_name(one.code), draft_address(one)) for one in drafts_waiting()]


def draft_address(one: Bulletin) -> str:
    """The address at which the draft is read, worded and published."""
    return f"{one.get_absolute_url()}?version={one.version}"


@dataclass(frozen=True)
class DraftLetter:
    """One mail: to one person, of every draft that was prepared and not told to them yet."""

    to: User
    drafts: tuple[Bulletin, ...]

    @property
    def language(self) -> str:
        """The recipient's language of mails; empty where nobody has chosen one."""
        post = getattr(self.to, "post", None)
        return post.language if post else ""


@dataclass(frozen=True)
class DraftMailing:
    """The letters to send now, and the people who would get one if they had an address."""

    letters: tuple[DraftLetter, ...]
    unreachable: tuple[User, ...]


def draft_letters_due() -> DraftMailing:
    """Who has to be told of drafts that the command prepared; three queries.

    Of what somebody prepared by hand nobody is told by mail: they know.
    """
    drafts = list(drafts_waiting().filter(prepared_by=None))
    told = told_of(drafts)
    letters, unreachable = [], []
    for person in _department():
        wanted = tuple(one for one in drafts if key_of(one, person) not in told)
        if wanted and person.email:
            letters.append(DraftLetter(person, wanted))
        elif wanted:
            unreachable.append(person)
    return DraftMailing(tuple(letters), tuple(unreachable))


def told_of(drafts: Iterable[Bulletin]) -> set[Key]:
    """What was told of drafts, or is being told."""
    rows = BulletinNotice.objects.filter(bulletin__in=list(drafts)).order_by()
    return set(rows.values_list("bulletin", "assessed_version", "recipient"))


def key_of(draft: Bulletin, person: User) -> Key:
    """What a notice is told apart by."""
    return draft.pk, draft.assessed_version, person.pk


def _department() -> list[User]:
    users = User.objects.filter(is_active=True, groups__name=COMMERCE)
    return list(users.select_related("post").order_by("pk"))
