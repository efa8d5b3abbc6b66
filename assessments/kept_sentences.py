"""The sentences in which what staff keep is refused: targets, readings, published classes."""

from django.utils.translation import gettext as _

from indicators.sentences import refusal_sentence
from zones.display import day, label, page_language
from zones.services.transactions import Refused

from .papers.rewards import amount_said
from .reward_sentences import REWARD_REFUSALS
from .wording import aimed


def kept_sentence(refused: Refused) -> str:
    """Why a target, a reading or a class was not saved, and the way out."""
    if refused.code not in KEPT:
        return refusal_sentence(refused)
    params = dict(refused.params)
    target = params.pop("target", None)
    for name in ("value", "base"):
        if target is not None and params.get(name) is not None:
            params[name] = aimed(params[name], target)
    for name in ("day", "until"):
        if name in params:
            params[name] = day(params[name])
    if "fund" in params:
        params["fund"] = amount_said(params["fund"], page_language())
    if "zone" in params:
        params["zone"] = label(params["zone"])
    if target is not None:
        params["target"] = label(target)
    if params.get("direction") == -1 and f"{refused.code}_down" in KEPT:
        return KEPT[f"{refused.code}_down"]() % params
    return KEPT[refused.code]() % params


KEPT = {
    **REWARD_REFUSALS,
    "unknown_flag_rule": lambda: _("There is no such rule; load the scheme’s file first."),
    "flag_rule_changed_meanwhile": lambda: _(
        "Somebody else has set this rule since you opened the page. It is shown as it is now; look"
        " at the effect again, then adopt."
    ),
    "flag_rule_unchanged": lambda: _("The rule says this already; nothing was changed."),
    "flag_rule_needs_reason": lambda: _(
        "Write the reason in Chinese: it stands beside the version for everybody who reads it."
    ),
    "flag_rule_threshold": lambda: _(
        "The threshold of this rule is a whole number up to %(most)s."
    ),
    "flag_rule_window": lambda: _("The years of this rule are a whole number up to %(most)s."),
    "flag_rule_consequence": lambda: _(
        "This rule cannot lead to that: choose one of the consequences that the page offers."
    ),
    "flag_rule_board": lambda: _(
        "This rule does not look at that board: choose one that the page offers."
    ),
    "flag_rule_no_groups": lambda: _(
        "No adopted scheme ranks zones within groups: adopt one that does, then choose its boards."
    ),
    "flag_rule_targets": lambda: _(
        "Choose at least one target of the policy for the list; only the rule on targets missed for"
        " years has one."
    ),
    "flag_rule_warns_first": lambda: _(
        "The warning comes no later than the exit procedure: give it as many years or fewer."
    ),
    "not_a_scheme_keeper": lambda: _(
        "Only the commerce department drafts and adopts versions of the scheme."
    ),
    "not_a_reading_keeper": lambda: _("Only the commerce department adopts readings."),
    "reading_needs_reason": lambda: _(
        "Write the reason in Chinese: it stands beside the reading for everybody who reads it."
    ),
    "reading_not_the_last": lambda: _(
        "This version cannot be taken back any more: another reading was adopted after it. Look at"
        " the history below."
    ),
    "reading_changed_meanwhile": lambda: _(
        "Somebody else has adopted a reading of this phrase since you opened the page. It is shown"
        " as it is now; look at the effect again, then adopt."
    ),
    "reading_unchanged": lambda: _(
        "On %(day)s the phrase is read like this already; change the text, an amount or the day."
    ),
    "unknown_reading_kind": lambda: _("Choose a kind and a confidence from the lists."),
    "two_directions": lambda: _(
        "A target has one direction: choose the same for every amount of “%(target)s”."
    ),
    "reading_wrong_side": lambda: _(
        "%(target)s: %(amount)s would lie below the base year (%(base)s) where more is better;"
        " correct the amount or the direction."
    ),
    "reading_wrong_side_down": lambda: _(
        "%(target)s: %(amount)s would lie above the base year (%(base)s) where less is better;"
        " correct the amount or the direction."
    ),
    "reading_zero_target_and_base": lambda: _(
        "%(target)s: the amount and the base year are both 0, so nothing could be measured between"
        " them; correct the amount."
    ),
    "reading_amount_too_small": lambda: _(
        "%(target)s: %(amount)s is too small for this rule; correct the amount or the rule."
    ),
    "not_a_target_keeper": lambda: _("Only the commerce department sets yearly targets."),
    "target_needs_reason": lambda: _(
        "Write the reason in Chinese: it stands beside the target for everybody who reads it."
    ),
    "annual_target_not_the_last": lambda: _(
        "This version cannot be taken back any more: another yearly target was set after it. Look"
        " at the history below."
    ),
    "annual_target_changed_meanwhile": lambda: _(
        "Somebody else has set this zone's target for the year since you opened the page. It is"
        " shown as it is now; look at the effect again, then adopt."
    ),
    "annual_target_unchanged": lambda: _(
        "On %(day)s this is in force already; choose another value or another day."
    ),
    "class_is_not_set": lambda: _(
        "This target asks for a published class; no amount can be set for it."
    ),
    "target_does_not_bind_zone": lambda: _(
        "This target does not ask %(zone)s; choose a zone that it asks."
    ),
    "year_not_of_policy": lambda: _(
        "The policy runs from %(first)s to %(last)s; choose one of these years."
    ),
    "in_force_too_late": lambda: _(
        "The year %(year)s is over by then and no part of it would be judged by the target; choose"
        " a day in %(year)s or before in “In force from”."
    ),
    "target_below_zero": lambda: _("A yearly target is not below zero; correct the value."),
    "wrong_side": lambda: _(
        "The yearly target (%(value)s) lies below what the zone starts from in the base year"
        " (%(base)s), and more is better here: correct the value, or the figure of the base year."
    ),
    "wrong_side_down": lambda: _(
        "The yearly target (%(value)s) lies above what the zone starts from in the base year"
        " (%(base)s), and less is better here: correct the value, or the figure of the base year."
    ),
    "zero_target_and_base": lambda: _(
        "The yearly target and the base year are both 0, so nothing could be measured between them;"
        " set a value other than 0."
    ),
}
