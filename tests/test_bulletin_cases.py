"""The states of cases as a bulletin tells them: counted, and as they stood at its publication."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from assessments import case_life as life
from assessments.models import Assessment, Case
from assessments.papers.bulletin.built import build_both
from assessments.selectors.appraisal_rows import case_facts
from assessments.selectors.bulletin_cases import case_counts, moment_of
from assessments.selectors.bulletin_facts import bulletin_facts
from assessments.selectors.exits import left_days
from tests.assessing import AFTER, make_world, published
from tests.cases import make_case, move_row
from zones.models import Zone

DAYS = [timedelta(days=days) for days in range(8)]


@pytest.fixture
def world(db):
    """A published year that opened a case for zone b, and an older one of zone a."""
    world = make_world()
    world.set_target(world.b, 2022, 500)
    published("2022", AFTER)
    return world


def counted(assessment, language="en"):
    return {
        (one.track.of(language), one.state.of(language)): one.count
        for one in case_counts(assessment, left_days(moment_of(assessment)))
    }


def exited(zone):
    """Nothing; the zone leaves two days after the year was published."""
    day = timezone.localdate(AFTER + DAYS[2])
    case = make_case(zone, life.EXIT, year=2021, opened_at=AFTER)
    move_row(case, life.INITIATE, life.INITIATED, at=AFTER + DAYS[1])
    move_row(case, life.ORDER, life.PERIOD, at=AFTER + DAYS[1])
    move_row(case, life.EXPEL, life.EXITED, at=AFTER + DAYS[2], held_on=day)
    Zone.objects.filter(pk=zone.pk).update(left_on=day)


NOTICED = ("notice and interview", "notice due")


def test_a_year_s_bulletin_counts_the_cases_that_its_publication_opened(world):
    assessment = Assessment.objects.get(period="2022")
    opened = Case.objects.filter(year=2022, track=life.NOTICE).count()
    assert opened
    assert counted(assessment) == {NOTICED: opened}


def test_what_becomes_of_them_later_changes_no_bulletin(world):
    assessment = Assessment.objects.get(period="2022")
    before = build_both(bulletin_facts(assessment))
    move_row(Case.objects.first(), life.ISSUE, life.NOTIFIED, at=AFTER + DAYS[1])
    assert build_both(bulletin_facts(assessment)) == before


def test_the_next_version_tells_them_as_they_stand_then_overdue_by_the_day(world):
    case = Case.objects.get(zone=world.b)
    earlier, over = (make_case(world.a, year=year, opened_at=AFTER) for year in (2020, 2021))
    move_row(case, life.ISSUE, life.NOTIFIED, at=AFTER + DAYS[1])
    move_row(case, life.INTERVIEW, life.INTERVIEWED, at=AFTER + DAYS[1])
    due = timezone.localdate(AFTER + DAYS[2])
    move_row(case, life.ORDER, life.RECTIFYING, at=AFTER + DAYS[1], due_on=due)
    move_row(over, life.WITHDRAW, life.WITHDRAWN, at=AFTER + DAYS[2])
    world.revise(world.a, "2022Q4", 151, AFTER + DAYS[3])
    again = published("2022", AFTER + DAYS[4])
    assert counted(again) == {NOTICED: 1, (NOTICED[0], "rectification overdue"): 1}
    # Handed in in time it waits for review; taken as of the first publication nothing has moved.
    assert counted(Assessment.objects.get(period="2022", version=1))[NOTICED] >= 1
    assert earlier.state == life.FLAGGED


def test_an_ended_case_of_the_year_is_counted_as_over_and_part_six_says_so(world):
    case = Case.objects.get(zone=world.b)
    move_row(case, life.WITHDRAW, life.WITHDRAWN, at=AFTER + DAYS[1])
    world.revise(world.a, "2022Q4", 151, AFTER + DAYS[3])
    again = published("2022", AFTER + DAYS[4])
    with translation.override("en"):
        paper = build_both(bulletin_facts(again))["en"]
    part = next(one for one in paper.parts if one.code == "next")
    assert "(over: 1)" in part.blocks[-1].text


def test_for_a_zone_that_had_left_by_then_part_six_asks_nothing(world):
    exited(world.b)
    world.revise(world.a, "2022Q4", 151, AFTER + DAYS[3])
    again = published("2022", AFTER + DAYS[4])
    assert again.flags.filter(zone=world.b, state="raised").exists()
    said = {}
    for version in (1, 2):
        facts = bulletin_facts(Assessment.objects.get(period="2022", version=version))
        paper = build_both(facts)["zh-hans"]
        part = next(one for one in paper.parts if one.code == "next")
        said[version] = [block.text for block in part.blocks]
    assert any("并约谈单位负责人" in text for text in said[1])
    assert not any("并约谈单位负责人" in text for text in said[2])
    assert any("退出，所涉认定不再处置" in text for text in said[2]), said


def test_a_notice_of_a_zone_that_had_left_is_not_counted_as_overdue(world):
    case = Case.objects.get(zone=world.b)
    due = timezone.localdate(AFTER + DAYS[2])
    move_row(case, life.ISSUE, life.NOTIFIED, at=AFTER + DAYS[1])
    move_row(case, life.INTERVIEW, life.INTERVIEWED, at=AFTER + DAYS[1])
    move_row(case, life.ORDER, life.RECTIFYING, at=AFTER + DAYS[1], due_on=due)
    exited(world.b)
    world.revise(world.a, "2022Q4", 151, AFTER + DAYS[3])
    again = published("2022", AFTER + DAYS[4])
    assert counted(again)[NOTICED[0], "under rectification"] == 1
    assert (NOTICED[0], "rectification overdue") not in counted(again)
    told = case_facts(2022, timezone.localdate(AFTER + DAYS[4]))
    (notice,) = [one for one in told if one.track.en == NOTICED[0] and one.zone == "b"]
    assert (notice.state.en, notice.due) == ("under rectification", ""), "the extract's words"
