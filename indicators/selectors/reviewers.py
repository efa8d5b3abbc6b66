"""Reads who had a hand in what waits for review, and who is left to verify it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from zones.access import COMMERCE, Person
from zones.display import label
from zones.models import AuditEntry
from zones.people import COMMAND_LINE, name_of

from ..models import Indicator, Submission


@dataclass(frozen=True)
class Review:
    """What a person of the department may do with a version that waits, and why not more."""

    may_verify: bool
    may_return: bool
    why_not: str  # empty where they may verify
    who_can: str  # the others' names, or what to do where nobody is left


def entered_by(submissions: Collection[Submission]) -> dict[int, set[int]]:
    """Whose figures each version holds, people's ids by the version's id; one query.

    What a revision took over from the version before was reviewed there. Where the log knows of no
    figure, it is who opened the version.
    """
    last = last_hands(submissions)
    return {
        one.pk: {person for person in last[one.pk].values() if person} or {one.created_by_id}
        for one in submissions
    }


def last_hands(submissions: Collection[Submission]) -> dict[int, dict[str, int | None]]:
    """Who last entered each figure that a version brought, by its id and indicator; one query.

    By hand, by a file, or by taking over what a colleague had entered: what somebody else has
    replaced since is nobody's work any more.
    """
    versions = {(one.zone.code, str(one.quarter.code), one.version): one for one in submissions}
    last: dict[int, dict[str, int | None]] = {one.pk: {} for one in submissions}
    if not versions:
        return last
    writes = AuditEntry.objects.filter(
        kind=AuditEntry.Kind.FIGURE,
        zone__in={zone for zone, _quarter, _version in versions},
        quarter__in={quarter for _zone, quarter, _version in versions},
    )
    named = writes.order_by("seq").values_list(
        "zone", "quarter", "version", "indicator", "person_id"
    )
    for zone, quarter, version, indicator, person in named:
        if (found := versions.get((zone, quarter, version))) is not None:
            last[found.pk][indicator] = person
    return last


@dataclass(frozen=True)
class Theirs:
    """The figures of a version that one person of the department entered."""

    name: str
    codes: tuple[str, ...]
    figures: str  # their names in one line


def theirs_in(
    submission: Submission, staff: Iterable[User], but: int | None = None
) -> tuple[Theirs, ...]:
    """Whose of the department each figure of the version is, without those of ``but``."""
    last = last_hands([submission])[submission.pk]
    indicators = {one.code: label(one) for one in Indicator.objects.all()}
    found = []
    for one in staff:
        codes = tuple(code for code in indicators if last.get(code) == one.pk != but)
        if codes:
            names = _(", ").join(indicators[code] for code in codes)
            found.append(Theirs(name_of(one), codes, names))
    return tuple(found)


def to_take_over(submission: Submission, person: Person) -> tuple[Theirs, ...]:
    """Colleagues' figures in an open version that nobody could verify if this person handed it in.

    Nothing where somebody would be left, and for whoever is not of the department.
    """
    if not (person.is_commerce and submission.is_open):
        return ()
    staff = reviewers()
    hands = {person.user_id, *entered_by([submission])[submission.pk]}
    if any(one.pk not in hands for one in staff):
        return ()
    return theirs_in(submission, staff, but=person.user_id)


def reviewers() -> list[User]:
    """The accounts of the department, whoever can sign in with one; one query."""
    found = User.objects.filter(is_active=True, groups__name=COMMERCE)
    return list(found.order_by("pk"))


def left_to_verify(
    submission: Submission, entered: Collection[int], staff: Iterable[User]
) -> list[User]:
    """Those of the department who neither entered a figure of the version nor handed it in."""
    return [one for one in staff if one.pk not in {submission.submitted_by_id, *entered}]


def is_for(
    person: Person, submission: Submission, entered: Collection[int], staff: Iterable[User]
) -> bool:
    """Whether the review is this person's next step: to verify, or to return what nobody can."""
    if person.may_verify(submission.submitted_by_id, entered):
        return True
    is_stuck = not left_to_verify(submission, entered, staff)
    return is_stuck and person.may_return(submission.submitted_by_id)


def who_not(submission: Submission, entered: Collection[int], staff: Iterable[User]) -> str:
    """The names of those who cannot verify: who handed in, and who of the department entered.

    Empty where it was the command line alone, which is nobody.
    """
    assert submission.submitted_by is not None
    others = [one for one in staff if one.pk in entered and one.pk != submission.submitted_by_id]
    hands = [submission.submitted_by, *others]
    return names_of(one for one in hands if one.username != COMMAND_LINE)


def who_returns(submission: Submission, entered: Collection[int], staff: Collection[User]) -> str:
    """The names of those who may return what nobody is left to verify; empty where somebody is."""
    if left_to_verify(submission, entered, staff):
        return ""
    return names_of(one for one in staff if one.pk != submission.submitted_by_id)


def names_of(users: Iterable[User]) -> str:
    """The people's names in one line."""
    return _(", ").join(name_of(one) for one in users)


def review_of(submission: Submission, person: Person) -> Review:
    """What a person of the department may do with a version that waits; six queries at most."""
    entered = entered_by([submission])[submission.pk]
    if person.may_verify(submission.submitted_by_id, entered):
        return Review(may_verify=True, may_return=True, why_not="", who_can="")
    is_own = submission.submitted_by_id == person.user_id
    left = left_to_verify(submission, entered, reviewers())
    return Review(
        may_verify=False,
        may_return=person.may_return(submission.submitted_by_id),
        why_not=(
            _("You handed these figures in, and nobody reviews their own.")
            if is_own
            else _("Figures of this version were entered by you, and nobody verifies their own.")
        ),
        who_can=_("They can be verified by %(names)s.") % {"names": names_of(left)}
        if left
        else stuck(submission),
    )


def stuck(submission: Submission) -> str:
    """Whose figures are whose where everybody had a hand in them, and what to do."""
    way_out = _(
        "Nobody is left in the department who could verify them. Whoever did not hand them in"
        " returns them; then one person presses “Take these figures over” on this page and hands"
        " in, and another one verifies. Or an administrator adds an account to the department."
    )
    told = _("Entered by %(name)s: %(figures)s.")
    hands = [
        told % {"name": one.name, "figures": one.figures}
        for one in theirs_in(submission, reviewers())
    ]
    return " ".join([way_out, *hands])
