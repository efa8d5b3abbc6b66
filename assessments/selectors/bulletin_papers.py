"""Reads a bulletin as papers: computed, with what staff wrote, named by its snapshot."""

from dataclasses import dataclass

from indicators.periods import Period

from ..models import Assessment, Bulletin, BulletinCover
from ..papers.bulletin.built import build_both
from ..papers.bulletin.covered import Cover, as_draft, both_covered
from ..papers.paper import Identity, Paper
from ..papers.stored import canonical, digest, restored
from ..papers.words import Words
from .bulletin_facts import bulletin_facts

NOBODY = Identity("", "")


@dataclass(frozen=True)
class Snapshot:
    """The canonical text of a bulletin's papers, its digest, and the papers themselves."""

    text: str
    sha256: str
    papers: dict[str, Paper]


def computed(assessment: Assessment) -> str:
    """What a bulletin of the assessment would hold now, without staff’s words, as stored text."""
    return canonical(build_both(bulletin_facts(assessment)))


def cover_of(bulletin: Bulletin) -> BulletinCover | None:
    """What staff last wrote on a bulletin; one query."""
    return BulletinCover.objects.filter(bulletin=bulletin).order_by("-version").first()


def as_cover(row: BulletinCover | None) -> Cover:
    """What staff wrote, as the papers take it."""
    if row is None:
        return Cover()
    return Cover(
        number=row.number,
        addressees=Words(row.addressees_zh, row.addressees_en),
        opening=Words(row.opening_zh, row.opening_en),
        closing=Words(row.closing_zh, row.closing_en),
        office=Words(row.office_zh, row.office_en),
        copies=Words(row.copies_zh, row.copies_en),
        dated=row.dated,
    )


def snapshot_of(bulletin: Bulletin) -> Snapshot:
    """A bulletin's snapshot: as published, or as a draft would be published now."""
    if not bulletin.was_published:
        papers = both_covered(restored(bulletin.computed, NOBODY), as_cover(cover_of(bulletin)))
        text = canonical(papers)
    else:
        text = bulletin.snapshot
    identity = Identity(bulletin.name, digest(text))
    return Snapshot(text, identity.sha256, restored(text, identity))


def paper_of(bulletin: Bulletin, language: str) -> Paper:
    """A bulletin's paper in a language; that of a draft says so across every page."""
    paper = snapshot_of(bulletin).papers[language]
    return paper if bulletin.was_published else as_draft(paper)


def printable_assessment(span: Period) -> Assessment | None:
    """The assessment that a period's paper prints: the published one, else the open one."""
    found = Assessment.objects.filter(period=str(span)).exclude(state=Assessment.State.SUPERSEDED)
    every = list(found.select_related("scheme").order_by("-version"))
    published = [one for one in every if one.state == Assessment.State.PUBLISHED]
    return next(iter([*published, *every]), None)


def unpublished_paper(span: Period, language: str) -> Paper | None:
    """A draft of what the period's bulletin would print now; None where nothing is assessed."""
    assessment = printable_assessment(span)
    if assessment is None:
        return None
    return as_draft(build_both(bulletin_facts(assessment))[language])
