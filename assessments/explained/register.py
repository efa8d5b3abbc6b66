"""The method in words: how projects and events are counted, and how counts meet figures."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from indicators.models import CountingRule
from zones.display import label, money_said
from zones.models.investment import ProjectStageName

from ..worked_register import counted_once
from .parts import Example, Grid, Section, Text


def section(rules: Sequence[CountingRule]) -> Section:
    """How the register counts."""
    found = counted_once()
    words = {"first": found.first, "later": found.later, "gone": found.gone}
    return Section(
        "register",
        _("Projects and events: what counts when"),
        (
            Text(
                _(
                    "A project stands in the highest tier that its expected yearly trade reaches;"
                    " the amounts are those of the policy as adopted. It counts once, for its zone,"
                    " in the quarter of the step named below; a project of a higher tier is not"
                    " counted again in a lower one."
                )
            ),
            Grid((_("Indicator"), _("Counts"), _("In the quarter of")), tuple(map(_rule, rules))),
            Text(
                _(
                    "A project withdrawn by the end of that quarter does not count. One withdrawn"
                    " later stays counted where it was: it was brought in, and what is published is"
                    " not moved; the register names it as withdrawn. An entry struck out as a"
                    " mistake counts nowhere."
                )
            ),
            Text(
                _(
                    "A matchmaking event is entered by the zone that held it and counts once, in"
                    " the quarter in which it was held; a city’s count is the sum of its zones’."
                )
            ),
            Text(
                _(
                    "The figure is what the zone hands in and what is verified; the register is"
                    " where it is counted. From a zone’s first entry on the two are compared at"
                    " every step: a difference is handed in only with a written reason, and a"
                    " verified figure changes only by a revision, never because the register did."
                )
            ),
            Example(
                (
                    _(
                        "Three projects of a tier are signed in the second quarter; one is"
                        " withdrawn in June, one in August. The second quarter counts %(first)s,"
                        " the third %(later)s; the one withdrawn in June counts %(gone)s."
                    )
                    % words,
                )
            ),
        ),
    )


def _rule(rule: CountingRule) -> tuple:
    if rule.register == CountingRule.Register.EVENTS:
        return label(rule.indicator), _("every event held"), _("the day on which it was held")
    words = {
        "tier": label(rule, "tier"),
        "amount": money_said(rule.at_least or 0, 0),
    }
    return (
        label(rule.indicator),
        _("projects of the tier “%(tier)s”, from %(amount)s a year on") % words,
        str(ProjectStageName(rule.stage).label),
    )
