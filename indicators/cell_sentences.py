"""The sentences in which the grid answers: why a cell was not saved, why nothing can be typed."""

from collections.abc import Mapping

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from zones.services.transactions import Refused

from .findings import finding_sentence
from .models import Indicator
from .sentences import problem_text, refusal_sentence
from .services.cells import Answer
from .services.typed import NotRead
from .validation import Finding
from .workbook_sentences import code_text

#: How much of a text that is no figure is quoted.
LONGEST_QUOTED = 40


def answer_sentence(answer: Answer, indicators: Mapping[str, Indicator]) -> str:
    """Why an edit was not saved and what to do; empty where it was."""
    return fault_sentence(answer.why, indicators)


def fault_sentence(why: object, indicators: Mapping[str, Indicator]) -> str:
    """Why a figure cannot be taken and what to do; empty for nothing."""
    match why:
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
    if "value" in params:
        params["value"] = Truncator(params["value"]).chars(LONGEST_QUOTED)
    if unread.code in TYPED:
        return TYPED[unread.code]() % params
    return code_text(unread.code, params)


#: What is said of a file's cell otherwise than of one that somebody types.
TYPED = {
    "shortened_number": lambda: _(
        "“%(value)s” is not written out; write all of its digits, such as 100000."
    ),
    "date_not_number": lambda: _("“%(value)s” is a date, not a number; write the figure."),
    "error_cell": lambda: _("“%(value)s” is the error of a formula; write the figure."),
}
CLOSED = {
    "read_only": lambda: _("You may read these figures, not enter them."),
    "not_your_zone": lambda: _("You may enter figures of your own zone only."),
    "before_start": lambda: _(
        "The zone reports from %(start)s on; before that its figures are not applicable."
    ),
    "zone_has_left": lambda: _(
        "The zone has left; it reports no later quarter than that of its exit."
    ),
    "locked": lambda: _("This quarter is locked: its figures can be read, not changed."),
    "already_submitted": lambda: _(
        "These figures are handed in and wait for review; to change them, have them returned first."
    ),
    "verified": lambda: _(
        "These figures are verified; a change to them is a revision, begun on the zone's own page."
    ),
}
