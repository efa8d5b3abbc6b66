"""`manage.py load_outline FILE --review-number NUMBER [--commit]`: the outline behind the zones."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...commands import HouseCommand
from ...models import Zone
from ...outline_sentences import outline_sentence
from ...outlines import MOST_MB, BadOutline, Frame, read_outline
from ...services.outlines import checked_review_number, outline_load, outline_remove
from ...services.transactions import Refused


class Command(HouseCommand):
    """Loads the outline, a dry run unless --commit is given; or removes it."""

    about = gettext_lazy("Loads the province’s outline, which the map of the zones is drawn on.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", metavar="FILE", help=_("the outline, as GeoJSON")
        )
        parser.add_argument(
            "--review-number",
            default="",
            metavar="NUMBER",
            help=_("the review number (审图号) of the map, which is printed beside it"),
        )
        parser.add_argument(
            "--remove", action="store_true", help=_("remove the outline: the zones are tiles again")
        )
        parser.add_argument(
            "--commit", action="store_true", help=_("save, instead of only checking")
        )

    def handle(
        self, *, file: Path | None, review_number: str, remove: bool, commit: bool, **options: Any
    ) -> None:
        if remove == bool(file):
            raise CommandError(_("Name the outline’s file, or say --remove."))
        if file is None:
            self._remove(commit)
        else:
            self._load(file, review_number, commit)

    def _load(self, file: Path, review_number: str, commit: bool) -> None:
        try:
            number = checked_review_number(review_number)
            with file.open("rb") as content:
                data = content.read(MOST_MB * 1024 * 1024 + 1)
            drawn = read_outline(data)
        except OSError as error:
            words = {"file": file, "why": error.strerror}
            raise CommandError(_("%(file)s cannot be read: %(why)s") % words) from error
        except (BadOutline, Refused) as wrong:
            raise CommandError(f"{file.name}: {outline_sentence(wrong)}") from wrong
        self._say_who_is_outside(drawn.frame)
        if not commit:
            self.stdout.write(_("The outline can be drawn. Nothing was saved; add --commit."))
        elif outline_load(drawn=drawn, data=data, file_name=file.name, review_number=number):
            words = {"number": number}
            self.stdout.write(_("The map is drawn on it, with %(number)s beside it.") % words)
        else:
            self.stdout.write(_("This outline was there already."))

    def _remove(self, commit: bool) -> None:
        if not commit:
            self.stdout.write(_("Nothing was removed; add --commit."))
        elif outline_remove():
            self.stdout.write(_("The outline is removed; the zones are tiles again."))
        else:
            self.stdout.write(_("There is no outline."))

    def _say_who_is_outside(self, frame: Frame) -> None:
        """Names the zones for which the map would stay one of tiles."""
        outside = [
            zone.code
            for zone in Zone.objects.filter(is_judged=True)
            if zone.longitude is None
            or zone.latitude is None
            or not frame.holds(float(zone.longitude), float(zone.latitude))
        ]
        if outside:
            words = {"zones": ", ".join(outside)}
            self.stdout.write(
                _(
                    "The coordinates of these zones are missing or lie outside the outline:"
                    " %(zones)s. Boards with them go on showing tiles; set their longitude and"
                    " latitude in the administration."
                )
                % words
            )
