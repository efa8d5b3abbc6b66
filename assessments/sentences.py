"""The sentences of refusals; those of targets and flags are made in findings.py."""

from django.utils.translation import gettext as _

from zones.display import moment

from .findings import flag_sentence, target_sentence
from .services.assessments import Refused
from .services.schemes import SchemeRefused

__all__ = ["flag_sentence", "refusal_sentence", "scheme_sentence", "target_sentence"]


def refusal_sentence(refused: Refused) -> str:
    """Why an assessment was not run or not published, and what to do instead."""
    params = dict(refused.params)
    if "until" in params:
        params["until"] = moment(params["until"])
    return REFUSALS[refused.code]() % params


REFUSALS = {
    "not_allowed": lambda: _("Only the commerce department runs and publishes assessments."),
    "no_scheme": lambda: _(
        "No scheme is in force in %(year)s; load one that takes effect in that year or before."
    ),
    "under_reply": lambda: _(
        "The zones may reply until %(until)s; the assessment is published after that."
    ),
    "not_open": lambda: _(
        "This assessment is published already, or was replaced. Reload the page."
    ),
    "provisional": lambda: _(
        "%(period)s is still provisional: figures are late, unverified, or the period is not over."
        " Verify them first."
    ),
    "no_figures": lambda: _("Nothing is reported for %(period)s yet; there is nothing to assess."),
    "figures_changed": lambda: _(
        "Figures or rules of %(period)s have changed since this draft was made."
        " Assess the period again, look at the result, and publish that."
    ),
    "run_meanwhile": lambda: _("Somebody else has just assessed %(period)s. Reload the page."),
}


def scheme_sentence(refused: SchemeRefused) -> str:
    """Why a scheme was not loaded, and how to mend it."""
    return SCHEME_REFUSALS[refused.code]() % refused.params


SCHEME_REFUSALS = {
    "not_toml": lambda: _("%(file)s is not a readable TOML file: %(why)s"),
    "key_missing": lambda: _("%(file)s does not say “%(key)s”; add a line for it."),
    "file_missing": lambda: _("The table %(file)s is missing; put it beside the manifest."),
    "no_tree": lambda: _("The scheme's nodes make no tree: %(why)s"),
    "weights_not_100": lambda: _("The weights under “%(parent)s” add up to %(sum)s, not to 100."),
    "scheme_in_use": lambda: _(
        "The scheme %(scheme)s was used by an assessment and cannot change;"
        " load the new weights under a new code and version."
    ),
}
