"""What rules find in assessments run and published: raised, withdrawn, counted over years."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assessments.findings import flag_sentence
from assessments.models import Case, FlagRule, TargetResult
from assessments.selectors.question import history
from assessments.services.assessments import Refused
from indicators.periods import parse_period
from tests.assessing import AFTER, make_world, node, publish, published, run
from tests.boards import make_scheme
from tests.factories import make_zone

pytestmark = pytest.mark.django_db
LATER = AFTER + timedelta(days=30)


@pytest.fixture
def world():
    return make_world()


# Yearly targets and flags


def test_a_yearly_target_counts_from_the_day_it_takes_effect(world):
    world.set_target(world.a, 2022, 700)
    world.set_target(world.a, 2022, 500, in_force_from=date(2022, 7, 1))
    half = run("2022H1").target_results.get(zone=world.a)
    year = run("2022").target_results.get(zone=world.a)
    assert (half.value, half.status) == (700, "off_track")
    assert (year.value, year.status) == (500, "met")


def test_a_flag_that_revised_figures_no_longer_support_stays_as_withdrawn(world):
    world.set_target(world.a, 2022, 650)
    first = published()
    assert first.flags.get().state == "raised"
    world.revise(world.a, "2022Q4", 250, AFTER)
    second = published(at=LATER)
    kept = second.flags.get()
    assert (kept.code, kept.state) == ("annual_target_missed", "withdrawn")
    assert kept.details == first.flags.get().details | {"withdrawn_for": ["figures"]}
    assert first.flags.get().state == "raised"


def test_a_flag_withdrawn_for_another_target_names_that(world):
    world.set_target(world.a, 2022, 650)
    published()
    world.set_target(world.a, 2022, 500, in_force_from=date(2022, 7, 1))
    second = published(at=LATER)
    assert second.flags.get().details["withdrawn_for"] == ["target"]
    world.set_target(world.a, 2022, 650, in_force_from=date(2022, 8, 1))
    assert published(at=LATER + timedelta(days=1)).flags.get().state == "raised"


def test_a_flag_withdrawn_before_rules_were_kept_by_period_still_names_the_rule(world):
    world.set_target(world.a, 2022, 650)
    flag = published().flags.get()
    flag.state, flag.details = "withdrawn", flag.details | {"withdrawn_for": ["rule"]}
    assert flag_sentence(flag).startswith("已撤销：警示规则已调整。")


def test_a_revised_figure_brings_no_rule_along_that_was_adopted_later(world):
    """Published under the first rules; then one is switched off and another one tightened."""
    world.set_target(world.a, 2022, 650)
    first = published()
    day = LATER + timedelta(days=1)
    missed = FlagRule.objects.get(code="annual_target_missed")
    rule_adopted(missed, day, is_on=False)
    rule_adopted(FlagRule.objects.get(code="missed_years"), day, threshold=1, window=1)
    later = day + timedelta(days=1)
    assert run(at=later) == first  # the same inputs, the same digest, no new version
    world.revise(world.a, "2022Q4", 140, later)
    second = published(at=later)
    assert second != first
    assert [(one.code, one.state) for one in second.flags.all()] == [(missed.code, "raised")]
    (case,) = Case.objects.all()
    assert [one.rule for one in case.grounds.all()] == [missed]


def test_a_year_that_was_never_published_is_judged_by_the_rules_of_the_day(world):
    world.set_target(world.a, 2022, 650)
    draft = run()
    rule_adopted(FlagRule.objects.get(code="annual_target_missed"), LATER, is_on=False)
    with pytest.raises(Refused) as refused:
        publish(draft, LATER)
    assert refused.value.code == "figures_changed"
    assert not published(at=LATER).flags.exists()


def rule_adopted(rule, at, **terms):
    """The rule's next version, in force from the moment."""
    targets = list(rule.targets.all())
    rule = FlagRule.objects.get(pk=rule.pk)
    rule.pk, rule.version, rule.set_at = None, rule.version + 1, at
    for name, value in terms.items():
        setattr(rule, name, value)
    rule._state.adding = True
    rule.save()
    rule.targets.set(targets)
    return rule


