"""Reads what fixing a year's list of rewards means, for the page that asks before it is done."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.display import bracketed, page_language

from ..papers.rewards import amount_said
from ..wording import all_of
from .reward_page import RewardPage


def may_be_fixed(page: RewardPage) -> bool:
    """Whether there is a list to fix: none is fixed yet, and the fund pays somebody."""
    return page.fixed is None and page.is_payable and any(row.amount for row in page.rows)


def fixing(page: RewardPage) -> list[str]:
    """What follows from fixing the list as it is now, a sentence each."""
    language = page_language()
    paid = [
        bracketed(row.zone, amount_said(row.amount, language)) for row in page.rows if row.amount
    ]
    words = {
        "year": page.assessment.year,
        "version": page.assessment.version,
        "rule": page.facts.rule_version,
        "fund": amount_said(page.facts.fund or 0, language),
        "count": len(paid),
        "zones": all_of(paid),
    }
    shared = ngettext(
        "The fund of %(year)s, %(fund)s, goes to %(count)s zone: %(zones)s.",
        "The fund of %(year)s, %(fund)s, goes to %(count)s zones: %(zones)s.",
        len(paid),
    )
    said = [
        shared % words,
        _(
            "The list stands for version %(version)s of the annual assessment %(year)s, by version"
            " %(rule)s of the rule and with this fund."
        )
        % words,
        _("Its files are no longer marked as drafts, and leadership reads it as fixed."),
        page.stands,
        _(
            "It never changes and cannot be taken back; another version of the assessment has a"
            " list of its own."
        ),
    ]
    return [one for one in said if one]
