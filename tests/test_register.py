"""The register is written by its services alone: who may, what may follow, what is never undone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tests.register import AT, SIGNED_ON, days, entered, event_terms, held, terms
from tests.triggers import unprotected
from zones.models import AuditEntry, MatchmakingEvent, Project, ProjectStage
from zones.project_stages import CONSTRUCTION, OPERATING, SIGNED, STAGES, TRANSITIONS, WITHDRAWN
from zones.services.events import event_change, event_enter, event_strike
from zones.services.projects import (
    Refused,
    project_advance,
    project_change,
    project_correct,
    project_strike,
    project_trade_set,
)

pytestmark = pytest.mark.django_db

BUILT, RUNS, GONE = date(2022, 5, 1), date(2022, 6, 1), date(2022, 7, 1)
REACHED = {
    SIGNED: days(),
    CONSTRUCTION: days(SIGNED_ON, BUILT),
    OPERATING: days(SIGNED_ON, BUILT, RUNS),
    WITHDRAWN: days(SIGNED_ON, withdrawn=GONE),
}


def refused(act, **about) -> str:
    """The code that an act is refused with."""
    with pytest.raises(Refused) as error:
        act(**about)
    return error.value.code


@pytest.fixture
def project(place, people) -> Project:
    return entered(place["yichang"], people["yichang"])


# --- who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["donghu", "leader", "customs", "fgw", "admin"])
def test_nobody_enters_or_changes_what_is_not_their_zone_s(place, people, project, login):
    who = people[login]
    about = {"by": who, "at": AT}
    assert refused(entered, zone=place["yichang"], by=who, name="另一项目") == "not_your_zone"
    assert refused(held, zone=place["yichang"], by=who) == "not_your_zone"
    said = {"project": project, "seen": project.version} | about
    assert refused(project_change, terms=terms("改名"), **said) == "not_your_zone"
    step = {"stage": CONSTRUCTION, "on": BUILT}
    assert refused(project_advance, **step, **said) == "not_your_zone"
    right = {"stage": SIGNED, "on": date(2022, 4, 1), "reason": "笔误"}
    assert refused(project_correct, **right, **said) == "not_your_zone"
    assert refused(project_strike, project=project, reason="误录", **about) == "not_your_zone"
    trade = {"year": 2022, "value": Decimal(1), "entered": "1", "unit": "万元"}
    assert refused(project_trade_set, **trade, **said) == "not_your_zone"


def test_a_place_that_does_not_report_keeps_no_register(place, people):
    found = refused(entered, zone=place["ezhou"], by=people["commerce"])
    assert found == "zone_without_register"


# --- what may follow ------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STAGES)
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("login", ["yichang", "commerce"])
def test_a_project_moves_only_as_the_table_says(place, people, login, state, stage):
    who = people[login]
    made = entered(place["yichang"], who, days=REACHED[state], reason="投资方调整计划")
    on = date(2022, 7, 5)
    about = {"project": made, "stage": stage, "on": on, "seen": 1, "by": who, "at": AT}
    if stage in TRANSITIONS[state]:
        moved = project_advance(**about, reason="按进度")
        assert (moved.stage, moved.days[stage]) == (stage, on)
        assert moved.steps.order_by("number").last().stage == stage
    else:
        why = "project_is_withdrawn" if state == WITHDRAWN else "no_such_step"
        assert refused(project_advance, **about, reason="按进度") == why
        assert Project.objects.get(pk=made.pk).days == REACHED[state]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (days(SIGNED_ON, date(2022, 4, 1)), "days_out_of_order"),
        (days(SIGNED_ON, None, RUNS), "stage_skipped"),
        (days(None, BUILT), "stage_skipped"),
        (days(date(2022, 7, 11)), "day_not_come"),
        (days(date(1999, 12, 31)), "day_too_early"),
    ],
)
def test_days_that_cannot_be_are_refused(place, people, said, code):
    assert refused(entered, zone=place["yichang"], by=people["yichang"], days=said) == code
    assert Project.objects.count() == 0


def test_a_withdrawal_a_correction_an_amount_and_a_strike_need_a_reason(place, people, project):
    about = {"project": project, "seen": 1, "by": people["yichang"], "at": AT}
    gone = {"stage": WITHDRAWN, "on": GONE}
    assert refused(project_advance, **gone, **about) == "withdrawal_needs_reason"
    right = {"stage": SIGNED, "on": date(2022, 4, 1), "reason": " "}
    assert refused(project_correct, **right, **about) == "correction_needs_reason"
    assert refused(project_change, terms=terms(amount=1), **about) == "amount_needs_reason"
    strike = {"project": project, "reason": "", "by": people["yichang"], "at": AT}
    assert refused(project_strike, **strike) == "striking_needs_reason"
    made = {"zone": place["yichang"], "by": people["yichang"], "name": "又一项目"}
    assert refused(entered, days=REACHED[WITHDRAWN], **made) == "withdrawal_needs_reason"


def test_a_corrected_day_keeps_the_one_before(people, project):
    on = date(2022, 3, 30)
    about = {"seen": 1, "by": people["yichang"], "at": AT, "reason": "协议落款日期"}
    corrected = project_correct(project=project, stage=SIGNED, on=on, **about)
    assert corrected.signed_on == on
    told = list(ProjectStage.objects.order_by("number").values_list("stage", "on", "was", "reason"))
    assert told == [(SIGNED, SIGNED_ON, None, ""), (SIGNED, on, SIGNED_ON, "协议落款日期")]


def test_who_sees_an_old_version_is_told(people, project):
    about = {"project": project, "by": people["yichang"], "at": AT}
    project_change(terms=terms(note="一期"), seen=1, **about)
    assert refused(project_change, terms=terms(note="二期"), seen=1, **about) == (
        "entry_changed_yourself"
    )
    about["by"] = people["commerce"]
    late = {"stage": SIGNED, "on": date(2022, 4, 1), "reason": "笔误", "seen": 1}
    assert refused(project_correct, **late, **about) == "entry_changed_meanwhile"


def test_two_people_at_one_projects_trade_do_not_overwrite_each_other(people, project):
    trade = {"project": project, "year": 2022, "entered": "1.5", "unit": "亿元", "at": AT}
    own, other = people["yichang"], people["commerce"]
    first = project_trade_set(value=Decimal(15_000), seen=1, by=own, **trade)
    assert project_trade_set(value=Decimal(15_000), seen=1, by=own, **trade) == first  # sent twice
    late = {"value": Decimal(25_000), "seen": 1}
    assert refused(project_trade_set, by=other, **late, **trade) == "entry_changed_meanwhile"
    assert refused(project_trade_set, by=own, **late, **trade) == "entry_changed_yourself"
    assert project_trade_set(by=other, **(late | {"seen": 2}), **trade).value == 25_000


def test_the_same_sent_twice_is_one(place, people, project):
    assert entered(place["yichang"], people["yichang"]) == project
    event = held(place["yichang"], people["yichang"])
    assert held(place["yichang"], people["yichang"]) == event
    assert (Project.objects.count(), MatchmakingEvent.objects.count()) == (1, 1)


def test_a_project_named_alike_is_entered_only_as_another(place, people, project):
    alike = {"zone": place["yichang"], "by": people["yichang"], "name": "光模块 加工项目（）"}
    assert refused(entered, **alike) == "project_named_alike"
    assert entered(**alike, is_another=True) != project
    assert entered(place["donghu"], people["donghu"])  # another zone's is another project


def test_an_event_counts_once_for_its_city_whichever_zone_enters_it(place, people):
    held(place["yichang"], people["yichang"])
    place["donghu"].city = place["yichang"].city
    place["donghu"].save()
    assert refused(held, zone=place["donghu"], by=people["donghu"]) == "event_named_alike"
    assert held(place["donghu"], people["donghu"], held_on=date(2022, 5, 21))


def test_an_event_is_held_before_it_is_entered_and_moves_for_a_reason(place, people):
    about = {"by": people["yichang"], "at": AT}
    late = event_terms(held_on=date(2022, 7, 11))
    assert refused(event_enter, zone=place["yichang"], terms=late, **about) == "event_not_held"
    event = held(place["yichang"], people["yichang"])
    moved = {"event": event, "terms": event_terms(held_on=date(2022, 6, 1)), "seen": 1} | about
    assert refused(event_change, **moved) == "day_needs_reason"
    assert event_change(**moved, reason="改期").held_on == date(2022, 6, 1)
    assert event_strike(event=event, reason="重复录入", **about).is_struck
    assert refused(event_change, **moved | {"seen": 3}) == "event_is_struck"


def test_nothing_is_entered_for_a_zone_after_it_left_but_a_withdrawal(place, people, project):
    zone, about = place["yichang"], {"by": people["yichang"], "at": AT}
    event = held(zone, people["yichang"])
    zone.left_on = date(2022, 5, 20)
    with unprotected():
        zone.save()
    later = date(2022, 5, 21)
    made = {"zone": zone, "by": people["yichang"], "name": "又一项目"}
    assert refused(entered, days=days(later), **made) == "day_after_exit"
    assert entered(days=days(zone.left_on), **made)
    step = {"project": project, "seen": project.version, **about}
    assert refused(project_advance, stage=CONSTRUCTION, on=later, **step) == "day_after_exit"
    right = {"stage": SIGNED, "on": later, "reason": "核对", **step}
    assert refused(project_correct, **right) == "day_after_exit"
    assert refused(event_enter, zone=zone, terms=event_terms("后会", later), **about) == (
        "event_after_exit"
    )
    moved = {"event": event, "terms": event_terms(held_on=later), "seen": 1, "reason": "改期"}
    assert refused(event_change, **moved, **about) == "event_after_exit"
    assert project_advance(stage=WITHDRAWN, on=later, reason="投资方放弃", **step)


def test_trade_is_of_a_year_since_the_signing(people, project):
    about = {
        "project": project,
        "entered": "1.5",
        "unit": "亿元",
        "by": people["yichang"],
        "at": AT,
    }
    for year in (2021, 2023):
        wrong = {"year": year, "value": Decimal(15_000)}
        assert refused(project_trade_set, **wrong, seen=1, **about) == "trade_of_another_time"
    for seen, value in enumerate((15_000, 16_000), start=1):
        row = project_trade_set(year=2022, value=Decimal(value), seen=seen, **about)
        assert row.value == value
    log = AuditEntry.objects.filter(action="project_trade").order_by("seq")
    assert [(one.old or {}).get("value") for one in log] == [None, "15000"]


def test_every_write_is_in_the_log_with_who_and_why(people, project):
    about = {"project": project, "by": people["yichang"], "at": AT}
    project_advance(stage=CONSTRUCTION, on=BUILT, seen=1, **about)
    project_strike(reason="误录", **about)
    entries = AuditEntry.objects.filter(kind="project", code=str(project.pk)).order_by("seq")
    assert [(one.action, one.zone, one.version) for one in entries] == [
        ("project_entered", "yichang", 1),
        ("project_advanced", "yichang", 2),
        ("project_struck", "yichang", 3),
    ]
    assert entries.last().new["reason"] == "误录"
    later = {"stage": OPERATING, "on": RUNS, "seen": 3} | about
    assert refused(project_advance, **later) == "project_is_struck"


# --- what the database refuses --------------------------------------------------------------------


def test_the_database_keeps_the_history_and_what_is_final(place, people):
    made = entered(place["yichang"], people["yichang"], days=REACHED[WITHDRAWN], reason="调整")
    struck = entered(place["yichang"], people["yichang"], name="误录项目")
    project_strike(project=struck, reason="误录", by=people["yichang"], at=AT)
    trade = {"year": 2022, "value": Decimal(5), "entered": "5", "unit": "万元", "at": AT}
    project_trade_set(project=made, seen=1, by=people["yichang"], **trade)
    event = held(place["yichang"], people["yichang"])
    step = made.steps.first()
    about = {"by_id": people["yichang"].user_id, "at": datetime(2022, 7, 1, tzinfo=UTC)}
    acts = [
        lambda: ProjectStage.objects.filter(pk=step.pk).update(on=date(2021, 1, 1)),
        lambda: ProjectStage.objects.filter(pk=step.pk).delete(),
        lambda: made.steps.create(number=3, stage=CONSTRUCTION, on=GONE, **about),
        lambda: Project.objects.filter(pk=made.pk).update(withdrawn_on=None),
        lambda: Project.objects.filter(pk=made.pk).update(construction_on=BUILT),
        lambda: Project.objects.filter(pk=struck.pk).update(struck_at=None, struck_reason=""),
        lambda: Project.objects.filter(pk=struck.pk)._raw_delete("default"),
        lambda: MatchmakingEvent.objects.filter(pk=event.pk)._raw_delete("default"),
        lambda: Project.objects.filter(pk=struck.pk).update(expected_trade=0),
        lambda: Project.objects.filter(pk=made.pk).update(expected_trade=1),
        lambda: Project.objects.filter(pk=made.pk).update(signed_on=date(2021, 5, 1), version=9),
        lambda: Project.objects.filter(pk=struck.pk).update(expected_trade=5, version=3),
        lambda: made.trade.update(year=2021),
        lambda: made.trade.all()._raw_delete("default"),
        lambda: Project.objects.filter(pk=struck.pk).update(operating_on=RUNS),
        lambda: Project.objects.filter(pk=struck.pk).update(withdrawn_on=date(2022, 1, 1)),
    ]
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert Project.objects.get(pk=made.pk).days == REACHED[WITHDRAWN]
