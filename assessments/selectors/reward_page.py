"""Reads the pages of the incentive fund: the years, one year's list, the rule with its effect."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, bracketed, day, label, moment, number, page_language, percent
from zones.models import Zone
from zones.people import named_for

from ..models import Assessment, RewardFund, RewardList, RewardRule
from ..papers.rewards import (
    REASONS,
    RewardFacts,
    RewardLine,
    amount_said,
    amount_text,
    fund_words,
    rule_words,
)
from ..papers.words import Words
from ..rewards import Contender, Reward, RewardTerms, can_pay
from ..wording import scheme_name
from .reward_versions import lists_before, stands_text
from .rewards import (
    annual_assessments,
    fund_of,
    funds,
    list_of,
    rewards_of,
    rule_in_force,
    rule_versions,
    terms_of,
)


@dataclass(frozen=True)
class YearRow:
    """A year with a published annual assessment, and how far its rewards are."""

    year: int
    href: str
    version: int
    fund: Decimal | None
    fund_text: str
    state: Badge


@dataclass(frozen=True)
class RewardRow:
    """A zone on a year's list."""

    order: int
    place: int | None
    place_text: str
    zone: str
    zone_href: str
    rank: int | None
    rank_text: str
    score: Decimal | None
    score_text: str
    coverage_text: str
    share: Decimal
    share_text: str
    amount: Decimal | None
    amount_text: str
    remark: str


@dataclass(frozen=True)
class RewardPage:
    """All that a year's page prints."""

    assessment: Assessment
    facts: RewardFacts
    rows: tuple[RewardRow, ...]
    fund: RewardFund | None
    fund_text: str
    rule_text: str
    fixed: RewardList | None
    fixed_text: str
    is_payable: bool
    earlier: tuple[RewardList, ...]
    stands: str


@dataclass(frozen=True)
class EffectRow:
    """A zone in a year under the rule in force and under the one that is tried."""

    year: int
    zone: str
    zone_order: int
    now: Decimal
    now_text: str
    then: Decimal
    then_text: str
    change: Decimal
    change_text: str


@dataclass(frozen=True)
class RuleRow:
    """A version of the rule."""

    version: int
    rule: str
    in_force_from: str
    set_by: str
    reason: str


def year_rows() -> list[YearRow]:
    """The years whose annual assessment is published, the latest first; five queries."""
    found, entered = annual_assessments(), funds()
    fixed = set(RewardList.objects.values_list("assessment_id", flat=True))
    before = lists_before(one.year for one in found)
    return [
        _year(one, entered.get(one.year), one.pk in fixed, before.get(one.year)) for one in found
    ]


def reward_page(year: int, version: str = "") -> RewardPage | None:
    """The year's list: the fixed one, else as it would be now; None where there is no board.

    ``version`` asks for the list that was fixed for an earlier version of the assessment.
    """
    found = _assessment(year, version)
    if found is None:
        return None
    fixed = list_of(found)
    if version and fixed is None:
        return None
    rule = fixed.rule if fixed else rule_in_force()
    fund = fixed.fund if fixed else fund_of(year)
    zones = {zone.code: zone for zone in Zone.objects.all()}
    is_payable = fund is None or rule is None or can_pay(fund.amount, rule.unit)
    rewards = _kept(fixed) if fixed else _computed(found, rule, fund if is_payable else None)
    facts = _facts(found, fixed, rule, fund, rewards, zones)
    language = page_language()
    others = RewardList.objects.filter(assessment__period=found.period).exclude(assessment=found)
    others = others.select_related("assessment", "fund").order_by("assessment__version")
    return RewardPage(
        assessment=found,
        facts=facts,
        rows=tuple(_row(order, one, facts, zones) for order, one in enumerate(rewards)),
        fund=fund,
        fund_text=fund_words(facts, language),
        rule_text=rule_words(facts.terms, language) if rule else "",
        fixed=fixed,
        fixed_text=moment(fixed.fixed_at) if fixed else "",
        is_payable=is_payable,
        earlier=tuple(others),
        stands=stands_text(found, fixed, list(others), rewards),
    )


def effect_rows(held: RewardTerms | None, tried: RewardTerms) -> list[EffectRow]:
    """Every zone of every published year, as it is paid now and as it would have been paid.

    Where a year's fund is entered the amounts are told, else the shares alone.
    """
    entered, rows = funds(), []
    zones = {zone.code: zone for zone in Zone.objects.all()}
    for one in annual_assessments():
        fund = entered.get(one.year)
        both = [_parts(one, terms, fund) for terms in (held, tried)]
        rows += [_effect(one.year, zones[code], *_two(both, code)) for code in sorted(both[1])]
    return sorted(rows, key=lambda row: (-row.year, row.zone_order))


def rule_rows(who: Person) -> list[RuleRow]:
    """Every version of the rule, the latest first."""
    language = page_language()
    return [
        RuleRow(
            version=one.version,
            rule=rule_words(terms_of(one), language),
            in_force_from=moment(one.set_at),
            set_by=named_for(who, one.set_by),
            reason=label(one, "reason"),
        )
        for one in rule_versions()
    ]


def _assessment(year: int, version: str) -> Assessment | None:
    rows = Assessment.objects.filter(year=year, kind="year").select_related("scheme")
    if not version:
        return rows.filter(state=Assessment.State.PUBLISHED).first()
    if not version.isdecimal() or len(version) > 4:
        return None
    return rows.filter(version=int(version)).first()


