"""A published assessment of as many zones as wanted, straight into the tables."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

from assessments.models import (
    Assessment,
    Figure,
    Flag,
    FlagRule,
    RankCertainty,
    Scheme,
    TargetResult,
    ZoneResult,
)
from indicators.models import Indicator, Observation, ReportingQuarter, Submission, Target
from indicators.periods import parse_period
from tests.factories import (
    make_city,
    make_indicator,
    make_measure,
    make_person,
    make_policy,
    make_quarter,
    make_target,
)
from zones.access import Person
from zones.models import Zone

RUN_AT = datetime(2024, 1, 30, 9, tzinfo=UTC)
QUARTERS = [f"{year}Q{quarter}" for year in (2021, 2022, 2023) for quarter in (1, 2, 3, 4)]


def make_scheme(**fields) -> Scheme:
    fields = {
        "code": "scheme",
        "name_zh": "方案",
        "name_en": "Scheme",
        "effective_year": 2021,
        "aggregation": "arithmetic",
    } | fields
    return Scheme.objects.create(**fields)


def make_assessment(scheme: Scheme, period: str = "2023", **fields) -> Assessment:
    """An assessment without rows; published if it says nothing else."""
    span = parse_period(period)
    fields = {
        "version": 1,
        "state": Assessment.State.PUBLISHED,
        "digest": "0" * 64,
        "run_at": RUN_AT,
    } | fields
    if fields["state"] in (Assessment.State.PUBLISHED, Assessment.State.SUPERSEDED):
        fields = {"published_at": RUN_AT} | fields
    return Assessment.objects.create(
        period=period,
        year=span.year,
        quarter=span.quarter,
        kind=span.kind,
        scheme=scheme,
        **fields,
    )


def make_board(count: int, **fields) -> Assessment:
    """An assessment with so many zones, five a city; the last zone is in its first year.

    Every zone has figures, four targets and, but for each third, a flag; twelve quarters of trade
    are reported. The zones' scores fall with their number, and the second and third one tie.
    """
    person = make_person(f"staff-{count}")
    reviewer = make_person(f"reviewer-{count}")
    policy = make_policy()
    measure = make_measure(policy, 1)
    trade = make_indicator("trade_total")
    events = make_indicator("events", scope="city")
    targets = _targets(policy, trade, events)
    _rules(measure)
    assessment = make_assessment(make_scheme(), **fields)
    zones = _zones(count)
    _reports(zones, trade, person, reviewer)
    _rows(assessment, zones, trade, targets)
    _certainty(assessment, zones)
    _flags(assessment, zones, targets, measure)
    return assessment


def _zones(count: int) -> list[Zone]:
    cities = [make_city(f"city{number}") for number in range((count + 4) // 5)]
    return Zone.objects.bulk_create(
        Zone(
            code=f"zone{number}",
            city=cities[number // 5],
            name_zh=f"第{number}综合保税区",
            name_en=f"Zone {number} Comprehensive Bonded Zone",
            short_zh=f"第{number}",
            short_en=f"Zone {number}",
            stage=Zone.Stage.OPERATING,
            is_judged=True,
            order=number,
        )
        for number in range(count)
    )


def _targets(policy, trade: Indicator, events: Indicator) -> dict[str, Target]:
    province = Target.Scope.PROVINCE
    return {
        "growth": make_target(policy, trade, "growth", scope=province, order=1),
        "share": make_target(
            policy, trade, "share", scope=province, order=2, measure_of="share_of_province"
        ),
        "each": make_target(policy, trade, "each", scope="each_zone", order=3),
        "events": make_target(policy, events, "events", scope="each_city", order=4),
    }


def _rules(measure) -> None:
    FlagRule.objects.create(
        code="annual_target_missed",
        consequence="notice",
        measure=measure,
        phrase="将通报并约谈",
        order=1,
    )
    FlagRule.objects.create(
        code="late_report", consequence="named", measure=measure, phrase="每季度调度", order=2
    )


def _reports(zones: list[Zone], trade: Indicator, by: Person, reviewer: Person) -> None:
    quarters: list[ReportingQuarter] = [make_quarter(code) for code in QUARTERS]
    submissions = Submission.objects.bulk_create(
        Submission(
            zone=zone,
            quarter=quarter,
            version=1,
            state=Submission.State.VERIFIED,
            created_by_id=by.user_id,
            created_at=RUN_AT,
            saved_at=RUN_AT,
            submitted_by_id=by.user_id,
            submitted_at=RUN_AT,
            first_submitted_at=RUN_AT,
            reviewed_by_id=reviewer.user_id,
            verified_at=RUN_AT,
        )
        for zone in zones
        for quarter in quarters
    )
    Observation.objects.bulk_create(
        Observation(submission=one, indicator=trade, state="value", value=Decimal(10_000 + place))
        for place, one in enumerate(submissions)
    )


def _rows(
    assessment: Assessment, zones: list[Zone], trade: Indicator, targets: dict[str, Target]
) -> None:
    last = len(zones) - 1
    ZoneResult.objects.bulk_create(
        _result(assessment, zone, n, last) for n, zone in enumerate(zones)
    )
    Figure.objects.bulk_create(
        [
            *(_figure(assessment, trade, zone, 1000 - n) for n, zone in enumerate(zones)),
            _figure(assessment, trade, None, 1000),
        ]
    )
    results = [_judged(assessment, targets[code], None, None) for code in ("growth", "share")]
    for zone in zones:
        results += [_judged(assessment, targets[c], zone, None) for c in ("growth", "each")]
    cities = {zone.city_id: zone.city for zone in zones}
    results += [_judged(assessment, targets["events"], None, city) for city in cities.values()]
    TargetResult.objects.bulk_create(results)


def _result(assessment: Assessment, zone: Zone, number: int, last: int) -> ZoneResult:
    score = Decimal(100) - (number if number != 2 else 1)
    if number == last:
        return ZoneResult(
            assessment=assessment, zone=zone, standing="first_year", score=score, coverage=1
        )
    return ZoneResult(
        assessment=assessment,
        zone=zone,
        standing="ranked",
        score=score,
        rank=2 if number == 2 else number + 1,
        is_tied=number in (1, 2),
        coverage=Decimal("0.95"),
        previous_rank=number + 1,
        previous_count=last,
        common_rank=number + 1,
        common_previous_rank=number + 2,
        common_count=last,
        rank_median=number + 1,
        rank_low=max(number, 1),
        rank_high=min(number + 2, last),
        p_last=0,
        p_bottom=0,
    )


def _certainty(assessment: Assessment, zones: list[Zone]) -> None:
    """Nothing; every zone cannot be told apart from the next one."""
    ranked = zones[:-1]
    RankCertainty.objects.create(
        assessment=assessment,
        seed=1,
        variants=2000,
        drawn={"methods": {"arithmetic": 1000, "geometric": 1000}, "left_out": {"size": 900}},
        bottom=2,
        pairs=[[a.code, b.code, 0.75] for a, b in pairwise(ranked)],
        has_all_pairs=True,
    )


def _figure(assessment: Assessment, indicator: Indicator, zone: Zone | None, n: int) -> Figure:
    return Figure(
        assessment=assessment,
        zone=zone,
        indicator=indicator,
        state="value",
        value=Decimal(n * 10_000),
        base=Decimal(n * 9_000),
        growth=None if zone and n % 4 == 0 else 11.1 + n / 1000,
        growth_note="base_missing" if zone and n % 4 == 0 else "",
        share=1.5,
        share_base=1.0,
        share_vintage="implied",
    )


def _judged(assessment: Assessment, target: Target, zone, city) -> TargetResult:
    is_missed = zone is not None and zone.order % 3 != 0
    return TargetResult(
        assessment=assessment,
        target=target,
        zone=zone,
        city=city,
        status="missed" if is_missed else "met",
        is_binding=True,
        counts_as_missed=is_missed,
        actual=Decimal(9),
        value=Decimal(10) if is_missed else Decimal(9),
        due=Decimal(10) if is_missed else Decimal(9),
        gap=Decimal(1) if is_missed else Decimal(0),
        completion=0.9 if is_missed else 1.0,
    )


def _flags(assessment: Assessment, zones: list[Zone], targets: dict[str, Target], measure) -> None:
    details = {"status": "missed", "actual": 9.0, "target": 10.0, "gap": 1.0, "city": None}
    Flag.objects.bulk_create(
        Flag(
            assessment=assessment,
            zone=zone,
            code="annual_target_missed",
            consequence="notice",
            target=targets[code],
            measure=measure,
            details=details,
        )
        for zone in zones
        if zone.order % 3 != 0
        for code in ("growth", "each")
    )
