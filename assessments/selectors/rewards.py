"""Reads the incentive fund: the rule and the fund in force, who would get what, what was fixed."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Q

from zones.numbers import half_up

from ..case_life import CONTINUED, EXIT, WITHDRAWN
from ..models import Assessment, Case, RewardFund, RewardList, RewardRule, ZoneResult
from ..rewards import Contender, Reward, RewardTerms, share_fund


def rule_in_force() -> RewardRule | None:
    """The rule's last version; None before one is adopted."""
    return RewardRule.objects.select_related("set_by").order_by("-version").first()


def rule_versions() -> list[RewardRule]:
    """Every version of the rule, the latest first."""
    return list(RewardRule.objects.select_related("set_by").prefetch_related("set_by__groups"))


def terms_of(rule: RewardRule) -> RewardTerms:
    """What a version of the rule says."""
    return RewardTerms(
        kind=rule.kind,
        min_coverage=rule.min_coverage,
        leaves_out_exit=rule.leaves_out_exit,
        most_places=rule.most_places,
        steps=tuple(map(Decimal, rule.steps)),
        unit=rule.unit,
    )


def told_of(terms: RewardTerms) -> dict[str, object]:
    """A rule as the audit log tells it."""
    return {
        "kind": str(terms.kind),
        "steps": [str(step) for step in terms.steps],
        "most_places": terms.most_places,
        "min_coverage": str(terms.min_coverage),
        "leaves_out_exit": terms.leaves_out_exit,
        "unit": str(terms.unit),
    }


def fund_of(year: int) -> RewardFund | None:
    """The year's fund in its last version; None until staff enter it."""
    funds = RewardFund.objects.filter(year=year).select_related("set_by")
    return funds.order_by("-version").first()


def funds() -> Mapping[int, RewardFund]:
    """Each year's fund: that of its fixed list in force, else the last version; two queries."""
    last = {one.year: one for one in RewardFund.objects.order_by("version")}
    in_force = {"assessment__state": Assessment.State.PUBLISHED, "assessment__kind": "year"}
    fixed = RewardList.objects.filter(**in_force).select_related("fund")
    return last | {one.fund.year: one.fund for one in fixed}


def annual_assessments() -> list[Assessment]:
    """The published annual assessments, the latest year first."""
    rows = Assessment.objects.filter(state=Assessment.State.PUBLISHED, kind="year")
    return list(rows.select_related("scheme").order_by("-year"))


def list_of(assessment: Assessment) -> RewardList | None:
    """The list that was fixed for this version of the assessment."""
    lists = RewardList.objects.select_related("rule", "fund", "fixed_by", "assessment__scheme")
    return lists.filter(assessment=assessment).first()


def rewards_of(assessment: Assessment, terms: RewardTerms, fund: Decimal | None) -> list[Reward]:
    """Who would get what of the fund by this board; two queries."""
    return share_fund(contenders_of(assessment), terms, fund)


def contenders_of(assessment: Assessment) -> list[Contender]:
    """The zones of the board in its order, with what a rule asks of them.

    An exit case counts from its year on, unless it was withdrawn; one that goes on as a later
    year's counts in its own.
    """
    cases = Case.objects.filter(track=EXIT, year__lte=assessment.year).exclude(state=WITHDRAWN)
    earlier = Q(year__lt=assessment.year, state=CONTINUED)
    exits = set(cases.exclude(earlier).values_list("zone_id", flat=True))
    results = ZoneResult.objects.filter(assessment=assessment).select_related("zone")
    return [
        Contender(
            one.zone.code,
            one.rank,
            None if one.score is None else half_up(one.score, assessment.scheme.decimals),
            one.coverage,
            one.zone_id in exits,
        )
        for one in results
        if one.is_running
    ]
