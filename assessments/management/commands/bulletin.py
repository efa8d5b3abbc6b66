"""`manage.py bulletin HALF --format docx|xlsx -o FILE`: a published half-year's bulletin."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from indicators.periods import UnknownPeriod, parse_half

from ...bulletin import build
from ...models import Assessment
from ...printers import PRINTERS


class Command(BaseCommand):
    help = "Writes the bulletin of a half-year whose assessment is published."

    def add_arguments(self, parser):
        parser.add_argument("half", help="2022H1, or 2022H2 for the whole year")
        parser.add_argument("--format", choices=list(PRINTERS), required=True)
        parser.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *, half: str, output: Path, language: str | None = None, **options):
        try:
            period = parse_half(half)
        except UnknownPeriod as error:
            raise CommandError(f"“{half}” is not a half-year: write 2022H1 or 2022H2.") from error
        assessment = (
            Assessment.objects.filter(period=str(period), state=Assessment.State.PUBLISHED)
            .select_related("scheme")
            .first()
        )
        if assessment is None:
            raise CommandError(f"No assessment of {period} is published; publish it first.")
        printer, _ = PRINTERS[options["format"]]
        language = language or settings.LANGUAGE_CODE
        with override(language):
            data = printer(build(assessment, language))
        try:
            output.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stdout.write(f"{output}: {len(data):,} bytes")
