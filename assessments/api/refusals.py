"""What a service refused, as problems: each figure that cannot be taken with its place and why."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from indicators.cell_sentences import fault_sentence
from indicators.findings import finding_sentence
from indicators.models import Indicator
from indicators.sentences import refusal_sentence
from indicators.services.sending import NotTaken
from zones.services.transactions import Refused

from .problems import Fault, Problem

#: What stands otherwise than the program thinks: nothing that it sent is wrong in itself.
CONFLICTS = {
    *("already_submitted", "changed_meanwhile", "locked", "before_start", "no_such_move"),
    "zone_has_left",
    *("revision_needs_reason", "quarter_gone"),
}
SOON = {"Retry-After": "5"}


def not_taken(wrong: NotTaken, sent: Sequence[str]) -> Problem:
    """Figures that cannot be taken: nothing was saved, and each is named by its place."""
    names = {one.code: one for one in Indicator.objects.all()}
    faults = [
        Fault(_place(code, sent) + _part(why), _code(why), fault_sentence(why, names))
        for code, why in wrong.faults.items()
    ]
    detail = _("Some figures cannot be taken; nothing was saved.")
    return Problem(422, "figures_unusable", detail, faults)


def refused_problem(refused: Refused) -> Problem:
    """Why the whole was refused, with what the checks found and what is missing."""
    if refused.code == "busy":
        return Problem(503, "busy", headers=SOON)
    faults = [Fault(one.indicator, one.code, finding_sentence(one)) for one in refused.findings]
    for _zone, missing in refused.missing:
        text = _("This figure is missing.")
        faults += [Fault(one.code, "missing", text) for one in missing]
    status = 409 if refused.code in CONFLICTS else 422
    return Problem(status, refused.code, refusal_sentence(refused), faults)


def _place(code: str, sent: Sequence[str]) -> str:
    """Where in the list a figure stands; one that stands there twice, the second time."""
    places = [number for number, one in enumerate(sent) if one == code]
    return f"figures/{places[-1]}/{code}" if places else code


def _part(why: object) -> str:
    """Which part of the figure is meant, where one is."""
    problems = getattr(why, "problems", ())
    return f"/{problems[0].column}" if problems and problems[0].column else ""


def _code(why: object) -> str:
    problems = getattr(why, "problems", ())
    return getattr(why, "code", "") or (problems[0].code if problems else "unusable")
