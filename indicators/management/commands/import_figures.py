"""`manage.py import_figures FILE [--commit]`: quarterly figures, by the same way in as the web."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.access import FROM_COMMAND_LINE, Person, person_of
from zones.commands import HouseCommand, bytes_of
from zones.services.accounts import account_for_command_line
from zones.services.transactions import one_transaction

from ...sentences import problem_sentence, refusal_sentence
from ...services.figures import FiguresFile, Imported, figures_import, read_figures
from ...services.submissions import Refused
from ...tables import Problem


class Command(HouseCommand):
    about = gettext_lazy(
        "Imports quarterly figures from a CSV (UTF-8) or xlsx file with the columns zone, quarter,"
        " indicator, value, unit, basis, state, reason; stated_ytd, stated_last_year and"
        " stated_growth may stand beside them, to check the figures by. The template, customs'"
        " monthly table and any table that the upload page takes are read too, if they name their"
        " zones and quarters themselves. A dry run unless --commit"
        " is given: it does everything, says what it did, and takes it back."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("the file to read"))
        parser.add_argument("--commit", action="store_true", help=_("save what the file holds"))
        parser.add_argument("--by", metavar="LOGIN", help=_("who hands the figures in"))
        parser.add_argument(
            "--verified-by", metavar="LOGIN", help=_("a second person who verifies")
        )
        parser.add_argument("--reason", default="", help=_("why verified figures are revised"))
        parser.add_argument(
            "--reopen",
            metavar="REASON",
            default="",
            help=_("why a locked quarter is reopened, for an hour, for each zone that needs it"),
        )
        parser.add_argument(
            "--incomplete",
            action="store_true",
            help=_("hand in also what lacks figures, which goes on being waited for"),
        )

    def handle(self, *, file: Path, commit: bool, **options):
        data = bytes_of(file)
        try:
            found = read_figures(file.name, data)
            with one_transaction():
                imported = figures_import(
                    file=found,
                    by=_person(options["by"])
                    or person_of(account_for_command_line(), FROM_COMMAND_LINE),
                    at=timezone.now(),
                    verified_by=_person(options["verified_by"]),
                    revision_reason=options["reason"],
                    reopening_reason=options["reopen"],
                    is_incomplete_accepted=options["incomplete"],
                )
                transaction.set_rollback(not commit)
        except Refused as refused:
            found_problems = refused.params.get("problems", ())
            lines = [*map(problem_sentence, found_problems), refusal_sentence(refused)]
            if any(map(_is_incomplete, found_problems)):
                lines.append(_("With --incomplete it is handed in without them."))
            raise CommandError("\n".join(lines)) from refused
        self.stdout.write(_summary(found, imported))
        self.stdout.write(_outcome(imported, commit=commit, is_verified=options["verified_by"]))


def _is_incomplete(problem: Problem) -> bool:
    """Whether a zone of the file only lacks figures."""
    refused = problem.params.get("refused")
    return isinstance(refused, Refused) and refused.code == "incomplete"


def _person(login: str | None) -> Person | None:
    """The person with this login, None where none is given."""
    if not login:
        return None
    try:
        user = get_user_model().objects.get(username=login)
        return person_of(user, FROM_COMMAND_LINE)
    except get_user_model().DoesNotExist as error:
        text = _("There is nobody with the login “%(login)s”.") % {"login": login}
        raise CommandError(text) from error


def _summary(found: FiguresFile, imported: Imported) -> str:
    """What the file holds and how that compares with what is there."""
    quarters = sorted({quarter for _zone, quarter in found.by_zone})
    quarters = quarters or sorted({entry.quarter for entry in found.province})
    return _(
        "%(file)s: %(zones)s zones, %(first)s to %(last)s; figures: %(new)s new,"
        " %(revised)s revised, %(unchanged)s the same (%(province)s of them of the province)."
    ) % {
        "file": found.name,
        "zones": len({zone for zone, _quarter in found.by_zone}),
        "first": quarters[0] if quarters else "—",
        "last": quarters[-1] if quarters else "—",
        "new": imported.new,
        "revised": imported.revised,
        "unchanged": imported.unchanged,
        "province": len(found.province),
    }


def _outcome(imported: Imported, *, commit: bool, is_verified: bool) -> str:
    """What was done, or would be."""
    if imported.is_nothing:
        return _("Everything in the file is there already: there is nothing to save.")
    count = {"count": len(imported.submissions)}
    if not commit:
        text = _("A dry run: nothing was saved. With --commit %(count)s submissions are handed in.")
        return text % count
    if is_verified:
        return _("Saved: %(count)s submissions, handed in and verified.") % count
    return _("Saved: %(count)s submissions, handed in; a second person verifies them.") % count
