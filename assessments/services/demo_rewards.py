"""Loads the demonstration's incentive fund: a rule, a fund a year, lists of earlier years."""

import tomllib
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from zones.access import Person
from zones.services.audit import Act

from ..models import Assessment, RewardRule
from ..rewards import RewardTerms
from ..selectors.rewards import rewards_of, terms_of
from .rewards import reward_digest, reward_fund_set, reward_list_fix, reward_rule_set


def rewards_load(*, folder: Path, by: Person, log: list[Act]) -> None:
    """Nothing; the rule is adopted, each year's fund entered, and earlier years' lists fixed."""
    script = tomllib.loads((folder / "rewards.toml").read_text(encoding="utf-8"))
    told = script["rule"]
    rule = reward_rule_set(
        terms=RewardTerms(
            kind=told["kind"],
            min_coverage=Decimal(told["min_coverage"]),
            leaves_out_exit=told["leaves_out_exit"],
            unit=told["unit"],
        ),
        reason_zh=told["reason_zh"],
        reason_en=told["reason_en"],
        seen=0,
        by=by,
        at=_moment(told["set_on"]),
        is_demonstration=True,
        log=log,
    )
    for row in script["funds"]:
        _fund(row, rule, by, log)


def _fund(row: dict[str, str], rule: RewardRule, by: Person, log: list[Act]) -> None:
    """Nothing; a year's fund is entered, and its list fixed where a day for it is named."""
    year = int(row["year"])
    fund = reward_fund_set(
        year=year,
        amount=Decimal(row["amount"]),
        source=row["source"],
        seen=0,
        by=by,
        at=_moment(row["set_on"]),
        is_demonstration=True,
        log=log,
    )
    if "fixed_on" not in row:
        return
    published = Assessment.State.PUBLISHED
    held = Assessment.objects.select_related("scheme").get(year=year, kind="year", state=published)
    shown = rewards_of(held, terms_of(rule), fund.amount)
    reward_list_fix(
        assessment=held,
        seen=reward_digest(rule, fund, shown),
        by=by,
        at=_moment(row["fixed_on"]),
        log=log,
    )


def _moment(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(10)))
