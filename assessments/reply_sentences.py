"""The sentences of the right of reply: why something was refused, and what to do instead."""

from django.utils.translation import gettext as _

REPLY_REFUSALS = {
    "hearing_not_allowed": lambda: _(
        "Only the commerce department opens, extends and cancels reply windows."
    ),
    "only_years_are_heard": lambda: _(
        "%(period)s is no year: zones reply to the findings of a year's assessment."
    ),
    "nothing_to_reply_to": lambda: _(
        "%(period)s has no finding; there is nothing to reply to, and it can be published."
    ),
    "window_stands": lambda: _(
        "The reply window of %(period)s is there already; extend it, or cancel it first."
    ),
    "no_window": lambda: _("No reply window of %(period)s is there; open one first."),
    "window_too_short": lambda: _(
        "Zones have at least %(days)s days to reply; choose a later moment."
    ),
    "window_too_long": lambda: _(
        "A reply window ends within %(days)s days from now; choose an earlier moment."
    ),
    "window_is_never_shortened": lambda: _(
        "The zones were told %(until)s: a window is extended to a later moment that is still to"
        " come, and never shortened. To end it before, cancel it with a reason."
    ),
    "window_without_findings": lambda: _(
        "The figures say again what version %(version)s says, so nothing would be left to reply to."
        " Cancel the reply window with this reason, then assess again."
    ),
    "terms_out_of_order": lambda: _(
        "The fewest days are 1 or more and at most the usual days, which are at most %(most)s."
    ),
    "until_missing": lambda: _("Say until which day and hour the zones may reply."),
    "reason_missing": lambda: _("Say why; the reason stays on record and is shown."),
    "words_too_long": lambda: _(
        "%(count)s characters are more than %(most)s: put the rest into a file beside it."
    ),
    "reply_not_allowed": lambda: _("Only the zone itself replies to its findings."),
    "window_closed": lambda: _(
        "The window closed at %(until)s; replies are not taken any more. What you typed is below:"
        " write to the commerce department, which can extend the window."
    ),
    "window_cancelled": lambda: _(
        "The reply window of %(period)s was cancelled by the commerce department."
    ),
    "window_published": lambda: _(
        "The assessment of %(period)s is published; replies and answers are frozen with it."
    ),
    "finding_changed": lambda: _(
        "The finding has changed since you opened the page. Look at what it says now, and reply to"
        " that; what you typed is below."
    ),
    "stance_missing": lambda: _("Choose whether you agree with the finding or dispute it."),
    "dispute_without_reason": lambda: _("Who disputes a finding says why: write the reason."),
    "replied_yourself": lambda: _(
        "You have replied to this yourself since the page was loaded, in another window perhaps."
        " That reply is shown; what you typed stands in the form and makes another version."
    ),
    "replied_meanwhile": lambda: _(
        "Somebody else has replied for the zone since you opened the page. Their reply is shown;"
        " what you typed is below, and is saved as the next version if you save it again."
    ),
    "answer_not_allowed": lambda: _("Only the commerce department answers replies."),
    "answer_own_reply": lambda: _(
        "You recorded this reply yourself; somebody else of the department answers it."
    ),
    "outcome_missing": lambda: _("Choose what the answer is."),
    "answer_without_words": lambda: _("An answer says why: write its text."),
    "nothing_disputed": lambda: _(
        "The zone agrees with the finding; there is no figure to be corrected."
    ),
    "replied_again": lambda: _(
        "The zone has replied again since you opened the page. Read the new reply, and answer that;"
        " what you typed is below."
    ),
    "answered_yourself": lambda: _(
        "You have answered this yourself since the page was loaded, in another window perhaps. That"
        " answer is shown; what you typed stands in the form."
    ),
    "answered_meanwhile": lambda: _(
        "Somebody else has answered since you opened the page. Their answer is shown; what you"
        " typed is below, and is saved as the next version if you save it again."
    ),
    "disputes_unanswered": lambda: _(
        "Disputed findings without an answer: %(count)s. Answer them first."
    ),
    "corrections_due": lambda: _(
        "Findings whose figure is to be corrected, and that the draft still makes: %(count)s."
        " Revise the figure and assess again, or change the answer."
    ),
    "zones_unheard": lambda: _(
        "Findings that no zone could reply to: %(count)s. Open a reply window, or say why it is"
        " published without one."
    ),
}
