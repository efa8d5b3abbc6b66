"""What staff of another province do besides its figures: registers, papers, cases, rewards."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.management import call_command
from django.utils import timezone

from assessments import case_life as life
from assessments.models import Assessment, Case
from assessments.rewards import RewardTerms
from assessments.selectors.rewards import rewards_of, terms_of
from assessments.services.annual_targets import annual_target_set
from assessments.services.assessments import assessment_run
from assessments.services.bulletin_drafts import bulletin_prepare
from assessments.services.bulletins import bulletin_publish
from assessments.services.case_told import Told
from assessments.services.cases import case_move
from assessments.services.reply_windows import reply_window_open
from assessments.services.rewards import (
    reward_digest,
    reward_fund_set,
    reward_list_fix,
    reward_rule_set,
)
from indicators.models import ReportingQuarter, Target, Task
from indicators.periods import parse_half, parse_period, parse_quarter
from indicators.services.classes import ClassTerms, class_enter
from indicators.services.quarters import quarter_open
from indicators.services.submissions import Entry, submission_hand_in, submission_verify
from indicators.services.tasks import TaskEntry, task_reports_save
from zones.access import Person
from zones.models import Zone
from zones.numbers import WAN_PER_YI
from zones.services.events import EventTerms, event_enter
from zones.services.innovations import InnovationTerms, innovation_enter
from zones.services.projects import ProjectTerms, project_enter

#: Open, and nobody has handed in anything yet.
OPEN = "2026Q1"


def live(people: dict[str, Person]) -> None:
    """Nothing; registers, yearly targets, tasks, published years, bulletins, a case and rewards."""
    officer, now = people["officer"], timezone.now()
    keep_registers(people, now)
    set_targets(officer, now)
    open_a_quarter(officer, now)
    report_on_tasks(people["treasurer"], now)
    for period in ("2024", "2025H1", "2025"):
        call_command("assess", period, publish=True)
    print_bulletins(officer, now)
    follow_a_case(officer, now)
    reward(officer, now)
    hear_the_zones(people, timezone.now())


def open_a_quarter(officer: Person, now: datetime) -> None:
    """Nothing; a quarter is open that is due in a week, so that it is reminded of today."""
    today = timezone.localdate(now)
    quarter_open(
        parse_quarter(OPEN),
        by=officer,
        at=now,
        due_on=today + timedelta(days=7),
        locks_on=today + timedelta(days=37),
    )


def hear_the_zones(people: dict[str, Person], now: datetime) -> None:
    """Nothing; a figure is revised, the year judged again, and zones may reply to the draft."""
    zone = Zone.objects.get(code="jia-port")
    quarter = ReportingQuarter.objects.get(year=2025, quarter=4)
    submission = submission_hand_in(
        zone=zone,
        quarter=quarter,
        entries=[Entry("jobs", Decimal(3_300), unit="人", entered="3300")],
        by=people["officer"],
        at=now,
        revision_reason="核对更正",
        is_incomplete_accepted=True,
    )
    submission_verify(submission=submission, by=people["reviewer"], at=now)
    draft = assessment_run(period=parse_period("2025"), by=people["officer"], at=timezone.now())
    until = now + timedelta(days=10)
    reply_window_open(assessment=draft, until=until, at=timezone.now(), by=people["officer"])


def keep_registers(people: dict[str, Person], now: datetime) -> None:
    """Nothing; a zone has a project, an event and an innovation, and a class on the list."""
    zone, by = Zone.objects.get(code="jia-air"), people["reporter"]
    project_enter(
        zone=zone,
        terms=ProjectTerms(
            name_zh="冷链分拨中心（虚构）",
            name_en="Cold-chain hub (made up)",
            investor="虚构投资方",
            expected_trade=6 * WAN_PER_YI,
            entered="6",
            unit="亿元",
        ),
        days={
            "signed": date(2024, 2, 1),
            "construction": date(2024, 6, 1),
            "operating": date(2025, 3, 1),
        },
        by=by,
        at=now,
    )
    event_enter(
        zone=zone,
        terms=EventTerms("推介会（虚构）", date(2025, 5, 20), "甲州市", "虚构主办方"),
        by=by,
        at=now,
    )
    innovation_enter(
        origin=zone,
        terms=InnovationTerms(
            "一次查验（虚构）", "货物只查验一次。", "2025-02", "pilot", "虚构文件"
        ),
        by=by,
        at=now,
    )
    class_enter(
        zone=Zone.objects.get(code="jia-port"),
        year=2025,
        scope="national",
        terms=ClassTerms("全国名单（虚构）", 150, "C", 80, "虚构来源", date(2026, 5, 6)),
        seen=0,
        by=people["officer"],
        at=now,
    )


def set_targets(officer: Person, now: datetime) -> None:
    """Nothing; one zone has a yearly target that it will miss."""
    annual_target_set(
        target=Target.objects.get(code="goods-growth"),
        zone=Zone.objects.get(code="jia-port"),
        year=2025,
        value=Decimal(900_000),
        in_force_from=date(2025, 1, 1),
        reason_zh="商定",
        seen=0,
        by=officer,
        at=now,
    )


def report_on_tasks(treasurer: Person, now: datetime) -> None:
    """Nothing; an agency has reported on its task."""
    task_reports_save(
        quarter=ReportingQuarter.objects.get(year=2026, quarter=1),
        entries=[
            TaskEntry(
                Task.objects.get(measure__number=8).pk, "under_way", percent=40, note_zh="正在起草"
            )
        ],
        by=treasurer,
        at=now,
    )


def print_bulletins(officer: Person, now: datetime) -> None:
    """Nothing; the bulletin of the half-year is published, that of the year is a draft."""
    draft = bulletin_prepare(period=parse_half("2025H1"), by=officer, at=now)
    bulletin_publish(bulletin=draft, by=officer, at=now)
    bulletin_prepare(period=parse_half("2025H2"), by=officer, at=now)


def follow_a_case(officer: Person, now: datetime) -> None:
    """Nothing; a notice is issued for the zone that missed its target."""
    case = Case.objects.get(zone__code="jia-port", year=2025, track=life.NOTICE)
    told = Told(held_on=timezone.localdate(now), number="虚构〔2026〕1号")
    case_move(case=case, move=life.ISSUE, told=told, seen=case.moves.count(), by=officer, at=now)


def reward(officer: Person, now: datetime) -> None:
    """Nothing; the fund's rule is set, with a fund and a fixed list for the year."""
    rule = reward_rule_set(
        terms=RewardTerms(kind="by_score", min_coverage=Decimal("0.8"), unit="wan"),
        reason_zh="虚构办法",
        seen=0,
        by=officer,
        at=now,
    )
    fund = reward_fund_set(
        year=2025, amount=Decimal(2000), source="虚构预算", seen=0, by=officer, at=now
    )
    held = Assessment.objects.select_related("scheme").get(
        year=2025, kind="year", state=Assessment.State.PUBLISHED
    )
    digest = reward_digest(rule, fund, rewards_of(held, terms_of(rule), fund.amount))
    reward_list_fix(assessment=held, seen=digest, by=officer, at=now + timedelta(minutes=1))
