"""Why a case waits for a decision, and what is to be decided, in words."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from . import case_life as life

Words = dict[str, Callable[[], str]]

#: Why a case waits, by what `selectors.decisions` finds.
WHY: Words = {
    "withdraw": lambda: _(
        "Every finding that the case rests on was withdrawn: withdraw it with a reason."
    ),
    "gone": lambda: _(
        "The zone has left: nothing follows from this notice any more. Withdraw the case with a"
        " reason."
    ),
    "held_up": lambda: _(
        "What the assessment of %(years)s rests on has changed since it was published: assess"
        " %(years)s again first and publish it. Until then the exit is neither begun nor decided."
    ),
    life.WARNED: lambda: _(
        "The policy’s exit procedure follows from the findings: decide whether it is initiated"
        " or the warning lifted."
    ),
    "exit_over": lambda: _(
        "The exit’s rectification period has passed: decide whether the zone exits or the exit"
        " is lifted."
    ),
    "exit_handed_in": lambda: _(
        "The zone has handed in what it put right: decide whether the exit is lifted."
    ),
    life.OVERDUE: lambda: _(
        "The day of the rectification has passed and nothing was accepted: it can be closed"
        " without acceptance; until then the zone may still hand in."
    ),
    life.FLAGGED: lambda: _("The notice is to be issued."),
    life.NOTIFIED: lambda: _(
        "The notice is issued: hold the interview, or close what leads to a notice alone."
    ),
    life.INTERVIEWED: lambda: _("The interview was held: order the rectification with its day."),
    life.INITIATED: lambda: _(
        "The exit procedure is initiated: order the rectification with its period."
    ),
    life.ACCEPTED: lambda: _("The rectification was accepted: close the case."),
    "handed_in": lambda: _(
        "The zone has handed in its rectification: accept it or return it. Whoever ordered it"
        " does not accept it."
    ),
    "undecided": lambda: _(
        "Every finding of %(case)s, which continued it, was withdrawn. Its own findings stand and"
        " ask for the exit: open it again there, then decide on it."
    ),
    "no_hands": lambda: _(
        "The zone has no reporter who can sign in, and where one of you hands in for it nobody is"
        " left to accept: another colleague is needed."
    ),
    "stuck": lambda: _(
        "Handed in, and nobody is left who may accept it: return it so that whoever ordered it"
        " hands in for the zone, or another colleague is needed."
    ),
}

#: The same in a few words, for where several stand in a line.
STEPS: Words = {
    "withdraw": lambda: _("withdraw it: no finding stands"),
    "gone": lambda: _("withdraw it: the zone has left"),
    "held_up": lambda: _("assess %(years)s again first"),
    life.WARNED: lambda: _("initiate the exit or lift the warning"),
    "exit_over": lambda: _("decide whether the zone exits"),
    "exit_handed_in": lambda: _("decide whether the exit is lifted"),
    life.OVERDUE: lambda: _("close without acceptance, or wait"),
    life.FLAGGED: lambda: _("issue the notice"),
    life.NOTIFIED: lambda: _("hold the interview, or close"),
    life.INTERVIEWED: lambda: _("order the rectification"),
    life.INITIATED: lambda: _("order the rectification"),
    life.ACCEPTED: lambda: _("close the case"),
    "handed_in": lambda: _("accept or return the rectification"),
    "undecided": lambda: _("open it again, then decide"),
    "no_hands": lambda: _("another colleague is needed"),
    "stuck": lambda: _("return what was handed in"),
}
