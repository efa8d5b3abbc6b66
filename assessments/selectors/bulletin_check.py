"""Reads which bulletin a file is, and whether it is as it was published."""

import hashlib
from dataclasses import dataclass

from ..models import Bulletin, BulletinFile
from ..papers.identity import identities

#: What a file can turn out to be.
INTACT, ALTERED, NAMED_ONLY, UNKNOWN = "intact", "altered", "named_only", "unknown"


@dataclass(frozen=True)
class FileVerdict:
    """What a file is: which version it is a file of, and whether its bytes are those published."""

    code: str
    sha256: str
    bulletin: Bulletin | None = None
    file: BulletinFile | None = None
    named: str = ""


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
    known = Bulletin.objects.filter(sha256__in=digests).defer("computed", "snapshot").first()
    if known is not None:
        return FileVerdict(ALTERED, sha256, known)
    if names:
        return FileVerdict(NAMED_ONLY, sha256, named=min(names))
    return FileVerdict(UNKNOWN, sha256)
