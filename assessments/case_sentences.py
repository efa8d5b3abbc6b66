"""The sentences of cases: what a step asks, how it is called, and why it is refused."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.sentences import refusal_sentence
from zones.display import day
from zones.services.transactions import Refused

from . import case_life as life
from .wording import listed

#: What a button says that takes the step.
DOES = {
    life.ISSUE: gettext_lazy("The notice is issued"),
    life.INTERVIEW: gettext_lazy("The interview was held"),
    life.ORDER: gettext_lazy("Order the rectification"),
    life.HAND_IN: gettext_lazy("Hand in the rectification"),
    life.RETURN: gettext_lazy("Return it to the zone"),
    life.EXTEND: gettext_lazy("Set another due date"),
    life.ACCEPT: gettext_lazy("Accept the rectification"),
    life.CLOSE: gettext_lazy("Close the case"),
    life.GIVE_UP: gettext_lazy("Close it without acceptance"),
    life.INITIATE: gettext_lazy("Initiate the exit procedure"),
    life.LIFT: gettext_lazy("Lift the exit"),
    life.EXPEL: gettext_lazy("Decide the exit"),
    life.WITHDRAW: gettext_lazy("Withdraw the case"),
    life.ATTACH: gettext_lazy("Add papers"),
    life.ASSIGN: gettext_lazy("Name the people in charge"),
}
#: What the note of a step tells.
NOTES = {
    life.ISSUE: gettext_lazy("Remarks (optional)"),
    life.ATTACH: gettext_lazy("What the papers are"),
    life.INTERVIEW: gettext_lazy("What was said"),
    life.ORDER: gettext_lazy("What has to be put right"),
    life.HAND_IN: gettext_lazy("What was put right, and how that is shown"),
    life.RETURN: gettext_lazy("What is missing"),
    life.EXTEND: gettext_lazy("Why later"),
    life.ACCEPT: gettext_lazy("What was checked"),
}
NOTE = gettext_lazy("Reason")
#: What the day of a step tells.
DAYS = {
    life.ISSUE: gettext_lazy("Date of the notice"),
    life.INTERVIEW: gettext_lazy("Date of the interview"),
    life.INITIATE: gettext_lazy("Date of the decision"),
    life.LIFT: gettext_lazy("Date of the decision"),
    life.EXPEL: gettext_lazy("Date of the decision"),
}


def case_sentence(refused: Refused) -> str:
    """Why a step of a case was not taken, and the way out."""
    if refused.code not in REFUSED:
        return refusal_sentence(refused)
    params = {name: _told(name, value) for name, value in refused.params.items()}
    return REFUSED[refused.code]() % params


def _told(name: str, value: object) -> object:
    """A refusal's parameter as the sentence prints it."""
    if name == "years" and isinstance(value, tuple):
        return listed([str(year) for year in value])
    return day(value) if name in ("day", "first", "last") else value


REFUSED = {
    "no_such_step": lambda: _(
        "There is no such step from where the case stands now. Look at it as it is, and choose one"
        " of the steps that it offers."
    ),
    "step_not_allowed": lambda: _("This step is another’s to take; the page says whose."),
    "case_has_reporter": lambda: _(
        "This zone has a reporter of its own, who hands in the rectification; the department does"
        " so only for a zone that has none."
    ),
    "case_is_handed_in_already": lambda: _(
        "The rectification is handed in and waits to be accepted or returned. Return it first if"
        " it is to be handed in once more; papers are added by a step of their own."
    ),
    "case_changed_meanwhile": lambda: _(
        "Somebody else has moved this case since you opened the page. It is shown as it is now;"
        " what you wrote stands in the form."
    ),
    "case_moved_yourself": lambda: _(
        "You have moved this case yourself since this page was loaded, in another window perhaps."
        " It is shown as it is now; what you wrote stands in the form."
    ),
    "case_a_ground": lambda: _(
        "No ground of this case stands any more: withdraw it, with the reason."
    ),
    "case_in_place": lambda: _(
        "The zone has left: nothing follows from a notice any more. An open case is withdrawn, with"
        " the reason; one that is over stays so."
    ),
    "case_nothing_to_reopen": lambda: _(
        "No ground of this case stands any more, so there is nothing to open again. A publication"
        " that finds one again opens a new case by itself."
    ),
    "case_no_ground": lambda: _(
        "A ground of this case still stands: it cannot be withdrawn. It ends by its own steps."
    ),
    "case_an_exit_ground": lambda: _(
        "Only a warning stands here, nothing that asks for the exit procedure itself."
    ),
    "case_up_to_date": lambda: _(
        "Figures, classes or earlier years that the assessment of %(years)s rests on have changed"
        " since it was published. Assess %(years)s again first and publish it; what stands then is"
        " decided."
    ),
    "case_an_interview": lambda: _(
        "Nothing here asks for an interview: a notice is enough. Close the case."
    ),
    "case_no_interview": lambda: _(
        "This case asks for an interview: record it before the case is closed."
    ),
    "case_is_handed_in": lambda: _("The zone has handed nothing in yet."),
    "case_four_eyes": lambda: _(
        "You ordered or handed in this rectification yourself: a colleague accepts it."
    ),
    "case_an_acceptor": lambda: _(
        "If you hand this in for the zone, nobody is left to accept it: you do not, nor does"
        " whoever ordered it. Whoever ordered it hands it in, and you accept; where they cannot"
        " sign in any more, another colleague is needed."
    ),
    "case_past_due": lambda: _("The rectification period is not over yet."),
    "case_lapsed": lambda: _("The due date has not passed."),
    "case_needs_note": lambda: _("Write the reason: it is kept with the step."),
    "case_needs_due_on": lambda: _("Say by which day."),
    "case_needs_number": lambda: _("Give the number of the document, as it is printed on it."),
    "case_needs_present": lambda: _("Say who took part in the interview, and where it was held."),
    "case_needs_held_on": lambda: _("Say on which day."),
    "case_needs_evidence": lambda: _("Add the evidence as a file."),
    "case_due_in_the_past": lambda: _("%(day)s has passed already: choose today or a later day."),
    "case_due_not_later": lambda: _("It is due on %(day)s: choose a later day."),
    "case_held_when": lambda: _("Choose a day from %(first)s, the opening, to %(last)s, today."),
    "case_decided_when": lambda: _(
        "The rectification period ran until %(day)s: an exit is decided on a later day."
    ),
    "case_handler_unknown": lambda: _("Choose somebody of the commerce department."),
    "case_is_not_over": lambda: _(
        "Only a case that is over is opened again; one that was continued goes on in the next one."
    ),
    "case_is_not_the_last": lambda: _(
        "A later case of this zone has been decided since. Only the last one is opened again: go on"
        " from that one."
    ),
    "case_is_open_already": lambda: _("An open case of this zone is there already; go on there."),
    "not_a_keeper_of_cases": lambda: _("Only the commerce department sets the days of cases."),
    "case_terms_changed_meanwhile": lambda: _(
        "Somebody else has set these days since you opened the page. Look at them, then adopt."
    ),
    "case_terms_unchanged": lambda: _("These days count already; nothing was changed."),
    "case_terms_days": lambda: _("A step is due in 1 to %(most)s days."),
    "case_terms_need_reason": lambda: _("Give the reason in Chinese; it is kept with the days."),
}