def test_a_withdrawn_flag_is_raised_again_once_figures_support_it_again(world):
    world.set_target(world.a, 2022, 650)
    published()
    world.revise(world.a, "2022Q4", 250, AFTER)
    published(at=LATER)
    world.revise(world.a, "2022Q4", 140, LATER)
    third = published(at=LATER + timedelta(days=1))
    assert [flag.state for flag in third.flags.all()] == ["raised"]


def test_a_draft_holds_no_withdrawn_flags_before_it_is_published(world):
    world.set_target(world.a, 2022, 650)
    published()
    world.revise(world.a, "2022Q4", 250, AFTER)
    assert not run(at=LATER).flags.exists()


def test_a_fall_in_rank_rests_on_the_published_year_before(world):
    before = published("2021", at=datetime(2022, 3, 1, tzinfo=UTC))
    assert dict(before.results.values_list("zone__code", "rank")) == {"a": 1, "b": 2}
    for quarter in (1, 2, 3, 4):
        world.revise(world.a, f"2022Q{quarter}", 20, AFTER)
    fallen = run(at=LATER)
    result = fallen.results.get(zone=world.a)
    assert (result.common_previous_rank, result.common_rank, result.common_count) == (1, 2, 2)
    assert (result.previous_rank, result.previous_count) == (1, 2)
    flag = fallen.flags.get(code="rank_dropped")
    assert (flag.zone, flag.details["before"], flag.details["rank"]) == (world.a, 1, 2)


def test_after_a_change_of_scheme_a_fall_must_hold_with_last_year_scored_anew(world):
    published("2021", at=datetime(2022, 3, 1, tzinfo=UTC))
    # The new scheme looks at size alone: b was as large as a in 2021 and larger in 2022.
    for quarter in (1, 2, 3, 4):
        world.revise(world.a, f"2022Q{quarter}", 90, AFTER)
    old = run(at=LATER)
    assert set(old.results.values_list("zone__code", "rank")) == {("a", 2), ("b", 1)}
    assert old.flags.filter(code="rank_dropped").exists()
    world.revise(world.a, "2021Q1", 99, LATER)
    again = run(at=LATER, scheme=only_size(world))
    assert set(again.results.values_list("zone__code", "rank")) == {("a", 2), ("b", 1)}
    assert not again.flags.filter(code="rank_dropped").exists()


def only_size(world):
    scheme = make_scheme(code="size-only", version=2)
    root = node(scheme, "total", None, 100)
    node(scheme, "size", root, 100, indicator=world.trade, measure_of="level", high=1000)
    return scheme


def test_years_missed_running_are_counted_over_the_published_years(world):
    for year in (2021, 2022):
        world.set_target(world.b, year, 450)
    published("2021", at=datetime(2022, 3, 1, tzinfo=UTC))
    flag = run("2022").flags.get(code="missed_years")
    assert (flag.zone, flag.consequence, flag.details["years"]) == (world.b, "exit_warning", 2)


def test_a_year_that_was_never_published_breaks_the_row(world):
    for year in (2021, 2022):
        world.set_target(world.b, year, 450)
    run("2021", at=datetime(2022, 3, 1, tzinfo=UTC))
    assert not run("2022").flags.filter(code="missed_years").exists()


def test_what_a_city_missed_each_of_its_zones_missed_that_was_there(world):
    year = published("2021", at=datetime(2022, 3, 1, tzinfo=UTC))
    make_zone("late", city=world.a.city.code, start="2022Q1")
    TargetResult.objects.create(
        assessment=year,
        target=world.target,
        city=world.a.city,
        status="missed",
        is_binding=True,
        counts_as_missed=True,
    )
    found = history(parse_period("2022"), world.scheme, at=AFTER, as_at=None).missed_before
    assert found == {("growth", "a"): frozenset({2021})}
