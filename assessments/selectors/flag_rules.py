"""Reads the flag rules: of each the version that counts, now or as known at a moment."""

from datetime import datetime

from django.db.models import Q

from ..models import FlagRule
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
    )
