"""Reads bulletins with the checksums of their files, as programs read them."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from zones.access import Person

from ..models import Bulletin, BulletinFile
from .bulletins import HEAVY, bulletins_open_to

Row = dict[str, Any]


def open_bulletins(who: Person) -> QuerySet[Bulletin]:
    """The published bulletins in every version, the latest first, without their contents."""
    published = (Bulletin.State.PUBLISHED, Bulletin.State.SUPERSEDED)
    files = Prefetch("files", BulletinFile.objects.defer("content"))
    found = bulletins_open_to(who).filter(state__in=published).defer(*HEAVY)
    return found.prefetch_related(files).order_by("-code", "-version")


def bulletin_row(one: Bulletin) -> Row:
    """A version of a bulletin or review sheet, and where its files are."""
    return {
        "code": one.code,
        "version": one.version,
        "kind": str(one.kind),
        "state": str(one.state),
        "assessed_version": one.assessed_version,
        "assessed_digest": one.assessed_digest,
        "sha256": one.sha256,
        "is_demonstration": one.is_demonstration,
        "published_at": one.published_at,
        "superseded_at": one.superseded_at,
        "files": [_file(one, file) for file in one.files.all()],
    }


def _file(one: Bulletin, file: BulletinFile) -> Row:
    name = f"{file.language}.{file.suffix}"
    return {
        "language": file.language,
        "format": file.suffix,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "path": f"/api/v1/bulletins/{one.code}/{one.version}/{name}",
    }


def bulletin_file(
    who: Person, code: str, version: int, language: str, suffix: str
) -> BulletinFile | None:
    """A file of a published version, with its content; None where there is none."""
    found = BulletinFile.objects.select_related("bulletin").filter(
        bulletin__in=open_bulletins(who).filter(code=code, version=version).only("pk"),
        language=language,
        suffix=suffix,
    )
    return found.defer("bulletin__computed", "bulletin__snapshot").first()
