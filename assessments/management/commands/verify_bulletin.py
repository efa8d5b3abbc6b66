"""`manage.py verify_bulletin FILE`: which snapshot a file is, and whether it was altered."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.commands import HouseCommand, bytes_of
from zones.display import moment

from ...selectors.bulletin_check import (
    ALTERED,
    DRAFT,
    INTACT,
    NAMED_ONLY,
    FileVerdict,
    file_verdict,
)

SENTENCES = {
    INTACT: gettext_lazy(
        "Unaltered: the %(format)s file (%(language)s) of %(name)s, %(state)s, published"
        " %(published)s; its snapshot has SHA-256 %(snapshot)s."
    ),
    DRAFT: gettext_lazy(
        "A draft of %(name)s, unaltered: the %(format)s file (%(language)s) as it was before"
        " publication. It is no published file."
    ),
    ALTERED: gettext_lazy(
        "Altered or saved again: it says that it prints %(name)s (snapshot %(snapshot)s), published"
        " %(published)s, but its bytes are none of the files published then."
    ),
    NAMED_ONLY: gettext_lazy(
        "Not published here: it names %(named)s, but no published snapshot has its digest. It is a"
        " draft, or its digest was altered."
    ),
}
UNKNOWN = gettext_lazy("Not a bulletin of this site: it names no snapshot.")


class Command(HouseCommand):
    """Says what a file is; ends with 1 unless it is a published file, byte for byte."""

    about = gettext_lazy(
        "Says which published bulletin a file is, and whether it was altered since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("a docx, pdf, xlsx or zip"))

    def handle(self, *, file: Path, **options: Any) -> None:
        verdict = file_verdict(bytes_of(file))
        self.stdout.write(f"SHA-256 {verdict.sha256}")
        if verdict.code != INTACT:
            raise CommandError(verdict_sentence(verdict))
        self.stdout.write(verdict_sentence(verdict))


def verdict_sentence(verdict: FileVerdict) -> str:
    """What a file is, in a sentence."""
    words: dict[str, object] = {"named": verdict.named}
    if verdict.bulletin is not None:
        words |= {
            "name": verdict.bulletin.name,
            "state": verdict.bulletin.get_state_display(),
            "published": moment(verdict.bulletin.published_at),
            "snapshot": verdict.bulletin.sha256,
            "format": verdict.suffix,
            "language": verdict.language,
        }
    if verdict.file is not None:
        words |= {"format": verdict.file.suffix, "language": verdict.file.language}
    return str(SENTENCES.get(verdict.code, UNKNOWN)) % words
