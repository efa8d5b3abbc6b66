"""Changes a quarter's dates and rate, and cancels one in which nothing was entered."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from zones.access import Person
from zones.services.audit import Act, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..models import ReportingQuarter, Upload
from ..selectors.quarter_terms import is_untouched, terms_token, zones_in_dollars
from .changes import quarter_cancelled_change, quarter_change, terms_change
from .locking import lock_quarter
from .quarters import dates_keep

__all__ = ["QuarterTerms", "Refused", "quarter_cancel", "quarter_change_terms"]


@dataclass(frozen=True)
class QuarterTerms:
    """What a quarter is collected by: when it is due, when it locks, what a dollar counts."""

    due_on: date
    locks_on: date
    dollar_rate: Decimal | None = None
    rate_source: str = ""


@one_transaction()
def quarter_change_terms(
    *,
    quarter: ReportingQuarter,
    terms: QuarterTerms,
    reason: str,
    seen: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> ReportingQuarter:
    """The quarter with these terms; raises Refused.

    ``seen`` is the token of the terms that the person had before their eyes. A quarter that is
    locked stays so: the way through the lock is a reopening. A rate stays while figures rest on it.
    """
    if not by.may_open_quarters:
        raise Refused("not_a_quarter_keeper")
    quarter = lock_quarter(quarter)
    held = _held(quarter)
    if terms == held and seen != terms_token(quarter):
        return quarter  # the same page sent twice, or two people of one mind
    if seen != terms_token(quarter):
        raise Refused("quarter_changed_meanwhile", quarter=str(quarter.code))
    if terms == held:
        raise Refused("quarter_unchanged")
    if not reason.strip():
        raise Refused("quarter_needs_reason")
    refuse_long_reasons(reason)
    _refuse_unless_sound(quarter, terms, timezone.localdate(at))
    before = quarter_change(quarter).new
    for name, value in asdict(terms).items():
        setattr(quarter, name, value)
    quarter.save(update_fields=list(asdict(terms)))
    if (terms.due_on, terms.locks_on) != (held.due_on, held.locks_on):
        dates_keep(quarter, by=by, at=at)
    audit_append(by=by, at=at, changes=[terms_change(quarter, before, reason.strip())], log=log)
    return quarter


@one_transaction()
def quarter_cancel(
    *,
    quarter: ReportingQuarter,
    reason: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> None:
    """Nothing; the quarter is not collected any more. Refused once anything was entered in it."""
    if not by.may_open_quarters:
        raise Refused("not_a_quarter_keeper")
    quarter = lock_quarter(quarter)
    if not is_untouched(quarter):
        raise Refused("quarter_has_figures", quarter=str(quarter.code))
    if not reason.strip():
        raise Refused("cancelling_needs_reason")
    refuse_long_reasons(reason)
    change = quarter_cancelled_change(quarter, reason.strip())
    # What hangs on it is about figures that nobody entered: previews, and more time for them.
    Upload.objects.filter(quarter=quarter).delete()
    quarter.reopenings.all().delete()
    dates_keep(quarter, by=by, at=at, is_cancelled=True)
    quarter.delete()
    audit_append(by=by, at=at, changes=[change], log=log)


def _held(quarter: ReportingQuarter) -> QuarterTerms:
    return QuarterTerms(quarter.due_on, quarter.locks_on, quarter.dollar_rate, quarter.rate_source)


def _refuse_unless_sound(quarter: ReportingQuarter, terms: QuarterTerms, today: date) -> None:
    """Nothing; raises Refused for terms that the quarter cannot have now."""
    if today > quarter.locks_on:
        raise Refused("locked", quarter=str(quarter.code), day=str(quarter.locks_on))
    is_earlier = terms.due_on < quarter.due_on
    is_other_rate = terms.dollar_rate != quarter.dollar_rate
    checks: list[tuple[str, Callable[[], bool]]] = [
        ("lock_is_over", lambda: terms.locks_on < today),
        ("due_before_end", lambda: terms.due_on <= quarter.code.ends_on),
        ("due_after_lock", lambda: terms.due_on >= terms.locks_on),
        ("due_is_over", lambda: is_earlier and terms.due_on < today),
        ("rate_source_missing", lambda: bool(terms.dollar_rate) and not terms.rate_source),
    ]
    for code, is_wrong in checks:
        if is_wrong():
            raise Refused(code)
    if is_other_rate and (zones := zones_in_dollars(quarter)):
        raise Refused("rate_in_use", zones=tuple(zones))
