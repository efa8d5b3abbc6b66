"""Reads which bulletin a file is, and whether it is as it was published."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from ..models import Bulletin, BulletinFile
from ..papers.bulletin.covered import as_draft
from ..papers.identity import identities
from ..papers.printers import PRINTERS, PrintingError
from .bulletin_papers import snapshot_of

#: What a file can turn out to be.
INTACT, ALTERED, NAMED_ONLY, UNKNOWN = "intact", "altered", "named_only", "unknown"
#: A draft's file, byte for byte, of a version that is a draft still or was published meanwhile.
DRAFT = "draft"


@dataclass(frozen=True)
class FileVerdict:
    """What a file is: which version it is a file of, and whether its bytes are those published."""

    code: str
    sha256: str
    bulletin: Bulletin | None = None
    file: BulletinFile | None = None
    named: str = ""
    suffix: str = ""
    language: str = ""


def file_verdict(content: bytes) -> FileVerdict:
    """What a file is, by its checksum, failing that by what it says of itself.

    Which of them it says counts by the digest of a snapshot; a name alone anybody can write.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    frozen = BulletinFile.objects.filter(sha256=sha256).select_related("bulletin")
    file = frozen.defer("content", "bulletin__computed", "bulletin__snapshot").first()
    if file is not None:
        return FileVerdict(INTACT, sha256, file.bulletin, file)
    names, digests = identities(content)
    known = Bulletin.objects.filter(sha256__in=digests).first()
    drafts = Bulletin.objects.filter(state=Bulletin.State.DRAFT)
    waiting = [one for one in drafts if one.name in names]
    draft = _as_draft(content, sha256, [*([known] if known else []), *waiting])
    if draft is not None:
        return draft
    if known is not None:
        return FileVerdict(ALTERED, sha256, known)
    if names:
        return FileVerdict(NAMED_ONLY, sha256, named=min(names))
    return FileVerdict(UNKNOWN, sha256)


def _as_draft(content: bytes, sha256: str, found: Iterable[Bulletin]) -> FileVerdict | None:
    """That the file is a draft of one of these versions: what printing it as a draft gives again.

    A draft and what is published of it hold the same data and name the same digest.
    """
    suffix = _suffix(content)
    for bulletin in found:
        for language, paper in snapshot_of(bulletin).papers.items():
            try:
                printed = PRINTERS[suffix][0](as_draft(paper))
            except PrintingError:
                continue
            if hashlib.sha256(printed).hexdigest() == sha256:
                return FileVerdict(DRAFT, sha256, bulletin, suffix=suffix, language=language)
    return None


def _suffix(content: bytes) -> str:
    """The format that a file looks like."""
    if not content.startswith(b"PK"):
        return "pdf"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            first = {name.partition("/")[0] for name in archive.namelist()}
    except zipfile.BadZipFile:
        return "zip"
    return "docx" if "word" in first else "xlsx" if "xl" in first else "zip"
