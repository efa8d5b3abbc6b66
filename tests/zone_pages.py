"""A small province for tests of the zone's and the figure's page: two years, judged and published.

Three zones: donghu and jingkai in Wuhan, yichang alone in its city and from 2021Q2 on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from assessments.models import Assessment, FlagRule, Scheme, SchemeNode
from assessments.services.assessments import assessment_publish, assessment_run
from indicators.models import AnnualTarget, Indicator, ProvinceFigure
from indicators.periods import parse_period
from tests.factories import (
    make_indicators,
    make_measure,
    make_person,
    make_policy,
    make_submission,
    make_target,
    make_zone,
    user_of,
)
from zones.models import ZoneAlias, ZoneCode, ZoneDate

#: code: parent, weight, indicator, measure of it, low, high (stored units)
NODES = {
    "total": (None, 100, None, "", None, None),
    "trade": ("total", 60, None, "", None, None),
    "trade_growth": ("trade", 50, "trade_total", "growth", 0, 70),
    "trade_share": ("trade", 50, "trade_total", "share_of_province", 0, 5),
    "rest": ("total", 40, None, "", None, None),
    "processing_level": ("rest", 70, "processing", "level", 0, 1_000_000),
    "enterprises_level": ("rest", 30, "enterprises", "level", 0, 200),
}
CODES = ("trade_import", "trade_export", "trade_total", "processing", "enterprises", "events")
#: A quarter's figures at the beginning; each quarter adds a tenth of them. Trade in 万元.
FIRST = {
    "donghu": (200_000, 300_000, 90_000, 120, 1),
    "jingkai": (60_000, 80_000, 40_000, 60, 0),
    "yichang": (10_000, 20_000, 9_000, 20, 1),
}
GROWTH = {"donghu": "0.02", "jingkai": "0.20", "yichang": "0.35"}
QUARTERS = [f"{year}Q{quarter}" for year in (2021, 2022) for quarter in (1, 2, 3, 4)]


def at(text: str) -> datetime:
    """Noon of a day, UTC."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC).replace(hour=12)


def make_scheme() -> Scheme:
    """A scheme of two themes and four criteria, in force from 2021."""
    scheme = Scheme.objects.create(
        code="scheme",
        name_zh="方案",
        name_en="Scheme",
        effective_year=2021,
        aggregation="arithmetic",
    )
    made: dict[str, SchemeNode] = {}
    for order, (code, row) in enumerate(NODES.items()):
        parent, weight, indicator, measure_of, low, high = row
        made[code] = SchemeNode.objects.create(
            scheme=scheme,
            parent=made.get(parent or ""),
            code=code,
            name_zh=f"{code}项",
            name_en=code.replace("_", " ").capitalize(),
            weight=weight,
            indicator=Indicator.objects.get(code=indicator) if indicator else None,
            measure_of=measure_of,
            direction=1 if indicator else None,
            low=low,
            high=high,
            order=order,
        )
    return scheme


class Province:
    """The province, its people and its two published years; `publish` judges another period."""

    def __init__(self, quarters=QUARTERS, periods=("2021", "2022")):
        self.commerce, self.reviewer = make_person("commerce"), make_person("commerce2")
        self.leader = make_person("leader", "leadership")
        self.customs = make_person("customs", "customs")
        self.zones = {
            "donghu": make_zone("donghu"),
            "jingkai": make_zone("jingkai"),
            "yichang": make_zone("yichang", city="yichang", start="2021Q2"),
        }
        self.reporter = make_person("yichang", zone=self.zones["yichang"])
        self.neighbour = make_person("donghu", zone=self.zones["donghu"])
        self.indicators = make_indicators(*CODES)
        Indicator.objects.filter(code="events").update(scope=Indicator.Scope.CITY)
        _name(self.zones)
        self.policy = make_policy()
        self.measure = make_measure(self.policy, 1, text="宜昌综合保税区年进出口额达100亿元。")
        self.targets = _promise(self)
        self.scheme = make_scheme()
        _total(self.indicators["trade_total"])
        for quarter in quarters:
            for code in self.zones:
                self.report(code, quarter)
        self.assessments = [self.publish(period) for period in periods]

    def report(self, code: str, quarter: str, **fields):
        """A zone's verified figures of a quarter, from a file; None before its start."""
        if code == "yichang" and quarter == "2021Q1":
            return None
        steps = (int(quarter[:4]) - 2021) * 4 + int(quarter[5]) - 1
        grown = 1 + Decimal(GROWTH[code]) * steps
        imports, exports, processing, firms, events = FIRST[code]
        figures = {
            "trade_import": imports * grown,
            "trade_export": exports * grown,
            "trade_total": (imports + exports) * grown,
            "processing": processing * grown,
            "enterprises": int(firms * grown),
            "events": events,
        }
        given = {"source": "file", "file_name": "figures.csv"} | fields
        made = make_submission(
            self.zones[code],
            quarter,
            figures | given.pop("figures", {}),
            by=given.pop("by", self.commerce),
            verified_by=given.pop("verified_by", self.reviewer),
            **given,
        )
        made.observations.filter(indicator__code="trade_total").update(is_computed=True)
        for row, observation in enumerate(made.observations.all(), start=2):
            observation.place = "" if observation.is_computed else f"figures.csv {row}"
            observation.save(update_fields=["place"])
        return made

    def draft(self, period: str, on: str) -> Assessment:
        """A period's assessment that nobody has published."""
        return assessment_run(period=parse_period(period), at=at(on), by=self.commerce)

    def publish(self, period: str, on: str = "") -> Assessment:
        """A period's published assessment."""
        span = parse_period(period)
        day = on or f"{span.year + span.quarter // 4}-0{2 if span.quarter == 4 else 8}-20"
        return assessment_publish(
            assessment=self.draft(period, day),
            at=at(day),
            by=self.commerce,
            unheard_reason="已征求",
        )


