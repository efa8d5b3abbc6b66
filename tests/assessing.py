"""A small world to assess: two zones, their trade, a scheme of two criteria, a yearly target."""

from datetime import UTC, date, datetime

from assessments.models import Assessment, FlagRule, Scheme, SchemeNode
from assessments.services.assessments import assessment_publish, assessment_run
from indicators.models import AnnualTarget, Indicator, Policy, Submission, Target
from indicators.periods import parse_period
from tests.boards import make_scheme
from tests.factories import (
    make_indicator,
    make_measure,
    make_person,
    make_policy,
    make_submission,
    make_target,
    make_zone,
)
from zones.access import Person
from zones.models import Zone

QUARTERS = (1, 2, 3, 4)
#: Past the lock of the last quarter of 2022.
AFTER = datetime(2023, 3, 1, tzinfo=UTC)


class World:
    """What there is to assess; everything is reported and verified unless a test changes it."""

    def __init__(self) -> None:
        self.staff: Person = make_person("commerce")
        self.reviewer: Person = make_person("commerce2")
        self.a: Zone = make_zone("a", start="2019Q1")
        self.b: Zone = make_zone("b", city="yichang", start="2019Q1")
        self.trade: Indicator = make_indicator("trade_total")
        self.policy: Policy = make_policy()
        self.measure = make_measure(self.policy, 1)
        self.scheme: Scheme = make_scheme()
        root = node(self.scheme, "total", None, 100)
        theme = node(self.scheme, "trade", root, 100)
        self.size = node(
            self.scheme, "size", theme, 50, indicator=self.trade, measure_of="level", high=1000
        )
        self.growth = node(
            self.scheme, "growth", theme, 50, indicator=self.trade, measure_of="growth", high=100
        )
        growth = {"rule": "average_growth", "amount": "0.35"}
        self.target: Target = make_target(
            self.policy, self.trade, "growth", scope="province", conditions=[growth]
        )
        for order, (code, consequence) in enumerate(RULES.items()):
            rule = FlagRule.objects.create(
                code=code,
                consequence=consequence,
                threshold=3 if code == "missed_years" else 1 if code == "rank_dropped" else None,
                window=2 if code == "missed_years" else None,
                measure=self.measure,
                order=order,
            )
            if code == "missed_years":
                rule.targets.set([self.target])

    def report(self, zone: Zone, year: int, amounts: list, **fields) -> None:
        """Nothing; the zone's first quarters of the year are reported and verified."""
        fields = {"by": self.staff, "verified_by": self.reviewer} | fields
        for quarter, amount in enumerate(amounts, start=1):
            make_submission(zone, f"{year}Q{quarter}", {"trade_total": amount}, **fields)

    def revise(self, zone: Zone, quarter: str, amount: object, at: datetime) -> None:
        """Nothing; the quarter's figure is replaced by a verified revision."""
        held = Submission.objects.get(
            zone=zone, quarter__year=quarter[:4], quarter__quarter=quarter[-1], state="verified"
        )
        held.state, held.superseded_at = "superseded", at
        held.save()
        people = {"by": self.staff, "verified_by": self.reviewer}
        make_submission(zone, quarter, {"trade_total": amount}, at=at, **people)

    def set_target(self, zone: Zone, year: int, value: int, in_force_from: date | None = None):
        """The yearly target set for the zone."""
        return AnnualTarget.objects.create(
            target=self.target,
            zone=zone,
            year=year,
            version=AnnualTarget.objects.filter(zone=zone, year=year).count() + 1,
            value=value,
            reason_zh="商定",
            in_force_from=in_force_from or date(year, 1, 1),
            set_by_id=self.staff.user_id,
            set_at=AFTER,
        )


RULES = {
    "annual_target_missed": "notice",
    "rank_dropped": "notice",
    "missed_years": "exit",
    "behind_pace": "reminder",
    "projected_miss": "reminder",
    "late_report": "named",
}


def node(scheme: Scheme, code: str, parent: SchemeNode | None, weight: int, **fields) -> SchemeNode:
    """A theme, or with an indicator a criterion between 0 and `high`."""
    if "indicator" in fields:
        fields = {"direction": 1, "low": 0} | fields
    names = {"name_zh": f"{code}项", "name_en": code.title()}
    return SchemeNode.objects.create(
        scheme=scheme,
        code=code,
        parent=parent,
        weight=weight,
        order=scheme.nodes.count(),
        **names,
        **fields,
    )


def make_world() -> World:
    """Two zones over 2020 to 2022: a grows by a half to 600, b stays at 400."""
    world = World()
    for year, of_a, of_b in ((2020, 80, 100), (2021, 100, 100), (2022, 150, 100)):
        world.report(world.a, year, [of_a] * 4)
        world.report(world.b, year, [of_b] * 4)
    return world


def run(period: str = "2022", at: datetime = AFTER, **fields) -> Assessment:
    """The assessment of the period as the service runs it."""
    return assessment_run(period=parse_period(period), at=at, **fields)


def publish(assessment: Assessment, at: datetime = AFTER, **fields) -> Assessment:
    """The assessment as the service publishes it."""
    return assessment_publish(assessment=assessment, at=at, **fields)


def published(period: str = "2022", at: datetime = AFTER, **fields) -> Assessment:
    """The assessment of the period, run and published at once."""
    return publish(run(period, at, **fields), at)


def published_target() -> str:
    """The address of a target of which a yearly target is set; 2022 is published."""
    world = make_world()
    world.set_target(world.a, 2022, 620)
    published()
    return f"/targets/{world.target.code}/"
