"""Projections as stored with an assessment: of targets and figures, unmoved once published."""

from datetime import timedelta

import pytest
from django.utils import translation

from assessments.models import Figure, FlagRule, TargetResult
from assessments.prospects import figure_sentence, projection_sentence
from assessments.selectors.headlines import headlines
from tests.assessing import AFTER, make_world, published, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """By June 2022 zone a has 300, in past years half of the year by June: heading for 600."""
    return make_world()


def test_a_target_s_projection_its_season_and_what_it_needs_are_stored(world):
    world.set_target(world.a, 2022, 700)
    found = run("2022H1").target_results.get(zone=world.a)
    assert (found.projected, found.projected_low, found.projected_high) == (600, 600, 600)
    assert (found.projection_basis, found.projection_years) == ("own", "2020 2021")
    assert (found.needed, found.needed_how, found.rest_last_year) == (200, "at_least", 200)
    assert found.needed_growth == 100
    assert found.is_out_of_reach


def test_every_zone_s_flow_and_the_total_are_stored_projected(world):
    found = run("2022H1").figures.filter(indicator=world.trade)
    assert {(one.zone and one.zone.code, one.projected) for one in found} == {
        ("a", 600),
        ("b", 400),
        (None, 1000),
    }
    assert found.get(zone=None).projection_basis == "all_zones"


def test_an_excluded_year_is_stored_as_left_out(world):
    world.scheme.excluded_years.create(year=2021, reason_zh="疫情", reason_en="Pandemic")
    found = run("2022H1").figures.get(indicator=world.trade, zone=world.a)
    assert (found.projection_basis, found.projected_low) == ("linear", None)
    assert (found.projection_years, found.projection_left_out) == ("", "2021")


def test_a_year_out_of_reach_is_a_reminder_and_one_within_reach_is_none(world):
    world.set_target(world.a, 2022, 700)
    world.set_target(world.b, 2022, 390)
    found = run("2022H1").flags.filter(code="projected_miss")
    assert [(one.zone.code, one.consequence) for one in found] == [("a", "reminder")]
    assert found.get().measure == world.measure


def test_the_rule_can_be_switched_off(world):
    world.set_target(world.a, 2022, 700)
    FlagRule.objects.filter(code="projected_miss").update(is_on=False)
    assert not run("2022H1").flags.filter(code="projected_miss").exists()


def test_once_the_year_is_over_nothing_is_projected_and_nobody_reminded(world):
    world.set_target(world.a, 2022, 700)
    year = run("2022")
    found = year.target_results.get(zone=world.a)
    assert (found.projection_note, found.needed_how) == ("year_over", "year_over")
    assert {flag.code for flag in year.flags.all()} == {"annual_target_missed"}


def test_a_revision_moves_the_next_version_and_not_the_published_one(world):
    world.set_target(world.a, 2022, 700)
    first = published("2022H1")
    world.revise(world.a, "2022Q2", 250, AFTER)
    second = published("2022H1", at=AFTER + timedelta(days=1))
    kept, now = (one.target_results.get(zone=world.a) for one in (first, second))
    assert (kept.projected, kept.needed) == (600, 200)
    assert (now.projected, now.needed) == (800, 150)


# In words


def test_the_sentence_of_a_target_names_projection_band_season_and_need(world):
    world.set_target(world.a, 2022, 700)
    found = run("2022H1").target_results.get(zone=world.a)
    with translation.override("en"):
        assert projection_sentence(found) == (
            "Projected year-end CNY 6 million (from CNY 6 million to CNY 6 million), by its own"
            " season of 2020 to 2021: 14.3% short of the CNY 7 million due in the year; still"
            " needed: CNY 2 million a quarter, up 100.0% on the same quarters of"
            " last year (CNY 2 million)."
        )


def test_a_figure_without_a_target_says_where_it_is_heading(world):
    found = run("2022H1").figures.get(zone=None, indicator=world.trade)
    with translation.override("en"):
        assert figure_sentence(found).endswith(
            "projected year-end CNY 10 million (from CNY 10 million to CNY 10 million), by the"
            " season of all zones together in 2020 to 2021."
        )


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("", "No projection was kept with this assessment."),
        ("year_over", "The year is over: nothing is projected."),
        ("no_figure", "Not projected: there is no complete figure so far."),
        ("part_of_span", "Not projected: in operation for a part of the span only."),
        ("nothing_by_then", "Not projected: past years had nothing by this quarter."),
        ("stock", "Not projected: a stock stands as last reported."),
        ("ratio", "Not projected: a ratio is judged as it stands."),
        ("share", "Not projected: a share is judged as it stands."),
        ("grade", "Not projected: a class is published once a year."),
    ],
)
def test_every_reason_against_a_projection_has_a_sentence(world, note, words):
    with translation.override("en"):
        assert figure_sentence(Figure(projection_note=note)) == words
        blank = TargetResult(target=world.target, projection_note=note)
        assert projection_sentence(blank) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"needed_how": "reached", "needed": 0.0}, "what is due in the year is reached already."),
        ({"needed_how": "exceeded"}, "what is allowed in the year is exceeded already."),
        (
            {"needed_how": "at_most", "needed": 1e4, "needed_growth_note": "base_missing"},
            "CNY 100 million a quarter may still be added, no growth: last year’s remaining"
            " quarters are not there.",
        ),
        (
            {"needed_how": "beyond", "needed": 1e4, "needed_growth_note": "base_not_positive"},
            "more than CNY 100 million a quarter, no growth: last year’s remaining"
            " quarters come to zero or less.",
        ),
        (
            {"needed_how": "less_than", "needed": 1e4, "needed_growth_note": "base_incomplete"},
            "less than CNY 100 million a quarter may still be added, no growth: in operation for"
            " fewer quarters last year.",
        ),
    ],
)
def test_every_kind_of_need_has_its_words(world, fields, words):
    found = TargetResult(target=world.target, projected=5e4, projection_basis="linear", **fields)
    with translation.override("en"):
        assert projection_sentence(found).endswith(words)


def test_a_headline_says_why_what_is_needed_has_no_growth(world):
    made = run("2022H1")
    needed = {"needed_how": "at_most", "needed": 1e4, "needed_growth_note": "base_missing"}
    needed |= {"status": TargetResult.Status.NOT_REPORTED}
    found = TargetResult(target=world.target, assessment=made, **needed)
    with translation.override("en"):
        (headline,) = headlines(made, [found], {})
    assert headline.notes == (
        "still needed a quarter: at most 1.00"
        " (no growth: last year’s remaining quarters are not there)",
    )


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (4e4, None, "(from CNY 400 million, no upper edge)"),
        (None, 6e4, "(up to CNY 600 million, no lower edge)"),
    ],
)
def test_an_open_band_says_on_which_side(world, low, high, words):
    found = TargetResult(
        target=world.target,
        projected=5e4,
        projected_low=low,
        projected_high=high,
        projection_basis="province",
        projection_years="2021 2022",
        projection_note="open_edge",
    )
    with translation.override("en"):
        said = projection_sentence(found)
    assert words in said
    assert "by the season of the province’s trade in 2021 to 2022" in said


def test_a_few_counts_are_estimated_with_a_decimal(world):
    world.trade.unit_kind, world.trade.decimals = "count", 0
    world.target.indicator = world.trade
    found = TargetResult(target=world.target, projected=2.4, needed=0.5, needed_how="at_least")
    with translation.override("en"):
        assert "year-end 2.4" in projection_sentence(found)
        assert "0.5 a quarter" in projection_sentence(found)
