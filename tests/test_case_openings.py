"""Which cases a year's flags open, and which case takes them up: arithmetic and publication."""

from datetime import timedelta

import pytest

from assessments import case_life as life
from assessments.case_openings import Ground, Held, Plan, openings, plan
from assessments.case_terms import CaseDays
from assessments.models import Case, CaseGround, FlagRule
from tests.assessing import AFTER, make_world, publish, published, run
from tests.cases import move_row
from zones.models import AuditEntry

MISSED = Ground("a", "annual_target_missed", "notice", "growth")
FELL = Ground("a", "rank_dropped", "notice")
WARNING = Ground("a", "missed_years", "exit_warning", "growth")
ENDING = Ground("a", "missed_years", "exit", "growth")


def held(pk=1, year=2022, *, is_open=True, is_warned=False, covers=()):
    keys = frozenset((one.code, one.target, one.consequence) for one in covers)
    return Held(pk, year, is_open, is_warned, keys)


def the(*grounds):
    (found,) = openings(grounds)
    return found


def test_a_zone_has_one_case_on_each_track_with_everything_that_leads_there():
    found = openings([MISSED, WARNING, FELL, Ground("b", "late_report", "named")])
    assert [(one.track, one.grounds) for one in found] == [
        (life.NOTICE, (MISSED, FELL)),
        (life.EXIT, (WARNING,)),
    ]
    assert [one.has_interview for one in found] == [True, False]
    assert not the(Ground("a", "grade_missed", "notice_only", "class")).has_interview


def test_reminders_and_names_open_nothing():
    assert openings([Ground("a", "behind_pace", "reminder", "growth")]) == []


def test_where_there_is_none_a_new_case_is_opened():
    assert plan(the(MISSED), 2022, []) == Plan((MISSED,))


def test_an_open_case_of_the_year_takes_up_what_comes_later():
    assert plan(the(MISSED, FELL), 2022, [held(7, covers=[MISSED])]) == Plan((MISSED, FELL), into=7)


def test_what_a_case_covered_before_it_ended_opens_nothing_again():
    closed = held(7, is_open=False, covers=[MISSED])
    assert plan(the(MISSED), 2022, [closed]) is None
    assert plan(the(MISSED, FELL), 2022, [closed]) == Plan((FELL,), follows=7)


@pytest.mark.parametrize("found", [MISSED, WARNING, ENDING])
def test_nothing_follows_for_a_zone_that_has_left_until_its_exit_is_opened_again(found):
    over, running = held(7, 2021, is_open=False, covers=[ENDING]), held(8, 2022, covers=[MISSED])
    for cases in ([], [over], [over, running]):
        assert plan(the(found), 2022, cases, has_left=True) is None
    again = held(8, 2021, covers=[ENDING])
    assert plan(the(ENDING), 2022, [over, again]) == Plan((ENDING,), into=8)


def test_a_warning_of_last_year_is_continued_in_a_new_case():
    warned = held(7, 2021, is_warned=True, covers=[WARNING])
    assert plan(the(ENDING), 2022, [warned]) == Plan((ENDING,), follows=7, continues=7)


def test_a_procedure_that_is_under_way_goes_on_with_the_new_years_grounds():
    assert plan(the(ENDING), 2022, [held(7, 2021, covers=[WARNING])]) == Plan((ENDING,), into=7)


def test_the_earlier_year_published_again_adds_nothing_that_its_case_covered():
    over = held(7, 2021, is_open=False, covers=[WARNING])
    running = held(8, 2022, covers=[ENDING])
    assert plan(the(WARNING), 2021, [over, running]) is None


@pytest.fixture
def world(db):
    """Zone b misses a yearly target in 2022; a meets its own."""
    world = make_world()
    world.set_target(world.a, 2022, 500)
    world.set_target(world.b, 2022, 500)
    return world


def grounds_of(case):
    return [(one.code, one.state) for one in case.grounds.all()]


