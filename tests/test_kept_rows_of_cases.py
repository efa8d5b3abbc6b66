"""What cases rest on, held by the database: no SQL makes a ground, a due date or a rule another."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from assessments import case_life as life
from assessments.models import Assessment, Case, CaseGround, Flag, FlagRule, TargetResult
from assessments.services.case_reopening import case_reopen
from indicators.models import Policy
from tests.cases import (
    DUE,
    NOON,
    case_in,
    found_again,
    make_assessment,
    make_case,
    make_flag,
    make_people,
    make_rule,
    moved,
)
from tests.factories import make_indicator, make_measure, make_policy, make_target, make_zone
from zones.models import Zone


@pytest.fixture
def zone(db):
    make_measure(make_policy())
    return make_zone("yichang")


def refused(statement, *values):
    """Nothing; the database refuses the statement, with a sentence of its own."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert "syntax" not in str(error.value)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'withdrawn'",
        "consequence = 'exit'",
        "held_by_id = (SELECT max(id) FROM assessments_flag)",
    ],
)
def test_a_ground_says_what_the_flag_that_holds_it_says(zone, change):
    case = make_case(zone)
    make_flag(make_assessment(2021), make_zone("other"))  # of another zone
    make_flag(make_assessment(2020, state="draft", published_at=None), zone)  # not published
    refused(f"UPDATE assessments_caseground SET {change}")
    found_again(case, consequence="notice_only")
    assert CaseGround.objects.get().consequence == "notice_only"


@pytest.mark.parametrize(
    "change",
    ["consequence = 'reminder'", "state = 'withdrawn'", "details = '{}'", "zone_id = zone_id + 1"],
)
def test_a_published_flag_never_changes_and_a_drafts_may(zone, change):
    flag = make_flag(make_assessment(2022), zone)
    refused(f"UPDATE assessments_flag SET {change}")
    draft = make_assessment(2021, state="draft", published_at=None)
    make_flag(draft, zone)
    draft.delete()
    assert Flag.objects.get() == flag


@pytest.mark.parametrize("state", ["published", "superseded"])
def test_what_was_published_is_superseded_and_nothing_else(zone, state):
    made = make_assessment(2022, state=state)
    for change in ("'draft', published_at = NULL", "'under_reply', reply_until = run_at"):
        refused(f"UPDATE assessments_assessment SET state = {change}")
    if state == "superseded":
        refused("UPDATE assessments_assessment SET state = 'published'")
    Assessment.objects.filter(pk=made.pk).update(state="superseded", superseded_at=NOON)


def test_a_case_is_handed_in_and_due_another_day_by_its_steps_alone(zone):
    people = make_people(zone, make_zone("donghu"))
    case = case_in(zone, life.NOTICE, life.RECTIFYING, due_on=DUE)
    refused("UPDATE assessments_case SET is_handed_in = %s", True)
    refused("UPDATE assessments_case SET due_on = '2030-01-01'")
    refused("UPDATE assessments_case SET due_on = NULL")
    moved(case, life.EXTEND, people["commerce"], due_on=date(2023, 9, 1))
    moved(case, life.HAND_IN, people["reporter"])
    refused("UPDATE assessments_case SET is_handed_in = %s", False)
    moved(case, life.RETURN, people["commerce"], due_on=None)
    assert Case.objects.values_list("due_on", "is_handed_in").get() == (date(2023, 9, 1), False)


def test_a_rule_that_something_published_was_judged_by_stays(zone):
    rule = make_rule("rank_dropped", "notice")
    FlagRule.objects.update(threshold=2)  # nothing is published yet
    make_assessment(2022)
    for statement in (
        "UPDATE assessments_flagrule SET threshold = 9",
        "UPDATE assessments_flagrule SET consequence = 'exit'",
        "DELETE FROM assessments_flagrule",
    ):
        refused(statement)
    later = FlagRule.objects.create(
        code=rule.code, version=2, consequence="notice", set_at=NOON, threshold=3
    )
    FlagRule.objects.filter(pk=later.pk).update(threshold=4)  # nothing was judged by it


def test_the_targets_of_a_rule_in_force_stay(zone):
    rule = make_rule("missed_years", "exit")
    make_assessment(2022)
    refused(
        "INSERT INTO assessments_flagrule_targets (flagrule_id, target_id) VALUES (%s, 1)", rule.pk
    )


def test_a_zone_leaves_and_comes_back_with_its_case_alone(zone):
    people = make_people(zone, make_zone("donghu"))
    refused("UPDATE zones_zone SET left_on = '2023-03-01'")
    case = case_in(zone, life.EXIT, life.PERIOD, due_on=date(2023, 2, 28))
    moved(case, life.EXPEL, people["leader"])
    assert Zone.objects.get(pk=zone.pk).left_on == NOON.date()
    refused("UPDATE zones_zone SET left_on = NULL WHERE code = 'yichang'")
    case.refresh_from_db()
    case_reopen(case=case, note="申诉成立", by=people["leader"], at=NOON)
    assert Zone.objects.get(pk=zone.pk).left_on is None


def test_what_was_missed_and_when_it_was_published_stays_as_it_was_published(zone):
    policy = Policy.objects.get()
    target = make_target(policy, make_indicator("trade_total"), "growth", scope="each_zone")
    draft = make_assessment(2021, state="draft", published_at=None)
    for assessment in (make_assessment(2022), draft):
        TargetResult.objects.create(
            assessment=assessment,
            target=target,
            zone=zone,
            status="missed",
            is_binding=True,
            counts_as_missed=True,
        )
    missed = "UPDATE assessments_targetresult SET counts_as_missed = %s WHERE assessment_id = %s"
    refused(missed, False, Assessment.objects.get(year=2022).pk)
    assert draft.target_results.update(counts_as_missed=False) == 1
    refused("UPDATE assessments_assessment SET published_at = %s WHERE year = 2022", NOON)
    refused("UPDATE assessments_assessment SET published_at = NULL WHERE year = 2022")
    assert Assessment.objects.filter(year=2021).update(published_at=NOON) == 1


def test_a_version_of_a_rule_is_set_after_the_one_before_it(zone):
    rule = make_rule("rank_dropped", "notice")
    about = {"code": rule.code, "consequence": "notice"}
    FlagRule.objects.create(version=2, set_at=NOON, **about)
    with pytest.raises(DatabaseError), transaction.atomic():
        FlagRule.objects.create(version=3, set_at=NOON - timedelta(days=1), **about)
    FlagRule.objects.create(version=3, set_at=NOON + timedelta(days=1), **about)