def _year(
    one: Assessment, fund: RewardFund | None, is_fixed: bool, before: RewardList | None
) -> YearRow:
    if is_fixed:
        state = Badge("good", _("list fixed"), "circle-check", order=2)
    elif before is not None:
        held = before.fund.amount
        words = {"version": before.assessment.version, "fund": number(held, _places(held))}
        text = _("list of version %(version)s stands")
        if fund is not None and fund.amount != held:  # the year's fund was corrected since
            text = _("list of version %(version)s stands, with its fund of %(fund)s")
        state = Badge("info", text % words, "clock", order=1)
    elif fund is None:
        state = Badge("quiet", _("fund not entered"), "minus", order=0)
    else:
        state = Badge("info", _("list to be fixed"), "clock", order=1)
    return YearRow(
        year=one.year,
        href=reverse("reward_year", args=[one.year]),
        version=one.version,
        fund=fund.amount if fund else None,
        fund_text=number(fund.amount, _places(fund.amount)) if fund else DASH,
        state=state,
    )


def _places(amount: Decimal) -> int:
    """As many places as the amount has."""
    return max(0, -int(amount.normalize().as_tuple().exponent))


def _computed(found: Assessment, rule: RewardRule | None, fund: RewardFund | None) -> list[Reward]:
    return rewards_of(found, terms_of(rule), fund.amount if fund else None) if rule else []


def _kept(fixed: RewardList) -> list[Reward]:
    """A fixed list's rows as they were fixed."""
    return [
        Reward(
            Contender(one.zone.code, one.rank, one.score, one.coverage),
            one.place,
            one.share,
            one.amount,
            one.reason,
        )
        for one in fixed.shares.select_related("zone")
    ]


def _facts(
    found: Assessment,
    fixed: RewardList | None,
    rule: RewardRule | None,
    fund: RewardFund | None,
    rewards: Sequence[Reward],
    zones: dict[str, Zone],
) -> RewardFacts:
    terms = terms_of(rule) if rule else RewardTerms("by_rank", Decimal(0))
    is_made_up = found.is_demonstration or bool(fund and fund.is_demonstration)
    return RewardFacts(
        year=found.year,
        version=found.version,
        scheme=Words(scheme_name(found.scheme)),
        decimals=found.scheme.decimals,
        rule_version=rule.version if rule else 0,
        terms=terms,
        fund=fund.amount if fund else None,
        source=fund.source if fund else "",
        lines=tuple(_line(one, zones[one.contender.zone]) for one in rewards),
        is_fixed=fixed is not None,
        is_demonstration=is_made_up,
        fixed_on=day(fixed.fixed_at) if fixed else "",
        sha256=fixed.sha256 if fixed else "",
    )


def _line(one: Reward, zone: Zone) -> RewardLine:
    who = one.contender
    return RewardLine(
        code=zone.code,
        zone=Words(zone.short_zh, zone.short_en),
        rank=who.rank,
        score=who.score,
        coverage=who.coverage,
        place=one.place,
        share=one.share,
        amount=one.amount,
        reason=one.reason,
    )


def _row(order: int, one: Reward, facts: RewardFacts, zones: dict[str, Zone]) -> RewardRow:
    who, zone = one.contender, zones[one.contender.zone]
    unit = facts.terms.unit
    return RewardRow(
        order=order,
        place=one.place,
        place_text=number(one.place),
        zone=label(zone, "short"),
        zone_href=f"{zone.get_absolute_url()}?period={facts.year}",
        rank=who.rank,
        rank_text=number(who.rank),
        score=who.score,
        score_text=number(who.score, facts.decimals),
        coverage_text=percent(who.coverage),
        share=one.share,
        share_text=DASH if one.reason else percent(one.share, 2),
        amount=one.amount,
        amount_text=DASH if one.amount is None else amount_text(one.amount, unit),
        remark=REASONS[one.reason].of(page_language()) if one.reason else "",
    )


def _parts(
    one: Assessment, terms: RewardTerms | None, fund: RewardFund | None
) -> dict[str, tuple[Decimal, str]]:
    """What each zone has under a rule: the number to sort by, and as printed."""
    if terms is None:
        return {}
    amount = fund.amount if fund and can_pay(fund.amount, terms.unit) else None
    found = {}
    for reward in rewards_of(one, terms, amount):
        text = percent(reward.share, 2)
        if reward.amount is not None:
            printed = amount_said(reward.amount, page_language())
            text = bracketed(printed, text)
        if reward.reason:
            text = REASONS[reward.reason].of(page_language())
        found[reward.contender.zone] = (reward.share, text)
    return found


def _two(
    both: Iterable[dict[str, tuple[Decimal, str]]], code: str
) -> tuple[tuple[Decimal, str], tuple[Decimal, str]]:
    now, then = (parts.get(code, (Decimal(0), DASH)) for parts in both)
    return now, then


def _effect(
    year: int, zone: Zone, now: tuple[Decimal, str], then: tuple[Decimal, str]
) -> EffectRow:
    change = then[0] - now[0]
    points = number(change * 100, 2, signed=True)
    return EffectRow(
        year=year,
        zone=label(zone, "short"),
        zone_order=zone.order,
        now=now[0],
        now_text=now[1],
        then=then[0],
        then_text=then[1],
        change=change,
        change_text=_("%(points)s points") % {"points": points} if change else DASH,
    )
