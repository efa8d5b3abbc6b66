"""Writes the days that the steps of cases are due in: each time a new version, none is changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from zones.access import Person
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..case_terms import MOST_DAYS, CaseDays
from ..models import CaseTerms
from ..selectors.case_facts import case_terms

__all__ = ["Refused", "case_terms_set"]


@one_transaction()
def case_terms_set(
    *,
    days: CaseDays,
    reason_zh: str,
    reason_en: str = "",
    seen: int,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> CaseTerms:
    """The terms as a new version, for the steps that are taken from now on; raises Refused.

    ``seen`` is the last version that the person saw, 0 for none. What is due stays due as it was.
    """
    if not by.may_keep_case_terms:
        raise Refused("not_a_keeper_of_cases")
    last = CaseTerms.objects.order_by("-version").first()
    version = last.version if last else 0
    if seen != version:
        if last and last.days == days and last.set_by_id == by.user_id:
            return last
        raise Refused("case_terms_changed_meanwhile")
    held = case_terms()
    if days == held:
        raise Refused("case_terms_unchanged")
    if not days.is_sound:
        raise Refused("case_terms_days", most=MOST_DAYS)
    if not reason_zh.strip():
        raise Refused("case_terms_need_reason")
    refuse_long_reasons(reason_zh, reason_en)
    try:
        with transaction.atomic():
            terms = CaseTerms.objects.create(
                version=version + 1,
                reason_zh=reason_zh.strip(),
                reason_en=reason_en.strip(),
                set_by_id=by.user_id,
                set_at=at,
                **asdict(days),
            )
    except IntegrityError as error:  # somebody else set them in the same moment
        raise Refused("case_terms_changed_meanwhile") from error
    new = asdict(days) | {"reason": terms.reason_zh, "reason_en": terms.reason_en}
    change = Change(
        "case_terms_set", "case_terms", version=terms.version, old=asdict(held), new=new
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    return terms
