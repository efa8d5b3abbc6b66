"""Writes bulletins: a draft published with frozen files, and who takes them home."""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from zones.access import Person
from zones.services.audit import Act, Change, audit_append

from ..models import Assessment, Bulletin, BulletinFile
from ..papers.paper import Paper
from ..papers.printers import PRINTERS
from ..papers.printers.faults import TypesettingError
from ..selectors.bulletin_papers import computed, paper_of, snapshot_of
from ..selectors.bulletin_words import words_dropped
from .assessments import Refused
from .bulletin_drafts import change_of, refuse_unless_draft, refuse_unless_staff

log_of_faults = logging.getLogger(__name__)
State = Bulletin.State


def bulletin_publish(
    *,
    bulletin: Bulletin,
    at: datetime,
    by: Person | None = None,
    seen: str = "",
    dropping: Iterable[str] = (),
    log: list[Act] | None = None,
) -> Bulletin:
    """The draft, published with its files; the version that it replaces stays readable.

    ``seen`` is the digest of the snapshot that the person looked at; ``dropping`` names the fields
    that the version before has and this one is meant to lack. Files are printed before the
    transaction begins, so that nobody waits for it; within it all is compared again.
    """
    refuse_unless_staff(by)
    _refuse_unless_fit(bulletin)
    snapshot = snapshot_of(bulletin)
    if seen and seen != snapshot.sha256:
        raise Refused("words_changed_meanwhile")
    _refuse_unless_meant(bulletin, dropping)
    try:
        files = printed(snapshot.papers)
    except TypesettingError as fault:  # such as no memory left: nothing is half published
        log_of_faults.exception("The pages of %s could not be set", bulletin.code)
        raise Refused("pages_not_set", half=bulletin.code) from fault
    with transaction.atomic():
        held = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
        _refuse_unless_fit(held)
        if snapshot_of(held).sha256 != snapshot.sha256:
            raise Refused("words_changed_meanwhile")
        left_out = _refuse_unless_meant(held, dropping)
        changes = _supersede(held.code, snapshot.sha256, at)
        held.state, held.published_at = State.PUBLISHED, at
        held.published_by_id = by.user_id if by else None
        held.snapshot, held.sha256 = snapshot.text, snapshot.sha256
        for file in files:
            file.bulletin = held
        BulletinFile.objects.bulk_create(files)  # first: a published bulletin takes no more files
        held.save()
        told = {f"{one.language} {one.suffix}": one.sha256 for one in files}
        new: dict[str, object] = {"files": told}
        if left_out:
            new["left_out"] = ", ".join(left_out)
        changes.append(change_of("bulletin_published", held, {"state": State.DRAFT}, new))
        audit_append(by=by, at=at, changes=changes, log=log)
    return held


def _refuse_unless_meant(draft: Bulletin, dropping: Iterable[str]) -> tuple[str, ...]:
    """The words of the published version that will be missing; Refused where one is not meant."""
    lost = words_dropped(draft)
    if not_meant := tuple(name for name in lost if name not in set(dropping)):
        raise Refused("would_drop", fields=not_meant)
    return lost


def _supersede(code: str, sha256: str, at: datetime) -> list[Change]:
    """What is told of the version that makes way; raises Refused where it says the same."""
    standing = Bulletin.objects.select_for_update().filter(code=code, state=State.PUBLISHED)
    replaced = standing.first()
    if replaced is None:
        return []
    if replaced.sha256 == sha256:
        raise Refused("same_published", half=code, version=replaced.version)
    replaced.state, replaced.superseded_at = State.SUPERSEDED, at
    replaced.save(update_fields=["state", "superseded_at"])
    return [change_of("bulletin_superseded", replaced, {"state": State.PUBLISHED})]


def printed(papers: Mapping[str, Paper]) -> list[BulletinFile]:
    """The files of the papers, in every language and format, not saved yet."""
    return [
        _file(language, suffix, paper) for language, paper in papers.items() for suffix in PRINTERS
    ]


def _file(language: str, suffix: str, paper: Paper) -> BulletinFile:
    printer, content_type = PRINTERS[suffix]
    content = printer(paper)
    return BulletinFile(
        language=language,
        suffix=suffix,
        content_type=content_type,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def draft_file(bulletin: Bulletin, language: str, suffix: str) -> BulletinFile | None:
    """A draft's file, printed now and saying across every page that it is a draft; never saved."""
    if not bulletin.is_draft or suffix not in PRINTERS:
        return None
    return _file(language, suffix, paper_of(bulletin, language))


def bulletin_download_log(
    *,
    bulletin: Bulletin,
    language: str,
    suffix: str,
    sha256: str,
    at: datetime,
    by: Person,
    log: list[Act] | None = None,
) -> None:
    """Nothing; the log tells who took which file of which version home."""
    told = {"language": language, "format": suffix, "sha256": sha256}
    audit_append(
        by=by, at=at, changes=[change_of("bulletin_downloaded", bulletin, None, told)], log=log
    )


def _refuse_unless_fit(bulletin: Bulletin) -> None:
    """Nothing; raises Refused where it is no draft any more, or says what no longer holds."""
    refuse_unless_draft(bulletin)
    assessment = bulletin.assessment
    if assessment is None:
        raise Refused("prepared_from_replaced", half=bulletin.code)
    if bulletin.kind == Bulletin.Kind.BULLETIN:
        if assessment.state in Assessment.OPEN:
            raise Refused("assessment_not_published", period=assessment.period)
        if assessment.state == Assessment.State.SUPERSEDED:
            raise Refused("prepared_from_replaced", half=bulletin.code)
    if computed(assessment) != bulletin.computed:
        raise Refused("changed_since_prepared", half=bulletin.code)
