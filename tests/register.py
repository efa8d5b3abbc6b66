"""What tests of the register share: rules, and projects and events through the services."""

from datetime import UTC, date, datetime
from decimal import Decimal

from indicators.models import CountingRule, Indicator, Policy
from tests.factories import make_indicator
from zones.access import Person
from zones.models import MatchmakingEvent, Project, Zone
from zones.project_stages import CONSTRUCTION, OPERATING, SIGNED, WITHDRAWN
from zones.services.events import EventTerms, event_enter
from zones.services.projects import ProjectTerms, project_enter

AT = datetime(2022, 7, 10, 4, tzinfo=UTC)
SIGNED_ON = date(2022, 4, 12)


def make_counting_rules() -> None:
    """The three rules of the policy at hand: 10 and 1 亿元 at the signing, and every event."""
    policy = Policy.objects.first() or Policy.objects.create(
        code="hubei", name_zh="举措", name_en="Measures", issued_on=date(2021, 10, 21),
        base_year=2020, first_year=2021, last_year=2023, preamble="", province_zh="湖北省",
        province_en="Hubei Province",
    )  # fmt: skip
    for code, tier, amount in (
        ("projects_leading", "leading", 100_000),
        ("projects_key", "key", 10_000),
    ):
        CountingRule.objects.create(
            policy=policy,
            indicator=_indicator(code),
            register="projects",
            tier=tier,
            tier_zh={"leading": "龙头项目", "key": "重点项目"}[tier],
            tier_en=tier,
            at_least=amount,
            stage=SIGNED,
        )
    CountingRule.objects.create(policy=policy, indicator=_indicator("events"), register="events")


def _indicator(code: str) -> Indicator:
    return Indicator.objects.filter(code=code).first() or make_indicator(code)


def terms(name: str = "光模块加工项目", amount: object = 20_000, **said) -> ProjectTerms:
    """A project of 2 亿元 a year, unless told otherwise; the amount in 万元."""
    return ProjectTerms(name, Decimal(str(amount)), str(amount), "万元", **said)


def days(signed=SIGNED_ON, construction=None, operating=None, withdrawn=None) -> dict:
    return {SIGNED: signed, CONSTRUCTION: construction, OPERATING: operating, WITHDRAWN: withdrawn}


def entered(zone: Zone, by: Person, name="光模块加工项目", amount=20_000, **about) -> Project:
    """A project in the register."""
    said = {"days": about.pop("days", days()), "reason": about.pop("reason", "")}
    return project_enter(zone=zone, terms=terms(name, amount), by=by, at=AT, **said, **about)


def event_terms(title: str = "光电产业对接会", held_on=date(2022, 5, 20), **said) -> EventTerms:
    return EventTerms(title, held_on, "武汉", "招商专班", **said)


def held(zone: Zone, by: Person, title: str = "光电产业对接会", **about) -> MatchmakingEvent:
    """An event in the register."""
    said = event_terms(title, about.pop("held_on", date(2022, 5, 20)))
    return event_enter(zone=zone, terms=said, by=by, at=AT, **about)
