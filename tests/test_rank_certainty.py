"""How sure ranks are is stored with the assessment, and comes out the same when it is run again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments.models import RankCertainty, Scheme, ZoneResult
from tests.assessing import AFTER, make_world, published, run
from tests.factories import make_zone
from tests.test_assessment_flags import only_size

pytestmark = pytest.mark.django_db
EARLY, LATER = datetime(2022, 3, 1, tzinfo=UTC), AFTER + timedelta(days=30)
SURE = ("zone__code", "rank", "rank_median", "rank_low", "rank_high", "p_last", "p_bottom")


@pytest.fixture
def world():
    return make_world()


def sure(assessment):
    """What is stored of each zone, and of the whole board."""
    found = assessment.certainty
    board = (found.seed, found.variants, found.drawn, found.bottom, found.pairs)
    return list(assessment.results.order_by("zone__code").values_list(*SURE)), board


def shrink(world, amount):
    """Nothing; zone a reports so much in each quarter of 2022 and is second."""
    for quarter in (1, 2, 3, 4):
        world.revise(world.a, f"2022Q{quarter}", amount, AFTER)


def fall(**fields):
    return run(at=LATER, **fields).flags.get(code="rank_dropped")


def test_every_rank_has_its_interval_and_the_board_says_what_was_drawn(world):
    found = run()
    # a is larger and grows faster: first in every variant
    assert sure(found)[0] == [("a", 1, 1, 1, 1, 0, 0), ("b", 2, 2, 2, 2, 1, 1)]
    certainty = found.certainty
    assert (certainty.seed, certainty.variants, certainty.bottom) == (2021, 2000, 1)
    assert (certainty.pairs, certainty.has_all_pairs) == ([], True)
    # no criterion has a reference to be measured by: two methods are drawn
    assert set(certainty.drawn["methods"]) == {"arithmetic", "geometric"}
    assert sum(certainty.drawn["methods"].values()) == 2000
    assert set(certainty.drawn["left_out"]) == {"size", "growth"}


def test_running_again_gives_the_same_numbers(world):
    shrink(world, 101)
    first = run(at=LATER)
    told = sure(first)
    first.delete()
    again = run(at=LATER + timedelta(days=1))
    assert sure(again) == told


def test_a_zone_that_is_not_ranked_has_no_interval_and_moves_nobody(world):
    alone = sure(run())
    newcomer = make_zone("c", city="xiangyang", start="2022Q1")
    world.report(newcomer, 2022, [500] * 4)
    rows, board = sure(run())
    assert rows == [*alone[0], ("c", None, None, None, None, None, None)]
    assert board == alone[1]


def test_the_state_of_a_quarter_says_how_sure_it_is_too(world):
    assert sure(run("2022Q3"))[0][0][:5] == ("a", 1, 1, 1, 1)


def test_another_seed_of_the_scheme_is_another_draw_and_another_digest(world):
    shrink(world, 101)
    first = run(at=LATER)
    Scheme.objects.update(seed=7, variants=1000)
    other = run(at=LATER)
    assert (other.certainty.seed, other.certainty.variants) == (7, 1000)
    assert other.digest != first.digest
    # the scores and ranks are not touched by it
    assert list(other.results.values_list("zone__code", "rank")) == [("a", 1), ("b", 2)]


def test_fewer_than_a_thousand_variants_are_refused_by_the_database(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Scheme.objects.update(variants=999)
    found = run()
    with pytest.raises(IntegrityError), transaction.atomic():
        RankCertainty.objects.filter(assessment=found).update(variants=999)
    with pytest.raises(IntegrityError), transaction.atomic():
        ZoneResult.objects.filter(assessment=found).update(rank_low=3, rank_high=2)


def test_a_fall_that_remains_in_every_variant_is_wholly_robust(world):
    published("2021", at=EARLY)
    shrink(world, 20)
    world.revise(world.b, "2022Q4", 130, AFTER)
    assert fall().details["robustness"] == 1


def test_a_fall_that_rests_on_one_criterion_remains_where_that_one_counts(world):
    published("2021", at=EARLY)
    # In 2022 a is smaller than b and both do not grow: without size they are level, no fall.
    shrink(world, 90)
    flag = fall()
    left_out = flag.assessment.certainty.drawn["left_out"]["size"]
    assert 400 < left_out < 600
    assert flag.details["robustness"] == pytest.approx(1 - left_out / 2000)


def test_the_year_before_is_taken_as_it_was_published(world):
    published("2021", at=EARLY)
    shrink(world, 90)
    told = fall().details["robustness"]
    # Revised, b would have led in 2021 already; the board of 2021 in force does not say so.
    for quarter in (1, 2, 3, 4):
        world.revise(world.b, f"2021Q{quarter}", 125, AFTER)
    assert fall().details["robustness"] == told


def test_after_a_change_of_scheme_both_boards_are_varied_under_the_new_one(world):
    published("2021", at=EARLY)
    shrink(world, 90)
    for quarter in (1, 2, 3, 4):
        world.revise(world.a, f"2021Q{quarter}", 110, AFTER)
    # Size alone counts now, and cannot be left out: the fall is there in every variant.
    assert fall(scheme=only_size(world)).details["robustness"] == 1
