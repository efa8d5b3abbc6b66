"""Reads who has to be told by mail which case waits for them, or is late."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Max, Prefetch, Q
from django.utils import timezone

from zones.access import COMMERCE, LEADERSHIP
from zones.models import Post

from .. import case_life as life
from ..models import Case, CaseGround, CaseNotice
from .case_facts import AWAITED, case_terms, facts_of, hands_there
from .case_rows import CaseRow, grounds_text
from .outdated import outdated_grounds

#: What is told: that a step is one's own, that it is due soon, that it is late.
NOW, SOON, LATE = "now", "soon", "late"
#: Case, person, number of the last step, what is told.
Key = tuple[int, int, int, str]
#: Steps after which nobody is told anew.
BESIDE = (life.ASSIGN, life.ATTACH)


@dataclass(frozen=True)
class CaseTold:
    """What one case says to somebody."""

    row: CaseRow
    seq: int
    occasion: str

    def key(self, person: User) -> Key:
        """What a notice is told apart by."""
        return self.row.case.pk, person.pk, self.seq, self.occasion


@dataclass(frozen=True)
class CaseLetter:
    """One mail: to one person, of every case that they were not told of yet."""

    to: User
    told: tuple[CaseTold, ...]

    @property
    def language(self) -> str:
        """The recipient's language of mails; empty where nobody has chosen one."""
        post = getattr(self.to, "post", None)
        return post.language if post else ""


@dataclass(frozen=True)
class CaseMailing:
    """The letters to send now, and the people who would get one if they had an address."""

    letters: tuple[CaseLetter, ...]
    unreachable: tuple[User, ...]


def case_letters_due(at: datetime) -> CaseMailing:
    """Who has to be told of which cases; the same queries for any number of cases."""
    wanted: dict[User, list[CaseTold]] = defaultdict(list)
    people = _People()
    told = told_of()
    for one in _open_cases(timezone.localdate(at)):
        for person in people.of(one):
            if one.key(person) not in told:
                wanted[person].append(one)
    letters = [CaseLetter(person, tuple(found)) for person, found in wanted.items()]
    letters.sort(key=lambda letter: letter.to.pk)
    return CaseMailing(
        tuple(letter for letter in letters if letter.to.email),
        tuple(letter.to for letter in letters if not letter.to.email),
    )


def told_of(cases: Iterable[int] | None = None) -> set[Key]:
    """What was told, or is being told."""
    rows = CaseNotice.objects.order_by()
    if cases is not None:
        rows = rows.filter(case__in=list(cases))
    return set(rows.values_list("case", "person", "seq", "occasion"))


def cases_due(at: datetime) -> list[Case]:
    """The cases whose rectification is overdue since and not written down as such."""
    today = timezone.localdate(at)
    found = Case.objects.filter(state=life.RECTIFYING, due_on__lt=today, **AWAITED)
    return list(found.select_related("zone").order_by("pk"))


def _open_cases(today: date) -> Iterable[CaseTold]:
    """Every case whose step is somebody's, with the most urgent thing to say of it."""
    grounds = Prefetch("grounds", queryset=CaseGround.objects.all(), to_attr="held_grounds")
    last = Max("moves__seq", filter=~Q(moves__move__in=BESIDE))
    found = Case.objects.filter(ended_at=None).select_related("zone").annotate(last_seq=last)
    soon = today + timedelta(days=case_terms().remind)
    outdated, hands = outdated_grounds(), hands_there()
    for case in found.prefetch_related(grounds).order_by("pk"):
        held = case.held_grounds  # type: ignore[attr-defined]
        facts = life.as_of(facts_of(case, held, outdated=outdated, hands=hands), today)
        row = CaseRow(case, facts, today, frozenset(), grounds_text(held))
        if not row.waits:
            continue
        is_soon = row.due is not None and row.due <= soon and not facts.is_handed_in
        is_soon = is_soon and not row.is_held_up
        occasion = LATE if row.days_late else SOON if is_soon else NOW
        yield CaseTold(row, case.last_seq, occasion)  # type: ignore[attr-defined]


class _People:
    """Who takes part, read once for all cases."""

    def __init__(self) -> None:
        self._groups = {name: _of_group(name) for name in (COMMERCE, LEADERSHIP)}
        self._reporters: dict[int, list[User]] = defaultdict(list)
        posts = Post.objects.filter(zone__isnull=False, user__is_active=True)
        for post in posts.select_related("user__post").order_by("pk"):
            self._reporters[post.zone_id].append(post.user)

    def of(self, one: CaseTold) -> list[User]:
        """Whoever is waited for; of what is late also whoever is in charge of the case.

        For a zone without a reporter that is the department, which hands in for it.
        """
        case, role = one.row.case, one.row.waits
        found = {
            life.COMMERCE: self._in_charge(case),
            life.LEADERSHIP: self._groups[LEADERSHIP],
            life.REPORTER: self._reporters[case.zone_id] or self._in_charge(case),
        }[role]
        if role != life.COMMERCE and one.occasion == LATE:
            found = [*found, *self._in_charge(case)]
        return list(dict.fromkeys(found))

    def _in_charge(self, case: Case) -> list[User]:
        """The person in charge, or everybody at the department while nobody is named."""
        named = [one for one in self._groups[COMMERCE] if one.pk == case.handler_id]
        return named or self._groups[COMMERCE]


def _of_group(name: str) -> list[User]:
    users = User.objects.filter(is_active=True, groups__name=name)
    return list(users.select_related("post").order_by("pk"))
