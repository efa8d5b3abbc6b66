"""`manage.py bulletin HALF --format docx|pdf|xlsx|zip -o FILE`: a half-year's bulletin.

The published one's frozen file; where none is published, a draft that says so on every page.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.periods import UnknownPeriod
from zones.commands import HouseCommand

from ...papers.printers import PRINTERS
from ...selectors.bulletin_papers import unpublished_paper
from ...selectors.bulletins import codes_printable, published_bulletin, span_of
from ...wording import sentences


class Command(HouseCommand):
    about = gettext_lazy(
        "Writes the bulletin of a half-year: the published file, failing that a marked draft."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "half",
            help=_("2022H1, 2022H2 for the whole year, or 2022Q1 for a quarter’s review sheet"),
        )
        parser.add_argument(
            "--format", choices=list(PRINTERS), required=True, help=_("the file’s format")
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            help=_("the paper’s language; without it the site’s"),
        )
        parser.add_argument(
            "-o", "--output", type=Path, required=True, help=_("the file to be written")
        )

    def handle(self, *, half: str, output: Path, language: str | None = None, **options):
        try:
            span_of(half)
        except UnknownPeriod as error:
            text = _(
                "“%(half)s” is not the period of a bulletin: write 2022H1 for the first half-year,"
                " 2022H2 for the whole year, 2022Q1 for a quarter’s review sheet."
            )
            raise CommandError(_with_periods(text % {"half": half})) from error
        language = language or settings.LANGUAGE_CODE
        name, content = _file(half.strip().upper(), options["format"], language)
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        words = {
            "file": output,
            "name": name,
            "size": f"{len(content):,}",
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        self.stdout.write(_("%(file)s: %(name)s, %(size)s bytes, SHA-256 %(sha256)s") % words)


def _file(half: str, suffix: str, language: str) -> tuple[str, bytes]:
    """What is written, by its name, and its bytes."""
    bulletin = published_bulletin(half)
    if bulletin is None:
        paper = unpublished_paper(span_of(half), language)
        if paper is None:
            text = _("%(half)s has no assessment; assess it and publish it first.")
            raise CommandError(_with_periods(text % {"half": half}))
        name = _("%(half)s, a draft: no bulletin is published") % {"half": half}
        return name, PRINTERS[suffix][0](paper)
    file = bulletin.files.filter(language=language, suffix=suffix).first()
    if file is None:
        words = {"name": bulletin.name, "suffix": suffix}
        raise CommandError(_("%(name)s was published without %(suffix)s files.") % words)
    return bulletin.name, bytes(file.content)


def _with_periods(text: str) -> str:
    """The sentence, and which periods there are."""
    if not (codes := codes_printable()):
        return sentences((text, _("Nothing is assessed yet.")))
    there = _("There are: %(codes)s.") % {"codes": _(", ").join(codes)}
    return sentences((text, there))
