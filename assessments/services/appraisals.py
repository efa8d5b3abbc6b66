"""Prints the extract for leadership appraisal, and logs who takes it home."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from zones.access import Person
from zones.services.audit import Act, Change, audit_append

from ..papers.printers import PRINTERS
from ..selectors.appraisal import Extract

SUFFIXES = ("docx", "xlsx")


@dataclass(frozen=True)
class ExtractFile:
    """A file of the extract, never stored: it is printed of what is."""

    name: str
    content: bytes
    content_type: str


def extract_file(
    *,
    extract: Extract,
    language: str,
    suffix: str,
    at: datetime,
    by: Person,
    log: list[Act] | None = None,
) -> ExtractFile:
    """The extract as a file; the log tells who took which one, with the digest of its bytes."""
    printer, content_type = PRINTERS[suffix]
    paper = extract.papers[language]
    content = printer(paper)
    told = {
        "language": language,
        "format": suffix,
        "city": extract.only,
        "snapshot": paper.identity.sha256,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    change = Change(
        "appraisal_downloaded",
        "assessment",
        code=extract.assessment.period,
        version=extract.assessment.version,
        new=told,
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    return ExtractFile(f"{extract.name}-{language}.{suffix}", content, content_type)
