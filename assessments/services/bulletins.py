"""Writes bulletins: prepared from an assessment, worded by staff, published with frozen files."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from indicators.periods import Period, half_code
from zones.access import Person
from zones.services.audit import Act, Change, audit_append

from ..models import Assessment, Bulletin, BulletinCover, BulletinFile
from ..papers.paper import Paper
from ..papers.printers import PRINTERS
from ..papers.stored import digest
from ..selectors.bulletin_papers import (
    computed,
    cover_of,
    paper_of,
    printable_assessment,
    snapshot_of,
)
from .assessments import Refused

__all__ = [
    "COVER",
    "Refused",
    "bulletin_cover_write",
    "bulletin_download_log",
    "bulletin_prepare",
    "bulletin_publish",
    "code_of",
    "draft_file",
]

State = Bulletin.State
OPEN = (Assessment.State.DRAFT, Assessment.State.UNDER_REPLY)
#: What staff write; of an earlier version everything is taken over but the number and the date.
COVER = (
    *("number", "dated", "addressees_zh", "addressees_en", "opening_zh", "opening_en"),
    *("closing_zh", "closing_en", "office_zh", "office_en", "copies_zh", "copies_en"),
)
OF_ONE_VERSION = ("number", "dated")


def code_of(period: Period) -> str:
    """The code of the paper that prints a period: 2022H1, 2022H2 for the year, 2022Q1."""
    return str(period) if period.kind == "quarter" else half_code(period)


@transaction.atomic
def bulletin_prepare(
    *, period: Period, at: datetime, by: Person | None = None, log: list[Act] | None = None
) -> Bulletin:
    """The period's draft, computed anew from its published assessment, failing that the open one.

    What staff wrote on the draft stays; a new draft takes over the words of the version before.
    """
    _refuse_unless_staff(by)
    assessment = printable_assessment(period)
    if assessment is None:
        raise Refused("nothing_to_print", period=str(period))
    text = computed(assessment)
    held = Bulletin.objects.select_for_update().filter(code=code_of(period), state=State.DRAFT)
    draft = held.first()
    if draft and (draft.computed, draft.assessment_id) == (text, assessment.pk):
        return draft
    before = {"computed": draft.computed_sha256} if draft else None
    fields = {
        "assessment": assessment,
        "assessed_version": assessment.version,
        "assessed_digest": assessment.digest,
        "is_demonstration": assessment.is_demonstration,
        "computed": text,
        "computed_sha256": digest(text),
        "prepared_by_id": by.user_id if by else None,
        "prepared_at": at,
    }
    if draft:
        for name, value in fields.items():
            setattr(draft, name, value)
        draft.save()
    else:
        draft = _new_draft(period, fields, by=by, at=at)
    change = _change("bulletin_prepared", draft, before, {"computed": draft.computed_sha256})
    audit_append(by=by, at=at, changes=[change], log=log)
    return draft


def _new_draft(
    period: Period, fields: Mapping[str, object], *, by: Person | None, at: datetime
) -> Bulletin:
    code = code_of(period)
    last = Bulletin.objects.filter(code=code).order_by("-version").first()
    kind = Bulletin.Kind.REVIEW if period.kind == "quarter" else Bulletin.Kind.BULLETIN
    try:
        with transaction.atomic():
            draft = Bulletin.objects.create(
                code=code, kind=kind, version=last.version + 1 if last else 1, **fields
            )
    except IntegrityError as error:  # somebody else prepared it in the same moment
        raise Refused("prepared_meanwhile", half=code) from error
    words = cover_of(last) if last else None
    if words is not None:
        taken = {name: getattr(words, name) for name in COVER if name not in OF_ONE_VERSION}
        BulletinCover.objects.create(
            bulletin=draft,
            version=1,
            written_by_id=by.user_id if by else None,
            written_at=at,
            **taken,
        )
    return draft


@transaction.atomic
def bulletin_cover_write(
    *,
    bulletin: Bulletin,
    words: Mapping[str, object],
    seen: int,
    at: datetime,
    by: Person | None = None,
    log: list[Act] | None = None,
) -> BulletinCover | None:
    """What staff wrote as a new version; the one there is where nothing changed.

    ``seen`` is the version that the person edited, 0 for none: who edited an older one is refused.
    """
    _refuse_unless_staff(by)
    held = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if held.state != State.DRAFT:
        raise Refused("bulletin_is_frozen", half=held.code, version=held.version)
    last = cover_of(held)
    was = {name: getattr(last, name) if last else None for name in COVER}
    now = {name: words.get(name) or (None if name == "dated" else "") for name in COVER}
    if {name: value or None for name, value in was.items()} == {
        name: value or None for name, value in now.items()
    }:
        return last
    if seen != (last.version if last else 0):
        raise Refused("words_changed_meanwhile")
    try:
        with transaction.atomic():
            row = BulletinCover.objects.create(
                bulletin=held,
                version=(last.version if last else 0) + 1,
                written_by_id=by.user_id if by else None,
                written_at=at,
                **now,
            )
    except IntegrityError as error:
        raise Refused("words_changed_meanwhile") from error
    changed = {name for name in COVER if (was[name] or "") != (now[name] or "")}
    told = [{name: str(some[name] or "") for name in sorted(changed)} for some in (was, now)]
    audit_append(by=by, at=at, changes=[_change("bulletin_worded", held, *told)], log=log)
    return row


def bulletin_publish(
    *,
    bulletin: Bulletin,
    at: datetime,
    by: Person | None = None,
    seen: str = "",
    log: list[Act] | None = None,
) -> Bulletin:
    """The draft, published with its files; the version that it replaces stays readable.

    ``seen`` is the digest of the snapshot that the person looked at. Files are printed before the
    transaction begins, so that nobody waits for it; within it all is compared again.
    """
    _refuse_unless_staff(by)
    _refuse_unless_fit(bulletin)
    snapshot = snapshot_of(bulletin)
    if seen and seen != snapshot.sha256:
        raise Refused("words_changed_meanwhile")
    files = printed(snapshot.papers)
    with transaction.atomic():
        held = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
        _refuse_unless_fit(held)
        if snapshot_of(held).sha256 != snapshot.sha256:
            raise Refused("words_changed_meanwhile")
        changes = _supersede(held.code, snapshot.sha256, at)
        held.state, held.published_at = State.PUBLISHED, at
        held.published_by_id = by.user_id if by else None
        held.snapshot, held.sha256 = snapshot.text, snapshot.sha256
        for file in files:
            file.bulletin = held
        BulletinFile.objects.bulk_create(files)  # first: a published bulletin takes no more files
        held.save()
        told = {f"{one.language} {one.suffix}": one.sha256 for one in files}
        changes.append(_change("bulletin_published", held, {"state": State.DRAFT}, {"files": told}))
        audit_append(by=by, at=at, changes=changes, log=log)
    return held


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
    return [_change("bulletin_superseded", replaced, {"state": State.PUBLISHED})]


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
        by=by, at=at, changes=[_change("bulletin_downloaded", bulletin, None, told)], log=log
    )


def _refuse_unless_staff(by: Person | None) -> None:
    if by is not None and not by.may_publish:
        raise Refused("bulletin_not_allowed")


def _refuse_unless_fit(bulletin: Bulletin) -> None:
    """Nothing; raises Refused where it is no draft any more, or says what no longer holds."""
    if bulletin.state != State.DRAFT:
        raise Refused("bulletin_is_frozen", half=bulletin.code, version=bulletin.version)
    assessment = bulletin.assessment
    if assessment is None:
        raise Refused("prepared_from_replaced", half=bulletin.code)
    if bulletin.kind == Bulletin.Kind.BULLETIN:
        if assessment.state in OPEN:
            raise Refused("assessment_not_published", period=assessment.period)
        if assessment.state == Assessment.State.SUPERSEDED:
            raise Refused("prepared_from_replaced", half=bulletin.code)
    if computed(assessment) != bulletin.computed:
        raise Refused("changed_since_prepared", half=bulletin.code)


def _change(
    action: str,
    bulletin: Bulletin,
    old: Mapping[str, object] | None = None,
    new: Mapping[str, object] | None = None,
) -> Change:
    """What became of a bulletin, as the audit log tells it."""
    told = {"state": str(bulletin.state), "assessment": bulletin.assessed_digest}
    if bulletin.sha256:
        told["sha256"] = bulletin.sha256
    return Change(
        action,
        "bulletin",
        code=bulletin.code,
        version=bulletin.version,
        old={name: str(value) if value is not None else None for name, value in old.items()}
        if old
        else None,
        new=told | dict(new or {}),
    )
