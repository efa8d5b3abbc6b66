"""`manage.py compile_translations`: the catalogues for Django, without gettext's own tools."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compiles every locale/*/LC_MESSAGES/*.po to the .mo beside it."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        sources = [
            source
            for folder in settings.LOCALE_PATHS
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        ]
        if not sources:
            self.stdout.write("No catalogue found; nothing to compile.")
        for source in sources:
            self.stdout.write(self.compiled(source))

    def compiled(self, source: Path) -> str:
        """A line that says what was done with a catalogue."""
        try:
            catalogue = polib.pofile(str(source))
        except OSError as error:
            raise CommandError(f"{source}: {error}") from error
        target = source.with_suffix(".mo")
        binary = catalogue.to_binary()
        name = target.relative_to(source.parents[3])
        count = len(catalogue.translated_entries())
        if target.exists() and target.read_bytes() == binary:
            return f"{name}: {count} messages, already up to date"
        target.write_bytes(binary)
        return f"{name}: {count} messages compiled"
