"""The year in which a zone left, and those after it: shown, and judged by nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from assessments import case_life as life
from assessments.board import measure_period, rank_zones
from assessments.facts import gather
from assessments.models import Case, TargetResult, ZoneResult
from assessments.outcome import digest
from assessments.promises import Promise, judge_promises
from assessments.rank_words import board_reason
from assessments.selectors.bulletin_facts import bulletin_facts
from assessments.selectors.exits import left_days
from assessments.selectors.outdated import is_outdated
from assessments.selectors.question import late_reports, question
from assessments.selectors.rewards import contenders_of
from assessments.selectors.zone_standing import why_not_ranked
from indicators.periods import parse_period
from indicators.targets import Condition
from tests.assessing import AFTER, World, publish, run
from tests.cases import make_case, make_rule, move_row
from tests.judging import make_facts, make_rules
from tests.triggers import unprotected
from zones.models import Zone

MAY = date(2022, 5, 20)
RULES = make_rules(
    {"size": ("trade", "level", 50, 0, 200), "growth": ("trade", "growth", 50, 0, 100)}
)
TRADE = {
    ("a", "trade"): {2021: [10] * 4, 2022: [20] * 4},
    ("b", "trade"): {2021: [10] * 4, 2022: [30, 30]},
    ("b", "firms"): {2021: [5] * 4, 2022: [6, 6]},
    ("b", "events"): {2021: [1] * 4, 2022: [1, 1]},
}
OWN = Promise(
    "own",
    "province",
    "level",
    "trade",
    (Condition("average_growth", 0.35, first_year=2021, last_year=2023, base_year=2020),),
)
EVENTS = Promise(
    "events", "each_city", "level", "events", (Condition("count_each_year", 3, 2021, 2023),)
)


def facts_of(period="2022", left=MAY):
    """Two zones, of which the second left and reported nothing after that quarter."""
    return make_facts(period, TRADE, left={"b": left} if left else {})


def standing_of(facts):
    figures, measured = measure_period(facts, RULES)
    board, standing = rank_zones(facts, figures, measured, RULES)
    return board.scores, dict(standing)


def test_its_quarters_after_that_of_the_exit_do_not_apply_and_what_it_reported_is_shown():
    rows = gather(facts_of()).zones
    trade, firms = rows.loc[("b", "trade")], rows.loc[("b", "firms")]
    assert (trade["state"], trade["value"], trade["quarters_due"]) == ("value", 60, 2)
    assert firms["state"] == "not_applicable"  # nobody is there at the year's end
    assert gather(facts_of(left=None)).zones.loc[("b", "trade"), "state"] == "not_reported"
    assert gather(facts_of()).total.loc["trade", "value"] == 140


def test_no_growth_is_stated_from_half_a_year_to_a_whole_one():
    rows = gather(facts_of()).zones
    assert rows.loc[("b", "trade"), "growth_note"] == "zone_left"
    assert rows.loc[("b", "trade")][["growth", "two_year_average"]].isna().all()
    assert rows.loc[("a", "trade"), "growth"] == 100


def test_it_is_neither_scored_nor_ranked_and_moves_nobody_elses_score():
    scores, standing = standing_of(facts_of())
    assert standing == {"a": "ranked", "b": "left"}
    assert list(scores.index) == ["a"]
    _scores, before = standing_of(facts_of(left=None))
    assert before["b"] != "left"


@pytest.mark.parametrize(
    ("period", "left", "is_gone"),
    [
        ("2022Q1", MAY, False),
        ("2022H1", MAY, True),
        ("2022", date(2022, 12, 31), True),
        ("2022", date(2023, 1, 1), False),
        ("2021", MAY, False),
    ],
)
def test_a_period_that_ended_before_it_left_is_judged_as_ever(period, left, is_gone):
    facts = facts_of(period, left)
    assert facts.is_gone("b") is is_gone
    assert (standing_of(facts)[1]["b"] == "left") is is_gone


def judged(facts, *promises, chosen=()):
    found = judge_promises(facts, gather(facts), promises, dict(chosen))
    return {(one.target, one.zone or one.city or "all"): one for one in found}


def test_its_targets_of_the_year_do_not_apply_and_are_not_missed():
    chosen = {("own", zone, 2022): 500.0 for zone in "ab"}
    found = judged(facts_of(), OWN, chosen=chosen)
    own = found["own", "b"].judgement
    assert (own.status, own.counts_as_missed) == ("not_applicable", False)
    assert found["own", "a"].judgement.counts_as_missed
    assert found["own", "all"].judgement.actual == 140  # its half-year was traded all the same


def test_its_city_is_bound_by_its_other_zones_alone():
    assert ("events", "city of b") not in judged(facts_of(), EVENTS)
    assert ("events", "city of b") in judged(facts_of(left=None), EVENTS)


# On the database


@pytest.fixture
def world(db):
    """Zone b leaves in the second quarter of 2022, and missed whatever it was asked."""
    world = World()
    for year, of_a, of_b in ((2020, [80] * 4, [100] * 4), (2021, [100] * 4, [100] * 4)):
        world.report(world.a, year, of_a)
        world.report(world.b, year, of_b)
    world.report(world.a, 2022, [150] * 4)
    world.report(world.b, 2022, [100, 100])
    world.set_target(world.b, 2022, 500)
    return world


def leave(zone, on=MAY, at=None):
    """The moment at which a zone's exit, decided on a day, was written down: that day's noon."""
    at = at or datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    case = make_case(zone, life.EXIT, year=2015, opened_at=at - timedelta(days=90))
    move_row(case, life.INITIATE, life.INITIATED, at=at - timedelta(days=60))
    move_row(case, life.ORDER, life.PERIOD, at=at - timedelta(days=50))
    move_row(case, life.EXPEL, life.EXITED, at=at, held_on=on)
    Zone.objects.filter(pk=zone.pk).update(left_on=on)
    return at


def findings(assessment, zone):
    return sorted(assessment.flags.filter(zone=zone).values_list("code", flat=True))


def test_the_year_can_be_published_and_nothing_follows_for_the_zone(world):
    assert "annual_target_missed" in findings(run("2022"), world.b)
    leave(world.b)
    assessment = publish(run("2022", AFTER + timedelta(days=1)), AFTER + timedelta(days=1))
    assert not assessment.is_provisional
    own = assessment.results.get(zone=world.b)
    assert (own.standing, own.score, own.rank) == (ZoneResult.Standing.LEFT, None, None)
    assert not own.is_running
    assert findings(assessment, world.b) == []
    target = assessment.target_results.get(zone=world.b)
    assert (target.status, target.counts_as_missed) == (TargetResult.Status.NOT_APPLICABLE, False)
    figure = assessment.figures.get(zone=world.b, indicator=world.trade)
    assert (figure.value, figure.growth, figure.rank) == (200, None, None)
    assert not Case.objects.filter(year=2022, zone=world.b).exists()
    assert [one.zone for one in contenders_of(assessment)] == ["a"]
    with translation.override("en"):
        assert "the zone left" in why_not_ranked(own, assessment)
        with unprotected():
            Zone.objects.update(left_on=None)
        own = assessment.results.select_related("zone").get(zone=world.b)
        assert "It was taken back since" in why_not_ranked(own, assessment)
        assert board_reason(own).endswith("taken back since")
    facts = bulletin_facts(assessment)
    assert [(one.code, one.left_on) for one in facts.zones] == [("a", None), ("b", MAY)]
    assert [one.code for one in facts.running] == ["a"]


def test_it_owes_the_quarter_of_its_exit_and_none_after_it(world):
    world.b.submissions.filter(quarter__quarter=2).delete()
    late = {
        (one.zone, one.quarter) for one in late_reports(parse_period("2022"), at=AFTER, as_at=None)
    }
    assert late == {("b", "2022Q2"), ("b", "2022Q3"), ("b", "2022Q4")}
    leave(world.b)
    found = late_reports(parse_period("2022"), at=AFTER, as_at=None)
    assert [(one.zone, one.quarter) for one in found] == [("b", "2022Q2")]
    assert findings(run("2022"), world.b) == ["late_report"]


def test_an_exit_counts_from_when_it_was_known_until_it_is_opened_again(world):
    at = leave(world.b)
    assert left_days(at - timedelta(hours=1)) == {}
    assert left_days(at) == {"b": MAY}
    make_case(world.b, life.EXIT, year=2015, opened_at=at + timedelta(days=9))
    assert left_days(at + timedelta(days=8)) == {"b": MAY}
    assert left_days(at + timedelta(days=10)) == {}


def test_a_year_that_ended_before_the_exit_keeps_its_digest(world):
    def digest_of(period):
        asked = question(parse_period(period), world.scheme, at=AFTER, as_at=None)
        return digest(asked, gather(asked.facts))

    make_rule("national_bottom", "exit")
    before = digest_of("2021"), digest_of("2022")
    leave(world.b)
    assert digest_of("2021") == before[0]
    assert digest_of("2022") != before[1]


def test_a_year_published_before_an_exit_within_it_was_written_down_is_assessed_again(world):
    assessment = publish(run("2022"))
    at = AFTER + timedelta(days=2)
    assert not is_outdated(assessment, at)
    leave(world.b, MAY, AFTER + timedelta(days=1))
    assert is_outdated(assessment, at)


def test_a_year_is_assessed_again_where_a_verification_waited_while_it_was_published(world):
    """Asked for before the publishing and done after it, the revision bears the earlier moment."""
    assessment = publish(run("2022"), AFTER + timedelta(hours=2))
    world.revise(world.a, "2022Q4", 151, AFTER + timedelta(hours=1))
    assert is_outdated(assessment, AFTER + timedelta(hours=3))
