"""The sentences in which a version of the scheme is refused, each with the way out."""

from django.utils.translation import gettext as _

from indicators.sentences import refusal_sentence
from zones.display import label
from zones.services.transactions import Refused

from .models import Scheme
from .scheme_checks import Fault
from .sentences import fault_sentence
from .wording import listed, period_name


def scheme_refusal(refused: Refused, scheme: Scheme) -> list[str]:
    """Why a version was not saved or not adopted: one sentence for each thing wrong."""
    params = dict(refused.params)
    if refused.code == "scheme_faulty":
        return [_of_fault(fault, scheme) for fault in params["faults"]]
    if refused.code not in REFUSALS:
        return [refusal_sentence(refused)]
    if "published" in params:
        params["published"] = listed([period_name(one.span) for one in params["published"]], 12)
    return [REFUSALS[refused.code]() % params]


def _of_fault(fault: Fault, scheme: Scheme) -> str:
    names = {node.code: label(node) for node in scheme.nodes.all()}
    return fault_sentence(fault, names.get(fault.place, fault.place))


REFUSALS = {
    "not_a_scheme_keeper": lambda: _(
        "Only the commerce department drafts and adopts versions of the scheme."
    ),
    "scheme_is_gone": lambda: _("This draft has been put away. Start another from a version."),
    "scheme_is_adopted": lambda: _(
        "This version is adopted and no longer changes; start a new version from it."
    ),
    "scheme_changed_meanwhile": lambda: _(
        "Somebody else has changed this draft since you opened the page. What is stored now stands"
        " beside what you typed; look at both and save again."
    ),
    "scheme_needs_reason": lambda: _(
        "Write the reason in Chinese: it stands beside the version for everybody who reads it."
    ),
    "scheme_year": lambda: _("The year in force from lies between %(first)s and %(last)s."),
    "scheme_year_published": lambda: _(
        "Results are published already for %(published)s. Choose a later year; or, if they are to"
        " be revised by this version, tick that and adopt again: they stay as published until they"
        " are assessed and published anew."
    ),
}