@contextmanager
def kept() -> Iterator[Province]:
    """The province for all tests of a module; what a test changes in it is taken back."""
    with transaction.atomic():
        yield Province()
        transaction.set_rollback(True)


def signed_in(client, person, language: str = "en"):
    """The client, with somebody signed in who has chosen a language."""
    client.force_login(user_of(person))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def _name(zones) -> None:
    """Facts of donghu and of yichang; jingkai's are not known."""
    donghu, yichang = zones["donghu"], zones["yichang"]
    donghu.area_km2 = Decimal("5.41")
    donghu.save()
    ZoneDate.objects.create(zone=donghu, event="approved", date="2011-08-29", confidence="verified")
    ZoneDate.objects.create(
        zone=yichang, event="accepted", date="2020-12-25", confidence="verified"
    )
    ZoneCode.objects.create(zone=donghu, system="region", code="42016", confidence="verified")
    ZoneAlias.objects.create(zone=donghu, printed="上海南湖", clause="1", use="printed")
    ZoneAlias.objects.create(zone=yichang, printed="武汉", clause="1", use="ambiguous")


def _promise(province: Province) -> dict:
    """A target of each scope, yearly trade targets set for donghu, and two flag rules."""
    policy, measure, indicators = province.policy, province.measure, province.indicators
    trade = indicators["trade_total"]
    targets = {
        "growth": make_target(
            policy,
            trade,
            "growth",
            scope="province",
            clause="preamble",
            phrase="年均增长35%",
            conditions=[{"rule": "average_growth", "amount": "0.35"}],
        ),
        "share": make_target(
            policy,
            trade,
            "share",
            scope="province",
            measure_of="share_of_province",
            clause="preamble",
            conditions=[{"rule": "level", "amount": 13}],
        ),
        "hundred": make_target(
            policy,
            trade,
            "hundred",
            measure=measure,
            phrase="年进出口额达100亿元",
            zones=[province.zones["yichang"]],
            conditions=[{"rule": "level", "amount": 1_000_000}],
        ),
        "firms": make_target(
            policy,
            indicators["enterprises"],
            "firms",
            scope="each_zone",
            measure=measure,
            conditions=[{"rule": "level", "amount": 150}],
        ),
        "meetings": make_target(
            policy,
            indicators["events"],
            "meetings",
            scope="each_city",
            measure=measure,
            conditions=[{"rule": "count_each_year", "amount": 3}],
        ),
    }
    for year, value in ((2021, 2_000_000), (2022, 2_600_000)):
        AnnualTarget.objects.create(
            target=targets["growth"],
            zone=province.zones["donghu"],
            year=year,
            value=value,
            reason_zh="约定",
            in_force_from=date(year, 1, 1),
            set_by_id=province.commerce.user_id,
            set_at=at(f"{year}-01-01"),
        )
    missed = FlagRule.objects.create(
        code="annual_target_missed", consequence="notice", measure=measure
    )
    missed.targets.set(targets.values())
    return targets


def _total(trade: Indicator) -> None:
    for year, value in ((2021, 50_000_000), (2022, 60_000_000)):
        for quarter in (1, 2, 3, 4):
            ProvinceFigure.objects.create(
                indicator=trade,
                year=year,
                quarter=quarter,
                vintage="first_published",
                value=value * quarter // 4,
            )
