"""The sentences in which what staff set of the incentive fund is refused."""

from django.utils.translation import gettext as _

REWARD_REFUSALS = {
    "not_a_reward_keeper": lambda: _(
        "Only the commerce department sets the fund and its rule, and fixes the lists."
    ),
    "reward_rule_changed_meanwhile": lambda: _(
        "Somebody else has set this rule since you opened the page. It is shown as it is now; look"
        " at the effect again, then adopt."
    ),
    "reward_rule_unchanged": lambda: _("The rule says this already; nothing was changed."),
    "reward_rule_needs_reason": lambda: _(
        "Write the reason in Chinese: it stands beside the version for everybody who reads it."
    ),
    "unknown_reward_rule": lambda: _("Choose how the fund is shared, and its smallest unit."),
    "reward_coverage": lambda: _("The least coverage lies between 0 and 100 %%."),
    "reward_places": lambda: _("A rule names %(most)s places at most."),
    "reward_steps_missing": lambda: _("Write the parts of the places: 40 30 20 10."),
    "reward_steps_unused": lambda: _(
        "Parts by place belong to sharing by place alone; leave them empty, or choose that."
    ),
    "reward_steps_fall": lambda: _(
        "Every part is above zero, and none is larger than the one before it: the better placed"
        " never gets less."
    ),
    "reward_fund_changed_meanwhile": lambda: _(
        "Somebody else has entered this year’s fund since you opened the page; it is shown as it is"
        " now."
    ),
    "reward_fund_set_yourself": lambda: _(
        "You have entered this year’s fund yourself since the page was loaded, in another window"
        " perhaps; it is shown as it is now."
    ),
    "reward_fund_amount": lambda: _(
        "A fund is above zero and at most %(most)s, in CNY 10,000, with six places (a fen) at most."
    ),
    "reward_fund_fixed": lambda: _(
        "The list of %(year)s is fixed with its fund of %(fund)s, which never changes."
        " A corrected fund takes another version of the assessment, which has"
        " a list of its own."
    ),
    "reward_fund_unchanged": lambda: _("This is the fund already; nothing was changed."),
    "reward_fund_without_source": lambda: _("Name the document that grants the fund."),
    "reward_fund_needs_reason": lambda: _("Write why the fund is corrected."),
    "reward_fund_units": lambda: _(
        "The fund cannot be paid out in the whole units of the rule; correct the fund, or adopt a"
        " smaller unit."
    ),
    "reward_without_assessment": lambda: _(
        "Rewards follow from the published assessment of a whole year; this one is not in force any"
        " more."
    ),
    "reward_list_fixed": lambda: _(
        "The list of this version of the assessment is fixed already; it never changes."
    ),
    "reward_without_rule": lambda: _("No rule is adopted yet; adopt one first."),
    "reward_without_fund": lambda: _("The year’s fund is not entered yet; enter it first."),
    "reward_preview_changed": lambda: _(
        "The list has changed since you looked at it: nothing was fixed. Look at it as it is now,"
        " and fix it then."
    ),
    "reward_for_nobody": lambda: _("No zone has a part in the fund under this rule."),
}
