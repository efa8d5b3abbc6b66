"""The words of the mails that remind of a quarter, in the language that is active."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.display import day, label
from zones.people import name_of

from .badges import timing_badge
from .lifecycle import RETURNED
from .selectors.boards import zone_address
from .selectors.reminders import Due, Letter
from .selectors.waiting import named

#: How many of the figures that are missing a mail names.
FIGURES_NAMED = 5


def letter_subject(letter: Letter) -> str:
    """The subject: which quarter, and which zone or how many."""
    late = [due for due in letter.dues if due.is_late]
    words: dict[str, object] = {"quarter": letter.quarter.code, "count": len(letter.dues)}
    if len(letter.dues) == 1:
        (due,) = letter.dues
        words |= {"zone": label(due.zone, "short"), "when": when_text(due)}
        return _("Figures of %(quarter)s, %(zone)s: %(when)s") % words
    if late:
        words["late"] = len(late)
        return _("Figures of %(quarter)s: %(count)s zones missing, %(late)s of them late") % words
    return _("Figures of %(quarter)s: %(count)s zones missing") % words


def letter_body(letter: Letter, site: str) -> str:
    """The text: what is missing of which zone, until when, and where to enter it."""
    site = site.rstrip("/")
    words = {"name": name_of(letter.to)}
    first = _("%(name)s, these figures of %(quarter)s are not handed in yet:")
    parts = [first % (words | {"quarter": letter.quarter.code})]
    parts += ["\n".join(_about(due, letter, site)) for due in letter.dues]
    if len(letter.dues) > 1:
        board = reverse("collect_quarter", args=[str(letter.quarter.code)])
        parts.append(_("All zones: %(address)s") % {"address": site + board})
    if not any(due.terms.is_past_lock for due in letter.dues):
        text = _("After %(day)s the quarter is locked; then only the department can reopen it.")
        parts.append(text % {"day": day(letter.quarter.locks_on)})
    parts.append(_("This mail was sent automatically; please do not reply to it."))
    return "\n\n".join(parts) + "\n"


def _about(due: Due, letter: Letter, site: str) -> Iterable[str]:
    """The lines on one zone."""
    words = {"zone": label(due.zone), "when": when_text(due), "day": day(due.terms.due_on)}
    yield _("%(zone)s: due on %(day)s (%(when)s)") % words
    yield "  " + _what_is_missing(due)
    if letter.to not in due.reporters and due.reporters:
        yield "  " + _("%(who)s reports.") % {"who": named(due.reporters)}
    yield "  " + site + zone_address(due.quarter.code, due.zone)


def when_text(due: Due) -> str:
    """How long there is, or by how much it is late."""
    left = (due.terms.due_on - due.terms.today).days
    if due.latest is not None and due.latest.state == RETURNED:
        return _("returned, to be corrected")
    if left < 0:
        return timing_badge(due.terms, None).text
    if left == 0:
        return _("due today")
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}


def _what_is_missing(due: Due) -> str:
    if due.latest is not None and due.latest.state == RETURNED:
        return _("The reviewer asks: %(note)s") % {"note": due.latest.note}
    words = {"count": len(due.missing), "all": len(due.expected)}
    if due.latest is None:
        return _("Nothing is entered yet (figures: %(all)s).") % words
    if not due.missing:
        return _("Every figure is entered; it has only to be handed in.")
    names = _(", ").join(label(one) for one in due.missing[:FIGURES_NAMED])
    if len(due.missing) > FIGURES_NAMED:
        names = _("%(names)s and others") % {"names": names}
    return _("A draft; missing are %(count)s of %(all)s figures: %(names)s.") % (
        words | {"names": names}
    )
