"""Writes the rules that figures are checked by, as staff keep them: added, changed, taken away.

Every write needs a reason and leaves an entry in the audit log. What cannot be true stays severe
and in force for all indicators together; one indicator may be exempt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max

from zones.access import Person
from zones.models import AuditEntry
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..models import Indicator, ValidationRule
from ..models.validation import MOST_QUARTERS
from ..selectors.rules import rule_code, rule_token
from ..validation import (
    CORE,
    FACTORS,
    LEAST_QUARTERS,
    OF_HISTORY,
    SEVERE,
    SEVERITIES,
    WITHOUT_THRESHOLD,
)

__all__ = ["Refused", "RuleTerms", "rule_add", "rule_change", "rule_remove"]

Action = AuditEntry.Action
CORE_KINDS = frozenset(rule.kind for rule in CORE)


@dataclass(frozen=True)
class RuleTerms:
    """What can be changed of a rule."""

    severity: str
    threshold: Decimal | None = None
    quarters: int | None = None
    is_on: bool = True


@one_transaction()
def rule_add(
    *,
    kind: str,
    indicator: Indicator | None,
    terms: RuleTerms,
    reason: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> ValidationRule:
    """The rule, new and last in the order of the rules; raises Refused."""
    _refuse_unless_allowed(by, reason)
    _refuse_unless_fit(kind, indicator, terms)
    last = ValidationRule.objects.aggregate(last=Max("order"))["last"]
    rule = ValidationRule(kind=kind, indicator=indicator, order=(last or 0) + 1)
    _take(rule, terms)
    _save(rule)
    change = _change(Action.RULE_ADDED, rule, reason, new=_told(rule))
    audit_append(by=by, at=at, changes=[change], log=log)
    return rule


@one_transaction()
def rule_change(
    *,
    rule: ValidationRule,
    terms: RuleTerms,
    reason: str,
    seen: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> ValidationRule:
    """The rule with these terms; ``seen`` is the token of what the person saw. Raises Refused."""
    _refuse_unless_allowed(by, reason)
    rule = _locked(rule, seen)
    _refuse_unless_fit(rule.kind, rule.indicator, terms)
    old = _told(rule)
    _take(rule, terms)
    new = _told(rule)
    if new == old:
        raise Refused("rule_unchanged")
    _save(rule)
    change = _change(Action.RULE_CHANGED, rule, reason, old=old, new=new)
    audit_append(by=by, at=at, changes=[change], log=log)
    return rule


@one_transaction()
def rule_remove(
    *,
    rule: ValidationRule,
    reason: str,
    seen: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> None:
    """Nothing; a rule of one indicator is gone, and the one for all holds again. Raises Refused."""
    _refuse_unless_allowed(by, reason)
    rule = _locked(rule, seen)
    if rule.indicator is None:
        raise Refused("general_rule_stays")
    change = _change(Action.RULE_REMOVED, rule, reason, old=_told(rule))
    rule.delete()
    audit_append(by=by, at=at, changes=[change], log=log)


def _refuse_unless_allowed(by: Person, reason: str) -> None:
    if not by.may_keep_rules:
        raise Refused("not_a_rule_keeper")
    if not reason.strip():
        raise Refused("rule_needs_reason")
    refuse_long_reasons(reason)


def _refuse_unless_fit(kind: str, indicator: Indicator | None, terms: RuleTerms) -> None:
    """Nothing; raises Refused for terms that such a rule cannot have."""
    if kind not in ValidationRule.Kind.values or terms.severity not in SEVERITIES:
        raise Refused("unknown_rule")
    threshold, quarters = terms.threshold, terms.quarters
    least = 1 if kind in FACTORS else 0
    if kind in WITHOUT_THRESHOLD:
        if threshold is not None:
            raise Refused("rule_takes_no_threshold")
    elif threshold is None or threshold < least:
        raise Refused("rule_threshold", least=least)
    if kind not in OF_HISTORY:
        if quarters is not None:
            raise Refused("rule_takes_no_quarters")
    elif quarters is None or not LEAST_QUARTERS <= quarters <= MOST_QUARTERS:
        raise Refused("rule_quarters", least=LEAST_QUARTERS, most=MOST_QUARTERS)
    is_weak = not terms.is_on or terms.severity != SEVERE
    if indicator is None and kind in CORE_KINDS and is_weak:
        raise Refused("core_rule_stays")


def _locked(rule: ValidationRule, seen: str) -> ValidationRule:
    """The rule as it is now, locked; raises Refused where it is not what the person saw."""
    rows = ValidationRule.objects.select_for_update(of=("self",)).select_related("indicator")
    current = rows.filter(pk=rule.pk).first()
    if current is None:
        raise Refused("rule_is_gone")
    if seen != rule_token(current):
        raise Refused("rule_changed_meanwhile")
    return current


def _take(rule: ValidationRule, terms: RuleTerms) -> None:
    rule.severity, rule.threshold = terms.severity, terms.threshold
    rule.quarters, rule.is_on = terms.quarters, terms.is_on


def _save(rule: ValidationRule) -> None:
    """Nothing; raises Refused where there is such a rule of this severity already."""
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        raise Refused("rule_exists") from error


def _told(rule: ValidationRule) -> dict[str, object]:
    """A rule as the audit log tells it."""
    threshold = None if rule.threshold is None else f"{Decimal(rule.threshold).normalize():f}"
    return {
        "kind": str(rule.kind),
        "severity": str(rule.severity),
        "threshold": threshold,
        "quarters": rule.quarters,
        "is_on": rule.is_on,
    }


def _change(
    action: str,
    rule: ValidationRule,
    reason: str,
    *,
    old: Mapping[str, object] | None = None,
    new: Mapping[str, object] | None = None,
) -> Change:
    return Change(
        action,
        AuditEntry.Kind.RULES,
        code=rule_code(rule),
        indicator=rule.indicator.code if rule.indicator else "",
        old=old,
        new={**(new or {}), "reason": reason.strip()},
    )
