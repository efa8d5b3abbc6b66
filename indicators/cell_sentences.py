"""The sentences in which the grid answers: why a cell was not saved, why nothing can be typed."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from .findings import finding_sentence
from .models import Indicator
from .sentences import problem_text, refusal_sentence
from .services.cells import Answer
from .services.merging import Refused
from .services.typed import NotRead
from .validation import Finding


def answer_sentence(answer: Answer, indicators: Mapping[str, Indicator]) -> str:
    """Why an edit was not saved and what to do; empty where it was."""
    match answer.why:
        case Finding() as finding:
            return finding_sentence(finding, indicators)
        case NotRead() as unread:
            return _unread_sentence(unread)
        case Refused() as refused:
            return refusal_sentence(refused)
    return ""


def closed_sentence(code: str, start: str = "") -> str:
    """Why a person can type nothing in a zone's quarter."""
    return CLOSED[code]() % {"start": start}


def _unread_sentence(unread: NotRead) -> str:
    if unread.problems:
        return " ".join(problem_text(problem) for problem in unread.problems)
    params = dict(unread.params)
    if "choices" in params:
        params["choices"] = _(", ").join(str(choice) for choice in params["choices"])
    return UNREAD[unread.code]() % params


CLOSED = {
    "read_only": lambda: _("You may read these figures, not enter them."),
    "not_your_zone": lambda: _("You may enter figures of your own zone only."),
    "before_start": lambda: _(
        "The zone reports from %(start)s on; before that its figures are not applicable."
    ),
    "locked": lambda: _("This quarter is locked: its figures can be read, not changed."),
    "already_submitted": lambda: _(
        "These figures are handed in and wait for review; to change them, have them returned first."
    ),
    "verified": lambda: _(
        "These figures are verified; a change to them is a revision, begun on the zone's own page."
    ),
}

#: What stands in place of a number, in the words of `workbooks.codes`: a cell is a cell.
UNREAD = {
    "not_a_number": lambda: _(
        "“%(value)s” is not a number; write digits only, or leave the cell empty and choose a"
        " reason."
    ),
    "bad_grouping": lambda: _(
        "the commas in “%(value)s” do not stand between thousands; write the number without commas."
    ),
    "dash_is_not_a_value": lambda: _(
        "“%(value)s” may mean zero or missing; write 0 for a real zero, or leave the cell empty and"
        " choose a reason."
    ),
    "shortened_number": lambda: _(
        "“%(value)s” was shortened when the file was saved; write the number out and save again."
    ),
    "date_not_number": lambda: _(
        "this is the date %(value)s, not a number; set the cell's format to number and type the"
        " figure again."
    ),
    "error_cell": lambda: _(
        "the formula ends in the error %(value)s; correct it, or write the figure."
    ),
    "percent_not_possible": lambda: _(
        "“%(value)s” is a percentage, but %(indicator)s is reported in %(choices)s; write the"
        " figure itself."
    ),
    "unit_not_possible": lambda: _(
        "the unit “%(value)s” is not possible for %(indicator)s; choose one of: %(choices)s."
    ),
    "not_whole": lambda: _(
        "“%(value)s” is not a whole number, but %(indicator)s is counted; write a whole number."
    ),
    "too_large": lambda: _("“%(value)s” is larger than any figure can be; check number and unit."),
}