def test_publishing_a_year_opens_its_cases_in_the_same_transaction(world):
    published("2022", by=world.staff)
    case = Case.objects.get()
    assert (case.zone, case.year, case.track, case.state) == (
        world.b,
        2022,
        life.NOTICE,
        life.FLAGGED,
    )
    assert case.due_on == AFTER.date() + timedelta(days=CaseDays().notice)
    ground = case.grounds.get()
    assert (ground.code, ground.target, ground.measure) == (
        "annual_target_missed",
        world.target,
        world.measure,
    )
    assert ground.details["actual"] == 400
    assert ground.details["target"] == 500
    assert [(one.seq, one.move) for one in case.moves.all()] == [(1, life.OPEN)]
    entry = AuditEntry.objects.get(action="case_open")
    assert (entry.code, entry.zone) == ("2022-notice-1", "b")
    assert entry.new["grounds"] == ["annual_target_missed:growth:notice"]


def test_nothing_follows_from_a_draft_or_a_half_year(world):
    run("2022")
    published("2022H1")
    assert not Case.objects.exists()


def test_a_rule_switched_off_opens_nothing_from_then_on(world):
    FlagRule.objects.filter(code="annual_target_missed").update(is_on=False)
    published("2022")
    assert not Case.objects.exists()


def revised(world, amount, at=AFTER + timedelta(days=1)):
    """2022 published again with another figure of b's last quarter."""
    world.revise(world.b, "2022Q4", amount, at)
    return publish(run("2022", at + timedelta(hours=1)), at + timedelta(hours=2))


def test_a_ground_that_revised_figures_no_longer_support_stays_as_withdrawn(world):
    published("2022")
    latest = revised(world, 250)
    case = Case.objects.get()
    assert grounds_of(case) == [("annual_target_missed", "withdrawn")]
    ground = case.grounds.get()
    assert ground.held_by.assessment == latest
    assert ground.held_by.details["withdrawn_for"] == ["figures"]
    assert ground.details["actual"] == 400  # as it was when the case was opened
    assert case.state == life.FLAGGED  # ended by staff, with a reason
    assert AuditEntry.objects.filter(action="case_ground_withdrawn").count() == 1


def test_a_ground_stands_again_where_another_revision_supports_it(world):
    published("2022")
    revised(world, 250)
    revised(world, 90, AFTER + timedelta(days=2))
    assert grounds_of(Case.objects.get()) == [("annual_target_missed", "standing")]


def test_what_is_found_anew_after_the_case_is_over_opens_another_that_names_it(world):
    published("2022")
    first = Case.objects.get()
    revised(world, 250)
    move_row(first, life.WITHDRAW, life.WITHDRAWN)
    revised(world, 90, AFTER + timedelta(days=2))
    second = Case.objects.exclude(pk=first.pk).get()
    assert (second.predecessor, second.number) == (first, 2)
    assert grounds_of(second) == [("annual_target_missed", "standing")]
    assert grounds_of(first) == [("annual_target_missed", "withdrawn")]


def test_the_same_finding_published_again_opens_nothing_more(world):
    published("2022")
    first = Case.objects.get()
    for move, to in (("issue", "notified"), ("interview", "interviewed"), ("order", "rectifying")):
        move_row(first, move, to)
    latest = revised(world, 90)
    assert Case.objects.get() == first
    assert first.grounds.get().held_by.assessment == latest
    assert CaseGround.objects.count() == 1


def missed_for_years(world, *years):
    FlagRule.objects.filter(code="annual_target_missed").update(is_on=False)
    for year in years:
        if year < 2022:
            world.set_target(world.b, year, 500)
        published(str(year), AFTER + timedelta(days=year - 2020))


def test_a_warning_waits_for_the_next_year_and_is_continued_in_its_case(world):
    FlagRule.objects.filter(code="missed_years").update(window=1, threshold=2)
    missed_for_years(world, 2021, 2022)
    first, second = Case.objects.order_by("year")
    assert (first.track, first.state, first.due_on) == (life.EXIT, life.CONTINUED, None)
    assert (second.state, second.predecessor) == (life.WARNED, first)
    assert second.grounds.get().consequence == "exit"
    decision = CaseDays().decision
    assert second.due_on == (AFTER + timedelta(days=2 + decision)).date()


def test_a_procedure_under_way_is_not_begun_twice(world):
    FlagRule.objects.filter(code="missed_years").update(window=1, threshold=1)
    missed_for_years(world, 2021)
    running = Case.objects.get()
    move_row(running, life.INITIATE, life.INITIATED)
    published("2022", AFTER + timedelta(days=2))
    assert Case.objects.get() == running
    ground = running.grounds.get()
    assert ground.flag.assessment.year == 2021
    assert ground.held_by.assessment.year == 2022
