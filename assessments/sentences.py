"""The sentences of refusals; those of targets and flags are made in findings.py."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.periods import parse_period
from zones.display import moment

from .findings import flag_sentence, target_sentence
from .reply_sentences import REPLY_REFUSALS
from .scheme_checks import Fault
from .selectors.bulletin_words import field_label
from .services.assessments import Refused
from .services.scheme_files import SchemeRefused
from .wording import period_name

__all__ = [
    "fault_sentence",
    "flag_sentence",
    "refusal_sentence",
    "scheme_sentence",
    "target_sentence",
]


def refusal_sentence(refused: Refused) -> str:
    """Why an assessment was not run or not published, and what to do instead."""
    params = dict(refused.params)
    if "until" in params:
        params["until"] = moment(params["until"])
    if "fields" in params:
        params["fields"] = _(", ").join(map(field_label, params["fields"]))
    if refused.code in ("no_figures", "none_verified"):
        params["period"] = period_name(parse_period(str(params["period"])))
    words = REFUSALS.get(refused.code) or REPLY_REFUSALS[refused.code]
    return capfirst(words() % params)


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
    "quarters_stay_provisional": lambda: _(
        "%(period)s is a quarter: its board is provisional and never published. Half-years and"
        " years are published."
    ),
    "no_figures": lambda: _("Nothing is reported for %(period)s yet; there is nothing to assess."),
    "none_verified": lambda: _("No figures of %(period)s were verified by %(day)s."),
    "figures_changed": lambda: _(
        "Figures or rules of %(period)s have changed since this draft was made."
        " Assess the period again, look at the result, and publish that."
    ),
    "scheme_not_adopted": lambda: _(
        "The scheme %(scheme)s is a draft; adopt it before a period is assessed by it."
    ),
    "scheme_changed": lambda: _(
        "Another version of the scheme was adopted for the year since this draft of %(period)s was"
        " made. Assess the period again, look at the result, and publish that."
    ),
    "bulletin_not_allowed": lambda: _(
        "Only the commerce department prepares and publishes bulletins."
    ),
    "nothing_to_print": lambda: _(
        "%(period)s has no assessment to print; assess the period first."
    ),
    "prepared_meanwhile": lambda: _("Somebody else has just prepared %(half)s. Reload the page."),
    "bulletin_is_frozen": lambda: _(
        "Version %(version)s of %(half)s is published and never changes; prepare another version."
    ),
    "bulletin_is_put_away": lambda: _(
        "Version %(version)s of %(half)s was put away; prepare another version."
    ),
    "nothing_changed": lambda: _(
        "Nothing that version %(version)s of %(half)s prints has changed: another version would say"
        " the same. To change your own words alone, edit them; saving them prepares the version."
    ),
    "would_drop": lambda: _(
        "The published version has what this draft lacks: %(fields)s. Write it on the draft, or"
        " confirm that it is left out."
    ),
    "words_changed_meanwhile": lambda: _(
        "Somebody else has changed the draft since you opened it. Nothing is lost: look at it"
        " again, then do what you were about to do."
    ),
    "prepared_from_replaced": lambda: _(
        "The assessment that the draft of %(half)s prints was replaced by another version."
        " Prepare the draft again, look at it, and publish that."
    ),
    "assessment_not_published": lambda: _(
        "The assessment of %(period)s is not published. Publish the assessment first."
    ),
    "changed_since_prepared": lambda: _(
        "What the draft of %(half)s prints has changed since it was prepared."
        " Prepare it again, look at it, and publish that."
    ),
    "same_published": lambda: _(
        "Version %(version)s of %(half)s, which is published, says the same already."
    ),
    "pages_not_set": lambda: _(
        "The pages of %(half)s could not be set, so nothing was published and the draft is as it"
        " was. Try again in a while; if it happens again, tell the administrator: the server may"
        " lack memory, and its log says why."
    ),
    "run_meanwhile": lambda: _("Somebody else has just assessed %(period)s. Reload the page."),
}


def scheme_sentence(refused: SchemeRefused) -> str:
    """Why a scheme was not loaded, and how to mend it."""
    if refused.code in FAULTS:
        return fault_sentence(Fault(refused.code, params=refused.params), refused.params["place"])
    return SCHEME_REFUSALS[refused.code]() % refused.params


def fault_sentence(fault: Fault, name: object) -> str:
    """What is wrong with a scheme, the place by its name, and how to mend it."""
    return FAULTS[fault.code]() % {**fault.params, "name": name}


FAULTS = {
    "cap_out_of_range": lambda: _("The cap lies between 100 and 120."),
    "coverage_out_of_range": lambda: _("The minimum coverage lies between 0 and 100%%."),
    "grace_out_of_range": lambda: _("The months before a zone is ranked are 0 to %(most)s."),
    "decimals_out_of_range": lambda: _("A score has 0 to %(most)s decimals."),
    "base_year_missing": lambda: _(
        "Scores from a base year need to know which: enter the base year."
    ),
    "base_year_too_late": lambda: _(
        "The base year %(base)s is not before %(year)s, the year from which the scheme is in force."
    ),
    "weight_negative": lambda: _("“%(name)s”: a weight is 0 or more."),
    "weights_not_100": lambda: _("The weights under “%(name)s” add up to %(sum)s, not to 100."),
    "goalposts_missing": lambda: _("“%(name)s”: enter both goalposts."),
    "goalposts_reversed": lambda: _(
        "“%(name)s”: the lower goalpost lies below the upper one, also where lower is better."
    ),
    "goalposts_need_reason": lambda: _(
        "“%(name)s”: its goalposts or its reference change; write why, in its reason in Chinese."
    ),
    "reference_in_half": lambda: _(
        "“%(name)s”: a reference is a mean and a deviation; enter both or neither."
    ),
    "deviation_not_positive": lambda: _("“%(name)s”: a reference's deviation is more than 0."),
    "reference_missing": lambda: _(
        "“%(name)s”: scores in deviations need a reference; enter its mean and deviation."
    ),
}


SCHEME_REFUSALS = {
    "not_toml": lambda: _("%(file)s is not a readable TOML file: %(why)s"),
    "key_missing": lambda: _("%(file)s does not say “%(key)s”; add a line for it."),
    "not_a_choice": lambda: _("“%(key)s” cannot be “%(value)s”; it is one of %(choices)s."),
    "file_missing": lambda: _("The table %(file)s is missing; put it beside the manifest."),
    "no_tree": lambda: _("The scheme's nodes make no tree: %(why)s"),
    "scheme_in_use": lambda: _(
        "The scheme %(scheme)s was used by an assessment and cannot change;"
        " load the new weights under a new code and version."
    ),
    "scheme_kept_by_staff": lambda: _(
        "The scheme %(scheme)s is kept by staff on its page, and the file says otherwise;"
        " change it there, or load the file under a new code."
    ),
}
