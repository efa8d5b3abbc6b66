"""Reads the flag rules: of each the version that counts, now, at a moment or for a period."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Min, Q

from indicators.periods import Period

from ..flag_terms import FlagRuleTerms
from ..models import Assessment, FlagRule
from ..rules import Rule


def rules_known(known_at: datetime | None = None) -> list[FlagRule]:
    """The last version of each flag rule, on or off, in their order; three queries.

    With a moment, of those set by then.
    """
    found = FlagRule.objects.select_related("measure").prefetch_related("targets")
    if known_at is not None:
        found = found.filter(Q(set_at__isnull=True) | Q(set_at__lte=known_at))
    last = {rule.code: rule for rule in found.order_by("version")}
    return sorted(last.values(), key=lambda rule: (rule.order, rule.code))


def rules_moment(period: Period, moment: datetime | None = None) -> datetime | None:
    """The moment whose flag rules judge the period: of its first publication, if it had one.

    What is adopted later acts on what is published later: a figure that is revised brings no rule
    along. A period never published is judged by the rules of the moment given, or of now; a query.
    """
    found = Assessment.objects.filter(period=str(period), published_at__isnull=False)
    first = found.aggregate(first=Min("published_at"))["first"]
    return min((one for one in (first, moment) if one is not None), default=None)


def rules_of_assessment(assessment: Assessment) -> list[FlagRule]:
    """The flag rules that the stored assessment was judged by, in their order."""
    return rules_known(rules_moment(assessment.span, assessment.run_at))


def flag_rules(known_at: datetime | None = None) -> tuple[Rule, ...]:
    """The flag rules that are switched on, ready for the arithmetic."""
    return tuple(
        rule_of(rule, frozenset(target.code for target in rule.targets.all()))
        for rule in rules_known(known_at)
        if rule.is_on
    )


def rule_of(rule: FlagRule, targets: frozenset[str]) -> Rule:
    """A version of a rule, ready for the arithmetic, with the targets that it looks at."""
    return Rule(
        code=rule.code,
        consequence=rule.consequence,
        threshold=None if rule.threshold is None else float(rule.threshold),
        window=rule.window,
        targets=targets,
        board=rule.board,
    )


def terms_held(rule: FlagRule) -> FlagRuleTerms:
    """What a version of a rule says of that which can be set."""
    targets = frozenset(target.code for target in rule.targets.all())
    terms = FlagRuleTerms(rule.is_on, rule.threshold, rule.window)
    return replace(terms, board=rule.board, consequence=rule.consequence, targets=targets)


def columns_of(terms: FlagRuleTerms) -> dict[str, Any]:
    """The terms as columns of a rule: all but its targets, which are rows of their own."""
    names = ("is_on", "threshold", "window", "board", "consequence")
    return {name: getattr(terms, name) for name in names}
