"""`manage.py bulletin HALF --format docx|pdf|xlsx|zip -o FILE`: a half-year's bulletin.

The published one's frozen file; where none is published, a draft that says so on every page.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from indicators.periods import UnknownPeriod

from ...papers.printers import PRINTERS
from ...selectors.bulletin_papers import unpublished_paper
from ...selectors.bulletins import published_bulletin, span_of


class Command(BaseCommand):
    help = "Writes the bulletin of a half-year: the published file, failing that a marked draft."

    def add_arguments(self, parser):
        parser.add_argument("half", help="2022H1, or 2022H2 for the whole year")
        parser.add_argument("--format", choices=list(PRINTERS), required=True)
        parser.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *, half: str, output: Path, language: str | None = None, **options):
        try:
            span_of(half)
        except UnknownPeriod as error:
            raise CommandError(f"“{half}” is not a half-year: write 2022H1 or 2022H2.") from error
        language = language or settings.LANGUAGE_CODE
        name, content = _file(half.strip().upper(), options["format"], language)
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        digest = hashlib.sha256(content).hexdigest()
        self.stdout.write(f"{output}: {name}, {len(content):,} bytes, SHA-256 {digest}")


def _file(half: str, suffix: str, language: str) -> tuple[str, bytes]:
    """What is written, by its name, and its bytes."""
    bulletin = published_bulletin(half)
    if bulletin is None:
        paper = unpublished_paper(span_of(half), language)
        if paper is None:
            raise CommandError(f"{half} has no assessment; assess it and publish it first.")
        return f"{half}, a draft: no bulletin is published", PRINTERS[suffix][0](paper)
    file = bulletin.files.filter(language=language, suffix=suffix).first()
    if file is None:
        raise CommandError(f"{bulletin.name} was published without {suffix} files.")
    return bulletin.name, bytes(file.content)
