"""Writes the incentive fund: its rule, its amount in a year, and the list of who gets what."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from zones.access import Person
from zones.audit import digest_of
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..models import Assessment, RewardFund, RewardList, RewardRule, RewardShare
from ..rewards import BY_PLACE, KINDS, UNITS, Reward, RewardTerms, can_pay
from ..selectors.rewards import fund_of, list_of, rewards_of, rule_in_force, terms_of, told_of

#: The greatest fund in 万元, and the most places that a rule may name.
MOST_FUND, MOST_PLACES = Decimal(10_000_000), 200


@one_transaction()
def reward_rule_set(
    *,
    terms: RewardTerms,
    reason_zh: str,
    reason_en: str = "",
    seen: int,
    by: Person,
    at: datetime,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> RewardRule:
    """The rule as a new version, in force from now on; ``seen`` is the last one, 0 for none."""
    _refuse_others(by)
    last = RewardRule.objects.select_for_update().order_by("-version").first()
    held = terms_of(last) if last else None
    if seen != (last.version if last else 0):
        raise Refused("reward_rule_changed_meanwhile")
    if held == terms:
        raise Refused("reward_rule_unchanged")
    refuse_unfit_reward_terms(terms)
    if not reason_zh.strip():
        raise Refused("reward_rule_needs_reason")
    refuse_long_reasons(reason_zh, reason_en)
    rule = RewardRule(
        **asdict(terms) | {"steps": [str(step) for step in terms.steps]},
        version=seen + 1,
        reason_zh=reason_zh.strip(),
        reason_en=reason_en.strip(),
        is_demonstration=is_demonstration,
        set_by_id=by.user_id,
        set_at=at,
    )
    _save(rule, "reward_rule_changed_meanwhile")
    old = told_of(held) if held else None
    new = told_of(terms) | {"reason": rule.reason_zh, "reason_en": rule.reason_en}
    change = Change("reward_rule_set", "reward_rule", version=rule.version, old=old, new=new)
    audit_append(by=by, at=at, changes=[change], log=log)
    return rule


@one_transaction()
def reward_fund_set(
    *,
    year: int,
    amount: Decimal,
    source: str,
    reason: str = "",
    seen: int,
    by: Person,
    at: datetime,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> RewardFund:
    """The year's fund in 万元 as a new version; a correction needs a reason. Raises Refused.

    The fund of a fixed list stands; another version of the assessment may have another fund.
    """
    _refuse_others(by)
    refuse_fixed_fund(year)
    last = fund_of(year)
    if seen != (last.version if last else 0):
        if last is None or last.set_by_id != by.user_id:
            raise Refused("reward_fund_changed_meanwhile")
        told = (last.version, last.amount, last.source, last.reason)
        if told == (seen + 1, amount, source.strip(), reason.strip()):
            return last
        raise Refused("reward_fund_set_yourself")
    if not 0 < amount <= MOST_FUND or amount != amount.quantize(UNITS["fen"]):
        raise Refused("reward_fund_amount", most=f"{MOST_FUND:,}")
    if last and last.amount == amount and last.source == source.strip():
        raise Refused("reward_fund_unchanged")
    if not source.strip():
        raise Refused("reward_fund_without_source")
    if last and not reason.strip():
        raise Refused("reward_fund_needs_reason")
    refuse_long_reasons(reason)
    fund = RewardFund(
        year=year,
        version=seen + 1,
        amount=amount,
        source=source.strip(),
        reason=reason.strip(),
        is_demonstration=is_demonstration,
        set_by_id=by.user_id,
        set_at=at,
    )
    _save(fund, "reward_fund_changed_meanwhile")
    change = Change(
        "reward_fund_set",
        "reward_fund",
        code=str(year),
        version=fund.version,
        old={"amount": _plain(last.amount), "source": last.source} if last else None,
        new={"amount": _plain(amount), "source": fund.source, "reason": fund.reason},
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    return fund


@one_transaction()
def reward_list_fix(
    *,
    assessment: Assessment,
    seen: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> RewardList:
    """The list of the published assessment's version, fixed for good; raises Refused.

    ``seen`` is the digest of the list as the person looked at it.
    """
    _refuse_others(by)
    held = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if held.state != Assessment.State.PUBLISHED or not held.span.is_year:
        raise Refused("reward_without_assessment")
    if RewardList.objects.filter(assessment=held).exists():
        raise Refused("reward_list_fixed")
    rule, fund = rule_in_force(), fund_of(held.year)
    if rule is None or fund is None:
        raise Refused("reward_without_rule" if rule is None else "reward_without_fund")
    if not can_pay(fund.amount, rule.unit):
        raise Refused("reward_fund_units")
    rewards = rewards_of(held, terms_of(rule), fund.amount)
    digest = reward_digest(rule, fund, rewards)
    if digest != seen:
        raise Refused("reward_preview_changed")
    if not any(one.amount for one in rewards):
        raise Refused("reward_for_nobody")
    row = RewardList(
        assessment=held,
        rule=rule,
        fund=fund,
        is_demonstration=held.is_demonstration or fund.is_demonstration,
        fixed_by_id=by.user_id,
        fixed_at=at,
        sha256=digest,
    )
    _save(row, "reward_list_fixed")
    RewardShare.objects.bulk_create(_shares(row, held, rewards))
    paid = {one.contender.zone: _plain(one.amount) for one in rewards if one.amount is not None}
    told: dict[str, object] = {"fund": _plain(fund.amount), "paid": paid, "sha256": digest}
    change = Change(
        "reward_list_fixed", "reward_list", code=held.period, version=held.version, new=told
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    return row


def refuse_fixed_fund(year: int) -> None:
    """Nothing; raises Refused where the list in force of the year is fixed with its fund.

    The assessment is held as when its list is fixed: neither happens while the other does.
    """
    rows = Assessment.objects.select_for_update()
    board = rows.filter(year=year, kind="year", state=Assessment.State.PUBLISHED).first()
    fixed = list_of(board) if board else None
    if fixed:
        raise Refused("reward_fund_fixed", year=year, fund=fixed.fund.amount)


def refuse_unfit_reward_terms(terms: RewardTerms) -> None:
    """Nothing; raises Refused for terms that no rule can have."""
    if terms.kind not in KINDS or terms.unit not in UNITS:
        raise Refused("unknown_reward_rule")
    if not 0 <= terms.min_coverage <= 1:
        raise Refused("reward_coverage")
    if terms.most_places is not None and not 1 <= terms.most_places <= MOST_PLACES:
        raise Refused("reward_places", most=MOST_PLACES)
    steps = terms.steps
    if bool(steps) != (terms.kind == BY_PLACE):
        raise Refused("reward_steps_missing" if terms.kind == BY_PLACE else "reward_steps_unused")
    if any(step <= 0 for step in steps) or list(steps) != sorted(steps, reverse=True):
        raise Refused("reward_steps_fall")
    if len(steps) > MOST_PLACES:
        raise Refused("reward_places", most=MOST_PLACES)


def reward_digest(rule: RewardRule, fund: RewardFund, rewards: list[Reward]) -> str:
    """The SHA-256 of a list: of its rule, its fund and every zone's part."""
    rows = [
        [one.contender.zone, one.place, str(one.share), _plain(one.amount), one.reason]
        for one in rewards
    ]
    return digest_of([rule.version, fund.year, fund.version, _plain(fund.amount), rows])


def _plain(amount: Decimal | None) -> str:
    """The amount as text, the same however many places it is kept with."""
    return "" if amount is None else f"{amount.normalize():f}"


def _shares(row: RewardList, held: Assessment, rewards: list[Reward]) -> list[RewardShare]:
    zones = dict(held.results.values_list("zone__code", "zone_id"))
    return [
        RewardShare(
            list=row,
            order=order,
            zone_id=zones[one.contender.zone],
            rank=one.contender.rank,
            score=one.contender.score,
            coverage=one.contender.coverage,
            place=one.place,
            share=one.share,
            amount=one.amount,
            reason=one.reason,
        )
        for order, one in enumerate(rewards)
    ]


def _refuse_others(by: Person) -> None:
    if not by.may_keep_rewards:
        raise Refused("not_a_reward_keeper")


def _save(row: RewardRule | RewardFund | RewardList, code: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(code) from error
