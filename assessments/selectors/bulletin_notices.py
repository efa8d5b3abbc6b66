"""Reads what is to be said above a bulletin: that it is out of date, replaced or a draft."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Link
from zones.display import moment

from ..models import Assessment, Bulletin
from ..papers.printers.glyphs import undrawable
from ..wording import sentences
from .bulletin_papers import computed, snapshot_of
from .bulletin_words import one_sided

State = Bulletin.State


@dataclass(frozen=True)
class Notice:
    """What is to be said above a version, and where the version is that it speaks of."""

    text: str
    link: Link | None = None


def notices(one: Bulletin, who: Person, *, draft: int | None) -> Iterator[Notice]:
    """What is to be said above a version; ``draft`` is the half-year's draft, if there is one."""
    if one.state == State.PUT_AWAY:
        yield Notice(
            _("This draft was put away: it is not published, and its version is used by no other.")
        )
    if one.state == State.SUPERSEDED:
        yield _superseded(one)
    if one.state == State.PUBLISHED:
        if said := replaced_notice(one, who, draft=draft):
            yield Notice(said)
        if (before := version_before(one)) is not None:
            words = {"version": before.version, "at": moment(one.published_at)}
            text = _("This version took the place of version %(version)s on %(at)s.")
            yield Notice(text % words, _to(before))
    if one.is_draft:
        yield from map(Notice, _of_draft(one))


def _of_draft(one: Bulletin) -> Iterator[str]:
    """What is to be said above a draft, before it is published."""
    yield _("A draft: nobody but the commerce department sees it.")
    is_bulletin = one.kind == Bulletin.Kind.BULLETIN
    if is_bulletin and one.assessment is not None and one.assessment.state in Assessment.OPEN:
        yield _("The assessment that it prints is not published; publish that first.")
    elif is_out_of_date(one):
        yield _("The figures or rules that it prints have changed; prepare it again.")
    yield from undrawn(one)
    yield from one_sided(one)


def _superseded(one: Bulletin) -> Notice:
    """That another version has taken the place of this one: which one, and when."""
    later = version_after(one)
    if later is None:
        text = _("Another version has taken the place of this one; it stays as it was published.")
        return Notice(text)
    words = {"version": later.version, "at": moment(one.superseded_at)}
    text = _(
        "Version %(version)s took the place of this one on %(at)s; this one stays as it was"
        " published."
    )
    return Notice(text % words, _to(later))


def version_after(one: Bulletin) -> Bulletin | None:
    """The version that took the place of this one; one query."""
    return _published(one).filter(version__gt=one.version).order_by("version").first()


def version_before(one: Bulletin) -> Bulletin | None:
    """The published version whose place this one took; one query."""
    return _published(one).filter(version__lt=one.version).order_by("-version").first()


def _published(one: Bulletin) -> QuerySet[Bulletin]:
    """The versions of the same period that are or were published, without their papers."""
    found = Bulletin.objects.filter(code=one.code, state__in=(State.PUBLISHED, State.SUPERSEDED))
    return found.defer("computed", "snapshot")


def _to(one: Bulletin) -> Link:
    text = _("To version %(version)s") % {"version": one.version}
    return Link(text, f"{one.get_absolute_url()}?version={one.version}")


def is_replaced(one: Bulletin) -> bool:
    """Whether a published bulletin rests on an assessment that another has replaced since."""
    if one.state != State.PUBLISHED:
        return False
    if one.assessment is None:  # a review sheet outlives its board
        return True
    return one.assessment.state == Assessment.State.SUPERSEDED


def replaced_notice(one: Bulletin, who: Person, *, draft: int | None) -> str:
    """That the assessment beneath a published bulletin was replaced, and what comes of that."""
    if not is_replaced(one):
        return ""
    if one.assessment is None:
        fact = _("The board of the quarter was computed anew since; this sheet stays as it was.")
    else:
        fact = _(
            "The assessment it rests on was replaced on %(at)s; its figures are no longer in force."
        ) % {"at": moment(one.assessment.superseded_at)}
    if not who.may_publish:
        return sentences((fact, _("No bulletin of the new assessment is published yet.")))
    if draft is None:
        return sentences((fact, _("Prepare another version.")))
    waiting = _("Version %(version)s, the draft, is waiting to be published.")
    return sentences((fact, waiting % {"version": draft}))


def undrawn(draft: Bulletin) -> list[str]:
    """The characters that the pdf could not show, named; nothing where its fonts have them all."""
    papers = snapshot_of(draft).papers.values()
    marks = sorted({mark for paper in papers for mark in undrawable(paper)})
    if not marks:
        return []
    named = _(", ").join(f"{mark} (U+{ord(mark):04X})" for mark in marks)
    return [
        _("The pdf prints 〓 for these characters, which its fonts lack: %(characters)s.")
        % {"characters": named}
    ]


def is_out_of_date(one: Bulletin) -> bool:
    """Whether a draft says what its assessment and the policy no longer say."""
    if one.assessment is None or one.assessment.state == Assessment.State.SUPERSEDED:
        return True
    return computed(one.assessment) != one.computed
