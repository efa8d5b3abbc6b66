"""Writes the flag rules as staff set them: each a new version, no old one is changed."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from indicators.models import Target
from zones.access import Person
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..board import ALL
from ..flag_terms import (
    BOARDS,
    LEADS_TO,
    MOST,
    WITH_TARGETS,
    WITH_WINDOW,
    FlagRuleTerms,
)
from ..models import FlagRule, Scheme
from ..rules import GROUP
from ..selectors.flag_rules import columns_of, terms_held

__all__ = ["FlagRuleTerms", "Refused", "flag_rule_set", "refuse_unfit_terms", "terms_held"]

Code = FlagRule.Code


@one_transaction()
def flag_rule_set(
    *,
    code: str,
    terms: FlagRuleTerms,
    reason_zh: str,
    reason_en: str = "",
    seen: int,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> FlagRule:
    """The rule as a new version, in force from now on; raises Refused.

    ``seen`` is the last version that the person saw: who sends the same twice gets what is stored.
    """
    if not by.may_keep_schemes:
        raise Refused("not_a_scheme_keeper")
    # The first version stands for the rule: whoever sets it locks that row.
    versions = list(FlagRule.objects.select_for_update().filter(code=code).order_by("version"))
    if not versions:
        raise Refused("unknown_flag_rule")
    last = versions[-1]
    held = terms_held(last)
    terms = terms.over(held)
    is_sent_twice = terms == held and last.set_by_id == by.user_id
    if seen != last.version and not is_sent_twice:
        raise Refused("flag_rule_changed_meanwhile")
    if seen != last.version:
        return last
    if terms == held:
        raise Refused("flag_rule_unchanged")
    if not reason_zh.strip():
        raise Refused("flag_rule_needs_reason")
    refuse_long_reasons(reason_zh, reason_en)
    refuse_unfit_terms(code, held, terms)
    rule = FlagRule(
        code=code,
        version=last.version + 1,
        measure_id=last.measure_id,
        phrase=last.phrase,
        order=last.order,
        reason_zh=reason_zh.strip(),
        reason_en=reason_en.strip(),
        set_by_id=by.user_id,
        set_at=at,
        **columns_of(terms),
    )
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("flag_rule_changed_meanwhile") from error
    rule.targets.set(Target.objects.filter(code__in=terms.targets or ()))
    new = _told(terms) | {"reason": rule.reason_zh, "reason_en": rule.reason_en}
    change = Change(
        "flag_rule_set", "flag_rule", code=code, version=rule.version, old=_told(held), new=new
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    return rule


def refuse_unfit_terms(code: str, held: FlagRuleTerms, terms: FlagRuleTerms) -> None:
    """Nothing; raises Refused for terms that such a rule cannot have."""
    terms = terms.over(held)
    threshold, window = terms.threshold, terms.window
    leads_to = {*LEADS_TO[code], held.consequence}  # what a file set stays possible
    checks: list[tuple[str, Callable[[], bool]]] = [
        ("flag_rule_threshold", lambda: (threshold is None) != (held.threshold is None)),
        ("flag_rule_threshold", lambda: threshold is not None and not _is_count(threshold)),
        ("flag_rule_window", lambda: code not in WITH_WINDOW and window != held.window),
        ("flag_rule_window", lambda: code in WITH_WINDOW and not _is_count(window or 0)),
        (
            "flag_rule_warns_first",
            lambda: code == Code.MISSED_YEARS and (window or 0) > (threshold or 0),
        ),
        ("flag_rule_consequence", lambda: terms.consequence not in leads_to),
        ("flag_rule_board", lambda: terms.board not in (*BOARDS.get(code, ()), held.board)),
        ("flag_rule_no_groups", lambda: terms.board == GROUP and not _ranks_by_groups()),
        ("flag_rule_targets", lambda: not _has_targets(code, held, terms)),
    ]
    for refusal, is_wrong in checks:
        if is_wrong():
            raise Refused(refusal, most=MOST)


def _ranks_by_groups() -> bool:
    adopted = Scheme.objects.filter(state=Scheme.State.ADOPTED)
    return adopted.exclude(boards=ALL).exists()


def _has_targets(code: str, held: FlagRuleTerms, terms: FlagRuleTerms) -> bool:
    """Whether the list is as it was, or one of targets that there are, for a rule that has one."""
    if terms.targets == held.targets:
        return True
    names = terms.targets or frozenset()
    found = Target.objects.filter(code__in=names).count()
    return code in WITH_TARGETS and 0 < found == len(names)


def _is_count(value: Decimal | int) -> bool:
    return value == int(value) and 1 <= value <= MOST


def _told(terms: FlagRuleTerms) -> dict[str, object]:
    """A rule's terms as the audit log tells them."""
    threshold = None if terms.threshold is None else f"{terms.threshold.normalize():f}"
    return {
        "is_on": terms.is_on,
        "threshold": threshold,
        "window": terms.window,
        "board": terms.board,
        "consequence": terms.consequence,
        "targets": sorted(terms.targets or ()),
    }
